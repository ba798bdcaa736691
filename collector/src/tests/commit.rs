//! 202 means: on disk. A commit that has not happened, or fails, is not acknowledged.

use super::*;
use crate::StoreError;
use std::sync::mpsc;
use std::time::Duration;

/// Holds the writing thread inside a transaction until the sender speaks or goes.
fn hold(house: &House) -> (mpsc::Sender<()>, tokio::task::JoinHandle<()>) {
    let (release, held) = mpsc::channel::<()>();
    let store = house.store();
    let job = tokio::spawn(async move {
        store
            .write(move |_| {
                let _ = held.recv();
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
    });
    (release, job)
}

/// Lets queued tasks reach the writer's queue.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(150)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_is_acknowledged_only_after_its_commit() {
    let (house, id) = House::with_model().await;
    let house = Arc::new(house);
    // First a job that keeps the thread busy, so that the report and a second hold share the
    // next transaction: the report's rows are then written and not committed.
    let (first, _busy) = hold(&house);
    settle().await;
    let sent = {
        let (house, id) = (house.clone(), id.clone());
        tokio::spawn(async move { house.report(&report(&id, "segment-1", 1)).await.status })
    };
    settle().await;
    let (second, _held) = hold(&house);
    settle().await;
    first.send(()).unwrap();
    settle().await;
    assert!(!sent.is_finished(), "acknowledged before the commit");
    assert_eq!(house.counted(), 0, "visible before the commit");
    second.send(()).unwrap();
    assert_eq!(sent.await.unwrap(), StatusCode::ACCEPTED);
    assert_eq!(house.counted(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_commit_is_a_503_and_counts_nothing() {
    let (house, id) = House::with_model().await;
    let house = Arc::new(house);
    let before = house.dump();
    let (release, _busy) = hold(&house);
    settle().await;
    let sent = {
        let (house, id) = (house.clone(), id.clone());
        tokio::spawn(async move { house.report(&report(&id, "segment-1", 1)).await })
    };
    settle().await;
    // In the same transaction: a row that breaks a foreign key whose check waits for COMMIT.
    let store = house.store();
    let fault = tokio::spawn(async move {
        store
            .write(|connection| {
                connection.execute_batch(
                    "PRAGMA defer_foreign_keys = ON;
                     INSERT INTO origin (site, origin) VALUES ('nobody', 'http://x');",
                )?;
                Ok::<_, StoreError>(())
            })
            .await
    });
    settle().await;
    release.send(()).unwrap();
    let reply = sent.await.unwrap();
    assert!(fault.await.unwrap().is_err(), "the fault did not happen");
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(reply.code(), "not_stored");
    assert_eq!(reply.header("retry-after"), Some("1"));
    assert_eq!(reply.header("access-control-allow-origin"), Some(SHOP));
    assert_eq!(house.dump(), before);
    // The device sends the same report again, and it counts.
    let again = house.report(&report(&id, "segment-1", 1)).await;
    assert_eq!(again.status, StatusCode::ACCEPTED);
    assert_eq!(house.counted(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_failing_job_does_not_take_its_neighbours_along() {
    let (house, id) = House::with_model().await;
    let house = Arc::new(house);
    let (release, _busy) = hold(&house);
    settle().await;
    let store = house.store();
    let failing = tokio::spawn(async move {
        store
            .write(|connection| {
                connection.execute("UPDATE site SET name = 'half done'", [])?;
                connection.execute("INSERT INTO nowhere VALUES (1)", [])?;
                Ok::<_, StoreError>(())
            })
            .await
    });
    let sent = {
        let (house, id) = (house.clone(), id.clone());
        tokio::spawn(async move { house.report(&report(&id, "segment-1", 1)).await.status })
    };
    settle().await;
    release.send(()).unwrap();
    assert!(failing.await.unwrap().is_err());
    assert_eq!(sent.await.unwrap(), StatusCode::ACCEPTED);
    assert!(!house.dump().contains("half done"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_asks_to_come_back() {
    let (house, id) = House::with_model().await;
    let (release, _busy) = hold(&house);
    settle().await;
    let store = house.store();
    let mut waiting = Vec::new();
    let mut refused = false;
    for _ in 0..5_000 {
        let mut job = Box::pin(store.write(|_| Ok::<_, StoreError>(())));
        // Polled once, the job is queued or refused.
        match std::future::poll_fn(|context| std::task::Poll::Ready(job.as_mut().poll(context)))
            .await
        {
            std::task::Poll::Ready(Err(StoreError::Busy)) => {
                refused = true;
                break;
            }
            _ => waiting.push(job),
        }
    }
    assert!(refused);
    let reply = house.report(&report(&id, "segment-1", 1)).await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(reply.code(), "busy");
    release.send(()).unwrap();
    drop(waiting);
    settle().await;
    let reply = house.report(&report(&id, "segment-1", 1)).await;
    assert_eq!(reply.status, StatusCode::ACCEPTED);
    assert_eq!(house.counted(), 1);
}

#[tokio::test]
async fn the_file_is_set_up_to_be_durable() {
    let house = House::empty().await;
    let (mode, synchronous, foreign_keys, secure_delete) = house
        .store()
        .write(|connection| {
            let number = |name: &str| -> Result<i64, StoreError> {
                Ok(connection.pragma_query_value(None, name, |row| row.get(0))?)
            };
            let mode: String =
                connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
            Ok::<_, StoreError>((
                mode,
                number("synchronous")?,
                number("foreign_keys")?,
                number("secure_delete")?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(mode, "wal");
    assert_eq!((synchronous, foreign_keys, secure_delete), (2, 1, 1));
}
