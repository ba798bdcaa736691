//! The engine of one page: a queue of operations, each one transaction.

use super::chance::Chance;
use super::js::{Host, dispatch, now_ms, warn};
use super::network::{self, Found};
use super::sender::Sender;
use super::store::{Draft, Store, StoreError, Want};
use super::{export, parse, shapes};
use crate::fold::{self, Identified, Moment, Outcome};
use crate::model_source::{self, Rejected};
use crate::profile::Profile;
use crate::purposes::{POSITION, SEGMENT};
use crate::report;
use js_sys::{Function, Object, Reflect};
use recinto_core::assign::PageSegment;
use recinto_core::events::Event;
use std::cell::{Cell, RefCell};
use std::collections::{VecDeque};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

/// What is done, in order, one at a time.
pub enum Op {
    /// Take up what earlier pages left.
    Start,
    /// Something happened.
    Event(Box<Event>),
    /// The choice changed, or time passed.
    Tick,
    /// Ask for the model, if it is time.
    Ask,
    Adopt(Box<Identified>),
    Reject(String, Rejected),
    /// Try to send the report of this epoch.
    Try(u64),
    /// The collector answered (or did not) to these bytes.
    Settle(String, Option<u16>),
    Export(Function),
}

pub struct Engine {
    pub host: Host,
    pub site: String,
    pub collector: String,
    pub pin: Option<String>,
    pub sender: Sender,
    /// The profile as last seen; the store's is the true one.
    pub last: RefCell<Profile>,
    pub model: RefCell<Option<Rc<Identified>>>,
    pub segment: RefCell<Option<PageSegment>>,
    alive: Cell<bool>,
    store: RefCell<Option<Rc<Store>>>,
    queue: RefCell<VecDeque<Op>>,
    busy: Cell<bool>,
    warned: RefCell<Vec<&'static str>>,
}

impl Engine {
    pub fn new(host: Host) -> Rc<Self> {
        let engine = Rc::new(Self {
            site: host.site().unwrap_or_default(),
            collector: host.collector().unwrap_or_default().trim_end_matches('/').to_owned(),
            pin: host.model().filter(|id| !id.is_empty()),
            host,
            sender: Sender::default(),
            last: RefCell::default(),
            model: RefCell::default(),
            segment: RefCell::default(),
            alive: Cell::new(true),
            store: RefCell::default(),
            queue: RefCell::default(),
            busy: Cell::new(false),
            warned: RefCell::default(),
        });
        engine.sender.listen(&engine);
        engine.push(Op::Start);
        engine
    }

    /// May this be done now? Asked of the choice record itself, every time.
    pub fn allows(&self, purpose: u32) -> bool {
        let needed = purpose | SEGMENT;
        self.alive.get() && self.host.purposes() & needed == needed
    }

    /// Says it once per page.
    pub fn warn_once(&self, about: &'static str, text: &str) {
        if !self.warned.borrow().contains(&about) {
            self.warned.borrow_mut().push(about);
            warn(text);
        }
    }

    /// Ends everything: no write, no request, no timer after this.
    pub fn stop(&self) {
        self.alive.set(false);
        self.sender.stop();
        if let Some(store) = self.store.take() {
            store.close();
        }
        self.segment.replace(None);
        let left = self.queue.take();
        for op in left {
            if let Op::Export(resolve) = op {
                let _ = resolve.call1(&JsValue::NULL, &export::stopped());
            }
        }
    }

    pub fn push(self: &Rc<Self>, op: Op) {
        if !self.alive.get() {
            return;
        }
        self.queue.borrow_mut().push_back(op);
        if self.busy.replace(true) {
            return;
        }
        let engine = Rc::clone(self);
        spawn_local(async move {
            while let Some(op) = engine.next() {
                engine.run(op).await;
            }
            engine.busy.set(false);
        });
    }

    fn next(&self) -> Option<Op> {
        self.queue.borrow_mut().pop_front()
    }

    async fn run(self: &Rc<Self>, op: Op) {
        match op {
            Op::Start => {
                self.reload_model().await;
                self.push(Op::Ask);
            }
            Op::Event(event) => self.fold(Some(&event)).await,
            Op::Tick => {
                if !self.allows(POSITION) {
                    self.forget_positions().await;
                }
                self.fold(None).await;
            }
            Op::Ask => self.ask().await,
            Op::Adopt(model) => self.adopt(*model).await,
            Op::Reject(id, why) => self.reject(&id, &why).await,
            Op::Try(epoch) => self.send(epoch).await,
            Op::Settle(body, status) => self.settle(&body, status).await,
            Op::Export(resolve) => {
                let all = export::collect(self).await;
                let _ = resolve.call1(&JsValue::NULL, &all);
            }
        }
    }

