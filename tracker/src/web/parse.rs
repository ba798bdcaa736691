//! The browser's own JSON parser reads the model: a parser in wasm would double the engine.

use super::js::get;
use crate::capture::{Fields, Value};
use crate::fold::Identified;
use crate::model_source::{Rejected, checked, verified};
use js_sys::{Array, JSON, Object};
use recinto_core::features::{
    Calendar, Composite, Definitions, FeatureSpec, Fence, Intent, Measure, Shape, Transform,
};
use recinto_core::model::{
    Assigner, Exemplar, FORMAT, Mechanism, Point, PrivacyPolicy, Segment, SegmentModel,
};
use wasm_bindgen::{JsCast, JsValue};

/// A model from received bytes: hashed, then parsed, then checked.
pub fn model(bytes: Vec<u8>, id: &str) -> Result<Identified, Rejected> {
    let text = verified(bytes, id)?;
    let value = JSON::parse(&text).map_err(|_| Rejected::NotJson)?;
    // The version first: a later format would otherwise fail on some field of its own.
    if word(&value, "format").as_deref() != Some(FORMAT) {
        return Err(Rejected::Format);
    }
    let model = read(&value).ok_or(Rejected::Shape)?;
    Ok(Identified {
        id: id.to_owned(),
        model: checked(model)?,
    })
}

fn read(value: &JsValue) -> Option<SegmentModel> {
    let assigner = get(value, "assigner");
    Some(SegmentModel {
        format: word(value, "format")?,
        name: word(value, "name")?,
        window_days: whole(value, "window_days")?,
        min_events: whole(value, "min_events")?,
        currency: word(value, "currency")?,
        vocabulary: words(value, "vocabulary")?,
        definitions: definitions(&get(value, "definitions"))?,
        features: each(value, "features", feature)?,
        assigner: match word(&assigner, "type")?.as_str() {
            "centroids" => Assigner::Centroids {
                points: each(&assigner, "points", |point| {
                    Some(Point {
                        at: numbers(point, "at")?,
                        segment: whole(point, "segment")? as usize,
                    })
                })?,
            },
            "exemplars" => Assigner::Exemplars {
                points: each(&assigner, "points", |point| {
                    Some(Exemplar {
                        at: numbers(point, "at")?,
                        radius: number(point, "radius")?,
                        segment: whole(point, "segment")? as usize,
                    })
                })?,
            },
            // Another assigner is another version of the format.
            _ => return None,
        },
        segments: each(value, "segments", |segment| {
            Some(Segment {
                label: word(segment, "label")?,
                name: word(segment, "name")?,
                category: word(segment, "category")?,
                tags: words(segment, "tags")?,
            })
        })?,
        scoring: each(value, "scoring", |knots| {
            let knots: &Array = knots.dyn_ref()?;
            knots.iter().map(|knot| pair(&knot)).collect()
        })?,
        privacy: policy(&get(value, "privacy"))?,
    })
}

fn pair(knot: &JsValue) -> Option<[f64; 2]> {
    let knot: &Array = knot.dyn_ref()?;
    (knot.length() == 2).then_some(())?;
    Some([knot.get(0).as_f64()?, knot.get(1).as_f64()?])
}

fn feature(feature: &JsValue) -> Option<FeatureSpec> {
    let measure = word(feature, "measure")?;
    Some(FeatureSpec {
        measure: Measure::ALL
            .into_iter()
            .find(|known| known.name() == measure)?,
        of: word(feature, "of")?,
        over: word(feature, "over")?,
        decay: number(feature, "decay")?,
        transform: match word(feature, "transform")?.as_str() {
            "none" => Transform::None,
            "log1p" => Transform::Log1p,
            _ => return None,
        },
        center: number(feature, "center")?,
        scale: number(feature, "scale")?,
        undefined: number(feature, "undefined")?,
    })
}

fn definitions(value: &JsValue) -> Option<Definitions> {
    Some(Definitions {
        intents: some(value, "intents", |intent| {
            Some(Intent {
                name: word(intent, "name")?,
                phrases: words(intent, "phrases")?,
            })
        })?,
        calendars: some(value, "calendars", |calendar| {
            Some(Calendar {
                name: word(calendar, "name")?,
                days: each(calendar, "days", |range| {
                    let [first, last] = pair(range)?;
                    Some([first as i32, last as i32])
                })?,
            })
        })?,
        fences: some(value, "fences", |fence| {
            Some(Fence {
                name: word(fence, "name")?,
                shape: shape(&get(fence, "shape"))?,
                point_of_sale: get(fence, "point_of_sale").as_bool()?,
            })
        })?,
        composites: some(value, "composites", |composite| {
            Some(Composite {
                name: word(composite, "name")?,
                of: word(composite, "of")?,
                count: whole(composite, "count")?,
                within_min: whole(composite, "within_min")?,
            })
        })?,
    })
}

fn shape(shape: &JsValue) -> Option<Shape> {
    Some(match word(shape, "type")?.as_str() {
        "circle" => Shape::Circle {
            lat: number(shape, "lat")?,
            lon: number(shape, "lon")?,
            radius_m: number(shape, "radius_m")?,
        },
        "polygon" => Shape::Polygon {
            points: each(shape, "points", pair)?,
        },
        _ => return None,
    })
}

/// A list that may be missing: then it is empty.
fn some<T>(object: &JsValue, name: &str, item: impl Fn(&JsValue) -> Option<T>) -> Option<Vec<T>> {
    if get(object, name).is_undefined() {
        return Some(Vec::new());
    }
    each(object, name, item)
}

fn policy(policy: &JsValue) -> Option<PrivacyPolicy> {
    Some(PrivacyPolicy {
        mechanism: match word(policy, "mechanism")?.as_str() {
            "krr" => Mechanism::Krr,
            "exact" => Mechanism::Exact,
            _ => return None,
        },
        epsilon: number(policy, "epsilon")?,
        epoch_ms: number(policy, "epoch_ms").filter(|x| *x >= 0.0 && x.fract() == 0.0)? as u64,
        minimum_audience: whole(policy, "minimum_audience")?,
        necessity: word(policy, "necessity")?,
    })
}

#[inline(never)]
pub fn word(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}

#[inline(never)]
fn number(object: &JsValue, name: &str) -> Option<f64> {
    get(object, name).as_f64()
}

#[inline(never)]
fn whole(object: &JsValue, name: &str) -> Option<u32> {
    number(object, name)
        .filter(|x| x.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(x))
        .map(|x| x as u32)
}

#[inline(never)]
fn words(object: &JsValue, name: &str) -> Option<Vec<String>> {
    each(object, name, JsValue::as_string)
}

#[inline(never)]
fn numbers(object: &JsValue, name: &str) -> Option<Vec<f64>> {
    each(object, name, JsValue::as_f64)
}

/// A list, if every item is what it has to be.
fn each<T>(object: &JsValue, name: &str, item: impl Fn(&JsValue) -> Option<T>) -> Option<Vec<T>> {
    let mut items = Vec::new();
    for value in values(object, name)? {
        items.push(item(&value)?);
    }
    Some(items)
}

#[inline(never)]
fn values(object: &JsValue, name: &str) -> Option<Vec<JsValue>> {
    let list: Array = get(object, name).dyn_into().ok()?;
    Some(list.to_vec())
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
