//! The machine, and the version of everything that took part, as the tools themselves say.

use super::peers::{self, Peers};
use crate::command::{Run, which};
use crate::place::Place;
use crate::setup::Tools;
use serde_json::Value;
use std::ffi::OsStr;
use std::path::Path;

/// What the report says about the ground it was made on.
pub struct Machine {
    /// Pairs of a name and what is so called.
    pub facts: Vec<(String, String)>,
    /// Pairs of a program or package and its version.
    pub versions: Vec<(String, String)>,
}

impl Machine {
    /// Asks everything for its version.
    pub fn look(place: &Place, tools: &Tools, peers: &Peers, load_before: Option<String>) -> Self {
        let rustc = |run: Run| first_line(run.arg("--version"));
        let mut versions = vec![
            pair("rustc (native)", rustc(Run::new("rustc"))),
            pair(
                "rustc (WebAssembly)",
                rustc(tools.wasm.choose(Run::new("rustc"))),
            ),
            pair("wasm-bindgen", tool("wasm-bindgen", &tools.path)),
            chromium(tools),
        ];
        versions.extend(python(place, peers));
        versions.extend(npm(&peers.modules));
        Self {
            facts: ground(place, load_before),
            versions,
        }
    }
}

fn pair(name: &str, value: Option<String>) -> (String, String) {
    (name.to_owned(), value.unwrap_or_else(|| "unknown".into()))
}

fn chromium(tools: &Tools) -> (String, String) {
    let version = first_line(Run::new(&tools.chromium).arg("--version"));
    pair("Chromium", version)
}

/// The ground of a series that stands by itself, the browser included.
pub fn facts(place: &Place, tools: &Tools, load_before: Option<String>) -> Vec<(String, String)> {
    let mut facts = ground(place, load_before);
    facts.push(chromium(tools));
    facts
}

fn ground(place: &Place, load_before: Option<String>) -> Vec<(String, String)> {
    let loads = load_before
        .zip(load())
        .map(|(before, after)| format!("{before} before, {after} after"));
    vec![
        pair(
            "Date (UTC)",
            first_line(Run::new("date").args(["-u", "+%Y-%m-%d"])),
        ),
        pair("Commit", commit(place)),
        pair("Processor", proc_line("/proc/cpuinfo", "model name")),
        pair(
            "Cores",
            std::thread::available_parallelism()
                .ok()
                .map(|count| count.to_string()),
        ),
        pair(
            "Memory",
            proc_line("/proc/meminfo", "MemTotal").and_then(|text| gibibytes(&text)),
        ),
        pair("System", first_line(Run::new("uname").args(["-sr"]))),
        pair("Load average (1 min)", loads),
    ]
}

/// How many processes wanted a processor in the last minute.
pub fn load() -> Option<String> {
    let text = std::fs::read_to_string("/proc/loadavg").ok()?;
    text.split(' ').next().map(str::to_owned)
}

fn first_line(run: Run) -> Option<String> {
    run.answer()
        .and_then(|text| text.lines().next().map(|line| line.trim().to_owned()))
}

fn tool(name: &str, path: &OsStr) -> Option<String> {
    which(name, path).and_then(|file| first_line(Run::new(file).arg("--version")))
}

fn commit(place: &Place) -> Option<String> {
    let git = |arguments: &[&str]| first_line(Run::new("git").args(arguments).dir(&place.root));
    let changed = Run::new("git")
        .args(["status", "--porcelain", "--untracked-files=no"])
        .dir(&place.root)
        .answer()?;
    let name = git(&["rev-parse", "--short=12", "HEAD"])?;
    Some(if changed.trim().is_empty() {
        name
    } else {
        format!("{name}, with changes")
    })
}

fn proc_line(file: &str, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':')
        .map(|(_, value)| value.trim().to_owned())
}

fn gibibytes(text: &str) -> Option<String> {
    let kb: f64 = text.strip_suffix(" kB")?.parse().ok()?;
    Some(format!("{:.1} GiB", kb / f64::from(1 << 20)))
}

fn python(place: &Place, peers: &Peers) -> Vec<(String, String)> {
    let Ok(python) = &peers.python else {
        return Vec::new();
    };
    let script = place.root.join("bench/peers/python/peer.py");
    let answer = Run::new(python)
        .arg(script)
        .arg("versions")
        .answer()
        .unwrap_or_default();
    let json: Value = serde_json::from_str(&answer).unwrap_or_default();
    let pairs = json.as_object().into_iter().flatten();
    pairs
        .map(|(name, version)| {
            (
                name.clone(),
                version.as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect()
}

fn npm(modules: &Path) -> Vec<(String, String)> {
    [
        "ml-kmeans",
        "skmeans",
        "density-clustering",
        "ml-hclust",
        "hdbscan-ts",
    ]
    .into_iter()
    .filter_map(|name| Some((format!("{name} (npm)"), peers::version(modules, name)?)))
    .collect()
}
