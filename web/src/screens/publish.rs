//! Publish: what goes, what does not, to which site.

use crate::components::agreement::Agrees;
use crate::components::rules::{RulesPanel, TradePicker, language};
use crate::components::sensitive::Sensitive;
use crate::components::table::change;
use crate::format;
use crate::host;
use crate::i18n::*;
use crate::screens::segments::Nothing;
use crate::screens::sites::{SitePicker, TokenInput};
use crate::store::{Screen, Site, Store};
use crate::words::{self, feature, rule};
use leptos::prelude::*;
use leptos::task::spawn_local;
use recinto_core::model::{Mechanism, RAW_HOURS, WINDOW_WITHOUT_NECESSITY};
use recinto_core::privacy::krr::truth_probability;
use recinto_core::privacy::oue::other_probability;
use recinto_core::rules::packs::Trade;
use recinto_web::problem::Problem;
use recinto_web::protocol::{Ask, Drafted, Findings, Plain};
use std::sync::Arc;

/// The third screen.
#[component]
pub fn Publish() -> impl IntoView {
    let store = expect_context::<Store>();
    view! {
        {move || match store.findings.get() {
            Some(findings) => view! { <Prepare findings=findings /> }.into_any(),
            None => view! { <Nothing /> <WithoutData /> }.into_any(),
        }}
    }
}

#[component]
fn Prepare(findings: Arc<Findings>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let done = RwSignal::new(None::<String>);
    let left = findings.clone();
    // Any change makes another model: what was said about the last one is over.
    Effect::new(move |_| {
        store.drafted.track();
        store.site.track();
        done.set(None);
    });
    view! {
        <div class="hero">
            <h1>{t!(i18n, publish.title)}</h1>
            <p class="lead">{t!(i18n, publish.lead)}</p>
        </div>
        <div class="pair publish-pair">
            <div class="stack">
                <section class="panel">
                    <h2>{t!(i18n, publish.site)}</h2>
                    <SitePicker />
                    <TokenInput />
                </section>
                <Policy findings=findings.clone() />
                <RulesPanel findings=findings />
                <section class="panel">
                    <h2>{t!(i18n, publish.stays)}</h2>
                    <NotSent findings=left />
                </section>
            </div>
            <div class="stack">
                <Sensitive />
                {move || match store.drafted.get() {
                    Some(Drafted::Ready { bytes, id, plain }) => view! { <Preview bytes=bytes id=id plain=*plain done=done /> }.into_any(),
                    Some(Drafted::Blocked(problem)) => view! {
                        <section class="panel problem" role="alert" data-testid="problem">
                            <p class="strong">{t!(i18n, publish.blocked)}</p>
                            <p>{move || words::problem(i18n, &problem)}</p>
                        </section>
                    }.into_any(),
                    None => ().into_any(),
                }}
                <Agrees />
            </div>
        </div>
    }
}

/// For a site that has no data yet: a pack of rules as the whole model.
#[component]
fn WithoutData() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let trade = RwSignal::new(0);
    let done = RwSignal::new(None::<String>);
    let make = move |_| {
        if let Some(trade) = Trade::ALL.get(trade.get_untracked()) {
            done.set(None);
            host::ask(&Ask::Pack(*trade, language(i18n), "EUR".to_owned()));
        }
    };
    view! {
        <div class="pair publish-pair">
            <section class="panel" data-testid="without-data">
                <h2>{t!(i18n, stated.start)}</h2>
                <p class="quiet">{t!(i18n, stated.start_about)}</p>
                <div class="rule-add">
                    <TradePicker chosen=trade />
                    <button type="button" class="button" data-testid="rule-start" on:click=make>{t!(i18n, stated.make)}</button>
                </div>
                <SitePicker />
                <TokenInput />
            </section>
            <div class="stack">
                {move || match store.drafted.get() {
                    Some(Drafted::Ready { bytes, id, plain }) => view! { <Preview bytes=bytes id=id plain=*plain done=done /> }.into_any(),
                    _ => ().into_any(),
                }}
            </div>
        </div>
    }
}

