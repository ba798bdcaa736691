//! Everyone on the first two principal components. One path per segment: thousands of dots, a
//! handful of elements.

use crate::i18n::*;
use crate::store::Store;
use crate::{format, words};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use recinto_core::analysis::Scatter;
use recinto_web::protocol::Findings;
use std::fmt::Write as _;
use std::sync::Arc;

const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 400.0;
const EDGE: f64 = 22.0;

struct Drawn {
    paths: Vec<String>,
    middles: Vec<(f64, f64)>,
}

/// The picture: one tab stop, arrows bring a segment to the front.
#[component]
pub fn ScatterPlot(findings: Arc<Findings>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let k = findings.k;
    let drawn = draw(&findings.scatter, k);
    let scatter = &findings.scatter;
    let (first, second) = (scatter.explained[0], scatter.explained[1]);
    let (points, sampled) = (scatter.points.len() as u64, scatter.sampled);
    let strongest = |axis: usize| {
        let loadings = &scatter.loadings[axis];
        let at = (0..loadings.len()).max_by(|&a, &b| loadings[a].abs().total_cmp(&loadings[b].abs()));
        at.and_then(|at| findings.features.get(at)).map(|feature| feature.measure)
    };
    let (a, b) = (strongest(0), strongest(1));
    let title = move || {
        let name = |m: Option<_>| m.map(|m| words::measure_inside(i18n, m)).unwrap_or_default();
        t_string!(i18n, seg.scatter, a = name(a), b = name(b)).to_string()
    };
    let about = move || {
        let locale = i18n.get_locale();
        let share = format::percent(locale, first + second, 0);
        let n = format::count(locale, points);
        let drawn = if sampled {
            t_string!(i18n, seg.scatter_sampled, n = n).to_string()
        } else {
            t_string!(i18n, seg.scatter_all, n = n).to_string()
        };
        format!("{} {drawn}", t_string!(i18n, seg.scatter_about, share = share))
    };
    let axis = move |n: u32, share: f64| {
        let share = format::percent(i18n.get_locale(), share, 0);
        t_string!(i18n, seg.axis, n = n, share = share).to_string()
    };
    let keys = move |event: KeyboardEvent| {
        let now = store.focus.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => Some(now.map_or(0, |at| (at + 1) % k)),
            "ArrowLeft" | "ArrowUp" => Some(now.map_or(k - 1, |at| (at + k - 1) % k)),
            "Escape" => None,
            _ => return,
        };
        event.prevent_default();
        store.focus.set(next);
    };
    let dim = move |at: usize| store.focus.get().is_some_and(|focus| focus != at);
    let middles = drawn.middles.clone();
    view! {
        <figure class="panel chart">
            <figcaption>
                <h3>{title}</h3>
                <p class="quiet small">{about}</p>
            </figcaption>
            <div class="plot" tabindex="0" role="group" on:keydown=keys
                aria-label=move || format!("{}. {}", title(), t_string!(i18n, seg.scatter_keys))>
                <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") aria-hidden="true" class="scatter">
                    <rect x="0.5" y="0.5" width=WIDTH - 1.0 height=HEIGHT - 1.0 rx="6" class="frame" />
                    <text class="axis-name" x=WIDTH - 10.0 y=HEIGHT - 9.0 text-anchor="end">{move || axis(1, first)}</text>
                    <text class="axis-name" x="10" y="18">{move || axis(2, second)}</text>
                    {drawn.paths.into_iter().enumerate().map(|(at, path)| view! {
                        <path d=path data-seg=at class="dots" class:dim=move || dim(at) />
                    }).collect_view()}
                    {middles.into_iter().enumerate().map(|(at, (x, y))| view! {
                        <g data-seg=at class="middle" class:dim=move || dim(at)>
                            <circle cx=x cy=y r="11" />
                            <text x=x y=y + 4.0 text-anchor="middle">{at + 1}</text>
                        </g>
                    }).collect_view()}
                </svg>
            </div>
            <Legend k=k />
        </figure>
    }
}

/// A button per segment: the same as the arrow keys, for the pointer.
#[component]
fn Legend(k: usize) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let name = move |at: usize| {
        store.edits.with(|edits| {
            edits.as_ref().and_then(|e| e.segments.get(at).map(|s| s.name.clone())).unwrap_or_default()
        })
    };
    view! {
        <div class="legend" role="group" aria-label=move || t_string!(i18n, seg.show)>
            <button type="button" class="chip" aria-pressed=move || store.focus.get().is_none().to_string()
                on:click=move |_| store.focus.set(None)>{t!(i18n, seg.all)}</button>
            {(0..k).map(|at| view! {
                <button type="button" class="chip" data-seg=at
                    aria-pressed=move || (store.focus.get() == Some(at)).to_string()
                    on:click=move |_| store.focus.set(Some(at))>
                    <span class="swatch" aria-hidden="true">{at + 1}</span>{move || name(at)}
                </button>
            }).collect_view()}
        </div>
    }
}

fn draw(scatter: &Scatter, k: usize) -> Drawn {
    let range = |values: &mut dyn Iterator<Item = f64>| {
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
            (low.min(x), high.max(x))
        });
        (low, (high - low).max(1e-9))
    };
    let (left, wide) = range(&mut scatter.points.iter().map(|p| p.x));
    let (low, tall) = range(&mut scatter.points.iter().map(|p| p.y));
    let mut paths = vec![String::new(); k];
    let mut sums = vec![(0.0, 0.0, 0.0_f64); k];
    for point in &scatter.points {
        let x = EDGE + (point.x - left) / wide * (WIDTH - 2.0 * EDGE);
        let y = HEIGHT - EDGE - (point.y - low) / tall * (HEIGHT - 2.0 * EDGE);
        let at = point.segment as usize;
        if let (Some(path), Some(sum)) = (paths.get_mut(at), sums.get_mut(at)) {
            // A line of no length with round ends is a dot.
            let _ = write!(path, "M{x:.1} {y:.1}h0");
            *sum = (sum.0 + x, sum.1 + y, sum.2 + 1.0);
        }
    }
    Drawn {
        paths,
        middles: sums.iter().map(|(x, y, n)| (x / n.max(1.0), y / n.max(1.0))).collect(),
    }
}
