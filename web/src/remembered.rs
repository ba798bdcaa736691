//! How files with the same columns were read before: kept in this browser, and nothing of the
//! data but the names of its columns.

use crate::store::{local, set_local};
use recinto_web::views::read::Reading;

const KEY: &str = "recinto.readings";
/// So many are kept, the newest first.
const MOST: usize = 20;
/// Columns beyond which nothing is kept: the browser's storage is small.
const COLUMNS_MOST: usize = 200;

fn all() -> Vec<Reading> {
    local(KEY)
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

fn same(a: &Reading, b: &Reading) -> bool {
    a.columns == b.columns && a.layout.is_table() == b.layout.is_table()
}

/// How a file with these columns was read last.
pub fn recall(proposed: &Reading) -> Option<Reading> {
    all().into_iter().find(|known| same(known, proposed))
}

/// Keeps how a file was read.
pub fn remember(reading: &Reading) {
    if reading.columns.len() > COLUMNS_MOST {
        return;
    }
    let mut known = all();
    known.retain(|other| !same(other, reading));
    known.insert(0, reading.clone());
    known.truncate(MOST);
    set_local(KEY, &serde_json::to_string(&known).unwrap_or_default());
}
