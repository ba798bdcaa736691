//! The form of a rule of one's own, or of one that is edited.

use super::focus::focus;
use super::group::Group;
use super::list::edit_button;
use super::words::countable;
use crate::components::table::change;
use crate::i18n::*;
use crate::store::Store;
use crate::words::{fill, rule};
use leptos::prelude::*;
use recinto_core::analysis::slug;
use recinto_core::model::Segment;
use recinto_core::rules::{Bound, Rule};
use recinto_web::protocol::Findings;
use recinto_web::stated::bound::first;
use recinto_web::stated::{self, Limit, Tree};

/// The id of what the form is folded into.
pub const FOLD: &str = "rule-own";
/// The id of what unfolds it.
pub const SUMMARY: &str = "rule-own-summary";
const NAME: &str = "rule-own-name";
const SAYS: &str = "rule-own-says";

/// What stands in the form.
#[derive(Clone, Copy)]
pub struct Form {
    /// The rules that are stated.
    pub rules: Memo<Vec<Rule>>,
    /// The label of the rule that is edited; none: a new one.
    pub edited: RwSignal<Option<String>>,
    /// What it is to be called.
    pub name: RwSignal<String>,
    /// When it is to hold.
    pub tree: RwSignal<Tree>,
    /// Grows with each rule begun: then everything in the form is drawn anew.
    begun: RwSignal<u32>,
    /// What may be counted.
    pub words: StoredValue<Vec<String>>,
    /// The most days to look back.
    pub window_days: u32,
}

impl Form {
    /// An empty one.
    pub fn new(findings: &Findings) -> Self {
        let store = expect_context::<Store>();
        let rules = move |_: Option<&Vec<Rule>>| {
            let rules = store.edits.with(|e| e.as_ref().map(|e| e.rules.clone()));
            rules.unwrap_or_default()
        };
        Self {
            rules: Memo::new(rules),
            edited: RwSignal::new(None),
            name: RwSignal::default(),
            tree: RwSignal::new(Tree::new(first(findings.window_days))),
            begun: RwSignal::new(0),
            words: StoredValue::new(countable(findings)),
            window_days: findings.window_days,
        }
    }

    /// Takes up a stated rule.
    pub fn edit(self, rule: &Rule) {
        let label = Some(rule.segment.label.clone());
        self.begin(label, rule.segment.name.clone(), Tree::of(&rule.when));
        if let Some(fold) = document().get_element_by_id(FOLD) {
            let _ = fold.set_attribute("open", "");
        }
        focus(NAME.to_owned());
    }

    /// Takes up a new rule.
    pub fn clear(self) {
        let tree = Tree::new(first(self.window_days));
        self.begin(None, String::new(), tree);
    }

    fn begin(self, edited: Option<String>, name: String, tree: Tree) {
        self.edited.set(edited);
        self.name.set(name);
        self.tree.set(tree);
        self.begun.update(|begun| *begun += 1);
    }

    /// Changes a bound.
    pub fn bound(self, id: u32, edit: impl FnOnce(&mut Bound)) {
        self.tree.update(|tree| {
            if let Some(stated::What::Bound(bound)) = tree.node_mut(id).map(|node| &mut node.what) {
                edit(bound);
            }
        });
    }

    /// Whether a part must not hold.
    pub fn negate(self, id: u32, not: bool) {
        self.tree.update(|tree| {
            if let Some(node) = tree.node_mut(id) {
                node.negated = not;
            }
        });
    }

    /// Whether there is room for a condition more.
    pub fn has_room(self) -> bool {
        let room = self.with_rules(stated::room);
        self.tree.with(Tree::bounds) < room
    }

    /// What keeps the rule from being stated.
    fn limit(self) -> Option<Limit> {
        let when = self.tree.with(Tree::condition);
        self.with_rules(|rules, edited| stated::limit(&when, rules, edited))
    }

    fn with_rules<T>(self, of: impl FnOnce(&[Rule], Option<&str>) -> T) -> T {
        let edited = self.edited.get();
        self.rules.with(|rules| of(rules, edited.as_deref()))
    }
}

/// The form.
#[component]
pub fn OwnRule(form: Form) -> impl IntoView {
    let store = expect_context::<Store>();
    let i18n = use_i18n();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if untrack(|| form.limit()).is_none() {
            state(store, form);
        }
    };
    let cancel = move |_| {
        if let Some(label) = form.edited.get_untracked() {
            focus(edit_button(&label));
        }
        form.clear();
    };
    let is_new = Memo::new(move |_| form.edited.with(Option::is_none));
    let heading = move || {
        let named = |rules: &Vec<Rule>, label: &String| {
            let rule = rules.iter().find(|rule| rule.segment.label == *label);
            rule.map(|rule| rule.segment.name.clone())
        };
        let name = form.edited.get()?;
        let name = form.rules.with(|rules| named(rules, &name))?;
        let text = fill(t_string!(i18n, stated.edit), &[("name", &name)]);
        Some(view! { <h3>{text}</h3> })
    };
    view! {
        <form class="stack" on:submit=submit>
            {heading}
            <label class="field"><span>{t!(i18n, stated.name)}</span>
                <input type="text" required maxlength="64" id=NAME data-testid="rule-name"
                    prop:value=move || form.name.get()
                    on:input:target=move |event| form.name.set(event.target().value()) />
            </label>
            {move || {
                form.begun.track();
                let root = form.tree.with_untracked(Tree::root);
                view! { <Group form=form id=root /> }
            }}
            <div class="rule-says" id=SAYS>
                <span class="small strong">{t!(i18n, stated.says)}</span>
                <p data-testid="rule-sentence">{move || form.tree.with(|tree| rule::condition(i18n, &tree.condition()))}</p>
            </div>
            <p class="small warn" role="status" data-testid="rule-limit">{move || form.limit().map(|limit| rule::limit(i18n, limit))}</p>
            <div class="buttons">
                <button type="submit" class="button" data-testid="rule-add" aria-describedby=SAYS
                    disabled=move || form.limit().is_some()>
                    {move || if is_new.get() {
                        t_string!(i18n, stated.add)
                    } else {
                        t_string!(i18n, stated.save)
                    }}</button>
                {move || (!is_new.get()).then(|| view! {
                    <button type="button" class="button" data-testid="rule-cancel" on:click=cancel>
                        {t!(i18n, stated.cancel)}</button>
                })}
            </div>
        </form>
    }
}

/// States what stands in the form, in place of the rule that is edited, or as a new one.
fn state(store: Store, form: Form) {
    let name = form.name.get_untracked().trim().to_owned();
    let when = form.tree.with_untracked(Tree::condition);
    let edited = form.edited.get_untracked();
    let next = edited.as_deref().map_or(NAME.to_owned(), edit_button);
    change(store, |edits| {
        let is_there = edited
            .as_deref()
            .is_some_and(|label| stated::replace(edits, label, name.clone(), when.clone()));
        if !is_there {
            let segment = Segment {
                label: Some(slug(&name))
                    .filter(|label| !label.is_empty())
                    .unwrap_or_else(|| "rule".to_owned()),
                name,
                category: String::new(),
                tags: Vec::new(),
            };
            stated::add(edits, Rule { segment, when });
        }
    });
    form.clear();
    focus(next);
}
