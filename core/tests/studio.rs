//! The studio: candidates, choices, tables, descriptions, and the analysis over them.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{expected, load, prepared};
use recinto_core::analysis::{AnalysisError, Options, Prepared, analyse};
use recinto_core::events::{DAY_MS, Event, EventKind};
use recinto_core::features::{FeatureSpec, Measure, Transform};
use recinto_core::studio::{
    Catalogue, Choice, Column, DeskColumn, DeskMeasure, DeskOnly, Extras, Table, Why, catalogue,
    describe,
};
use std::ops::ControlFlow;

fn go(_: recinto_core::analysis::Stage, _: f64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn pages(people: i64, day: impl Fn(i64) -> i64) -> Prepared {
    prepared((0..people).map(|n| {
        let time = DAY_MS * day(n);
        Event::new(String::new(), format!("p{n}"), time, EventKind::Page)
    }))
}

#[test]
fn nobody_left_is_an_error_that_says_so() {
    let found = |prepared: &Prepared| analyse(prepared, &Options::default(), &mut go);
    assert_eq!(found(&prepared([])), Err(AnalysisError::NoEvents));
    assert!(matches!(
        found(&pages(9, |n| n)),
        Err(AnalysisError::TooFewPeople { people: 9, .. })
    ));
    let alike = pages(50, |_| 0);
    assert_eq!(found(&alike), Err(AnalysisError::AllAlike));
    for window_days in [0, 731] {
        let options = Options {
            window_days,
            ..Options::default()
        };
        assert!(matches!(
            analyse(&alike, &options, &mut go),
            Err(AnalysisError::Parameter { .. })
        ));
    }
}

/// The table of `golden/studio.py`.
fn described() -> Table {
    let data = load("wine");
    let undefined = 1.5;
    let columns = (0..7).map(|j| {
        let spec = FeatureSpec {
            transform: if j == 3 {
                Transform::Log1p
            } else {
                Transform::None
            },
            undefined,
            ..FeatureSpec::new(Measure::Frequency, &format!("custom:c{j}"))
        };
        Column::Feature(spec)
    });
    let mut values = Vec::new();
    for (row, cells) in data.rows().into_iter().enumerate() {
        let first = cells[0];
        values.extend(cells.iter().take(5));
        values.push(first * 2.0 + 0.01 * ((row * 7) % 5) as f64);
        values.push(-libm::exp(first / 4.0));
        if row % 7 == 0 {
            let missing = values.len() - 5;
            values[missing] = f64::NAN;
        }
    }
    Table {
        as_of_ms: 0,
        window_days: 30,
        choice: Choice::of(columns.collect()),
        people: (0..data.nrows()).map(|row| format!("p{row}")).collect(),
        values,
        statics: Default::default(),
        outside: 0,
    }
}

#[test]
fn columns_are_described_as_by_numpy_and_scipy() {
    let golden = expected("studio");
    let found = describe(&described(), &empty_catalogue());
    let near = |x: f64, y: &serde_json::Value, what: &str| {
        let y = y.as_f64().unwrap();
        assert!((x - y).abs() <= 1e-9 * (1.0 + y.abs()), "{what}: {x}, {y}");
    };
    for (j, column) in found.columns.iter().enumerate() {
        let told = &golden["columns"][j];
        let q = column.quantiles.unwrap();
        let ours = [q.min, q.q05, q.q25, q.q50, q.q75, q.q95, q.max];
        for (at, x) in ours.into_iter().enumerate() {
            near(x, &told["quantiles"][at], "quantile");
        }
        near(column.mean.unwrap(), &told["mean"], "mean");
        near(column.missing, &told["missing"], "missing");
        near(column.zero, &told["zero"], "zero");
        let counted: u64 = column.histogram.as_ref().unwrap().counts.iter().sum();
        let missing = (column.missing * found.people as f64).round() as u64;
        assert_eq!(counted + missing, found.people);
        for other in 0..7 {
            near(
                found.pearson[j * 7 + other],
                &golden["pearson"][j][other],
                "pearson",
            );
            near(
                found.spearman[j * 7 + other],
                &golden["spearman"][j][other],
                "spearman",
            );
        }
    }
    let pairs: Vec<(usize, usize)> = found.duplicates.iter().map(|d| (d.a, d.b)).collect();
    assert_eq!(
        pairs.len(),
        3,
        "the first and what was made of it: {pairs:?}"
    );
    for pair in [(0, 5), (0, 6), (5, 6)] {
        assert!(pairs.contains(&pair));
    }
    // Of the three the first is kept.
    let dropped: Vec<usize> = found.suggestions.iter().map(|s| s.column).collect();
    assert_eq!(dropped, [5, 6]);
    assert!(matches!(
        found.suggestions[1].why,
        Why::DuplicateOf { column: 0, correlation } if correlation < 0.0
    ));
}

#[test]
fn what_to_drop_and_why() {
    let mut table = described();
    let width = 7;
    for (row, cells) in table.values.chunks_exact_mut(width).enumerate() {
        cells[1] = 4.0;
        cells[2] = if row % 30 == 0 { 2.0 } else { f64::NAN };
    }
    table.choice.columns[4].column = Column::Desk(DeskColumn {
        what: DeskMeasure::Is {
            name: "channel".into(),
            value: "email".into(),
        },
        transform: Transform::None,
        center: 0.0,
        scale: 1.0,
        undefined: 0.0,
    });
    let found = describe(&table, &empty_catalogue());
    let why = |column: usize| {
        let mut all = found.suggestions.iter();
        all.find(|s| s.column == column).map(|s| s.why.clone())
    };
    assert_eq!(why(0), None);
    assert_eq!(why(1), Some(Why::Constant));
    assert!(matches!(why(2), Some(Why::Missing { share }) if share > 0.95));
    assert!(matches!(
        why(4),
        Some(Why::DeskOnly {
            reason: DeskOnly::Static
        })
    ));
    assert!(found.columns[1].constant && !found.columns[0].constant);
}

fn empty_catalogue() -> Catalogue {
    catalogue(&prepared([]).sheet, 30, &Extras::default())
}
