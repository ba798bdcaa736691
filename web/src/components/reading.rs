//! Encoding, cells, dates, zone, decimals, currency.

use crate::i18n::*;
use crate::words::{self, read};
use leptos::prelude::*;
use recinto_core::events::import::{DateFormat, Decimal, Encoding, Format, Layout};
use recinto_web::views::read::{Looked, Reading};

const LAYOUTS: [Layout; 7] = [
    Layout::Delimited(b','),
    Layout::Delimited(b';'),
    Layout::Delimited(b'\t'),
    Layout::Delimited(b'|'),
    Layout::Whitespace,
    Layout::JsonLines,
    Layout::JsonArray,
];

/// A field whose answer is one of a few.
fn one_of<T: Copy + PartialEq + Send + Sync + 'static>(
    name: Signal<&'static str>,
    id: &'static str,
    all: Vec<T>,
    text: impl Fn(T) -> String + Copy + Send + 'static,
    now: impl Fn() -> T + Copy + Send + Sync + 'static,
    set: impl Fn(T) + Copy + 'static,
    note: AnyView,
) -> AnyView {
    let known = all.clone();
    view! {
        <label class="field"><span>{name}</span>
            <select data-testid=id on:change:target=move |event| {
                if let Some(value) = event.target().value().parse::<usize>().ok().and_then(|at| known.get(at)) {
                    set(*value);
                }
            }>
                {all.into_iter().enumerate().map(|(at, value)| view! {
                    <option value=at.to_string() selected=move || now() == value>
                        {move || text(value)}</option>
                }).collect_view()}
            </select>
            {note}
        </label>
    }
    .into_any()
}

/// The fields.
#[component]
pub fn ReadingFields(reading: RwSignal<Reading>, looked: StoredValue<Looked>) -> impl IntoView {
    let i18n = use_i18n();
    let table = move || reading.with(|r| r.layout.is_table());
    // A tool that was recognised writes its dates in its own way.
    let own = move || reading.with(|r| r.format == Format::Columns);
    let now = reading.with_untracked(|r| r.layout);
    let mut layouts = LAYOUTS.to_vec();
    if !layouts.contains(&now) {
        layouts.push(now);
    }
    let zones = looked.with_value(|looked| looked.zones.clone());
    view! {
        <div class="fields">
            {one_of(
                Signal::derive(move || t_string!(i18n, columns.layout)), "map-layout", layouts,
                move |layout| words::layout(i18n, layout).to_owned(),
                move || reading.with(|r| r.layout),
                move |layout| reading.update(|r| r.layout = layout),
                ().into_any(),
            )}
            {move || table().then(|| one_of(
                Signal::derive(move || t_string!(i18n, columns.encoding)), "map-encoding", Encoding::ALL.to_vec(),
                move |encoding| read::encoding(i18n, encoding).to_owned(),
                move || reading.with(|r| r.encoding),
                move |encoding| reading.update(|r| r.encoding = encoding),
                ().into_any(),
            ))}
            {move || own().then(|| view! { <Dates reading=reading looked=looked /> })}
            <label class="field"><span>{t!(i18n, columns.zone)}</span>
                <input type="text" list="map-zones" autocomplete="off" data-testid="map-zone" required
                    prop:value=move || reading.with(|r| r.zone.clone())
                    on:change:target=move |event| {
                        let zone = event.target().value().trim().to_owned();
                        reading.update(|r| r.zone = zone);
                    } />
                <datalist id="map-zones">{zones.into_iter().map(|zone| view! { <option value=zone></option> }).collect_view()}</datalist>
                <small class="quiet">{t!(i18n, columns.zone_hint)}</small>
            </label>
            {one_of(
                Signal::derive(move || t_string!(i18n, columns.decimal)), "map-decimal", vec![Decimal::Dot, Decimal::Comma],
                move |sign| match sign {
                    Decimal::Dot => t_string!(i18n, columns.dot).to_owned(),
                    Decimal::Comma => t_string!(i18n, columns.decimal_comma).to_owned(),
                },
                move || reading.with(|r| r.decimal),
                move |sign| reading.update(|r| r.decimal = sign),
                decimals(i18n, reading, looked),
            )}
            <label class="field short"><span>{t!(i18n, columns.currency)}</span>
                <input type="text" maxlength="3" pattern="[A-Za-z]{3}" required data-testid="map-currency"
                    prop:value=move || reading.with(|r| r.currency.clone())
                    on:change:target=move |event| {
                        let code = event.target().value().to_uppercase();
                        reading.update(|r| r.currency = code);
                    } />
            </label>
        </div>
    }
    .into_any()
}

