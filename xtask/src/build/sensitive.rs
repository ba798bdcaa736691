//! The words of sensitive matters, as `tracker/engine/sensitive.js` looks for them.

use crate::error::Result;
use crate::place::read;
use std::collections::BTreeMap;
use std::path::Path;

/// The list.
pub const MATTERS: &str = "core/data/sensitive.tsv";

/// What the engine is built with: each matter's words with `|` between them. Each begins a word, and ends one if no star follows it.
pub fn sensitive(root: &Path) -> Result<String> {
    let file = root.join(MATTERS);
    let text = String::from_utf8_lossy(&read(&file)?).into_owned();
    let mut matters = BTreeMap::<_, Vec<_>>::new();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    for (matter, word) in lines.filter_map(|line| line.split_once('\t')) {
        let word = word
            .strip_suffix('*')
            .map_or_else(|| format!("{word} "), str::to_owned);
        matters.entry(matter).or_default().push(word);
    }
    let matters = matters
        .iter()
        .map(|(matter, words)| format!("\"{matter}\":\"{}\"", words.join("|")));
    Ok(format!(
        "--define:SENSITIVE={{{}}}",
        matters.collect::<Vec<_>>().join(",")
    ))
}
