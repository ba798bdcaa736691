//! The segments: size, share, centre in the data's own units, what sets each apart; names to
//! write.

use crate::components::grid::Folded;
use crate::i18n::*;
use crate::store::{Saved, Store};
use crate::{
    format, host,
    words::{self, feature, ways},
};
use leptos::prelude::*;
use recinto_core::analysis::AGREEMENT_MIN;
use recinto_web::protocol::{Ask, Edits, Findings};
use std::sync::Arc;

/// Features in the table: those that tell segments apart most.
const SHOWN: usize = 6;

/// The table.
#[component]
pub fn SegmentsTable(findings: Arc<Findings>) -> impl IntoView {
    let i18n = use_i18n();
    let shown = findings.telling(SHOWN);
    let rows = findings.clone();
    let all = findings.clone();
    let (rounds, drawn) = (findings.stability.rounds, findings.stability.people);
    let firm = move || {
        let locale = i18n.get_locale();
        let n = format::count(locale, u64::from(rounds));
        let m = format::count(locale, drawn);
        words::fill(t_string!(i18n, firm.about), &[("n", &n), ("m", &m)])
    };
    let everyone = findings;
    view! {
        <section class="panel">
            <h2>{t!(i18n, seg.table)}</h2>
            <div class="wide" tabindex="0" role="region" aria-label=move || t_string!(i18n, seg.table)>
            <table class="segments" data-testid="segments-table">
                <thead><tr>
                    <th scope="col">{t!(i18n, seg.name)}</th>
                    <th scope="col" class="num">{t!(i18n, seg.size)}</th>
                    <th scope="col">{t!(i18n, firm.head)}</th>
                    <th scope="col">{t!(i18n, seg.apart)}</th>
                    {shown.iter().filter_map(|&j| everyone.features.get(j).cloned()).map(|named| view! {
                        <th scope="col" class="num">{move || feature::name(i18n, &named)}</th>
                    }).collect_view()}
                </tr></thead>
                <tbody>
                    {(0..rows.k).map(|at| view! { <Row findings=rows.clone() at=at shown=shown.clone() /> }).collect_view()}
                    {(rows.noise > 0).then(|| view! { <NoneRow findings=rows.clone() /> })}
                </tbody>
                <tfoot><tr>
                    <th scope="row">{t!(i18n, seg.everyone)}</th>
                    <td class="num" data-head=move || t_string!(i18n, seg.size)>
                        {let people = everyone.people; move || format::count(i18n.get_locale(), people)}</td>
                    <td class="apart"></td>
                    <td class="apart"></td>
                    {shown.iter().map(|&j| {
                        let overall = everyone.profiles.first().and_then(|p| p.columns.get(j)).map_or(0.0, |c| c.overall);
                        value_cell(i18n, &everyone, j, overall)
                    }).collect_view()}
                </tr></tfoot>
            </table>
            </div>
            <p class="quiet small">{t!(i18n, seg.means)}</p>
            <Everything findings=all />
            <p class="quiet small">{firm}" "<span class="tag">{t!(i18n, seg.sampled)}</span></p>
        </section>
    }
}

#[component]
fn Row(findings: Arc<Findings>, at: usize, shown: Vec<usize>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let number = at + 1;
    let profile = findings.profiles.get(at).cloned();
    let label = findings
        .edits
        .segments
        .get(at)
        .map(|s| s.label.clone())
        .unwrap_or_default();
    let segment = move || {
        store
            .edits
            .with(|edits| edits.as_ref().and_then(|e| e.segments.get(at).cloned()))
    };
    let name = move || segment().map(|s| s.name).unwrap_or_default();
    let category = move || segment().map(|s| s.category).unwrap_or_default();
    let tags = move || segment().map(|s| s.tags.join(", ")).unwrap_or_default();
    let (size, share) = profile.as_ref().map_or((0, 0.0), |p| (p.size, p.share));
    let stable = findings.stability.jaccard.get(at).copied();
    let again = move || store.agreement.with(|a| a.segments.get(at).copied());
    let apart = findings.clone();
    let cells = findings;
    view! {
        <tr data-testid=format!("segment-row-{at}") data-count=size data-label=label data-seg=at % 12
            class:dim=move || store.focus.get().is_some_and(|focus| focus != at)>
            <th scope="row">
                <div class="naming">
                    <span class="swatch" aria-hidden="true">{number}</span>
                    <input type="text" class="name-input" maxlength="64" data-testid=format!("segment-name-{at}")
                        aria-label=move || t_string!(i18n, seg.name_of, n = number)
                        prop:value=name
                        on:change:target=move |event| {
                            let text = event.target().value().trim().to_owned();
                            if text.is_empty() {
                                event.target().set_value(&name());
                            } else {
                                change(store, |edits| if let Some(s) = edits.segments.get_mut(at) { s.name = text });
                            }
                        } />
                    <input type="text" class="category-input" maxlength="64" data-testid=format!("segment-category-{at}")
                        placeholder=move || t_string!(i18n, seg.category)
                        aria-label=move || t_string!(i18n, seg.category_of, n = number)
                        prop:value=category
                        on:change:target=move |event| {
                            let text = event.target().value().trim().to_owned();
                            change(store, |edits| if let Some(s) = edits.segments.get_mut(at) { s.category = text });
                        } />
                    <input type="text" data-testid=format!("segment-tags-{at}")
                        placeholder=move || t_string!(i18n, seg.tags)
                        aria-label=move || t_string!(i18n, seg.tags_of, n = number)
                        prop:value=tags
                        on:change:target=move |event| {
                            let tags = split_tags(&event.target().value());
                            change(store, |edits| if let Some(s) = edits.segments.get_mut(at) { s.tags = tags });
                        } />
                </div>
            </th>
            <td class="num size" data-head=move || t_string!(i18n, seg.size)>
                <span>{move || format::count(i18n.get_locale(), size)}</span>
                <span class="quiet">{move || format::percent(i18n.get_locale(), share, 1)}</span>
                <svg viewBox="0 0 100 6" width="88" height="6" preserveAspectRatio="none" aria-hidden="true" class="share">
                    <rect class="track" width="100" height="6" rx="3" />
                    <rect class="fill" width=(share * 100.0).max(1.0) height="6" rx="3" />
                </svg>
            </td>
            <td class="firm" data-head=move || t_string!(i18n, firm.head) data-testid=format!("stability-{at}")
                data-value=stable>
                {stable.map(|stable| view! {
                    <span class:warn=(stable < 0.6)>{move || format!("{} · {}", format::fixed(i18n.get_locale(), stable, 2), ways::firmness(i18n, stable))}</span>
                })}
                <span class="quiet" class:warn=move || again().is_some_and(|share| share < AGREEMENT_MIN)>
                    {move || again().map(|share| {
                        let p = format::percent(i18n.get_locale(), share, 1);
                        words::fill(t_string!(i18n, firm.again), &[("p", &p)])
                    })}</span>
            </td>
            <td class="apart" data-head=move || t_string!(i18n, seg.apart)>
                {move || words::apart(i18n, &apart, at)}</td>
            {shown.iter().map(|&j| {
                let mean = profile.as_ref().and_then(|p| p.columns.get(j)).map_or(0.0, |c| c.mean);
                value_cell(i18n, &cells, j, mean)
            }).collect_view()}
        </tr>
    }
}

