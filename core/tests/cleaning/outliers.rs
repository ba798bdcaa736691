//! Step 7: held to scikit-learn and scipy.

use crate::support::{DAY, alone, count, event, only};
use ndarray::Array2;
use recinto_core::cleaning::{Evidence, Rule, Step, isolation_scores, robust_z};
use recinto_core::events::Imported;
use serde_json::Value;

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/outliers.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    let values = value.as_array().unwrap().iter();
    values.map(|value| value.as_f64().unwrap()).collect()
}

fn logs(golden: &Value) -> Array2<f64> {
    let rows: Vec<Vec<f64>> = golden["totals"]
        .as_array()
        .unwrap()
        .iter()
        .map(numbers)
        .collect();
    Array2::from_shape_vec((rows.len(), 3), rows.concat())
        .unwrap()
        .mapv(libm::log1p)
}

/// Ranks, ties with their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let below = |x: f64| values.iter().filter(|y| **y < x).count() as f64;
    let equal = |x: f64| values.iter().filter(|y| **y == x).count() as f64;
    values
        .iter()
        .map(|&x| below(x) + (equal(x) + 1.0) / 2.0)
        .collect()
}

fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 + 1.0) / 2.0;
    let dot = |a: &[f64], b: &[f64]| -> f64 {
        let products = a.iter().zip(b).map(|(x, y)| (x - mean) * (y - mean));
        products.sum()
    };
    dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
}

#[test]
fn robust_z_is_scipys() {
    let golden = golden();
    let column = logs(&golden).column(0).to_vec();
    let ours = robust_z(&column).unwrap();
    for (ours, theirs) in ours.iter().zip(numbers(&golden["robust_z"])) {
        assert!((ours - theirs).abs() < 1e-9, "{ours} {theirs}");
    }
    assert_eq!(robust_z(&[]), None);
    assert_eq!(robust_z(&[1.0, 1.0, 1.0, 9.0]), None);
}

#[test]
fn isolation_orders_people_as_scikit_learn_does() {
    let golden = golden();
    let theirs = numbers(&golden["isolation"]);
    let between = numbers(&golden["spearman_between_forests"])[0];
    for seed in 0..3 {
        let ours = isolation_scores(logs(&golden).view(), seed);
        let found = spearman(&ours, &theirs);
        assert!(found > between, "seed {seed}: {found} against {between}");
        let apart = ours.iter().zip(&theirs).map(|(a, b)| (a - b).abs());
        let worst = apart.fold(0.0, f64::max);
        assert!(worst < 0.08, "seed {seed}: {worst}");
        // The eight that were made to stand out.
        assert!(
            ours[..8].iter().all(|score| *score > 0.6),
            "{:?}",
            &ours[..8]
        );
    }
}

#[test]
fn a_forest_is_its_seed_s_and_equal_rows_score_alike() {
    let data = logs(&golden());
    assert_eq!(
        isolation_scores(data.view(), 5),
        isolation_scores(data.view(), 5)
    );
    assert_ne!(
        isolation_scores(data.view(), 5),
        isolation_scores(data.view(), 6)
    );
    let same = Array2::from_elem((40, 2), 3.0);
    let scores = isolation_scores(same.view(), 0);
    assert!(scores.iter().all(|score| *score == scores[0]));
    // What cannot be cut is as usual, not far.
    assert!((scores[0] - 0.5).abs() < 1e-12, "{}", scores[0]);
    assert_eq!(isolation_scores(data.view(), 0).len(), 600);
    assert_eq!(
        isolation_scores(Array2::zeros((0, 2)).view(), 0),
        Vec::<f64>::new()
    );
}

/// Twenty people of 8 to 12 events, and one of `events`.
fn people(events: i64) -> Vec<Imported> {
    let person = |name: String, events: i64| {
        (0..events).map(move |i| event(&name, DAY + i * 3_600_000, "page"))
    };
    let usual = (0..20).flat_map(|i| person(format!("{i}"), 8 + i % 5));
    usual.chain(person("far".into(), events)).collect()
}

#[test]
fn who_is_far_is_shown_and_stays_unless_told() {
    let mut plan = only(Step::Outliers);
    plan.outliers.isolation = false;
    let (sheet, report) = alone(&people(500), &plan, Step::Outliers);
    assert_eq!(sheet.people().len(), 21);
    // By days too: all others did everything within one.
    assert_eq!(count(&report, Rule::Events), 500);
    assert_eq!(report.people[0].example.person, "far");
    assert_eq!(
        (report.people[0].events, report.people[0].removed),
        (500, 0)
    );
    assert!(matches!(
        report.people[0].example.evidence,
        Evidence::Outlier { total: 500.0, score, limit: 3.5 } if score > 3.5
    ));
    plan.outliers.remove = true;
    let (sheet, report) = alone(&people(500), &plan, Step::Outliers);
    assert_eq!(sheet.people().len(), 20);
    assert_eq!(report.people[0].removed, 500);
}

#[test]
fn just_below_and_above_three_and_a_half() {
    let mut plan = only(Step::Outliers);
    plan.outliers.isolation = false;
    // Median ln 11, MAD ln 11 − ln 10: 3.5 is at ln 11 + 0.4946, 17.04 events.
    let far = |events| {
        let (_, report) = alone(&people(events), &plan, Step::Outliers);
        report.people.len()
    };
    assert_eq!(far(17), 0);
    assert_eq!(far(18), 1);
}

#[test]
fn isolation_finds_who_is_alone() {
    let mut plan = only(Step::Outliers);
    plan.outliers.robust_z = f64::INFINITY;
    let (_, report) = alone(&people(500), &plan, Step::Outliers);
    let names: Vec<&str> = report
        .people
        .iter()
        .map(|found| found.example.person.as_str())
        .collect();
    assert_eq!(names, ["far"]);
    assert_eq!(report.people[0].example.rule, Rule::Isolation);
}

#[test]
fn among_nine_nobody_is_far() {
    let told: Vec<Imported> = people(500)
        .into_iter()
        .filter(|told| told.event.person == "far" || told.event.person.len() == 1)
        .filter(|told| !["8", "9"].contains(&told.event.person.as_str()))
        .collect();
    let (_, report) = alone(&told, &only(Step::Outliers), Step::Outliers);
    assert_eq!(report.before.people, 9);
    assert_eq!(report.people, []);
}
