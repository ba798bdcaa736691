//! Sites: add one, its token and snippet, and whether it works.

use crate::collector::{NewSite, Registered};
use crate::components::status::Working;
use crate::i18n::*;
use crate::store::{Site, Store};
use leptos::prelude::*;
use leptos::task::spawn_local;
use recinto_web::problem::Problem;

/// The screen of sites.
#[component]
pub fn Sites() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let adding = RwSignal::new(false);
    let fresh = RwSignal::new(None::<Registered>);
    view! {
        <div class="hero row">
            <div>
                <h1>{t!(i18n, sites.title)}</h1>
                <p class="lead">{t!(i18n, sites.lead)}</p>
            </div>
            <div class="hero-side">
                <button type="button" class="button primary" data-testid="add-site-open"
                    on:click=move |_| { adding.set(true); fresh.set(None); }>{t!(i18n, sites.add)}</button>
            </div>
        </div>
        {move || adding.get().then(|| view! { <AddSite adding=adding fresh=fresh /> })}
        {move || fresh.get().map(|site| view! { <Fresh site=site /> })}
        {move || (!adding.get()).then(|| if store.sites.with(Vec::is_empty) {
            view! { <p class="panel quiet">{t!(i18n, sites.none)}</p> }.into_any()
        } else {
            view! {
                <section class="panel">
                    <h2>{t!(i18n, sites.chosen)}</h2>
                    <SitePicker />
                    <TokenInput />
                </section>
                <Working />
                {move || (fresh.with(Option::is_none)).then(|| store.chosen().map(|site| view! {
                    <section class="panel"><Snippet text=site.snippet capture=site.capture /></section>
                }))}
            }.into_any()
        })}
    }
}

/// The form of a new site; filled in with the demo's shop where there is one.
#[component]
fn AddSite(adding: RwSignal<bool>, fresh: RwSignal<Option<Registered>>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let demo = store
        .config
        .get_untracked()
        .and_then(|config| config.demo_site);
    let demo = demo.filter(|demo| {
        !store
            .sites
            .with_untracked(|s| s.iter().any(|s| s.id == demo.id))
    });
    let (id, name, origin) = demo.map(|d| (d.id, d.name, d.origin)).unwrap_or_default();
    let (id, name, origin) = (
        RwSignal::new(id),
        RwSignal::new(name),
        RwSignal::new(origin),
    );
    let operator = RwSignal::new(store.operator().unwrap_or_default());
    let had_operator = !operator.get_untracked().is_empty();
    let busy = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(config) = store.config.get_untracked() else {
            return store.fail(Problem::Unreachable {
                address: "/config.json".to_owned(),
            });
        };
        store.problem.set(None);
        store.keep_operator(&operator.get_untracked());
        let new = NewSite {
            site: id.get_untracked().trim().to_owned(),
            name: name.get_untracked().trim().to_owned(),
            origins: vec![
                origin
                    .get_untracked()
                    .trim()
                    .trim_end_matches('/')
                    .to_owned(),
            ],
        };
        busy.set(true);
        spawn_local(async move {
            let answer = config.add_site(operator.get_untracked().trim(), &new).await;
            busy.set(false);
            match answer {
                Ok(registered) => {
                    store.keep_token(&registered.site, &registered.token);
                    store.keep_site(Site {
                        id: registered.site.clone(),
                        name: registered.name.clone(),
                        origin: registered.origins.first().cloned().unwrap_or_default(),
                        snippet: registered.snippet.clone(),
                        capture: registered.capture.clone(),
                    });
                    fresh.set(Some(registered));
                    adding.set(false);
                }
                Err(problem) => store.fail(problem),
            }
        });
    };
    view! {
        <section class="panel">
            <h2>{t!(i18n, sites.add)}</h2>
            <form on:submit=submit>
                <div class="fields">
                    <label class="field"><span>{t!(i18n, sites.name)}</span>
                        <input type="text" required maxlength="80" data-testid="site-name" bind:value=name /></label>
                    <label class="field"><span>{t!(i18n, sites.id)}</span>
                        <input type="text" required maxlength="24" pattern="[a-z0-9\\-]{1,24}" autocapitalize="none"
                            data-testid="site-id" bind:value=id />
                        <small class="quiet">{t!(i18n, sites.id_hint)}</small></label>
                    <label class="field"><span>{t!(i18n, sites.origin)}</span>
                        <input type="url" required data-testid="site-origin" bind:value=origin />
                        <small class="quiet">{t!(i18n, sites.origin_hint)}</small></label>
                    {(!had_operator).then(|| view! {
                        <label class="field"><span>{t!(i18n, sites.operator)}</span>
                            <input type="password" required autocomplete="off" data-testid="operator-token" bind:value=operator />
                            <small class="quiet">{t!(i18n, sites.operator_hint)}</small></label>
                    })}
                </div>
                <div class="actions">
                    <button type="button" class="button" on:click=move |_| adding.set(false)>{t!(i18n, sites.cancel)}</button>
                    <button type="submit" class="button primary" data-testid="add-site-confirm" disabled=move || busy.get()>
                        {t!(i18n, sites.confirm)}</button>
                </div>
            </form>
        </section>
    }
}

