//! The numbers of the way in the form, and *Find segments*.

use crate::components::distances::KDistance;
use crate::components::tree::{self, Dendrogram};
use crate::i18n::*;
use crate::screens::segments::settings;
use crate::store::Store;
use crate::words::{self, ways};
use crate::{format, host};
use leptos::prelude::*;
use recinto_web::protocol::{Ask, Stage};
use recinto_web::views::Why;
use recinto_web::way::{Field, Way, What};

/// Runs what stands in the form.
pub fn run(store: Store, i18n: words::I18n) {
    let Some((window, seed)) = store
        .findings
        .with_untracked(|f| f.as_ref().map(|f| (f.window_days, f.seed)))
    else {
        return;
    };
    let settings = settings(i18n, window, store.draft.get_untracked(), seed);
    host::work(store, Stage::Clustering, &Ask::Recluster(settings));
}

/// The form.
#[component]
pub fn WayForm() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let way = Memo::new(move |_| store.draft.with(|draft| draft.way));
    let wrong = RwSignal::new(Vec::<What>::new());
    let go = Callback::new(move |()| {
        if wrong.with_untracked(Vec::is_empty) {
            run(store, i18n);
        }
    });
    // The tree of the present segments is at hand: drawing it costs nothing.
    Effect::new(move |_| {
        let of = store
            .findings
            .with(|f| f.as_ref().map(|f| f.chosen.clone()));
        let Some(of) = of.filter(|of| of.way == Way::Agglomerative) else {
            return;
        };
        let linkage = of.number(What::Linkage) as usize;
        if store
            .tree
            .with_untracked(|tree| tree.as_ref().map(|t| t.linkage) != Some(linkage))
        {
            host::ask(&Ask::Tree { linkage });
        }
    });
    view! {
        {move || {
            let way = way.get();
            wrong.set(Vec::new());
            view! {
                <form class="way-form" novalidate=true on:submit=move |event| {
                    event.prevent_default();
                    go.run(());
                }>
                    <h3>{move || ways::way(i18n, way).0}</h3>
                    {move || against(store, way).map(|why| view! {
                        <p class="small quiet" data-testid="way-against">{move || {
                            words::fill(t_string!(i18n, ways.not_first), &[("why", &ways::why(i18n, &why))])
                        }}</p>
                    })}
                    <div class="fields">
                        {way.fields().iter().map(|field| view! { <Number way=way field=*field wrong=wrong /> }).collect_view()}
                    </div>
                    <div class="buttons">
                        <button type="submit" class="button primary" data-testid="way-run"
                            disabled=move || store.busy.with(Option::is_some)>{t!(i18n, ways.run)}</button>
                        <button type="button" class="button" data-testid="keep-run"
                            on:click=move |_| host::ask(&Ask::Keep)>{t!(i18n, ways.keep)}</button>
                    </div>
                    {match way {
                        Way::Agglomerative => Some(view! { <Dendrogram run=go /> }.into_any()),
                        Way::Dbscan | Way::IncrementalDbscan => Some(view! { <KDistance /> }.into_any()),
                        _ => None,
                    }}
                </form>
            }
        }}
    }
}

/// Why the advisor does not propose a way.
fn against(store: Store, way: Way) -> Option<Why> {
    store.advice.with(|advice| {
        let mut others = advice.as_ref()?.others.iter();
        others.find(|(chosen, _)| chosen.way == way)?.1.clone()
    })
}

/// What the form shows for a number; a cut given one way is shown the other way too.
fn shown(store: Store, what: What) -> f64 {
    let value = store.draft.with(|draft| draft.number(what));
    let tree = || {
        let linkage = store.draft.with(|draft| draft.number(What::Linkage)) as usize;
        store.tree.get().filter(|tree| tree.linkage == linkage)
    };
    let twin = value == 0.0 && store.draft.with(|draft| draft.way) == Way::Agglomerative;
    match (what, twin) {
        (What::Clusters, true) => tree().map_or(0.0, |tree| {
            tree::clusters(&tree, tree::cut(store, &tree)) as f64
        }),
        (What::Height, true) => tree().map_or(0.0, |tree| {
            (tree::cut(store, &tree) * 1000.0).round() / 1000.0
        }),
        _ => value,
    }
}

/// One number: typed, or one of a few.
#[component]
fn Number(way: Way, field: Field, wrong: RwSignal<Vec<What>>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let what = field.what;
    let id = format!("param-{}", name(what));
    let about = format!("{id}-about");
    let bad = move || wrong.with(|wrong| wrong.contains(&what));
    // Empty is an answer where something else decides then.
    let free = matches!(
        (way, what),
        (Way::KMeans | Way::Agglomerative, What::Clusters) | (_, What::Height)
    );
    let take = move |text: String| {
        let typed = if free && text.trim().is_empty() {
            Some(0.0)
        } else {
            let number = format::parse(i18n.get_locale_untracked(), &text);
            number.filter(|&x| {
                (field.least..=field.most).contains(&x) && (field.step != 1.0 || x.fract() == 0.0)
            })
        };
        wrong.update(|wrong| wrong.retain(|other| *other != what));
        match typed {
            None => wrong.update(|wrong| wrong.push(what)),
            Some(value) => store.draft.update(|draft| {
                draft.set(what, value);
                match what {
                    What::Clusters if value > 0.0 => draft.set(What::Height, 0.0),
                    What::Height if value > 0.0 => draft.set(What::Clusters, 0.0),
                    _ => {}
                }
            }),
        }
    };
    let text = move || {
        let value = shown(store, what);
        if free && value == 0.0 {
            String::new()
        } else {
            format::plain(i18n.get_locale(), value)
        }
    };
    let options = ways::options(i18n, what).len();
    let input = if options > 0 {
        let at = move || store.draft.with(|draft| draft.number(what)) as usize;
        view! {
            <select data-testid=id aria-describedby=about.clone()
                on:change:target=move |event| take(event.target().value())>
                {(0..options).map(|n| view! {
                    <option value=n.to_string() selected=move || at() == n>
                        {move || ways::options(i18n, what).get(n).copied().unwrap_or_default()}</option>
                }).collect_view()}
            </select>
        }
        .into_any()
    } else {
        view! {
            <input type="text" inputmode="decimal" autocomplete="off" data-testid=id aria-describedby=about.clone()
                aria-invalid=move || bad().to_string()
                prop:value=text on:change:target=move |event| take(event.target().value()) />
        }
        .into_any()
    };
    view! {
        <label class="field">
            <span>{move || ways::what(i18n, way, what).0}</span>
            {input}
            <small id=about class=move || if bad() { "warn" } else { "quiet" } role="status">
                {move || {
                    let hint = if bad() { "" } else { ways::what(i18n, way, what).1 };
                    let range = if options > 0 { String::new() } else { ways::range(i18n, &field, bad()) };
                    format!("{hint} {range}")
                }}</small>
        </label>
    }
}

fn name(what: What) -> &'static str {
    match what {
        What::Clusters => "clusters",
        What::Batch => "batch",
        What::HalfLife => "half-life",
        What::Epsilon => "epsilon",
        What::MinPoints => "min-points",
        What::Linkage => "linkage",
        What::Height => "height",
        What::MinSize => "min-size",
        What::MinSamples => "min-samples",
        What::Selection => "selection",
        What::Radius => "radius",
        What::Fading => "fading",
    }
}
