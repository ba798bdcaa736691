//! Watch: counts with their error, withheld cells visible as withheld.

use crate::collector::{Cell, Counts, EpochCounts};
use crate::format;
use crate::i18n::*;
use crate::screens::sites::{SitePicker, TokenInput};
use crate::store::Store;
use leptos::prelude::*;
use leptos::task::spawn_local;

const WIDTH: f64 = 480.0;
const ROW: f64 = 34.0;
const LEFT: f64 = 40.0;

/// The fourth screen.
#[component]
pub fn Watch() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let counts = RwSignal::new(None::<Counts>);
    let counted = RwSignal::new(None::<f64>);
    let busy = RwSignal::new(false);
    let refresh = move || {
        let (Some(config), Some(site)) = (store.config.get(), store.chosen()) else {
            return;
        };
        let Some(token) = store.token(&site.id) else {
            return counts.set(None);
        };
        busy.set(true);
        spawn_local(async move {
            match config.counts(&site.id, &token).await {
                Ok(found) => {
                    store.problem.set(None);
                    counts.set(Some(found));
                    counted.set(Some(js_sys::Date::now()));
                }
                // The last counts stay, with their time.
                Err(problem) => store.fail(problem),
            }
            busy.set(false);
        });
    };
    Effect::new(move |_| refresh());
    view! {
        <div class="hero">
            <h1>{t!(i18n, watch.title)}</h1>
            <p class="lead">{t!(i18n, watch.lead)}</p>
        </div>
        <section class="panel line">
            <SitePicker />
            <TokenInput />
            {move || store.chosen().map(|_| view! { <div class="line-end">
                <p class="quiet small" role="status" data-testid="last-counted">
                    {move || counted.get().map(|ms| {
                        let time = format::clock(i18n.get_locale(), ms);
                        t_string!(i18n, watch.counted, time = time)
                    })}</p>
                <button type="button" class="button" data-testid="watch-refresh" disabled=move || busy.get()
                    on:click=move |_| refresh()>{t!(i18n, watch.refresh)}</button>
            </div> })}
        </section>
        {move || counts.get().map(|counts| view! { <Counted counts=counts /> })}
    }
}

#[component]
fn Counted(counts: Counts) -> impl IntoView {
    let i18n = use_i18n();
    if counts.model.is_none() {
        return view! { <p class="panel quiet">{t!(i18n, watch.no_model)}</p> }.into_any();
    }
    if counts.epochs.is_empty() {
        return view! { <p class="panel quiet" data-testid="watch-empty">{t!(i18n, watch.none)}</p> }.into_any();
    }
    let (synthetic, minimum) = (
        counts.synthetic_reports,
        counts.minimum_audience.unwrap_or(0),
    );
    let epochs = StoredValue::new(counts.epochs);
    let chosen = RwSignal::new(0_usize);
    let count = move |n: u64| format::count(i18n.get_locale(), n);
    view! {
        {(synthetic > 0).then(|| view! {
            <p class="panel note" data-testid="watch-synthetic">
                {move || t_string!(i18n, watch.synthetic, n = count(synthetic))}</p>
        })}
        <section class="panel">
            <label class="field short"><span>{t!(i18n, watch.epoch)}</span>
                <select data-testid="watch-epoch" on:change:target=move |event| {
                    chosen.set(event.target().value().parse().unwrap_or(0));
                }>
                    {epochs.with_value(|epochs| epochs.iter().enumerate().map(|(at, epoch)| {
                        let start = epoch.epoch as f64 * epoch.length_ms;
                        let whole_days = epoch.length_ms >= 86_400_000.0;
                        view! {
                            <option value=at.to_string()>{move || if whole_days {
                                format::day(i18n.get_locale(), start)
                            } else {
                                format::moment(i18n.get_locale(), start)
                            }}</option>
                        }
                    }).collect_view())}
                </select>
            </label>
            {move || epochs.with_value(|epochs| epochs.get(chosen.get()).cloned())
                .map(|epoch| view! { <Epoch epoch=epoch minimum=minimum /> })}
        </section>
    }
    .into_any()
}

