//! How clear each number of segments is.

use crate::format;
use crate::i18n::*;
use leptos::prelude::*;
use recinto_web::protocol::Findings;
use std::sync::Arc;

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 132.0;
const BASE: f64 = 108.0;

/// A bar per k, the proposed and the used one marked.
#[component]
pub fn Quality(findings: Arc<Findings>) -> impl IntoView {
    let i18n = use_i18n();
    let (best, k) = (findings.proposed_k, findings.k);
    let scores = findings.k_scores.clone();
    let most = scores.iter().map(|s| s.silhouette).fold(0.05_f64, f64::max);
    let step = WIDTH / scores.len().max(1) as f64;
    let sampled = scores.iter().any(|s| s.sampled);
    let title = move || {
        let locale = i18n.get_locale();
        let best_n = format::count(locale, best as u64);
        if best == k {
            t_string!(i18n, seg.quality, k = best_n)
        } else {
            let k = format::count(locale, k as u64);
            t_string!(i18n, seg.quality_other, best = best_n, k = k)
        }
    };
    let rows = scores.clone();
    let text = move || {
        let locale = i18n.get_locale();
        rows.iter()
            .map(|s| format!("{}: {}", s.k, format::number(locale, s.silhouette, 3)))
            .collect::<Vec<_>>()
            .join("; ")
    };
    view! {
        <figure class="panel chart">
            <figcaption>
                <h2>{title}</h2>
                <p class="quiet small">{t!(i18n, seg.quality_about)}" "
                    <span class="tag">{move || if sampled { t_string!(i18n, seg.sampled) } else { t_string!(i18n, seg.exact) }}</span>
                </p>
            </figcaption>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=text class="bars">
                <line x1="0" x2=WIDTH y1=BASE y2=BASE class="axis" />
                {scores.into_iter().enumerate().map(|(at, score)| {
                    let height = (score.silhouette.max(0.0) / most) * 84.0;
                    let x = step * at as f64;
                    let class = if score.k == k { "bar used" } else { "bar" };
                    view! {
                        <rect class=class x=x + step * 0.18 y=BASE - height width=step * 0.64 height=height.max(1.0) rx="2" />
                        <text class="bar-value" x=x + step / 2.0 y=BASE - height - 5.0 text-anchor="middle">
                            {move || format::fixed(i18n.get_locale(), score.silhouette, 2)}
                        </text>
                        <text class=if score.k == k { "bar-name used" } else { "bar-name" }
                            x=x + step / 2.0 y=BASE + 17.0 text-anchor="middle">{score.k}</text>
                    }
                }).collect_view()}
            </svg>
        </figure>
    }
}
