//! Rules: packs to begin with, rules of one's own, and what each says.

use super::table::change;
use crate::format;
use crate::i18n::*;
use crate::store::Store;
use crate::words::{self, feature, rule};
use leptos::prelude::*;
use recinto_core::analysis::slug;
use recinto_core::features::{Daypart, Measure};
use recinto_core::model::Segment;
use recinto_core::rules::packs::{Language, Trade};
use recinto_core::rules::{Bound, Condition, RULES_MAX, Rule, Side};
use recinto_web::protocol::{Edits, Findings};
use std::sync::Arc;

/// The language of names in the language of the page.
pub fn language(i18n: words::I18n) -> Language {
    match i18n.get_locale_untracked() {
        Locale::it => Language::Italian,
        Locale::en => Language::English,
    }
}

/// A trade to choose; `chosen` is its place in [`Trade::ALL`].
#[component]
pub fn TradePicker(chosen: RwSignal<usize>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <label class="field"><span>{t!(i18n, stated.pack)}</span>
            <select data-testid="rule-trade" on:change:target=move |event| {
                chosen.set(event.target().value().parse().unwrap_or_default());
            }>
                {Trade::ALL.into_iter().enumerate().map(|(at, trade)| view! {
                    <option value=at.to_string() selected=move || chosen.get() == at>
                        {move || rule::trade(i18n, trade)}</option>
                }).collect_view()}
            </select>
        </label>
    }
}

/// The panel.
#[component]
pub fn RulesPanel(findings: Arc<Findings>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let trade = RwSignal::new(0);
    let rules = Memo::new(move |_| store.edits.get().map(|e| e.rules).unwrap_or_default());
    let add_pack = move |_| {
        let Some(trade) = Trade::ALL.get(trade.get_untracked()) else {
            return;
        };
        let added = trade.rules(language(i18n));
        change(store, |edits| {
            for rule in added {
                add(edits, rule);
            }
        });
    };
    view! {
        <section class="panel" data-testid="rules">
            <h2>{t!(i18n, stated.title)}</h2>
            <p class="quiet">{t!(i18n, stated.about)}</p>
            {move || {
                let rules = rules.get();
                if rules.is_empty() {
                    return view! { <p class="small quiet">{t!(i18n, stated.none)}</p> }.into_any();
                }
                view! {
                    <ul class="rules">
                        {rules.into_iter().enumerate().map(|(at, rule)| view! { <Stated at=at rule=rule /> }).collect_view()}
                    </ul>
                }.into_any()
            }}
            <div class="rule-add">
                <TradePicker chosen=trade />
                <button type="button" class="button" data-testid="rule-pack" on:click=add_pack>
                    {t!(i18n, stated.add_pack)}</button>
            </div>
            <details class="fold">
                <summary>{t!(i18n, stated.own)}</summary>
                <OwnRule findings=findings />
            </details>
        </section>
    }
}

/// Adds a rule under a label that no other segment has, while there is room.
fn add(edits: &mut Edits, mut rule: Rule) {
    if edits.rules.len() >= RULES_MAX {
        return;
    }
    let same = |other: &Rule| other.when == rule.when && other.segment.name == rule.segment.name;
    if edits.rules.iter().any(same) {
        return;
    }
    let of_rules = edits.rules.iter().map(|rule| &rule.segment);
    let taken: Vec<&str> = of_rules
        .chain(&edits.segments)
        .map(|segment| segment.label.as_str())
        .collect();
    let base: String = rule.segment.label.chars().take(29).collect();
    let mut number = 1;
    while taken.contains(&rule.segment.label.as_str()) {
        number += 1;
        rule.segment.label = format!("{base}-{number}");
    }
    edits.rules.push(rule);
}

#[component]
fn Stated(at: usize, rule: Rule) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let (name, when) = (rule.segment.name, rule.when);
    let label = name.clone();
    let own = rule.segment.label;
    let held = Memo::new(move |_| {
        let of = |counts: &Vec<(String, u64)>| {
            let known = counts.iter().find(|(label, _)| *label == own);
            known.map(|&(_, count)| count)
        };
        store.held.with(of)
    });
    view! {
        <li>
            <div>
                <strong>{name}</strong>
                <p class="small quiet">{move || rule::condition(i18n, &when)}</p>
                {move || held.get().map(|count| {
                    let n = format::count(i18n.get_locale(), count);
                    view! { <p class="small" data-testid="rule-people">{t_string!(i18n, stated.people, n = n)}</p> }
                })}
            </div>
            <button type="button" class="button small" data-testid="rule-remove"
                aria-label=move || t_string!(i18n, stated.remove, name = label.clone())
                on:click=move |_| change(store, |edits| {
                    if at < edits.rules.len() {
                        edits.rules.remove(at);
                    }
                })>{t!(i18n, stated.remove_short)}</button>
        </li>
    }
}

