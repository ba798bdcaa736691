//! What a model may hold, its one spelling, its id, and who belongs where.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

use proptest::prelude::*;
use recinto_core::assign::{assign, page_segment};
use recinto_core::model::{ModelError, SegmentModel, model_id};

const MODEL: &str = r#"{"assigner":{"points":[{"at":[-1,0.5],"segment":0},{"at":[2,0],"segment":1},{"at":[3,3],"segment":1}],"type":"centroids"},"currency":"EUR","features":[{"center":10,"decay":1,"measure":"recency","of":"purchase","over":"","scale":5,"transform":"none","undefined":30},{"center":1.5,"decay":1,"measure":"frequency","of":"purchase","over":"","scale":0.25,"transform":"log1p","undefined":0}],"format":"recinto.segments/1","min_events":1,"name":"Prova","privacy":{"epoch_ms":86400000,"epsilon":2,"mechanism":"krr","minimum_audience":50,"necessity":""},"scoring":[[[0,0],[1,1]],[[0,0],[1,1]]],"segments":[{"category":"GeoIntento","label":"food-lovers","name":"Food lovers Milano","tags":["ristorante_near"]},{"category":"","label":"others","name":"Others","tags":[]}],"vocabulary":["purchase"],"window_days":30}"#;

fn model() -> SegmentModel {
    SegmentModel::from_bytes(MODEL.as_bytes()).unwrap()
}

#[test]
fn the_canonical_bytes_and_their_id() {
    assert_eq!(model().to_bytes().unwrap(), MODEL.as_bytes());
    // printf %s "$MODEL" | openssl dgst -sha256 -binary | head -c 16 | base64, '+/' as '-_'
    assert_eq!(model_id(b""), "47DEQpj8HBSa-_TImW-5JA");
    assert_eq!(model_id(MODEL.as_bytes()).len(), 22);
    assert_ne!(
        model_id(MODEL.as_bytes()),
        model_id(MODEL.replace("Prova", "prova").as_bytes())
    );
}

#[test]
fn any_other_spelling_is_refused() {
    let spaced = MODEL.replacen("\"name\":", "\"name\": ", 1);
    assert_eq!(
        SegmentModel::from_bytes(spaced.as_bytes()),
        Err(ModelError::NotCanonical)
    );
    let number = MODEL.replacen("\"epsilon\":2,", "\"epsilon\":2.0,", 1);
    assert_eq!(
        SegmentModel::from_bytes(number.as_bytes()),
        Err(ModelError::NotCanonical)
    );
}

#[test]
fn everything_out_of_range_is_refused() {
    let long = "x".repeat(300);
    let cases: &[(&str, &str)] = &[
        ("recinto.segments/1", "recinto.segments/2"),
        ("\"name\":\"Prova\"", "\"name\":\"\""),
        ("\"name\":\"Prova\"", "\"name\":\"a\\u0007b\""),
        ("\"window_days\":30", "\"window_days\":0"),
        ("\"window_days\":30", "\"window_days\":731"),
        ("\"window_days\":30", "\"window_days\":31"), // no necessity stated
        ("\"min_events\":1", "\"min_events\":0"),
        ("\"EUR\"", "\"eur\""),
        ("[\"purchase\"]", "[]"),
        ("[\"purchase\"]", "[\"purchase\",\"purchase\"]"),
        ("[\"purchase\"]", "[\"purchase\",\"/secret/page\"]"),
        ("\"of\":\"purchase\"", "\"of\":\"page\""),
        ("\"scale\":5", "\"scale\":0"),
        ("\"scale\":5", "\"scale\":-5"),
        ("\"at\":[-1,0.5]", "\"at\":[-1]"),
        ("\"segment\":0", "\"segment\":2"),
        ("\"segment\":0", "\"segment\":1"), // segment 0 is left without a point
        ("\"food-lovers\"", "\"Food Lovers\""),
        ("\"food-lovers\"", "\"others\""),
        ("\"tags\":[]", "\"tags\":[\"\"]"),
        ("\"epsilon\":2", "\"epsilon\":0"),
        ("\"epsilon\":2", "\"epsilon\":11"),
        ("\"epoch_ms\":86400000", "\"epoch_ms\":1000"),
        ("\"minimum_audience\":50", "\"minimum_audience\":9"),
        ("\"mechanism\":\"krr\"", "\"mechanism\":\"plain\""),
        ("\"necessity\":\"\"", "\"necessity\":\"\",\"raw_hours\":0"),
        ("\"necessity\":\"\"", "\"necessity\":\"\",\"raw_hours\":49"),
        ("\"necessity\":\"\"", "\"necessity\":\"\",\"raw_hours\":48"), // left out where it is that
        ("\"type\":\"centroids\"", "\"type\":\"rows\""),
        ("\"name\":\"Prova\"", "\"name\":\"Prova\",\"people\":[1]"), // an unknown field
        ("\"segment\":0", "\"person\":\"00001\",\"segment\":0"),
        (
            "\"category\":\"GeoIntento\"",
            "\"category\":\"GeoIntento\",\"size\":12",
        ),
        ("\"name\":\"Others\"", &format!("\"name\":\"{long}\"")),
        ("{", "["),
    ];
    for (from, to) in cases {
        let broken = MODEL.replacen(from, to, 1);
        assert_ne!(broken, MODEL, "{from} → {to} changes nothing");
        assert!(
            SegmentModel::from_bytes(broken.as_bytes()).is_err(),
            "{from} → {to}"
        );
    }
    let huge = vec![b' '; 70_000];
    assert_eq!(
        SegmentModel::from_bytes(&huge),
        Err(ModelError::TooLarge(70_000))
    );
}

