//! Steps 2 and 3.

use crate::support::{DAY, alone, cleaned, count, event, evidence, only, page, sheet, with_id};
use recinto_core::cleaning::{Evidence, Rule, Step};
use recinto_core::events::Imported;

fn times(told: &[Imported], step: Step) -> Vec<i64> {
    let (sheet, _) = alone(told, &only(step), step);
    sheet.rows().iter().map(|row| row.time_ms - DAY).collect()
}

#[test]
fn an_id_told_twice_is_one_event_and_the_earliest_stays() {
    let told = [
        with_id(page("a", DAY + 5_000, "/"), "x"),
        with_id(page("a", DAY, "/"), "x"),
        // Another person's, and another id.
        with_id(page("b", DAY, "/"), "x"),
        with_id(page("a", DAY, "/"), "y"),
    ];
    let (sheet, report) = alone(&told, &only(Step::Duplicates), Step::Duplicates);
    assert_eq!(sheet.rows().len(), 3);
    assert!(sheet.rows().iter().all(|row| row.time_ms == DAY));
    assert_eq!(count(&report, Rule::SameId), 1);
    assert_eq!(report.examples[0].lines, [2, 1]);
    assert_eq!(
        evidence(&report, Rule::SameId),
        &Evidence::Repeated {
            times: 2,
            apart_ms: 5_000
        }
    );
}

#[test]
fn of_one_id_and_time_that_stays_which_says_most() {
    let bare = with_id(page("a", DAY, "/"), "x");
    let mut full = bare.clone();
    full.event.category = Some("scarpe".into());
    for told in [[bare.clone(), full.clone()], [full, bare]] {
        let (sheet, _) = alone(&told, &only(Step::Duplicates), Step::Duplicates);
        assert_eq!(sheet.rows().len(), 1);
        assert_eq!(sheet.view(&sheet.rows()[0]).category, Some("scarpe"));
    }
}

#[test]
fn without_an_id_everything_has_to_be_the_same() {
    let first = page("a", DAY, "/");
    let mut differ = vec![
        page("a", DAY + 1, "/"),
        page("a", DAY, "/x"),
        page("b", DAY, "/"),
    ];
    let mut changed = |change: &dyn Fn(&mut Imported)| {
        let mut told = first.clone();
        change(&mut told);
        differ.push(told);
    };
    changed(&|told| told.event.value_cents = Some(0));
    changed(&|told| told.event.quantity = Some(1));
    changed(&|told| told.event.depth_pct = Some(1));
    changed(&|told| told.event.duration_ms = Some(1));
    changed(&|told| told.event.utc_offset_min = Some(60));
    changed(&|told| told.event.source = Some("x".into()));
    changed(&|told| told.event.query = Some("x".into()));
    // As it has an id.
    changed(&|told| told.event.id = "x".into());
    let all: Vec<Imported> = differ.iter().cloned().chain([first.clone()]).collect();
    assert_eq!(times(&all, Step::Duplicates).len(), all.len());
    let twice: Vec<Imported> = all.iter().cloned().chain([first]).collect();
    let (sheet, report) = alone(&twice, &only(Step::Duplicates), Step::Duplicates);
    assert_eq!(sheet.rows().len(), all.len());
    assert_eq!(count(&report, Rule::SameFields), 1);
}

/// Which of two is kept decides whether a bot's user agent is seen.
#[test]
fn of_two_alike_the_same_is_kept_whichever_came_first() {
    for id in ["", "x"] {
        let agents = ["Firefox", "curl/8"].map(|agent| {
            let mut told = with_id(page("a", DAY, "/"), id);
            told.user_agent = Some(agent.into());
            told
        });
        let kept = |told: &[Imported]| {
            let mut plan = only(Step::Duplicates);
            plan.bots.on = true;
            let mut sheet = sheet(told);
            cleaned(&mut sheet, &plan);
            sheet.rows().len()
        };
        let [a, b] = agents;
        assert_eq!(kept(&[a.clone(), b.clone()]), kept(&[b, a]), "{id:?}");
    }
}

