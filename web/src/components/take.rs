//! Files to take away.

use crate::host;
use crate::i18n::*;
use crate::store::Store;
use crate::words;
use leptos::prelude::*;
use recinto_web::protocol::{Ask, Drafted, Export};

/// The downloads, and the model's id.
#[component]
pub fn Take() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let id = move || match store.drafted.get() {
        Some(Drafted::Ready { id, .. }) => Some(id),
        _ => None,
    };
    let blocked = move || match store.drafted.get() {
        Some(Drafted::Blocked(problem)) => Some(problem),
        _ => None,
    };
    let get = |export: Export| move |_| host::ask(&Ask::Export(export.clone()));
    view! {
        <section class="panel">
            <h2>{t!(i18n, seg.take)}</h2>
            <div class="buttons">
                <button type="button" class="button" data-testid="download-model" disabled=move || id().is_none()
                    on:click=get(Export::Model)>{t!(i18n, seg.take_model)}</button>
                <button type="button" class="button" data-testid="download-people"
                    on:click=get(Export::People)>{t!(i18n, seg.take_people)}</button>
                <button type="button" class="button" data-testid="download-json"
                    on:click=get(Export::Trade)>{t!(i18n, seg.take_trade)}</button>
                <button type="button" class="button" data-testid="download-project"
                    on:click=get(Export::Project)>{t!(i18n, seg.take_project)}</button>
            </div>
            <p class="quiet small">{t!(i18n, seg.take_hint)}</p>
            {move || blocked().map(|problem| view! {
                <p class="small warn" data-testid="model-blocked">
                    {t!(i18n, seg.no_model)}" "{move || words::problem(i18n, &problem)}</p>
            })}
            {move || id().map(|id| view! {
                <p class="small quiet">{t!(i18n, seg.model_id)}" "
                    <code data-testid="model-id" data-id=id>{id.clone()}</code></p>
            })}
        </section>
    }
}
