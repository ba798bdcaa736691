//! What each currency is worth: told by the marketer, since nobody is asked.

use crate::components::step::replan;
use crate::format;
use crate::i18n::*;
use crate::store::Store;
use crate::words;
use leptos::prelude::*;
use recinto_core::cleaning::{Currency, Rate};

const NANOS: f64 = 1e9;

/// The currency to turn into, and a rate for each of the others.
#[component]
pub fn Rates() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let seen = Memo::new(move |_| {
        store
            .cleaned
            .with(|all| all.as_ref().map(|all| all.0.currencies.clone()))
            .unwrap_or_default()
    });
    let now = Memo::new(move |_| {
        store
            .cleaned
            .with(|all| all.as_ref().map(|all| all.0.plan.currency.clone()))
            .unwrap_or_default()
    });
    let target = move || {
        let told = now.with(|now| now.target.clone());
        if told.is_empty() {
            seen.with(|seen| seen.first().cloned()).unwrap_or_default()
        } else {
            told
        }
    };
    let others = Memo::new(move |_| {
        let target = target();
        seen.with(|seen| {
            seen.iter()
                .filter(|&code| *code != target)
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let change = move |edit: &dyn Fn(&mut Currency)| {
        let target = target();
        replan(store, |plan| {
            if plan.currency.target.is_empty() {
                plan.currency.target = target;
            }
            edit(&mut plan.currency);
            // Rates are there to be used.
            plan.currency.on = !plan.currency.rates.is_empty();
        });
    };
    view! {
        {move || (seen.with(Vec::len) > 1).then(|| view! {
            <details class="folded" open=true>
                <summary>{t!(i18n, clean.rates)}</summary>
                <div class="fields">
                    <label class="field"><span>{t!(i18n, clean.target)}</span>
                        <select data-testid="rate-target" on:change:target=move |event| {
                            let code = event.target().value();
                            change(&|currency| {
                                currency.target.clone_from(&code);
                                currency.rates.clear();
                            });
                        }>
                            {seen.get().into_iter().map(|code| {
                                let own = code.clone();
                                view! { <option value=code.clone() selected=move || target() == own>{code.clone()}</option> }
                            }).collect_view()}
                        </select>
                    </label>
                    {others.get().into_iter().map(|code| {
                        let own = code.clone();
                        let value = move || {
                            let rate = now.with(|now| {
                                now.rates.iter().find(|rate| rate.currency == own).map(|rate| rate.nanos)
                            });
                            rate.map(|nanos| format::plain(i18n.get_locale(), nanos as f64 / NANOS))
                        };
                        let (shown, asked) = (code.clone(), format!("rate-{code}"));
                        let name = move || {
                            words::fill(t_string!(i18n, clean.one), &[("a", &shown), ("b", &target())])
                        };
                        view! {
                            <label class="field"><span>{name}</span>
                                <input type="text" inputmode="decimal" autocomplete="off" data-testid=asked prop:value=value
                                    on:change:target=move |event| {
                                        let typed = format::parse(i18n.get_locale_untracked(), &event.target().value());
                                        let typed = typed.filter(|rate| *rate > 0.0 && *rate < 1e6);
                                        change(&|currency| {
                                            currency.rates.retain(|rate| rate.currency != code);
                                            currency.rates.extend(typed.map(|rate| Rate {
                                                currency: code.clone(),
                                                nanos: (rate * NANOS).round() as u64,
                                                date: String::new(),
                                            }));
                                        });
                                    } />
                            </label>
                        }
                    }).collect_view()}
                </div>
            </details>
        })}
    }
    .into_any()
}
