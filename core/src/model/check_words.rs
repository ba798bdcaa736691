//! The limits of a model's words, their definitions, and the features over them.

use super::check::{At, Checked, distinct, ensure, text};
use super::{Assigner, SegmentModel};
use crate::features::definitions::{
    CALENDARS_MAX, COMPOSITE_COUNT_MAX, COMPOSITE_THEN_MAX, COMPOSITE_WITHIN_MAX, COMPOSITES_MAX,
    CORNERS_MAX, FENCES_MAX, INTENTS_MAX, PHRASE_MAX_CHARS, PHRASES_MAX, RANGES_MAX, Shape,
};
use crate::features::text::folded;
use crate::features::{FeatureSpec, Measure, Word, is_name, words_of};

impl SegmentModel {
    pub(super) fn check_vocabulary(&self) -> Checked {
        let words = self.vocabulary.len();
        ensure(
            "vocabulary",
            words,
            (1..=64).contains(&words),
            "1 to 64 words",
        )?;
        for (i, word) in self.vocabulary.iter().enumerate() {
            let at = At::Item("vocabulary", i, "");
            let known = Word::known(word);
            ensure(at, word, known.is_some(), "a word that can be counted")?;
            let defined = known.is_some_and(|word| self.defines(&word));
            ensure(at, word, defined, "defined in `definitions`")?;
        }
        let distinct = distinct(self.vocabulary.iter());
        ensure("vocabulary", words, distinct, "without repeats")
    }

    /// Whether a word has the definition it needs, if it needs one.
    fn defines(&self, word: &Word<'_>) -> bool {
        let definitions = &self.definitions;
        match *word {
            Word::Intent(name) => definitions.intents.iter().any(|d| d.name == name),
            Word::Season(name) => definitions.calendars.iter().any(|d| d.name == name),
            Word::Fence(name) => definitions.fences.iter().any(|d| d.name == name),
            Word::Composite(name) => definitions.composites.iter().any(|d| d.name == name),
            Word::Distance => definitions.fences.iter().any(|d| d.point_of_sale),
            _ => true,
        }
    }

    /// Whether the vocabulary has the word of this form and name.
    fn uses(&self, form: &str, name: &str) -> bool {
        self.vocabulary
            .iter()
            .any(|word| word.strip_prefix(form) == Some(name))
    }

