//! The browser's own JSON parser reads the model: a parser in wasm would double the engine.

use super::js::get;
use crate::capture::{Fields, Value};
use crate::fold::{Identified, Places};
use crate::model_source::{Rejected, checked, verified};
use js_sys::{Array, JSON, Object};
use recinto_core::features::{
    Calendar, Composite, Definitions, FeatureSpec, Fence, Intent, Measure, Shape, Transform,
};
use recinto_core::model::{
    Assigner, Exemplar, FORMAT, Mechanism, Point, PrivacyPolicy, Segment, SegmentModel,
};
use std::cell::Cell;
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};

/// A model from received bytes: hashed, then parsed, then checked.
pub fn model(bytes: Vec<u8>, id: &str, places: Arc<Places>) -> Result<Identified, Rejected> {
    let text = verified(bytes, id)?;
    let value = JSON::parse(&text).map_err(|_| Rejected::NotJson)?;
    // The version first: a later format would otherwise fail on some field of its own.
    if word(&value, "format").as_deref() != Some(FORMAT) {
        return Err(Rejected::Format);
    }
    let reader = Reader::default();
    let model = reader.model(&value);
    if reader.bad.get() {
        return Err(Rejected::Shape);
    }
    Ok(Identified::new(id.to_owned(), checked(model)?, places))
}

/// Reads an object field by field. What is missing or of another type is remembered and not
/// turned back at: a way out at every field would double the reader.
#[derive(Default)]
struct Reader {
    bad: Cell<bool>,
}

impl Reader {
    fn model(&self, value: &JsValue) -> SegmentModel {
        let assigner = get(value, "assigner");
        SegmentModel {
            format: self.word(value, "format"),
            name: self.word(value, "name"),
            window_days: self.whole(value, "window_days"),
            min_events: self.whole(value, "min_events"),
            currency: self.word(value, "currency"),
            vocabulary: self.words(value, "vocabulary"),
            definitions: self.definitions(&get(value, "definitions")),
            features: self.each(value, "features", |feature| self.feature(feature)),
            assigner: self.assigner(&assigner),
            segments: self.each(value, "segments", |segment| Segment {
                label: self.word(segment, "label"),
                name: self.word(segment, "name"),
                category: self.word(segment, "category"),
                tags: self.words(segment, "tags"),
            }),
            scoring: self.each(value, "scoring", |knots| {
                self.items(knots.clone(), |knot| self.pair(knot))
            }),
            privacy: self.policy(&get(value, "privacy")),
        }
    }

    fn assigner(&self, assigner: &JsValue) -> Assigner {
        let radius = match self.word(assigner, "type").as_str() {
            "centroids" => false,
            "exemplars" => true,
            // Another assigner is another version of the format.
            _ => self.bad(),
        };
        if radius {
            return Assigner::Exemplars {
                points: self.each(assigner, "points", |point| Exemplar {
                    at: self.numbers(point, "at"),
                    radius: self.number(point, "radius"),
                    segment: self.whole(point, "segment") as usize,
                }),
            };
        }
        Assigner::Centroids {
            points: self.each(assigner, "points", |point| Point {
                at: self.numbers(point, "at"),
                segment: self.whole(point, "segment") as usize,
            }),
        }
    }

    fn feature(&self, feature: &JsValue) -> FeatureSpec {
        let measure = self.word(feature, "measure");
        let known = Measure::ALL
            .into_iter()
            .find(|known| known.name() == measure);
        FeatureSpec {
            measure: known.unwrap_or_else(|| {
                self.bad.set(true);
                Measure::Recency
            }),
            of: self.word(feature, "of"),
            over: self.word(feature, "over"),
            decay: self.number(feature, "decay"),
            transform: match self.word(feature, "transform").as_str() {
                "log1p" => Transform::Log1p,
                "none" => Transform::None,
                _ => {
                    self.bad.set(true);
                    Transform::None
                }
            },
            center: self.number(feature, "center"),
            scale: self.number(feature, "scale"),
            undefined: self.number(feature, "undefined"),
        }
    }

    fn definitions(&self, value: &JsValue) -> Definitions {
        if value.is_undefined() {
            return Definitions::default();
        }
        Definitions {
            intents: self.some(value, "intents", |intent| Intent {
                name: self.word(intent, "name"),
                phrases: self.words(intent, "phrases"),
            }),
            calendars: self.some(value, "calendars", |calendar| Calendar {
                name: self.word(calendar, "name"),
                days: self.each(calendar, "days", |range| {
                    self.pair(range).map(|day| self.day(day))
                }),
            }),
            fences: self.some(value, "fences", |fence| Fence {
                name: self.word(fence, "name"),
                shape: self.shape(&get(fence, "shape")),
                point_of_sale: self.good(get(fence, "point_of_sale").as_bool()),
            }),
            composites: self.some(value, "composites", |composite| Composite {
                name: self.word(composite, "name"),
                of: self.word(composite, "of"),
                count: self.whole(composite, "count"),
                within_min: self.whole(composite, "within_min"),
            }),
        }
    }

