//! How a file is read: what was recognised and why, open to correction, and the first rows as they
//! will be read.

use crate::components::reading::ReadingFields;
use crate::components::roles::{Pick, Roles};
use crate::i18n::*;
use crate::remembered::{recall, remember};
use crate::screens::segments::settings;
use crate::store::Store;
use crate::words::{self, clean, read};
use crate::{format, host};
use leptos::prelude::*;
use recinto_core::cleaning::Plan;
use recinto_core::events::import::{Format, Role};
use recinto_web::protocol::Ask;
use recinto_web::views::read::{Looked, PreviewRow, Reading};
use recinto_web::way::Chosen;

/// After so many ms without a change the first rows are read anew.
const PAUSE_MS: u32 = 200;

/// Reads the file looked at; segments are looked for at once where nothing is to be decided.
fn read_file(store: Store, i18n: words::I18n, reading: Reading, known: bool) {
    let plan = Plan {
        now_ms: Some(js_sys::Date::now() as i64),
        ..Plan::default()
    };
    let find = known.then(|| {
        let mut settings = settings(i18n, 365, Chosen::best(), 42);
        t_string!(i18n, publish.necessity_sample).clone_into(&mut settings.necessity);
        settings.picked = store.chosen_picks();
        settings
    });
    let ask = Ask::Read {
        reading,
        plan,
        find,
    };
    host::read(store, &ask);
}

/// The dialog; a known layout is read at once and shown in the report.
#[component]
pub fn Columns() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    Effect::new(move |_| {
        if let Some(looked) = store.looked.get().filter(|looked| looked.known) {
            store.looked.set(None);
            read_file(store, i18n, looked.reading, true);
        }
    });
    view! {
        {move || store.looked.get().filter(|looked| !looked.known).map(|looked| view! {
            <Dialog looked=looked />
        })}
    }
}

#[component]
fn Dialog(looked: Looked) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let before = recall(&looked.reading).filter(|before| *before != looked.reading);
    let remembered = RwSignal::new(before.is_some());
    let reading = RwSignal::new(before.unwrap_or_else(|| looked.reading.clone()));
    let looked = StoredValue::new(looked);
    let node = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get().filter(|dialog| !dialog.open()) {
            let _ = dialog.show_modal();
        }
    });
    let turn = StoredValue::new(0_u32);
    Effect::new(move |first: Option<()>| {
        let now = reading.get();
        if first.is_none() && !remembered.get_untracked() {
            return;
        }
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        gloo_timers::callback::Timeout::new(PAUSE_MS, move || {
            if turn.try_get_value() == Some(mine) {
                host::ask_about_file(&Ask::Preview(now));
            }
        })
        .forget();
    });
    let tool = move || reading.with(|reading| reading.format);
    let lead = move || {
        looked.with_value(|looked| {
            words::fill(t_string!(i18n, columns.lead), &[("name", &looked.name)])
        })
    };
    let recognised = move || {
        looked.with_value(|looked| {
            (looked.confidence > 0.0 && looked.reading.format == tool()).then(|| {
                let p = format::percent(i18n.get_locale(), looked.confidence, 0);
                let text = t_string!(i18n, columns.recognised);
                words::fill(text, &[("tool", read::format(i18n, tool()).0), ("p", &p)])
            })
        })
    };
    let confirm = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let reading = reading.get_untracked();
        remember(&reading);
        // The dialog is gone, the file is not.
        store.looked.set(None);
        read_file(store, i18n, reading, false);
    };
    let close = move || host::forget_file(store);
    view! {
        <dialog node_ref=node class="dialog" data-testid="map-dialog" aria-labelledby="map-title"
            on:cancel=move |event: web_sys::Event| { event.prevent_default(); close(); }>
            <form on:submit=confirm>
                <h2 id="map-title">{t!(i18n, columns.title)}</h2>
                <p class="quiet">{lead}</p>
                {move || remembered.get().then(|| view! {
                    <div class="advice" data-testid="map-remembered">
                        <p>{t!(i18n, columns.remembered)}</p>
                        <button type="button" class="button" data-testid="map-guess" on:click=move |_| {
                            reading.set(looked.with_value(|looked| looked.reading.clone()));
                            remembered.set(false);
                        }>{t!(i18n, columns.use_guess)}</button>
                    </div>
                })}
                <div class="tool-pick">
                    <label class="field"><span>{t!(i18n, columns.tool)}</span>
                        <select data-testid="map-format" aria-describedby="map-format-about"
                            on:change:target=move |event| {
                                let at = event.target().value();
                                if let Some(format) = read::FORMATS.into_iter().find(|f| read::format_code(*f) == at) {
                                    reading.update(|reading| reading.format = format);
                                }
                            }>
                            {read::FORMATS.into_iter().map(|format| view! {
                                <option value=read::format_code(format) selected=move || tool() == format>
                                    {move || read::format(i18n, format).0}</option>
                            }).collect_view()}
                        </select>
                    </label>
                    <div id="map-format-about" class="small">
                        <p class="strong" data-testid="map-recognised">{recognised}</p>
                        <p class="quiet">{move || read::format(i18n, tool()).1}</p>
                    </div>
                </div>
                {move || (tool() == Format::Columns).then(|| view! {
                    <div class="fields">
                        <Pick role=Role::Person id="map-person" reading=reading />
                        <Pick role=Role::Time id="map-time" reading=reading />
                        <Pick role=Role::Kind id="map-kind" reading=reading />
                        <Pick role=Role::Value id="map-value" reading=reading />
                    </div>
                })}
                <ReadingFields reading=reading looked=looked />
                {move || (tool() == Format::Columns).then(|| view! {
                    <Roles reading=reading cells=looked.with_value(|looked| looked.cells.clone()) />
                })}
                <First />
                <div class="actions">
                    <button type="button" class="button" data-testid="map-cancel" on:click=move |_| close()>{t!(i18n, columns.cancel)}</button>
                    <button type="submit" class="button primary" data-testid="map-confirm">{t!(i18n, columns.confirm)}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}

