//! What is counted, and what of it is shown.

use super::*;
use recinto_core::privacy::{krr, oue};

/// Sends `counts[i]` reports of segment i + 1.
async fn send_many(house: &House, id: &str, epoch: u64, counts: &[u64]) {
    for (index, &count) in counts.iter().enumerate() {
        for n in 0..count {
            let rid = epoch * 1_000_000 + index as u64 * 10_000 + n;
            let report = LabelReport {
                epoch,
                ..report(id, &format!("segment-{}", index + 1), rid)
            };
            assert_eq!(house.report(&report).await.status, StatusCode::ACCEPTED);
        }
    }
}

#[tokio::test]
async fn a_repeated_rid_counts_once() {
    let (house, id) = House::with_model().await;
    let first = report(&id, "segment-1", 7);
    for _ in 0..3 {
        let reply = house.report(&first).await;
        assert_eq!(reply.status, StatusCode::ACCEPTED);
        assert!(reply.bytes.is_empty());
    }
    // Nor with another label: the rid is the report's.
    house.report(&report(&id, "segment-2", 7)).await;
    assert_eq!(house.counted(), 1);
    assert_eq!(house.number("SELECT count(*) FROM tally"), 1);
    house.report(&report(&id, "segment-1", 8)).await;
    assert_eq!(house.counted(), 2);
}

#[tokio::test]
async fn counts_survive_a_restart() {
    let (mut house, id) = House::with_model().await;
    send_many(&house, &id, NOON / DAY, &[30, 20, 15]).await;
    let before = house.counts("").await;
    house.restart();
    assert_eq!(house.counts("").await, before);
    assert_eq!(before["epochs"][0]["total"], 65);
    // And a replay after it still counts once.
    send_many(&house, &id, NOON / DAY, &[1, 0, 0]).await;
    assert_eq!(house.counted(), 65);
}

#[tokio::test]
async fn counts_come_with_their_estimates() {
    let (house, id) = House::with_model().await;
    let raw = [60, 40, 25];
    send_many(&house, &id, NOON / DAY, &raw).await;
    let counts = house.counts("").await;
    assert_eq!(counts["model"], id);
    assert_eq!(counts["minimum_audience"], 10);
    assert_eq!(counts["epochs"][0]["start"], 20_780 * DAY);
    assert_eq!(counts["epochs"][0]["length_ms"], DAY);
    for (index, estimate) in krr::estimate(&raw, 2.0).iter().enumerate() {
        let cell = &counts["epochs"][0]["cells"][index];
        assert_eq!(cell["label"], format!("segment-{}", index + 1));
        assert_eq!(cell["name"], format!("Segment {}", index + 1));
        assert_eq!(cell["count"], raw[index]);
        assert_eq!(cell["estimate"], estimate.value);
        assert_eq!(cell["low"], estimate.low);
        assert_eq!(cell["high"], estimate.high);
        assert_eq!(cell["withheld"], false);
    }
}

#[tokio::test]
async fn an_exact_count_is_its_own_estimate() {
    let house = House::empty().await;
    let id = house.publish(&model("exact", 10)).await;
    send_many(&house, &id, NOON / DAY, &[12, 11, 30]).await;
    let cell = &house.counts("").await["epochs"][0]["cells"][1];
    for field in ["estimate", "low", "high"] {
        assert_eq!(cell[field], 11.0);
    }
}

#[tokio::test]
async fn bits_are_counted_each_and_their_devices_besides() {
    let mut house = House::empty().await;
    let id = house.publish(&model("oue", 10)).await;
    // 20 devices say the first label, 30 the first and third, 15 none.
    let said = [(20, 0x80), (30, 0xa0), (15, 0x00)];
    for (at, (devices, bits)) in (0..).zip(said) {
        for n in 0..devices {
            let bits = LabelReport {
                answer: Answer::Bits(vec![bits]),
                ..report(&id, "", at * 1000 + n)
            };
            for _ in 0..2 {
                assert_eq!(house.report(&bits).await.status, StatusCode::ACCEPTED);
            }
        }
    }
    let counts = house.counts("").await;
    assert_eq!(counts["epochs"][0]["total"], 65);
    let raw = [50, 0, 30];
    for (index, estimate) in oue::estimate(&raw, 65, 2.0).iter().enumerate() {
        let cell = &counts["epochs"][0]["cells"][index];
        let hidden = raw[index] < 10;
        assert_eq!(cell["withheld"], hidden);
        if !hidden {
            assert_eq!(cell["count"], raw[index]);
            assert_eq!(cell["estimate"], estimate.value);
            assert_eq!(cell["high"], estimate.high);
        }
    }
    house.restart();
    assert_eq!(house.counts("").await, counts);
}

