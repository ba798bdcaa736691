//! Whom the tool itself marked: Snowplow's and Shopify's bots, GA4's internal and developer traffic
//! (<https://support.google.com/analytics/answer/10104470>).

use crate::cleaning::{Evidence, Rule};
use crate::events::import::TRAFFIC;
use crate::events::{Sheet, Symbol};

const MARKS: [&str; 3] = ["bot", "internal", "developer"];

/// The static column of marks, if the file has one.
pub(super) fn column(sheet: &Sheet) -> Option<usize> {
    let names = sheet.attribute_names();
    names.iter().position(|name| name == TRAFFIC)
}

/// The mark of a person. Another value in a column of that name says nothing of bots.
pub(super) fn marked(sheet: &Sheet, person: Symbol, column: usize) -> Option<(Rule, Evidence)> {
    let mark = sheet.attribute(person, column)?;
    MARKS.contains(&mark).then(|| {
        let text = mark.to_owned();
        (Rule::Marked, Evidence::Marked { text })
    })
}
