//! Clean: what was read, what each step took out or mended, what remains.

use crate::components::report::Rejections;
use crate::components::step::StepRow;
use crate::i18n::*;
use crate::screens::segments::settings;
use crate::store::{Screen, Store};
use crate::words::{self, clean};
use crate::{format, host};
use leptos::prelude::*;
use recinto_core::cleaning::Step;
use recinto_core::events::import::ImportReport;
use recinto_web::protocol::{Ask, Export, Stage};
use recinto_web::views::clean::{Cleaned, Column};
use recinto_web::way::Chosen;
use std::sync::Arc;

/// The second screen.
#[component]
pub fn Clean() -> impl IntoView {
    let store = expect_context::<Store>();
    let any = Memo::new(move |_| store.cleaned.with(Option::is_some));
    view! {
        {move || if any.get() {
            view! {
                <Title />
                <Remains />
                <Steps />
                <div class="pair">
                    <Read />
                    <Contents />
                </div>
            }.into_any()
        } else {
            view! { <NoRows /> }.into_any()
        }}
    }
    .into_any()
}

/// No rows at hand: none were read yet, or the tab was loaded anew.
#[component]
pub fn NoRows() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="hero">
            <h1>{t!(i18n, clean.none_title)}</h1>
            <p class="lead">{t!(i18n, clean.none_lead)}</p>
            <p><a class="button primary" href="#/data">{t!(i18n, seg.to_data)}</a></p>
        </div>
    }
    .into_any()
}

/// A part of what is at hand.
fn of<T>(store: Store, part: impl Fn(&Cleaned, &ImportReport) -> T) -> Option<T> {
    store.cleaned.with(|all| {
        let all: &Arc<(Cleaned, ImportReport)> = all.as_ref()?;
        Some(part(&all.0, &all.1))
    })
}

/// Looks for segments with what is proposed.
pub fn find(store: Store, i18n: words::I18n) {
    let settings = settings(i18n, 365, Chosen::best(), 42);
    host::work(store, Stage::Features, &Ask::Analyse(settings));
}

#[component]
fn Title() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let title = move || {
        of(store, |cleaned, _| {
            let locale = i18n.get_locale();
            let [(before, _), (after, _)] = cleaned.sizes();
            let gone = before.saturating_sub(after);
            let [n, all, g] = [after, before, gone].map(|count| format::count(locale, count));
            let text = if gone == 0 {
                t_string!(i18n, clean.title_all)
            } else {
                t_string!(i18n, clean.title)
            };
            words::fill(text, &[("n", &n), ("all", &all), ("gone", &g)])
        })
    };
    let lead = move || {
        of(store, |cleaned, _| {
            let text = t_string!(i18n, clean.lead);
            words::fill(text, &[("name", &cleaned.source)])
        })
    };
    let busy = move || store.busy.with(Option::is_some);
    view! {
        <div class="hero row">
            <div>
                <h1 data-testid="clean-title">{title}</h1>
                <p class="lead">{lead}</p>
            </div>
            <div class="hero-side">
                <button type="button" class="button primary" data-testid="to-features" disabled=busy
                    on:click=move |_| store.go(Screen::Features)>{t!(i18n, clean.next)}</button>
                <button type="button" class="button" data-testid="find-now" disabled=busy
                    on:click=move |_| find(store, i18n)>{t!(i18n, clean.find)}</button>
            </div>
        </div>
    }
    .into_any()
}

