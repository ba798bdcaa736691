//! Everyone on the first two principal components, as the worker drew it.

use crate::i18n::*;
use crate::store::Store;
use crate::{format, words};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use recinto_web::protocol::{Findings, PICTURE_HEIGHT as HEIGHT, PICTURE_WIDTH as WIDTH};
use std::sync::Arc;

/// The picture: one tab stop, arrows bring a segment to the front.
#[component]
pub fn ScatterPlot(findings: Arc<Findings>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let (k, noise) = (findings.k, findings.noise);
    let picture = findings.picture.clone();
    let [first, second] = picture.explained;
    let (points, sampled) = (picture.points, picture.sampled);
    let [a, b] = picture
        .strongest
        .map(|at| at.and_then(|at| findings.features.get(at)).cloned());
    let title = Signal::derive(move || {
        let name = |named: &Option<_>| {
            let name = named
                .as_ref()
                .map(|named| words::feature::name(i18n, named));
            name.unwrap_or_default()
        };
        t_string!(i18n, seg.scatter, a = name(&a), b = name(&b))
    });
    let about = move || {
        let locale = i18n.get_locale();
        let share = format::percent(locale, first + second, 0);
        let n = format::count(locale, points);
        let drawn = if sampled {
            t_string!(i18n, seg.scatter_sampled, n = n)
        } else {
            t_string!(i18n, seg.scatter_all, n = n)
        };
        format!(
            "{} {drawn}",
            t_string!(i18n, seg.scatter_about, share = share)
        )
    };
    let axis = move |n: u32, share: f64| {
        let share = format::percent(i18n.get_locale(), share, 0);
        t_string!(i18n, seg.axis, n = n, share = share)
    };
    let keys = move |event: KeyboardEvent| {
        let now = store.focus.get_untracked();
        let next = match event.key().as_str() {
            // Everyone may be in no segment.
            _ if k == 0 => return,
            "ArrowRight" | "ArrowDown" => Some(now.map_or(0, |at| (at + 1) % k)),
            "ArrowLeft" | "ArrowUp" => Some(now.map_or(k - 1, |at| (at + k - 1) % k)),
            "Escape" => None,
            _ => return,
        };
        event.prevent_default();
        store.focus.set(next);
    };
    let dim = move |at: usize| store.focus.get().is_some_and(|focus| focus != at);
    view! {
        <figure class="panel chart">
            <figcaption>
                <h2>{title}</h2>
                <p class="quiet small">{about}</p>
            </figcaption>
            <div class="plot" tabindex="0" role="group" on:keydown=keys
                aria-label=move || format!("{}. {}", title.get(), t_string!(i18n, seg.scatter_keys))>
                <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") aria-hidden="true" class="scatter">
                    <rect x="0.5" y="0.5" width=WIDTH - 1.0 height=HEIGHT - 1.0 rx="6" class="frame" />
                    <text class="axis-name" x=WIDTH - 10.0 y=HEIGHT - 9.0 text-anchor="end">{move || axis(1, first)}</text>
                    <text class="axis-name" x="10" y="18">{move || axis(2, second)}</text>
                    <path d=picture.noise data-seg="none" class="dots" class:dim=move || store.focus.get().is_some() />
                    {picture.paths.into_iter().enumerate().map(|(at, path)| view! {
                        <path d=path data-seg=at % 12 class="dots" class:dim=move || dim(at) />
                    }).collect_view()}
                    {picture.middles.into_iter().enumerate().map(|(at, (x, y))| view! {
                        <g data-seg=at % 12 class="middle" class:dim=move || dim(at)>
                            <circle cx=x cy=y r="11" />
                            <text x=x y=y + 4.0 text-anchor="middle">{at + 1}</text>
                        </g>
                    }).collect_view()}
                </svg>
            </div>
            <Legend k=k noise=noise />
        </figure>
    }
}

/// A button per segment: the same as the arrow keys, for the pointer.
#[component]
fn Legend(k: usize, noise: u64) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    view! {
        <div class="legend" role="group" aria-label=move || t_string!(i18n, seg.show)>
            <button type="button" class="chip" aria-pressed=move || store.focus.get().is_none().to_string()
                on:click=move |_| store.focus.set(None)>{t!(i18n, seg.all)}</button>
            {(0..k).map(|at| view! {
                <button type="button" class="chip" data-seg=at
                    aria-pressed=move || (store.focus.get() == Some(at)).to_string()
                    on:click=move |_| store.focus.set(Some(at))>
                    <span class="swatch" aria-hidden="true">{at + 1}</span>{move || store.name(at)}
                </button>
            }).collect_view()}
            {(noise > 0).then(|| view! {
                <span class="chip plain" data-seg="none"><span class="swatch" aria-hidden="true">"–"</span>
                    {move || format!("{}: {}", t_string!(i18n, firm.none), format::count(i18n.get_locale(), noise))}</span>
            })}
        </div>
    }
}
