//! Registering a site, showing it, and announcing synthetic reports.

use super::models::no_store;
use crate::auth::{Admin, Operator};
use crate::store::{NewSite, add_site, add_synthetic, find_site};
use crate::{ApiError, Collector, body, capture_snippet, snippet};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The most synthetic reports of one announcement.
const SYNTHETIC_MAX: i64 = 1_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    site: String,
    name: String,
    origins: Vec<String>,
}

#[derive(Serialize)]
struct Added {
    site: String,
    name: String,
    origins: Vec<String>,
    token: String,
    snippet: String,
    capture: String,
}

/// `POST /v1/sites`: a new site. The only answer that ever holds its token.
pub(super) async fn add(
    State(collector): State<Collector>,
    _: Operator,
    body: Body,
) -> Result<Response, ApiError> {
    let Wanted {
        site,
        name,
        origins,
    } = body::json(body).await?;
    let new = NewSite {
        id: site.clone(),
        name: name.clone(),
        origins,
    };
    let id = site.clone();
    let (token, stored) = collector
        .store
        .write(move |connection| {
            let token = add_site(connection, &new)?;
            let stored = find_site(connection, &id)?.ok_or(ApiError::UnknownSite)?;
            Ok::<_, ApiError>((token, stored))
        })
        .await?;
    let added = Added {
        snippet: snippet(
            &site,
            &collector.settings.collect_origin,
            &collector.settings.hashes,
        ),
        capture: capture_snippet(&collector.settings.hashes),
        site,
        name,
        origins: stored.origins,
        token: token.reveal().to_owned(),
    };
    Ok(no_store((StatusCode::CREATED, Json(added)).into_response()))
}

/// `GET /v1/sites/{site}`: the site as registered, without its token.
pub(super) async fn show(
    State(collector): State<Collector>,
    Admin { site }: Admin,
) -> Result<Response, ApiError> {
    let found = collector
        .store
        .read(move |connection| find_site(connection, &site))
        .await?
        .ok_or(ApiError::UnknownSite)?;
    Ok(no_store(Json(json!({
        "site": found.id,
        "name": found.name,
        "origins": found.origins,
        "model": found.model,
        "synthetic_reports": found.synthetic_reports,
        "snippet": snippet(&found.id, &collector.settings.collect_origin, &collector.settings.hashes),
        "capture": capture_snippet(&collector.settings.hashes),
    }))))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Synthetic {
    reports: i64,
}

/// `POST /v1/sites/{site}/synthetic`: so many reports to come are of nobody.
pub(super) async fn synthetic(
    State(collector): State<Collector>,
    Admin { site }: Admin,
    body: Body,
) -> Result<Response, ApiError> {
    let Synthetic { reports } = body::json(body).await?;
    if !(1..=SYNTHETIC_MAX).contains(&reports) {
        return Err(ApiError::OutOfRange {
            field: "reports",
            range: "1 to 1000000",
        });
    }
    let total = collector
        .store
        .write(move |connection| add_synthetic(connection, &site, reports))
        .await?;
    Ok(no_store(Json(json!({ "synthetic_reports": total }))))
}
