//! How a feature is spread over people: drawn, in a sentence, and in a table.

use crate::format;
use crate::i18n::*;
use crate::words::{self, feature};
use leptos::prelude::*;
use recinto_web::views::studio::{HISTOGRAM_HEIGHT, HISTOGRAM_WIDTH, Named, Seen};
use std::sync::Arc;

/// The figure.
#[component]
pub fn Histogram(of: Arc<(Named, Seen, String)>) -> impl IntoView {
    let i18n = use_i18n();
    let text = {
        let of = of.clone();
        move || {
            let (named, seen, currency) = &*of;
            let value = |x: f64| feature::value(i18n, named.question, x, currency);
            let missing = format::percent(i18n.get_locale(), seen.missing, 0);
            if seen.bars.is_empty() {
                return t_string!(i18n, studio.no_values).to_owned();
            }
            let text = if seen.missing > 0.0 {
                t_string!(i18n, studio.spread_missing)
            } else {
                t_string!(i18n, studio.spread)
            };
            let (a, m, b) = (value(seen.least), value(seen.median), value(seen.most));
            words::fill(text, &[("a", &a), ("m", &m), ("b", &b), ("p", &missing)])
        }
    };
    let shown = RwSignal::new(false);
    let rows = of.clone();
    view! {
        <div class="spread">
            <svg viewBox=format!("0 0 {HISTOGRAM_WIDTH} {HISTOGRAM_HEIGHT}") aria-hidden="true" preserveAspectRatio="none">
                <path class="bars-path" d=of.1.path.clone() />
                <line class="axis" x1="0" x2=HISTOGRAM_WIDTH y1=HISTOGRAM_HEIGHT y2=HISTOGRAM_HEIGHT />
            </svg>
            <span class="small quiet">{text}</span>
            {(of.1.bars.len() > 1).then(|| view! {
                <details class="folded" on:toggle=move |_| shown.set(true)>
                    <summary>{t!(i18n, studio.table)}</summary>
                    {move || shown.get().then(|| view! {
                        <table class="plain">
                            <thead><tr><th scope="col">{t!(i18n, studio.up_to)}</th>
                                <th scope="col" class="num">{t!(i18n, seg.size)}</th></tr></thead>
                            <tbody>{rows.1.bars.iter().map(|&(bound, people)| {
                                let of = rows.clone();
                                view! {
                                    <tr><th scope="row">{move || feature::value(i18n, of.0.question, bound, &of.2)}</th>
                                        <td class="num">{move || format::count(i18n.get_locale(), people)}</td></tr>
                                }
                            }).collect_view()}</tbody>
                        </table>
                    })}
                </details>
            })}
        </div>
    }
    .into_any()
}
