//! `GET /v1/sites/{site}/counts`: how many devices reported which label.

use super::models::no_store;
use crate::auth::Admin;
use crate::store::{StoreError, Tally, find_site, is_published, model_bytes, tallies};
use crate::suppress::{Cell, suppress, suppress_unary};
use crate::{ApiError, Collector};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use recinto_core::model::{Mechanism, SegmentModel};
use recinto_core::privacy::{Estimate, krr, oue};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    model: Option<String>,
}

#[derive(Serialize)]
struct Counts {
    site: String,
    model: Option<String>,
    minimum_audience: Option<u32>,
    synthetic_reports: i64,
    epochs: Vec<Epoch>,
}

#[derive(Serialize)]
struct Epoch {
    epoch: u64,
    start: u64,
    length_ms: u64,
    total: Option<u64>,
    cells: Vec<NamedCell>,
}

#[derive(Serialize)]
struct NamedCell {
    label: String,
    name: String,
    count: Option<u64>,
    estimate: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    withheld: bool,
}

pub(super) async fn show(
    State(collector): State<Collector>,
    Admin { site }: Admin,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(Asked { model: asked }) = asked.map_err(|_| ApiError::BadQuery)?;
    let counts = collector
        .store
        .read(move |connection| {
            let found = find_site(connection, &site)?.ok_or(ApiError::UnknownSite)?;
            let empty = Counts {
                site: found.id,
                model: None,
                minimum_audience: None,
                synthetic_reports: found.synthetic_reports,
                epochs: Vec::new(),
            };
            let Some(id) = asked.or(found.model) else {
                return Ok(empty);
            };
            if !is_published(connection, &site, &id)? {
                return Err(ApiError::UnknownModel);
            }
            let bytes = model_bytes(connection, &id)?.ok_or(ApiError::UnknownModel)?;
            // It was checked on upload: if it fails now, the file was tampered with.
            let model = SegmentModel::from_bytes(&bytes)
                .map_err(|_| StoreError::Corrupt("a model that breaks its own format"))?;
            let epochs = tallies(connection, &site, &id)?
                .into_iter()
                .rev()
                .map(|(epoch, tally)| view(&model, epoch, &tally))
                .collect();
            Ok(Counts {
                model: Some(id),
                minimum_audience: Some(model.privacy.minimum_audience),
                epochs,
                ..empty
            })
        })
        .await?;
    Ok(no_store(Json(counts)))
}

fn view(model: &SegmentModel, epoch: u64, tally: &Tally) -> Epoch {
    let raw: Vec<u64> = model
        .segments
        .iter()
        .map(|segment| tally.by_label.get(&segment.label).copied().unwrap_or(0))
        .collect();
    let (policy, minimum) = (&model.privacy, u64::from(model.privacy.minimum_audience));
    let cells = |estimates: Vec<Estimate>| -> Vec<Cell> {
        let all = raw.iter().zip(estimates);
        all.map(|(&count, estimate)| Cell { count, estimate })
            .collect()
    };
    let shown = match policy.mechanism {
        Mechanism::Krr => suppress(&cells(krr::estimate(&raw, policy.epsilon)), minimum),
        Mechanism::Exact => {
            let exact = raw.iter().map(|&count| Estimate::exact(count)).collect();
            suppress(&cells(exact), minimum)
        }
        Mechanism::Oue => {
            let reports = tally.unary_reports;
            let estimates = oue::estimate(&raw, reports, policy.epsilon);
            suppress_unary(&cells(estimates), reports, minimum)
        }
    };
    Epoch {
        epoch,
        start: epoch.saturating_mul(model.privacy.epoch_ms),
        length_ms: model.privacy.epoch_ms,
        total: shown.total,
        cells: model
            .segments
            .iter()
            .zip(shown.cells)
            .map(|(segment, cell)| NamedCell {
                label: segment.label.clone(),
                name: segment.name.clone(),
                count: cell.map(|cell| cell.count),
                estimate: cell.map(|cell| cell.estimate.value),
                low: cell.map(|cell| cell.estimate.low),
                high: cell.map(|cell| cell.estimate.high),
                withheld: cell.is_none(),
            })
            .collect(),
    }
}
