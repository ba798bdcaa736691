//! Exports that hold sums over visitors: no person can be told from another in them, so there is
//! nothing to segment.

use super::{Aggregate, Sample};

/// Plausible's `imported_*.csv` and the files of its dashboard. Columns:
/// <https://plausible.io/docs/csv-import> and <https://plausible.io/docs/export-stats>;
/// `lib/plausible/exports.ex` and `lib/plausible_web/controllers/stats_controller.ex` of
/// <https://github.com/plausible/analytics>.
pub(super) const PLAUSIBLE: Aggregate = Aggregate {
    tool: "Plausible",
    confidence: plausible,
};

/// Umami's files of a dashboard: a name and a count, `x` and `y`, or its numbers of a website:
/// <https://umami.is/docs/api/website-stats>.
pub(super) const UMAMI: Aggregate = Aggregate {
    tool: "Umami",
    confidence: umami,
};

/// The columns by which Plausible's files are broken down.
const PLAUSIBLE_BY: [&str; 29] = [
    "date",
    "name",
    "version",
    "property",
    "value",
    "source",
    "channel",
    "referrer",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_content",
    "utm_term",
    "hostname",
    "page",
    "entry_page",
    "exit_page",
    "link_url",
    "path",
    "country",
    "region",
    "city",
    "device",
    "browser",
    "browser_version",
    "operating_system",
    "operating_system_version",
    "os",
    "os_version",
];

/// Distinct visitors, or a share of them: one of them is in every file.
const PLAUSIBLE_VISITORS: [&str; 5] = [
    "visitors",
    "conversion_rate",
    "unique_conversions",
    "unique_entrances",
    "unique_exits",
];

/// What else is counted.
const PLAUSIBLE_SUMS: [&str; 23] = [
    "pageviews",
    "visits",
    "visit_duration",
    "bounces",
    "bounce_rate",
    "views_per_visit",
    "exits",
    "exit_rate",
    "entrances",
    "total_entrances",
    "total_exits",
    "total_conversions",
    "conversions",
    "total_scroll_depth",
    "total_scroll_depth_visits",
    "total_time_on_page",
    "total_time_on_page_visits",
    "time_on_page",
    "scroll_depth",
    "events",
    "percentage",
    "average_revenue",
    "total_revenue",
];

/// Every column is one that Plausible writes, one tells visitors, one says of what. Umami's tables
/// of visitors tell a `totaltime`, which Plausible's never do.
fn plausible(sample: &Sample<'_>) -> f64 {
    let any = |of: &[&str]| sample.columns.iter().any(|name| of.contains(&&**name));
    let own = |name: &String| {
        let known: [&[&str]; 3] = [&PLAUSIBLE_BY, &PLAUSIBLE_VISITORS, &PLAUSIBLE_SUMS];
        known.iter().any(|of| of.contains(&&**name))
    };
    let all = sample.layout.is_table() && sample.columns.iter().all(own);
    let told = any(&PLAUSIBLE_VISITORS) && any(&["date", "name", "property"]);
    if all && told { 0.95 } else { 0.0 }
}

/// `x` and `y`, or what each name sums up to.
fn umami(sample: &Sample<'_>) -> f64 {
    if !sample.layout.is_table() {
        return 0.0;
    }
    let columns: Vec<&str> = sample.columns.iter().map(String::as_str).collect();
    match *columns {
        ["x", "y"] | ["x", "y", "country"] => 0.9,
        [
            ..,
            "pageviews",
            "visitors",
            "visits",
            "bounces",
            "totaltime",
        ] => 0.95,
        _ => 0.0,
    }
}
