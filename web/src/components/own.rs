//! What the marketer knows and no file tells: wishes, places, calendars.

use crate::i18n::*;
use crate::store::Store;
use crate::words;
use crate::{format, host};
use leptos::prelude::*;
use leptos::task::spawn_local;
use recinto_core::features::RANGES_MAX;
use recinto_web::protocol::{Ask, Asked, Stage};
use recinto_web::typed;
use recinto_web::views::studio::Own;
use wasm_bindgen_futures::JsFuture;

/// Milliseconds of a day.
const DAY_MS: f64 = 86_400_000.0;

/// The largest calendar, bytes.
const CALENDAR_MOST: f64 = 1_000_000.0;

/// Italy's regions, and the two provinces with calendars of their own.
const REGIONS: [&str; 21] = [
    "Abruzzo",
    "Basilicata",
    "Bolzano/Bozen",
    "Calabria",
    "Campania",
    "Emilia-Romagna",
    "Friuli-Venezia Giulia",
    "Lazio",
    "Liguria",
    "Lombardia",
    "Marche",
    "Molise",
    "Piemonte",
    "Puglia",
    "Sardegna",
    "Sicilia",
    "Toscana",
    "Trento",
    "Umbria",
    "Valle d'Aosta",
    "Veneto",
];

/// Asks for the studio with what was added.
fn ask(store: Store, own: Option<Own>, calendar: Option<(String, String)>) {
    // Typed is typed, also where the measuring that follows is given up.
    if let Some(own) = &own {
        store.own.set(own.clone());
    }
    let window_days = store
        .studio
        .with_untracked(|studio| studio.as_ref().map_or(365, |s| s.window_days));
    let asked = Asked {
        window_days,
        picked: store.picks.get_untracked(),
        own,
        calendar,
    };
    host::work(store, Stage::Features, &Ask::Studio(asked));
}

/// The panel, folded until it is wanted.
#[component]
pub fn OwnWords() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let begun = store.own.get_untracked();
    let intents = RwSignal::new(typed::intents_text(&begun.intents));
    let composites = RwSignal::new(typed::composites_text(&begun.composites));
    let region = RwSignal::new(begun.region.clone());
    let fences = RwSignal::new(typed::fences_text(&begun.fences));
    let sale = RwSignal::new(begun.fences.iter().any(|fence| fence.point_of_sale));
    let wrong = RwSignal::new(None::<(&'static str, Vec<usize>)>);
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (wishes, bad) = typed::intents(&intents.get_untracked());
        if !bad.is_empty() {
            return wrong.set(Some(("intents", bad)));
        }
        let (places, bad) = typed::fences(&fences.get_untracked(), sale.get_untracked());
        if !bad.is_empty() {
            return wrong.set(Some(("fences", bad)));
        }
        let (together, bad) = typed::composites(&composites.get_untracked());
        if !bad.is_empty() {
            return wrong.set(Some(("composites", bad)));
        }
        wrong.set(None);
        let mut own = store.own.get_untracked();
        (own.intents, own.fences, own.composites) = (wishes, places, together);
        own.region = region.get_untracked();
        ask(store, Some(own), None);
    };
    let said = move |which: &'static str| {
        let (what, lines) = wrong.get()?;
        (what == which).then(|| {
            let lines: Vec<String> = lines.iter().map(usize::to_string).collect();
            words::fill(t_string!(i18n, own.wrong), &[("n", &lines.join(", "))])
        })
    };
    view! {
        <details class="panel group" data-testid="own" open=move || wrong.with(Option::is_some)>
            <summary><h2>{t!(i18n, own.title)}</h2><span class="small quiet about">{t!(i18n, own.about)}</span></summary>
            <form class="own" on:submit=apply>
                <label class="field"><span>{t!(i18n, own.intents)}</span>
                    <textarea rows="4" data-testid="own-intents" prop:value=move || intents.get()
                        placeholder="aperitivo: spritz, happy hour"
                        aria-describedby="own-intents-about"
                        on:input:target=move |event| intents.set(event.target().value())></textarea>
                    <small class="quiet" id="own-intents-about">{t!(i18n, own.intents_about)}</small>
                    <small class="warn" role="status">{move || said("intents")}</small>
                </label>
                <div class="field">
                    <label class="field"><span>{t!(i18n, own.fences)}</span>
                        <textarea rows="4" data-testid="own-fences" prop:value=move || fences.get()
                            placeholder="Duomo; 45.4641; 9.1919; 300"
                            aria-describedby="own-fences-about"
                            on:input:target=move |event| fences.set(event.target().value())></textarea>
                        <small class="quiet" id="own-fences-about">{t!(i18n, own.fences_about)}</small>
                        <small class="warn" role="status">{move || said("fences")}</small>
                    </label>
                    <label class="tick"><input type="checkbox" prop:checked=move || sale.get()
                        on:change:target=move |event| sale.set(event.target().checked()) />
                        <span>{t!(i18n, own.sale)}</span></label>
                </div>
                <label class="field"><span>{t!(i18n, own.composites)}</span>
                    <textarea rows="3" data-testid="own-composites" prop:value=move || composites.get()
                        placeholder="fame; category:ristorante; 3; 120"
                        aria-describedby="own-composites-about"
                        on:input:target=move |event| composites.set(event.target().value())></textarea>
                    <small class="quiet" id="own-composites-about">{t!(i18n, own.composites_about)}</small>
                    <small class="warn" role="status">{move || said("composites")}</small>
                </label>
                <label class="field short"><span>{t!(i18n, own.region)}</span>
                    <select data-testid="own-region" on:change:target=move |event| region.set(event.target().value())>
                        <option value="" selected=move || region.with(String::is_empty)>{t!(i18n, own.no_region)}</option>
                        {REGIONS.into_iter().map(|name| view! {
                            <option value=name selected=move || region.with(|now| now == name)>{name}</option>
                        }).collect_view()}
                    </select>
                    <small class="quiet">{t!(i18n, own.region_about)}</small>
                </label>
                <Calendars />
                <div class="buttons">
                    <button type="submit" class="button primary" data-testid="own-apply"
                        disabled=move || store.busy.with(Option::is_some)>{t!(i18n, own.apply)}</button>
                </div>
            </form>
        </details>
    }
    .into_any()
}

