//! Words for cleaning.

use super::{I18n, capital, fill};
use crate::format;
use crate::i18n::*;
use crate::limits::{Detail, Limit};
use recinto_core::cleaning::{Evidence, Example, Rule, RuleCount, Step, StepReport};
use recinto_web::views::clean::Column;

/// A step's name in the page's own addresses.
pub fn code(step: Step) -> &'static str {
    match step {
        Step::Impossible => "impossible",
        Step::Duplicates => "duplicates",
        Step::NearDuplicates => "near",
        Step::Clock => "clock",
        Step::Bots => "bots",
        Step::Currency => "currency",
        Step::Outliers => "outliers",
        Step::Gaps => "gaps",
    }
}

/// A step's name, and what it is for.
pub fn step(i18n: I18n, step: Step) -> (&'static str, &'static str) {
    match step {
        Step::Impossible => (
            t_string!(i18n, step.impossible),
            t_string!(i18n, step.impossible_about),
        ),
        Step::Duplicates => (
            t_string!(i18n, step.duplicates),
            t_string!(i18n, step.duplicates_about),
        ),
        Step::NearDuplicates => (t_string!(i18n, step.near), t_string!(i18n, step.near_about)),
        Step::Clock => (
            t_string!(i18n, step.clock),
            t_string!(i18n, step.clock_about),
        ),
        Step::Bots => (t_string!(i18n, step.bots), t_string!(i18n, step.bots_about)),
        Step::Currency => (
            t_string!(i18n, step.currency),
            t_string!(i18n, step.currency_about),
        ),
        Step::Outliers => (
            t_string!(i18n, step.outliers),
            t_string!(i18n, step.outliers_about),
        ),
        Step::Gaps => (t_string!(i18n, step.gaps), t_string!(i18n, step.gaps_about)),
    }
}

/// What a step did: rows before and after.
pub fn did(i18n: I18n, report: &StepReport) -> String {
    let locale = i18n.get_locale();
    let n = |value: u64| format::count(locale, value);
    let (before, after) = (report.before, report.after);
    // Other currencies are left out even where none is converted.
    if !report.on && report.changed == 0 {
        return t_string!(i18n, clean.is_off).to_owned();
    }
    let mut said = Vec::new();
    if before.events != after.events {
        let people = before.people.saturating_sub(after.people);
        let text = if people > 0 {
            t_string!(i18n, clean.removed_people)
        } else {
            t_string!(i18n, clean.removed)
        };
        let parts = [
            ("a", n(before.events)),
            ("b", n(after.events)),
            ("n", n(before.events.saturating_sub(after.events))),
            ("p", n(people)),
        ];
        said.push(fill(
            text,
            &parts
                .each_ref()
                .map(|(name, value)| (*name, value.as_str())),
        ));
    }
    if report.changed > 0 {
        said.push(fill(
            t_string!(i18n, clean.changed),
            &[("n", &n(report.changed))],
        ));
    }
    if said.is_empty() {
        let text = if report.rules.is_empty() {
            t_string!(i18n, clean.nothing)
        } else {
            t_string!(i18n, clean.only_shown)
        };
        said.push(text.to_owned());
    }
    said.join(" ")
}

/// A rule and how much it met.
pub fn found(i18n: I18n, found: &RuleCount) -> String {
    let locale = i18n.get_locale();
    let (n, p) = (
        format::count(locale, found.events),
        format::count(locale, found.people),
    );
    let about = fill(t_string!(i18n, clean.met), &[("n", &n), ("p", &p)]);
    format!("{}: {about}", rule(i18n, found.rule))
}

/// "5 cases".
pub fn cases(i18n: I18n, count: u64) -> String {
    let n = format::count(i18n.get_locale(), count);
    fill(t_string!(i18n, clean.cases), &[("n", &n)])
}

/// A switch within a step.
pub fn detail(i18n: I18n, detail: Detail) -> &'static str {
    match detail {
        Detail::UserAgents => t_string!(i18n, limit.user_agents),
        Detail::Marked => t_string!(i18n, limit.marked),
        Detail::Remove => t_string!(i18n, limit.remove),
        Detail::Isolation => t_string!(i18n, limit.isolation),
        Detail::Depth => t_string!(i18n, limit.depth),
        Detail::Duration => t_string!(i18n, limit.duration),
        Detail::Position => t_string!(i18n, limit.position),
    }
}

