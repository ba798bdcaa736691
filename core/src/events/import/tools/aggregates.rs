//! Exports that hold sums over visitors: no person can be told from another in them, so there is
//! nothing to segment.

use super::{Aggregate, Sample};

/// Plausible's `imported_*.csv` and the files of its dashboard. Columns:
/// <https://plausible.io/docs/csv-import> and <https://plausible.io/docs/export-stats>.
pub(super) const PLAUSIBLE: Aggregate = Aggregate {
    tool: "Plausible",
    confidence: plausible,
};

/// Umami's files of a dashboard: a name and a count, `x` and `y`:
/// <https://umami.is/docs/api/website-stats>.
pub(super) const UMAMI: Aggregate = Aggregate {
    tool: "Umami",
    confidence: umami,
};

/// Every column Plausible writes.
const PLAUSIBLE_COLUMNS: [&str; 40] = [
    "date",
    "name",
    "visitors",
    "pageviews",
    "visits",
    "visit_duration",
    "bounces",
    "bounce_rate",
    "views_per_visit",
    "source",
    "referrer",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_content",
    "utm_term",
    "hostname",
    "page",
    "exits",
    "entry_page",
    "exit_page",
    "entrances",
    "total_scroll_depth",
    "total_scroll_depth_visits",
    "total_time_on_page",
    "total_time_on_page_visits",
    "time_on_page",
    "scroll_depth",
    "link_url",
    "path",
    "events",
    "country",
    "region",
    "city",
    "device",
    "browser",
    "browser_version",
    "operating_system",
    "operating_system_version",
    "exit_rate",
];

fn plausible(sample: &Sample<'_>) -> f64 {
    if !sample.layout.is_table() {
        return 0.0;
    }
    let names = |name: &str| sample.columns.iter().any(|column| column == name);
    let sums = [
        "pageviews",
        "visits",
        "bounces",
        "bounce_rate",
        "events",
        "visit_duration",
    ];
    if !names("visitors")
        || !(names("date") || names("name"))
        || !sums.iter().any(|name| names(name))
    {
        return 0.0;
    }
    let own = |column: &String| PLAUSIBLE_COLUMNS.contains(&column.as_str());
    if sample.columns.iter().all(own) {
        0.95
    } else {
        0.0
    }
}

fn umami(sample: &Sample<'_>) -> f64 {
    if !sample.layout.is_table() {
        return 0.0;
    }
    let columns: Vec<&str> = sample.columns.iter().map(String::as_str).collect();
    match *columns {
        ["x", "y"] | ["x", "y", "country"] => 0.9,
        _ => 0.0,
    }
}
