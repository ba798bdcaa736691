//! Who is asking: the operator, or the holder of a site's admin token.

use crate::store::{operator_hash, token_hash};
use crate::{ApiError, Collector, token};
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use recinto_wire::is_site_id;

/// The operator's token came with the request.
pub(crate) struct Operator;

/// The site named in the path.
pub(crate) struct SiteId(pub(crate) String);

/// The site named in the path, and its admin token came with the request.
pub(crate) struct Admin {
    pub(crate) site: String,
}

impl FromRequestParts<Collector> for Operator {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        collector: &Collector,
    ) -> Result<Self, ApiError> {
        let token = bearer(&parts.headers)?;
        let stored = collector.store.read(operator_hash).await?;
        match stored {
            Some(stored) if token::matches(&token, &stored) => Ok(Self),
            _ => Err(ApiError::NotAuthorised),
        }
    }
}

impl FromRequestParts<Collector> for SiteId {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        collector: &Collector,
    ) -> Result<Self, ApiError> {
        let Path(site) = Path::<String>::from_request_parts(parts, collector)
            .await
            .map_err(|_| ApiError::UnknownSite)?;
        if is_site_id(&site) {
            Ok(Self(site))
        } else {
            Err(ApiError::UnknownSite)
        }
    }
}

impl FromRequestParts<Collector> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        collector: &Collector,
    ) -> Result<Self, ApiError> {
        let SiteId(site) = SiteId::from_request_parts(parts, collector).await?;
        let token = bearer(&parts.headers)?;
        let asked = site.clone();
        let stored = collector
            .store
            .read(move |connection| token_hash(connection, &asked))
            .await?
            .ok_or(ApiError::UnknownSite)?;
        if token::matches(&token, &stored) {
            Ok(Self { site })
        } else {
            Err(ApiError::NotAuthorised)
        }
    }
}

fn bearer(headers: &HeaderMap) -> Result<String, ApiError> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim().to_owned())
        .ok_or(ApiError::NotAuthorised)
}