/// A number of a step.
pub fn limit(i18n: I18n, limit: Limit) -> &'static str {
    match limit {
        Limit::EarliestYear => t_string!(i18n, limit.earliest),
        Limit::MostQuantity => t_string!(i18n, limit.quantity),
        Limit::MostValue => t_string!(i18n, limit.value),
        Limit::MostHours => t_string!(i18n, limit.hours),
        Limit::Within => t_string!(i18n, limit.within),
        Limit::PurchasesWithin => t_string!(i18n, limit.purchases),
        Limit::ClockLeast => t_string!(i18n, limit.clock),
        Limit::PerMinute => t_string!(i18n, limit.per_minute),
        Limit::PerTenMinutes => t_string!(i18n, limit.per_ten),
        Limit::Addresses => t_string!(i18n, limit.addresses),
        Limit::AddressesWithin => t_string!(i18n, limit.addresses_within),
        Limit::CrawlPages => t_string!(i18n, limit.crawl),
        Limit::Metronome => t_string!(i18n, limit.metronome),
        Limit::RobustZ => t_string!(i18n, limit.robust_z),
        Limit::IsolationScore => t_string!(i18n, limit.score),
        Limit::GapsWithin => t_string!(i18n, limit.gaps),
    }
}

/// A rule, in a few words.
pub fn rule(i18n: I18n, rule: Rule) -> &'static str {
    match rule {
        Rule::Time => t_string!(i18n, rule.time),
        Rule::Received => t_string!(i18n, rule.received),
        Rule::Quantity => t_string!(i18n, rule.quantity),
        Rule::Value => t_string!(i18n, rule.value),
        Rule::Duration => t_string!(i18n, rule.duration),
        Rule::Depth => t_string!(i18n, rule.depth),
        Rule::Position => t_string!(i18n, rule.position),
        Rule::UtcOffset => t_string!(i18n, rule.utc_offset),
        Rule::SameId => t_string!(i18n, rule.same_id),
        Rule::SameFields => t_string!(i18n, rule.same_fields),
        Rule::Repeated => t_string!(i18n, rule.repeated),
        Rule::RepeatedPurchase => t_string!(i18n, rule.repeated_purchase),
        Rule::ClockAhead => t_string!(i18n, rule.clock_ahead),
        Rule::ClockBehind => t_string!(i18n, rule.clock_behind),
        Rule::UserAgent => t_string!(i18n, rule.user_agent),
        Rule::Marked => t_string!(i18n, rule.marked),
        Rule::PerMinute => t_string!(i18n, rule.per_minute),
        Rule::PerTenMinutes => t_string!(i18n, rule.per_ten),
        Rule::Addresses => t_string!(i18n, rule.addresses),
        Rule::Crawl => t_string!(i18n, rule.crawl),
        Rule::Metronome => t_string!(i18n, rule.metronome),
        Rule::Converted => t_string!(i18n, rule.converted),
        Rule::NoRate => t_string!(i18n, rule.no_rate),
        Rule::NoCurrency => t_string!(i18n, rule.no_currency),
        Rule::OtherCurrency => t_string!(i18n, rule.other_currency),
        Rule::TooGreat => t_string!(i18n, rule.too_great),
        Rule::Events => t_string!(i18n, rule.events),
        Rule::TotalValue => t_string!(i18n, rule.total_value),
        Rule::Days => t_string!(i18n, rule.days),
        Rule::Isolation => t_string!(i18n, rule.isolation),
        Rule::FilledDepth => t_string!(i18n, rule.filled_depth),
        Rule::FilledDuration => t_string!(i18n, rule.filled_duration),
        Rule::FilledPosition => t_string!(i18n, rule.filled_position),
    }
}

