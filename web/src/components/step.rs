//! One step of cleaning: its switch, what it did, its numbers, cases with what speaks for them.

use crate::components::rates::Rates;
use crate::i18n::*;
use crate::limits::{self, Detail, Limit};
use crate::store::Store;
use crate::words::{self, clean};
use crate::{format, host};
use leptos::prelude::*;
use recinto_core::cleaning::{Example, Plan, Step, StepReport};
use recinto_web::protocol::{Ask, Stage};

/// Cases shown, at most.
const SHOWN: usize = 100;

/// Cleans again with a changed plan.
pub fn replan(store: Store, change: impl FnOnce(&mut Plan)) {
    let plan = store
        .cleaned
        .with_untracked(|all| all.as_ref().map(|all| all.0.plan.clone()));
    if let Some(mut plan) = plan {
        change(&mut plan);
        host::work(store, Stage::Cleaning, &Ask::Clean(plan));
    }
}

/// A part of the plan as it stands.
fn planned<T>(store: Store, part: impl FnOnce(&Plan) -> T) -> Option<T> {
    store
        .cleaned
        .with(|all| all.as_ref().map(|all| part(&all.0.plan)))
}

/// A row of the list. It outlives every cleaning, so that keys stay where they are.
#[component]
pub fn StepRow(step: Step) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let report = Memo::new(move |_| -> Option<StepReport> {
        let all = store.cleaned.get()?;
        all.0.report.step(step).cloned()
    });
    let of = move |part: fn(&StepReport) -> u64| report.with(|r| r.as_ref().map_or(0, part));
    let on = move || of(|report| u64::from(report.on)) > 0;
    let gone = move || of(|report| report.before.events.saturating_sub(report.after.events));
    let id = format!("step-{}", clean::code(step));
    let did = move || report.with(|r| r.as_ref().map(|report| clean::did(i18n, report)));
    let cases = Memo::new(move |_| {
        report.with(|report| {
            let report = report.as_ref()?;
            let people: Vec<Example> = report
                .people
                .iter()
                .map(|found| found.example.clone())
                .take(SHOWN)
                .collect();
            let cases = if people.is_empty() {
                report.examples.clone()
            } else {
                people
            };
            (!cases.is_empty()).then_some(cases)
        })
    });
    let shown = id.clone();
    let numbers = limits::of(step);
    let details = limits::details(step);
    view! {
        <li class="step" class:off=move || !on() data-testid=id.clone() data-gone=gone
            data-changed=move || of(|report| report.changed)>
            <label class="step-head">
                <input type="checkbox" role="switch" class="switch" data-testid=format!("{id}-on")
                    aria-describedby=format!("{id}-about")
                    prop:checked=on
                    on:change:target=move |event| {
                        let wanted = event.target().checked();
                        replan(store, |plan| *limits::on(plan, step) = wanted);
                    } />
                <span class="strong">{move || clean::step(i18n, step).0}</span>
            </label>
            <p class="step-did" class:quiet=move || gone() == 0 && of(|r| r.changed) == 0>{did}</p>
            <p class="quiet small step-about" id=format!("{id}-about")>{move || clean::step(i18n, step).1}</p>
            {move || report.with(|r| r.as_ref().filter(|r| !r.rules.is_empty()).map(|r| r.rules.clone())).map(|rules| view! {
                <ul class="rules">
                    {rules.into_iter().map(|found| view! {
                        <li>{move || clean::found(i18n, &found)}</li>
                    }).collect_view()}
                </ul>
            }.into_any())}
            {move || cases.get().map(|cases| {
                let n = cases.len() as u64;
                view! {
                    <details class="folded">
                        <summary data-testid=format!("{shown}-examples")>{move || clean::cases(i18n, n)}</summary>
                        <Cases cases=cases />
                    </details>
                }.into_any()
            })}
            {(!numbers.is_empty() || !details.is_empty()).then(|| view! {
                <details class="folded">
                    <summary>{t!(i18n, clean.numbers)}</summary>
                    <div class="fields">
                        {details.iter().map(|detail| view! { <Tick detail=*detail /> }).collect_view()}
                        {numbers.iter().map(|&(limit, least, most)| view! {
                            <Number limit=limit least=least most=most />
                        }).collect_view()}
                    </div>
                </details>
            }.into_any())}
            {(step == Step::Currency).then(|| view! { <Rates /> }.into_any())}
        </li>
    }
    .into_any()
}

/// A switch within a step.
#[component]
fn Tick(detail: Detail) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let on = move || planned(store, |plan| *detail.place(&mut plan.clone())).unwrap_or_default();
    view! {
        <label class="tick">
            <input type="checkbox" prop:checked=on
                on:change:target=move |event| {
                    let wanted = event.target().checked();
                    replan(store, |plan| *detail.place(plan) = wanted);
                } />
            <span>{move || clean::detail(i18n, detail)}</span>
        </label>
    }
    .into_any()
}

/// A number of a step.
#[component]
fn Number(limit: Limit, least: f64, most: f64) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let id = format!("limit-{}", limit as u8);
    let about = format!("{id}-about");
    let now = Memo::new(move |_| planned(store, |plan| limit.get(plan)).unwrap_or_default());
    let wrong = RwSignal::new(false);
    let take = move |text: String| {
        let typed = format::parse(i18n.get_locale_untracked(), &text)
            .filter(|value| (least..=most).contains(value));
        wrong.set(typed.is_none());
        if let Some(value) = typed.filter(|value| *value != now.get_untracked()) {
            replan(store, |plan| limit.set(plan, value));
        }
    };
    let range = move || {
        let locale = i18n.get_locale();
        let [a, b] = [least, most].map(|x| format::number(locale, x, 3));
        let text = if wrong.get() {
            t_string!(i18n, fields.wrong)
        } else {
            t_string!(i18n, fields.range)
        };
        words::fill(text, &[("a", &a), ("b", &b)])
    };
    view! {
        <label class="field">
            <span>{move || clean::limit(i18n, limit)}</span>
            <input type="text" inputmode="decimal" autocomplete="off" data-testid=id aria-describedby=about.clone()
                aria-invalid=move || wrong.get().to_string()
                prop:value=move || format::plain(i18n.get_locale(), now.get())
                on:change:target=move |event| take(event.target().value()) />
            <small id=about class=move || if wrong.get() { "warn" } else { "quiet" } role="status">{range}</small>
        </label>
    }
    .into_any()
}

/// Cases in a table.
#[component]
fn Cases(cases: Vec<Example>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="wide" tabindex="0" role="region" aria-label=move || t_string!(i18n, clean.examples)>
        <table class="plain">
            <thead><tr>
                <th scope="col">{t!(i18n, columns.person)}</th>
                <th scope="col">{t!(i18n, clean.rule)}</th>
                <th scope="col">{t!(i18n, clean.seen)}</th>
                <th scope="col">{t!(i18n, clean.lines)}</th>
            </tr></thead>
            <tbody>
                {cases.into_iter().map(|case| {
                    let lines: Vec<String> = case.lines.iter().map(u32::to_string).collect();
                    let person = case.person.clone();
                    let rule = case.rule;
                    view! {
                        <tr>
                            <th scope="row">{person}</th>
                            <td>{move || clean::rule(i18n, rule)}</td>
                            <td>{move || clean::evidence(i18n, &case)}</td>
                            <td>{lines.join(", ")}</td>
                        </tr>
                    }
                }).collect_view()}
            </tbody>
        </table>
        </div>
    }
    .into_any()
}
