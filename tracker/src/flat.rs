//! A model from the row of numbers that the glue makes of its JSON.
//!
//! The order is that of `SHAPE` in `engine/flat.js`. A text is the count of its bytes and each of
//! them, a list the count of its items and each of them, a number that is missing NaN.

use recinto_core::features::{
    Calendar, Composite, Definitions, FeatureSpec, Fence, Intent, Measure, Shape, Transform,
};
use recinto_core::model::{
    Assigner, Exemplar, FORMAT, Mechanism, Point, PrivacyPolicy, RAW_HOURS, Segment, SegmentModel,
};
use std::slice::Iter;

/// What a row says.
#[derive(Debug, PartialEq)]
pub struct Read {
    /// The model, without its rules: the glue evaluates them.
    pub model: SegmentModel,
    /// What the rules measure.
    pub bounds: Vec<FeatureSpec>,
    /// Within how many days, one for each.
    pub days: Vec<u32>,
}

/// Reads a row; nothing where something is missing or of another kind.
#[must_use]
pub fn read(row: &[f64]) -> Option<Read> {
    let mut row = Row {
        left: row.iter(),
        bad: false,
    };
    let model = row.model();
    let (bounds, days) = row.list(Row::bound).into_iter().unzip();
    (!row.bad && row.left.len() == 0).then_some(Read {
        model,
        bounds,
        days,
    })
}

/// What is wrong is remembered and not turned back at: a way out at every field would double the
/// reader.
struct Row<'a> {
    left: Iter<'a, f64>,
    bad: bool,
}

impl Row<'_> {
    fn model(&mut self) -> SegmentModel {
        // In the order of the row.
        SegmentModel {
            format: FORMAT.to_owned(),
            name: self.text(),
            window_days: self.whole(),
            min_events: self.whole(),
            currency: self.text(),
            vocabulary: self.texts(),
            definitions: Definitions {
                intents: self.list(Self::intent),
                calendars: self.list(Self::calendar),
                fences: self.list(Self::fence),
                composites: self.list(Self::composite),
            },
            features: self.list(Self::feature),
            assigner: self.assigner(),
            segments: self.list(Self::segment),
            scoring: self.list(|row| row.list(Self::pair)),
            rules: Vec::new(),
            // For those who read the model; nothing is decided by them.
            sensitive: Vec::new(),
            privacy: self.policy(),
        }
    }

    fn intent(&mut self) -> Intent {
        Intent {
            name: self.text(),
            phrases: self.texts(),
        }
    }

    fn calendar(&mut self) -> Calendar {
        Calendar {
            name: self.text(),
            days: self.list(|row| row.pair().map(|day| row.day(day))),
        }
    }

    fn fence(&mut self) -> Fence {
        Fence {
            name: self.text(),
            shape: self.shape(),
            point_of_sale: self.number() == 1.0,
        }
    }

    fn shape(&mut self) -> Shape {
        let form = self.text();
        let (lat, lon, radius_m) = (self.number(), self.number(), self.number());
        let points = self.list(Self::pair);
        self.bad |= form != "circle" && form != "polygon";
        if form == "circle" {
            return Shape::Circle { lat, lon, radius_m };
        }
        Shape::Polygon { points }
    }

    fn composite(&mut self) -> Composite {
        Composite {
            name: self.text(),
            of: self.text(),
            count: self.whole(),
            then: self.texts(),
            within_min: self.whole(),
        }
    }

    fn feature(&mut self) -> FeatureSpec {
        FeatureSpec {
            measure: self.measure(),
            of: self.text(),
            over: self.text(),
            decay: self.number(),
            transform: match self.one_of(&["none", "log1p"]) {
                1 => Transform::Log1p,
                _ => Transform::None,
            },
            center: self.number(),
            scale: self.number(),
            undefined: self.number(),
        }
    }

    fn bound(&mut self) -> (FeatureSpec, u32) {
        let measure = self.measure();
        (FeatureSpec::new(measure, &self.text()), self.whole())
    }

    fn measure(&mut self) -> Measure {
        let name = self.text();
        let known = Measure::ALL.into_iter().find(|known| known.name() == name);
        self.bad |= known.is_none();
        known.unwrap_or(Measure::Recency)
    }

    fn assigner(&mut self) -> Assigner {
        // Another assigner is another version of the format.
        let form = self.one_of(&["centroids", "exemplars", "rules"]);
        let points = self.list(|row| Exemplar {
            at: row.list(Self::number),
            radius: row.number(),
            segment: row.whole() as usize,
        });
        match form {
            0 => Assigner::Centroids {
                points: points
                    .into_iter()
                    .map(|Exemplar { at, segment, .. }| Point { at, segment })
                    .collect(),
            },
            1 => Assigner::Exemplars { points },
            _ => Assigner::Rules,
        }
    }

    fn segment(&mut self) -> Segment {
        Segment {
            label: self.text(),
            name: self.text(),
            category: self.text(),
            tags: self.texts(),
        }
    }

    fn policy(&mut self) -> PrivacyPolicy {
        PrivacyPolicy {
            mechanism: match self.one_of(&["krr", "oue", "exact"]) {
                0 => Mechanism::Krr,
                1 => Mechanism::Oue,
                _ => Mechanism::Exact,
            },
            epsilon: self.number(),
            epoch_ms: self.integer(u64::MAX as f64) as u64,
            minimum_audience: self.whole(),
            necessity: self.text(),
            raw_hours: match self.number() {
                hours if hours.is_nan() => RAW_HOURS,
                hours => hours as u32,
            },
        }
    }

    #[inline(never)]
    fn number(&mut self) -> f64 {
        let next = self.left.next();
        self.bad |= next.is_none();
        next.copied().unwrap_or_default()
    }

    #[inline(never)]
    fn integer(&mut self, most: f64) -> f64 {
        let number = self.number();
        let good = number >= 0.0 && number <= most && number % 1.0 == 0.0;
        self.bad |= !good;
        if good { number } else { 0.0 }
    }

    #[inline(never)]
    fn whole(&mut self) -> u32 {
        self.integer(f64::from(u32::MAX)) as u32
    }

    fn day(&mut self, day: f64) -> i32 {
        let whole = day as i32;
        self.bad |= f64::from(whole) != day;
        whole
    }

    /// No more than is left, so that a false count takes no memory.
    #[inline(never)]
    fn count(&mut self) -> usize {
        self.integer(self.left.len() as f64) as usize
    }

    #[inline(never)]
    fn text(&mut self) -> String {
        let count = self.count();
        let bytes = self.left.by_ref().take(count).map(|byte| *byte as u8);
        let text = String::from_utf8(bytes.collect());
        self.bad |= text.is_err();
        text.unwrap_or_default()
    }

    #[inline(never)]
    fn texts(&mut self) -> Vec<String> {
        self.list(Self::text)
    }

    /// The index of the text that stands here.
    #[inline(never)]
    fn one_of(&mut self, names: &[&str]) -> usize {
        let name = self.text();
        let known = names.iter().position(|known| *known == name);
        self.bad |= known.is_none();
        known.unwrap_or_default()
    }

    #[inline(never)]
    fn pair(&mut self) -> [f64; 2] {
        let pair = self.list(Self::number).try_into();
        self.bad |= pair.is_err();
        pair.unwrap_or_default()
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.count();
        (0..count).map(|_| item(self)).collect()
    }
}

