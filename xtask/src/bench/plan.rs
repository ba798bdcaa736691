//! Who takes part in a case, what the goal is, and whose answer ours has to equal.

/// One case's plan.
pub struct Plan {
    /// The case, by its name in `bench/src/lists`.
    pub case: &'static str,
    /// What it is, for the report.
    pub title: &'static str,
    /// The contestants in their order of start.
    pub contestants: &'static [Entrant],
    /// The goals.
    pub goals: &'static [Goal],
    /// What the answers must agree in.
    pub agreements: &'static [Agreement],
}

/// A contestant in a case.
pub struct Entrant {
    /// Its name.
    pub name: &'static str,
    /// Runs at most, the cold one included; 0 means as many as there are rounds.
    pub most: usize,
}

/// A goal: the time of `ours` against that of `other` in the same round.
pub struct Goal {
    /// Ours.
    pub ours: &'static str,
    /// Whom it is compared with.
    pub other: &'static str,
    /// How they must compare.
    pub bound: Bound,
}

/// A bound on a ratio of times.
#[derive(Debug, Clone, Copy)]
pub enum Bound {
    /// Ours takes at most so many times the other's time.
    AtMost(f64),
    /// The other takes at least so many times ours.
    Faster(f64),
}

/// What ours and another's answer must agree in.
pub struct Agreement {
    /// Whose answer is right.
    pub with: &'static str,
    /// In what.
    pub of: Part,
}

/// Part of an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    /// A figure, within a relative difference.
    Figure(&'static str, f64),
    /// The partition, by an adjusted Rand index of at least this.
    Labels(f64),
    /// The set of core points, exactly.
    Core,
    /// The set of noise rows, exactly.
    Noise,
    /// The partition of the core points, exactly.
    CoreLabels,
    /// The heights of all merges, within a relative difference.
    Heights(f64),
}

const NATIVE: Entrant = all("recinto-native");
const WASM: Entrant = all("recinto-wasm");
const SCIKIT_F32: Entrant = all("scikit-learn-f32");
const SCIKIT: Entrant = all("scikit-learn-f64");

const fn all(name: &'static str) -> Entrant {
    Entrant { name, most: 0 }
}

const fn some(name: &'static str, most: usize) -> Entrant {
    Entrant { name, most }
}

const fn at_most(other: &'static str, ratio: f64) -> Goal {
    Goal {
        ours: "recinto-wasm",
        other,
        bound: Bound::AtMost(ratio),
    }
}

const fn faster(other: &'static str, times: f64) -> Goal {
    Goal {
        ours: "recinto-wasm",
        other,
        bound: Bound::Faster(times),
    }
}

const fn agrees(with: &'static str, of: Part) -> Agreement {
    Agreement { with, of }
}

const SAME_DENSITY: &[Agreement] = &[
    agrees("scikit-learn-f64", Part::Core),
    agrees("scikit-learn-f64", Part::Noise),
    agrees("scikit-learn-f64", Part::CoreLabels),
];

/// The plan of a case.
pub fn of(case: &str) -> Option<&'static Plan> {
    PLANS.iter().find(|plan| plan.case == case)
}

/// What every contestant of the pipeline has to find in the file.
const SAME_EVENTS: &[Agreement] = &[
    agrees("json-parse", Part::Figure("events", 0.0)),
    agrees("polars", Part::Figure("events", 0.0)),
    agrees("polars", Part::Figure("people", 0.0)),
    agrees("polars", Part::Figure("purchases", 0.0)),
    agrees("polars", Part::Figure("sessions", 0.0)),
    agrees("polars", Part::Figure("spent", 1e-9)),
];

const SAME_ROWS: &[Agreement] = &[
    agrees("papaparse", Part::Figure("events", 0.0)),
    agrees("polars", Part::Figure("people", 0.0)),
    agrees("polars", Part::Figure("sessions", 0.0)),
    agrees("polars", Part::Figure("spent", 1e-9)),
];

const WITHIN_TWICE_POLARS: Goal = Goal {
    ours: "recinto-native",
    other: "polars",
    bound: Bound::AtMost(2.0),
};

