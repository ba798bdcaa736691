//! What a form asks of a bound.

use recinto_core::features::{Measure, Word};
use recinto_core::rules::{Bound, Side};

/// What the words over a property of the site's own begin with.
pub const PROPERTY: &str = "prop:";

/// What a new condition says.
#[must_use]
pub fn first(window_days: u32) -> Bound {
    Bound {
        measure: Measure::Frequency,
        of: "purchase".to_owned(),
        days: window_days.min(30),
        bound: Side::AtLeast,
        value: 3.0,
    }
}

/// Whether a measure is offered for a word. A model refuses what does not fit; irregularity and
/// variety are left out because nobody could say which number to ask for.
#[must_use]
pub fn fits(measure: Measure, of: &str) -> bool {
    let word = Word::known(of);
    let is_path = word.is_none() && of.contains('>') && !of.starts_with("step:");
    match measure {
        Measure::Frequency | Measure::Recency | Measure::Tenure | Measure::MeanGap => !is_path,
        Measure::Monetary => word.is_some_and(|word| word.is_money()),
        Measure::Mean => word.is_some_and(|word| word.has_sum()),
        Measure::Depth => is_path,
        Measure::Burstiness | Measure::Ratio | Measure::Entropy => false,
    }
}

/// Whether a measure may have no value, which meets no bound: then what is *not* under a bound
/// holds for who has no value too.
#[must_use]
pub fn may_lack(measure: Measure) -> bool {
    !matches!(
        measure,
        Measure::Frequency | Measure::Monetary | Measure::Depth
    )
}

/// Whether a measure is of a time, so that who lacks it never did.
#[must_use]
pub fn is_time(measure: Measure) -> bool {
    matches!(measure, Measure::Recency | Measure::Tenure)
}

/// Counts another word; by how many, where the measure does not fit it.
pub fn recount(bound: &mut Bound, of: String) {
    if !fits(bound.measure, &of) {
        bound.measure = Measure::Frequency;
    }
    bound.of = of;
}

/// The name and the text of a property of the site's own, where the word is over one.
#[must_use]
pub fn property(of: &str) -> Option<(&str, &str)> {
    let rest = of.strip_prefix(PROPERTY)?;
    Some(rest.split_once('=').unwrap_or((rest, "")))
}

/// The word over a property. The first `=` ends its name.
#[must_use]
pub fn of_property(name: &str, text: &str) -> String {
    [PROPERTY, &name.replace('=', ""), "=", text].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_is_read_as_it_was_written() {
        assert_eq!(property(PROPERTY), Some(("", "")));
        assert_eq!(property("purchase"), None);
        assert_eq!(
            property(&of_property("filtro", "prezzo=basso")),
            Some(("filtro", "prezzo=basso"))
        );
        assert_eq!(property(&of_property("a=b", "c")), Some(("ab", "c")));
    }

    #[test]
    fn another_word_keeps_a_measure_that_fits_it() {
        let mut bound = first(14);
        assert_eq!(bound.days, 14);
        bound.measure = Measure::Monetary;
        recount(&mut bound, "category:scarpe".to_owned());
        assert_eq!(bound.measure, Measure::Monetary);
        recount(&mut bound, "weekend".to_owned());
        assert_eq!(bound.measure, Measure::Frequency, "no money of a weekend");
        assert!(fits(Measure::Mean, "scroll") && !fits(Measure::Mean, "weekend"));
        assert!(fits(Measure::Depth, "page>purchase"));
        assert!(!fits(Measure::Frequency, "page>purchase"));
        assert!(fits(Measure::Frequency, "step:page>purchase"));
        assert!(fits(Measure::Frequency, "step:page>*") && !fits(Measure::Depth, "step:page>*"));
    }
}