/// What was seen, with its numbers.
pub fn evidence(i18n: I18n, case: &Example) -> String {
    let locale = i18n.get_locale();
    let x = |value: f64| format::number(locale, value, 2);
    let seconds = |ms: f64| x(ms / 1000.0);
    let day = |ms: i64| format::day(locale, ms as f64);
    let money = |cents: i64| format::fixed(locale, cents as f64 / 100.0, 2);
    let (text, parts) = match &case.evidence {
        Evidence::Time {
            time_ms,
            earliest_ms,
            latest_ms,
        } => (
            t_string!(i18n, seen.time),
            [day(*time_ms), day(*earliest_ms), day(*latest_ms)],
        ),
        Evidence::Number { value, most } => (
            t_string!(i18n, seen.number),
            [x(*value), x(*most), String::new()],
        ),
        Evidence::Position {
            lat,
            lon,
            accuracy_m,
        } => (
            t_string!(i18n, seen.position),
            [
                format::number(locale, *lat, 5),
                format::number(locale, *lon, 5),
                x(*accuracy_m),
            ],
        ),
        Evidence::Repeated { times, apart_ms } => (
            t_string!(i18n, seen.repeated),
            [
                x(f64::from(*times)),
                seconds(*apart_ms as f64),
                String::new(),
            ],
        ),
        Evidence::Clock { offset_ms, events } => (
            t_string!(i18n, seen.clock),
            [
                x(*offset_ms as f64 / 60_000.0),
                x(f64::from(*events)),
                String::new(),
            ],
        ),
        Evidence::UserAgent { text, pattern } => (
            t_string!(i18n, seen.user_agent),
            [pattern.clone(), text.clone(), String::new()],
        ),
        Evidence::Marked { text } => (
            t_string!(i18n, seen.marked),
            [text.clone(), String::new(), String::new()],
        ),
        Evidence::Many {
            count,
            limit,
            within_ms,
        } => (
            t_string!(i18n, seen.many),
            [
                x(f64::from(*count)),
                seconds(*within_ms as f64),
                x(f64::from(*limit)),
            ],
        ),
        Evidence::Crawl {
            pages,
            median_gap_ms,
        } => (
            t_string!(i18n, seen.crawl),
            [
                x(f64::from(*pages)),
                seconds(*median_gap_ms as f64),
                String::new(),
            ],
        ),
        Evidence::Metronome {
            events,
            gap_ms,
            variation,
        } => (
            t_string!(i18n, seen.metronome),
            [
                x(f64::from(*events)),
                seconds(*gap_ms),
                format::percent(locale, *variation, 1),
            ],
        ),
        Evidence::Money {
            before_cents,
            currency,
            after_cents,
        } => match after_cents {
            Some(after) => (
                t_string!(i18n, seen.money),
                [money(*before_cents), currency.clone(), money(*after)],
            ),
            None => (
                t_string!(i18n, seen.money_lost),
                [money(*before_cents), currency.clone(), String::new()],
            ),
        },
        Evidence::Outlier {
            total,
            score,
            limit,
        } => {
            let total = match case.rule {
                Rule::TotalValue => total / 100.0,
                _ => *total,
            };
            let text = match case.rule {
                Rule::Isolation => t_string!(i18n, seen.isolated),
                _ => t_string!(i18n, seen.outlier),
            };
            (text, [x(total), x(*score), x(*limit)])
        }
        Evidence::Filled {
            value,
            before,
            after,
        } => (
            t_string!(i18n, seen.filled),
            [x(*value), x(*before), x(*after)],
        ),
    };
    let [a, b, c] = &parts;
    fill(text, &[("a", a), ("b", b), ("c", c)])
}

/// A kind of event in the reader's language; those of the site's own making as they are.
pub fn kind(i18n: I18n, kind: &str) -> String {
    let known = match kind {
        "page" => t_string!(i18n, kind.page),
        "click" => t_string!(i18n, kind.click),
        "search" => t_string!(i18n, kind.search),
        "view_item" => t_string!(i18n, kind.view_item),
        "add_to_cart" => t_string!(i18n, kind.add_to_cart),
        "purchase" => t_string!(i18n, kind.purchase),
        "visit_store" => t_string!(i18n, kind.visit_store),
        own => return own.strip_prefix("custom:").unwrap_or(own).to_owned(),
    };
    capital(known)
}

/// A static column's values, most first.
pub fn values(i18n: I18n, column: &Column) -> String {
    let locale = i18n.get_locale();
    let mut said: Vec<String> = column
        .values
        .iter()
        .map(|(value, people)| format!("{value} ({})", format::count(locale, *people)))
        .collect();
    for (text, count) in [
        (t_string!(i18n, clean.more_values), column.others),
        (t_string!(i18n, clean.no_value), column.missing),
    ] {
        if count > 0 {
            said.push(fill(text, &[("n", &format::count(locale, count))]));
        }
    }
    said.join(", ")
}
