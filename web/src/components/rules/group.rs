//! A group of conditions and groups in the form.

use super::controls::{Pick, Press};
use super::focus::{focus, part};
use super::form::Form;
use super::row::BoundRow;
use crate::i18n::*;
use crate::words::fill;
use leptos::prelude::*;
use recinto_core::rules::Bound;
use recinto_web::stated::bound::first;
use recinto_web::stated::{Tree, What};

/// How the parts of a group go together: whether one is enough, and whether that must not be.
const WAYS: [(bool, bool); 4] = [(false, false), (true, false), (false, true), (true, true)];

/// The group.
#[component]
pub fn Group(form: Form, id: u32) -> AnyView {
    let i18n = use_i18n();
    let is_root = form.tree.with_untracked(Tree::root) == id;
    let inner = Memo::new(move |_| form.tree.with(|tree| tree.inner(id)));
    let legend = move || {
        if is_root {
            return t_string!(i18n, stated.group_root).to_owned();
        }
        let place = form.tree.with(|tree| tree.place(id));
        fill(t_string!(i18n, stated.group), &[("n", &place)])
    };
    view! {
        <fieldset class="rule-group" data-testid="rule-group">
            <legend class="small quiet">{legend}</legend>
            <Way form=form id=id is_root=is_root />
            {move || inner.get().into_iter().map(|(id, is_group)| if is_group {
                view! { <Group form=form id=id /> }.into_any()
            } else {
                view! { <BoundRow form=form id=id /> }.into_any()
            }).collect_view()}
            <div class="buttons">
                <More form=form id=id />
                {(!is_root).then(|| view! { <Remove form=form id=id /> })}
            </div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn Way(form: Form, id: u32, is_root: bool) -> AnyView {
    let i18n = use_i18n();
    let label = Signal::derive(move || {
        let text = if is_root {
            t_string!(i18n, stated.join)
        } else {
            t_string!(i18n, stated.join_group)
        };
        text.to_owned()
    });
    let offered = Signal::derive(move || {
        let ways = [
            t_string!(i18n, stated.join_all),
            t_string!(i18n, stated.join_any),
            t_string!(i18n, stated.join_not_all),
            t_string!(i18n, stated.join_none),
        ];
        let ways = ways.into_iter().enumerate();
        ways.map(|(at, text)| (at.to_string(), text.to_owned()))
            .collect::<Vec<_>>()
    });
    let now = Memo::new(move |_| {
        let way = form.tree.with(|tree| match tree.node(id)?.what {
            What::Group { any, .. } => Some((any, tree.node(id)?.negated)),
            What::Bound(_) => None,
        });
        let at = WAYS.iter().position(|of| Some(*of) == way);
        at.unwrap_or_default().to_string()
    });
    let pick = Callback::new(move |at: String| {
        let way = at.parse::<usize>().ok().and_then(|at| WAYS.get(at));
        let Some(&(one, not)) = way else {
            return;
        };
        form.tree.update(|tree| {
            if let Some(What::Group { any, .. }) = tree.node_mut(id).map(|node| &mut node.what) {
                *any = one;
            }
        });
        form.negate(id, not);
    });
    view! { <Pick label=label id=part(id) testid="rule-join" offered=offered now=now pick=pick /> }
        .into_any()
}

#[component]
fn More(form: Form, id: u32) -> AnyView {
    let i18n = use_i18n();
    let full = Memo::new(move |_| !form.has_room());
    let deep = Memo::new(move |_| full.get() || !form.tree.with(|tree| tree.has_depth(id)));
    let grow = move |by: fn(&mut Tree, u32, Bound) -> Option<u32>| {
        let bound = first(form.window_days);
        let added = form.tree.try_update(|tree| by(tree, id, bound));
        if let Some(added) = added.flatten() {
            focus(part(added));
        }
    };
    view! {
        <Press label=Signal::derive(move || t_string!(i18n, stated.more).to_owned())
            testid="rule-more" off=full press=Callback::new(move |()| grow(Tree::add)) />
        <Press label=Signal::derive(move || t_string!(i18n, stated.more_group).to_owned())
            testid="rule-more-group" off=deep press=Callback::new(move |()| grow(Tree::add_group)) />
    }
    .into_any()
}

/// Takes a part out; not there where nothing would be left.
#[component]
pub fn Remove(form: Form, id: u32) -> AnyView {
    let i18n = use_i18n();
    let can = Memo::new(move |_| form.tree.with(|tree| tree.can_lose(id)));
    let is_bound = form.tree.with_untracked(|tree| tree.bound(id).is_some());
    let label = Signal::derive(move || {
        let text = if is_bound {
            t_string!(i18n, stated.remove_short)
        } else {
            t_string!(i18n, stated.remove_group)
        };
        text.to_owned()
    });
    let named = Signal::derive(move || {
        let place = form.tree.with(|tree| tree.place(id));
        let text = if is_bound {
            t_string!(i18n, stated.remove_condition)
        } else {
            t_string!(i18n, stated.remove_group_n)
        };
        fill(text, &[("n", &place)])
    });
    let press = Callback::new(move |()| {
        let next = form.tree.try_update(|tree| tree.remove(id));
        if let Some(next) = next.flatten() {
            focus(part(next));
        }
    });
    let button = move || view! { <Press label=label named=named testid="rule-less" press=press /> };
    (move || can.get().then(button)).into_any()
}
