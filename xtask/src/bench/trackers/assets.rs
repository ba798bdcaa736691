//! The contestants' scripts, as a site would serve them: from npm, of pinned versions, into the build's folder.

use super::contestants::{Contestant, Source};
use crate::bench::peers;
use crate::command::{Run, which};
use crate::error::{Result, TaskError};
use crate::place::{Place, fresh_folder, read, write};
use crate::setup::Tools;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha512};
use std::path::{Path, PathBuf};

/// Umami's own script is on npm only inside the whole of Umami, hundreds of packages: the one file is taken out of it.
const UMAMI: &str = "umami@2.10.0";
const UMAMI_INTEGRITY: &str = "sha512-+lmrnV0751R6U2rkIgVAlE1nWI7yZawlMlJDguW9tlFacCKhnGeCyc7tCMIhNNYIiGIQy4DEX5IzJhm4b3+dPA==";
const UMAMI_SCRIPT: &str = "package/src/tracker/index.js";

/// What a contestant serves: by the path under which it stands.
pub type Files = Vec<(String, PathBuf)>;

/// Makes the contestant's files, and says what version it is of.
pub fn prepare(
    place: &Place,
    tools: &Tools,
    contestant: &Contestant,
) -> std::result::Result<(Files, String), String> {
    match contestant.source {
        Source::Nobody => Ok((Vec::new(), "—".into())),
        Source::Ours => {
            let tracker = place.dist.join("tracker");
            if !tracker.join("gate.js").is_file() {
                return Err("dist/tracker is not there; start `cargo xtask build` first".to_owned());
            }
            Ok((
                vec![("/t/recinto/".into(), tracker)],
                env!("CARGO_PKG_VERSION").into(),
            ))
        }
        Source::Npm(package) => npm(place, tools, contestant, package).map_err(|e| e.to_string()),
        Source::Umami => umami(place, tools)
            .map(|folder| {
                let version = UMAMI.rsplit('@').next().unwrap_or_default();
                (vec![("/t/umami/".to_owned(), folder)], version.to_owned())
            })
            .map_err(|error| error.to_string()),
    }
}

fn npm(
    place: &Place,
    tools: &Tools,
    contestant: &Contestant,
    package: &str,
) -> Result<(Files, String)> {
    let modules = peers::modules(place)?;
    let home = modules.join(package);
    let version = peers::version(&modules, package).unwrap_or_else(|| "unknown".into());
    let mut files: Files = contestant
        .served
        .iter()
        .map(|(under, inside)| ((*under).to_owned(), home.join(inside)))
        .collect();
    if let Some(script) = contestant.script {
        let out = folder(place, contestant.name)?;
        let source = place.root.join("bench/trackers").join(script);
        pack(
            tools,
            &source,
            &out.join("site.js"),
            &["--bundle"],
            Some(&modules),
        )?;
        files.push((format!("/t/{}/", contestant.name), out));
    }
    Ok((files, version))
}

/// As a site's own build makes it: in one piece and minified.
fn pack(
    tools: &Tools,
    from: &Path,
    to: &Path,
    more: &[&str],
    modules: Option<&Path>,
) -> Result<()> {
    let esbuild = which("esbuild", &tools.path).map_or_else(|| Run::new("esbuild"), Run::new);
    let run = esbuild
        .arg(from)
        .args(more)
        .args([
            "--minify",
            "--format=iife",
            "--target=es2020",
            "--log-level=warning",
            "--legal-comments=none",
        ])
        .arg(format!("--outfile={}", to.display()))
        .env("PATH", &tools.path);
    let run = match modules {
        Some(modules) => run.env("NODE_PATH", modules),
        None => run,
    };
    run.capture().map(drop)
}

fn folder(place: &Place, name: &str) -> Result<PathBuf> {
    let folder = place.scratch().join("bench-trackers").join(name);
    fresh_folder(&folder)?;
    Ok(folder)
}

fn umami(place: &Place, tools: &Tools) -> Result<PathBuf> {
    let home = place.cache.join("bench").join(UMAMI.replace('@', "-"));
    let source = home.join(UMAMI_SCRIPT);
    if !source.is_file() {
        fresh_folder(&home)?;
        let name = Run::new("npm")
            .args(["pack", UMAMI, "--silent", "--ignore-scripts"])
            .dir(&home)
            .advice("Check the network and npm's registry setting (`npm ping`).")
            .capture()?;
        let archive = home.join(name.trim());
        check(&read(&archive)?, UMAMI_INTEGRITY)?;
        Run::new("tar")
            .arg("xzf")
            .arg(&archive)
            .arg(UMAMI_SCRIPT)
            .dir(&home)
            .capture()?;
        std::fs::remove_file(&archive).map_err(TaskError::file("remove", &archive))?;
    }
    let out = folder(place, "umami")?;
    let script = String::from_utf8_lossy(&read(&source)?).into_owned();
    let copy = place.scratch().join("bench-trackers/umami.src.js");
    write(&copy, script)?;
    pack(tools, &copy, &out.join("script.js"), &[], None)?;
    Ok(out)
}

/// npm checks what it fetched against what the registry says; this is against what is pinned here.
fn check(bytes: &[u8], integrity: &str) -> Result<()> {
    let found = format!("sha512-{}", STANDARD.encode(Sha512::digest(bytes)));
    if found == integrity {
        return Ok(());
    }
    Err(TaskError::Part {
        part: super::PART,
        problem: format!(
            "the package {UMAMI} is not the one pinned in xtask/src/bench/trackers/assets.rs: {found}"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_package_than_the_pinned_one_is_refused() {
        let of_nothing = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==";
        assert!(check(b"", of_nothing).is_ok());
        let error = check(b"x", of_nothing).expect_err("it differs");
        assert!(error.to_string().contains("not the one pinned"), "{error}");
    }
}
