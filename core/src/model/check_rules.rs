//! The limits of a model's rules.

use super::check::{At, Checked, check_segment, distinct, ensure};
use super::{Assigner, ModelError, SegmentModel};
use crate::features::{FeatureSpec, Measure};
use crate::rules::{BOUNDS_MAX, DEPTH_MAX, RULES_MAX};

impl SegmentModel {
    /// Checks what words mean, what scores are worth, the rules, and the reasons for sensitive
    /// matters. The desk and the collector do, before a model has bytes. Of these a device
    /// checks the reasons only (`tracker/engine/sensitive.js`): it takes what a collector took,
    /// and a definition, score or rule out of bounds does no more to it than never to hold.
    ///
    /// # Errors
    /// The first field outside its range, or the first text that touches a sensitive matter
    /// without a reason.
    pub fn check_stated(&self) -> Result<(), ModelError> {
        self.check_meanings()
            .and_then(|()| self.check_scoring())
            .and_then(|()| self.check_rules())
            .map_err(|error| *error)?;
        self.check_sensitive()
    }

    fn check_rules(&self) -> Checked {
        let count = self.rules.len();
        ensure("rules", count, count <= RULES_MAX, "at most 16")?;
        let mut bounds = 0;
        for (i, rule) in self.rules.iter().enumerate() {
            check_segment("rules", i, &rule.segment)?;
            let deep = rule.when.is_within(DEPTH_MAX);
            let range = "conditions in each other at most 4 deep, none of them empty";
            ensure(At::Item("rules", i, "when"), "something else", deep, range)?;
            for bound in rule.when.bounds() {
                bounds += 1;
                let at = |part| At::Item("rules", i, part);
                let feature = FeatureSpec::new(bound.measure, &bound.of);
                let of = bound.measure != Measure::Ratio && self.measurable(&feature);
                let range = "words of the vocabulary that fit the measure";
                ensure(at("of"), &bound.of, of, range)?;
                let days = (1..=self.window_days).contains(&bound.days);
                ensure(at("days"), bound.days, days, "1 to the days of the window")?;
                ensure(at("value"), "not finite", bound.value.is_finite(), "finite")?;
            }
        }
        ensure(
            "rules",
            bounds,
            bounds <= BOUNDS_MAX,
            "of at most 48 bounds together",
        )?;
        let own = self.rules.iter().map(|rule| &rule.segment);
        let others = self.segments.iter();
        if self.assigner == Assigner::Rules {
            let range = "those of the rules, in their order";
            return ensure("segments", others.len(), own.eq(others), range);
        }
        let labels = own.chain(others).map(|segment| &segment.label);
        ensure(
            "rules",
            count,
            distinct(labels),
            "of labels that no other segment has",
        )
    }
}
