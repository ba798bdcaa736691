//! Start: bring a file.

use crate::components::drop::Drop;
use crate::i18n::*;
use crate::store::{Busy, Saved, Screen, Store};
use crate::{collector, format, host};
use leptos::prelude::*;
use leptos::task::spawn_local;
use recinto_web::protocol::{Ask, Stage};
use recinto_web::views::studio::Own;

/// The first screen.
#[component]
pub fn Data() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let sample = move |_| {
        store.problem.set(None);
        store.busy.set(Some(Busy {
            stage: Stage::Reading,
            share: 0.0,
            rows: 0,
        }));
        spawn_local(async move {
            match collector::sample().await {
                Ok(file) => host::look(store, &file),
                Err(problem) => {
                    store.busy.set(None);
                    store.fail(problem);
                }
            }
        });
    };
    view! {
        <div class="hero">
            <h1>{t!(i18n, start.title)}</h1>
            <p class="lead">{t!(i18n, start.lead)}</p>
        </div>
        <div class="start">
            <div class="start-main">
                <Drop />
                <div class="sample">
                    <div>
                        <p class="strong">{t!(i18n, start.no_data)}</p>
                        <p class="quiet small">{t!(i18n, start.sample_about)}</p>
                    </div>
                    <button type="button" class="button" data-testid="use-sample"
                        disabled=move || store.busy.with(Option::is_some)
                        on:click=sample>{t!(i18n, start.sample)}</button>
                </div>
            </div>
            <aside class="start-side">
                <Recent />
                <h2 class="side-title">{t!(i18n, start.promise_title)}</h2>
                <ul class="promises">
                    <li>{t!(i18n, start.promise_rows)}</li>
                    <li>{t!(i18n, start.promise_model)}</li>
                    <li>{t!(i18n, start.promise_save)}</li>
                </ul>
            </aside>
        </div>
    }
}

/// The project of this browser.
#[component]
fn Recent() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let forget = move |_| {
        host::ask(&Ask::Forget);
        store.own.set(Own::default());
        store.picks.set(Vec::new());
        store.findings.set(None);
        store.edits.set(None);
        store.drafted.set(None);
        store.saved.set(Saved::No);
    };
    view! {
        {move || store.findings.get().map(|findings| {
            let (people, k) = (findings.people, findings.k);
            view! {
                <section class="recent" data-testid="recent">
                    <h2 class="side-title">{t!(i18n, start.recent)}</h2>
                    <p class="strong">{findings.source.clone()}</p>
                    <p class="quiet small">{move || {
                        let locale = i18n.get_locale();
                        t_string!(
                            i18n,
                            start.recent_about,
                            people = format::count(locale, people),
                            k = format::count(locale, k as u64)
                        )
                    }}</p>
                    <p class="quiet small">{move || match store.saved.get() {
                        Saved::At(ms) => Some(format::moment(i18n.get_locale(), ms)),
                        _ => None,
                    }}</p>
                    <div class="buttons">
                        <button type="button" class="button" data-testid="continue"
                            on:click=move |_| store.go(Screen::Segments)>{t!(i18n, start.carry_on)}</button>
                        <button type="button" class="button bare" data-testid="forget" on:click=forget>
                            {t!(i18n, start.forget)}</button>
                    </div>
                </section>
            }
        })}
    }
}
