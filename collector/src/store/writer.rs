//! One thread writes. It takes what is waiting, does it all in one transaction, and answers
//! after the commit: one flush to disk then serves many reports.

use super::{StoreError, reports};
use crate::Clock;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// The most jobs of one transaction.
const GROUP: usize = 256;
/// The most jobs that wait; beyond it a caller is told to come back.
const QUEUE: usize = 4096;
/// How often a quiet collector looks for report ids whose epoch has closed.
const IDLE: Duration = Duration::from_secs(60);

/// A piece of work of a transaction.
trait Job: Send {
    /// Does the work, or leaves no trace of it.
    fn run(&mut self, transaction: &mut Transaction<'_>);
    /// Tells the caller, now that the transaction is on disk or has failed.
    fn finish(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Task<F, T, E> {
    work: Option<F>,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job for Task<F, T, E>
where
    F: FnOnce(&Connection) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, transaction: &mut Transaction<'_>) {
        let Some(work) = self.work.take() else { return };
        // A savepoint per job: what one job did before it failed is undone, its neighbours in
        // the group are not.
        self.outcome = Some(
            transaction
                .savepoint()
                .map_err(|error| E::from(error.into()))
                .and_then(|savepoint| {
                    let value = work(&savepoint)?;
                    savepoint.commit().map_err(|error| E::from(error.into()))?;
                    Ok(value)
                }),
        );
    }

    fn finish(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(StoreError::Closed.into()),
            (Err(error), _) => Err(error.into()),
        };
        // The caller may have hung up; what is on disk stays there.
        let _ = self.reply.send(answer);
    }
}

/// The handle to the writing thread.
pub(super) struct Writer {
    queue: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(connection: Connection, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let (queue, jobs) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("recinto-writer".to_owned())
            .spawn(move || work(connection, &jobs, clock.as_ref()))
            .map_err(|error| StoreError::Thread(error.to_string()))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
        })
    }

    /// Queues `work`; the receiver hears of it after the commit.
    pub(super) fn submit<F, T, E>(
        &self,
        work: F,
    ) -> Result<oneshot::Receiver<Result<T, E>>, StoreError>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let task = Box::new(Task {
            work: Some(work),
            outcome: None,
            reply,
        });
        let queue = self.queue.as_ref().ok_or(StoreError::Closed)?;
        match queue.try_send(task) {
            Ok(()) => Ok(answer),
            Err(TrySendError::Full(_)) => Err(StoreError::Busy),
            Err(TrySendError::Disconnected(_)) => Err(StoreError::Closed),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Closing the queue lets the thread finish what is waiting, and then end.
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn work(mut connection: Connection, jobs: &Receiver<Box<dyn Job>>, clock: &dyn Clock) {
    loop {
        match jobs.recv_timeout(IDLE) {
            Ok(first) => {
                let mut group = vec![first];
                group.extend(jobs.try_iter().take(GROUP - 1));
                let committed = commit(&mut connection, &mut group);
                for job in group {
                    job.finish(committed.clone());
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Err(error) = reports::purge(&connection, clock.now_ms()) {
                    eprintln!("recinto: store: old report ids could not be deleted: {error}");
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    // Folds the log into the one file. Failing leaves the log, which the next start reads.
    let _ = connection.pragma_update_and_check(None, "wal_checkpoint", "TRUNCATE", |_| Ok(()));
}

fn commit(connection: &mut Connection, group: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in group {
        job.run(&mut transaction);
    }
    // Dropped uncommitted, the transaction rolls back.
    transaction.commit().map_err(StoreError::from)
}