#[component]
fn Epoch(epoch: EpochCounts, minimum: u64) -> impl IntoView {
    let i18n = use_i18n();
    let total = epoch.total;
    let cells = epoch.cells;
    let largest = cells
        .iter()
        .filter_map(|cell| Some((cell.name.clone(), cell.estimate?)))
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let withheld = cells.iter().any(|cell| cell.withheld);
    let whole = move |x: f64| format::number(i18n.get_locale(), x.max(0.0), 0);
    let finding = move || match &largest {
        Some((name, n)) => {
            t_string!(i18n, watch.finding, name = name.clone(), n = whole(*n))
        }
        None => t_string!(i18n, watch.finding_none).to_owned(),
    };
    view! {
        <div class="pair">
            <figure class="chart">
                <figcaption>
                    <h2>{finding}</h2>
                    <p class="quiet small">
                        {move || match total {
                            Some(n) => t_string!(i18n, watch.total, n = format::count(i18n.get_locale(), n)),
                            None => t_string!(i18n, watch.total_hidden, m = format::count(i18n.get_locale(), minimum)),
                        }}" · "{t!(i18n, watch.bars)}
                    </p>
                </figcaption>
                <Bars cells=cells.clone() />
            </figure>
            <div class="wide" tabindex="0" role="region" aria-label=move || t_string!(i18n, watch.title)>
                <table class="plain" data-testid="watch-table">
                    <thead><tr>
                        <th scope="col">{t!(i18n, watch.segment)}</th>
                        <th scope="col" class="num">{t!(i18n, watch.count)}</th>
                        <th scope="col" class="num">{t!(i18n, watch.estimate)}</th>
                        <th scope="col" class="num">{t!(i18n, watch.interval)}</th>
                    </tr></thead>
                    <tbody>
                        {cells.into_iter().enumerate().map(|(at, cell)| view! { <Line cell=cell at=at /> }).collect_view()}
                    </tbody>
                </table>
                {withheld.then(|| view! {
                    <p class="quiet small">{move || {
                        let m = format::count(i18n.get_locale(), minimum);
                        t_string!(i18n, watch.withheld_about, m = m)
                    }}</p>
                })}
            </div>
        </div>
    }
}

#[component]
fn Line(cell: Cell, at: usize) -> impl IntoView {
    let i18n = use_i18n();
    let whole = move |x: f64| format::number(i18n.get_locale(), x, 0);
    let hidden = move || t_string!(i18n, watch.withheld).to_owned();
    let (count, estimate) = (cell.count, cell.estimate);
    let interval = cell.low.zip(cell.high);
    view! {
        <tr data-seg=at data-testid=format!("watch-row-{}", cell.label)
            data-count=count.map(|n| n.to_string()) data-estimate=estimate.map(|x| x.to_string())
            data-withheld=cell.withheld.to_string() class:withheld=cell.withheld>
            <th scope="row"><span class="swatch" aria-hidden="true">{at + 1}</span>{cell.name}</th>
            <td class="num">{move || count.map_or_else(hidden, |n| format::count(i18n.get_locale(), n))}</td>
            <td class="num">{move || estimate.map_or_else(hidden, whole)}</td>
            <td class="num">{move || interval.map_or_else(hidden, |(low, high)| format!("{} – {}", whole(low), whole(high)))}</td>
        </tr>
    }
}

/// Estimates with their intervals. A withheld cell is hatched, not empty.
#[component]
fn Bars(cells: Vec<Cell>) -> impl IntoView {
    let i18n = use_i18n();
    let most = cells
        .iter()
        .filter_map(|cell| cell.high)
        .fold(1.0_f64, f64::max);
    let low = cells
        .iter()
        .filter_map(|cell| cell.low)
        .fold(0.0_f64, f64::min);
    let scale = (WIDTH - LEFT - 12.0) / (most - low);
    let zero = LEFT - low * scale;
    let height = ROW * cells.len() as f64;
    let spoken = cells.clone();
    let text = move || {
        let one = |cell: &Cell| match (cell.estimate, cell.low, cell.high) {
            (Some(x), Some(low), Some(high)) => {
                let n = |x| format::number(i18n.get_locale(), x, 0);
                format!("{}: {} ({} – {})", cell.name, n(x), n(low), n(high))
            }
            _ => format!("{}: {}", cell.name, t_string!(i18n, watch.withheld)),
        };
        spoken.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    view! {
        <svg viewBox=format!("0 0 {WIDTH} {height}") role="img" aria-label=text class="errorbars">
            <defs>
                <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <line x1="0" y1="0" x2="0" y2="6" class="hatch" />
                </pattern>
            </defs>
            {cells.into_iter().enumerate().map(|(at, cell)| {
                let y = ROW * at as f64;
                let middle = y + ROW / 2.0;
                let body = match (cell.estimate, cell.low, cell.high) {
                    (Some(x), Some(low), Some(high)) => {
                        let (a, b) = (zero + low * scale, zero + high * scale);
                        view! {
                            <rect class="bar seg" x=zero.min(zero + x * scale) y=y + 8.0 width=(x.abs() * scale).max(1.0) height=ROW - 16.0 rx="2" />
                            <path class="whisker" d=format!("M{a} {middle}H{b}M{a} {}v10M{b} {}v10", middle - 5.0, middle - 5.0) />
                        }.into_any()
                    }
                    _ => view! {
                        <rect class="hidden-cell" x=zero y=y + 8.0 width="120" height=ROW - 16.0 rx="2" fill="url(#hatch)" />
                        <text class="bar-value" x=zero + 128.0 y=middle + 4.0>{move || t_string!(i18n, watch.withheld)}</text>
                    }.into_any(),
                };
                view! {
                    <g data-seg=at>
                        <text class="bar-name" x="16" y=middle + 4.0 text-anchor="middle">{at + 1}</text>
                        {body}
                    </g>
                }
            }).collect_view()}
            <line x1=zero x2=zero y1="0" y2=height class="axis" />
        </svg>
    }
}