    /// One transaction. Tries again where another tab's withdrawal closed the connection and
    /// consent is there nevertheless, and in memory where the disk fails. False: not done.
    pub async fn transact(
        &self,
        want: Want<'_>,
        decide: &mut dyn FnMut(&mut Draft) -> bool,
    ) -> bool {
        for _ in 0..3 {
            let Some(store) = self.store().await else {
                return false;
            };
            let mut seen = None;
            let done = store
                .transact(want, now_ms(), &|| self.allows(SEGMENT), &mut |draft| {
                    let write = decide(draft);
                    seen = Some(draft.profile.clone());
                    write
                })
                .await;
            match done {
                Ok(()) => {
                    if let Some(profile) = seen {
                        self.last.replace(profile);
                    }
                    return true;
                }
                Err(StoreError::NotAllowed) => return false,
                Err(StoreError::Closed) => {
                    store.close();
                    self.store.replace(None);
                }
                Err(StoreError::Failed(why)) => {
                    store.close();
                    self.to_memory(&why);
                }
            }
        }
        false
    }

    async fn store(&self) -> Option<Rc<Store>> {
        // Before the opening, which would make the database: is it allowed?
        if !self.allows(SEGMENT) {
            return None;
        }
        if let Some(store) = self.store.borrow().as_ref() {
            return Some(Rc::clone(store));
        }
        let last = self.last.borrow().clone();
        let (store, problem) = Store::open(&last).await;
        // Consent may have gone meanwhile; the erasure waits behind this connection.
        if !self.allows(SEGMENT) {
            store.close();
            return None;
        }
        if let Some(why) = problem {
            self.to_memory(&why);
        } else {
            self.store.replace(Some(Rc::new(store)));
        }
        self.store.borrow().clone()
    }

    fn to_memory(&self, why: &str) {
        let text = ["the browser's storage cannot be used (", why, "): the profile lasts until this page is left"];
        self.warn_once("storage", &text.concat());
        let store = Store::memory(&self.last.borrow());
        if let (Store::Memory(memory), Some(model)) = (&store, &*self.model.borrow()) {
            memory.borrow_mut().set_model(model.id.clone(), model.text.clone());
        }
        self.store.replace(Some(Rc::new(store)));
    }

    /// Is what is kept on disk?
    pub fn on_disk(&self) -> bool {
        matches!(self.store.borrow().as_deref(), Some(Store::Disk(_)))
    }

    pub fn moment(&self) -> Moment {
        Moment {
            now_ms: now_ms(),
            purposes: self.host.purposes(),
            reason: self.host.reason(),
            last_epoch: self.host.epoch().filter(|e| *e >= 0.0).map(|e| e as u64),
        }
    }

    /// Takes up the model that the store keeps, of an earlier page or another tab.
    async fn reload_model(&self) {
        let mut kept = None;
        let want = Want { model: true, ..Want::default() };
        self.transact(want, &mut |draft| {
            kept = draft.model.take().and_then(|(id, text)| parse::model(text.into_bytes(), &id).ok());
            let id = kept.as_ref().map_or("", |model| model.id.as_str());
            if draft.profile.model == id {
                return false;
            }
            // The record and the profile are written together; apart, they are of no use.
            kept = None;
            draft.profile.model.clear();
            draft.profile.state.clear();
            draft.profile.asked_ms = 0;
            true
        })
        .await;
        self.model.replace(kept.map(Rc::new));
    }

    async fn fold(self: &Rc<Self>, event: Option<&Event>) {
        for _ in 0..2 {
            let model = self.model.borrow().clone();
            let moment = self.moment();
            let mut out = Outcome::default();
            let mut other_model = false;
            let want = Want { id: event.map(|event| event.id.as_str()), ..Want::default() };
            let done = self
                .transact(want, &mut |draft| {
                    let id = model.as_ref().map_or("", |model| model.id.as_str());
                    other_model = draft.profile.model != id;
                    if other_model {
                        return false;
                    }
                    out = fold::fold(
                        &mut draft.profile,
                        model.as_deref(),
                        &self.site,
                        event,
                        draft.known,
                        &moment,
                        &Chance,
                    );
                    draft.entries.append(&mut out.entries);
                    if out.keep {
                        draft.put.extend(event.map(shapes::stored));
                    }
                    true
                })
                .await;
            if !done {
                return;
            }
            if other_model {
                self.reload_model().await;
                continue;
            }
            if out.foreign_money {
                self.warn_once("money", "a sum in another currency than the model's was not added");
            }
            self.publish(out.segment);
            return;
        }
    }

    /// Tells the page, and looks what there is to do next.
    fn publish(self: &Rc<Self>, segment: Option<PageSegment>) {
        if !self.alive.get() {
            return;
        }
        self.segment.replace(segment);
        let detail = self.segment.borrow().as_ref().map(shapes::segment);
        if let Some(detail) = detail {
            dispatch("recinto:segment", Some(&detail));
        }
        self.changed();
        if self.is_due() {
            self.push(Op::Ask);
        }
    }

