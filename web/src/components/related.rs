//! How the chosen features go together, and what could be left out.

use crate::components::grid::Grid;
use crate::i18n::*;
use crate::store::Store;
use crate::words::{self, feature};
use crate::{format, host};
use leptos::prelude::*;
use recinto_web::protocol::Ask;
use recinto_web::views::studio::{Pair, Studio};

/// After so many ms without a change the relations are measured anew.
const PAUSE_MS: u32 = 350;
/// Pairs listed.
const PAIRS: usize = 8;

/// The panels.
#[component]
pub fn Relations() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let turn = StoredValue::new(0_u32);
    // Only which features, not how much they count.
    let keys = Memo::new(move |_| {
        store.picks.with(|picks| {
            picks
                .iter()
                .map(|pick| pick.key.clone())
                .collect::<Vec<_>>()
        })
    });
    Effect::new(move |first: Option<()>| {
        keys.track();
        if first.is_none() {
            return;
        }
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        gloo_timers::callback::Timeout::new(PAUSE_MS, move || {
            if turn.try_get_value() == Some(mine) {
                host::ask(&Ask::Relate(store.picks.get_untracked()));
            }
        })
        .forget();
    });
    view! {
        <Drops />
        <section class="panel" data-testid="relations">
            <h2>{t!(i18n, studio.related)}</h2>
            <p class="small quiet">{t!(i18n, studio.related_about)}</p>
            <Pairs />
            <Matrix />
        </section>
    }
    .into_any()
}

/// A candidate's name.
fn name(i18n: words::I18n, studio: &Studio, at: usize) -> String {
    let candidate = studio.candidates.get(at);
    candidate.map_or_else(String::new, |found| feature::name(i18n, &found.named))
}

#[component]
fn Pairs() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let rows = move || {
        let studio = store.studio.get()?;
        let pairs: Vec<Pair> = store
            .related
            .with(|r| r.pairs.iter().take(PAIRS).copied().collect());
        let row = |pair: Pair| {
            let r = pair.correlation;
            let [a, b] = pair.of.map(|at| name(i18n, &studio, at));
            let x = if r < 0.0 { 50.0 + r * 50.0 } else { 50.0 };
            view! {
                <li class="related">
                    <span class="small">{a}" · "{b}</span>
                    <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                        <line class="axis" x1="50" x2="50" y1="0" y2="8" />
                        <rect class="bar used" x=x y="1" width=(r.abs() * 50.0).max(0.5) height="6" rx="1" />
                    </svg>
                    <span class="small num">{format::fixed(i18n.get_locale(), r, 2)}</span>
                </li>
            }
        };
        Some(pairs.into_iter().map(row).collect_view())
    };
    let none = move || store.related.with(|r| r.pairs.is_empty());
    view! {
        <ul class="relateds">{rows}</ul>
        {move || none().then(|| view! { <p class="small quiet">{t!(i18n, studio.unrelated)}</p> })}
    }
    .into_any()
}

/// Every pair, in a table.
#[component]
fn Matrix() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let cells = Signal::derive(move || {
        let locale = i18n.get_locale();
        let Some(studio) = store.studio.get() else {
            return (Vec::new(), Vec::new());
        };
        store.related.with(|related| {
            let names: Vec<String> = related
                .columns
                .iter()
                .map(|&at| name(i18n, &studio, at))
                .collect();
            // Columns by their number: ten names side by side are wider than a screen.
            let rows = (1..)
                .zip(&names)
                .zip(related.matrix.chunks(names.len().max(1)))
                .map(|((number, name), values)| {
                    let values = values.iter().map(|value| format::fixed(locale, *value, 2));
                    std::iter::once(format!("{number} · {name}"))
                        .chain(values)
                        .collect()
                })
                .collect();
            let heads = std::iter::once(t_string!(i18n, studio.feature).to_owned());
            (
                heads
                    .chain((1..=names.len()).map(|n| n.to_string()))
                    .collect(),
                rows,
            )
        })
    });
    let title = Signal::derive(move || t_string!(i18n, studio.matrix).to_owned());
    let many = Memo::new(move |_| store.related.with(|r| r.columns.len() > 1));
    view! {
        {move || many.get().then(|| view! { <div class="matrix"><Grid name=title cells=cells id="related-table" /></div> })}
    }
    .into_any()
}

/// What could be left out, each with one click.
#[component]
fn Drops() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let rows = move || {
        let studio = store.studio.get()?;
        let drops = store.related.with(|r| r.drops.clone());
        if drops.is_empty() {
            return None;
        }
        let row = |drop: recinto_web::views::studio::Drop| {
            let key = studio
                .candidates
                .get(drop.feature)
                .map(|candidate| candidate.named.key.clone())
                .unwrap_or_default();
            let other = drop.other.map(|at| name(i18n, &studio, at));
            let why = feature::drop(i18n, &drop.why, other.as_deref().unwrap_or_default());
            view! {
                <li class="suggestion">
                    <div><p class="strong small">{name(i18n, &studio, drop.feature)}</p><p class="small quiet">{why}</p></div>
                    <button type="button" class="button" data-testid="drop-feature"
                        aria-label=words::fill(t_string!(i18n, studio.drop_named), &[("name", &name(i18n, &studio, drop.feature))])
                        on:click=move |_| store.picks.update(|picks| picks.retain(|pick| pick.key != key))>
                        {t_string!(i18n, studio.drop)}</button>
                </li>
            }
        };
        Some(view! {
            <section class="panel" data-testid="drops">
                <h2>{t!(i18n, studio.drops)}</h2>
                <ul class="suggestions">{drops.into_iter().map(row).collect_view()}</ul>
            </section>
        })
    };
    view! { {rows} }.into_any()
}
