//! Which column is which: the guess, shown, and open to correction.

use crate::i18n::*;
use crate::screens::segments::settings;
use crate::store::{Looked, Store};
use crate::{host, words};
use leptos::prelude::*;
use recinto_core::events::import::{DateFormat, Decimal, Mapping, Role};
use recinto_web::protocol::Ask;
use recinto_web::way::Chosen;

/// Reads the file looked at with this mapping.
pub fn read(store: Store, i18n: words::I18n, mapping: Mapping, sample: bool) {
    store.looked.set(None);
    store.busy.set(Some(crate::store::Busy {
        stage: recinto_web::protocol::Stage::Reading,
        share: 0.0,
        rows: 0,
    }));
    let mut settings = settings(i18n, 365, Chosen::best(), 42);
    if sample {
        settings.necessity = t_string!(i18n, publish.necessity_sample).to_owned();
    }
    host::ask(&Ask::Read { mapping, settings }, None);
}

/// The dialog; a known layout is read at once and shown in the report.
#[component]
pub fn Columns() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    Effect::new(move |_| {
        if let Some(looked) = store.looked.get().filter(|looked| looked.sniffed.known) {
            read(store, i18n, looked.sniffed.mapping, true);
        }
    });
    view! {
        {move || store.looked.get().filter(|looked| !looked.sniffed.known).map(|looked| view! {
            <Dialog looked=looked />
        })}
    }
}

#[component]
fn Dialog(looked: Looked) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let mapping = RwSignal::new(looked.sniffed.mapping.clone());
    let node = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get().filter(|dialog| !dialog.open()) {
            let _ = dialog.show_modal();
        }
    });
    let sniffed = looked.sniffed.clone();
    let columns = StoredValue::new(sniffed.columns.clone());
    let ambiguous = sniffed.ambiguous_dates;
    let name = looked.name;
    let layout = sniffed.mapping.layout;
    let preview = sniffed.preview;
    let confirm = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        read(store, i18n, mapping.get_untracked(), false);
    };
    let close = move || {
        store.looked.set(None);
        store.file.set(None);
    };
    view! {
        <dialog node_ref=node class="dialog" data-testid="map-dialog" aria-labelledby="map-title"
            on:cancel=move |event: web_sys::Event| { event.prevent_default(); close(); }>
            <form on:submit=confirm>
                <h2 id="map-title">{t!(i18n, columns.title)}</h2>
                <p class="quiet">{move || t_string!(i18n, columns.lead, name = name.clone())}</p>
                <div class="fields">
                    <Pick role=Role::Person id="map-person" mapping=mapping columns=columns />
                    <Pick role=Role::Time id="map-time" mapping=mapping columns=columns />
                    <Pick role=Role::Kind id="map-kind" mapping=mapping columns=columns />
                    <Pick role=Role::Value id="map-value" mapping=mapping columns=columns />
                    <label class="field"><span>{t!(i18n, columns.dates)}</span>
                        <select data-testid="map-dates" on:change:target=move |event| {
                            let chosen = event.target().value();
                            mapping.update(|mapping| {
                                if let Some(format) = DateFormat::ALL.into_iter().find(|f| code(*f) == chosen) {
                                    mapping.dates = format;
                                }
                            });
                        }>
                            {DateFormat::ALL.into_iter().map(|format| view! {
                                <option value=code(format) selected=move || mapping.with(|m| m.dates == format)>
                                    {move || words::dates(i18n, format)}
                                </option>
                            }).collect_view()}
                        </select>
                        {ambiguous.then(|| view! { <small class="warn">{t!(i18n, columns.ambiguous)}</small> })}
                    </label>
                    <label class="field"><span>{t!(i18n, columns.decimal)}</span>
                        <select on:change:target=move |event| {
                            let comma = event.target().value() == "comma";
                            mapping.update(|m| m.decimal = if comma { Decimal::Comma } else { Decimal::Dot });
                        }>
                            <option value="dot" selected=move || mapping.with(|m| m.decimal == Decimal::Dot)>
                                {t!(i18n, columns.dot)}</option>
                            <option value="comma" selected=move || mapping.with(|m| m.decimal == Decimal::Comma)>
                                {t!(i18n, columns.decimal_comma)}</option>
                        </select>
                    </label>
                    <label class="field short"><span>{t!(i18n, columns.currency)}</span>
                        <input type="text" maxlength="3" pattern="[A-Za-z]{3}" required
                            prop:value=move || mapping.with(|m| m.currency.clone())
                            on:change:target=move |event| {
                                let code = event.target().value().to_uppercase();
                                mapping.update(|m| m.currency = code);
                            } />
                    </label>
                    <p class="field"><span class="label">{t!(i18n, columns.layout)}</span>
                        <span>{move || words::layout(i18n, layout)}</span></p>
                </div>
                <h3>{t!(i18n, columns.preview)}</h3>
                <div class="wide preview" tabindex="0" role="region" aria-label=move || t_string!(i18n, columns.preview)>
                    <table class="plain">
                        <thead><tr>
                            {columns.get_value().into_iter().enumerate().map(|(at, name)| view! {
                                <th scope="col">{name}
                                    <span class="role">{move || mapping.with(|m| m.roles.get(at).copied())
                                        .map(|role| role_name(i18n, role))}</span>
                                </th>
                            }).collect_view()}
                        </tr></thead>
                        <tbody>
                            {preview.into_iter().take(5).map(|row| view! {
                                <tr>{row.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr>
                            }).collect_view()}
                        </tbody>
                    </table>
                </div>
                <div class="actions">
                    <button type="button" class="button" on:click=move |_| close()>{t!(i18n, columns.cancel)}</button>
                    <button type="submit" class="button primary" data-testid="map-confirm">{t!(i18n, columns.confirm)}</button>
                </div>
            </form>
        </dialog>
    }
}