/// The bounds that the form offers: measure and side.
const OFFERED: [(Measure, Side); 4] = [
    (Measure::Frequency, Side::AtLeast),
    (Measure::Frequency, Side::AtMost),
    (Measure::Recency, Side::AtMost),
    (Measure::Monetary, Side::AtLeast),
];

/// What is chosen to count a property of the site's own: what its words begin with.
const OWN_PROPERTY: &str = "prop:";

/// The most conditions of a rule in the form.
const ROWS: usize = 3;

/// One row of the form, as typed.
#[derive(Clone, Copy)]
struct Typed {
    used: bool,
    offered: RwSignal<usize>,
    word: RwSignal<String>,
    /// Name and text of a property of the site's own, where [`OWN_PROPERTY`] is chosen.
    property: RwSignal<(String, String)>,
    value: RwSignal<f64>,
    days: RwSignal<u32>,
}

impl Typed {
    fn new(used: bool) -> Self {
        Self {
            used,
            offered: RwSignal::new(0),
            word: RwSignal::new("purchase".to_owned()),
            property: RwSignal::default(),
            value: RwSignal::new(3.0),
            days: RwSignal::new(30),
        }
    }

    fn bound(self) -> Option<Condition> {
        let (measure, bound) = *OFFERED.get(self.offered.get_untracked())?;
        Some(Condition::Measured(Bound {
            measure,
            of: match self.word.get_untracked() {
                word if word == OWN_PROPERTY => {
                    let (name, text) = self.property.get_untracked();
                    format!("{OWN_PROPERTY}{}={}", name.trim(), text.trim())
                }
                word => word,
            },
            days: self.days.get_untracked(),
            bound,
            value: self.value.get_untracked(),
        }))
    }
}

/// What a rule may count here: what happens in every shop, what was measured, what people seek, and when.
fn countable(findings: &Findings) -> Vec<String> {
    let kinds = [
        "page",
        "view_item",
        "add_to_cart",
        "purchase",
        "search",
        "visit_store",
    ];
    let mut words: Vec<String> = kinds.map(str::to_owned).to_vec();
    let measured = findings.features.iter().map(|named| named.of.clone());
    let single = |word: &String| {
        !word.contains(['*', '>']) && recinto_core::features::Word::known(word).is_some()
    };
    let intents = recinto_core::features::intents::starter_intents();
    let sought = intents
        .iter()
        .map(|intent| ["intent:", &intent.name].concat());
    let parts = Daypart::ALL.map(|part| ["daypart:", part.name()].concat());
    for word in measured
        .filter(single)
        .chain(sought)
        .chain(parts)
        .chain(["weekend".to_owned()])
    {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

#[component]
fn OwnRule(findings: Arc<Findings>) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let name = RwSignal::new(String::new());
    let any = RwSignal::new(false);
    let rows = RwSignal::new(vec![Typed::new(true)]);
    let words = StoredValue::new(countable(&findings));
    let most = findings.window_days;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let title = name.get_untracked().trim().to_owned();
        let mut bounds: Vec<_> = rows
            .get_untracked()
            .into_iter()
            .filter(|row| row.used)
            .filter_map(Typed::bound)
            .collect();
        let when = match (bounds.len(), any.get_untracked()) {
            (0, _) => return,
            (1, _) => bounds.remove(0),
            (_, false) => Condition::All(bounds),
            (_, true) => Condition::Any(bounds),
        };
        let label = Some(slug(&title)).filter(|label| !label.is_empty());
        let segment = Segment {
            label: label.unwrap_or_else(|| "rule".to_owned()),
            name: title,
            category: String::new(),
            tags: Vec::new(),
        };
        change(store, |edits| add(edits, Rule { segment, when }));
        name.set(String::new());
        rows.set(vec![Typed::new(true)]);
    };
    view! {
        <form class="stack" on:submit=submit>
            <div class="fields">
                <label class="field"><span>{t!(i18n, stated.name)}</span>
                    <input type="text" required maxlength="64" data-testid="rule-name"
                        prop:value=move || name.get()
                        on:input:target=move |event| name.set(event.target().value()) />
                </label>
                <label class="field"><span>{t!(i18n, stated.join)}</span>
                    <select on:change:target=move |event| any.set(event.target().value() == "any")>
                        <option value="all" selected=move || !any.get()>{t!(i18n, stated.join_all)}</option>
                        <option value="any" selected=move || any.get()>{t!(i18n, stated.join_any)}</option>
                    </select>
                </label>
            </div>
            {move || rows.get().into_iter().map(|row| view! { <BoundRow row=row words=words most=most /> }).collect_view()}
            <div class="rule-add">
                <button type="button" class="button" disabled=move || { rows.with(Vec::len) >= ROWS }
                    on:click=move |_| rows.update(|rows| rows.push(Typed::new(true)))>
                    {t!(i18n, stated.more)}</button>
                <button type="submit" class="button" data-testid="rule-add">{t!(i18n, stated.add)}</button>
            </div>
        </form>
    }
}