/// A site just added: the token, this once, and the line to paste.
#[component]
fn Fresh(site: Registered) -> impl IntoView {
    let i18n = use_i18n();
    let name = site.name.clone();
    let token = site.token.clone();
    view! {
        <section class="panel good">
            <h2>{move || t_string!(i18n, sites.token, name = name.clone())}</h2>
            <p>{t!(i18n, sites.token_once)}</p>
            <div class="secret">
                <code data-testid="site-token">{site.token.clone()}</code>
                <Copy text=token />
            </div>
            <Snippet text=site.snippet capture=site.capture />
        </section>
    }
}

#[component]
fn Snippet(text: String, capture: String) -> impl IntoView {
    let i18n = use_i18n();
    let capture = (!capture.is_empty()).then(|| {
        view! {
            <h3>{t!(i18n, sites.capture)}</h3>
            <div class="secret">
                <code data-testid="site-capture">{capture.clone()}</code>
                <Copy text=capture />
            </div>
        }
    });
    view! {
        <h3>{t!(i18n, sites.snippet)}</h3>
        <div class="secret">
            <code data-testid="site-snippet">{text.clone()}</code>
            <Copy text=text />
        </div>
        {capture}
    }
}

#[component]
fn Copy(text: String) -> impl IntoView {
    let i18n = use_i18n();
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let promise = window().navigator().clipboard().write_text(&text);
        spawn_local(async move {
            copied.set(wasm_bindgen_futures::JsFuture::from(promise).await.is_ok());
        });
    };
    view! {
        <button type="button" class="button" on:click=copy>
            <span aria-live="polite">{move || if copied.get() { t_string!(i18n, sites.copied) } else { t_string!(i18n, sites.copy) }}</span>
        </button>
    }
}

/// The sites known here.
#[component]
pub fn SitePicker() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    view! {
        {move || if store.sites.with(Vec::is_empty) {
            view! {
                <p class="quiet">{t!(i18n, publish.no_site)}</p>
                <p><a class="button" href="#/sites">{t!(i18n, publish.add_site)}</a></p>
            }.into_any()
        } else {
            view! {
                <label class="field"><span>{t!(i18n, publish.site)}</span>
                    <select data-testid="site-select" on:change:target=move |event| store.choose_site(&event.target().value())>
                        {move || store.sites.get().into_iter().map(|site| {
                            let id = site.id.clone();
                            view! {
                                <option value=site.id
                                    selected=move || store.site.get().as_ref() == Some(&id)>
                                    {format!("{} · {}", site.name, site.origin)}</option>
                            }
                        }).collect_view()}
                    </select>
                </label>
            }.into_any()
        }}
    }
}

/// A place for the admin token, when this tab does not have it.
#[component]
pub fn TokenInput() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let text = RwSignal::new(String::new());
    view! {
        {move || store.chosen().filter(|site| store.token(&site.id).is_none()).map(|site| {
            let name = site.name.clone();
            let submit = move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                store.keep_token(&site.id, &text.get_untracked());
                text.set(String::new());
            };
            view! {
                <form on:submit=submit class="token">
                    <label class="field">
                        <span>{move || t_string!(i18n, sites.paste, name = name.clone())}</span>
                        <input type="password" required autocomplete="off" data-testid="paste-token" bind:value=text />
                        <small class="quiet">{t!(i18n, sites.paste_hint)}</small>
                    </label>
                    <button type="submit" class="button">{t!(i18n, sites.use_it)}</button>
                </form>
            }
        })}
    }
}
