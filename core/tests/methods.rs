//! Every method of the desk, from labels to something a device may hold.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

mod common;

use common::{load, prepared};
use ndarray::{Array2, ArrayView2, Axis};
use recinto_core::analysis::{
    AGREEMENT_MIN, Analysis, AnalysisError, Cut, Linkage, Method, Options, PublishError, Selection,
    Trees, advise, analyse, compare, k_distances, recluster, silhouette_plot, to_model, tree,
};
use recinto_core::assign::assign;
use recinto_core::clustering::agglomerative::Agglomerative;
use recinto_core::clustering::hdbscan::Hdbscan;
use recinto_core::clustering::kmeans::KMeans;
use recinto_core::clustering::{ClusterError, Clusterer, Clustering, NOISE};
use recinto_core::events::{DAY_MS, Event, EventKind};
use recinto_core::features::{FeatureSpec, Measure};
use recinto_core::model::Assigner;
use recinto_core::random::{below, seeded};
use recinto_core::studio::Column;
use std::ops::ControlFlow;

fn go(_: recinto_core::analysis::Stage, _: f64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// A project whose scaled feature rows are `data`, with a minimum audience of 10.
fn project(data: &Array2<f64>) -> Analysis {
    let mut events = Vec::new();
    for person in 0..40_i64 {
        for n in 0..=person % 3 {
            let day = 20_000 + (person * 7 + n * 3) % 30;
            let mut event = Event::new(
                String::new(),
                format!("p{person:02}"),
                day * DAY_MS,
                EventKind::Purchase,
            );
            event.value_cents = Some(1_000 + 37 * person * n);
            events.push(event);
        }
    }
    let options = Options {
        window_days: 30,
        ..Options::default()
    };
    let mut made = analyse(&prepared(events), &options, &mut go).unwrap();
    made.people = (0..data.nrows()).map(|row| format!("p{row:05}")).collect();
    made.columns = (0..data.ncols())
        .map(|_| Column::Feature(FeatureSpec::new(Measure::Frequency, "purchase")))
        .collect();
    made.raw = data.iter().copied().collect();
    made.labels = vec![NOISE; data.nrows()];
    made.privacy.minimum_audience = 10;
    made
}

fn by(project: &Analysis, method: Method) -> Analysis {
    recluster(project, method, &mut Trees::default(), &mut go).unwrap()
}

fn every(k: usize, epsilon: f64) -> Vec<Method> {
    let ward = |linkage| Method::Agglomerative {
        linkage,
        cut: Cut::Clusters(k),
    };
    vec![
        Method::k_means(k),
        Method::MiniBatch { k, batch: 100 },
        Method::IncrementalKMeans {
            k,
            half_life: 300.0,
        },
        Method::Dbscan {
            epsilon,
            min_points: 8,
        },
        Method::IncrementalDbscan {
            epsilon,
            min_points: 8,
        },
        ward(Linkage::Ward),
        ward(Linkage::Complete),
        ward(Linkage::Average),
        Method::Hdbscan {
            min_cluster_size: 40,
            min_samples: 8,
            selection: Selection::ExcessOfMass,
        },
        Method::Dbstream {
            radius: epsilon,
            fading: 0.0,
        },
    ]
}

/// Five blobs and a twentieth of noise.
#[test]
fn every_method_finds_the_blobs_and_gives_something_to_publish() {
    let project = project(&load("blobs"));
    for method in every(5, 0.8) {
        let found = by(&project, method);
        let clear = matches!(
            method,
            Method::Dbscan { .. } | Method::IncrementalDbscan { .. } | Method::Hdbscan { .. }
        );
        let noise = found.labels.iter().filter(|&&l| l == NOISE).count();
        if !matches!(method, Method::Dbstream { .. }) {
            assert_eq!(clear, noise > 0, "{method:?}: {noise} people in none");
        }
        if clear {
            assert_eq!(found.k, 5, "{method:?}");
        }
        // One that has to put the noise somewhere may end up with what cannot be published.
        match to_model(&found) {
            Ok(model) => {
                model.check().unwrap();
                assert!(
                    found
                        .published
                        .agreement
                        .iter()
                        .all(|&a| a >= AGREEMENT_MIN),
                    "{method:?}: {:?}",
                    found.published
                );
            }
            Err(PublishError::SmallSegment { .. } | PublishError::Disagrees { .. }) => {
                assert!(!clear, "{method:?}");
            }
            Err(other) => panic!("{method:?}: {other}"),
        }
        assert!(
            found.published.calibration_error <= 0.05,
            "{method:?}: {}",
            found.published.calibration_error
        );
    }
}

/// No point is anybody's row, each is over the minimum audience, and the mean says so.
#[test]
fn points_are_means_over_enough_people() {
    let data = load("blobs");
    let found = by(
        &project(&data),
        Method::Dbscan {
            epsilon: 0.8,
            min_points: 8,
        },
    );
    let Assigner::Exemplars { points } = &found.published.assigner else {
        panic!("noise needs a radius: {:?}", found.published.assigner);
    };
    assert!(found.published.people.iter().all(|&n| n >= 10));
    assert_eq!(found.published.people.len(), points.len());
    let total: u64 = found.published.people.iter().sum();
    let clustered = found.labels.iter().filter(|&&l| l != NOISE).count();
    assert_eq!(total, clustered as u64);
    for point in points {
        for row in data.axis_iter(Axis(0)) {
            assert!(row.iter().zip(&point.at).any(|(x, c)| (x - c).abs() > 1e-3));
        }
    }
    // Noise stays noise.
    let model = to_model(&found).unwrap();
    let (mut kept, mut noise) = (0, 0);
    for (row, &label) in data.axis_iter(Axis(0)).zip(&found.labels) {
        if label == NOISE {
            noise += 1;
            kept += usize::from(assign(&model, &row.to_vec()).is_none());
        }
    }
    assert!(10 * kept >= 9 * noise, "{kept} of {noise}");
    assert_eq!(assign(&model, &[500.0, 500.0]), None);
}

#[test]
fn what_cannot_be_given_back_is_not_published() {
    let data = load("circles");
    let two_rings = Method::Dbscan {
        epsilon: 0.15,
        min_points: 4,
    };
    let fine = by(&project(&data), two_rings);
    assert_eq!(fine.k, 2);
    to_model(&fine).unwrap();
    // Cells of 100 people cannot tell one ring from the other.
    let mut coarse = project(&data);
    coarse.privacy.minimum_audience = 100;
    let coarse = by(&coarse, two_rings);
    let refused = to_model(&coarse);
    assert!(
        matches!(refused, Err(PublishError::Disagrees { agreement, .. }) if agreement < 0.9),
        "{refused:?}"
    );
    // Raising the audience afterwards is the same as before.
    let mut raised = fine.clone();
    let mut policy = raised.privacy.clone();
    policy.minimum_audience = 100;
    raised.set_privacy(policy, &mut go).unwrap();
    assert_eq!(raised.published, coarse.published);
    // And the points are checked against the audience even when someone forgets.
    let mut forgotten = fine;
    forgotten.privacy.minimum_audience = 100;
    assert!(matches!(
        to_model(&forgotten),
        Err(PublishError::SmallCell { minimum: 100, .. })
    ));
}

#[test]
fn nothing_found_is_nothing_published() {
    let none = by(
        &project(&load("blobs")),
        Method::Dbscan {
            epsilon: 1e-6,
            min_points: 8,
        },
    );
    assert_eq!(none.k, 0);
    assert_eq!(to_model(&none), Err(PublishError::NoSegments));
    let bytes = none.to_bytes().unwrap();
    assert_eq!(Analysis::from_bytes(&bytes).unwrap(), none);
}

/// The score against refits that took no part in making it, counted here once more, over all
/// people and within each segment.
#[test]
fn scores_are_calibrated_and_comparable_across_segments() {
    let mut overlapping = load("blobs_8d");
    overlapping.mapv_inplace(|x| x / 5.0);
    let mut wine = load("wine");
    for mut column in wine.axis_iter_mut(Axis(1)) {
        let mean = column.mean().unwrap();
        let spread = column.std(0.0);
        column.mapv_inplace(|x| (x - mean) / spread);
    }
    let k_means = |k| (Method::k_means(k), refit(move |seed| KMeans::new(k, seed)));
    let hdbscan = Hdbscan {
        min_samples: 8,
        ..Hdbscan::new(40)
    };
    let ward = Agglomerative::new(Linkage::Ward, Cut::Clusters(3));
    let cases = [
        (overlapping.clone(), k_means(6)),
        (overlapping, k_means(3)),
        (load("iris"), k_means(3)),
        (wine, k_means(3)),
        (
            load("varied"),
            (
                Method::Hdbscan {
                    min_cluster_size: 40,
                    min_samples: 8,
                    selection: Selection::ExcessOfMass,
                },
                refit(move |_| hdbscan),
            ),
        ),
        (
            load("anisotropic"),
            (
                Method::Agglomerative {
                    linkage: Linkage::Ward,
                    cut: Cut::Clusters(3),
                },
                refit(move |_| ward),
            ),
        ),
    ];
    for (data, (method, refit)) in cases {
        let found = by(&project(&data), method);
        let model = to_model(&found).unwrap_or_else(|error| panic!("{method:?}: {error}"));
        let agreement = refits(&found, &data, &*refit);
        let scored: Vec<(usize, f64, f64)> = data
            .axis_iter(Axis(0))
            .zip(agreement)
            .filter_map(|(row, share)| {
                let a = assign(&model, &row.to_vec())?;
                Some((a.segment, a.score, share))
            })
            .collect();
        let error = expected_error(scored.iter().map(|s| (s.1, s.2)));
        assert!(error <= 0.05, "{method:?}: {error}");
        for segment in 0..found.k {
            let own: Vec<_> = scored.iter().filter(|s| s.0 == segment).collect();
            let n = own.len() as f64;
            let score = own.iter().map(|s| s.1).sum::<f64>() / n;
            let share = own.iter().map(|s| s.2).sum::<f64>() / n;
            assert!(
                (score - share).abs() <= 0.05,
                "{method:?}, segment {segment}: scores {score}, agrees {share}"
            );
        }
    }
}

type Refit = dyn Fn(ArrayView2<'_, f64>, u64) -> Box<dyn Clustering>;

fn refit<C: Clusterer>(params: impl Fn(u64) -> C + 'static) -> Box<Refit>
where
    C::Fitted: 'static,
{
    Box::new(move |data, seed| Box::new(params(seed).fit(data, &mut common::go).unwrap()))
}

/// For each row, the share of 150 refits on rows drawn with replacement whose cluster, matched by
/// the largest overlap, is the one the model gives.
fn refits(found: &Analysis, data: &Array2<f64>, refit: &Refit) -> Vec<f64> {
    const ROUNDS: usize = 150;
    let model = to_model(found).unwrap();
    let told: Vec<Option<usize>> = data
        .axis_iter(Axis(0))
        .map(|row| assign(&model, &row.to_vec()).map(|a| a.segment))
        .collect();
    let mut random = seeded(2_026);
    let mut agreed = vec![0.0; data.nrows()];
    for _ in 0..ROUNDS {
        let n = data.nrows();
        let drawn: Vec<usize> = (0..n)
            .map(|_| below(n as u64, &mut random) as usize)
            .collect();
        let again = refit(
            data.select(Axis(0), &drawn).view(),
            below(1 << 40, &mut random),
        );
        let clusters = again.clusters();
        let labels: Vec<Option<usize>> = data
            .axis_iter(Axis(0))
            .map(|row| again.assign(&row.to_vec()))
            .map(|label| (label != NOISE).then_some(label as usize))
            .collect();
        let mut overlap = vec![vec![0.0_f64; clusters]; found.k];
        let mut sizes = (vec![0.0_f64; found.k], vec![0.0_f64; clusters]);
        for (a, b) in told.iter().zip(&labels) {
            if let Some(a) = a {
                sizes.0[*a] += 1.0;
            }
            if let Some(b) = b {
                sizes.1[*b] += 1.0;
            }
            if let (Some(a), Some(b)) = (a, b) {
                overlap[*a][*b] += 1.0;
            }
        }
        let matched: Vec<Option<usize>> = (0..found.k)
            .map(|a| {
                (0..clusters).max_by(|&x, &y| {
                    let jaccard =
                        |b: usize| overlap[a][b] / (sizes.0[a] + sizes.1[b] - overlap[a][b]);
                    jaccard(x).total_cmp(&jaccard(y))
                })
            })
            .collect();
        for ((agreed, a), b) in agreed.iter_mut().zip(&told).zip(&labels) {
            let same = match (a, b) {
                (Some(a), Some(b)) => matched[*a] == Some(*b),
                (None, None) => true,
                _ => false,
            };
            *agreed += f64::from(u8::from(same)) / ROUNDS as f64;
        }
    }
    agreed
}

fn expected_error(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let mut bins = [(0.0_f64, 0.0_f64); 10];
    let mut n = 0.0;
    for (score, share) in pairs {
        let bin = ((score * 10.0) as usize).min(9);
        bins[bin].0 += score;
        bins[bin].1 += share;
        n += 1.0;
    }
    bins.iter()
        .map(|(s, a): &(f64, f64)| (s - a).abs())
        .sum::<f64>()
        / n
}

#[test]
fn names_follow_the_people() {
    let project = project(&load("blobs"));
    let mut first = by(&project, Method::k_means(5));
    for (number, segment) in first.segments.iter_mut().enumerate() {
        segment.name = format!("Named {number}");
        segment.label = format!("named-{number}");
    }
    let density = by(
        &first,
        Method::Dbscan {
            epsilon: 0.8,
            min_points: 8,
        },
    );
    let mut names: Vec<&str> = density.segments.iter().map(|s| s.name.as_str()).collect();
    names.sort_unstable();
    let all: Vec<String> = (0..5).map(|n| format!("Named {n}")).collect();
    assert_eq!(names, all);
    // Two of them joined: what is left over gets a first name of its own, and labels differ.
    let four = by(&first, Method::k_means(4));
    let mut labels: Vec<&str> = four.segments.iter().map(|s| s.label.as_str()).collect();
    labels.sort_unstable();
    labels.dedup();
    assert_eq!(labels.len(), 4);
}

#[test]
fn a_cut_from_the_kept_tree_is_the_same_as_a_fresh_one() {
    let project = project(&load("wine"));
    let mut trees = Trees::default();
    for cut in [Cut::Clusters(3), Cut::Height(500.0), Cut::Clusters(7)] {
        for linkage in [Linkage::Ward, Linkage::Average] {
            let method = Method::Agglomerative { linkage, cut };
            let kept = recluster(&project, method, &mut trees, &mut go).unwrap();
            assert_eq!(kept, by(&project, method));
        }
    }
    let top = tree(&project, Linkage::Ward, &mut trees, &mut go).unwrap();
    assert_eq!(top.leaves.len(), 64);
    assert_eq!(top.leaves.iter().sum::<u64>(), 178);
    assert_eq!(top.merges.len(), 63);
    assert!(top.merges.is_sorted_by(|a, b| a.height <= b.height));
    let above = |height: f64| 1 + top.merges.iter().filter(|m| m.height > height).count();
    let by_height = by(
        &project,
        Method::Agglomerative {
            linkage: Linkage::Ward,
            cut: Cut::Height(500.0),
        },
    );
    assert_eq!(above(500.0), by_height.k, "what the drawing says");
}

#[test]
fn views_of_the_blobs() {
    let project = by(&project(&load("blobs")), Method::k_means(5));
    let plot = silhouette_plot(&project, &mut go).unwrap();
    assert_eq!(plot.segments.len(), 5);
    assert!(plot.mean > 0.6 && !plot.sampled);
    let k = k_distances(&project, 8, &mut go).unwrap();
    assert!(k.curve.is_sorted());
    let suggested = by(
        &project,
        Method::Dbscan {
            epsilon: k.epsilon,
            min_points: 8,
        },
    );
    assert_eq!(suggested.k, 5, "with the suggested ε of {}", k.epsilon);
    let both = compare(&project, &suggested);
    assert!(both.adjusted_rand > 0.9, "{both:?}");
    assert_eq!(both.table.iter().flatten().sum::<u64>(), 600);
    assert_eq!((both.people, both.elsewhere), (600, 0));
    let advice = advise(&project, &mut go).unwrap();
    let all = advice.others.len() + usize::from(advice.method.is_some());
    assert_eq!(all, 8, "every method has parameters to start from");
}

#[test]
fn what_is_out_of_range_is_refused_with_its_numbers() {
    let project = project(&load("blobs"));
    let run = |method| recluster(&project, method, &mut Trees::default(), &mut go);
    for method in [
        Method::k_means(1),
        Method::k_means(65),
        Method::Dbscan {
            epsilon: f64::NAN,
            min_points: 5,
        },
        Method::Dbscan {
            epsilon: 0.5,
            min_points: 0,
        },
        Method::Hdbscan {
            min_cluster_size: 1,
            min_samples: 5,
            selection: Selection::Leaf,
        },
        Method::Agglomerative {
            linkage: Linkage::Ward,
            cut: Cut::Clusters(601),
        },
        Method::Dbstream {
            radius: 0.0,
            fading: 0.0,
        },
        Method::MiniBatch { k: 3, batch: 0 },
        Method::IncrementalKMeans {
            k: 3,
            half_life: -1.0,
        },
    ] {
        assert!(
            matches!(
                run(method),
                Err(AnalysisError::Cluster(
                    ClusterError::Parameter { .. } | ClusterError::TooFewRows { .. }
                ))
            ),
            "{method:?}"
        );
    }
    let many = Method::Agglomerative {
        linkage: Linkage::Single,
        cut: Cut::Clusters(65),
    };
    assert_eq!(
        run(many),
        Err(AnalysisError::TooManySegments {
            found: 65,
            most: 64
        })
    );
}

/// Heights of a tree grow with the people: a sample of them cut at the same height would be fewer
/// clusters, which says nothing about stability.
#[test]
fn a_cut_by_height_is_as_stable_as_the_same_cut_by_number() {
    let some = load("blobs");
    let data = Array2::from_shape_fn((3 * some.nrows(), 2), |(i, j)| {
        some[[i % some.nrows(), j]] + 0.01 * (i / some.nrows()) as f64
    });
    let project = project(&data);
    let ward = |cut| {
        let method = Method::Agglomerative {
            linkage: Linkage::Ward,
            cut,
        };
        by(&project, method)
    };
    let (number, height) = (ward(Cut::Clusters(5)), ward(Cut::Height(60.0)));
    assert!(number.stability.sampled);
    let same = ward(Cut::Clusters(height.k));
    assert_eq!(height.labels, same.labels);
    assert_eq!(height.stability, same.stability);
}
