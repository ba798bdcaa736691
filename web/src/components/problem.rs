//! Errors on screen.

use crate::components::report::Rejections;
use crate::i18n::*;
use crate::store::Store;
use crate::{host, words};
use leptos::prelude::*;

/// The error, when there is one: what was wrong and what to do.
#[component]
pub fn ProblemBox() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    // What asked for it may be far down the page.
    Effect::new(move |_| {
        if store.problem.with(Option::is_some) {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    });
    view! {
        {move || store.problem.get().map(|shown| {
            let problem = shown.problem.clone();
            view! {
                <section class="panel problem">
                    <div role="alert" data-testid="problem">
                        <p class="strong">{t!(i18n, problem.title)}</p>
                        <p>{move || words::problem(i18n, &problem)}</p>
                    </div>
                    {shown.report.map(|report| view! {
                        <Rejections report=report />
                        <button type="button" class="button" data-testid="problem-read-again"
                            on:click=move |_| host::look_again(store)>{t!(i18n, clean.read_again)}</button>
                    })}
                    <button type="button" class="button" on:click=move |_| store.problem.set(None)>
                        {t!(i18n, problem.close)}
                    </button>
                </section>
            }
        })}
    }
}
