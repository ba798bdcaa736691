//! `POST /v1/labels`: a device's report.

use crate::store::{Admission, admit, count_report, current_model, is_origin_of};
use crate::{ApiError, Collector, body, cors};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use recinto_wire::{Answer, LabelReport, REPORT_BYTES};

pub(super) async fn take(
    State(collector): State<Collector>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let report = match decode(&headers, body).await {
        Ok(report) => report,
        // Without a site there is no origin that may read the reason.
        Err(error) => return error.into_response(),
    };
    let origin = match registered_origin(&collector, &headers, &report.site).await {
        Ok(origin) => origin,
        Err(error) => return error.into_response(),
    };
    let mut response = match count(&collector, report).await {
        Ok(()) => StatusCode::ACCEPTED.into_response(),
        Err(error) => error.into_response(),
    };
    cors::allow(&mut response, &origin);
    response
}

async fn decode(headers: &HeaderMap, body: Body) -> Result<LabelReport, ApiError> {
    if let Some(kind) = headers.get(header::CONTENT_TYPE) {
        let essence = kind.to_str().unwrap_or_default().split(';').next();
        if !essence.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/plain")) {
            return Err(ApiError::WrongContentType);
        }
    }
    let bytes = body::read(body, REPORT_BYTES)
        .await?
        .filter(|bytes| bytes.len() == REPORT_BYTES)
        .ok_or(ApiError::WrongLength)?;
    Ok(LabelReport::decode(&bytes)?)
}

/// The request's origin, which has to be one of the site's.
pub(super) async fn registered_origin(
    collector: &Collector,
    headers: &HeaderMap,
    site: &str,
) -> Result<String, ApiError> {
    let site = site.to_owned();
    let origin = cors::origin_of(headers).map(str::to_owned);
    collector
        .store
        .read(move |connection| {
            if current_model(connection, &site)?.is_none() {
                return Err(ApiError::UnknownSite);
            }
            match origin {
                Some(origin) if is_origin_of(connection, &site, &origin)? => Ok(origin),
                _ => Err(ApiError::OriginNotRegistered),
            }
        })
        .await
}

async fn count(collector: &Collector, report: LabelReport) -> Result<(), ApiError> {
    let label = match &report.answer {
        Answer::Label(label) => Some(label.clone()),
        Answer::Bits(_) => None,
    };
    let (site, model, asked) = (report.site.clone(), report.model.clone(), label.clone());
    let admission = collector
        .store
        .read(move |connection| admit(connection, &site, &model, asked.as_deref()))
        .await?;
    let epoch_ms = match admission {
        Admission::UnknownModel => return Err(ApiError::UnknownModel),
        Admission::UnknownLabel => return Err(ApiError::UnknownLabel),
        Admission::Known { epoch_ms } => epoch_ms,
    };
    // Both mechanisms of this version, randomised response and exact, answer with one label.
    let label = label.ok_or(ApiError::WrongMechanism)?;
    let clock = collector.clock.clone();
    let open = collector
        .store
        .write(move |connection| {
            // Read inside the transaction: the epoch may close while the report waits its turn.
            count_report(connection, &report, &label, epoch_ms, clock.now_ms())
        })
        .await?;
    if open {
        Ok(())
    } else {
        Err(ApiError::EpochNotOpen)
    }
}
