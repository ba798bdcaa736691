//! The goals, and whether they are met.

use super::super::plan::{Bound, Goal};
use super::super::rounds::{Compared, ratio};
use super::super::stats;
use super::Run;

/// One table over all cases.
pub fn table(run: &Run<'_>) -> String {
    let goals = run
        .cases()
        .flat_map(|case| case.plan.goals.iter().map(move |goal| (case, goal)));
    let rows: Vec<Vec<String>> = goals
        .map(|(case, goal)| row(case, goal, run.options.quick))
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let head = [
        "case",
        "ours",
        "against",
        "goal",
        "ratio of medians",
        "least and greatest ratio of a round",
        "met",
    ];
    format!("## Goals\n\n{}", super::table(&head, &rows))
}

fn row(case: &Compared, goal: &Goal, quick: bool) -> Vec<String> {
    let find = |name: &str| case.results.iter().find(|result| result.name == name);
    // The other's time over ours where the goal is to be so many times as fast.
    let (over, under, wish) = match goal.bound {
        Bound::AtMost(bound) => (goal.ours, goal.other, format!("at most {bound}× its time")),
        Bound::Faster(bound) => (goal.other, goal.ours, format!("at least {bound}× as fast")),
    };
    let found = find(over)
        .zip(find(under))
        .and_then(|(over, under)| ratio(over, under));
    let (middle, range, met) = match found {
        Some((middle, each)) => {
            let range = stats::spread(&each)
                .map_or_else(|| "—".into(), |s| format!("{:.2} to {:.2}", s.min, s.max));
            (
                format!("{middle:.2}"),
                range,
                judged(goal.bound, middle, quick),
            )
        }
        None => ("—".into(), "—".into(), "not measured".into()),
    };
    let name = case.case["name"].as_str().unwrap_or_default();
    [name, goal.ours, goal.other]
        .map(str::to_owned)
        .into_iter()
        .chain([wish, middle, range, met])
        .collect()
}

fn judged(bound: Bound, ratio: f64, quick: bool) -> String {
    let (met, off) = match bound {
        Bound::AtMost(most) => (ratio <= most, ratio / most),
        Bound::Faster(least) => (ratio >= least, least / ratio),
    };
    match (quick, met) {
        (true, _) => "not judged".into(),
        (false, true) => "yes".into(),
        (false, false) => format!("**no**, by a factor of {off:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_on_its_own_side_of_the_bound() {
        assert_eq!(judged(Bound::AtMost(0.75), 0.7, false), "yes");
        assert_eq!(
            judged(Bound::AtMost(0.5), 0.75, false),
            "**no**, by a factor of 1.50"
        );
        assert_eq!(judged(Bound::Faster(8.0), 9.0, false), "yes");
        assert_eq!(
            judged(Bound::Faster(8.0), 4.0, false),
            "**no**, by a factor of 2.00"
        );
        assert_eq!(judged(Bound::Faster(8.0), 4.0, true), "not judged");
    }
}
