//! Where each segment is above or below everyone: aligned bars, a small panel per measure.

use crate::components::grid::Folded;
use crate::i18n::*;
use crate::store::Store;
use crate::{format, words};
use leptos::prelude::*;
use recinto_web::protocol::Findings;
use std::sync::Arc;

const HALF: f64 = 100.0;
const ROW: f64 = 25.0;
/// Panels drawn.
const SHOWN: usize = 12;
/// Values of a static column told.
const VALUES: usize = 3;

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
    let shown = findings.telling(SHOWN);
    let left = findings.features.len() - shown.len();
    view! {
        <figure class="panel chart">
            <figcaption>
                <h2>{t!(i18n, seg.profile)}</h2>
                <p class="quiet small">{t!(i18n, seg.profile_about)}</p>
            </figcaption>
            <div class="multiples">
                {shown.into_iter().map(|feature| view! {
                    <Measured findings=findings.clone() feature=feature most=most />
                }).collect_view()}
            </div>
            {(left > 0).then(|| view! {
                <p class="quiet small">{move || {
                    let n = format::count(i18n.get_locale(), left as u64);
                    words::fill(t_string!(i18n, seg.more), &[("n", &n)])
                }}</p>
            })}
            <Statics findings=findings />
        </figure>
    }
}

#[component]
fn Measured(findings: Arc<Findings>, feature: usize, most: f64) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let height = ROW * findings.k as f64;
    let Some(named) = findings.features.get(feature).cloned() else {
        return ().into_any();
    };
    let question = named.question;
    let name = Signal::derive(move || words::feature::name(i18n, &named));
    let columns: Vec<_> = findings
        .profiles
        .iter()
        .filter_map(|p| p.columns.get(feature).copied())
        .collect();
    let spoken = {
        let (columns, currency) = (columns.clone(), findings.currency.clone());
        move || {
            let values = columns.iter().enumerate().map(|(at, column)| {
                let value = words::feature::value(i18n, question, column.mean, &currency);
                format!("{}: {value}", at + 1)
            });
            format!("{}. {}", name.get(), values.collect::<Vec<_>>().join("; "))
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
                                {move || words::feature::value(i18n, question, column.mean, &currency)}
                            </text>
                        </g>
                    }
                }).collect_view()}
            </svg>
        </div>
    }
    .into_any()
}

/// Facts of the file about the people of each segment, against everyone's.
#[component]
fn Statics(findings: Arc<Findings>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let any = findings.profiles.iter().any(|p| !p.statics.is_empty());
    let name = Signal::derive(move || t_string!(i18n, seg.statics).to_owned());
    let cells = Signal::derive(move || {
        let locale = i18n.get_locale();
        let mut names: Vec<&str> = Vec::new();
        for share in findings.profiles.iter().flat_map(|p| &p.statics) {
            if !names.contains(&share.column.as_str()) {
                names.push(&share.column);
            }
        }
        let said = |at: usize, column: &str| {
            let shares = findings.profiles.get(at).into_iter();
            let shares = shares
                .flat_map(|p| &p.statics)
                .filter(|s| s.column == column);
            let shown = shares.take(VALUES).map(|share| {
                let value = share.value.as_deref();
                let value = value.unwrap_or_else(|| t_string!(i18n, seg.others));
                let [own, all] =
                    [share.share, share.overall].map(|p| format::percent(locale, p, 0));
                words::fill(
                    t_string!(i18n, seg.static_share),
                    &[("value", value), ("p", &own), ("all", &all)],
                )
            });
            shown.collect::<Vec<_>>().join(", ")
        };
        let rows = (0..findings.k)
            .map(|at| {
                let cells = names.iter().map(|column| said(at, column));
                std::iter::once(store.name(at)).chain(cells).collect()
            })
            .collect();
        let heads = std::iter::once(t_string!(i18n, seg.name).to_owned());
        (
            heads.chain(names.iter().map(|n| (*n).to_owned())).collect(),
            rows,
        )
    });
    view! { {any.then(|| view! { <Folded name=name cells=cells id="statics" /> })} }.into_any()
}
