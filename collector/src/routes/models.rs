//! Models and the pointer to the current one.

use super::labels::registered_origin;
use crate::auth::{Admin, SiteId};
use crate::store::{
    current_model, find_site, history, is_published, model_bytes, note_pointer, note_served,
    publish as store_model, set_pointer as store_pointer,
};
use crate::{ApiError, Collector, body, cors, days};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use recinto_core::model::{MODEL_MAX_BYTES, ModelError, SegmentModel, model_id};
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct Pointer {
    model: Option<String>,
}

/// `GET /v1/sites/{site}/pointer`: which model a device should have.
pub(super) async fn pointer(
    State(collector): State<Collector>,
    SiteId(site): SiteId,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    // A page of a foreign origin is refused. A request without one (the command line) is no
    // page's, so it is answered, and is no sign of a consent.
    let origin = if headers.contains_key(header::ORIGIN) {
        Some(registered_origin(&collector, &headers, &site).await?)
    } else {
        None
    };
    let asked = site.clone();
    let found = collector
        .store
        .read(move |connection| find_site(connection, &asked))
        .await?
        .ok_or(ApiError::UnknownSite)?;
    let today = collector.today();
    // One write a day, not one per visitor.
    if origin.is_some() && found.last_pointer_day != Some(today) {
        collector
            .store
            .write(move |connection| note_pointer(connection, &site, today))
            .await?;
    }
    let mut response = no_store(Json(Pointer { model: found.model }));
    match origin {
        Some(origin) => cors::allow(&mut response, &origin),
        None => {
            let vary = HeaderValue::from_static("Origin");
            response.headers_mut().append(header::VARY, vary);
        }
    }
    Ok(response)
}

/// `GET /v1/models/{id}`: the bytes, verbatim.
pub(super) async fn serve(
    State(collector): State<Collector>,
    id: Result<Path<String>, axum::extract::rejection::PathRejection>,
    headers: HeaderMap,
) -> Response {
    let answer = match id {
        Ok(Path(id)) => bytes_of(&collector, id, &headers).await,
        Err(_) => Err(ApiError::NoSuchModel),
    };
    let mut response = match answer {
        Ok(bytes) => (
            [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            bytes,
        )
            .into_response(),
        Err(error) => error.into_response(),
    };
    response.headers_mut().insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    response
}

async fn bytes_of(
    collector: &Collector,
    id: String,
    headers: &HeaderMap,
) -> Result<Vec<u8>, ApiError> {
    let origin = cors::origin_of(headers).map(str::to_owned);
    let today = collector.today();
    let (asked, from) = (id.clone(), origin.clone());
    let (bytes, note) = collector
        .store
        .read(move |connection| {
            let bytes = model_bytes(connection, &asked)?.ok_or(ApiError::NoSuchModel)?;
            let note = match from {
                Some(origin) => note_served(connection, &asked, &origin, today, false)?,
                None => false,
            };
            Ok::<_, ApiError>((bytes, note))
        })
        .await?;
    if let (true, Some(origin)) = (note, origin) {
        collector
            .store
            .write(move |connection| note_served(connection, &id, &origin, today, true))
            .await?;
    }
    Ok(bytes)
}

/// `PUT /v1/sites/{site}/model`: publishes the model in the body.
pub(super) async fn publish(
    State(collector): State<Collector>,
    Admin { site }: Admin,
    body: Body,
) -> Result<Response, ApiError> {
    let bytes = body::read(body, MODEL_MAX_BYTES)
        .await?
        .ok_or(ApiError::BadModel(ModelError::TooLarge(
            MODEL_MAX_BYTES + 1,
        )))?;
    let model = SegmentModel::from_bytes(&bytes)?;
    let id = model_id(&bytes);
    let (today, stored) = (collector.today(), id.clone());
    collector
        .store
        .write(move |connection| store_model(connection, &site, &stored, &bytes, &model, today))
        .await?;
    Ok(no_store(Json(Pointer { model: Some(id) })))
}

#[derive(Serialize)]
struct Published {
    model: String,
    since_day: Option<String>,
    current: bool,
}

/// `GET /v1/sites/{site}/models`: what was published, newest first.
pub(super) async fn list(
    State(collector): State<Collector>,
    Admin { site }: Admin,
) -> Result<Response, ApiError> {
    let found = collector
        .store
        .read(move |connection| history(connection, &site))
        .await?;
    let list: Vec<Published> = found
        .into_iter()
        .map(|entry| Published {
            model: entry.model,
            since_day: days::day_text(entry.since_day),
            current: entry.current,
        })
        .collect();
    Ok(no_store(Json(list)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetPointer {
    model: String,
}

/// `PUT /v1/sites/{site}/pointer`: back to a model that was published before.
pub(super) async fn set_pointer(
    State(collector): State<Collector>,
    Admin { site }: Admin,
    body: Body,
) -> Result<Response, ApiError> {
    let SetPointer { model } = body::json(body).await?;
    let id = model.clone();
    collector
        .store
        .write(move |connection| {
            if !is_published(connection, &site, &id)? {
                return Err(ApiError::UnknownModel);
            }
            store_pointer(connection, &site, &id)?;
            current_model(connection, &site)?.ok_or(ApiError::UnknownSite)
        })
        .await?;
    Ok(no_store(Json(Pointer { model: Some(model) })))
}

/// An answer that no cache keeps.
pub(super) fn no_store(answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
