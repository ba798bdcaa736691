//! The collector: receives label reports, counts them, holds published models.
//!
//! | endpoint | who asks | answer |
//! | --- | --- | --- |
//! | `POST /v1/labels` | a visitor's device | 202, after the count is on disk |
//! | `GET /v1/sites/{site}/pointer` | a visitor's device | the id of the site's model |
//! | `GET /v1/models/{id}` | a visitor's device | the model's bytes, verbatim |
//! | `POST /v1/sites` | the operator | a new site with its admin token |
//! | `/v1/sites/{site}/…` | the site's admin token | models, pointer, counts, status |
//!
//! No address, User-Agent or referrer is stored or logged: there is no access log, and no column
//! for any of them.

mod auth;
mod body;
mod clock;
mod cors;
mod days;
mod error;
mod integrity;
mod origin;
mod routes;
mod script_check;
mod script_tag;
mod snippet;
mod store;
mod suppress;
#[cfg(test)]
mod tests;
mod token;

pub use clock::{Clock, SystemClock};
pub use error::ApiError;
pub use integrity::{Integrity, ScriptHashes};
pub use origin::{Origin, OriginError};
pub use snippet::{capture_snippet, snippet};
pub use store::{NewSite, Site, SiteError, Store, StoreError};
pub use token::{Token, TokenError};

use script_check::ScriptChecker;
use std::net::SocketAddr;
use std::sync::Arc;

/// Where the parts of this installation are.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The app's origin: the only one whose pages may make admin calls.
    pub app_origin: Origin,
    /// This collector's own origin, for the snippet.
    pub collect_origin: Origin,
    /// The hashes of this release, for the snippet.
    pub hashes: ScriptHashes,
    /// Where names under `.localhost` are served, when they are: a plain resolver does not know
    /// them, and the script check has to reach the demo's shop.
    pub localhost: Option<SocketAddr>,
}

/// Everything a request needs. Cheap to clone.
#[derive(Clone)]
pub struct Collector {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    settings: Arc<Settings>,
    checker: Arc<ScriptChecker>,
}

impl Collector {
    /// A collector over an open store.
    #[must_use]
    pub fn new(store: Arc<Store>, clock: Arc<dyn Clock>, settings: Settings) -> Self {
        let checker = Arc::new(ScriptChecker::new(settings.localhost));
        Self {
            store,
            clock,
            settings: Arc::new(settings),
            checker,
        }
    }

    /// The HTTP interface.
    pub fn router(self) -> axum::Router {
        routes::router(self)
    }

    fn today(&self) -> i64 {
        days::day_of(self.clock.now_ms())
    }
}