impl From<SegmentModel> for Read {
    /// A model without rules.
    fn from(model: SegmentModel) -> Self {
        Self {
            model,
            bounds: Vec::new(),
            days: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::{Identified, Moment, features, fold, measured};
    use crate::profile::Profile;
    use recinto_core::events::{Event, EventKind, Position};
    use recinto_core::features::DEVICE_MAX_BYTES;
    use std::sync::Arc;

    /// What `engine/golden/make.py` wrote, apart from the glue and from this.
    const MODEL: &[u8] = include_bytes!("../engine/golden/model.json");
    const ROW: &str = include_str!("../engine/golden/row.json");

    fn row() -> Vec<f64> {
        let numbers = ROW.trim_matches(['[', ']', '\n']).split(',');
        numbers
            .map(|number| number.parse().unwrap_or(f64::NAN))
            .collect()
    }

    #[test]
    fn a_row_is_the_model_but_for_its_rules() {
        let read = read(&row()).expect("a model");
        let mut model = SegmentModel::from_bytes(MODEL).expect("a model that can be published");
        let rules = std::mem::take(&mut model.rules);
        assert_eq!(read.model, model);
        let bounds: Vec<_> = rules.iter().flat_map(|rule| rule.when.bounds()).collect();
        assert_eq!(bounds.len(), 3);
        let of = |bound: &&recinto_core::rules::Bound| FeatureSpec::new(bound.measure, &bound.of);
        assert_eq!(read.bounds, bounds.iter().map(of).collect::<Vec<_>>());
        assert_eq!(read.days, [7, 7, 7]);
    }

    #[test]
    fn no_row_that_is_cut_or_longer_is_read() {
        let whole = row();
        for cut in 0..whole.len() {
            assert_eq!(read(&whole[..cut]), None, "cut at {cut}");
        }
        let longer = [whole.as_slice(), &[0.0]].concat();
        assert_eq!(read(&longer), None);
    }

    #[test]
    fn no_number_in_the_wrong_place_takes_memory_or_panics() {
        let whole = row();
        let mut taken = 0;
        for at in 0..whole.len() {
            for wrong in [f64::NAN, f64::INFINITY, -1.0, 0.5, 4e9, 1e300] {
                let mut row = whole.clone();
                row[at] = wrong;
                // Where any number may stand, it is still a model, whose meanings nobody has checked.
                if let Some(read) = read(&row).filter(|read| read.model.check().is_ok()) {
                    taken += 1;
                    visited(read);
                }
            }
        }
        assert!(taken > 100, "{taken} odd models were tried");
    }

    /// A visit under a model, however odd: nothing panics, and the state stays within its bytes.
    fn visited(read: Read) {
        let known = Identified::new("m".repeat(22), read, Arc::default());
        let mut profile = Profile::default();
        for minute in 0..40_i64 {
            let now = 1_790_000_000_000 + minute * 60_000;
            let kind = [EventKind::Page, EventKind::Purchase, EventKind::Search]
                [minute as usize % 3]
                .clone();
            let mut event = Event::new(minute.to_string(), String::new(), now, kind);
            event.query = Some("quanto costa".to_owned());
            event.position = Some(Position {
                lat: 45.4641,
                lon: 9.1919,
                accuracy_m: 5.0,
            });
            let moment = Moment {
                now_ms: now,
                purposes: 15,
                ..Moment::default()
            };
            let out = fold(
                &mut profile,
                Some(&known),
                Some(&event),
                false,
                None,
                &moment,
            );
            assert!(out.keep);
            let values = measured(&known, &profile.state, now);
            assert_eq!(values.len(), 3);
            let _ = features(&known, &profile.state, now);
        }
        assert!(profile.state.to_bytes().len() <= DEVICE_MAX_BYTES);
    }
}
