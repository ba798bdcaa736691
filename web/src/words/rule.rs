//! Rules in words.

use super::feature::word;
use super::{I18n, capital, fill};
use crate::format;
use crate::i18n::*;
use recinto_core::features::Measure;
use recinto_core::model::sensitive::Matter;
use recinto_core::rules::packs::Trade;
use recinto_core::rules::{Bound, Condition, Side};

/// A condition as a sentence.
pub fn condition(i18n: I18n, of: &Condition) -> String {
    capital(&part(i18n, of, true))
}

fn part(i18n: I18n, of: &Condition, outermost: bool) -> String {
    let (inner, between) = match of {
        Condition::Measured(bound) => return measured(i18n, bound, false),
        Condition::Not(inner) => {
            // "Fewer than 1" is read more easily than "not at least 1".
            if let Condition::Measured(bound) = inner.as_ref() {
                return measured(i18n, bound, true);
            }
            let inner = part(i18n, inner, true);
            return fill(t_string!(i18n, stated.not), &[("a", &inner)]);
        }
        Condition::All(inner) => (inner, t_string!(i18n, stated.and)),
        Condition::Any(inner) => (inner, t_string!(i18n, stated.or)),
    };
    let parts: Vec<_> = inner.iter().map(|of| part(i18n, of, false)).collect();
    let joined = parts.join(&[" ", between, " "].concat());
    if outermost || parts.len() == 1 {
        joined
    } else {
        ["(", &joined, ")"].concat()
    }
}

fn measured(i18n: I18n, bound: &Bound, negated: bool) -> String {
    let locale = i18n.get_locale();
    let value = format::number(locale, bound.value, 2);
    let days = if bound.days == 1 {
        t_string!(i18n, stated.today).to_owned()
    } else {
        let days = format::count(locale, u64::from(bound.days));
        fill(t_string!(i18n, stated.within), &[("d", &days)])
    };
    let side = match (bound.bound, negated) {
        (Side::AtLeast, false) => t_string!(i18n, stated.at_least),
        (Side::AtMost, false) => t_string!(i18n, stated.at_most),
        (Side::AtLeast, true) => t_string!(i18n, stated.fewer),
        (Side::AtMost, true) => t_string!(i18n, stated.more_than),
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
        ("side", side),
        ("v", &value),
        ("d", &days),
    ];
    fill(text, &parts)
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
