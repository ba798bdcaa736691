//! The frame around the screens: steps, language, errors.

use crate::components::columns::Columns;
use crate::components::problem::ProblemBox;
use crate::components::work::Work;
use crate::i18n::*;
use crate::screens::{
    clean::Clean, data::Data, features::Features, publish::Publish, segments::Segments,
    sites::Sites, watch::Watch,
};
use crate::store::{self, Screen, Store};
use crate::{collector, host, words};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

const LANGUAGE: &str = "recinto.language";

/// The desk.
#[component]
pub fn App() -> impl IntoView {
    let store = Store::new();
    provide_context(store);
    read_fragment(store);
    let handle = window_event_listener(ev::hashchange, move |_| read_fragment(store));
    on_cleanup(move || handle.remove());
    take_drops(store);
    host::start(store);
    persist();
    spawn_local(async move {
        match collector::config().await {
            Ok(config) => store.config.set(Some(config)),
            Err(problem) => store.fail(problem),
        }
    });
    view! {
        <I18nContextProvider set_dir_attr_on_html=false>
            <Frame />
        </I18nContextProvider>
    }
}

#[component]
fn Frame() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    if let Some(known) = store::local(LANGUAGE) {
        i18n.set_locale(if known == "it" {
            Locale::it
        } else {
            Locale::en
        });
    }
    Effect::new(move |_| {
        let title = format!("{} · Recinto", words::screen(i18n, store.screen.get()));
        document().set_title(&title);
    });
    // Only another screen is drawn anew: the same one keeps what has the focus.
    let screen = Memo::new(move |_| store.screen.get());
    view! {
        <a class="skip" href="#main" on:click=move |event| {
            event.prevent_default();
            focus_main();
        }>{t!(i18n, app.skip)}</a>
        <header class="top">
            <div class="top-in">
                <a class="brand" href="#/data" aria-label="Recinto">
                    <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
                        <rect x="2.5" y="2.5" width="19" height="19" rx="5" class="mark-fence" />
                        <circle cx="9" cy="14.5" r="2.6" class="mark-a" />
                        <circle cx="15" cy="9.5" r="2.6" class="mark-b" />
                    </svg>
                    <span>"Recinto"</span>
                </a>
                <nav class="rail" aria-label=move || t_string!(i18n, app.menu)>
                    <ol>
                        <Step screen=Screen::Data number="1" />
                        <Step screen=Screen::Clean number="2" />
                        <Step screen=Screen::Features number="3" />
                        <Step screen=Screen::Segments number="4" />
                        <Step screen=Screen::Publish number="5" />
                        <Step screen=Screen::Watch number="6" />
                    </ol>
                </nav>
                <div class="tools">
                    <a class="tool" href="#/sites" data-testid="nav-sites"
                        aria-current=move || current(store, Screen::Sites)>{t!(i18n, app.sites)}</a>
                    <div class="langs" role="group" aria-label=move || t_string!(i18n, app.language)>
                        <Language locale=Locale::it name="Italiano" short="IT" />
                        <Language locale=Locale::en name="English" short="EN" />
                    </div>
                </div>
            </div>
        </header>
        <main id="main" tabindex="-1" class="page">
            <Work />
            <ProblemBox />
            <Columns />
            {move || match screen.get() {
                Screen::Data => Data().into_any(),
                Screen::Clean => Clean().into_any(),
                Screen::Features => Features().into_any(),
                Screen::Segments => Segments().into_any(),
                Screen::Publish => Publish().into_any(),
                Screen::Watch => Watch().into_any(),
                Screen::Sites => Sites().into_any(),
            }}
        </main>
        <footer class="foot">{t!(i18n, app.footer)}</footer>
    }
}

fn current(store: Store, screen: Screen) -> Option<&'static str> {
    (store.screen.get() == screen).then_some("page")
}

#[component]
fn Step(screen: Screen, number: &'static str) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let done = move || match screen {
        Screen::Data => store.findings.with(Option::is_some) || store.cleaned.with(Option::is_some),
        Screen::Clean | Screen::Features => {
            store.findings.with(Option::is_some) && store.cleaned.with(Option::is_some)
        }
        _ => false,
    };
    view! {
        <li data-testid=(screen == Screen::Watch).then_some("watch-open")>
            <a href=format!("#/{}", screen.name()) data-testid=format!("nav-{}", screen.name())
                class:done=done aria-current=move || current(store, screen)>
                <span class="num" aria-hidden="true">{number}</span>
                <span class="word">{move || words::screen(i18n, screen)}</span>
            </a>
        </li>
    }
}

#[component]
fn Language(locale: Locale, name: &'static str, short: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <button type="button" lang=short.to_lowercase() title=name
            data-testid=format!("lang-{}", short.to_lowercase())
            aria-pressed=move || (i18n.get_locale() == locale).to_string()
            on:click=move |_| {
                i18n.set_locale(locale);
                store::set_local(LANGUAGE, &short.to_lowercase());
            }>{short}</button>
    }
}

/// The screen, or the operator's token, which leaves the address at once.
fn read_fragment(store: Store) {
    let location = window().location();
    let fragment = location.hash().unwrap_or_default();
    if let Some(token) = fragment.strip_prefix("#operator=") {
        store.keep_operator(token);
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some("/"));
        }
        return;
    }
    if fragment == "#main" {
        return focus_main();
    }
    let screen = Screen::of_fragment(&fragment).unwrap_or(Screen::Data);
    if store.screen.get_untracked() != screen {
        store.screen.set(screen);
        store.problem.set(None);
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// A file that misses the drop zone would otherwise replace the page.
fn take_drops(store: Store) {
    let over = window_event_listener(ev::dragover, |event| event.prevent_default());
    let drop = window_event_listener(ev::drop, move |event| {
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            host::look(store, &file);
        }
    });
    let paste = window_event_listener(ev::paste, move |event| {
        let writing = document()
            .active_element()
            .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA"));
        let text = event
            .clipboard_data()
            .and_then(|data| data.get_data("text/plain").ok())
            .filter(|text| text.contains('\n'));
        if let (false, Screen::Data, Some(text)) = (writing, store.screen.get_untracked(), text) {
            let parts = js_sys::Array::of1(&JsValue::from_str(&text));
            if let Ok(file) = web_sys::File::new_with_str_sequence(&parts, "clipboard.txt") {
                host::look(store, &file);
            }
        }
    });
    on_cleanup(move || {
        over.remove();
        drop.remove();
        paste.remove();
    });
}

fn focus_main() {
    use wasm_bindgen::JsCast;
    let main = document().get_element_by_id("main");
    if let Some(main) = main.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = main.focus();
    }
}

/// Asks the browser not to clear the project when space runs low.
fn persist() {
    if let Ok(promise) = window().navigator().storage().persist() {
        spawn_local(async move {
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}