#[test]
fn raw_events_may_live_shorter_but_a_days_places_need_the_day() {
    let with = |hours: u32, words: &str| {
        let hours = format!("\"necessity\":\"\",\"raw_hours\":{hours}");
        let text = MODEL.replacen("\"necessity\":\"\"", &hours, 1);
        let text = text.replacen("[\"purchase\"]", words, 1);
        SegmentModel::from_bytes(text.as_bytes()).map(|model| model.privacy.raw_hours)
    };
    let places = "[\"purchase\",\"places:recurring\"]";
    assert_eq!(model().privacy.raw_hours, 48);
    assert_eq!(with(1, "[\"purchase\"]"), Ok(1));
    assert_eq!(with(24, places), Ok(24));
    assert!(with(23, places).is_err());
}

#[test]
fn a_later_version_is_named_even_if_its_fields_differ() {
    let later = br#"{"format":"recinto.segments/2","novelty":true}"#;
    assert_eq!(
        SegmentModel::from_bytes(later),
        Err(ModelError::Format("recinto.segments/2".into()))
    );
}

#[test]
fn membership_follows_the_equation() {
    let model = model();
    // d² to segment 0: 4 + 0.25; to segment 1: 1 (its nearer point).
    let assignment = assign(&model, &[1.0, 0.0]).unwrap();
    assert_eq!(assignment.segment, 1);
    let expected = (1.0 / 1.0) / (1.0 / 1.0 + 1.0 / 4.25);
    assert!((assignment.score - expected).abs() < 1e-15);
    let exact = assign(&model, &[-1.0, 0.5]).unwrap();
    assert_eq!((exact.segment, exact.score), (0, 1.0));
    assert_eq!(assign(&model, &[1.0]), None);
    assert_eq!(assign(&model, &[f64::NAN, 0.0]), None);
}

#[test]
fn the_pages_shape_is_the_trades() {
    let model = model();
    let near = assign(&model, &[-1.0, 0.9]).unwrap();
    let json = serde_json::to_string(&page_segment(&model, &near).unwrap()).unwrap();
    assert_eq!(
        json,
        r#"{"segmento":"FoodLoversMilano","scoring":0.98,"eventi":["ristorante_near"],"categoria":"GeoIntento"}"#
    );
}

proptest! {
    #[test]
    fn scores_are_memberships(x in -1e6..1e6_f64, y in -1e6..1e6_f64) {
        let assignment = assign(&model(), &[x, y]).unwrap();
        prop_assert!(assignment.score >= 0.5 - 1e-12 && assignment.score <= 1.0);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(SegmentModel::from_bytes(&bytes).is_err());
    }
}