/// What remains.
#[component]
fn Remains() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let tile =
        move |id: &'static str, name: Signal<&'static str>, part: fn(&Cleaned) -> (u64, u64)| {
            let now = move || of(store, |cleaned, _| part(cleaned)).unwrap_or_default();
            let before = move || {
                let (before, after) = now();
                let text = format::count(i18n.get_locale(), before);
                (before != after).then(|| words::fill(t_string!(i18n, clean.of), &[("n", &text)]))
            };
            view! {
            <div class="tile"><dt>{name}</dt>
                <dd data-testid=id data-count=move || now().1>
                    <span class="figure">{move || format::count(i18n.get_locale(), now().1)}</span>
                    <span class="quiet small">{before}</span>
                </dd></div>
        }
        .into_any()
        };
    let span = move || {
        of(store, |cleaned, _| cleaned.span)
            .flatten()
            .map(|(first, last)| {
                let locale = i18n.get_locale();
                format!(
                    "{} – {}",
                    format::day(locale, first as f64),
                    format::day(locale, last as f64)
                )
            })
    };
    view! {
        <dl class="tiles" data-testid="remains">
            {tile("remain-events", Signal::derive(move || t_string!(i18n, clean.events)), |c| c.sizes().map(|size| size.0).into())}
            {tile("remain-people", Signal::derive(move || t_string!(i18n, clean.people)), |c| c.sizes().map(|size| size.1).into())}
            <div class="tile"><dt>{t!(i18n, report.span)}</dt><dd><span class="strong">{span}</span></dd></div>
        </dl>
    }
    .into_any()
}

#[component]
fn Steps() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="panel">
            <h2>{t!(i18n, clean.steps)}</h2>
            <p class="quiet small">{t!(i18n, clean.steps_about)}</p>
            <ol class="steps">
                {Step::ALL.into_iter().map(|step| view! { <StepRow step=step /> }).collect_view()}
            </ol>
            <div class="buttons">
                <button type="button" class="button" data-testid="download-events"
                    on:click=move |_| host::ask(&Ask::Export(Export::Events))>{t!(i18n, clean.take_events)}</button>
            </div>
            <p class="quiet small">{t!(i18n, clean.take_about)}</p>
        </section>
    }
    .into_any()
}

/// How the file was read.
#[component]
fn Read() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    view! {
        <section class="panel">
            <h2>{t!(i18n, report.title)}</h2>
            {move || of(store, |_, report| report.clone()).map(|report| {
                let bad = report.rejected_rows();
                view! {
                    <Rejections report=report />
                    <div class="buttons">
                        {(bad > 0).then(|| view! {
                            <button type="button" class="button" data-testid="download-rejects"
                                on:click=move |_| host::ask(&Ask::Export(Export::Rejects))>{t!(i18n, clean.take_rejects)}</button>
                        })}
                        <button type="button" class="button" data-testid="read-again"
                            on:click=move |_| host::look_again(store)>{t!(i18n, clean.read_again)}</button>
                    </div>
                }
            })}
        </section>
    }
    .into_any()
}

/// What is in the rows: kinds of event, static columns.
#[component]
fn Contents() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let kinds = move || of(store, |cleaned, _| cleaned.kinds.clone()).unwrap_or_default();
    let columns = move || of(store, |cleaned, _| cleaned.columns.clone()).unwrap_or_default();
    view! {
        <section class="panel">
            <h2>{t!(i18n, clean.kinds)}</h2>
            <div class="wide" tabindex="0" role="region" aria-label=move || t_string!(i18n, clean.kinds)>
            <table class="plain" data-testid="kinds">
                <thead><tr>
                    <th scope="col">{t!(i18n, columns.kind)}</th>
                    <th scope="col" class="num">{t!(i18n, report.rows)}</th>
                </tr></thead>
                <tbody>{move || kinds().into_iter().map(|(name, count)| view! {
                    <tr><th scope="row">{move || clean::kind(i18n, &name)}</th>
                        <td class="num">{move || format::count(i18n.get_locale(), count)}</td></tr>
                }).collect_view()}</tbody>
            </table>
            </div>
            {move || {
                let columns = columns();
                (!columns.is_empty()).then(|| view! {
                    <h3>{t!(i18n, clean.facts)}</h3>
                    <p class="quiet small">{t!(i18n, clean.facts_about)}</p>
                    <dl class="facts" data-testid="facts">
                        {columns.into_iter().map(|column| view! { <Fact column=column /> }).collect_view()}
                    </dl>
                })
            }}
        </section>
    }
    .into_any()
}

/// A static column in a line.
#[component]
fn Fact(column: Column) -> impl IntoView {
    let i18n = use_i18n();
    let name = column.name.clone();
    let text = move || clean::values(i18n, &column);
    view! { <div><dt>{name}</dt><dd>{text}</dd></div> }.into_any()
}
