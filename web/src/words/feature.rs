//! Words for features: the question each answers, its name, its unit.

use super::{I18n, capital, clean, fill};
use crate::format;
use crate::i18n::*;
use recinto_core::studio::{DeskOnly, Group, Question};
use recinto_web::views::Why;
use recinto_web::views::studio::Named;

/// A group in the page's own addresses.
pub fn code(group: Group) -> &'static str {
    match group {
        Group::Recently => "recently",
        Group::Often => "often",
        Group::Money => "money",
        Group::Visits => "visits",
        Group::Path => "path",
        Group::Interests => "interests",
        Group::Search => "search",
        Group::Time => "time",
        Group::Season => "season",
        Group::Place => "place",
        Group::Composites => "composites",
        Group::Static => "static",
        Group::History => "history",
    }
}

/// A group's question, and what lies behind it.
pub fn group(i18n: I18n, group: Group) -> (&'static str, &'static str) {
    match group {
        Group::Recently => (
            t_string!(i18n, group.recently),
            t_string!(i18n, group.recently_about),
        ),
        Group::Often => (
            t_string!(i18n, group.often),
            t_string!(i18n, group.often_about),
        ),
        Group::Money => (
            t_string!(i18n, group.money),
            t_string!(i18n, group.money_about),
        ),
        Group::Visits => (
            t_string!(i18n, group.visits),
            t_string!(i18n, group.visits_about),
        ),
        Group::Path => (
            t_string!(i18n, group.path),
            t_string!(i18n, group.path_about),
        ),
        Group::Interests => (
            t_string!(i18n, group.interests),
            t_string!(i18n, group.interests_about),
        ),
        Group::Search => (
            t_string!(i18n, group.search),
            t_string!(i18n, group.search_about),
        ),
        Group::Time => (
            t_string!(i18n, group.time),
            t_string!(i18n, group.time_about),
        ),
        Group::Season => (
            t_string!(i18n, group.season),
            t_string!(i18n, group.season_about),
        ),
        Group::Place => (
            t_string!(i18n, group.place),
            t_string!(i18n, group.place_about),
        ),
        Group::Composites => (
            t_string!(i18n, group.composites),
            t_string!(i18n, group.composites_about),
        ),
        Group::Static => (
            t_string!(i18n, group.facts),
            t_string!(i18n, group.facts_about),
        ),
        Group::History => (
            t_string!(i18n, group.history),
            t_string!(i18n, group.history_about),
        ),
    }
}

/// A word of the vocabulary for a reader: `category:scarpe` → scarpe.
pub fn word(i18n: I18n, word: &str) -> String {
    let Some((head, tail)) = word.split_once(':') else {
        return match word {
            "session" => t_string!(i18n, word.visits).to_owned(),
            "dwell" => t_string!(i18n, word.dwell).to_owned(),
            "scroll" => t_string!(i18n, word.scroll).to_owned(),
            "weekend" => t_string!(i18n, word.weekend).to_owned(),
            "distance" => t_string!(i18n, word.distance).to_owned(),
            "purchase" | "page" | "click" | "search" | "view_item" | "add_to_cart"
            | "visit_store" => {
                let text = clean::kind(i18n, word);
                lower(&text)
            }
            funnel if funnel.contains('>') => steps(i18n, funnel),
            own => own.to_owned(),
        };
    };
    match (head, tail) {
        ("category", "*") => t_string!(i18n, word.categories).to_owned(),
        ("brand", "*") => t_string!(i18n, word.brands).to_owned(),
        ("source", "*") => t_string!(i18n, word.sources).to_owned(),
        ("campaign", "*") => t_string!(i18n, word.campaigns).to_owned(),
        ("step", "*") => t_string!(i18n, word.steps).to_owned(),
        ("session", "second_page") => t_string!(i18n, word.second_page).to_owned(),
        ("places", _) => t_string!(i18n, word.places).to_owned(),
        ("hour", "sin") => t_string!(i18n, word.hour_sin).to_owned(),
        ("hour", "cos") => t_string!(i18n, word.hour_cos).to_owned(),
        ("weekday", "sin") => t_string!(i18n, word.weekday_sin).to_owned(),
        ("weekday", "cos") => t_string!(i18n, word.weekday_cos).to_owned(),
        ("daypart", part) => daypart(i18n, part),
        ("step", path) => steps(i18n, path),
        ("season" | "intent" | "composite", tail) => tail.replace(['_', '-'], " "),
        ("prop", tail) => tail.replacen('=', " = ", 1),
        (_, tail) => tail.to_owned(),
    }
}

/// The first letter small.
pub fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

fn steps(i18n: I18n, path: &str) -> String {
    let kinds: Vec<String> = path
        .split('>')
        .map(|kind| lower(&clean::kind(i18n, kind)))
        .collect();
    kinds.join(" → ")
}

