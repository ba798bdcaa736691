//! The k-distance plot, on which ε is chosen.

use crate::components::grid::{Caption, Folded};
use crate::components::level::{Level, Line};
use crate::i18n::*;
use crate::store::Store;
use crate::{format, host, words};
use leptos::prelude::*;
use recinto_web::protocol::Ask;
use recinto_web::views::Distances;
use recinto_web::way::What;
use std::sync::Arc;

/// Shares of people in the table.
const TABLED: [f64; 8] = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0];

/// The plot for the number of people in the form; asked for when that changes.
#[component]
pub fn KDistance() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let points = Memo::new(move |_| store.draft.with(|d| d.number(What::MinPoints)) as usize);
    let drawn = Memo::new(move |_| {
        let distances = store.distances.get();
        distances.filter(|distances| distances.min_points == points.get())
    });
    Effect::new(move |_| {
        let min_points = points.get();
        let there = store
            .distances
            .with_untracked(|d| d.as_ref().map(|d| d.min_points));
        if there != Some(min_points) && min_points > 0 {
            host::ask(&Ask::Distances { min_points });
        }
    });
    view! {
        {move || match drawn.get() {
            Some(distances) => view! { <Drawn distances=distances /> }.into_any(),
            None => view! { <p class="quiet small">{t!(i18n, near.waiting)}</p> }.into_any(),
        }}
    }
}

#[component]
fn Drawn(distances: Arc<Distances>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let most = distances.curve.last().copied().unwrap_or(1.0);
    let (knee, points, sampled) = (distances.epsilon, distances.min_points, distances.sampled);
    let (path, held) = (distances.path.clone(), StoredValue::new(distances));
    let put = move |value: f64| {
        // Three decimals, as the form has them.
        let value = (value.clamp(most * 0.001, most) * 1000.0).ceil() / 1000.0;
        store.draft.update(|draft| draft.set(What::Epsilon, value));
    };
    let value = Signal::derive(move || store.draft.with(|d| d.number(What::Epsilon)));
    let beyond = move || {
        held.with_value(|d| {
            let count = d.curve.iter().filter(|&&x| x > value.get()).count();
            count as f64 / d.curve.len().max(1) as f64
        })
    };
    let written = move |text: &str| {
        let locale = i18n.get_locale();
        let e = format::number(locale, value.get(), 3);
        let p = format::percent(locale, beyond(), 1);
        words::fill(text, &[("e", &e), ("p", &p)])
    };
    let bend = move |text: &str| {
        let locale = i18n.get_locale();
        let n = format::count(locale, points as u64);
        let k = format::number(locale, knee, 3);
        words::fill(text, &[("n", &n), ("k", &k)])
    };
    let line = Line {
        value,
        spoken: Signal::derive(move || written(t_string!(i18n, near.spoken))),
        label: Signal::derive(move || t_string!(i18n, near.label).to_owned()),
        moved: Callback::new(put),
        stepped: Callback::new(move |steps: i32| {
            put(value.get_untracked() + f64::from(steps) * most / 100.0);
        }),
        settled: Callback::new(|()| ()),
    };
    let cells = Signal::derive(move || {
        let locale = i18n.get_locale();
        let heads = vec![
            t_string!(i18n, near.people).to_owned(),
            t_string!(i18n, near.within).to_owned(),
        ];
        let rows = held.with_value(|d| {
            let at = |share: f64| {
                let last = d.curve.len().saturating_sub(1);
                d.curve
                    .get((share * last as f64) as usize)
                    .copied()
                    .unwrap_or(0.0)
            };
            TABLED
                .map(|share| {
                    vec![
                        format::percent(locale, share, 0),
                        format::number(locale, at(share), 3),
                    ]
                })
                .to_vec()
        });
        (heads, rows)
    });
    view! {
        <figure class="chart" data-testid="k-distance">
            <Caption title=Signal::derive(move || written(t_string!(i18n, near.title)))
                about=Signal::derive(move || bend(t_string!(i18n, near.about))) sampled=Signal::derive(move || Some(sampled)) />
            <Level id="epsilon-line" class="curve" path=path most=most line=line mark=Some(knee) />
            <button type="button" class="button" data-testid="knee" data-value=knee on:click=move |_| put(knee)>
                {move || bend(t_string!(i18n, near.use_it))}</button>
            <Folded id="near-table" name=Signal::derive(move || t_string!(i18n, near.table).to_owned()) cells=cells />
        </figure>
    }
}
