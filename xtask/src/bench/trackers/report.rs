//! The section of the series. It says by itself when and where it was measured, for it may be newer than the rest.

use super::{Measured, Round, Trackers, pages};
use crate::bench::report::{pairs, table};
use crate::bench::stats::spread;
use crate::say;
use std::fmt::Write as _;

const TITLE: &str = "## Trackers\n";
/// What it stands before in a report that had none.
const NEXT: &str = "## Machine and versions\n";

/// The whole section. `command` is what wrote it.
pub fn section(trackers: &Trackers, command: &str) -> String {
    let mut out = format!(
        "{TITLE}\nWritten by `{command}`: {} rounds, in each every contestant once with a fresh profile, another one first \
         every time. Medians, with the least and greatest of the rounds.\n\n",
        trackers.rounds
    );
    out.push_str("### What the page pays\n\n");
    out.push_str(&costs(trackers));
    out.push_str(
        "### What is sent over ten pages, and what of the visit stands readable in it\n\n",
    );
    out.push_str(&said(trackers));
    out.push_str("### Files of a first visit, gzip bytes\n\n");
    out.push_str(&files(trackers));
    out.push_str(&missing(trackers));
    out.push_str(&pairs(&trackers.facts));
    out.push_str(NOTES);
    out.push('\n');
    out
}

/// A report with its section on trackers put in, or in place of the old one.
pub fn placed(report: &str, section: &str) -> String {
    let cut = |at: usize, until: usize| format!("{}{section}{}", &report[..at], &report[until..]);
    if let Some(at) = find(report, TITLE) {
        let rest = at + TITLE.len();
        let until = find(&report[rest..], "## ").map_or(report.len(), |found| rest + found);
        return cut(at, until);
    }
    match find(report, NEXT) {
        Some(at) => cut(at, at),
        None => cut(report.len(), report.len()),
    }
}

/// Where a line begins so.
fn find(text: &str, line: &str) -> Option<usize> {
    if text.starts_with(line) {
        return Some(0);
    }
    text.find(&format!("\n{line}")).map(|at| at + 1)
}

fn costs(trackers: &Trackers) -> String {
    let head = [
        "contestant",
        "version",
        "scripts, gzip bytes",
        "first page, ms over the page alone",
        "each other page, ms over",
        "a call returns after, µs",
        "a call until all is done, ms over",
        "visits",
    ];
    let alone = trackers.all.first();
    let rows: Vec<Vec<String>> = trackers.all.iter().map(|one| cost(one, alone)).collect();
    table(&head, &rows)
}

fn cost(one: &Measured, alone: Option<&Measured>) -> Vec<String> {
    let mut cells = vec![one.name.to_owned(), one.version.clone()];
    if one.rounds.iter().flatten().next().is_none() {
        cells.push(absence(one));
        cells.resize(8, "—".into());
        return cells;
    }
    let itself = alone.is_some_and(|alone| alone.name == one.name);
    // The page alone is the ground; what it takes is told as it is.
    let over = |time: fn(&Round) -> f64| -> Vec<f64> {
        let ground = |at: usize| alone?.rounds.get(at)?.as_ref().map(time);
        let rounds = one.rounds.iter().enumerate();
        rounds
            .filter_map(|(at, round)| {
                let own = time(round.as_ref()?);
                Some(if itself { own } else { own - ground(at)? } * 1e3)
            })
            .collect()
    };
    let each =
        |time: fn(&Round) -> f64| -> Vec<f64> { one.rounds.iter().flatten().map(time).collect() };
    let mark = |text: String| {
        if itself {
            format!("({text} in all)")
        } else {
            text
        }
    };
    cells.push(whole(&each(|round| round.files.gzip() as f64)));
    cells.push(mark(decimal(&over(|round| round.visit.first), 1)));
    cells.push(mark(decimal(&over(|round| middle(&round.visit.next)), 1)));
    cells.push(decimal(&each(|round| middle(&round.visit.calls) * 1e6), 0));
    cells.push(mark(decimal(&over(|round| middle(&round.visit.events)), 2)));
    cells.push(one.rounds.iter().flatten().count().to_string());
    cells
}