    fn shape(&self, shape: &JsValue) -> Shape {
        match self.word(shape, "type").as_str() {
            "circle" => Shape::Circle {
                lat: self.number(shape, "lat"),
                lon: self.number(shape, "lon"),
                radius_m: self.number(shape, "radius_m"),
            },
            "polygon" => Shape::Polygon {
                points: self.each(shape, "points", |point| self.pair(point)),
            },
            _ => Shape::Polygon { points: self.bad() },
        }
    }

    fn policy(&self, policy: &JsValue) -> PrivacyPolicy {
        let epoch = self.number(policy, "epoch_ms");
        PrivacyPolicy {
            mechanism: match self.word(policy, "mechanism").as_str() {
                "krr" => Mechanism::Krr,
                "oue" => Mechanism::Oue,
                "exact" => Mechanism::Exact,
                _ => {
                    self.bad.set(true);
                    Mechanism::Krr
                }
            },
            epsilon: self.number(policy, "epsilon"),
            epoch_ms: self
                .good(Some(epoch as u64).filter(|_| epoch >= 0.0 && epoch.fract() == 0.0)),
            minimum_audience: self.whole(policy, "minimum_audience"),
            necessity: self.word(policy, "necessity"),
        }
    }

    /// Something is wrong.
    fn bad<T: Default>(&self) -> T {
        self.bad.set(true);
        T::default()
    }

    fn good<T: Default>(&self, read: Option<T>) -> T {
        read.unwrap_or_else(|| self.bad())
    }

    #[inline(never)]
    fn word(&self, object: &JsValue, name: &str) -> String {
        self.good(word(object, name))
    }

    #[inline(never)]
    fn number(&self, object: &JsValue, name: &str) -> f64 {
        self.good(get(object, name).as_f64())
    }

    #[inline(never)]
    fn whole(&self, object: &JsValue, name: &str) -> u32 {
        let number = self.number(object, name);
        let whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
        self.good(whole.then_some(number as u32))
    }

    fn day(&self, day: f64) -> i32 {
        self.good(Some(day as i32).filter(|whole| f64::from(*whole) == day))
    }

    #[inline(never)]
    fn pair(&self, pair: &JsValue) -> [f64; 2] {
        let numbers = self.items(pair.clone(), |x| self.good(x.as_f64()));
        self.good(numbers.try_into().ok())
    }

    #[inline(never)]
    fn words(&self, object: &JsValue, name: &str) -> Vec<String> {
        self.each(object, name, |word| self.good(word.as_string()))
    }

    #[inline(never)]
    fn numbers(&self, object: &JsValue, name: &str) -> Vec<f64> {
        self.each(object, name, |x| self.good(x.as_f64()))
    }

    /// A list in a field.
    fn each<T>(&self, object: &JsValue, name: &str, item: impl Fn(&JsValue) -> T) -> Vec<T> {
        self.items(get(object, name), item)
    }

    /// The same, which may be missing: then it is empty.
    fn some<T>(&self, object: &JsValue, name: &str, item: impl Fn(&JsValue) -> T) -> Vec<T> {
        let list = get(object, name);
        if list.is_undefined() {
            return Vec::new();
        }
        self.items(list, item)
    }

    fn items<T>(&self, list: JsValue, item: impl Fn(&JsValue) -> T) -> Vec<T> {
        self.values(list).iter().map(item).collect()
    }

    #[inline(never)]
    fn values(&self, list: JsValue) -> Vec<JsValue> {
        let list: Option<Array> = list.dyn_into().ok();
        self.good(list.map(|list| list.to_vec()))
    }
}

#[inline(never)]
pub fn word(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}

/// The page's object, read field by field. What throws is missing.
pub struct Said<'a>(pub &'a JsValue);

impl Fields for Said<'_> {
    fn get(&self, name: &str) -> Value {
        sort(&get(self.0, name))
    }

    fn inner(&self, name: &str, inside: &str) -> Value {
        sort(&get(&get(self.0, name), inside))
    }

    fn names(&self, name: &str, most: usize) -> Vec<String> {
        let object = get(self.0, name).dyn_into::<Object>().ok();
        object.map_or_else(Vec::new, |object| {
            Object::keys(&object)
                .iter()
                .take(most)
                .filter_map(|key| key.as_string())
                .collect()
        })
    }
}

fn sort(value: &JsValue) -> Value {
    if value.is_undefined() || value.is_null() {
        Value::Missing
    } else if let Some(text) = value.as_string() {
        Value::Text(text)
    } else if let Some(number) = value.as_f64() {
        Value::Number(number)
    } else if value.is_object() {
        Value::Object
    } else {
        Value::Other
    }
}
