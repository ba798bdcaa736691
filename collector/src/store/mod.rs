//! The store: one SQLite file in WAL mode. One thread writes, readers have their own
//! connections and never wait for it.

mod counts;
mod models;
mod operator;
mod reports;
mod schema;
mod sites;
mod writer;

pub(crate) use counts::{Tally, last_epoch, tallies};
pub(crate) use models::{
    current_model, history, is_published, model_bytes, note_served, publish, served_day,
    set_pointer,
};
pub(crate) use operator::operator_hash;
use operator::set_operator_token;
pub(crate) use reports::{Counted, count_report, published_model};
pub use sites::{NewSite, Site, SiteError};
pub(crate) use sites::{
    add_site, add_synthetic, find_site, is_origin_of, list_sites, note_pointer, token_hash,
};

use crate::{Clock, Token};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use thiserror::Error;
use tokio::sync::Semaphore;
use writer::Writer;

/// Reads at the same time; more wait their turn.
const READERS: usize = 8;

/// Why the store could not do something. Nothing of a request is in any of these.
#[derive(Debug, Clone, Error)]
pub enum StoreError {
    /// The file cannot be opened.
    #[error("{path}: cannot be opened: {source}; check the directory and its permissions")]
    Open {
        /// The file.
        path: PathBuf,
        /// SQLite's reason.
        source: Arc<rusqlite::Error>,
    },
    /// A file of something else.
    #[error("{0}: is a database, but not Recinto's; give another file with --data")]
    ForeignFile(PathBuf),
    /// A file of another version.
    #[error(
        "the database has version {found}, this program knows {known}; use the program that made it"
    )]
    Version {
        /// In the file.
        found: i32,
        /// Of this program.
        known: i32,
    },
    /// The file system does not support the write-ahead log.
    #[error(
        "{0}: the file system does not support SQLite's WAL mode; put the file on a local disk"
    )]
    NoWal(PathBuf),
    /// SQLite failed.
    #[error("SQLite: {0}")]
    Sqlite(Arc<rusqlite::Error>),
    /// The queue of writes is full.
    #[error("too many writes are waiting")]
    Busy,
    /// The writing thread has ended.
    #[error("the store is closed")]
    Closed,
    /// No thread.
    #[error("the writing thread could not be started: {0}")]
    Thread(String),
    /// A stored value that this program did not write.
    #[error("the database holds a value that makes no sense: {0}")]
    Corrupt(&'static str),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(Arc::new(error))
    }
}

/// The open store.
pub struct Store {
    writer: Writer,
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    turns: Semaphore,
}

impl Store {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// It cannot be opened, or is not a database of this version.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let connection = schema::open_writer(path)?;
        reports::purge(&connection, clock.now_ms())?;
        Ok(Self {
            writer: Writer::start(connection, clock)?,
            path: path.to_owned(),
            idle: Mutex::new(Vec::new()),
            turns: Semaphore::new(READERS),
        })
    }

    /// Registers a site and gives its admin token, which is not kept.
    ///
    /// # Errors
    /// A field out of range, an id that is taken, a store that fails.
    pub fn add_site_blocking(&self, site: NewSite) -> Result<Token, SiteError> {
        self.write_blocking(move |connection| add_site(connection, &site))
    }

    /// Every site, by id.
    ///
    /// # Errors
    /// The store fails.
    pub fn sites_blocking(&self) -> Result<Vec<Site>, StoreError> {
        self.write_blocking(list_sites)
    }

    /// Whether there is an operator token.
    ///
    /// # Errors
    /// The store fails.
    pub fn has_operator_blocking(&self) -> Result<bool, StoreError> {
        self.write_blocking(|connection| operator_hash(connection).map(|hash| hash.is_some()))
    }

    /// Replaces the operator token.
    ///
    /// # Errors
    /// The store fails.
    pub fn set_operator_blocking(&self, token: &Token) -> Result<(), StoreError> {
        let hash = token.hash();
        self.write_blocking(move |connection| set_operator_token(connection, &hash))
    }

    /// Runs `work` in the writing thread's next transaction and returns after its commit.
    /// Not for use inside an async task.
    fn write_blocking<F, T, E>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let answer = self.writer.submit(work)?;
        answer
            .blocking_recv()
            .unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Runs `work` in the writing thread's next transaction and returns after its commit.
    pub(crate) async fn write<F, T, E>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let answer = self.writer.submit(work)?;
        answer
            .await
            .unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Runs `work` on a connection that only reads, beside whatever is being written.
    pub(crate) async fn read<F, T, E>(self: &Arc<Self>, work: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let _turn = self
            .turns
            .acquire()
            .await
            .map_err(|_| E::from(StoreError::Closed))?;
        let store = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let connection = store.take_reader()?;
            let answer = work(&connection);
            store.put_reader(connection);
            answer
        })
        .await
        .unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    fn take_reader(&self) -> Result<Connection, StoreError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        match idle {
            Some(connection) => Ok(connection),
            None => schema::open_reader(&self.path),
        }
    }

    fn put_reader(&self, connection: Connection) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
    }
}
