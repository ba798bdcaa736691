//! Rules in words.

use super::feature::word;
use super::{I18n, capital, fill};
use crate::format;
use crate::i18n::*;
use recinto_core::features::Measure;
use recinto_core::model::sensitive::Matter;
use recinto_core::rules::packs::Trade;
use recinto_core::rules::{Bound, Condition, Side};
use recinto_web::stated::Limit;
use recinto_web::stated::bound::{is_time, may_lack};

/// A condition as a sentence.
pub fn condition(i18n: I18n, of: &Condition) -> String {
    capital(&part(i18n, of, true))
}

/// In parentheses where it stands in something else and has several parts.
fn part(i18n: I18n, of: &Condition, outermost: bool) -> String {
    let (inner, between) = match of {
        Condition::Measured(bound) => return measured(i18n, bound, false),
        Condition::Not(inner) => return not(i18n, inner, outermost),
        Condition::All(inner) => (inner, t_string!(i18n, stated.and)),
        Condition::Any(inner) => (inner, t_string!(i18n, stated.or)),
    };
    match inner.as_slice() {
        [alone] => part(i18n, alone, outermost),
        _ => around(joined(i18n, inner, between), outermost),
    }
}

/// "Fewer than 1" is read more easily than "not at least 1", and "neither … nor" than "not (… or)".
fn not(i18n: I18n, of: &Condition, outermost: bool) -> String {
    match of {
        Condition::Measured(bound) => measured(i18n, bound, true),
        Condition::Not(inner) => part(i18n, inner, outermost),
        Condition::All(inner) | Condition::Any(inner) if inner.len() == 1 => {
            inner.iter().map(|of| not(i18n, of, outermost)).collect()
        }
        Condition::All(inner) => {
            let inner = joined(i18n, inner, t_string!(i18n, stated.and));
            fill(t_string!(i18n, stated.not_all), &[("a", &inner)])
        }
        Condition::Any(inner) => {
            let inner = joined(i18n, inner, t_string!(i18n, stated.nor));
            let text = [t_string!(i18n, stated.neither), " ", &inner].concat();
            around(text, outermost)
        }
    }
}

fn joined(i18n: I18n, inner: &[Condition], between: &str) -> String {
    let parts: Vec<_> = inner.iter().map(|of| part(i18n, of, false)).collect();
    parts.join(&[" ", between, " "].concat())
}

fn around(text: String, outermost: bool) -> String {
    if outermost {
        text
    } else {
        ["(", &text, ")"].concat()
    }
}

fn measured(i18n: I18n, bound: &Bound, negated: bool) -> String {
    let locale = i18n.get_locale();
    let mut value = format::number(locale, bound.value, 2);
    if let Some(lacking) = lacking(i18n, bound.measure, negated) {
        value = [&value, " ", lacking].concat();
    }
    let days = if bound.days == 1 {
        t_string!(i18n, stated.today).to_owned()
    } else {
        let days = format::count(locale, u64::from(bound.days));
        fill(t_string!(i18n, stated.within), &[("d", &days)])
    };
    let text = match bound.measure {
        Measure::Frequency => t_string!(i18n, stated.frequency),
        Measure::Recency => t_string!(i18n, stated.recency),
        Measure::Monetary => t_string!(i18n, stated.monetary),
        Measure::Tenure => t_string!(i18n, stated.tenure),
        Measure::Mean => t_string!(i18n, stated.mean),
        Measure::MeanGap => t_string!(i18n, stated.mean_gap),
        Measure::Burstiness => t_string!(i18n, stated.burstiness),
        Measure::Ratio | Measure::Entropy => t_string!(i18n, stated.entropy),
        Measure::Depth => t_string!(i18n, stated.depth),
    };
    let of = word(i18n, &bound.of);
    let parts = [
        ("a", of.as_str()),
        ("side", side(i18n, bound.measure, bound.bound, negated)),
        ("v", &value),
        ("d", &days),
    ];
    fill(text, &parts)
}

fn side(i18n: I18n, measure: Measure, side: Side, negated: bool) -> &'static str {
    match (side, negated) {
        (Side::AtLeast, false) => t_string!(i18n, stated.at_least),
        (Side::AtMost, false) => t_string!(i18n, stated.at_most),
        (Side::AtLeast, true) if measure == Measure::Frequency => t_string!(i18n, stated.fewer),
        (Side::AtLeast, true) => t_string!(i18n, stated.less),
        (Side::AtMost, true) => t_string!(i18n, stated.more_than),
    }
}

/// Who has no value meets no bound, and so does what must not be met.
fn lacking(i18n: I18n, measure: Measure, negated: bool) -> Option<&'static str> {
    (negated && may_lack(measure)).then(|| {
        if is_time(measure) {
            t_string!(i18n, stated.or_never)
        } else {
            t_string!(i18n, stated.or_none)
        }
    })
}

/// A side of a bound to choose.
pub fn offered_side(i18n: I18n, measure: Measure, of: Side, negated: bool) -> String {
    let side = side(i18n, measure, of, negated);
    lacking(i18n, measure, negated)
        .map_or(side.to_owned(), |lacking| [side, " …, ", lacking].concat())
}

/// A measure to choose.
pub fn measure(i18n: I18n, measure: Measure) -> &'static str {
    match measure {
        Measure::Frequency => t_string!(i18n, stated.m_frequency),
        Measure::Recency => t_string!(i18n, stated.m_recency),
        Measure::Monetary => t_string!(i18n, stated.m_monetary),
        Measure::Tenure => t_string!(i18n, stated.m_tenure),
        Measure::Mean => t_string!(i18n, stated.m_mean),
        Measure::MeanGap => t_string!(i18n, stated.m_mean_gap),
        Measure::Burstiness => t_string!(i18n, stated.m_burstiness),
        Measure::Ratio | Measure::Entropy => t_string!(i18n, stated.m_entropy),
        Measure::Depth => t_string!(i18n, stated.m_depth),
    }
}

/// What keeps a rule from being stated.
pub fn limit(i18n: I18n, limit: Limit) -> &'static str {
    match limit {
        Limit::Rules => t_string!(i18n, stated.limit_rules),
        Limit::Bounds => t_string!(i18n, stated.limit_bounds),
        Limit::Deep => t_string!(i18n, stated.limit_deep),
    }
}

/// A trade.
pub fn trade(i18n: I18n, trade: Trade) -> &'static str {
    match trade {
        Trade::Retail => t_string!(i18n, stated.retail),
        Trade::Food => t_string!(i18n, stated.food),
        Trade::Travel => t_string!(i18n, stated.travel),
        Trade::Media => t_string!(i18n, stated.media),
    }
}

/// A sensitive matter.
pub fn matter(i18n: I18n, matter: Matter) -> &'static str {
    match matter {
        Matter::Health => t_string!(i18n, stated.health),
        Matter::Religion => t_string!(i18n, stated.religion),
        Matter::Politics => t_string!(i18n, stated.politics),
        Matter::Sexuality => t_string!(i18n, stated.sexuality),
        Matter::Origin => t_string!(i18n, stated.origin),
        Matter::Minors => t_string!(i18n, stated.minors),
    }
}