    pub(super) fn check_definitions(&self) -> Checked {
        let d = &self.definitions;
        let list = |field: &'static str, length: usize, most: usize, range| {
            ensure(field, length, length <= most, range)
        };
        list(
            "definitions.intents",
            d.intents.len(),
            INTENTS_MAX,
            "at most 16",
        )?;
        list(
            "definitions.calendars",
            d.calendars.len(),
            CALENDARS_MAX,
            "at most 32",
        )?;
        list(
            "definitions.fences",
            d.fences.len(),
            FENCES_MAX,
            "at most 64",
        )?;
        list(
            "definitions.composites",
            d.composites.len(),
            COMPOSITES_MAX,
            "at most 8",
        )
    }

    pub(super) fn check_meanings(&self) -> Checked {
        self.check_intents()?;
        self.check_calendars()?;
        self.check_fences()?;
        self.check_composites()
    }

    fn check_intents(&self) -> Checked {
        let intents = &self.definitions.intents;
        let list = "definitions.intents";
        for (i, intent) in intents.iter().enumerate() {
            self.check_name(list, i, &intent.name, self.uses("intent:", &intent.name))?;
            let at = At::Item(list, i, "phrases");
            let phrases = intent.phrases.len();
            ensure(at, phrases, (1..=PHRASES_MAX).contains(&phrases), "1 to 32")?;
            for phrase in &intent.phrases {
                text(
                    at,
                    phrase,
                    1,
                    PHRASE_MAX_CHARS,
                    "phrases of 1 to 48 characters",
                )?;
                let words = folded(phrase).len() > 1;
                ensure(at, phrase, words, "phrases with a letter or digit")?;
            }
        }
        let distinct = distinct(intents.iter().map(|d| &d.name));
        ensure(list, intents.len(), distinct, "of different names")
    }

    fn check_calendars(&self) -> Checked {
        let calendars = &self.definitions.calendars;
        let list = "definitions.calendars";
        for (i, calendar) in calendars.iter().enumerate() {
            self.check_name(
                list,
                i,
                &calendar.name,
                self.uses("season:", &calendar.name),
            )?;
            let at = At::Item(list, i, "days");
            let ranges = calendar.days.len();
            ensure(at, ranges, (1..=RANGES_MAX).contains(&ranges), "1 to 256")?;
            let days = &calendar.days;
            let ordered = days.iter().all(|[first, last]| first <= last)
                && days
                    .iter()
                    .zip(days.iter().skip(1))
                    .all(|(a, b)| a[1] < b[0]);
            ensure(at, "out of order", ordered, "ascending and apart")?;
        }
        let distinct = distinct(calendars.iter().map(|d| &d.name));
        ensure(list, calendars.len(), distinct, "of different names")
    }

    fn check_fences(&self) -> Checked {
        let fences = &self.definitions.fences;
        let list = "definitions.fences";
        let distances = self.vocabulary.iter().any(|word| word == "distance");
        for (i, fence) in fences.iter().enumerate() {
            let used = self.uses("fence:", &fence.name) || distances && fence.point_of_sale;
            self.check_name(list, i, &fence.name, used)?;
            let at = At::Item(list, i, "shape");
            let on_earth = |lat: f64, lon: f64| lat.abs() <= 90.0 && lon.abs() <= 180.0;
            match &fence.shape {
                Shape::Circle { lat, lon, radius_m } => {
                    ensure(at, "off the globe", on_earth(*lat, *lon), "degrees")?;
                    let good = *radius_m > 0.0 && *radius_m <= 100_000.0;
                    ensure(at, "out of range", good, "of a radius up to 100000 m")?;
                }
                Shape::Polygon { points } => {
                    let corners = points.len();
                    let good = (3..=CORNERS_MAX).contains(&corners);
                    ensure(at, corners, good, "of 3 to 32 points")?;
                    let good = points.iter().all(|[lat, lon]| on_earth(*lat, *lon));
                    ensure(at, "off the globe", good, "degrees")?;
                }
            }
        }
        let distinct = distinct(fences.iter().map(|d| &d.name));
        ensure(list, fences.len(), distinct, "of different names")
    }

    fn check_composites(&self) -> Checked {
        let composites = &self.definitions.composites;
        let list = "definitions.composites";
        for (i, composite) in composites.iter().enumerate() {
            self.check_name(
                list,
                i,
                &composite.name,
                self.uses("composite:", &composite.name),
            )?;
            let counts = |of: &String| {
                Word::known(of).is_some_and(|word| {
                    (word.is_money() || matches!(word, Word::Intent(_)))
                        && self.vocabulary.contains(of)
                })
            };
            let range =
                "a kind, category, brand, source, campaign, property or intent of the vocabulary";
            ensure(
                At::Item(list, i, "of"),
                &composite.of,
                counts(&composite.of),
                range,
            )?;
            for word in &composite.then {
                ensure(At::Item(list, i, "then"), word, counts(word), range)?;
            }
            let then = composite.then.len();
            let good = then <= COMPOSITE_THEN_MAX;
            ensure(At::Item(list, i, "then"), then, good, "of at most 3 words")?;
            let count = composite.count;
            let least = if then == 0 { 2 } else { 1 };
            let good = count >= least && count.saturating_add(then as u32) <= COMPOSITE_COUNT_MAX;
            let range = "2 to 8, or 1 and more where others follow, 8 with these";
            ensure(At::Item(list, i, "count"), count, good, range)?;
            let within = composite.within_min;
            let good = (1..=COMPOSITE_WITHIN_MAX).contains(&within);
            ensure(At::Item(list, i, "within_min"), within, good, "1 to 1440")?;
        }
        let distinct = distinct(composites.iter().map(|d| &d.name));
        ensure(list, composites.len(), distinct, "of different names")
    }

    fn check_name(&self, list: &'static str, i: usize, name: &str, used: bool) -> Checked {
        let at = At::Item(list, i, "name");
        ensure(at, name, is_name(name), "1 to 64 characters")?;
        ensure(at, name, used, "of a word in the vocabulary")
    }

    pub(super) fn check_features(&self) -> Checked {
        let count = self.features.len();
        ensure(
            "features",
            count,
            (1..=32).contains(&count) || count == 0 && self.assigner == Assigner::Rules,
            "1 to 32 features",
        )?;
        for (i, feature) in self.features.iter().enumerate() {
            let at = |part: &'static str| At::Item("features", i, part);
            let of = self.measurable(feature);
            ensure(
                at("of"),
                &feature.of,
                of,
                "words of the vocabulary that fit the measure",
            )?;
            let over = match feature.measure {
                Measure::Ratio => words_of(&self.vocabulary, &feature.over) != 0,
                _ => feature.over.is_empty(),
            };
            ensure(
                at("over"),
                &feature.over,
                over,
                "a word or group for `ratio`, else empty",
            )?;
            let decay = feature.decay == 1.0
                || feature.measure.decays() && feature.decay > 0.0 && feature.decay < 1.0;
            ensure(
                at("decay"),
                "out of range",
                decay,
                "above 0 and at most 1, below 1 only for counts and sums",
            )?;
            ensure(
                at("center"),
                "not finite",
                feature.center.is_finite(),
                "finite",
            )?;
            let scale = feature.scale.is_finite() && feature.scale > 0.0;
            ensure(at("scale"), "not positive", scale, "above 0")?;
            ensure(
                at("undefined"),
                "not finite",
                feature.undefined.is_finite(),
                "finite",
            )?;
        }
        Ok(())
    }

    /// Whether the feature's words are there and its measure can be taken of them: money of words
    /// with money, a mean of words that add something up, an entropy of at least two, a depth
    /// along 2 to 8 event kinds.
    pub(super) fn measurable(&self, feature: &FeatureSpec) -> bool {
        let vocabulary = &self.vocabulary;
        let words = words_of(vocabulary, &feature.of);
        let all = |fits: fn(&Word<'_>) -> bool| {
            vocabulary.iter().enumerate().all(|(i, text)| {
                words >> i & 1 == 0 || Word::known(text).is_some_and(|word| fits(&word))
            })
        };
        match feature.measure {
            Measure::Depth => {
                let stages = feature.of.split('>');
                (2..=8).contains(&stages.clone().count())
                    && stages.into_iter().all(|stage| {
                        vocabulary.iter().any(|word| word == stage)
                            && matches!(Word::known(stage), Some(Word::Kind(_)))
                    })
            }
            Measure::Monetary => words != 0 && all(|word| word.is_money()),
            Measure::Mean => words != 0 && all(|word| word.has_sum()),
            Measure::Entropy => words.count_ones() > 1,
            _ => words != 0,
        }
    }
}
