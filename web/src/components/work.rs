//! How far the worker is, and *Cancel*.

use crate::i18n::*;
use crate::store::Store;
use crate::{format, host, words};
use leptos::prelude::*;

/// The progress panel; in the page only while the worker works.
#[component]
pub fn Work() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let on = Memo::new(move |_| store.busy.with(Option::is_some));
    view! {
        {move || on.get().then(|| {
            let share = move || store.busy.get().map_or(0.0, |busy| busy.share.clamp(0.0, 1.0));
            view! {
                <section class="panel work" data-testid="progress" aria-labelledby="work-stage">
                    <div class="work-line">
                        <p id="work-stage" class="strong">
                            {move || store.busy.get().map(|busy| words::stage(i18n, busy.stage).0)}
                        </p>
                        <p class="quiet">
                            {move || store.busy.get().map(|busy| {
                                t_string!(i18n, work.step, at = words::stage(i18n, busy.stage).1)
                            })}
                        </p>
                        <p class="num">{move || format::percent(i18n.get_locale(), share(), 0)}</p>
                    </div>
                    <progress max="1" prop:value=share aria-labelledby="work-stage"></progress>
                    <div class="work-line">
                        <p class="quiet">
                            {move || store.busy.get().filter(|busy| busy.rows > 0).map(|busy| {
                                let rows = format::count(i18n.get_locale(), busy.rows);
                                t_string!(i18n, work.rows, rows = rows)
                            })}
                        </p>
                        <button type="button" class="button" data-testid="cancel"
                            on:click=move |_| host::cancel(store)>{t!(i18n, work.cancel)}</button>
                    </div>
                </section>
            }
        })}
    }
}
