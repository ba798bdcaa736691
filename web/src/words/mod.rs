//! The catalogue's sentence for each case: the only place where a case becomes words.

use crate::format;
use crate::i18n::*;
use crate::store::Screen;
use leptos_i18n::I18nContext;
use recinto_core::analysis::ColumnProfile;
use recinto_core::events::import::{DateFormat, Layout, Reason};
use recinto_core::studio::Question;
use recinto_web::problem::Problem;
use recinto_web::protocol::{Findings, Stage};
use recinto_web::views::studio::Named;

pub mod clean;
pub mod feature;
pub mod read;
pub mod rule;
pub mod ways;

/// The reader's language, tracked.
pub type I18n = I18nContext<Locale>;

/// A screen's name.
pub fn screen(i18n: I18n, screen: Screen) -> &'static str {
    match screen {
        Screen::Data => t_string!(i18n, app.data),
        Screen::Clean => t_string!(i18n, app.clean),
        Screen::Features => t_string!(i18n, app.features),
        Screen::Segments => t_string!(i18n, app.segments),
        Screen::Publish => t_string!(i18n, app.publish),
        Screen::Watch => t_string!(i18n, app.watch),
        Screen::Sites => t_string!(i18n, app.sites),
    }
}

/// A stage's name and its place among the six.
pub fn stage(i18n: I18n, stage: Stage) -> (&'static str, u32) {
    match stage {
        Stage::Reading => (t_string!(i18n, work.reading), 1),
        Stage::Cleaning => (t_string!(i18n, work.cleaning), 2),
        Stage::Features => (t_string!(i18n, work.features), 3),
        Stage::Quality => (t_string!(i18n, work.quality), 4),
        Stage::Clustering => (t_string!(i18n, work.clustering), 5),
        Stage::Stability => (t_string!(i18n, work.stability), 6),
    }
}

