use super::*;
use crate::fold::tests::{NOON, Told, at, model};
use recinto_core::events::DAY_MS;

const DAY: u64 = DAY_MS as u64;

fn drawn(
    profile: &mut Profile,
    segment: usize,
    moment: &Moment,
    chance: &Told,
) -> Option<&'static str> {
    let known = model("a", &["purchase"]);
    draw(
        profile,
        &known.model,
        &known.id,
        "cd-shop",
        segment,
        moment,
        chance,
    )
    .map(|(_, reason)| reason)
}

#[test]
fn frozen_at_the_first_draw_of_the_epoch() {
    let (mut profile, chance) = (Profile::default(), Told::default());
    assert_eq!(
        drawn(&mut profile, 0, &at(NOON), &chance),
        Some("new-answer")
    );
    let first = profile.reports.clone();
    assert_eq!(drawn(&mut profile, 1, &at(NOON + 1), &chance), None);
    assert_eq!(
        profile.reports, first,
        "another segment in the same epoch changes nothing"
    );
}

#[test]
fn no_report_without_its_purpose() {
    let mut profile = Profile::default();
    let mut moment = at(NOON);
    moment.purposes = purposes::SEGMENT;
    assert_eq!(drawn(&mut profile, 0, &moment, &Told::default()), None);
    assert_eq!((profile.reports.len(), profile.answers.len()), (0, 0));
}

#[test]
fn the_answer_for_a_truth_is_drawn_once_and_a_fourth_truth_is_met_with_silence() {
    let (mut profile, chance) = (Profile::default(), Told::default());
    let reasons: Vec<_> = [0, 0, 1, 2, 1, 3, 4, 0]
        .into_iter()
        .zip(0..)
        .map(|(segment, day)| {
            drawn(&mut profile, segment, &at(NOON + day * DAY_MS), &chance).expect("a decision")
        })
        .collect();
    assert_eq!(
        reasons,
        [
            "new-answer",
            "kept-answer",
            "new-answer",
            "new-answer",
            "kept-answer",
            "label-limit",
            "label-limit",
            "kept-answer"
        ]
    );
    assert_eq!(chance.answers.get(), TRUE_LABELS_MAX);
    assert_eq!(profile.reports[5].standing, Standing::Silent);
    assert_eq!(profile.reports[5].body, "");
}

/// The answers that a profile waits to give, day after day, for the same truth.
fn answers_of(mechanism: Mechanism, chance: &Told, days: i64) -> Vec<Answer> {
    let mut known = model("a", &["purchase"]);
    known.model.privacy.mechanism = mechanism;
    let mut profile = Profile::default();
    (0..days)
        .map(|day| {
            // Asked twice a day.
            for now in [NOON + day * DAY_MS, NOON + day * DAY_MS + 1] {
                let moment = at(now);
                draw(
                    &mut profile,
                    &known.model,
                    &"m".repeat(22),
                    "cd-shop",
                    1,
                    &moment,
                    chance,
                );
            }
            let body = waiting(&profile, NOON + day * DAY_MS).map(|report| report.body.clone());
            let bytes = body.expect("a report waits").into_bytes();
            LabelReport::decode(&bytes).expect("a report").answer
        })
        .collect()
}

#[test]
fn asking_again_in_fifty_epochs_adds_nothing() {
    for mechanism in [Mechanism::Krr, Mechanism::Oue] {
        let chance = Told::default();
        let answers = answers_of(mechanism, &chance, 50);
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{mechanism:?}"
        );
        assert_eq!(chance.answers.get(), 1, "ε is spent once");
        assert_eq!(
            matches!(answers[0], Answer::Bits(_)),
            mechanism == Mechanism::Oue
        );
    }
}

#[test]
fn nobody_reports_twice_through_a_withdrawal() {
    let epoch = epoch_at(NOON, DAY);
    for (last, reason) in [
        (Some(epoch), "already-reported"),
        (Some(epoch + 1), "already-reported"),
        (Some(epoch - 1), "new-answer"),
        // Counted in other epochs, by another model.
        (Some(epoch * 24), "new-answer"),
        (None, "new-answer"),
    ] {
        let mut moment = at(NOON);
        moment.last_epoch = last;
        let mut profile = Profile::default();
        assert_eq!(
            drawn(&mut profile, 0, &moment, &Told::default()),
            Some(reason),
            "{last:?}"
        );
        assert_eq!(waiting(&profile, NOON).is_some(), reason == "new-answer");
    }
}

#[test]
fn without_randomness_nothing_is_said_and_nothing_decided() {
    let mut profile = Profile::default();
    let chance = Told {
        fails: true,
        ..Told::default()
    };
    assert_eq!(drawn(&mut profile, 0, &at(NOON), &chance), None);
    assert!(profile.reports.is_empty());
}

#[test]
fn the_same_bytes_wait_for_the_present_and_the_next_epoch_only() {
    let mut profile = Profile::default();
    drawn(&mut profile, 0, &at(NOON), &Told::default());
    let body = profile.reports[0].body.clone();
    assert_eq!(
        waiting(&profile, NOON + DAY_MS).map(|r| &r.body),
        Some(&body)
    );
    assert_eq!(waiting(&profile, NOON + 2 * DAY_MS), None);
    assert_eq!(
        waiting(&profile, NOON - DAY_MS),
        None,
        "not before its time"
    );
}

#[test]
fn a_failure_is_tried_again_later_and_ever_later() {
    let mut profile = Profile::default();
    drawn(&mut profile, 0, &at(NOON), &Told::default());
    let epoch = epoch_at(NOON, DAY);
    let (mut now, mut waits) = (NOON, Vec::new());
    let body = profile.reports[0].body.clone();
    for _ in 0..11 {
        assert_eq!(claim(&mut profile, epoch, now), Some(body.clone()));
        assert_eq!(settle(&mut profile, &body, None), None);
        assert_eq!(claim(&mut profile, epoch, now), None, "not at once");
        waits.push(profile.reports[0].not_before - now);
        now = profile.reports[0].not_before;
    }
    assert_eq!(waits[..3], [10_000, 20_000, 40_000]);
    assert_eq!(waits[10], RETRY_MAX_MS);
}

#[test]
fn only_some_refusals_are_final() {
    for (status, standing) in [
        (202, Standing::Sent),
        (400, Standing::Refused),
        (422, Standing::Refused),
        (403, Standing::Waiting),
        (408, Standing::Waiting),
        (429, Standing::Waiting),
        (500, Standing::Waiting),
        (200, Standing::Waiting),
    ] {
        let mut profile = Profile::default();
        drawn(&mut profile, 0, &at(NOON), &Told::default());
        let body = profile.reports[0].body.clone();
        settle(&mut profile, &body, Some(status));
        assert_eq!(profile.reports[0].standing, standing, "{status}");
    }
}

#[test]
fn an_answer_to_other_bytes_settles_nothing() {
    let mut profile = Profile::default();
    drawn(&mut profile, 0, &at(NOON), &Told::default());
    assert_eq!(settle(&mut profile, "other", Some(202)), None);
    assert_eq!(settle(&mut profile, "", Some(202)), None);
}
