//! `GET /v1/sites/{site}/status`: is it working?

use super::models::no_store;
use crate::auth::Admin;
use crate::store::{find_site, last_epoch, served_day};
use crate::{ApiError, Collector, days};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

pub(super) async fn show(
    State(collector): State<Collector>,
    Admin { site }: Admin,
) -> Result<Response, ApiError> {
    let asked = site.clone();
    let (found, served, epoch) = collector
        .store
        .read(move |connection| {
            let found = find_site(connection, &asked)?.ok_or(ApiError::UnknownSite)?;
            let (served, epoch) = match &found.model {
                Some(model) => (
                    served_day(connection, &asked, model)?,
                    last_epoch(connection, &asked, model)?,
                ),
                None => (None, None),
            };
            Ok::<_, ApiError>((found, served, epoch))
        })
        .await?;
    let script = collector.checker.check(&found.origins, &site).await?;
    Ok(no_store(Json(json!({
        "script": {
            "ok": script.ok(),
            "code": script.code(),
            "detail": script.to_string(),
        },
        "consent": {
            "ok": found.last_pointer_day.is_some(),
            "last_day": found.last_pointer_day.and_then(days::day_text),
        },
        "model": {
            "ok": found.model.is_some(),
            "current": found.model,
            "last_served_day": served.and_then(days::day_text),
        },
        "report": { "ok": epoch.is_some(), "last_epoch": epoch },
    }))))
}