const PLANS: &[Plan] = &[
    Plan {
        case: "events-1m-ga4",
        title: "A file of events read, cleaned and turned into features per person: GA4's export, an event a line",
        contestants: &[
            NATIVE,
            WASM,
            some("json-parse", 4),
            some("polars", 4),
            some("polars-threads", 4),
        ],
        goals: &[faster("json-parse", 3.0), WITHIN_TWICE_POLARS],
        agreements: SAME_EVENTS,
    },
    Plan {
        case: "events-1m-csv",
        title: "A file of events read, cleaned and turned into features per person: a table with a header",
        contestants: &[
            NATIVE,
            WASM,
            some("papaparse", 4),
            some("polars", 4),
            some("polars-threads", 4),
        ],
        goals: &[faster("papaparse", 3.0), WITHIN_TWICE_POLARS],
        agreements: SAME_ROWS,
    },
    Plan {
        case: "kmeans-1m",
        title: "K-Means, first k rows as centres, to convergence",
        contestants: &[NATIVE, WASM, SCIKIT_F32, SCIKIT],
        goals: &[
            at_most("scikit-learn-f32", 0.75),
            at_most("recinto-native", 1.35),
        ],
        agreements: &[
            agrees("scikit-learn-f64", Part::Figure("inertia", 1e-6)),
            agrees("scikit-learn-f64", Part::Labels(0.999)),
        ],
    },
    Plan {
        case: "kmeans-pool-1m",
        title: "K-Means over a pool of plain workers (no shared memory)",
        contestants: &[all("recinto-pool-1"), all("recinto-pool-2")],
        goals: &[Goal {
            ours: "recinto-pool-2",
            other: "recinto-pool-1",
            bound: Bound::Faster(1.7),
        }],
        agreements: &[],
    },
    Plan {
        case: "kmeans-100k-equal-start",
        title: "K-Means, first k rows as centres, to convergence",
        contestants: &[
            NATIVE,
            WASM,
            SCIKIT_F32,
            some("ml-kmeans", 4),
            some("skmeans", 4),
        ],
        goals: &[faster("ml-kmeans", 8.0)],
        agreements: &[
            agrees("scikit-learn-f32", Part::Labels(0.999)),
            agrees("ml-kmeans", Part::Labels(0.999)),
        ],
    },
    Plan {
        case: "kmeans-100k-default",
        title: "K-Means, one k-means++ start, others at their defaults",
        contestants: &[NATIVE, WASM, SCIKIT_F32, all("ml-kmeans"), all("skmeans")],
        goals: &[faster("ml-kmeans", 15.0)],
        agreements: &[],
    },
    Plan {
        case: "dbscan-20k-d2",
        title: "DBSCAN",
        contestants: &[NATIVE, WASM, SCIKIT, some("density-clustering", 3)],
        goals: &[faster("density-clustering", 30.0)],
        agreements: SAME_DENSITY,
    },
    Plan {
        case: "dbscan-20k-d4",
        title: "DBSCAN",
        contestants: &[NATIVE, WASM, SCIKIT, some("density-clustering", 3)],
        goals: &[faster("density-clustering", 30.0)],
        agreements: SAME_DENSITY,
    },
    Plan {
        case: "dbscan-100k-d2",
        title: "DBSCAN",
        contestants: &[NATIVE, WASM, SCIKIT],
        goals: &[at_most("scikit-learn-f64", 0.6)],
        agreements: SAME_DENSITY,
    },
    Plan {
        case: "dbscan-100k-d4",
        title: "DBSCAN",
        contestants: &[NATIVE, WASM, SCIKIT],
        goals: &[],
        agreements: SAME_DENSITY,
    },
    Plan {
        case: "ward-2k",
        title: "Ward's linkage, the whole dendrogram",
        contestants: &[
            NATIVE,
            WASM,
            all("fastcluster"),
            SCIKIT,
            some("ml-hclust", 1),
        ],
        goals: &[faster("ml-hclust", 100.0)],
        agreements: &[agrees("fastcluster", Part::Heights(1e-6))],
    },
    Plan {
        case: "ward-5k",
        title: "Ward's linkage, the whole dendrogram",
        contestants: &[NATIVE, WASM, all("fastcluster"), SCIKIT],
        goals: &[at_most("fastcluster", 1.3)],
        agreements: &[agrees("fastcluster", Part::Heights(1e-6))],
    },
    Plan {
        case: "hdbscan-50k",
        title: "HDBSCAN",
        contestants: &[
            NATIVE,
            WASM,
            all("fast_hdbscan"),
            all("hdbscan"),
            some("scikit-learn-f64", 3),
        ],
        goals: &[at_most("fast_hdbscan", 1.5)],
        agreements: &[
            agrees("scikit-learn-f64", Part::Labels(0.999)),
            agrees("fast_hdbscan", Part::Labels(0.999)),
        ],
    },
    Plan {
        case: "hdbscan-1k",
        title: "HDBSCAN",
        contestants: &[NATIVE, WASM, SCIKIT, some("hdbscan-ts", 2)],
        goals: &[],
        agreements: &[agrees("scikit-learn-f64", Part::Labels(0.999))],
    },
    Plan {
        case: "silhouette-20k",
        title: "Mean silhouette, exact, of the labels i mod 8",
        contestants: &[NATIVE, WASM, SCIKIT],
        goals: &[at_most("scikit-learn-f64", 0.4)],
        agreements: &[agrees("scikit-learn-f64", Part::Figure("silhouette", 1e-9))],
    },
    Plan {
        case: "minibatch-100k",
        title: "Mini-batch K-Means",
        contestants: &[NATIVE, WASM, SCIKIT],
        goals: &[],
        agreements: &[],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_and_agreements_are_about_those_who_take_part() {
        for plan in PLANS {
            let takes_part =
                |name: &str| plan.contestants.iter().any(|entrant| entrant.name == name);
            for goal in plan.goals {
                assert!(
                    takes_part(goal.ours) && takes_part(goal.other),
                    "{}: {} and {}",
                    plan.case,
                    goal.ours,
                    goal.other
                );
            }
            for agreement in plan.agreements {
                assert!(
                    takes_part(agreement.with),
                    "{}: {}",
                    plan.case,
                    agreement.with
                );
            }
        }
    }

    /// A case without a plan would be left out of the report, and a plan without a case as well.
    #[test]
    fn plans_and_cases_have_the_same_names() {
        let tables = include_str!("../../../bench/src/lists/compare.rs");
        let files = include_str!("../../../bench/src/lists/events.rs");
        let words = |source: &'static str| source.split('"').skip(1).step_by(2);
        let cases: std::collections::BTreeSet<&str> = words(tables)
            .chain(words(files).filter(|word| word.starts_with("events-")))
            .collect();
        assert_eq!(cases, PLANS.iter().map(|plan| plan.case).collect());
    }

    #[test]
    fn every_case_has_one_plan() {
        for (at, plan) in PLANS.iter().enumerate() {
            assert!(
                PLANS[at + 1..].iter().all(|other| other.case != plan.case),
                "{} twice",
                plan.case
            );
        }
    }
}