#[test]
fn clicks_within_a_second_are_one() {
    let clicks = |times: &[i64]| -> Vec<Imported> {
        let click =
            |(i, time): (usize, &i64)| with_id(event("a", DAY + time, "click"), &format!("{i}"));
        times.iter().enumerate().map(click).collect()
    };
    assert_eq!(times(&clicks(&[0, 1_000]), Step::NearDuplicates), [0]);
    assert_eq!(
        times(&clicks(&[0, 1_001]), Step::NearDuplicates),
        [0, 1_001]
    );
    // Against the last one kept, not the last one seen.
    assert_eq!(
        times(&clicks(&[0, 800, 1_600, 2_400]), Step::NearDuplicates),
        [0, 1_600]
    );
}

#[test]
fn what_differs_is_not_a_near_duplicate() {
    let told = [
        page("a", DAY, "/"),
        page("a", DAY + 1, "/x"),
        event("a", DAY + 2, "click"),
        page("b", DAY, "/"),
    ];
    assert_eq!(times(&told, Step::NearDuplicates).len(), 4);
    let mut scrolled = page("a", DAY + 3, "/");
    scrolled.event.depth_pct = Some(50);
    let told = [page("a", DAY, "/"), scrolled];
    assert_eq!(times(&told, Step::NearDuplicates).len(), 2);
}

#[test]
fn like_purchases_within_ten_seconds_are_one() {
    let order = |after: i64, item: &str, value: Option<i64>| {
        let mut told = event("a", DAY + after, "purchase");
        told.event.item = Some(item.into());
        told.event.quantity = Some(1);
        told.event.value_cents = value;
        // What the thank-you page says differs.
        told.event.page = Some(format!("/thanks/{after}"));
        with_id(told, &format!("{after}"))
    };
    let step = Step::NearDuplicates;
    let like = [order(0, "x", Some(100)), order(10_000, "x", Some(100))];
    let (sheet, report) = alone(&like, &only(step), step);
    assert_eq!(sheet.rows().len(), 1);
    assert_eq!(count(&report, Rule::RepeatedPurchase), 1);
    for two in [
        [order(0, "x", Some(100)), order(10_001, "x", Some(100))],
        [order(0, "x", Some(100)), order(5_000, "y", Some(100))],
        [order(0, "x", Some(100)), order(5_000, "x", Some(101))],
        // Not known to be alike.
        [order(0, "x", None), order(5_000, "x", None)],
    ] {
        assert_eq!(times(&two, step).len(), 2, "{two:?}");
    }
}

/// Two orders of one day in a table of dates may well be two.
#[test]
fn a_table_of_dates_has_no_near_duplicates() {
    let order = |day: i64, id: &str| {
        let mut told = event("a", DAY + day * 86_400_000, "purchase");
        told.event.value_cents = Some(100);
        with_id(told, id)
    };
    let mut told = vec![order(0, "1"), order(0, "2"), order(3, "3")];
    assert_eq!(times(&told, Step::NearDuplicates).len(), 3);
    // One time of day among them, and the file is known to be finer.
    told.push(event("b", DAY + 1_234, "page"));
    assert_eq!(times(&told, Step::NearDuplicates).len(), 3);
    assert_eq!(told.len(), 4);
}

#[test]
fn two_like_orders_of_one_day_are_two_orders() {
    let order = |day: i64| event("a", DAY + day * 86_400_000, "purchase");
    let mut told = vec![order(0), order(0), order(3)];
    assert_eq!(times(&told, Step::Duplicates).len(), 3);
    // One time of day among them, and equal times mean one event.
    told.push(event("b", DAY + 1_234, "page"));
    assert_eq!(times(&told, Step::Duplicates).len(), 3);
    assert_eq!(told.len(), 4);
}
