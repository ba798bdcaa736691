//! Segments: how clear they are, what each is like, names for them.

use crate::components::beside::SideBySide;
use crate::components::gone::Gone;
use crate::components::profile::Profiles;
use crate::components::quality::Quality;
use crate::components::report::ReadReport;
use crate::components::scatter::ScatterPlot;
use crate::components::table::SegmentsTable;
use crate::components::take::Take;
use crate::components::ways::Ways;
use crate::components::widths::Fit;
use crate::i18n::*;
use crate::store::{Saved, Screen, Store};
use crate::{format, host, words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use recinto_web::protocol::{Ask, Findings, Settings, Stage};
use recinto_web::way::{Chosen, Way, What};
use std::sync::Arc;

/// Settings in the reader's language.
pub fn settings(i18n: words::I18n, window_days: u32, chosen: Chosen, seed: u64) -> Settings {
    Settings {
        window_days,
        chosen,
        seed,
        picked: Vec::new(),
        word: t_string!(i18n, app.synthetic_word).to_owned(),
        model_name: t_string!(i18n, publish.default_name).to_owned(),
        necessity: String::new(),
    }
}

/// The second screen.
#[component]
pub fn Segments() -> impl IntoView {
    let store = expect_context::<Store>();
    let any = Memo::new(move |_| store.findings.with(Option::is_some));
    // What is worked with outlives a run, what is shown of it is drawn anew.
    view! {
        {move || if any.get() {
            view! {
                {move || store.findings.get().map(|findings| view! { <Title findings=findings /> })}
                <Gone />
                <Ways />
                <SideBySide />
                <div class="pair top-pair">
                    <Controls />
                    {move || store.findings.get().map(|findings| view! { <Quality findings=findings /> })}
                </div>
                {move || store.findings.get().map(|findings| view! { <Found findings=findings /> })}
            }.into_any()
        } else {
            view! { <Nothing /> }.into_any()
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
fn Title(findings: Arc<Findings>) -> impl IntoView {
    let i18n = use_i18n();
    let store = expect_context::<Store>();
    let weak = findings.choice.no_structure && !findings.chosen.way.is_density();
    let noise = findings.noise;
    let (people, k) = (findings.people, findings.k as u64);
    let title = move || {
        let locale = i18n.get_locale();
        let (people, k) = (format::count(locale, people), format::count(locale, k));
        if noise > 0 && k == "0" {
            t_string!(i18n, seg.title_empty, people = people)
        } else if noise > 0 {
            let n = format::count(locale, noise);
            t_string!(i18n, seg.title_noise, people = people, k = k, n = n)
        } else if weak {
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
            n = format::count(locale, about.features.len() as u64),
            source = about.source.clone(),
            days = format::count(locale, u64::from(about.window_days)),
            day = format::day(locale, about.as_of_ms as f64)
        )
    };
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
    }
}

/// What was found, part by part: all at once would hold the page up.
#[component]
fn Found(findings: Arc<Findings>) -> impl IntoView {
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
                <div class="stack">
                    <Fit findings=findings.clone() />
                    <Take />
                </div>
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
fn Controls() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let of = move |part: fn(&Findings) -> u64| {
        Signal::derive(move || store.findings.with(|f| f.as_ref().map_or(0, |f| part(f))))
    };
    let can = Signal::derive(move || of(|f| u64::from(f.can_analyse)).get() > 0);
    let (k, best) = (of(|f| f.k as u64), of(|f| f.choice.proposed as u64));
    let last = of(|f| {
        f.choice
            .scores
            .iter()
            .map(|s| s.k)
            .max()
            .unwrap_or(2)
            .max(f.k) as u64
    });
    let density = of(|f| u64::from(f.chosen.way.is_density()));
    let (window, seed) = (RwSignal::new(365), RwSignal::new(42_u64));
    Effect::new(move |_| {
        if let Some(findings) = store.findings.get() {
            window.set(findings.window_days);
            seed.set(findings.seed);
        }
    });
    // The present way, with another number or with what it begins with.
    let present = move |k: f64| {
        let mut chosen = store
            .findings
            .with_untracked(|f| f.as_ref().map_or_else(Chosen::best, |f| f.chosen.clone()));
        chosen.set(What::Clusters, k);
        chosen.set(What::Height, 0.0);
        let mut settings = settings(i18n, window.get_untracked(), chosen, seed.get_untracked());
        let picked = |f: &Option<Arc<Findings>>| f.as_ref().map(|f| f.picked.clone());
        settings.picked = store.findings.with_untracked(picked).unwrap_or_default();
        settings
    };
    let choose = move |value: String| {
        if let Ok(k) = value.parse() {
            host::work(store, Stage::Clustering, &Ask::Recluster(present(k)));
        }
    };
    let again = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let best = store
            .findings
            .with_untracked(|f| f.as_ref().is_none_or(|f| f.chosen.way == Way::KMeans));
        let k = if best { 0 } else { k.get_untracked() };
        host::work(store, Stage::Features, &Ask::Analyse(present(k as f64)));
    };
    let number = move |event: &web_sys::HtmlInputElement| event.value().parse::<u64>().ok();
    view! {
        <section class="panel controls">
            <label class="field" hidden=move || density.get() != 0><span>{t!(i18n, seg.k)}</span>
                <select data-testid="k-select" on:change:target=move |event| choose(event.target().value())>
                    {move || (2..=last.get()).map(|n| view! {
                        <option value=n.to_string() selected=move || n == k.get()>
                            {move || if n == best.get() {
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
                    <input type="number" min="1" max="730" required disabled=move || !can.get() data-testid="window-days"
                        prop:value=move || window.get().to_string()
                        on:input:target=move |event| {
                            if let Some(days) = number(&event.target()) { window.set(days as u32); }
                        } />
                </label>
                <label class="field short"><span>{t!(i18n, seg.seed)}</span>
                    <input type="number" min="0" max="4294967295" required disabled=move || !can.get() data-testid="seed"
                        prop:value=move || seed.get().to_string()
                        on:input:target=move |event| {
                            if let Some(value) = number(&event.target()) { seed.set(value); }
                        } />
                </label>
                <button type="submit" class="button" disabled=move || !can.get() data-testid="find-again">{t!(i18n, seg.again)}</button>
            </form>
            {move || (!can.get()).then(|| view! { <p class="quiet small">{t!(i18n, seg.file_again)}</p> })}
        </section>
    }
}
