//! Rules: packs to begin with, rules of one's own, and what each says.

mod controls;
mod focus;
mod form;
mod group;
mod list;
mod row;
mod words;

use super::table::change;
use crate::i18n::*;
use crate::store::Store;
use crate::words::{I18n, rule};
use form::{Form, OwnRule};
use leptos::prelude::*;
use list::StatedRules;
use recinto_core::rules::packs::{Language, Trade};
use recinto_web::protocol::Findings;
use recinto_web::stated;
use std::sync::Arc;

/// The language of names in the language of the page.
pub fn language(i18n: I18n) -> Language {
    match i18n.get_locale_untracked() {
        Locale::it => Language::Italian,
        Locale::en => Language::English,
    }
}

/// A trade to choose; `chosen` is its place in [`Trade::ALL`].
#[component]
pub fn TradePicker(chosen: RwSignal<usize>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <label class="field"><span>{t!(i18n, stated.pack)}</span>
            <select data-testid="rule-trade" on:change:target=move |event| {
                chosen.set(event.target().value().parse().unwrap_or_default());
            }>
                {Trade::ALL.into_iter().enumerate().map(|(at, trade)| view! {
                    <option value=at.to_string() selected=move || chosen.get() == at>
                        {move || rule::trade(i18n, trade)}</option>
                }).collect_view()}
            </select>
        </label>
    }
}

/// The panel.
#[component]
pub fn RulesPanel(findings: Arc<Findings>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let trade = RwSignal::new(0);
    let form = Form::new(&findings);
    let add_pack = move |_| {
        let Some(trade) = Trade::ALL.get(trade.get_untracked()) else {
            return;
        };
        let added = trade.rules(language(i18n));
        change(store, |edits| {
            for rule in added {
                stated::add(edits, rule);
            }
        });
    };
    view! {
        <section class="panel" data-testid="rules">
            <h2>{t!(i18n, stated.title)}</h2>
            <p class="quiet">{t!(i18n, stated.about)}</p>
            <StatedRules form=form />
            <div class="rule-add">
                <TradePicker chosen=trade />
                <button type="button" class="button" data-testid="rule-pack" on:click=add_pack>
                    {t!(i18n, stated.add_pack)}</button>
            </div>
            <details class="fold" id=form::FOLD>
                <summary id=form::SUMMARY>{t!(i18n, stated.own)}</summary>
                <OwnRule form=form />
            </details>
        </section>
    }
}
