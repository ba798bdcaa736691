//! Many pages, hardly any time on each, and never a hand: a crawl. The time between requests is among
//! the features of Tan & Kumar (2002, Discovery of Web robot sessions based on their navigational
//! patterns, Data Mining and Knowledge Discovery 6, 9–35); the limits are ours.

use super::Words;
use crate::cleaning::clock::lower_median;
use crate::cleaning::resolution::is_finer;
use crate::cleaning::{Bots, Evidence, Rule};
use crate::events::{Field, Row, Symbol};

/// Tools that reckon a duration write whole seconds.
const ROUNDING_MS: i64 = 1_000;

/// Whether a person's page events are a crawl. O(n·log n).
pub(super) fn crawl(
    rows: &[Row],
    words: &Words,
    params: &Bots,
    resolution: Option<i64>,
) -> Option<(Rule, Evidence)> {
    let wanted = params.crawl_pages as usize;
    if wanted == 0 || rows.len() < wanted || !is_finer(resolution, params.crawl_gap_ms) {
        return None;
    }
    if rows.iter().any(|row| is_by_hand(row, words)) {
        return None;
    }
    let pages: Vec<&Row> = rows
        .iter()
        .filter(|row| Some(row.symbol(Field::Kind)) == words.page)
        .collect();
    if has_stayed(&pages, params.crawl_gap_ms) {
        return None;
    }
    let mut gaps: Vec<i64> = pages
        .windows(2)
        .map(|two| two[1].time_ms.saturating_sub(two[0].time_ms))
        .collect();
    if gaps.is_empty() {
        return None;
    }
    let median_gap_ms = lower_median(&mut gaps);
    let mut distinct: Vec<Symbol> = pages.iter().map(|row| row.symbol(Field::Page)).collect();
    distinct.retain(|page| *page != Symbol::NONE);
    distinct.sort_unstable();
    distinct.dedup();
    (distinct.len() >= wanted && median_gap_ms <= params.crawl_gap_ms).then(|| {
        (
            Rule::Crawl,
            Evidence::Crawl {
                pages: u32::try_from(distinct.len()).unwrap_or(u32::MAX),
                median_gap_ms,
            },
        )
    })
}

/// Whether a page was looked at for longer than it took to open the next: that was measured on the
/// page, by somebody with several open. A duration that a tool reckons from the next page's time is
/// never longer, but for its rounding, and tells nothing new.
fn has_stayed(pages: &[&Row], gap_ms: i64) -> bool {
    let nexts = pages.iter().skip(1).map(Some).chain([None]);
    pages.iter().zip(nexts).any(|(page, next)| {
        let told = page.duration_ms().map_or(0, i64::from);
        let until = next.map_or(0, |next| next.time_ms.saturating_sub(page.time_ms));
        told > gap_ms && told > until.saturating_add(ROUNDING_MS)
    })
}

fn is_by_hand(row: &Row, words: &Words) -> bool {
    row.depth_pct.is_some_and(|depth| depth > 0)
        || words.by_hand.contains(&Some(row.symbol(Field::Kind)))
}
