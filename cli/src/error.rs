//! Why a command failed: one sentence with what to do.

use recinto_collector::{OriginError, SiteError, StoreError, TokenError};
use recinto_core::analysis::{AnalysisError, PublishError};
use recinto_core::events::import::ImportError;
use recinto_core::model::ModelError;
use std::path::PathBuf;
use thiserror::Error;

/// A command's failure.
#[derive(Debug, Error)]
pub(crate) enum CliError {
    #[error("{path}: {source}")]
    File {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{what}: {source}")]
    Io {
        what: String,
        source: std::io::Error,
    },
    #[error("{path}: is not there; --assets has to name a directory made by `cargo xtask build`")]
    NoAssets { path: PathBuf },
    #[error("{0}")]
    Usage(String),
    #[error("{url}: {reason}")]
    Server { url: String, reason: String },
    #[error("{path}: {source}")]
    Import { path: PathBuf, source: ImportError },
    #[error(transparent)]
    Origin(#[from] OriginError),
    #[error(transparent)]
    Site(#[from] SiteError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    #[error(transparent)]
    Publish(#[from] PublishError),
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error("the system gave no random bytes: {0}")]
    Random(getrandom::Error),
    #[error("could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}
