//! The rules that are stated.

use super::controls::Press;
use super::focus::focus;
use super::form::{Form, SUMMARY};
use crate::components::table::change;
use crate::format;
use crate::i18n::*;
use crate::store::Store;
use crate::words::{fill, rule};
use leptos::prelude::*;
use recinto_core::rules::Rule;

/// The list.
#[component]
pub fn StatedRules(form: Form) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        {move || {
            let rules = form.rules.get();
            if rules.is_empty() {
                return view! { <p class="small quiet">{t!(i18n, stated.none)}</p> }.into_any();
            }
            view! {
                <ul class="rules">
                    {rules.into_iter().map(|rule| view! { <Stated form=form rule=rule /> }).collect_view()}
                </ul>
            }.into_any()
        }}
    }
}

/// The id of the button that edits the rule of a label.
pub fn edit_button(label: &str) -> String {
    ["rule-edit-", label].concat()
}

#[component]
fn Stated(form: Form, rule: Rule) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let begun = rule.clone();
    let (name, label, when) = (rule.segment.name, rule.segment.label, rule.when);
    let (edited, removed) = (name.clone(), name.clone());
    let (id, own) = (edit_button(&label), label.clone());
    let held = Memo::new(move |_| {
        let of = |counts: &Vec<(String, u64)>| {
            let known = counts.iter().find(|(label, _)| *label == own);
            known.map(|&(_, count)| count)
        };
        store.held.with(of)
    });
    let remove = move |()| {
        let labels = form.rules.with_untracked(|rules| {
            let labels = rules.iter().map(|rule| rule.segment.label.clone());
            labels.collect::<Vec<_>>()
        });
        let at = labels.iter().position(|other| *other == label);
        let next = at.and_then(|at| {
            labels
                .get(at + 1)
                .or_else(|| labels.get(at.checked_sub(1)?))
        });
        focus(next.map_or(SUMMARY.to_owned(), |label| edit_button(label)));
        if form
            .edited
            .with_untracked(|edited| edited.as_ref() == Some(&label))
        {
            form.clear();
        }
        change(store, |edits| {
            edits.rules.retain(|rule| rule.segment.label != label)
        });
    };
    let edit_named =
        Signal::derive(move || fill(t_string!(i18n, stated.edit), &[("name", &edited)]));
    let remove_named =
        Signal::derive(move || t_string!(i18n, stated.remove, name = removed.clone()));
    view! {
        <li>
            <div>
                <strong>{name}</strong>
                <p class="small quiet" data-testid="rule-says">{move || rule::condition(i18n, &when)}</p>
                {move || held.get().map(|count| {
                    let n = format::count(i18n.get_locale(), count);
                    view! { <p class="small" data-testid="rule-people">{t_string!(i18n, stated.people, n = n)}</p> }
                })}
            </div>
            <div class="buttons">
                <Press label=Signal::derive(move || t_string!(i18n, stated.edit_short).to_owned()) named=edit_named id=id
                    testid="rule-edit" press=Callback::new(move |()| form.edit(&begun)) />
                <Press label=Signal::derive(move || t_string!(i18n, stated.remove_short).to_owned()) named=remove_named
                    testid="rule-remove" press=Callback::new(remove) />
            </div>
        </li>
    }
}
