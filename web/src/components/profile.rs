//! Where each segment is above or below everyone: aligned bars, a small panel per measure.

use crate::i18n::*;
use crate::store::Store;
use crate::words;
use leptos::prelude::*;
use recinto_web::protocol::Findings;
use std::sync::Arc;

const HALF: f64 = 100.0;
const ROW: f64 = 25.0;

/// The panels.
#[component]
pub fn Profiles(findings: Arc<Findings>) -> impl IntoView {
    let i18n = use_i18n();
    let most = findings
        .profiles
        .iter()
        .flat_map(|p| p.columns.iter())
        .map(|c| c.difference.abs())
        .fold(0.5_f64, f64::max);
    let width = findings.features.len();
    view! {
        <figure class="panel chart">
            <figcaption>
                <h2>{t!(i18n, seg.profile)}</h2>
                <p class="quiet small">{t!(i18n, seg.profile_about)}</p>
            </figcaption>
            <div class="multiples">
                {(0..width).map(|feature| view! {
                    <Measured findings=findings.clone() feature=feature most=most />
                }).collect_view()}
            </div>
        </figure>
    }
}

#[component]
fn Measured(findings: Arc<Findings>, feature: usize, most: f64) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let height = ROW * findings.k as f64;
    let measure = findings.features.get(feature).map(|f| f.measure);
    let kind = findings.kind.clone();
    let name = Signal::derive(move || measure.map(|m| words::measure(i18n, m, &kind)));
    let columns: Vec<_> = findings
        .profiles
        .iter()
        .filter_map(|p| p.columns.get(feature).copied())
        .collect();
    let spoken = {
        let (columns, currency) = (columns.clone(), findings.currency.clone());
        move || {
            let values = columns.iter().enumerate().map(|(at, column)| {
                let value = measure.map(|m| words::value(i18n, m, column.mean, &currency));
                format!("{}: {}", at + 1, value.unwrap_or_default())
            });
            format!(
                "{}. {}",
                name.get().unwrap_or_default(),
                values.collect::<Vec<_>>().join("; ")
            )
        }
    };
    let currency = findings.currency.clone();
    view! {
        <div class="multiple">
            <p class="strong small">{name}</p>
            <svg viewBox=format!("-124 0 324 {height}") role="img" aria-label=spoken class="diverging">
                <line x1="0" x2="0" y1="0" y2=height class="axis" />
                {columns.into_iter().enumerate().map(|(at, column)| {
                    let length = (column.difference.abs() / most * HALF).max(1.0);
                    let x = if column.difference < 0.0 { -length } else { 0.0 };
                    let y = ROW * at as f64;
                    let currency = currency.clone();
                    view! {
                        <g data-seg=at % 12 class:dim=move || store.focus.get().is_some_and(|focus| focus != at)>
                            <text class="bar-name" x="-112" y=y + 16.0 text-anchor="middle">{at + 1}</text>
                            <rect class="bar seg" x=x y=y + 4.0 width=length height="15" rx="2" />
                            <text class="bar-value" x="196" y=y + 16.0 text-anchor="end">
                                {move || measure.map(|m| words::value(i18n, m, column.mean, &currency))}
                            </text>
                        </g>
                    }
                }).collect_view()}
            </svg>
        </div>
    }
}
