//! One condition in the form.

use super::controls::{Pick, Takes, Typed};
use super::focus::part;
use super::form::Form;
use super::group::Remove;
use crate::i18n::*;
use crate::words::{self, feature, fill, rule};
use leptos::prelude::*;
use recinto_core::features::Measure;
use recinto_core::rules::{Bound, Side};
use recinto_web::stated::bound::{self, PROPERTY};

/// The sides of a bound, and whether the bound must not be met.
const SIDES: [(Side, bool); 4] = [
    (Side::AtLeast, false),
    (Side::AtMost, false),
    (Side::AtLeast, true),
    (Side::AtMost, true),
];

/// The row.
#[component]
pub fn BoundRow(form: Form, id: u32) -> AnyView {
    let i18n = use_i18n();
    let legend = move || {
        let place = form.tree.with(|tree| tree.place(id));
        fill(t_string!(i18n, stated.condition), &[("n", &place)])
    };
    view! {
        <fieldset class="bound-row">
            <legend class="small quiet">{legend}</legend>
            <Word form=form id=id />
            <MeasureAndSide form=form id=id />
            <Numbers form=form id=id />
            <Remove form=form id=id />
        </fieldset>
    }
    .into_any()
}

/// A part of the bound as a text.
fn said(form: Form, id: u32, of: fn(&Bound) -> String) -> Memo<String> {
    Memo::new(move |_| {
        form.tree
            .with(|tree| tree.bound(id).map(of).unwrap_or_default())
    })
}

fn measure_named(name: &str) -> Option<Measure> {
    Measure::ALL
        .into_iter()
        .find(|measure| measure.name() == name)
}

#[component]
fn Word(form: Form, id: u32) -> AnyView {
    let i18n = use_i18n();
    let of = said(form, id, |bound| match bound::property(&bound.of) {
        Some(_) => PROPERTY.to_owned(),
        None => bound.of.clone(),
    });
    // What a rule counts that was stated elsewhere is kept, though it is not offered.
    let mut offered = form.words.get_value();
    let own = of.get_untracked();
    if own != PROPERTY && !offered.contains(&own) {
        offered.push(own);
    }
    let words = Signal::derive(move || {
        let said = |word: &String| (word.clone(), words::capital(&feature::word(i18n, word)));
        let property = (
            PROPERTY.to_owned(),
            t_string!(i18n, stated.property).to_owned(),
        );
        offered
            .iter()
            .map(said)
            .chain([property])
            .collect::<Vec<_>>()
    });
    view! {
        <Pick label=Signal::derive(move || t_string!(i18n, stated.what).to_owned())
            id=part(id) testid="rule-word" offered=words now=of
            pick=Callback::new(move |word| form.bound(id, |bound| bound::recount(bound, word))) />
        {move || of.with(|of| of == PROPERTY).then(|| view! { <Property form=form id=id /> })}
    }
    .into_any()
}

#[component]
fn Property(form: Form, id: u32) -> AnyView {
    let i18n = use_i18n();
    let name = said(form, id, |bound| {
        bound::property(&bound.of).map_or_else(String::new, |(name, _)| name.to_owned())
    });
    let text = said(form, id, |bound| {
        bound::property(&bound.of).map_or_else(String::new, |(_, text)| text.to_owned())
    });
    let write = move |name: &str, text: &str| {
        form.bound(id, |bound| bound.of = bound::of_property(name, text))
    };
    view! {
        <Typed label=Signal::derive(move || t_string!(i18n, stated.property_name).to_owned())
            testid="rule-property" takes=Takes::Text("32", "[^=]*[^=\\s][^=]*") now=name
            write=Callback::new(move |name: String| write(&name, &text.get_untracked())) />
        <Typed label=Signal::derive(move || t_string!(i18n, stated.property_text).to_owned())
            testid="rule-property-text" takes=Takes::Text("31", ".*\\S.*") now=text
            write=Callback::new(move |text: String| write(&name.get_untracked(), &text)) />
    }
    .into_any()
}

#[component]
fn MeasureAndSide(form: Form, id: u32) -> AnyView {
    let i18n = use_i18n();
    let of = said(form, id, |bound| bound.of.clone());
    let now = said(form, id, |bound| bound.measure.name().to_owned());
    let measures = Signal::derive(move || {
        let (of, now) = (of.get(), now.get());
        let fits = |measure: &Measure| measure.name() == now || bound::fits(*measure, &of);
        let said = |measure: Measure| {
            (
                measure.name().to_owned(),
                rule::measure(i18n, measure).to_owned(),
            )
        };
        Measure::ALL
            .into_iter()
            .filter(fits)
            .map(said)
            .collect::<Vec<_>>()
    });
    let sides = Signal::derive(move || {
        let measure = measure_named(&now.get()).unwrap_or(Measure::Frequency);
        let said = |(at, (side, not)): (usize, (Side, bool))| {
            (at.to_string(), rule::offered_side(i18n, measure, side, not))
        };
        SIDES.into_iter().enumerate().map(said).collect::<Vec<_>>()
    });
    let side = Memo::new(move |_| {
        let side = form
            .tree
            .with(|tree| Some((tree.bound(id)?.bound, tree.node(id)?.negated)));
        let at = SIDES.iter().position(|of| Some(*of) == side);
        at.unwrap_or_default().to_string()
    });
    let pick_measure = Callback::new(move |name: String| {
        if let Some(measure) = measure_named(&name) {
            form.bound(id, |bound| bound.measure = measure);
        }
    });
    let pick_side = Callback::new(move |at: String| {
        if let Some(&(side, not)) = at.parse::<usize>().ok().and_then(|at| SIDES.get(at)) {
            form.bound(id, |bound| bound.bound = side);
            form.negate(id, not);
        }
    });
    view! {
        <Pick label=Signal::derive(move || t_string!(i18n, stated.how).to_owned())
            testid="rule-measure" offered=measures now=now pick=pick_measure />
        <Pick label=Signal::derive(move || t_string!(i18n, stated.side).to_owned())
            testid="rule-side" offered=sides now=side pick=pick_side />
    }
    .into_any()
}

#[component]
fn Numbers(form: Form, id: u32) -> AnyView {
    let i18n = use_i18n();
    let write_value = Callback::new(move |text: String| {
        if let Ok(value) = text.parse() {
            form.bound(id, |bound| bound.value = value);
        }
    });
    let write_days = Callback::new(move |text: String| {
        if let Ok(days) = text.parse() {
            form.bound(id, |bound| bound.days = days);
        }
    });
    view! {
        <Typed label=Signal::derive(move || t_string!(i18n, stated.value).to_owned())
            testid="rule-value" takes=Takes::Number now=said(form, id, |bound| bound.value.to_string()) write=write_value />
        <Typed label=Signal::derive(move || t_string!(i18n, stated.days).to_owned())
            testid="rule-days" takes=Takes::Days(form.window_days)
            now=said(form, id, |bound| bound.days.to_string()) write=write_days />
    }
    .into_any()
}