/// What went wrong and what to do.
pub fn problem(i18n: I18n, problem: &Problem) -> String {
    let locale = i18n.get_locale();
    let n = |value: u64| format::count(locale, value);
    match problem.clone() {
        Problem::Empty => t_string!(i18n, problem.empty).to_owned(),
        Problem::Binary { offset } => {
            t_string!(i18n, problem.binary, offset = n(offset as u64))
        }
        Problem::Zip { inside } if inside.is_empty() => t_string!(i18n, problem.zip).to_owned(),
        Problem::Zip { inside } => fill(t_string!(i18n, problem.zip_of), &[("f", &inside)]),
        Problem::Workbook => t_string!(i18n, problem.workbook).to_owned(),
        Problem::OneColumn { first_line } => {
            t_string!(i18n, problem.one_column, line = first_line)
        }
        Problem::NoRows => t_string!(i18n, problem.no_rows).to_owned(),
        Problem::NoObjects => t_string!(i18n, problem.no_objects).to_owned(),
        Problem::FirstTooLong => t_string!(i18n, problem.first_long).to_owned(),
        Problem::Aggregate { tool } => fill(t_string!(i18n, problem.aggregate), &[("tool", &tool)]),
        Problem::Parquet { detail } => fill(t_string!(i18n, problem.parquet), &[("d", &detail)]),
        Problem::Choice { detail } => fill(t_string!(i18n, problem.choice), &[("d", &detail)]),
        Problem::DeskOnly { features } => {
            let names: Vec<String> = features
                .iter()
                .map(|named| feature::name(i18n, named))
                .collect();
            let list = names.join(", ");
            fill(t_string!(i18n, problem.desk_only), &[("list", &list)])
        }
        Problem::Calendar { detail } => fill(t_string!(i18n, problem.calendar), &[("d", &detail)]),
        Problem::MissingRole { role } if role == "person" => {
            t_string!(i18n, problem.missing_person).to_owned()
        }
        Problem::MissingRole { .. } => t_string!(i18n, problem.missing_time).to_owned(),
        Problem::ReadFailed { rows, detail } => {
            t_string!(i18n, problem.read, rows = n(rows), detail = detail)
        }
        Problem::NoEvents => t_string!(i18n, problem.no_events).to_owned(),
        Problem::TooFewPeople {
            people,
            window_days,
            least,
        } => t_string!(
            i18n,
            problem.few_people,
            people = n(people as u64),
            days = n(u64::from(window_days)),
            least = n(least as u64)
        ),
        Problem::AllAlike => t_string!(i18n, problem.all_alike).to_owned(),
        Problem::Setting { value, range } => {
            t_string!(i18n, problem.setting, value = value, range = range)
        }
        Problem::TooFewRows { segments, people } => t_string!(
            i18n,
            problem.too_few,
            k = n(segments as u64),
            n = n(people as u64)
        ),
        Problem::Memory {
            needed_mb,
            limit_mb,
        } => t_string!(i18n, problem.memory, a = n(needed_mb), b = n(limit_mb)),
        Problem::Version { found } if found.is_empty() => {
            t_string!(i18n, problem.no_format).to_owned()
        }
        Problem::Version { found } => t_string!(i18n, problem.version, found = found),
        Problem::Project { detail } => {
            t_string!(i18n, problem.project, detail = detail)
        }
        Problem::IsModel => t_string!(i18n, problem.is_model).to_owned(),
        Problem::SmallSegment {
            name,
            people,
            minimum,
        } => t_string!(
            i18n,
            problem.small,
            name = name,
            people = n(people),
            minimum = n(u64::from(minimum))
        ),
        Problem::SmallCell { people, minimum } => t_string!(
            i18n,
            problem.small_cell,
            n = n(people),
            m = n(u64::from(minimum))
        ),
        Problem::NoSegments => t_string!(i18n, problem.no_segments).to_owned(),
        Problem::Disagrees { segment, agreement } => {
            let p = format::percent(locale, agreement, 1);
            match segment {
                Some(name) => t_string!(i18n, problem.disagrees, p = p, name = name),
                None => t_string!(i18n, problem.disagrees_none, p = p),
            }
        }
        Problem::Uncalibrated { error } => {
            let e = format::percent(locale, error, 1);
            fill(t_string!(i18n, problem.uncalibrated), &[("e", &e)])
        }
        Problem::NoNecessity => t_string!(i18n, problem.necessity).to_owned(),
        Problem::ModelField { field, range } => {
            t_string!(i18n, problem.field, field = field, range = range)
        }
        Problem::Sensitive { matter, text } => {
            let matter = rule::matter(i18n, matter);
            t_string!(i18n, problem.sensitive, matter = matter, text = text)
        }
        Problem::FileNeeded => t_string!(i18n, problem.file_needed).to_owned(),
        Problem::Storage { detail } => {
            t_string!(i18n, problem.storage, detail = detail)
        }
        Problem::Unreachable { address } => {
            t_string!(i18n, problem.unreachable, address = address)
        }
        Problem::Refused { code, .. } if code == "not_authorised" => {
            t_string!(i18n, problem.unauthorised).to_owned()
        }
        Problem::Refused { code, .. } if code == "site_taken" => {
            t_string!(i18n, problem.taken).to_owned()
        }
        Problem::Refused { code, message } => {
            t_string!(i18n, problem.refused, message = message, code = code)
        }
        Problem::NoToken => t_string!(i18n, problem.no_token).to_owned(),
        Problem::Worker { detail } => t_string!(i18n, problem.worker, detail = detail),
        Problem::Unread { detail } => t_string!(i18n, problem.unread, detail = detail),
    }
}

/// Why rows were left out.
pub fn reason(i18n: I18n, reason: Reason) -> &'static str {
    match reason {
        Reason::TooFewCells => t_string!(i18n, report.too_few_cells),
        Reason::NotUtf8 => t_string!(i18n, report.not_utf8),
        Reason::NoPerson => t_string!(i18n, report.no_person),
        Reason::NoTime => t_string!(i18n, report.no_time),
        Reason::BadTime => t_string!(i18n, report.bad_time),
        Reason::BadValue => t_string!(i18n, report.bad_value),
        Reason::NegativeValue => t_string!(i18n, report.negative_value),
        Reason::HugeValue => t_string!(i18n, report.huge_value),
        Reason::BadQuantity => t_string!(i18n, report.bad_quantity),
        Reason::RepeatedId => t_string!(i18n, report.repeated_id),
        Reason::TooLong => t_string!(i18n, report.too_long),
        Reason::CutOff => t_string!(i18n, report.cut_off),
        Reason::BadJson => t_string!(i18n, report.bad_json),
        Reason::BadDuration => t_string!(i18n, report.bad_duration),
        Reason::BadDepth => t_string!(i18n, report.bad_depth),
        Reason::BadPosition => t_string!(i18n, report.bad_position),
        Reason::OpenQuote => t_string!(i18n, report.open_quote),
        Reason::NotOfTool => t_string!(i18n, report.not_of_tool),
    }
}

