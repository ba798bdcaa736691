//! A question, and the features that answer it.

use crate::components::histogram::Histogram;
use crate::format;
use crate::i18n::*;
use crate::store::Store;
use crate::words::{self, feature};
use leptos::prelude::*;
use leptos::task::spawn_local;
use recinto_core::studio::Group;
use recinto_web::views::studio::{Candidate, Picked, Studio};
use std::sync::Arc;

/// The most days a half-life may have.
const HALF_LIFE_MOST: f64 = 730.0;
/// The greatest weight.
const WEIGHT_MOST: f64 = 10.0;

/// A group; what is in it is drawn when it is opened, or in its turn: all at once would hold the
/// page up.
#[component]
pub fn FeatureGroup(studio: Arc<Studio>, group: Group, turn: u32) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let of: Vec<usize> = studio
        .candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| candidate.group == group)
        .map(|(at, _)| at)
        .collect();
    let all = of.len() as u64;
    let keys: Vec<String> = of
        .iter()
        .filter_map(|&at| Some(studio.candidates.get(at)?.named.key.clone()))
        .collect();
    let chosen = Memo::new(move |_| {
        store
            .picks
            .with(|picks| picks.iter().filter(|pick| keys.contains(&pick.key)).count() as u64)
    });
    let opened = chosen.get_untracked() > 0;
    let drawn = RwSignal::new(false);
    if opened {
        spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(turn * 20).await;
            let _ = drawn.try_set(true);
        });
    }
    let count = move || {
        let locale = i18n.get_locale();
        let (a, b) = (
            format::count(locale, chosen.get()),
            format::count(locale, all),
        );
        words::fill(t_string!(i18n, studio.of), &[("a", &a), ("b", &b)])
    };
    view! {
        <details class="panel group" open=opened data-testid=format!("group-{}", feature::code(group))
            on:toggle=move |_| drawn.set(true)>
            <summary>
                <h2>{move || feature::group(i18n, group).0}</h2>
                <span class="small quiet">{count}</span>
                <span class="small quiet about">{move || feature::group(i18n, group).1}</span>
            </summary>
            {move || drawn.get().then(|| view! {
                <ul class="features">
                    {of.iter().map(|&at| view! { <Row studio=studio.clone() at=at /> }).collect_view()}
                </ul>
            })}
        </details>
    }
    .into_any()
}

/// A feature to choose.
#[component]
fn Row(studio: Arc<Studio>, at: usize) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let Some(candidate) = studio.candidates.get(at).cloned() else {
        return ().into_any();
    };
    let Candidate {
        named,
        can_decay,
        needs_days,
        desk_only,
        seen,
        ..
    } = candidate;
    let key = named.key.clone();
    let on = {
        let key = key.clone();
        Memo::new(move |_| store.picks.with(|picks| picks.iter().any(|p| p.key == key)))
    };
    let choose = {
        let key = key.clone();
        move |wanted: bool| {
            store.picks.update(|picks| {
                picks.retain(|pick| pick.key != key);
                if wanted {
                    picks.push(Picked {
                        key: key.clone(),
                        weight: 1.0,
                        half_life: 0.0,
                    });
                }
            });
        }
    };
    let (long, days) = (needs_days.is_some(), u64::from(needs_days.unwrap_or(0)));
    let marks = move || {
        let n = format::count(i18n.get_locale(), days);
        [
            long.then(|| words::fill(t_string!(i18n, studio.needs), &[("n", &n)])),
            desk_only.map(|why| feature::desk_only(i18n, why).to_owned()),
        ]
        .into_iter()
        .flatten()
        .map(|text| view! { <span class="tag mark">{text}</span> })
        .collect_view()
    };
    let (question, asked) = (named.question, named.clone());
    let shown = Arc::new((named, seen, studio.currency.clone()));
    let numbers = key.clone();
    view! {
        <li class="feature" class:chosen=move || on.get() data-testid="feature" data-key=key.clone()>
            <label class="feature-name">
                <input type="checkbox" prop:checked=move || on.get()
                    on:change:target=move |event| choose(event.target().checked()) />
                <span class="strong">{move || feature::name(i18n, &asked)}</span>
                <span class="small quiet">{move || feature::about(i18n, question)}</span>
            </label>
            <Histogram of=shown />
            <div class="marks">{marks}</div>
            {move || on.get().then(|| view! { <Numbers key=numbers.clone() can_decay=can_decay /> })}
        </li>
    }
    .into_any()
}

/// Weight and half-life of a chosen feature.
#[component]
fn Numbers(key: String, can_decay: bool) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let key = StoredValue::new(key);
    let now = Memo::new(move |_| {
        store.picks.with(|picks| {
            picks
                .iter()
                .find(|p| key.with_value(|key| p.key == *key))
                .cloned()
        })
    });
    let change = move |edit: &dyn Fn(&mut Picked)| {
        store.picks.update(|picks| {
            let mine = picks.iter_mut();
            for pick in mine.filter(|p| key.with_value(|key| p.key == *key)) {
                edit(pick);
            }
        });
    };
    let weight = move || now.with(|now| now.as_ref().map_or(1.0, |now| now.weight));
    let half_life = move || now.with(|now| now.as_ref().map_or(0.0, |now| now.half_life));
    let weigh = move |text: String| {
        let typed = format::parse(i18n.get_locale_untracked(), &text);
        if let Some(weight) = typed.filter(|x| (0.0..=WEIGHT_MOST).contains(x)) {
            change(&|pick| pick.weight = weight);
        }
    };
    view! {
        <div class="feature-numbers">
            <label class="field weight"><span>{t!(i18n, studio.weight)}</span>
                <input type="range" min="0" max="4" step="0.25" aria-label=move || t_string!(i18n, studio.weight_slider)
                    prop:value=move || weight().to_string()
                    on:input:target=move |event| {
                        if let Ok(weight) = event.target().value().parse::<f64>() {
                            change(&|pick| pick.weight = weight);
                        }
                    } />
                <input type="text" inputmode="decimal" autocomplete="off" data-testid="feature-weight"
                    aria-label=move || t_string!(i18n, studio.weight)
                    prop:value=move || format::plain(i18n.get_locale(), weight())
                    on:change:target=move |event| {
                        weigh(event.target().value());
                        event.target().set_value(&format::plain(i18n.get_locale_untracked(), weight()));
                    } />
            </label>
            {can_decay.then(|| view! {
                <label class="field half-life"><span>{t!(i18n, studio.half_life)}</span>
                    <input type="text" inputmode="decimal" autocomplete="off" data-testid="feature-half-life"
                        placeholder=move || t_string!(i18n, studio.never)
                        prop:value=move || {
                            let days = half_life();
                            if days > 0.0 {
                                format::plain(i18n.get_locale(), days)
                            } else {
                                String::new()
                            }
                        }
                        on:change:target=move |event| {
                            let text = event.target().value();
                            let days = if text.trim().is_empty() {
                                Some(0.0)
                            } else {
                                format::parse(i18n.get_locale_untracked(), &text)
                                    .filter(|days| (0.5..=HALF_LIFE_MOST).contains(days))
                            };
                            match days {
                                Some(days) => change(&|pick| pick.half_life = days),
                                None => event.target().set_value(&format::plain(i18n.get_locale_untracked(), half_life())),
                            }
                        } />
                </label>
            })}
        </div>
    }
    .into_any()
}