/// Calendars in use, and a file to add one.
#[component]
fn Calendars() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let known = move || store.own.with(|own| own.calendars.clone());
    let large = RwSignal::new(false);
    let take = move |file: web_sys::File| {
        large.set(file.size() > CALENDAR_MOST);
        if file.size() > CALENDAR_MOST {
            return;
        }
        let name = file.name();
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok();
            if let Some(text) = text.and_then(|text| text.as_string()) {
                let name = name.trim_end_matches(".ics").to_owned();
                ask(store, None, Some((name, text)));
            }
        });
    };
    view! {
        <div class="field">
            <label class="field"><span>{t!(i18n, own.calendar)}</span>
                <input type="file" class="file-input" accept=".ics,text/calendar" data-testid="own-calendar"
                    aria-describedby="own-calendar-about"
                    on:change:target=move |event| {
                        if let Some(file) = event.target().files().and_then(|files| files.get(0)) {
                            take(file);
                        }
                        event.target().set_value("");
                    } />
                <small class="quiet" id="own-calendar-about">{t!(i18n, own.calendar_about)}</small>
                {move || large.get().then(|| view! { <small class="warn" role="status">{t!(i18n, own.calendar_large)}</small> })}
            </label>
            <ul class="small" data-testid="own-calendars">
                {move || known().into_iter().map(|calendar| {
                    let full = calendar.days.len() >= RANGES_MAX;
                    let (first, last) = calendar.span();
                    let text = move || {
                        let locale = i18n.get_locale();
                        let n = format::count(locale, calendar.count());
                        let day = |day: i32| format::day(locale, f64::from(day) * DAY_MS);
                        let (from, to) = (day(first), day(last));
                        let parts = [("name", &*calendar.name), ("n", &n), ("a", &from), ("b", &to)];
                        words::fill(t_string!(i18n, own.days), &parts)
                    };
                    view! {
                        <li>{text}{move || full.then(|| view! { <small class="warn">" "{t!(i18n, own.calendar_full)}</small> })}</li>
                    }
                }).collect_view()}
            </ul>
        </div>
    }
    .into_any()
}
