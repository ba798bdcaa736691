//! The dendrogram, and where it is cut.

use crate::components::grid::{Caption, Folded};
use crate::components::level::{Level, Line};
use crate::i18n::*;
use crate::store::Store;
use crate::{format, host, words};
use leptos::prelude::*;
use recinto_web::protocol::Ask;
use recinto_web::views::Tree;
use recinto_web::way::What;
use std::sync::Arc;

/// So many merges are in the table.
const TABLED: usize = 12;

/// Clusters when everything above `height` is undone.
pub fn clusters(tree: &Tree, height: f64) -> usize {
    1 + tree.heights.iter().filter(|&&merge| merge > height).count()
}

/// Heights between which a cut gives `k` clusters.
fn between(tree: &Tree, k: usize) -> (f64, f64) {
    let at = |undone: usize| {
        let index = tree.heights.len().checked_sub(undone);
        index.and_then(|index| tree.heights.get(index)).copied()
    };
    (at(k).unwrap_or(0.0), at(k.saturating_sub(1)).unwrap_or(0.0))
}

/// A height that gives `k` clusters.
pub fn height(tree: &Tree, k: usize) -> f64 {
    let (low, high) = between(tree, k.clamp(2, tree.heights.len() + 1));
    f64::midpoint(low, high)
}

/// The height the form stands for, whichever way it is given.
pub fn cut(store: Store, tree: &Tree) -> f64 {
    let (k, at) = store
        .draft
        .with(|draft| (draft.number(What::Clusters), draft.number(What::Height)));
    if k > 0.0 {
        height(tree, k as usize)
    } else {
        at
    }
}

/// Puts a height into the form.
fn put(store: Store, height: f64) {
    store.draft.update(|draft| {
        draft.set(What::Clusters, 0.0);
        draft.set(What::Height, height);
    });
}

/// The tree of the linkage in the form, once there is one.
#[component]
pub fn Dendrogram(run: Callback<()>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let linkage = Memo::new(move |_| store.draft.with(|d| d.number(What::Linkage)) as usize);
    let drawn = Memo::new(move |_| {
        store
            .tree
            .get()
            .filter(|tree| tree.linkage == linkage.get())
    });
    view! {
        {move || match drawn.get() {
            Some(tree) => view! { <Drawn tree=tree run=run /> }.into_any(),
            None => view! {
                <button type="button" class="button" data-testid="tree-draw"
                    on:click=move |_| host::ask(&Ask::Tree { linkage: linkage.get_untracked() })>
                    {t!(i18n, tree.draw)}</button>
            }.into_any(),
        }}
    }
}

#[component]
fn Drawn(tree: Arc<Tree>, run: Callback<()>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let most = tree.heights.last().copied().unwrap_or(1.0);
    let (branches, proposed) = (tree.heights.len() + 1, tree.proposed);
    let (path, held) = (tree.path.clone(), StoredValue::new(tree));
    let value = Signal::derive(move || held.with_value(|tree| cut(store, tree)));
    let k = Signal::derive(move || held.with_value(|tree| clusters(tree, value.get())));
    let written = move |text: &str| {
        let locale = i18n.get_locale();
        let k = format::count(locale, k.get() as u64);
        let h = format::number(locale, value.get(), 2);
        words::fill(text, &[("k", &k), ("h", &h)])
    };
    let about = Signal::derive(move || {
        let locale = i18n.get_locale();
        let p = format::count(locale, proposed as u64);
        let n = format::count(locale, branches as u64);
        let about = words::fill(t_string!(i18n, tree.about), &[("p", &p)]);
        let top = words::fill(t_string!(i18n, tree.top), &[("n", &n)]);
        format!("{about} {top}")
    });
    let line = Line {
        value,
        spoken: Signal::derive(move || written(t_string!(i18n, tree.spoken))),
        label: Signal::derive(move || t_string!(i18n, tree.label).to_owned()),
        moved: Callback::new(move |to: f64| {
            // Above every merge there is one segment, which is none.
            let top = held.with_value(|tree| between(tree, 2).1);
            put(store, to.clamp(most * 0.001, top * 0.9999));
        }),
        // Up is fewer: each step undoes or does one merge.
        stepped: Callback::new(move |steps: i32| {
            let now = k.get_untracked() as i32;
            let next = (now.saturating_sub(steps)).clamp(2, branches as i32) as usize;
            put(store, held.with_value(|tree| height(tree, next)));
        }),
        settled: run,
    };
    let cells = Signal::derive(move || {
        let locale = i18n.get_locale();
        let heads = [
            t_string!(i18n, fields.clusters),
            t_string!(i18n, tree.between),
            t_string!(i18n, tree.joined),
        ];
        let rows = held.with_value(|tree| {
            let last = tree.heights.len().min(TABLED) + 1;
            (2..=last)
                .map(|k| {
                    let (low, high) = between(tree, k);
                    let undone = tree.heights.len().checked_sub(k - 1);
                    let [a, b] = undone
                        .and_then(|at| tree.joined.get(at))
                        .copied()
                        .unwrap_or_default();
                    let n = |value: f64| format::number(locale, value, 2);
                    vec![
                        format::count(locale, k as u64),
                        format!("{} – {}", n(low), n(high)),
                        format!(
                            "{} + {}",
                            format::count(locale, a),
                            format::count(locale, b)
                        ),
                    ]
                })
                .collect()
        });
        (heads.map(str::to_owned).to_vec(), rows)
    });
    view! {
        <figure class="chart" data-testid="tree" data-k=move || k.get()>
            <Caption title=Signal::derive(move || written(t_string!(i18n, tree.title))) about=about sampled=Signal::derive(|| None) />
            <Level id="cut" class="branches" path=path most=most line=line mark=None />
            <button type="button" class="button" data-testid="tree-jump" on:click=move |_| {
                put(store, held.with_value(|tree| height(tree, proposed)));
                run.run(());
            }>{move || {
                let k = format::count(i18n.get_locale(), proposed as u64);
                words::fill(t_string!(i18n, tree.jump), &[("k", &k)])
            }}</button>
            <Folded id="tree-table" name=Signal::derive(move || t_string!(i18n, tree.table).to_owned()) cells=cells />
        </figure>
    }
}