/// What speaks for the sign before the decimals: the number that told it and one that contradicts
/// it, or that none tells.
fn decimals(i18n: words::I18n, reading: RwSignal<Reading>, looked: StoredValue<Looked>) -> AnyView {
    let (seen, proposed) =
        looked.with_value(|looked| (looked.decimals.clone(), looked.reading.decimal));
    let Some(seen) = seen else {
        return ().into_any();
    };
    let sure = seen.telling.is_some() && seen.against.is_none();
    let unsure = move || !sure || reading.with(|r| r.decimal) != proposed;
    let sign = match proposed {
        Decimal::Dot => ".",
        Decimal::Comma => ",",
    };
    let text = move || {
        let (telling, against) = (seen.telling.as_deref(), seen.against.as_deref());
        match (telling, against) {
            (Some(a), Some(b)) => words::fill(
                t_string!(i18n, columns.decimal_both),
                &[("a", a), ("s", sign), ("b", b)],
            ),
            (Some(a), None) => words::fill(
                t_string!(i18n, columns.decimal_told),
                &[("a", a), ("s", sign)],
            ),
            (None, _) => t_string!(i18n, columns.decimal_untold).to_owned(),
        }
    };
    view! { <small class:warn=unsure class:quiet=move || !unsure() data-testid="map-decimals">{text}</small> }.into_any()
}

/// How dates are written, and what speaks for it.
#[component]
fn Dates(reading: RwSignal<Reading>, looked: StoredValue<Looked>) -> impl IntoView {
    let i18n = use_i18n();
    let (ambiguous, evidence) =
        looked.with_value(|looked| (looked.ambiguous_dates, looked.evidence.clone()));
    let note = move || {
        let dates = reading.with(|r| r.dates);
        let numeric = matches!(dates, DateFormat::DayMonthYear | DateFormat::MonthDayYear);
        match evidence.clone().filter(|_| numeric) {
            Some((date, order)) => {
                let right = dates == order;
                let text = match order {
                    DateFormat::DayMonthYear => t_string!(i18n, columns.only_dmy),
                    _ => t_string!(i18n, columns.only_mdy),
                };
                view! { <small class:warn=!right class:quiet=right data-testid="map-evidence">
                    {words::fill(text, &[("date", &date)])}</small> }.into_any()
            }
            None if ambiguous && numeric => view! {
                <small class="warn" data-testid="map-ambiguous">{t!(i18n, columns.ambiguous)}</small>
            }.into_any(),
            None => ().into_any(),
        }
    };
    view! {
        <label class="field"><span>{t!(i18n, columns.dates)}</span>
            <select data-testid="map-dates" on:change:target=move |event| {
                let chosen = event.target().value();
                if let Some(format) = DateFormat::ALL.into_iter().find(|f| read::date_code(*f) == chosen) {
                    reading.update(|reading| reading.dates = format);
                }
            }>
                {DateFormat::ALL.into_iter().map(|format| view! {
                    <option value=read::date_code(format) selected=move || reading.with(|r| r.dates == format)>
                        {move || words::dates(i18n, format)}
                    </option>
                }).collect_view()}
            </select>
            {note}
        </label>
    }
    .into_any()
}