/// How rows are cut.
pub fn layout(i18n: I18n, layout: Layout) -> &'static str {
    match layout {
        Layout::Whitespace => t_string!(i18n, columns.blanks),
        Layout::Delimited(b';') => t_string!(i18n, columns.semicolon),
        Layout::Delimited(b'\t') => t_string!(i18n, columns.tab),
        Layout::Delimited(b'|') => t_string!(i18n, columns.bar),
        Layout::Delimited(b',') => t_string!(i18n, columns.comma),
        Layout::Delimited(_) => t_string!(i18n, columns.other),
        Layout::JsonLines => t_string!(i18n, columns.json_lines),
        Layout::JsonArray => t_string!(i18n, columns.json_array),
        Layout::Parquet => t_string!(i18n, columns.parquet),
    }
}

/// How dates are written.
pub fn dates(i18n: I18n, dates: DateFormat) -> &'static str {
    match dates {
        DateFormat::Iso => t_string!(i18n, columns.iso),
        DateFormat::Compact => t_string!(i18n, columns.compact),
        DateFormat::DayMonthYear => t_string!(i18n, columns.dmy),
        DateFormat::MonthDayYear => t_string!(i18n, columns.mdy),
        DateFormat::EpochSeconds => t_string!(i18n, columns.seconds),
        DateFormat::EpochMillis => t_string!(i18n, columns.millis),
        DateFormat::EpochMicros => t_string!(i18n, columns.micros),
    }
}

/// Below this many standard deviations a difference is not worth a word.
const WORTH_SAYING: f64 = 0.25;
/// So many differences are said.
const SAID_MOST: usize = 2;

/// What sets a segment apart, its largest differences first.
pub fn apart(i18n: I18n, findings: &Findings, segment: usize) -> String {
    let Some(profile) = findings.profiles.get(segment) else {
        return String::new();
    };
    let said: Vec<String> = profile
        .most_different
        .iter()
        .filter_map(|&at| Some((findings.features.get(at)?, profile.columns.get(at)?)))
        .filter(|(_, column)| column.difference.abs() >= WORTH_SAYING)
        .take(SAID_MOST)
        .map(|(named, column)| difference(i18n, findings, named, column))
        .collect();
    if said.is_empty() {
        t_string!(i18n, apart.alike).to_owned()
    } else {
        capital(&said.join(", "))
    }
}

/// The first letter capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn difference(i18n: I18n, findings: &Findings, named: &Named, column: &ColumnProfile) -> String {
    let locale = i18n.get_locale();
    let (mean, overall) = (column.mean, column.overall);
    let ratio = || format::number(locale, mean / overall.max(f64::MIN_POSITIVE), 1);
    let a = || format::number(locale, mean, 0);
    let b = || format::number(locale, overall, 0);
    match (named.question, named.of.as_str()) {
        (Question::TotalValue, "purchase") => t_string!(i18n, apart.spends, x = ratio()),
        (Question::HowMany, "purchase") => t_string!(i18n, apart.buys, x = ratio()),
        (Question::DaysSinceLast, "purchase") => t_string!(i18n, apart.recency, a = a(), b = b()),
        (Question::DaysSinceFirst, "purchase") => t_string!(i18n, apart.tenure, a = a(), b = b()),
        // Most of them have no second event: their gap counts as the whole window.
        (Question::DaysBetween, "purchase") if mean > 0.9 * f64::from(findings.window_days) => {
            t_string!(i18n, apart.once).to_owned()
        }
        (Question::DaysBetween, "purchase") => t_string!(i18n, apart.gap, a = a(), b = b()),
        (question, _) => {
            let value = |x: f64| feature::value(i18n, question, x, &findings.currency);
            let name = feature::lower(&feature::name(i18n, named));
            let text = t_string!(i18n, apart.any);
            fill(
                text,
                &[("name", &name), ("a", &value(mean)), ("b", &value(overall))],
            )
        }
    }
}

/// A text with its gaps filled: `{name}` by the value beside it. The catalogues' own gaps
/// (double braces) make a type each, which so many sentences would weigh too much for.
pub fn fill(text: &str, parts: &[(&str, &str)]) -> String {
    parts.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&["{", name, "}"].concat(), value)
    })
}
