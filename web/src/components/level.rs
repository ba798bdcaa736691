//! A plot with a level line that is dragged, clicked or moved by keys. Its typed twin is a field of
//! the form beside it.

use crate::format;
use crate::i18n::*;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;
use recinto_web::views::{PLOT_EDGE, PLOT_HEIGHT, PLOT_LEFT, PLOT_WIDTH, level, value_at};

/// What the line does.
#[derive(Clone, Copy)]
pub struct Line {
    /// Where it is.
    pub value: Signal<f64>,
    /// The same in words.
    pub spoken: Signal<String>,
    /// What it stands for.
    pub label: Signal<String>,
    /// Moved to a value by the pointer.
    pub moved: Callback<f64>,
    /// So many steps up by a key.
    pub stepped: Callback<i32>,
    /// Let go, or confirmed by a key.
    pub settled: Callback<()>,
}

/// The plot: `path` up to `most`.
#[component]
pub fn Level(
    id: &'static str,
    class: &'static str,
    path: String,
    most: f64,
    line: Line,
    /// A value with a mark of its own.
    mark: Option<f64>,
) -> impl IntoView {
    let i18n = use_i18n();
    let plot = NodeRef::<Div>::new();
    let held = RwSignal::new(false);
    let follow = move |event: &PointerEvent| {
        if let Some(plot) = plot.get_untracked() {
            let frame = plot.get_bounding_client_rect();
            let share = (f64::from(event.client_y()) - frame.top()) / frame.height().max(1.0);
            line.moved.run(value_at(share, most));
        }
    };
    let down = move |event: PointerEvent| {
        if event.button() == 0 {
            if let Some(plot) = plot.get_untracked() {
                let _ = plot.set_pointer_capture(event.pointer_id());
            }
            held.set(true);
            follow(&event);
        }
    };
    let keys = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "ArrowUp" | "ArrowRight" => line.stepped.run(1),
            "ArrowDown" | "ArrowLeft" => line.stepped.run(-1),
            "PageUp" => line.stepped.run(10),
            "PageDown" => line.stepped.run(-10),
            "Home" => line.stepped.run(-1_000_000),
            "End" => line.stepped.run(1_000_000),
            "Enter" | " " => line.settled.run(()),
            _ => return,
        }
        event.prevent_default();
    };
    let y = move || level(line.value.get(), most);
    let right = PLOT_WIDTH - PLOT_EDGE;
    view! {
        <div class="plot level" class:held=move || held.get() node_ref=plot data-testid=id tabindex="0" role="slider"
            aria-orientation="vertical" aria-label=line.label aria-valuemin="0" aria-valuemax=most
            aria-valuenow=move || line.value.get() aria-valuetext=line.spoken
            on:pointerdown=down
            on:pointermove=move |event| if held.get_untracked() { follow(&event) }
            on:pointerup=move |_| if held.get_untracked() { held.set(false); line.settled.run(()) }
            on:pointercancel=move |_| held.set(false)
            on:keydown=keys>
            <svg viewBox=format!("0 0 {PLOT_WIDTH} {PLOT_HEIGHT}") aria-hidden="true">
                {ticks(most).into_iter().map(|tick| {
                    let y = level(tick, most);
                    view! {
                        <line class="rule" x1=PLOT_LEFT x2=right y1=y y2=y />
                        <text class="axis-name" x=PLOT_LEFT - 8.0 y=y + 4.0 text-anchor="end">
                            {move || format::number(i18n.get_locale(), tick, 3)}</text>
                    }
                }).collect_view()}
                <path class=class d=path />
                {mark.map(|mark| {
                    let y = level(mark, most);
                    view! { <line class="mark" x1=PLOT_LEFT x2=right y1=y y2=y /> }
                })}
                <rect class="veil" x=PLOT_LEFT y="0" width=right - PLOT_LEFT height=move || y().max(0.0) />
                <g class="cut" transform=move || format!("translate(0 {:.1})", y())>
                    <rect x=PLOT_LEFT y="-14" width=right - PLOT_LEFT height="28" class="grip" />
                    <line x1=PLOT_LEFT x2=right y1="0" y2="0" />
                    <circle cx=right - 10.0 cy="0" r="8" />
                    <path class="arrows" d=format!("M{0} -3.5l3-3 3 3M{0} 3.5l3 3 3-3", right - 13.0) />
                </g>
            </svg>
        </div>
    }
}

/// Three to six round numbers from 0 to `most`.
fn ticks(most: f64) -> Vec<f64> {
    let rough = most.max(f64::MIN_POSITIVE) / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|n| n * power)
        .find(|&step| step >= rough)
        .unwrap_or(rough);
    (0..=6)
        .map(|n| f64::from(n) * step)
        .filter(|&tick| tick <= most)
        .collect()
}