/// A value of a feature, in its own unit.
fn value_cell(i18n: words::I18n, findings: &Findings, at: usize, value: f64) -> AnyView {
    let Some(named) = findings.features.get(at).cloned() else {
        return ().into_any();
    };
    let (question, currency) = (named.question, findings.currency.clone());
    view! {
        <td class="num" data-head=move || feature::name(i18n, &named)>
            {move || feature::value(i18n, question, value, &currency)}</td>
    }
    .into_any()
}

/// Every feature of every segment, where the table above has no room for all.
#[component]
fn Everything(findings: Arc<Findings>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let many = findings.features.len() > SHOWN;
    let name = Signal::derive(move || t_string!(i18n, seg.everything).to_owned());
    let cells = Signal::derive(move || {
        let value = |j: usize, value: f64| {
            let question = findings.features.get(j).map(|named| named.question);
            question.map_or_else(String::new, |question| {
                feature::value(i18n, question, value, &findings.currency)
            })
        };
        let heads = std::iter::once(t_string!(i18n, studio.feature).to_owned())
            .chain((0..findings.k).map(|at| store.name(at)))
            .chain([t_string!(i18n, seg.everyone).to_owned()]);
        let rows = findings.features.iter().enumerate().map(|(j, named)| {
            let columns = || findings.profiles.iter().filter_map(|p| p.columns.get(j));
            let overall = columns().next().map_or(0.0, |c| c.overall);
            std::iter::once(feature::name(i18n, named))
                .chain(columns().map(|c| value(j, c.mean)))
                .chain([value(j, overall)])
                .collect()
        });
        (heads.collect(), rows.collect())
    });
    view! { {many.then(|| view! { <Folded name=name cells=cells id="everything" /> })} }.into_any()
}

/// The people of no segment.
#[component]
fn NoneRow(findings: Arc<Findings>) -> impl IntoView {
    let i18n = use_i18n();
    let (noise, width) = (findings.noise, findings.features.len().min(SHOWN));
    let share = noise as f64 / findings.people.max(1) as f64;
    let again = findings.agreement.noise;
    view! {
        <tr class="none" data-testid="noise-row" data-count=noise data-seg="none">
            <th scope="row"><div class="naming"><span class="swatch" aria-hidden="true">"–"</span>
                <span class="none-name">{t!(i18n, firm.none)}</span></div></th>
            <td class="num size" data-head=move || t_string!(i18n, seg.size)>
                <span>{move || format::count(i18n.get_locale(), noise)}</span>
                <span class="quiet">{move || format::percent(i18n.get_locale(), share, 1)}</span>
            </td>
            <td class="firm" data-head=move || t_string!(i18n, firm.head)>{move || again.map(|share| {
                let p = format::percent(i18n.get_locale(), share, 1);
                words::fill(t_string!(i18n, firm.again), &[("p", &p)])
            })}</td>
            <td class="apart" colspan=width + 1>{t!(i18n, firm.none_about)}</td>
        </tr>
    }
}

/// Up to 8 tags of up to 32 characters: the model's own limits.
fn split_tags(text: &str) -> Vec<String> {
    text.split(',')
        .map(|tag| tag.trim().chars().take(32).collect::<String>())
        .filter(|tag| !tag.is_empty())
        .take(8)
        .collect()
}

/// Changes what the marketer wrote, and lets the worker make the model anew.
pub fn change(store: Store, edit: impl FnOnce(&mut Edits)) {
    store.edits.update(|edits| {
        if let Some(edits) = edits {
            edit(edits);
        }
    });
    if let Some(edits) = store.edits.get_untracked() {
        if !matches!(store.saved.get_untracked(), Saved::Failed(_)) {
            store.saved.set(Saved::Writing);
        }
        host::ask(&Ask::Edit(edits));
    }
}