/// The first rows as they will be read.
#[component]
fn First() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let rows = move || store.preview.with(|preview| preview.rows.clone());
    let rejected = move || {
        store.preview.with(|preview| {
            (preview.rejected > 0).then(|| {
                let n = format::count(i18n.get_locale(), preview.rejected);
                words::fill(t_string!(i18n, columns.first_rejected), &[("n", &n)])
            })
        })
    };
    let problem = move || store.preview.with(|preview| preview.problem.clone());
    let row = move |row: PreviewRow| {
        let locale = i18n.get_locale();
        let value = row
            .value
            .map(|(cents, currency)| format::exact_money(locale, cents as f64 / 100.0, &currency));
        view! {
            <tr>
                <th scope="row">{row.person}</th>
                <td>{format::local(locale, row.local_ms as f64)}</td>
                <td>{clean::kind(i18n, &row.kind)}</td>
                <td class="num">{value}</td>
                <td>{row.rest}</td>
            </tr>
        }
    };
    view! {
        <h3>{t!(i18n, columns.preview)}</h3>
        <div class="wide preview" tabindex="0" role="region" aria-label=move || t_string!(i18n, columns.preview)>
            <table class="plain" data-testid="map-preview">
                <thead><tr>
                    <th scope="col">{t!(i18n, columns.person)}</th>
                    <th scope="col">{t!(i18n, columns.when)}</th>
                    <th scope="col">{t!(i18n, columns.kind)}</th>
                    <th scope="col" class="num">{t!(i18n, columns.value)}</th>
                    <th scope="col">{t!(i18n, columns.rest)}</th>
                </tr></thead>
                <tbody>{move || rows().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <p class="small warn" role="status" data-testid="map-rejected">
            {rejected}{move || problem().map(|problem| words::problem(i18n, &problem))}</p>
    }
    .into_any()
}
