//! Request bodies, never longer than allowed.

use crate::ApiError;
use axum::body::{Body, Bytes, to_bytes};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The most bytes of a JSON body.
const JSON_MAX: usize = 8 * 1024;
/// How long a body may take: a connection that trickles holds nothing for longer.
const LIMIT: Duration = Duration::from_secs(5);

/// Reads at most `max` bytes; `None` when there are more.
///
/// # Errors
/// The connection broke, or the body took longer than 5 s.
pub(crate) async fn read(body: Body, max: usize) -> Result<Option<Bytes>, ApiError> {
    let read = tokio::time::timeout(LIMIT, to_bytes(body, max))
        .await
        .map_err(|_| ApiError::TooSlow)?;
    match read {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if is_limit(&error) => Ok(None),
        Err(_) => Err(ApiError::Incomplete),
    }
}

/// Reads a small JSON body; unknown fields are the type's to refuse.
///
/// # Errors
/// Too long, or not the JSON of a `T`.
pub(crate) async fn json<T: DeserializeOwned>(body: Body) -> Result<T, ApiError> {
    let bytes = read(body, JSON_MAX)
        .await?
        .ok_or(ApiError::BodyTooLarge(JSON_MAX))?;
    serde_json::from_slice(&bytes).map_err(|error| ApiError::BadJson(error.to_string()))
}

fn is_limit(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}