/// One role, and the column that has it.
#[component]
fn Pick(
    role: Role,
    id: &'static str,
    mapping: RwSignal<Mapping>,
    columns: StoredValue<Vec<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let needed = matches!(role, Role::Person | Role::Time);
    let chosen = move || mapping.with(|m| m.roles.iter().position(|r| *r == role));
    let choose = move |value: String| {
        let at = value.parse::<usize>().ok();
        mapping.update(|m| {
            for (column, held) in m.roles.iter_mut().enumerate() {
                if Some(column) == at {
                    *held = role;
                } else if *held == role {
                    *held = Role::Ignore;
                }
            }
        });
    };
    view! {
        <label class="field"><span>{move || role_name(i18n, role)}</span>
            <select data-testid=id required=needed on:change:target=move |event| choose(event.target().value())>
                <option value="" selected=move || chosen().is_none()>{t!(i18n, columns.none)}</option>
                {columns.get_value().into_iter().enumerate().map(|(at, name)| view! {
                    <option value=at.to_string() selected=move || chosen() == Some(at)>{name}</option>
                }).collect_view()}
            </select>
            {(role == Role::Kind).then(|| view! {
                <small class="quiet">{move || {
                    let kind = mapping.with(|m| words::kind(i18n, &m.default_kind.to_string()));
                    t_string!(i18n, columns.kind_hint, kind = kind)
                }}</small>
            })}
            {(role == Role::Person).then(|| view! {
                <small class="quiet">{t!(i18n, columns.person_hint)}</small>
            })}
        </label>
    }
}

fn role_name(i18n: words::I18n, role: Role) -> &'static str {
    match role {
        Role::Person => t_string!(i18n, columns.person),
        Role::Time => t_string!(i18n, columns.time),
        Role::Kind => t_string!(i18n, columns.kind),
        Role::Value => t_string!(i18n, columns.value),
        _ => "",
    }
}

fn code(format: DateFormat) -> &'static str {
    match format {
        DateFormat::Iso => "iso",
        DateFormat::Compact => "compact",
        DateFormat::DayMonthYear => "dmy",
        DateFormat::MonthDayYear => "mdy",
        DateFormat::EpochSeconds => "s",
        DateFormat::EpochMillis => "ms",
        DateFormat::EpochMicros => "us",
    }
}