    fn changed(&self) {
        self.sender.follow(self);
        dispatch("recinto:change", None);
    }

    fn is_due(&self) -> bool {
        let model = self.model.borrow();
        let pinned = self.pin.is_some() && self.pin.as_deref() == model.as_ref().map(|m| m.id.as_str());
        let epoch_ms = model.as_ref().map(|m| m.model.privacy.epoch_ms);
        !pinned && model_source::due(self.last.borrow().asked_ms, now_ms(), epoch_ms)
    }

    async fn ask(self: &Rc<Self>) {
        if !self.is_due() {
            return;
        }
        let epoch_ms = self.model.borrow().as_ref().map(|model| model.model.privacy.epoch_ms);
        let mut mine = false;
        self.transact(Want::default(), &mut |draft| {
            // Another tab may have asked meanwhile.
            mine = model_source::due(draft.profile.asked_ms, now_ms(), epoch_ms);
            draft.profile.asked_ms = now_ms();
            mine
        })
        .await;
        if !mine || !self.allows(SEGMENT) {
            return;
        }
        let engine = Rc::clone(self);
        // Outside the queue: events must not wait for the network.
        spawn_local(async move {
            let at_hand = engine.model.borrow().as_ref().map(|model| model.id.clone());
            let found =
                network::model(&engine.collector, &engine.site, engine.pin.as_deref(), at_hand.as_deref());
            match found.await {
                Found::New(model) => engine.push(Op::Adopt(model)),
                Found::Rejected(id, why) => engine.push(Op::Reject(id, why)),
                Found::Unreachable if engine.alive.get() => {
                    let text = "the collector did not answer; what is here is kept, and it is asked again later";
                    engine.warn_once("collector", text);
                }
                Found::Unreachable | Found::Nothing => {}
            }
        });
    }

    async fn adopt(self: &Rc<Self>, model: Identified) {
        let before = self.model.borrow().clone();
        let moment = self.moment();
        let want = Want { events: true, ..Want::default() };
        let done = self
            .transact(want, &mut |draft| {
                let raw: Vec<Event> = draft
                    .events
                    .iter()
                    .filter_map(shapes::recalled)
                    .collect();
                draft.entries =
                    fold::adopt(&mut draft.profile, before.as_deref(), &model, &raw, &moment);
                draft.model = Some((model.id.clone(), model.text.clone()));
                draft.new_model = true;
                true
            })
            .await;
        if done {
            self.model.replace(Some(Rc::new(model)));
            self.fold(None).await;
        }
    }

    async fn reject(self: &Rc<Self>, id: &str, why: &Rejected) {
        let text = ["the model ", id, " was not taken, what was there is kept: ", &why.to_string()];
        self.warn_once("model", &text.concat());
        let now = now_ms();
        self.transact(Want::default(), &mut |draft| {
            let what = ["model refused ", id].concat();
            draft.entries.push(draft.profile.ledger.append(now, what, why.code()));
            true
        })
        .await;
        self.changed();
    }

    async fn send(self: &Rc<Self>, epoch: u64) {
        let mut claimed = None;
        self.transact(Want::default(), &mut |draft| {
            let now = now_ms();
            if report::claim(&mut draft.profile, epoch, now).is_none() {
                return false;
            }
            claimed = draft.profile.reports.iter().find(|r| r.epoch == epoch && !r.body.is_empty()).cloned();
            true
        })
        .await;
        match claimed {
            Some(report) => self.sender.send(self, &report),
            None => self.sender.follow(self),
        }
    }

    async fn settle(self: &Rc<Self>, body: &str, status: Option<u16>) {
        if status.is_none() {
            self.warn_once("report", "the collector did not answer; the label report is kept and tried again");
        }
        self.transact(Want::default(), &mut |draft| {
            let now = now_ms();
            let said = report::settle(&mut draft.profile, body, status);
            said.is_some_and(|(what, reason)| {
                draft.entries.push(draft.profile.ledger.append(now, what, reason));
                true
            })
        })
        .await;
        self.changed();
    }

    /// Withdrawing `position` erases what came from it.
    async fn forget_positions(&self) {
        let want = Want { events: true, ..Want::default() };
        self.transact(want, &mut |draft| {
            draft.put = draft
                .events
                .iter()
                .filter(|event| Reflect::has(event, &"position".into()).unwrap_or(false))
                .cloned()
                .collect();
            for event in &draft.put {
                let _ = Reflect::delete_property(event.unchecked_ref::<Object>(), &"position".into());
            }
            !draft.put.is_empty()
        })
        .await;
    }
}
