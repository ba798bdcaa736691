//! The silhouette of everyone, segment by segment.

use crate::components::grid::{Caption, Grid};
use crate::i18n::*;
use crate::store::Store;
use crate::{format, host, words};
use leptos::prelude::*;
use recinto_web::protocol::{Ask, Findings, Stage};
use recinto_web::views::Widths;
use std::sync::Arc;

/// Asked for by a button: it takes a while.
#[component]
pub fn Fit(findings: Arc<Findings>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let enough = findings.k >= 2;
    let sizes = StoredValue::new(findings.profiles.iter().map(|p| p.size).collect::<Vec<_>>());
    view! {
        <section class="panel">
            <h2>{t!(i18n, widths.show)}</h2>
            {move || match store.widths.get() {
                Some(widths) => view! { <Drawn widths=widths sizes=sizes /> }.into_any(),
                None => view! {
                    <button type="button" class="button" data-testid="widths-ask" disabled=!enough
                        on:click=move |_| host::work(store, Stage::Quality, &Ask::Widths)>
                        {t!(i18n, widths.ask)}</button>
                }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Drawn(widths: Arc<Widths>, sizes: StoredValue<Vec<u64>>) -> impl IntoView {
    let i18n = use_i18n();
    let store = expect_context::<Store>();
    let (mean, sampled) = (widths.mean, widths.sampled);
    let held = StoredValue::new(widths.clone());
    let below = sizes.with_value(|sizes| {
        let weighed = widths.segments.iter().zip(sizes);
        let below: f64 = weighed
            .map(|(band, &size)| band.below_zero * size as f64)
            .sum();
        below / sizes.iter().sum::<u64>().max(1) as f64
    });
    let title = Signal::derive(move || {
        let p = format::percent(i18n.get_locale(), below, 1);
        words::fill(t_string!(i18n, widths.title), &[("p", &p)])
    });
    let about = Signal::derive(move || {
        let m = format::fixed(i18n.get_locale(), mean, 2);
        words::fill(t_string!(i18n, widths.about), &[("m", &m)])
    });
    let cells = Signal::derive(move || {
        let locale = i18n.get_locale();
        let heads = [
            t_string!(i18n, seg.name),
            t_string!(i18n, widths.mean),
            t_string!(i18n, widths.below),
        ];
        let rows = held.with_value(|widths| {
            let bands = widths.segments.iter().enumerate();
            bands
                .map(|(at, band)| {
                    vec![
                        store.name(at),
                        format::fixed(locale, band.mean, 2),
                        format::percent(locale, band.below_zero, 1),
                    ]
                })
                .collect()
        });
        (heads.map(str::to_owned).to_vec(), rows)
    });
    view! {
        <figure class="chart" data-testid="widths">
            <Caption title=title about=about sampled=Signal::derive(move || Some(sampled)) />
            <div class="bands" aria-hidden="true">
                {widths.segments.iter().enumerate().map(|(at, band)| {
                    let line = 100.0 + 100.0 * mean;
                    view! {
                        <div class="band" data-seg=at % 12>
                            <span class="swatch">{at + 1}</span>
                            <svg viewBox="0 0 200 40" preserveAspectRatio="none">
                                <path class="fill" d=band.path.clone() />
                                <line class="axis" x1="100" x2="100" y1="0" y2="40" />
                                <line class="mean" x1=line x2=line y1="0" y2="40" />
                            </svg>
                            <span class="small">{let own = band.mean; move || format::fixed(i18n.get_locale(), own, 2)}</span>
                        </div>
                    }
                }).collect_view()}
            </div>
            <Grid name=title cells=cells id="widths-table" />
        </figure>
    }
}
