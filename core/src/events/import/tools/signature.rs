//! Recognising an export by the names of its columns or keys.

use super::Sample;

/// Whether a column, or a key at any depth below it, has this name.
fn has(sample: &Sample<'_>, name: &str) -> bool {
    sample.columns.iter().any(|column| {
        column
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    })
}

/// Helpful names that make quite sure.
const ENOUGH: usize = 2;

/// 0 unless every required name is there; else 0.7, and up to 1 with two helpful ones.
pub(super) fn confident(sample: &Sample<'_>, required: &[&str], helpful: &[&str]) -> f64 {
    if !required.iter().all(|name| has(sample, name)) {
        return 0.0;
    }
    let found = helpful.iter().filter(|name| has(sample, name)).count();
    0.7 + 0.3 * found.min(ENOUGH) as f64 / ENOUGH as f64
}

/// The values of a column or key in the sample's rows.
pub(super) fn values<'a>(sample: &Sample<'a>, name: &str) -> impl Iterator<Item = &'a str> {
    let at = sample.columns.iter().position(|column| column == name);
    let rows = sample.rows;
    rows.iter()
        .filter_map(move |row| row.get(at?).map(String::as_str))
}

/// The place of the first of several names among columns.
pub(super) fn column(columns: &[String], names: &[&str]) -> Option<usize> {
    names
        .iter()
        .find_map(|name| columns.iter().position(|column| column.trim() == *name))
}