/// Name, necessity, ε, epoch, minimum audience.
#[component]
fn Policy(findings: Arc<Findings>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let days = findings.window_days;
    let edits = move || store.edits.get();
    let epoch = move || edits().map_or(0, |e| e.privacy.epoch_ms);
    let epochs = [3_600_000_u64, 86_400_000, 7 * 86_400_000];
    view! {
        <section class="panel">
            <h2>{t!(i18n, publish.policy)}</h2>
            <div class="fields one">
                <label class="field"><span>{t!(i18n, publish.name)}</span>
                    <input type="text" maxlength="80" required data-testid="model-name"
                        prop:value=move || edits().map(|e| e.model_name).unwrap_or_default()
                        on:change:target=move |event| {
                            let text = event.target().value().trim().to_owned();
                            change(store, |edits| edits.model_name = text);
                        } />
                </label>
                {(days > WINDOW_WITHOUT_NECESSITY).then(|| view! {
                    <label class="field"><span>{t!(i18n, publish.necessity)}</span>
                        <textarea rows="2" maxlength="280" required data-testid="necessity"
                            prop:value=move || edits().map(|e| e.privacy.necessity).unwrap_or_default()
                            on:change:target=move |event| {
                                let text = event.target().value().split_whitespace().collect::<Vec<_>>().join(" ");
                                change(store, |edits| edits.privacy.necessity = text);
                            }></textarea>
                        <small class="quiet">{move || {
                            let days = format::count(i18n.get_locale(), u64::from(days));
                            t_string!(i18n, publish.necessity_hint, days = days)
                        }}</small>
                    </label>
                })}
                <label class="field"><span>{t!(i18n, publish.epsilon)}</span>
                    <input type="number" min="0.1" max="10" step="0.1" required data-testid="epsilon"
                        prop:value=move || edits().map(|e| e.privacy.epsilon.to_string()).unwrap_or_default()
                        on:change:target=move |event| {
                            if let Ok(value) = event.target().value().parse() {
                                change(store, |edits| edits.privacy.epsilon = value);
                            }
                        } />
                    <small class="quiet">{t!(i18n, publish.epsilon_hint)}</small>
                </label>
                <label class="field"><span>{t!(i18n, publish.epoch)}</span>
                    <select data-testid="epoch" on:change:target=move |event| {
                        if let Ok(ms) = event.target().value().parse() {
                            change(store, |edits| edits.privacy.epoch_ms = ms);
                        }
                    }>
                        {epochs.into_iter().enumerate().map(|(at, ms)| view! {
                            <option value=ms.to_string() selected=move || epoch() == ms>
                                {move || match at {
                                    0 => t_string!(i18n, publish.hour),
                                    1 => t_string!(i18n, publish.day),
                                    _ => t_string!(i18n, publish.week),
                                }}</option>
                        }).collect_view()}
                    </select>
                </label>
                <label class="field"><span>{t!(i18n, publish.audience)}</span>
                    <input type="number" min="10" step="1" required data-testid="minimum-audience"
                        prop:value=move || edits().map(|e| e.privacy.minimum_audience.to_string()).unwrap_or_default()
                        on:change:target=move |event| {
                            if let Ok(value) = event.target().value().parse() {
                                change(store, |edits| edits.privacy.minimum_audience = value);
                            }
                        } />
                    <small class="quiet">{t!(i18n, publish.audience_hint)}</small>
                </label>
                <label class="field"><span>{t!(i18n, publish.raw)}</span>
                    <input type="number" min="1" max=RAW_HOURS.to_string() step="1" required data-testid="raw-hours"
                        prop:value=move || edits().map(|e| e.privacy.raw_hours.to_string()).unwrap_or_default()
                        on:change:target=move |event| {
                            if let Ok(value) = event.target().value().parse() {
                                change(store, |edits| edits.privacy.raw_hours = value);
                            }
                        } />
                    <small class="quiet">{t!(i18n, publish.raw_hint)}</small>
                </label>
            </div>
        </section>
    }
}

#[component]
fn NotSent(findings: Arc<Findings>) -> impl IntoView {
    let i18n = use_i18n();
    let (people, source) = (findings.people, findings.source.clone());
    view! {
        <ul class="stays">
            <li>{move || {
                let n = format::count(i18n.get_locale(), people);
                t_string!(i18n, publish.stay_people, n = n)
            }}</li>
            <li>{t!(i18n, publish.stay_values)}</li>
            <li>{t!(i18n, publish.stay_sizes)}</li>
            <li>{t!(i18n, publish.stay_quality)}</li>
            <li>{move || t_string!(i18n, publish.stay_file, name = source.clone())}</li>
        </ul>
    }
}