fn daypart(i18n: I18n, part: &str) -> String {
    match part {
        "colazione" => t_string!(i18n, word.breakfast),
        "mattina" => t_string!(i18n, word.morning),
        "pranzo" => t_string!(i18n, word.lunch),
        "pomeriggio" => t_string!(i18n, word.afternoon),
        "aperitivo" => t_string!(i18n, word.aperitivo),
        "cena" => t_string!(i18n, word.dinner),
        "notte" => t_string!(i18n, word.night),
        other => return other.to_owned(),
    }
    .to_owned()
}

/// A feature's name and what it means.
fn texts(i18n: I18n, question: Question) -> (&'static str, &'static str) {
    use Question as Q;
    match question {
        Q::DaysSinceLast => (t_string!(i18n, q.last), t_string!(i18n, q.last_about)),
        Q::DaysSinceFirst => (t_string!(i18n, q.first), t_string!(i18n, q.first_about)),
        Q::HowMany => (t_string!(i18n, q.many), t_string!(i18n, q.many_about)),
        Q::DaysBetween => (t_string!(i18n, q.between), t_string!(i18n, q.between_about)),
        Q::Bursts => (t_string!(i18n, q.bursts), t_string!(i18n, q.bursts_about)),
        Q::TotalValue => (t_string!(i18n, q.total), t_string!(i18n, q.total_about)),
        Q::MeanValue => (t_string!(i18n, q.mean), t_string!(i18n, q.mean_about)),
        Q::VisitLength => (t_string!(i18n, q.length), t_string!(i18n, q.length_about)),
        Q::PagesPerVisit => (t_string!(i18n, q.pages), t_string!(i18n, q.pages_about)),
        Q::SecondPage => (t_string!(i18n, q.second), t_string!(i18n, q.second_about)),
        Q::ScrollDepth => (t_string!(i18n, q.scroll), t_string!(i18n, q.scroll_about)),
        Q::Dwell => (t_string!(i18n, q.dwell), t_string!(i18n, q.dwell_about)),
        Q::StepShare => (t_string!(i18n, q.step), t_string!(i18n, q.step_about)),
        Q::PathVariety => (t_string!(i18n, q.variety), t_string!(i18n, q.variety_about)),
        Q::SequenceShare => (
            t_string!(i18n, q.sequence),
            t_string!(i18n, q.sequence_about),
        ),
        Q::FunnelDepth => (t_string!(i18n, q.funnel), t_string!(i18n, q.funnel_about)),
        Q::InterestShare => (
            t_string!(i18n, q.interest),
            t_string!(i18n, q.interest_about),
        ),
        Q::InterestVariety => (t_string!(i18n, q.mix), t_string!(i18n, q.mix_about)),
        Q::SourceShare => (t_string!(i18n, q.source), t_string!(i18n, q.source_about)),
        Q::IntentShare => (t_string!(i18n, q.intent), t_string!(i18n, q.intent_about)),
        Q::DaypartShare => (t_string!(i18n, q.daypart), t_string!(i18n, q.daypart_about)),
        Q::Hour => (t_string!(i18n, q.hour), t_string!(i18n, q.hour_about)),
        Q::Weekday => (t_string!(i18n, q.weekday), t_string!(i18n, q.weekday_about)),
        Q::WeekendShare => (t_string!(i18n, q.weekend), t_string!(i18n, q.weekend_about)),
        Q::SeasonShare => (t_string!(i18n, q.season), t_string!(i18n, q.season_about)),
        Q::PlaceShare => (t_string!(i18n, q.place), t_string!(i18n, q.place_about)),
        Q::FenceVisits => (t_string!(i18n, q.fence), t_string!(i18n, q.fence_about)),
        Q::FenceDwell => (t_string!(i18n, q.inside), t_string!(i18n, q.inside_about)),
        Q::Distance => (
            t_string!(i18n, q.distance),
            t_string!(i18n, q.distance_about),
        ),
        Q::RecurringPlaces => (t_string!(i18n, q.places), t_string!(i18n, q.places_about)),
        Q::Composite => (
            t_string!(i18n, q.composite),
            t_string!(i18n, q.composite_about),
        ),
        Q::Is => (t_string!(i18n, q.is), t_string!(i18n, q.is_about)),
        Q::HoursBetween => (t_string!(i18n, q.hours), t_string!(i18n, q.hours_about)),
        Q::FullVariety => (t_string!(i18n, q.full), t_string!(i18n, q.full_about)),
        Q::Lifetime => (t_string!(i18n, q.ever), t_string!(i18n, q.ever_about)),
    }
}