#[component]
fn BoundRow(row: Typed, words: StoredValue<Vec<String>>, most: u32) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <fieldset class="fields bound-row">
            <legend class="small quiet">{t!(i18n, stated.condition)}</legend>
            <label class="field"><span>{t!(i18n, stated.what)}</span>
                <select data-testid="rule-word" on:change:target=move |event| row.word.set(event.target().value())>
                    {words.get_value().into_iter().map(|word| {
                        let (shown, own) = (word.clone(), word.clone());
                        view! {
                            <option value=word selected=move || row.word.with(|chosen| *chosen == own)>
                                {move || words::capital(&feature::word(i18n, &shown))}</option>
                        }
                    }).collect_view()}
                    <option value=OWN_PROPERTY selected=move || row.word.with(|chosen| chosen == OWN_PROPERTY)>
                        {t!(i18n, stated.property)}</option>
                </select>
            </label>
            {move || row.word.with(|chosen| chosen == OWN_PROPERTY).then(|| view! {
                <label class="field"><span>{t!(i18n, stated.property_name)}</span>
                    <input type="text" required maxlength="32" pattern="[^=]*[^=\\s][^=]*" data-testid="rule-property"
                        prop:value=move || row.property.with(|(name, _)| name.clone())
                        on:input:target=move |event| row.property.update(|(name, _)| *name = event.target().value()) />
                </label>
                <label class="field"><span>{t!(i18n, stated.property_text)}</span>
                    <input type="text" required maxlength="31" pattern=".*\\S.*" data-testid="rule-property-text"
                        prop:value=move || row.property.with(|(_, text)| text.clone())
                        on:input:target=move |event| row.property.update(|(_, text)| *text = event.target().value()) />
                </label>
            })}
            <label class="field"><span>{t!(i18n, stated.how)}</span>
                <select on:change:target=move |event| row.offered.set(event.target().value().parse().unwrap_or_default())>
                    {(0..OFFERED.len()).map(|at| view! {
                        <option value=at.to_string() selected=move || row.offered.get() == at>{move || match at {
                            0 => t_string!(i18n, stated.o_least),
                            1 => t_string!(i18n, stated.o_most),
                            2 => t_string!(i18n, stated.o_recent),
                            _ => t_string!(i18n, stated.o_money),
                        }}</option>
                    }).collect_view()}
                </select>
            </label>
            <label class="field"><span>{t!(i18n, stated.value)}</span>
                <input type="number" min="0" step="any" required data-testid="rule-value"
                    prop:value=move || row.value.get().to_string()
                    on:input:target=move |event| if let Ok(value) = event.target().value().parse() { row.value.set(value); } />
            </label>
            <label class="field"><span>{t!(i18n, stated.days)}</span>
                <input type="number" min="1" max=most.to_string() step="1" required data-testid="rule-days"
                    prop:value=move || row.days.get().min(most).to_string()
                    on:input:target=move |event| if let Ok(days) = event.target().value().parse() { row.days.set(days); } />
            </label>
        </fieldset>
    }
}
