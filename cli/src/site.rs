//! `recinto site`: sites, straight in the database file, beside a running server or without one.

use crate::error::CliError;
use crate::release::script_hashes;
use crate::serve::own_directory;
use clap::{Args, Subcommand};
use recinto_collector::{
    NewSite, Origin, ScriptHashes, Store, SystemClock, capture_snippet, snippet,
};
use recinto_core::analysis::slug;
use std::path::PathBuf;
use std::sync::Arc;

/// What `site` does.
#[derive(Subcommand)]
pub(crate) enum SiteCommand {
    /// Register a site; prints its admin token, once, and the snippet to paste
    Add(AddArgs),
    /// List the sites
    List(ListArgs),
}

/// What `site add` takes.
#[derive(Args)]
pub(crate) struct AddArgs {
    /// Display name
    name: String,
    /// Where its pages are served, like https://www.example.org; may be given several times
    #[arg(long, required = true)]
    origin: Vec<String>,
    /// 1 to 24 of a-z, 0-9 and - [default: made from the name]
    #[arg(long)]
    id: Option<String>,
    /// The collector's origin, for the snippet
    #[arg(long, default_value = "http://collect.localhost:8787")]
    collect_origin: String,
    /// The database file
    #[arg(long, default_value = "recinto.db")]
    data: PathBuf,
}

/// What `site list` takes.
#[derive(Args)]
pub(crate) struct ListArgs {
    /// The database file
    #[arg(long, default_value = "recinto.db")]
    data: PathBuf,
}

/// Does it.
pub(crate) fn run(command: SiteCommand) -> Result<(), CliError> {
    match command {
        SiteCommand::Add(args) => add(args),
        SiteCommand::List(args) => list(&args),
    }
}

fn add(args: AddArgs) -> Result<(), CliError> {
    let collector = Origin::parse(&args.collect_origin)?;
    let id = args.id.unwrap_or_else(|| id_of(&args.name));
    let store = Store::open(&args.data, Arc::new(SystemClock))?;
    let token = store.add_site_blocking(NewSite {
        id: id.clone(),
        name: args.name,
        origins: args.origin,
    })?;
    println!("Site         {id}");
    println!("Admin token  {}", token.reveal());
    println!("             Keep it now: it is stored hashed and cannot be shown again.");
    println!(
        "Paste this into the head of every page, and host gate.js and its files under /recinto/:"
    );
    let hashes = own_directory().map_or_else(
        |_| ScriptHashes::default(),
        |directory| script_hashes(&directory.join("tracker")),
    );
    println!("{}", snippet(&id, &collector, &hashes));
    println!("So that a visit tells scroll, time in view, links and searches by itself, this too:");
    println!("{}", capture_snippet(&hashes));
    if hashes.gate.is_none() {
        println!("Better with integrity=\"…\": the hashes are in hashes.json, beside the files.");
    }
    Ok(())
}

fn list(args: &ListArgs) -> Result<(), CliError> {
    if !args.data.is_file() {
        return Err(CliError::Usage(format!(
            "{}: there is no such file; name the server's database with --data",
            args.data.display()
        )));
    }
    let sites = Store::open(&args.data, Arc::new(SystemClock))?.sites_blocking()?;
    if sites.is_empty() {
        println!("No site is registered yet; `recinto site add NAME --origin URL` registers one.");
        return Ok(());
    }
    for site in sites {
        println!(
            "{:<24}  {}  model {}  {}",
            site.id,
            site.name,
            site.model.as_deref().unwrap_or("none yet"),
            site.origins.join(" ")
        );
    }
    Ok(())
}

/// An id from a display name: at most 24 characters; empty, and so refused, when none is left.
fn id_of(name: &str) -> String {
    let mut id = slug(name);
    id.truncate(24);
    id.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ids() {
        assert_eq!(id_of("CD shop"), "cd-shop");
        assert_eq!(id_of("Caffè & Libri"), "caffe-libri");
        let long = id_of("a shop with a name far longer than an id may be");
        assert!(recinto_wire::is_site_id(&long), "{long}");
        assert_eq!(id_of("!!!"), "");
    }
}