#[tokio::test]
async fn small_cells_are_withheld() {
    let house = House::empty().await;
    let id = house.publish(&model("exact", 10)).await;
    let visible = |counts: &Value| -> Vec<bool> {
        let cells = counts["epochs"][0]["cells"].as_array().unwrap();
        for cell in cells {
            for field in ["count", "estimate", "low", "high"] {
                assert_eq!(cell[field].is_null(), cell["withheld"] == true);
            }
        }
        cells.iter().map(|cell| cell["withheld"] == false).collect()
    };
    send_many(&house, &id, NOON / DAY, &[4, 5, 0]).await;
    let counts = house.counts("").await;
    assert!(counts["epochs"][0]["total"].is_null());
    assert_eq!(visible(&counts), [false; 3]);

    // One small cell left beside two large ones: the next smallest goes with it.
    send_many(&house, &id, NOON / DAY, &[4, 20, 30]).await;
    let counts = house.counts("").await;
    assert_eq!(counts["epochs"][0]["total"], 54);
    assert_eq!(visible(&counts), [false, false, true]);

    send_many(&house, &id, NOON / DAY, &[10, 20, 30]).await;
    assert_eq!(visible(&house.counts("").await), [true; 3]);
}

#[tokio::test]
async fn noise_above_the_minimum_does_not_show_a_small_segment() {
    let (house, id) = House::with_model().await;
    // 14 of 214 answers is what randomised response gives a segment that nobody is in.
    let raw = [14, 100, 100];
    assert!(krr::estimate(&raw, 2.0)[0].value < 10.0);
    send_many(&house, &id, NOON / DAY, &raw).await;
    let counts = house.counts("").await;
    assert_eq!(counts["epochs"][0]["cells"][0]["withheld"], true);
}

#[tokio::test]
async fn epochs_are_listed_newest_first_and_old_models_on_request() {
    let (house, id) = House::with_model().await;
    send_many(&house, &id, NOON / DAY - 1, &[12, 12, 12]).await;
    send_many(&house, &id, NOON / DAY, &[11, 11, 11]).await;
    let counts = house.counts("").await;
    assert_eq!(counts["epochs"][0]["epoch"], 20_780);
    assert_eq!(counts["epochs"][0]["total"], 33);
    assert_eq!(counts["epochs"][1]["epoch"], 20_779);

    let newer = house.publish(&model("krr", 11)).await;
    assert_eq!(house.counts("").await["epochs"], json!([]));
    assert_eq!(house.counts("").await["model"], newer);
    let older = house.counts(&format!("?model={id}")).await;
    assert_eq!(older["epochs"], counts["epochs"]);
    // A device that has not fetched the new model yet still counts, for the old one.
    let late = report(&id, "segment-1", 99);
    assert_eq!(house.report(&late).await.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn rids_go_when_their_epoch_closes() {
    let (mut house, id) = House::with_model().await;
    house.report(&report(&id, "segment-1", 4242)).await;
    assert_eq!(house.number("SELECT count(*) FROM seen_report"), 1);
    // The last moment of the epoch after: still open, still known.
    house.set_time(20_782 * DAY - 1);
    house.report(&report(&id, "segment-1", 4242)).await;
    assert_eq!(house.counted(), 1);
    assert_eq!(house.number("SELECT count(*) FROM seen_report"), 1);
    house.set_time(20_782 * DAY);
    let late = house.report(&report(&id, "segment-1", 4242)).await;
    assert_eq!(late.code(), "epoch_not_open");
    // A refusal stores nothing; the next report that is taken, or a start, clears them.
    house.restart();
    assert_eq!(house.number("SELECT count(*) FROM seen_report"), 0);
    assert_eq!(house.counted(), 1);
    assert!(
        !contains(&house.disk(), &format!("{:022}", 4242)),
        "the rid's bytes are still in the file"
    );
}