fn middle(times: &[f64]) -> f64 {
    spread(times).map_or(f64::NAN, |spread| spread.median)
}

fn said(trackers: &Trackers) -> String {
    let planted = pages::planted();
    let mut head: Vec<String> = [
        "contestant",
        "requests",
        "of these only asking leave",
        "bytes sent",
        "of these in bodies",
    ]
    .map(str::to_owned)
    .to_vec();
    for kind in &planted {
        head.push(format!("{} readable, of {}", kind.name, kind.values.len()));
    }
    head.push("identifiers that came back".into());
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = trackers
        .all
        .iter()
        .map(|one| {
            let each = |of: &dyn Fn(&Round) -> f64| -> Vec<f64> {
                one.rounds.iter().flatten().map(of).collect()
            };
            let mut cells = vec![
                one.name.to_owned(),
                whole(&each(&|round| round.sent.requests as f64)),
                whole(&each(&|round| round.sent.asking as f64)),
                whole(&each(&|round| round.sent.bytes as f64)),
                whole(&each(&|round| round.sent.bodies as f64)),
            ];
            for at in 0..planted.len() {
                let found =
                    |round: &Round| round.sent.readable.get(at).copied().unwrap_or(0) as f64;
                cells.push(whole(&each(&found)));
            }
            let back = one.identifiers.as_ref().map(|counts| {
                let counts: Vec<f64> = counts.iter().map(|&count| count as f64).collect();
                whole(&counts)
            });
            cells.push(back.unwrap_or_else(|| "not told by one visit".into()));
            cells
        })
        .collect();
    table(&head, &rows)
}

fn files(trackers: &Trackers) -> String {
    let mut out = String::new();
    for one in &trackers.all {
        let Some(round) = one.rounds.iter().flatten().next() else {
            let _ = writeln!(out, "- {}: {}", one.name, absence(one));
            continue;
        };
        let each = round.files.each.iter();
        let list: Vec<String> = each
            .map(|(name, gzip)| format!("{name} {}", say::thousands(*gzip)))
            .collect();
        if !list.is_empty() {
            let _ = writeln!(out, "- {}: {}", one.name, list.join(", "));
        }
        if one.trouble.is_some() {
            let _ = writeln!(out, "- {}: {}", one.name, absence(one));
        }
    }
    out.push('\n');
    out
}

