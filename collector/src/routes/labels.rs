//! `POST /v1/labels`: a device's report.

use crate::store::{Counted, count_report, current_model, is_origin_of, published_model};
use crate::{ApiError, Collector, body, cors};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use recinto_core::model::{Mechanism, SegmentModel};
use recinto_core::privacy::oue;
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
    let (site, id) = (report.site.clone(), report.model.clone());
    let model = collector
        .store
        .read(move |connection| published_model(connection, &site, &id))
        .await?
        .ok_or(ApiError::UnknownModel)?;
    let counted = counted(&model, &report.answer)?;
    let epoch_ms = model.privacy.epoch_ms;
    let clock = collector.clock.clone();
    let open = collector
        .store
        .write(move |connection| {
            // Read inside the transaction: the epoch may close while the report waits its turn.
            count_report(connection, &report, &counted, epoch_ms, clock.now_ms())
        })
        .await?;
    if open {
        Ok(())
    } else {
        Err(ApiError::EpochNotOpen)
    }
}

/// What an answer adds to the counts, if it is one that the model's mechanism gives.
fn counted(model: &SegmentModel, answer: &Answer) -> Result<Counted, ApiError> {
    match (model.privacy.mechanism, answer) {
        (Mechanism::Krr | Mechanism::Exact, Answer::Label(label)) => {
            model.segment_index(label).ok_or(ApiError::UnknownLabel)?;
            Ok(Counted::Label(label.clone()))
        }
        (Mechanism::Oue, Answer::Bits(bits)) => {
            let set = oue::labels(bits, model.segments.len()).ok_or(ApiError::WrongMechanism)?;
            let segments = set.into_iter().filter_map(|at| model.segments.get(at));
            Ok(Counted::Bits(segments.map(|s| s.label.clone()).collect()))
        }
        _ => Err(ApiError::WrongMechanism),
    }
}
