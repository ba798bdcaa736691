//! The one way to read and write: a transaction that reads, decides, and writes.

use super::idb::{self, Asked, EVENTS, EXPIRES, KEPT, LEDGER};
use super::js::{get, object};
use super::memory::Memory;
use super::shapes;
use crate::ledger::Entry;
use crate::profile::Profile;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{DomException, IdbDatabase, IdbKeyRange, IdbTransactionMode};

/// Where things are kept.
pub enum Store {
    /// On disk, shared by all tabs.
    Disk(IdbDatabase),
    /// For this page only: the disk is blocked or full.
    Memory(RefCell<Memory>),
}

/// What a decision wants to see besides the profile.
#[derive(Clone, Copy, Default)]
pub struct Want<'a> {
    /// Is an event with this id there?
    pub id: Option<&'a str>,
    /// All raw events.
    pub events: bool,
    /// The kept model.
    pub model: bool,
    /// The ledger.
    pub ledger: bool,
}

/// What was read, and what is to be written.
#[derive(Default)]
pub struct Draft {
    pub profile: Profile,
    pub known: bool,
    pub events: Vec<JsValue>,
    pub ledger: Vec<JsValue>,
    /// Id and text, as read and as to be written when `new_model` is set.
    pub model: Option<(String, String)>,
    pub new_model: bool,
    pub put: Vec<JsValue>,
    pub entries: Vec<Entry>,
}

pub enum StoreError {
    /// The connection was closed, by another tab's withdrawal as a rule.
    Closed,
    /// Consent went while reading: nothing was written.
    NotAllowed,
    /// Blocked, full or broken.
    Failed(String),
}

impl From<JsValue> for StoreError {
    fn from(error: JsValue) -> Self {
        match error.dyn_ref::<DomException>() {
            Some(exception) if exception.name() == "InvalidStateError" => Self::Closed,
            Some(exception) => Self::Failed(exception.name()),
            None => Self::Failed("unknown".to_owned()),
        }
    }
}

impl Store {
    /// Opens the disk; without one, the memory.
    pub async fn open(last: &Profile) -> (Self, Option<String>) {
        match idb::open().await {
            Ok(database) => (Self::Disk(database), None),
            Err(error) => {
                let why = match StoreError::from(error) {
                    StoreError::Failed(why) => why,
                    _ => "blocked".to_owned(),
                };
                (Self::memory(last), Some(why))
            }
        }
    }

    pub fn memory(last: &Profile) -> Self {
        Self::Memory(RefCell::new(Memory::new(last.clone())))
    }

    pub fn close(&self) {
        if let Self::Disk(database) = self {
            database.close();
        }
    }

    /// Reads what is wanted, lets `decide` change the draft, and writes it if that says so: all in
    /// one transaction. `allowed` is asked again right before the writing.
    pub async fn transact(
        &self,
        want: Want<'_>,
        now_ms: i64,
        allowed: &dyn Fn() -> bool,
        decide: &mut dyn FnMut(&mut Draft) -> bool,
    ) -> Result<(), StoreError> {
        match self {
            Self::Memory(memory) => {
                memory.borrow_mut().transact(want, now_ms, decide);
                Ok(())
            }
            Self::Disk(database) => disk(database, want, now_ms, allowed, decide).await,
        }
    }
}

async fn disk(
    database: &IdbDatabase,
    want: Want<'_>,
    now_ms: i64,
    allowed: &dyn Fn() -> bool,
    decide: &mut dyn FnMut(&mut Draft) -> bool,
) -> Result<(), StoreError> {
    let names: Array = [EVENTS, LEDGER, KEPT].iter().map(|name| JsValue::from_str(name)).collect();
    let transaction =
        database.transaction_with_str_sequence_and_mode(&names, IdbTransactionMode::Readwrite)?;
    let events = transaction.object_store(EVENTS)?;
    let ledger = transaction.object_store(LEDGER)?;
    let kept = transaction.object_store(KEPT)?;

    // All reads are issued first and then awaited, so that the transaction never idles.
    let before = IdbKeyRange::upper_bound(&(now_ms as f64).into())?;
    let profile = Asked::new(kept.get(&"profile".into())?);
    let expired = Asked::new(events.index(EXPIRES)?.get_all_keys_with_key(&before)?);
    let known = match want.id {
        Some(id) => Some(Asked::new(events.count_with_key(&id.into())?)),
        None => None,
    };
    let model = if want.model { Some(Asked::new(kept.get(&"model".into())?)) } else { None };
    let all_events = if want.events { Some(Asked::new(events.get_all()?)) } else { None };
    let all_ledger = if want.ledger { Some(Asked::new(ledger.get_all()?)) } else { None };

    let mut draft = Draft {
        profile: profile_of(&profile.answer().await?),
        ..Draft::default()
    };
    let expired = Array::from(&expired.answer().await?);
    if let Some(known) = known {
        draft.known = known.answer().await?.as_f64().is_some_and(|n| n > 0.0);
    }
    if let Some(model) = model {
        let model = model.answer().await?;
        draft.model = get(&model, "id").as_string().zip(get(&model, "bytes").as_string());
    }
    if let Some(all) = all_events {
        let now = now_ms as f64;
        draft.events = Array::from(&all.answer().await?)
            .iter()
            .filter(|event| expires(event) > now)
            .collect();
    }
    if let Some(all) = all_ledger {
        draft.ledger = Array::from(&all.answer().await?).iter().collect();
    }

    if !allowed() {
        let _ = transaction.abort();
        return Err(StoreError::NotAllowed);
    }
    let write = decide(&mut draft);
    if !write && expired.length() == 0 {
        return Ok(());
    }
    for key in expired.iter() {
        events.delete(&key)?;
    }
    if write {
        for event in &draft.put {
            events.put(event)?;
        }
        for entry in &draft.entries {
            ledger.put(&shapes::entry(entry))?;
        }
        if let (true, Some((id, text))) = (draft.new_model, &draft.model) {
            let record = object(&[("id", id.into()), ("bytes", text.into())]);
            kept.put_with_key(&record, &"model".into())?;
        }
        let record = Uint8Array::from(&draft.profile.to_bytes()[..]);
        kept.put_with_key(&record, &"profile".into())?;
    }
    match idb::committed(&transaction).await {
        Ok(_) => Ok(()),
        Err(_) => Err(transaction.error().map_or_else(
            || StoreError::Failed("aborted".to_owned()),
            |error| StoreError::from(JsValue::from(error)),
        )),
    }
}

fn profile_of(record: &JsValue) -> Profile {
    record
        .dyn_ref::<Uint8Array>()
        .map_or_else(Profile::default, |bytes| Profile::from_bytes(&bytes.to_vec()))
}

/// When a stored event expires; one that does not say so has expired.
pub fn expires(event: &JsValue) -> f64 {
    get(event, EXPIRES).as_f64().unwrap_or(0.0)
}
