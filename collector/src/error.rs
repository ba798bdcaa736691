//! Every answer that is a refusal, in one place: its status, its code, and what to do.

use crate::script_check::CheckError;
use crate::store::{SiteError, StoreError};
use crate::token::TokenError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use recinto_core::model::ModelError;
use recinto_wire::{REPORT_BYTES, WireError};
use serde_json::json;
use thiserror::Error;

/// Why a request was refused. Nothing was stored.
#[derive(Debug, Error)]
pub enum ApiError {
    /// A report of another length.
    #[error("a label report has exactly {REPORT_BYTES} bytes; pad it with spaces")]
    WrongLength,
    /// A body that is not `text/plain`.
    #[error("a label report is sent as text/plain")]
    WrongContentType,
    /// Bytes that are no report.
    #[error("no label report: {0}")]
    BadReport(#[from] WireError),
    /// A site nobody registered.
    #[error(
        "there is no site of this id here; register it first, or check data-site in the snippet"
    )]
    UnknownSite,
    /// The page's origin is not one of the site's.
    #[error("this origin is not registered for the site; add it when the site is registered")]
    OriginNotRegistered,
    /// An admin call from a page that is not the app.
    #[error("admin calls from a page are taken from the app's own origin only")]
    OriginNotAllowed,
    /// A model the site never published.
    #[error("this model was never published to the site; fetch the site's pointer again")]
    UnknownModel,
    /// No model of this id.
    #[error("there is no model of this id here; fetch the site's pointer again")]
    NoSuchModel,
    /// A label the model does not have.
    #[error("the model has no segment of this label")]
    UnknownLabel,
    /// Neither the current epoch nor the one before.
    #[error("only the current epoch and the one before are open; the report is dropped")]
    EpochNotOpen,
    /// An answer of another kind than the model's mechanism gives.
    #[error(
        "the model's mechanism decides between `label` and `bits`, and how many bits: this answer has the other form"
    )]
    WrongMechanism,
    /// No token, or a wrong one.
    #[error(
        "this call needs `Authorization: Bearer` with the right token; it was shown once, when it was made"
    )]
    NotAuthorised,
    /// A site's field is out of range, or its id is taken.
    #[error(transparent)]
    Site(SiteError),
    /// A model that breaks the format.
    #[error(transparent)]
    BadModel(#[from] ModelError),
    /// A body that is not the JSON asked for.
    #[error("the body is not the JSON this call takes: {0}")]
    BadJson(String),
    /// A body over its limit.
    #[error("the body has more than the {0} bytes this call takes")]
    BodyTooLarge(usize),
    /// A number out of range.
    #[error("`{field}` has to be {range}")]
    OutOfRange {
        /// The field.
        field: &'static str,
        /// What is allowed.
        range: &'static str,
    },
    /// A query that is not understood.
    #[error("the query has a field this call does not know, or one twice")]
    BadQuery,
    /// The body broke off.
    #[error("the body ended before it was complete; send it again")]
    Incomplete,
    /// The body trickled.
    #[error("the body did not arrive within 5 seconds; send it again")]
    TooSlow,
    /// No such path.
    #[error("there is nothing at this path")]
    NotFound,
    /// The path exists, the method does not.
    #[error("this path does not take this method")]
    MethodNotAllowed,
    /// Too many writes are waiting.
    #[error("too many reports are waiting to be stored; send it again in a second")]
    Busy,
    /// The store failed.
    #[error("the report or change could not be stored; send it again later")]
    NotStored(#[source] StoreError),
    /// No randomness.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The script check could not run at all.
    #[error(transparent)]
    Check(#[from] CheckError),
}

impl ApiError {
    /// The status and the code of the refusal.
    #[must_use]
    pub fn kind(&self) -> (StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::WrongLength => (S::BAD_REQUEST, "wrong_length"),
            Self::WrongContentType => (S::UNSUPPORTED_MEDIA_TYPE, "wrong_content_type"),
            Self::BadReport(_) => (S::BAD_REQUEST, "bad_report"),
            Self::UnknownSite => (S::NOT_FOUND, "unknown_site"),
            Self::OriginNotRegistered => (S::FORBIDDEN, "origin_not_registered"),
            Self::OriginNotAllowed => (S::FORBIDDEN, "origin_not_allowed"),
            Self::UnknownModel => (S::UNPROCESSABLE_ENTITY, "unknown_model"),
            Self::NoSuchModel => (S::NOT_FOUND, "unknown_model"),
            Self::UnknownLabel => (S::UNPROCESSABLE_ENTITY, "unknown_label"),
            Self::EpochNotOpen => (S::UNPROCESSABLE_ENTITY, "epoch_not_open"),
            Self::WrongMechanism => (S::UNPROCESSABLE_ENTITY, "wrong_mechanism"),
            Self::NotAuthorised => (S::UNAUTHORIZED, "not_authorised"),
            Self::Site(error) => (
                if matches!(error, SiteError::Taken(_)) {
                    S::CONFLICT
                } else {
                    S::UNPROCESSABLE_ENTITY
                },
                error.code(),
            ),
            Self::BadModel(_) => (S::UNPROCESSABLE_ENTITY, "bad_model"),
            Self::BadJson(_) => (S::BAD_REQUEST, "bad_json"),
            Self::BodyTooLarge(_) => (S::PAYLOAD_TOO_LARGE, "body_too_large"),
            Self::OutOfRange { .. } => (S::UNPROCESSABLE_ENTITY, "out_of_range"),
            Self::BadQuery => (S::BAD_REQUEST, "bad_query"),
            Self::Incomplete => (S::BAD_REQUEST, "incomplete_body"),
            Self::TooSlow => (S::REQUEST_TIMEOUT, "body_too_slow"),
            Self::NotFound => (S::NOT_FOUND, "not_found"),
            Self::MethodNotAllowed => (S::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::Busy => (S::SERVICE_UNAVAILABLE, "busy"),
            Self::NotStored(_) => (S::SERVICE_UNAVAILABLE, "not_stored"),
            Self::Token(_) => (S::SERVICE_UNAVAILABLE, "no_randomness"),
            Self::Check(_) => (S::SERVICE_UNAVAILABLE, "check_failed"),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Busy,
            other => Self::NotStored(other),
        }
    }
}

impl From<SiteError> for ApiError {
    fn from(error: SiteError) -> Self {
        match error {
            SiteError::Store(error) => error.into(),
            other => Self::Site(other),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code) = self.kind();
        if let Self::NotStored(error) = &self {
            // The operator has to learn that the disk fails; nothing of the request is in it.
            eprintln!("recinto: store: {error}");
        }
        let body = json!({"error": {"code": code, "message": self.to_string()}});
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        response
    }
}
