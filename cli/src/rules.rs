//! `recinto rules`: a model of rules for a site that has no data yet.

use crate::error::CliError;
use clap::{Args, ValueEnum};
use recinto_core::model::model_id;
use recinto_core::rules::packs::{Language, Trade};
use std::path::PathBuf;

/// What `rules` takes.
#[derive(Args)]
pub(crate) struct RulesArgs {
    /// The trade whose rules to begin with
    trade: Named,
    /// Language of the segments' names
    #[arg(long, value_enum, default_value_t = Tongue::It)]
    language: Tongue,
    /// The site's currency, ISO 4217
    #[arg(long, default_value = "EUR")]
    currency: String,
    /// Write the model here
    #[arg(long, value_name = "OUT.json")]
    model: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Named {
    Retail,
    Food,
    Travel,
    Media,
}

#[derive(Clone, Copy, ValueEnum)]
enum Tongue {
    It,
    En,
}

pub(crate) fn run(args: &RulesArgs) -> Result<(), CliError> {
    let trade = match args.trade {
        Named::Retail => Trade::Retail,
        Named::Food => Trade::Food,
        Named::Travel => Trade::Travel,
        Named::Media => Trade::Media,
    };
    let language = match args.language {
        Tongue::It => Language::Italian,
        Tongue::En => Language::English,
    };
    let model = trade.model(language, &args.currency);
    let bytes = model.to_bytes()?;
    std::fs::write(&args.model, &bytes).map_err(|source| CliError::File {
        path: args.model.clone(),
        source,
    })?;
    for rule in &model.rules {
        println!("{}  {}", rule.segment.label, rule.segment.name);
    }
    println!("Model {} in {}", model_id(&bytes), args.model.display());
    Ok(())
}
