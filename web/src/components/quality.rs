//! How clear each number of segments is, by several measures.

use crate::components::grid::Folded;
use crate::format;
use crate::i18n::*;
use crate::words::{self, ways};
use leptos::prelude::*;
use recinto_core::analysis::{ChoiceOfK, QualityIndex};
use recinto_web::protocol::Findings;
use std::sync::Arc;

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 132.0;
const BASE: f64 = 108.0;

/// A bar per k, the proposed and the used one marked.
#[component]
pub fn Quality(findings: Arc<Findings>) -> impl IntoView {
    let i18n = use_i18n();
    let (best, k) = (findings.choice.proposed, findings.k);
    let (unclear, density) = (
        findings.choice.no_structure,
        findings.chosen.way.is_density(),
    );
    let scores = findings.choice.scores.clone();
    let step = WIDTH / scores.len().max(1) as f64;
    let sampled = scores.iter().any(|s| s.sampled);
    let title = move || {
        let locale = i18n.get_locale();
        let best_n = format::count(locale, best as u64);
        if unclear {
            t_string!(i18n, choice.title_none).to_owned()
        } else if density {
            words::fill(t_string!(i18n, choice.title_other), &[("k", &best_n)])
        } else if best == k {
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
            .map(|s| format!("{}: {}", s.k, format::number(locale, s.total, 2)))
            .collect::<Vec<_>>()
            .join("; ")
    };
    let held = StoredValue::new(findings.choice.clone());
    let cells = Signal::derive(move || {
        let locale = i18n.get_locale();
        let heads = [
            t_string!(i18n, fields.clusters),
            t_string!(i18n, choice.silhouette),
            t_string!(i18n, choice.calinski),
            t_string!(i18n, choice.davies_low),
            t_string!(i18n, choice.gap),
            t_string!(i18n, choice.stability),
            t_string!(i18n, choice.total),
        ];
        let rows = held.with_value(|choice| {
            let rows = choice.scores.iter().map(|s| {
                vec![
                    s.k.to_string(),
                    format::fixed(locale, s.silhouette, 3),
                    format::number(locale, s.calinski_harabasz, 0),
                    format::fixed(locale, s.davies_bouldin, 3),
                    s.gap
                        .map_or_else(|| "–".to_owned(), |gap| format::fixed(locale, gap, 3)),
                    format::fixed(locale, s.stability, 2),
                    format::fixed(locale, s.total, 2),
                ]
            });
            rows.collect()
        });
        (heads.map(str::to_owned).to_vec(), rows)
    });
    let why = move || held.with_value(|choice| why(i18n, choice));
    view! {
        <figure class="panel chart">
            <figcaption>
                <h2>{title}</h2>
                <p class="small" data-testid="choice-why">{why}</p>
                <p class="quiet small">{t!(i18n, choice.about)}" "
                    <span class="tag">{move || if sampled { t_string!(i18n, seg.sampled) } else { t_string!(i18n, seg.exact) }}</span>
                </p>
            </figcaption>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=text class="bars">
                <line x1="0" x2=WIDTH y1=BASE y2=BASE class="axis" />
                {scores.into_iter().enumerate().map(|(at, score)| {
                    let height = score.total.clamp(0.0, 1.0) * 84.0;
                    let x = step * at as f64;
                    let class = if score.k == k { "bar used" } else { "bar" };
                    view! {
                        <rect class=class x=x + step * 0.18 y=BASE - height width=step * 0.64 height=height.max(1.0) rx="2" />
                        <text class="bar-value" x=x + step / 2.0 y=BASE - height - 5.0 text-anchor="middle">
                            {move || format::fixed(i18n.get_locale(), score.total, 2)}
                        </text>
                        <text class=if score.k == k { "bar-name used" } else { "bar-name" }
                            x=x + step / 2.0 y=BASE + 17.0 text-anchor="middle">{score.k}</text>
                    }
                }).collect_view()}
            </svg>
            <Folded id="choice-table" name=Signal::derive(move || t_string!(i18n, choice.table).to_owned()) cells=cells />
        </figure>
    }
}

/// Which measures agree on the proposed k, which do not.
fn why(i18n: words::I18n, choice: &ChoiceOfK) -> String {
    let locale = i18n.get_locale();
    let k = format::count(locale, choice.proposed as u64);
    let names = |indices: &[QualityIndex]| {
        let names = indices.iter().map(|&index| ways::index(i18n, index));
        names.collect::<Vec<_>>().join(", ")
    };
    let said = if choice.disagree.is_empty() {
        words::fill(t_string!(i18n, choice.all), &[("k", &k)])
    } else {
        let (a, d) = (names(&choice.agree), names(&choice.disagree));
        let agree = words::fill(t_string!(i18n, choice.agree), &[("a", &a), ("k", &k)]);
        let disagree = words::fill(t_string!(i18n, choice.disagree), &[("a", &d)]);
        if choice.agree.is_empty() {
            disagree
        } else {
            format!("{agree} {disagree}")
        }
    };
    if !choice.no_structure {
        return said;
    }
    let best = choice
        .scores
        .iter()
        .map(|s| s.silhouette)
        .fold(-1.0, f64::max);
    let s = format::fixed(locale, best, 2);
    let none = words::fill(t_string!(i18n, choice.none), &[("s", &s)]);
    format!("{none} {said}")
}
