//! Segments: how clear they are, what each is like, names for them.

use crate::components::profile::Profiles;
use crate::components::quality::Quality;
use crate::components::report::ReadReport;
use crate::components::scatter::ScatterPlot;
use crate::components::table::SegmentsTable;
use crate::components::take::Take;
use crate::i18n::*;
use crate::store::{Busy, Saved, Screen, Store};
use crate::{format, host, words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use recinto_web::protocol::{Ask, Findings, Settings, Stage};
use std::sync::Arc;

/// Below this mean silhouette there is no structure to speak of (Kaufman & Rousseeuw, *Finding
/// Groups in Data*, 1990, table 4).
const NO_STRUCTURE: f64 = 0.25;

/// Settings in the reader's language.
pub fn settings(i18n: words::I18n, window_days: u32, k: Option<usize>, seed: u64) -> Settings {
    Settings {
        window_days,
        k,
        seed,
        word: t_string!(i18n, app.synthetic_word).to_owned(),
        model_name: t_string!(i18n, publish.default_name).to_owned(),
        necessity: String::new(),
    }
}

/// The second screen.
#[component]
pub fn Segments() -> impl IntoView {
    let store = expect_context::<Store>();
    view! {
        {move || match store.findings.get() {
            Some(findings) => view! { <Found findings=findings /> }.into_any(),
            None => view! { <Nothing /> }.into_any(),
        }}
    }
}

/// Nothing found yet.
#[component]
pub fn Nothing() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="hero">
            <h1>{t!(i18n, seg.none_title)}</h1>
            <p class="lead">{t!(i18n, seg.none_lead)}</p>
            <p><a class="button primary" href="#/data">{t!(i18n, seg.to_data)}</a></p>
        </div>
    }
}

#[component]
fn Found(findings: Arc<Findings>) -> impl IntoView {
    let i18n = use_i18n();
    let store = expect_context::<Store>();
    let score = findings
        .k_scores
        .iter()
        .find(|s| s.k == findings.k)
        .map_or(0.0, |s| s.silhouette);
    let (people, k) = (findings.people, findings.k as u64);
    let title = move || {
        let locale = i18n.get_locale();
        let (people, k) = (format::count(locale, people), format::count(locale, k));
        if score < NO_STRUCTURE {
            t_string!(i18n, seg.title_weak, people = people, k = k)
        } else {
            t_string!(i18n, seg.title, people = people, k = k)
        }
    };
    let about = findings.clone();
    let lead = move || {
        let locale = i18n.get_locale();
        t_string!(
            i18n,
            seg.lead,
            kind = words::kind(i18n, &about.kind),
            source = about.source.clone(),
            days = format::count(locale, u64::from(about.window_days)),
            day = format::day(locale, about.as_of_ms as f64)
        )
    };
    let later = RwSignal::new(0_u32);
    spawn_local(async move {
        for _ in 0..3 {
            gloo_timers::future::TimeoutFuture::new(0).await;
            // The screen may be gone by then.
            if later.try_update(|turn| *turn += 1).is_none() {
                return;
            }
        }
    });
    view! {
        <div class="hero row">
            <div>
                <h1>{title}</h1>
                <p class="lead">{lead}</p>
            </div>
            <div class="hero-side">
                <button type="button" class="button primary" data-testid="publish-open"
                    on:click=move |_| store.go(Screen::Publish)>{t!(i18n, seg.to_publish)}</button>
                <SavedNote />
            </div>
        </div>
        <div class="pair top-pair">
            <Controls findings=findings.clone() />
            <Quality findings=findings.clone() />
        </div>
        {after(later, 0, { let findings = findings.clone(); move || view! { <SegmentsTable findings=findings.clone() /> }.into_any() })}
        {after(later, 1, { let findings = findings.clone(); move || view! {
            <div class="pair">
                <ScatterPlot findings=findings.clone() />
                <Profiles findings=findings.clone() />
            </div>
        }.into_any() })}
        {after(later, 2, move || view! {
            <div class="pair">
                <ReadReport findings=findings.clone() />
                <Take />
            </div>
        }.into_any())}
    }
}

/// A part of the screen that waits its turn: all at once would hold the page up.
fn after<P: Fn() -> AnyView + Send + 'static>(
    turn: RwSignal<u32>,
    number: u32,
    part: P,
) -> impl IntoView + use<P> {
    let due = Memo::new(move |_| turn.get() > number);
    move || due.get().then(&part)
}

/// Whether the project is on disk.
#[component]
fn SavedNote() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    view! {
        <div class="saved small" role="status" data-testid="saved">
            {move || match store.saved.get() {
                Saved::No => ().into_any(),
                Saved::Writing => view! { <span class="quiet">{t!(i18n, seg.saving)}</span> }.into_any(),
                Saved::At(ms) => {
                    let text = move || {
                        let time = format::clock(i18n.get_locale(), ms);
                        t_string!(i18n, seg.saved, time = time)
                    };
                    view! { <span class="quiet">{text}</span> }.into_any()
                }
                Saved::Failed(problem) => view! {
                    <span class="warn" data-testid="not-saved">
                        {move || words::problem(i18n, &problem)}</span>
                }.into_any(),
            }}
        </div>
    }
}

/// Number of segments, window, seed.
#[component]
fn Controls(findings: Arc<Findings>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let window = RwSignal::new(findings.window_days);
    let seed = RwSignal::new(findings.seed);
    let (k, best, can) = (findings.k, findings.proposed_k, findings.can_analyse);
    let last = findings.k_scores.iter().map(|s| s.k).max().unwrap_or(2);
    let begin = move || {
        store.problem.set(None);
        store.busy.set(Some(Busy {
            stage: Stage::Clustering,
            share: 0.0,
            rows: 0,
        }));
    };
    let choose = move |value: String| {
        let settings = settings(
            i18n,
            window.get_untracked(),
            value.parse().ok(),
            seed.get_untracked(),
        );
        begin();
        host::ask(&Ask::Recluster(settings), None);
    };
    let again = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let settings = settings(i18n, window.get_untracked(), None, seed.get_untracked());
        begin();
        host::ask(&Ask::Analyse(settings), None);
    };
    view! {
        <section class="panel controls">
            <label class="field"><span>{t!(i18n, seg.k)}</span>
                <select data-testid="k-select" on:change:target=move |event| choose(event.target().value())>
                    {(2..=last).map(|n| view! {
                        <option value=n.to_string() selected=n == k>
                            {move || if n == best {
                                t_string!(i18n, seg.k_best, k = n)
                            } else {
                                n.to_string()
                            }}
                        </option>
                    }).collect_view()}
                </select>
            </label>
            <form on:submit=again class="again">
                <label class="field short"><span>{t!(i18n, seg.window)}</span>
                    <input type="number" min="1" max="730" required disabled=!can data-testid="window-days"
                        prop:value=move || window.get().to_string()
                        on:input:target=move |event| {
                            if let Ok(days) = event.target().value().parse() { window.set(days); }
                        } />
                </label>
                <label class="field short"><span>{t!(i18n, seg.seed)}</span>
                    <input type="number" min="0" max="4294967295" required disabled=!can data-testid="seed"
                        prop:value=move || seed.get().to_string()
                        on:input:target=move |event| {
                            if let Ok(value) = event.target().value().parse() { seed.set(value); }
                        } />
                </label>
                <button type="submit" class="button" disabled=!can data-testid="find-again">{t!(i18n, seg.again)}</button>
            </form>
            {(!can).then(|| view! { <p class="quiet small">{t!(i18n, seg.file_again)}</p> })}
        </section>
    }
}