/// A feature's name.
pub fn name(i18n: I18n, named: &Named) -> String {
    let of = word(i18n, &named.of);
    let over = if named.question == Question::Is {
        named.over.clone()
    } else {
        word(i18n, &named.over)
    };
    let text = match (named.question, named.of.as_str()) {
        // The words that shops have always used.
        (Question::DaysSinceLast, "purchase") => t_string!(i18n, measure.recency_p),
        (Question::HowMany, "purchase") => t_string!(i18n, measure.frequency_p),
        (Question::DaysSinceFirst, "purchase") => t_string!(i18n, measure.tenure_p),
        (Question::DaysBetween, "purchase") => t_string!(i18n, measure.mean_gap_p),
        (Question::TotalValue, "purchase") => t_string!(i18n, measure.monetary),
        (question, _) => texts(i18n, question).0,
    };
    capital(&fill(text, &[("a", &of), ("b", &over)]))
}

/// What a feature means.
pub fn about(i18n: I18n, question: Question) -> &'static str {
    texts(i18n, question).1
}

/// A value in its own unit.
pub fn value(i18n: I18n, question: Question, value: f64, currency: &str) -> String {
    use Question as Q;
    let locale = i18n.get_locale();
    let unit =
        |digits: u32, unit: &str| format!("{}\u{a0}{unit}", format::number(locale, value, digits));
    match question {
        Q::TotalValue | Q::MeanValue => format::money(locale, value, currency),
        Q::StepShare
        | Q::SequenceShare
        | Q::InterestShare
        | Q::SourceShare
        | Q::IntentShare
        | Q::DaypartShare
        | Q::WeekendShare
        | Q::SeasonShare
        | Q::PlaceShare
        | Q::SecondPage
        | Q::Is => format::percent(locale, value, 0),
        Q::ScrollDepth => unit(0, "%"),
        Q::VisitLength | Q::Dwell | Q::FenceDwell if value >= 120.0 => {
            format!("{}\u{a0}min", format::number(locale, value / 60.0, 1))
        }
        Q::VisitLength | Q::Dwell | Q::FenceDwell => unit(0, "s"),
        Q::Distance if value >= 1000.0 => {
            format!("{}\u{a0}km", format::number(locale, value / 1000.0, 1))
        }
        Q::Distance => unit(0, "m"),
        Q::HoursBetween => unit(0, "h"),
        Q::DaysSinceLast | Q::DaysSinceFirst | Q::DaysBetween => format::number(locale, value, 0),
        Q::Bursts | Q::Hour | Q::Weekday | Q::PathVariety | Q::InterestVariety | Q::FullVariety => {
            format::number(locale, value, 2)
        }
        Q::HowMany
        | Q::PagesPerVisit
        | Q::FunnelDepth
        | Q::FenceVisits
        | Q::RecurringPlaces
        | Q::Composite
        | Q::Lifetime => format::number(locale, value, 1),
    }
}

/// Why a device cannot have a feature.
pub fn desk_only(i18n: I18n, why: DeskOnly) -> &'static str {
    match why {
        DeskOnly::Static => t_string!(i18n, studio.only_static),
        DeskOnly::FinerThanDay => t_string!(i18n, studio.only_finer),
        DeskOnly::OpenVocabulary => t_string!(i18n, studio.only_open),
        DeskOnly::BeforeWindow => t_string!(i18n, studio.only_before),
    }
}

/// Why a feature could be left out.
pub fn drop(i18n: I18n, why: &Why, other: &str) -> String {
    let locale = i18n.get_locale();
    let number = why.numbers.first().copied().unwrap_or_default();
    let text = match why.code.as_str() {
        "constant" => t_string!(i18n, studio.drop_constant),
        "missing" => t_string!(i18n, studio.drop_missing),
        "duplicate" => t_string!(i18n, studio.drop_duplicate),
        "desk_only" => t_string!(i18n, studio.drop_desk),
        _ => t_string!(i18n, studio.drop_history),
    };
    let (p, r, n) = (
        format::percent(locale, number, 0),
        format::fixed(locale, number, 2),
        format::count(locale, number.abs() as u64),
    );
    fill(text, &[("p", &p), ("r", &r), ("n", &n), ("other", other)])
}

/// Words that had no room.
pub fn left_out(i18n: I18n, left: &[(String, u64)]) -> String {
    let said: Vec<String> = left
        .iter()
        .map(|(prefix, count)| {
            let of = word(i18n, &format!("{prefix}:*"));
            format!("{of}: {}", format::count(i18n.get_locale(), *count))
        })
        .collect();
    fill(
        t_string!(i18n, studio.left_out),
        &[("list", &said.join(", "))],
    )
}

/// What a model's definitions are called.
pub fn definition(i18n: I18n, which: usize) -> &'static str {
    match which {
        0 => t_string!(i18n, publish.w_intents),
        1 => t_string!(i18n, publish.w_calendars),
        2 => t_string!(i18n, publish.w_fences),
        _ => t_string!(i18n, publish.w_composites),
    }
}
