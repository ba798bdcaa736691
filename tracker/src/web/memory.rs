//! The store of a page whose disk is blocked or full: the same decisions, gone with the page.

use super::js::get;
use super::shapes;
use super::store::{Draft, Want, expires};
use crate::profile::Profile;
use wasm_bindgen::JsValue;

pub struct Memory {
    profile: Profile,
    events: Vec<JsValue>,
    ledger: Vec<JsValue>,
    model: Option<(String, String)>,
}

impl Memory {
    /// Goes on from the last profile seen.
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            events: Vec::new(),
            ledger: Vec::new(),
            model: None,
        }
    }

    /// The model that was in use when the disk failed.
    pub fn set_model(&mut self, id: String, text: String) {
        self.model = Some((id, text));
    }

    pub fn transact(
        &mut self,
        want: Want<'_>,
        now_ms: i64,
        decide: &mut dyn FnMut(&mut Draft) -> bool,
    ) {
        let now = now_ms as f64;
        self.events.retain(|event| expires(event) > now);
        let mut draft = Draft {
            profile: self.profile.clone(),
            known: want
                .id
                .is_some_and(|id| self.events.iter().any(|event| id_of(event).as_deref() == Some(id))),
            events: if want.events { self.events.clone() } else { Vec::new() },
            ledger: if want.ledger { self.ledger.clone() } else { Vec::new() },
            model: self.model.clone(),
            ..Draft::default()
        };
        if !decide(&mut draft) {
            return;
        }
        for event in draft.put {
            let id = id_of(&event);
            self.events.retain(|other| id_of(other) != id);
            self.events.push(event);
        }
        self.ledger.extend(draft.entries.iter().map(shapes::entry));
        if draft.new_model {
            self.model = draft.model;
        }
        self.profile = draft.profile;
    }
}

fn id_of(event: &JsValue) -> Option<String> {
    get(event, "id").as_string()
}
