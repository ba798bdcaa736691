//! How to find segments: the methods, the advisor's proposal, the numbers.

use crate::components::way_form::WayForm;
use crate::i18n::*;
use crate::store::Store;
use crate::words::{self, ways};
use crate::{format, host};
use leptos::prelude::*;
use recinto_web::protocol::{Ask, Findings};
use recinto_web::way::{Chosen, Way, What};

/// The panel; folded until it is wanted. It outlives every run, so that keys stay where they are.
#[component]
pub fn Ways() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let open = store.ways;
    let people = Memo::new(move |_| store.findings.with(|f| f.as_ref().map(|f| f.people_id)));
    // Asked once for these people, and only when somebody looks.
    Effect::new(move |_| {
        if open.get() && people.get().is_some() && store.advice.with_untracked(Option::is_none) {
            host::ask(&Ask::Advise);
        }
    });
    let of =
        move |part: fn(&Findings) -> String| store.findings.with(|f| f.as_ref().map(|f| part(f)));
    let now = move || {
        store.findings.with(|findings| {
            findings.as_ref().map(|findings| {
                let (way, _) = ways::way(i18n, findings.chosen.way);
                let k = format::count(i18n.get_locale(), findings.k as u64);
                words::fill(t_string!(i18n, ways.now), &[("way", way), ("k", &k)])
            })
        })
    };
    view! {
        <section class="panel ways">
            <div class="line">
                <h2>{t!(i18n, ways.title)}</h2>
                <p class="quiet" data-testid="ways-now" data-way=move || of(|f| f.chosen.way.id().to_owned())
                    data-k=move || of(|f| f.k.to_string()) data-people=move || of(|f| f.people.to_string())>{now}</p>
                <button type="button" class="button" data-testid="ways-open" aria-controls="ways"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)>{t!(i18n, ways.change)}</button>
            </div>
            <div id="ways" hidden=move || !open.get()>
                {move || open.get().then(|| view! {
                    <Advice />
                    <div class="ways-body">
                        <fieldset class="ways-list">
                            <legend class="strong small">{t!(i18n, ways.method)}</legend>
                            {Way::ALL.map(|way| view! { <Choice way=way /> })}
                        </fieldset>
                        <WayForm />
                    </div>
                })}
            </div>
        </section>
    }
}

/// The way taken up: with the advisor's numbers, where they are known.
fn take(store: Store, way: Way) {
    let advised = store.advice.with_untracked(|advice| {
        let advice = advice.as_ref()?;
        let others = advice.others.iter().map(|(chosen, _)| chosen);
        let mut all = advice.proposed.iter().chain(others);
        all.find(|chosen| chosen.way == way).cloned()
    });
    store.draft.set(advised.unwrap_or_else(|| {
        let mut chosen = Chosen::start(way);
        let k = store
            .findings
            .with_untracked(|f| f.as_ref().map_or(4, |f| f.k));
        chosen.set(What::Clusters, k.max(2) as f64);
        chosen
    }));
}

#[component]
fn Choice(way: Way) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let proposed = move || {
        store.advice.with(|advice| {
            let proposed = advice.as_ref().and_then(|advice| advice.proposed.as_ref());
            proposed.is_some_and(|chosen| chosen.way == way)
        })
    };
    view! {
        <label class="way">
            <input type="radio" name="way" data-testid=format!("way-{}", way.id())
                prop:checked=move || store.draft.with(|draft| draft.way == way)
                on:change=move |_| take(store, way) />
            <span><span class="strong">{move || ways::way(i18n, way).0}</span>" "
                {move || proposed().then(|| view! { <span class="tag">{t!(i18n, ways.proposed)}</span> })}</span>
            <span class="quiet small">{move || ways::way(i18n, way).1}</span>
        </label>
    }
}

/// The proposal with its reason.
#[component]
fn Advice() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    view! {
        <div class="advice" role="status" data-testid="advice">
            {move || match store.advice.get() {
                None => view! { <p class="quiet">{t!(i18n, ways.thinking)}</p> }.into_any(),
                Some(advice) => {
                    let proposed = advice.proposed.clone();
                    let way = proposed.as_ref().map(|chosen| chosen.way);
                    view! {
                        <div>
                            <p class="strong" data-way=way.map(Way::id)>{move || match way {
                                Some(way) => words::fill(t_string!(i18n, ways.proposal), &[("way", ways::way(i18n, way).0)]),
                                None => t_string!(i18n, ways.no_proposal).to_owned(),
                            }}</p>
                            <p class="small">{move || words::capital(&ways::why(i18n, &advice.why))}" "
                                <span class="quiet">{t!(i18n, ways.overrule)}</span></p>
                        </div>
                        {proposed.map(|chosen| view! {
                            <button type="button" class="button" data-testid="advice-use"
                                on:click=move |_| store.draft.set(chosen.clone())>{t!(i18n, ways.use_it)}</button>
                        })}
                    }.into_any()
                }
            }}
        </div>
    }
}
