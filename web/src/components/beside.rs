//! Two runs side by side.

use crate::components::grid::{Caption, Cells, Folded, Grid};
use crate::i18n::*;
use crate::store::Store;
use crate::words::{self, I18n, ways};
use crate::{format, host};
use leptos::prelude::*;
use recinto_web::protocol::{Ask, Stage};
use recinto_web::views::{Beside, Run};
use std::sync::Arc;

/// The comparison, while a run is kept.
#[component]
pub fn SideBySide() -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    view! {
        {move || store.beside.get().map(|beside| {
            let same = beside.kept == beside.now;
            view! {
                <section class="panel" data-testid="beside">
                    <h2>{t!(i18n, beside.title)}</h2>
                    {if same {
                        view! { <p data-testid="beside-waiting">{t!(i18n, beside.waiting)}</p> }.into_any()
                    } else {
                        view! { <Both beside=beside /> }.into_any()
                    }}
                    <div class="buttons">
                        {(!same).then(|| view! {
                            <button type="button" class="button" data-testid="swap-run"
                                on:click=move |_| host::work(store, Stage::Stability, &Ask::Swap)>{t!(i18n, beside.swap)}</button>
                        })}
                        <button type="button" class="button bare" data-testid="drop-run"
                            on:click=move |_| host::ask(&Ask::Drop)>{t!(i18n, beside.drop)}</button>
                    </div>
                </section>
            }
        })}
    }
}

#[component]
fn Both(beside: Arc<Beside>) -> impl IntoView {
    let i18n = use_i18n();
    let rand = beside.adjusted_rand;
    let held = StoredValue::new(beside);
    let title = Signal::derive(move || {
        let text = if rand >= 0.9 {
            t_string!(i18n, beside.same)
        } else if rand >= 0.6 {
            t_string!(i18n, beside.much)
        } else if rand >= 0.3 {
            t_string!(i18n, beside.part)
        } else {
            t_string!(i18n, beside.little)
        };
        text.to_owned()
    });
    let about = Signal::derive(move || held.with_value(|beside| agreement(i18n, beside)));
    let facts = Signal::derive(move || held.with_value(|beside| facts(i18n, beside)));
    let moves = Signal::derive(move || held.with_value(|beside| moves(i18n, beside)));
    view! {
        <figure class="chart" data-testid="compare" data-rand=rand>
            <Caption title=title about=about sampled=Signal::derive(|| Some(false)) />
            <Grid id="compare-table" name=title cells=facts />
            <Folded id="moves-table" name=Signal::derive(move || t_string!(i18n, beside.table).to_owned()) cells=moves />
            <p class="quiet small">{t!(i18n, beside.table_about)}</p>
        </figure>
    }
}

fn agreement(i18n: I18n, beside: &Beside) -> String {
    let locale = i18n.get_locale();
    let r = format::fixed(locale, beside.adjusted_rand, 2);
    let m = format::fixed(locale, beside.adjusted_mutual_information, 2);
    let n = format::count(locale, beside.people);
    let text = words::fill(
        t_string!(i18n, beside.about),
        &[("r", &r), ("m", &m), ("n", &n)],
    );
    if beside.elsewhere == 0 {
        return text;
    }
    let n = format::count(locale, beside.elsewhere);
    let more = words::fill(t_string!(i18n, beside.elsewhere), &[("n", &n)]);
    format!("{text} {more}")
}

/// What each run is like, a row per fact.
fn facts(i18n: I18n, beside: &Beside) -> Cells {
    let locale = i18n.get_locale();
    let count = |n: u64| format::count(locale, n);
    let silhouette = |run: &Run| match run.silhouette {
        None => "–".to_owned(),
        Some((mean, sampled)) => {
            let kind = if sampled {
                t_string!(i18n, seg.sampled)
            } else {
                t_string!(i18n, seg.exact)
            };
            format!(
                "{} ({})",
                format::fixed(locale, mean, 2),
                kind.to_lowercase()
            )
        }
    };
    let stable = |run: &Run| {
        let least = run.stability.iter().copied().fold(f64::INFINITY, f64::min);
        let most = run.stability.iter().copied().fold(0.0, f64::max);
        if run.stability.is_empty() {
            return "–".to_owned();
        }
        format!(
            "{} – {}",
            format::fixed(locale, least, 2),
            format::fixed(locale, most, 2)
        )
    };
    let sizes = |run: &Run| {
        run.sizes
            .iter()
            .map(|&n| count(n))
            .collect::<Vec<_>>()
            .join(" · ")
    };
    let row = |name: &str, of: &dyn Fn(&Run) -> String| {
        vec![name.to_owned(), of(&beside.kept), of(&beside.now)]
    };
    let heads = [
        "",
        t_string!(i18n, beside.kept),
        t_string!(i18n, beside.now),
    ];
    let rows = vec![
        row(t_string!(i18n, ways.method), &|run| {
            ways::way(i18n, run.chosen.way).0.to_owned()
        }),
        row(t_string!(i18n, beside.numbers), &|run| {
            ways::numbers(i18n, &run.chosen)
        }),
        row(t_string!(i18n, seg.window), &|run| {
            count(u64::from(run.window_days))
        }),
        row(t_string!(i18n, fields.clusters), &|run| {
            count(run.sizes.len() as u64)
        }),
        row(t_string!(i18n, beside.sizes), &sizes),
        row(t_string!(i18n, beside.none), &|run| count(run.noise)),
        row(t_string!(i18n, choice.silhouette), &silhouette),
        row(t_string!(i18n, beside.stable), &stable),
    ];
    (heads.map(str::to_owned).to_vec(), rows)
}

/// Who went where.
fn moves(i18n: I18n, beside: &Beside) -> Cells {
    let locale = i18n.get_locale();
    let none = t_string!(i18n, firm.none);
    let names = |run: &Run| {
        let mut names = run.names.clone();
        names.push(none.to_owned());
        names
    };
    let (kept, now) = (names(&beside.kept), names(&beside.now));
    let rows = kept.into_iter().zip(&beside.table).map(|(name, row)| {
        let cells = row.iter().map(|&n| format::count(locale, n));
        std::iter::once(name).chain(cells).collect()
    });
    (
        std::iter::once(String::new()).chain(now).collect(),
        rows.collect(),
    )
}
