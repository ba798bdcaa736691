//! Features: what is measured of each person, as questions.

use crate::components::feature::FeatureGroup;
use crate::components::gone::Gone;
use crate::components::own::OwnWords;
use crate::components::related::Relations;
use crate::i18n::*;
use crate::screens::clean::NoRows;
use crate::screens::segments::settings;
use crate::store::Store;
use crate::words::{self, feature};
use crate::{format, host};
use leptos::prelude::*;
use recinto_core::studio::Group;
use recinto_web::protocol::{Ask, Asked, Export, Stage};
use recinto_web::views::studio::{FEATURES_MOST, Picked, Studio, WORDS_MOST};
use recinto_web::way::Chosen;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Days looked back unless chosen otherwise.
const WINDOW_DAYS: u32 = 365;

/// The third screen.
#[component]
pub fn Features() -> impl IntoView {
    let store = expect_context::<Store>();
    let any = Memo::new(move |_| store.cleaned.with(Option::is_some));
    let there = Memo::new(move |_| store.studio.with(Option::is_some));
    // Measured when somebody looks; once, since a *Cancel* means what it says.
    let asked = StoredValue::new(false);
    Effect::new(move |_| {
        let idle = store.busy.with(Option::is_none);
        if any.get() && !there.get() && idle && !asked.get_value() {
            asked.set_value(true);
            ask(store, WINDOW_DAYS, None);
        }
    });
    view! {
        {move || match (any.get(), there.get()) {
            (false, _) => view! { <NoRows /> }.into_any(),
            (true, false) => view! { <Waiting /> }.into_any(),
            (true, true) => view! {
                <Title />
                <Gone />
                <Window />
                <div class="studio">
                    <Groups />
                    <div class="stack studio-side">
                        <Relations />
                    </div>
                </div>
                <OwnWords />
            }.into_any(),
        }}
    }
    .into_any()
}

/// Asks what could be measured, with what is chosen now.
pub fn ask(store: Store, window_days: u32, own: Option<recinto_web::views::studio::Own>) {
    let asked = Asked {
        window_days,
        picked: store.picks.get_untracked(),
        own,
        calendar: None,
    };
    host::work(store, Stage::Features, &Ask::Studio(asked));
}

#[component]
fn Waiting() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    view! {
        <div class="hero">
            <h1>{t!(i18n, studio.title)}</h1>
            <p class="lead" role="status">{t!(i18n, studio.waiting)}</p>
            {move || store.busy.with(Option::is_none).then(|| view! {
                <p><button type="button" class="button" on:click=move |_| ask(store, WINDOW_DAYS, None)>
                    {t!(i18n, studio.measure)}</button></p>
            })}
        </div>
    }
    .into_any()
}

/// Words that the chosen features need.
fn words_used(studio: &Studio, picks: &[Picked]) -> usize {
    let chosen = studio
        .candidates
        .iter()
        .filter(|candidate| picks.iter().any(|pick| pick.key == candidate.named.key));
    chosen
        .flat_map(|candidate| candidate.words.iter().copied())
        .collect::<BTreeSet<u32>>()
        .len()
}

#[component]
fn Title() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let used = Memo::new(move |_| {
        let picks = store.picks.get();
        let words = store
            .studio
            .with(|studio| studio.as_ref().map_or(0, |s| words_used(s, &picks)));
        (picks.len(), words)
    });
    let too_many = move || used.get().0 > FEATURES_MOST || used.get().1 > WORDS_MOST;
    let cannot = move || used.get().0 == 0 || too_many() || store.busy.with(Option::is_some);
    let lead = move || {
        let people = store
            .studio
            .with(|studio| studio.as_ref().map_or(0, |s| s.people));
        let n = format::count(i18n.get_locale(), people);
        words::fill(t_string!(i18n, studio.lead), &[("n", &n)])
    };
    let count = move || {
        let (features, words) = used.get();
        let locale = i18n.get_locale();
        let [a, b, c, d] =
            [features, FEATURES_MOST, words, WORDS_MOST].map(|n| format::count(locale, n as u64));
        words::fill(
            t_string!(i18n, studio.used),
            &[("a", &a), ("b", &b), ("c", &c), ("d", &d)],
        )
    };
    let find = move |_| {
        let window = store
            .studio
            .with_untracked(|studio| studio.as_ref().map_or(WINDOW_DAYS, |s| s.window_days));
        let mut settings = settings(i18n, window, Chosen::best(), 42);
        settings.picked = store.picks.get_untracked();
        host::work(store, Stage::Features, &Ask::Analyse(settings));
    };
    view! {
        <div class="hero row">
            <div>
                <h1>{t!(i18n, studio.title)}</h1>
                <p class="lead">{lead}</p>
            </div>
            <div class="hero-side">
                <button type="button" class="button primary" data-testid="find-segments" disabled=cannot on:click=find>
                    {t!(i18n, studio.find)}</button>
                <p class="small" class:warn=too_many class:quiet=move || !too_many() role="status" data-testid="studio-used"
                    data-features=move || used.get().0 data-words=move || used.get().1>{count}</p>
                {move || too_many().then(|| view! { <p class="small warn">{t!(i18n, studio.too_many)}</p> })}
            </div>
        </div>
    }
    .into_any()
}

/// How far back, the table to take away.
#[component]
fn Window() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let days = move || {
        store
            .studio
            .with(|studio| studio.as_ref().map_or(WINDOW_DAYS, |s| s.window_days))
    };
    let busy = move || store.busy.with(Option::is_some);
    view! {
        <section class="panel bar-panel">
            <label class="field short"><span>{t!(i18n, seg.window)}</span>
                <input type="number" min="1" max="730" required data-testid="studio-window" disabled=busy
                    prop:value=move || days().to_string()
                    on:change:target=move |event| {
                        match event.target().value().parse::<u32>() {
                            Ok(days) if (1..=730).contains(&days) => ask(store, days, None),
                            _ => event.target().set_value(&days().to_string()),
                        }
                    } />
            </label>
            <p class="quiet small">{t!(i18n, studio.window_about)}</p>
            <div class="buttons">
                <button type="button" class="button" data-testid="download-features" disabled=busy
                    on:click=move |_| host::ask(&Ask::Export(Export::Features(store.picks.get_untracked())))>
                    {t!(i18n, studio.take)}</button>
                <button type="button" class="button bare" data-testid="studio-proposed" disabled=busy
                    on:click=move |_| propose(store)>{t!(i18n, studio.proposed)}</button>
            </div>
        </section>
    }
    .into_any()
}

/// Back to what is proposed.
fn propose(store: Store) {
    let studio = store.studio.get_untracked();
    store
        .picks
        .set(studio.map_or_else(Vec::new, |studio| studio.proposed()));
}

/// Every group that has something to choose.
#[component]
fn Groups() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let left = move || {
        store.studio.with(|studio| {
            let left = studio.as_ref().map(|s| s.left_out.clone())?;
            (!left.is_empty()).then(|| feature::left_out(i18n, &left))
        })
    };
    view! {
        <div class="stack">
            {move || store.studio.get().map(|studio: Arc<Studio>| {
                let groups: Vec<Group> = Group::ALL
                    .into_iter()
                    .filter(|group| studio.candidates.iter().any(|c| c.group == *group))
                    .collect();
                groups.into_iter().enumerate().map(|(turn, group)| view! {
                    <FeatureGroup studio=studio.clone() group=group turn=turn as u32 />
                }).collect_view()
            })}
            {move || left().map(|text| view! { <p class="small quiet">{text}</p> })}
        </div>
    }
    .into_any()
}