/// A page that lacked something makes its contestant's numbers doubtful.
fn missing(trackers: &Trackers) -> String {
    let mut out = String::new();
    for one in &trackers.all {
        let mut wanted: Vec<&String> = one
            .rounds
            .iter()
            .flatten()
            .flat_map(|round| &round.missing)
            .collect();
        wanted.sort();
        wanted.dedup();
        for target in wanted {
            let _ = writeln!(out, "- **{} asked in vain for `{target}`.**", one.name);
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn absence(one: &Measured) -> String {
    let why = one.trouble.as_deref().unwrap_or("did not run");
    let line = why.lines().next().unwrap_or_default().replace('|', "/");
    format!("stopped: {line}")
}

/// `12,345`, or with its range where the rounds differ.
fn whole(numbers: &[f64]) -> String {
    let text = |number: f64| say::thousands(number.round().max(0.0) as u64);
    spread(numbers).map_or_else(
        || "—".into(),
        |s| {
            if s.min.round() >= s.max.round() {
                text(s.median)
            } else {
                format!("{} ({} to {})", text(s.median), text(s.min), text(s.max))
            }
        },
    )
}

fn decimal(numbers: &[f64], places: usize) -> String {
    spread(numbers).map_or_else(
        || "—".into(),
        |s| {
            format!(
                "{:.places$} ({:.places$} to {:.places$})",
                s.median, s.min, s.max
            )
        },
    )
}

const NOTES: &str = "- **The visit**: ten plain pages of a shop, each with one event (views of products, two searches, two additions to the
  cart, an order), automatic page views, everything else as each documentation has it (`bench/trackers/*.html`). A page is
  left 0.9 s after its tracker is ready: who sends by the time spent on a page sends more in a longer visit.
- **Contestants**: packages of npm, pinned, served from this machine. `plausible` and `snowplow` are bundled and minified as a
  site's build does; `posthog` and `segment` are the scripts their snippets load. npm has Umami's own script only as the
  source in `umami` 2.10.0, which is not the current version; minified it is what 2.10.0 serves. A browser that says it is a
  robot's is ignored by some, so this one does not say so.
- **Collectors**: ours is the real one, with a model that counts all four kinds of event. The others' answer success, and the
  least configuration with which each works, which a browser may keep for an hour: no session recording, surveys, heatmaps
  or feature flags, no destination beyond Segment itself. Theirs fetch and send more with these: with `surveys` in its
  configuration, be it `false`, this PostHog fetches surveys.js too.
- **recinto**: the visitor accepts in the banner on the first page; banner and waiting are in its numbers. The others have no
  banner here. **recinto-no-consent**: the banner is not answered.
- **Scripts**: gzip bytes of every script and program fetched over the ten pages, each once. Inline snippets and data are
  not in it; data fetched are among the requests.
- **Times of pages** are processor time of the page's main thread (`ThreadTime` of Chromium's `Performance.getMetrics`, which
  begins with the document) until half a second after the tracker is ready, less that of the page alone in the same round.
  It is the same method for all, tells no waiting, and is little disturbed by other load; work off the main thread
  (compiling WebAssembly, the network) is not in it. Below about 1 ms it is noise, also below nothing.
- **A call returns after**: by `performance.now()` in the page, one call on each page, in steps of 5 µs. **Until all is done**: main
  thread over the 0.4 s after it, less that of a call that does nothing.
- **Sent**: all requests to a collector but for scripts, over HTTP/1.1: address, headers and body as they arrive. A browser
  asks leave (`OPTIONS`) for some bodies; here it may keep the answer for an hour.
- **Readable**: values planted in the visit that are found in what was sent once percent-encoding, base64, hex and compression
  are undone. What the collector's operator learns from the connection itself (the network address) is in every row with
  a request.
- **Identifiers that came back**: values of 16 characters or more that a profile sent both in the visit and after the browser
  was closed and opened again, and that no other profile ever sent.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_takes_the_place_of_the_old_one_and_of_nothing_else() {
        let old = "# B\n\n## Growth\n\nx\n\n## Trackers\n\nold\n\n### Files\n\nold\n\n## Machine and versions\n\ny\n";
        let new = placed(old, "## Trackers\n\nnew\n\n");
        assert_eq!(
            new,
            "# B\n\n## Growth\n\nx\n\n## Trackers\n\nnew\n\n## Machine and versions\n\ny\n"
        );
        assert_eq!(placed(&new, "## Trackers\n\nnew\n\n"), new);
    }

    #[test]
    fn a_report_without_one_gets_it_before_the_machine() {
        let new = placed("# B\n\n## Machine and versions\n\ny\n", "## Trackers\n\n");
        assert_eq!(new, "# B\n\n## Trackers\n\n## Machine and versions\n\ny\n");
        assert_eq!(placed("# B\n\n", "## Trackers\n"), "# B\n\n## Trackers\n");
    }

    #[test]
    fn a_contestant_that_did_not_run_says_why_and_has_no_numbers() {
        let absent = Measured {
            name: "x",
            version: "1".into(),
            rounds: vec![None],
            identifiers: None,
            trouble: Some("not to be had\nmore".into()),
        };
        let cells = cost(&absent, None);
        assert_eq!(cells[2], "stopped: not to be had");
        assert!(cells[3..].iter().all(|cell| cell == "—"));
    }

    #[test]
    fn a_range_is_told_only_where_there_is_one() {
        assert_eq!(whole(&[1200.0, 1200.0]), "1,200");
        assert_eq!(whole(&[3.0, 5.0, 4.0]), "4 (3 to 5)");
        assert_eq!(decimal(&[-0.5, 1.0, 0.25], 1), "0.2 (-0.5 to 1.0)");
        assert_eq!(whole(&[]), "—");
    }
}