/// The bytes, in words and as they are.
#[component]
fn Preview(
    bytes: String,
    id: String,
    plain: Plain,
    done: RwSignal<Option<String>>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let busy = RwSignal::new(false);
    let size = bytes.len() as f64;
    let body = StoredValue::new(bytes.clone());
    let send = move |site: Site| {
        let (Some(config), Some(token)) = (store.config.get_untracked(), store.token(&site.id))
        else {
            return store.fail(Problem::NoToken);
        };
        store.problem.set(None);
        busy.set(true);
        spawn_local(async move {
            let answer = config.publish(&site.id, &token, &body.get_value()).await;
            busy.set(false);
            match answer {
                Ok(_) => done.set(Some(site.name)),
                Err(problem) => store.fail(problem),
            }
        });
    };
    view! {
        <section class="panel">
            <h2>{move || {
                let size = format::bytes(i18n.get_locale(), size);
                t_string!(i18n, publish.goes, size = size)
            }}</h2>
            <InWords plain=plain />
            <pre class="bytes" tabindex="0" data-testid="publish-preview">{bytes}</pre>
            <p class="small quiet">{t!(i18n, seg.model_id)}" "<code data-testid="model-id" data-id=id>{id.clone()}</code></p>
            {move || store.chosen().map(|site| {
                let name = site.name.clone();
                view! {
                    <button type="button" class="button primary" data-testid="publish-confirm"
                        disabled=move || busy.get()
                        on:click=move |_| send(site.clone())>
                        {move || if busy.get() {
                            t_string!(i18n, publish.busy).to_owned()
                        } else {
                            t_string!(i18n, publish.confirm, site = name.clone())
                        }}
                    </button>
                }
            })}
            <div role="status">
                {move || done.get().map(|site| view! {
                    <div class="good" data-testid="publish-done">
                        <p>{move || t_string!(i18n, publish.done, site = site.clone())}</p>
                        <button type="button" class="button" on:click=move |_| store.go(Screen::Watch)>
                            {t!(i18n, publish.to_watch)}</button>
                    </div>
                })}
            </div>
        </section>
    }
}

#[component]
fn InWords(plain: Plain) -> impl IntoView {
    let i18n = use_i18n();
    let days = u64::from(plain.window_days);
    let (k, points, policy) = (plain.names.len(), plain.points, plain.policy);
    let audience = u64::from(policy.minimum_audience);
    let hours = u64::from(policy.raw_hours);
    let features = plain.features;
    let vocabulary = plain.vocabulary;
    let definitions = plain.definitions;
    let rules = plain.rules;
    let count = move |n: u64| format::count(i18n.get_locale(), n);
    view! {
        <dl class="facts">
            <div><dt>{t!(i18n, publish.w_window)}</dt>
                <dd>{move || t_string!(i18n, publish.w_days, days = count(days))}</dd></div>
            <div><dt>{t!(i18n, publish.w_raw)}</dt>
                <dd>{move || t_string!(i18n, publish.w_hours, hours = count(hours))}</dd></div>
            <div><dt>{t!(i18n, publish.w_events)}</dt><dd>{move || vocabulary.iter().map(|word| feature::word(i18n, word)).collect::<Vec<_>>().join(", ")}</dd></div>
            {(!features.is_empty()).then(|| view! {
                <div><dt>{t!(i18n, publish.w_features)}</dt>
                    <dd>{move || features.iter().map(|named| feature::name(i18n, named)).collect::<Vec<_>>().join(", ")}</dd></div>
            })}
            {definitions.into_iter().enumerate().filter(|(_, names)| !names.is_empty()).map(|(which, names)| view! {
                <div><dt>{move || feature::definition(i18n, which)}</dt><dd>{names.join(", ")}</dd></div>
            }).collect_view()}
            <div><dt>{t!(i18n, publish.w_segments)}</dt><dd>{plain.names.join(", ")}</dd></div>
            {(points > 0).then(|| view! {
                <div><dt>{t!(i18n, publish.w_points)}</dt>
                    <dd>{move || t_string!(i18n, publish.w_points_v, n = count(points), m = count(audience))}</dd></div>
            })}
            {(!rules.is_empty()).then(|| view! {
                <div><dt>{t!(i18n, publish.w_rules)}</dt>
                    <dd><ul class="rules">{rules.into_iter().map(|(name, when)| view! {
                        <li><div><strong>{name}</strong><p class="small quiet">{move || rule::condition(i18n, &when)}</p></div></li>
                    }).collect_view()}</ul></dd></div>
            })}
            <div><dt>{t!(i18n, publish.w_mechanism)}</dt><dd>{move || match policy.mechanism {
                Mechanism::Krr => {
                    let locale = i18n.get_locale();
                    let p = format::percent(locale, truth_probability(k, policy.epsilon), 0);
                    let e = format::number(locale, policy.epsilon, 2);
                    t_string!(i18n, publish.w_krr, p = p, e = e)
                }
                Mechanism::Oue => {
                    let locale = i18n.get_locale();
                    let q = format::percent(locale, other_probability(policy.epsilon), 0);
                    let e = format::number(locale, policy.epsilon, 2);
                    t_string!(i18n, publish.w_oue, q = q, e = e)
                }
                Mechanism::Exact => t_string!(i18n, publish.w_exact).to_owned(),
            }}</dd></div>
        </dl>
    }
}
