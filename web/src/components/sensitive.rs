//! A reason for each sensitive matter that the model touches.

use super::table::change;
use crate::i18n::*;
use crate::store::Store;
use crate::words::rule;
use leptos::prelude::*;
use recinto_core::model::sensitive::{Matter, REASON_CHARS, Reason};
use recinto_web::problem::Problem;
use recinto_web::protocol::Drafted;

/// The matters with a reason, and the one that lacks it; nothing where none is touched.
#[component]
pub fn Sensitive() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let open = Memo::new(move |_| match store.drafted.get() {
        Some(Drafted::Blocked(Problem::Sensitive { matter, .. })) => Some(matter),
        _ => None,
    });
    let given = Memo::new(move |_| store.edits.get().map(|e| e.sensitive).unwrap_or_default());
    let any = move || open.get().is_some() || !given.with(Vec::is_empty);
    view! {
        {move || any().then(|| view! {
            <section class="panel" data-testid="sensitive">
                <h2>{t!(i18n, stated.sensitive)}</h2>
                <p class="quiet">{t!(i18n, stated.sensitive_about)}</p>
                <ul class="rules">
                    {given.get().into_iter().map(|Reason { matter, reason }| view! {
                        <li>
                            <div><strong>{move || rule::matter(i18n, matter)}</strong><p class="small quiet">{reason}</p></div>
                            <button type="button" class="button small"
                                on:click=move |_| change(store, |edits| edits.sensitive.retain(|given| given.matter != matter))>
                                {t!(i18n, stated.remove_short)}</button>
                        </li>
                    }).collect_view()}
                </ul>
                {open.get().map(|matter| view! { <Why matter=matter /> })}
            </section>
        })}
    }
}

#[component]
fn Why(matter: Matter) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let text = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let reason = text
            .get_untracked()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if REASON_CHARS.contains(&reason.chars().count()) {
            change(store, |edits| {
                edits.sensitive.push(Reason { matter, reason })
            });
        }
    };
    view! {
        <form class="fields one" on:submit=submit>
            <label class="field"><span>{move || t_string!(i18n, stated.why, matter = rule::matter(i18n, matter))}</span>
                <textarea rows="3" required minlength=REASON_CHARS.start().to_string() maxlength=REASON_CHARS.end().to_string()
                    data-testid="sensitive-reason"
                    on:input:target=move |event| text.set(event.target().value())></textarea>
                <small class="quiet">{t!(i18n, stated.why_hint)}</small>
            </label>
            <div><button type="submit" class="button" data-testid="sensitive-give">{t!(i18n, stated.give)}</button></div>
        </form>
    }
}
