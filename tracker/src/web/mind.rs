//! What decides: called by `engine/engine.js` inside its transactions.

use super::chance::{self, Chance};
use super::js::{list, object};
use super::parse::{self, Said};
use super::shapes;
use crate::capture::{self, capture};
use crate::fold::{self, Identified, Moment, Places};
use crate::kept::Kept;
use crate::ledger::Entry;
use crate::model_source;
use crate::randomness::Randomness;
use crate::report;
use js_sys::{Array, Date, Function};
use recinto_core::assign::Assignment;
use recinto_core::events::{Event, order_key};
use recinto_core::features::place::Communes;
use recinto_core::features::{DeviceState, RAW_LIMIT_MS};
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// The deciding part of the engine. It holds the profile between [`Mind::load`] and the writing.
#[wasm_bindgen]
pub struct Mind {
    site: String,
    /// Makes a row of numbers of a model's text.
    parser: Function,
    profile: Kept,
    entries: Vec<Entry>,
    model: Option<Rc<Identified>>,
    /// Read, not yet adopted.
    read: Option<Rc<Identified>>,
    /// The model at hand when that was read.
    before: Option<Rc<Identified>>,
    segment: Option<Assignment>,
    /// Of the last fold: what is decided after it is decided by the same.
    moment: Moment,
    problem: Option<String>,
    places: Arc<Places>,
    /// Records that were made here and not yet folded, and what they say: to read one back costs
    /// more than all the rest of an event.
    captured: Vec<(JsValue, Box<Event>)>,
}

/// As many as may wait in `engine/engine.js`, and the visits they tell of.
const CAPTURED_MAX: usize = 10_000;

fn moment(now: f64, purposes: u32, reason: String, last_epoch: Option<f64>) -> Moment {
    Moment {
        now_ms: now as i64,
        purposes,
        reason,
        last_epoch: last_epoch
            .filter(|epoch| *epoch >= 0.0)
            .map(|epoch| epoch as u64),
    }
}

impl Mind {
    fn captured_at(&self, record: &JsValue) -> Option<usize> {
        self.captured.iter().position(|(known, _)| known == record)
    }
}

#[wasm_bindgen]
impl Mind {
    /// Before the first transaction: only ever made under the purpose `segment`.
    #[wasm_bindgen(constructor)]
    pub fn new(site: String, parser: Function) -> Self {
        Self {
            site,
            parser,
            profile: Kept::default(),
            entries: Vec::new(),
            model: None,
            read: None,
            before: None,
            segment: None,
            moment: Moment::default(),
            problem: None,
            places: Arc::default(),
            captured: Vec::new(),
        }
    }

    /// A transaction begins: this is the profile it read.
    pub fn load(&mut self, profile: Option<Vec<u8>>) {
        self.profile.load(profile.unwrap_or_default());
        self.entries.clear();
    }

    /// The profile to write.
    pub fn profile(&mut self) -> Vec<u8> {
        self.profile.to_bytes().to_vec()
    }

    /// The ledger entries to write.
    pub fn entries(&mut self) -> JsValue {
        list(self.entries.drain(..).map(|entry| shapes::entry(&entry)))
    }

    /// The first thing that was wrong with what was said last.
    pub fn problem(&mut self) -> Option<String> {
        self.problem.take()
    }

    /// An event as the page says it becomes a record, or nothing.
    pub fn capture(&mut self, kind: &str, data: &JsValue, time: f64, purposes: u32) -> JsValue {
        let captured = capture(kind, &Said(data), chance::event_id(), time as i64, purposes);
        self.problem = captured.problem;
        let Some(mut event) = captured.event else {
            return JsValue::UNDEFINED;
        };
        if event.utc_offset_min.is_none() {
            // The page's clock at the event's own time: summer and winter differ.
            let date = Date::new(&(event.time_ms as f64).into());
            event.utc_offset_min = Some(-date.get_timezone_offset() as i16);
        }
        let record = shapes::stored(&event);
        if self.captured.len() >= CAPTURED_MAX {
            self.captured.clear();
        }
        self.captured.push((record.clone(), Box::new(event)));
        record
    }

    /// The visit to a point of sale that the record just captured tells, or nothing.
    pub fn visit(&self, record: &JsValue) -> JsValue {
        let captured = self.captured.last().filter(|(known, _)| known == record);
        let visit = captured.and_then(|(_, event)| capture::visit(event));
        visit.map_or(JsValue::UNDEFINED, |event| shapes::stored(&event))
    }

    /// Does the model have words that need the place pack, which is not there?
    pub fn lacks_places(&self) -> bool {
        self.model.as_deref().is_some_and(Identified::lacks_places)
    }

    /// Takes the place pack. False: it is none.
    pub fn place(&mut self, bytes: Vec<u8>) -> bool {
        let Ok(communes) = Communes::from_bytes(&bytes) else {
            return false;
        };
        self.places.come(Box::new(communes));
        true
    }

    /// The raw events are lost: all they came to is settled.
    pub fn cut(&mut self) {
        fold::cut(&mut self.profile);
    }

    /// Folds the raw events before a time into the settled state: they are over theirs, and about
    /// to be deleted.
    pub fn retire(&mut self, raw: &Array, before: f64) {
        let raw = shapes::all_recalled(raw);
        fold::retire(
            &mut self.profile,
            self.model.as_deref(),
            &raw,
            before as i64,
        );
    }

    /// How long a raw event lives by the model at hand, ms.
    pub fn raw_limit(&self) -> f64 {
        let known = self.model.as_deref();
        known.map_or(RAW_LIMIT_MS, |known| known.lexicon.raw_limit_ms()) as f64
    }

    /// Does the profile count by the model at hand?
    pub fn fits(&self) -> bool {
        self.profile.model == self.model.as_deref().map_or("", |model| model.id.as_str())
    }

    /// Takes up the kept model, if it can be read and the profile goes with it. Otherwise there is
    /// none, and what is kept is left as it is: a page that broke what a model is read with must not
    /// erase it. The collector's answer brings the two together again. True: there is something to
    /// write, for a purpose was withdrawn, and its share of what cannot be read goes with all of it.
    pub fn reload(&mut self, id: Option<String>, bytes: Option<Vec<u8>>, purposes: u32) -> bool {
        self.model = id
            .zip(bytes)
            .and_then(|(id, bytes)| {
                parse::model(bytes, &id, &self.parser, self.places.clone()).ok()
            })
            .map(Rc::new);
        if self.fits() {
            return false;
        }
        self.model = None;
        let withdrawn = self.profile.purposes & !purposes != 0;
        if withdrawn {
            self.profile.model.clear();
            self.profile.state = DeviceState::default();
            self.profile.asked_ms = 0;
        }
        withdrawn
    }

    /// The id of the model at hand.
    pub fn model_id(&self) -> Option<String> {
        self.model.as_deref().map(|model| model.id.clone())
    }

    /// Decides between records of one millisecond.
    pub fn key(&self, id: &str) -> u32 {
        // Two in one millisecond with equal upper halves would only be put right later.
        (order_key(id) >> 32) as u32
    }

    /// Folds a record (or none) into the profile. Bit 0: the record is to be kept. Bit 1: its sum
    /// was in another currency. Bit 2: it takes a fold with the raw events, which may be one for
    /// several records: of none, with them among the raw events.
    #[allow(
        clippy::too_many_arguments,
        reason = "plain values cross from JavaScript for less than an object does"
    )]
    pub fn fold(
        &mut self,
        record: &JsValue,
        known: bool,
        raw: Option<Array>,
        now: f64,
        purposes: u32,
        reason: String,
        last_epoch: Option<f64>,
    ) -> u32 {
        let captured = self.captured_at(record);
        let mut event = match captured {
            // Those that wait are folded nearly in their order: the next is found at once.
            Some(at) => Some(self.captured.remove(at).1),
            None => shapes::recalled(record).map(Box::new),
        };
        if let Some(event) = event.as_mut().filter(|_| !shapes::has_position(record)) {
            // Consent took it away meanwhile.
            event.position = None;
        }
        let raw = raw.map(|records| shapes::all_recalled(&records));
        self.moment = moment(now, purposes, reason, last_epoch);
        let mut out = fold::fold(
            &mut self.profile,
            self.model.as_deref(),
            event.as_deref(),
            known,
            raw.as_deref(),
            &self.moment,
        );
        self.entries.append(&mut out.entries);
        u32::from(out.keep) | u32::from(out.foreign_money) << 1 | u32::from(out.wants_raw) << 2
    }

    /// The values of what the rules measure, after a fold; undefined ones NaN.
    pub fn measured(&self) -> Vec<f64> {
        self.model.as_deref().map_or_else(Vec::new, |known| {
            fold::measured(known, &self.profile.state, self.moment.now_ms)
        })
    }

    /// Finds the segment, after a fold. `held`: the rules that are true, `score`: that of the
    /// first. The rules that were not true before.
    pub fn decide(&mut self, held: u32, score: f64) -> u32 {
        self.segment = None;
        let Some(known) = self.model.clone() else {
            return 0;
        };
        let decision = fold::decide(
            &mut self.profile,
            &known,
            &self.site,
            held,
            score,
            &self.moment,
            &Chance,
            &mut self.entries,
        );
        self.segment = decision.segment;
        decision.entered
    }

    /// The index of the segment that was decided last, −1 for none.
    pub fn segment(&self) -> i32 {
        self.segment.map_or(-1, |found| found.segment as i32)
    }

    /// Its score.
    pub fn score(&self) -> f64 {
        self.segment.map_or(0.0, |found| found.score)
    }

    /// Reads received bytes; the code of the reason if they are not taken.
    pub fn read(&mut self, id: &str, bytes: Vec<u8>) -> Option<String> {
        match parse::model(bytes, id, &self.parser, self.places.clone()) {
            Ok(model) => {
                self.read = Some(Rc::new(model));
                self.before.clone_from(&self.model);
                None
            }
            Err(why) => {
                self.problem = Some(why.text());
                Some(why.code().to_owned())
            }
        }
    }

    /// Adopts the model that was read, with the raw events at hand.
    pub fn adopt(
        &mut self,
        events: &Array,
        now: f64,
        purposes: u32,
        reason: String,
        last_epoch: Option<f64>,
    ) {
        // Both are kept for a second try of the same transaction, as where the page was hidden.
        let Some(new) = self.read.clone() else { return };
        let raw = shapes::all_recalled(events);
        let moment = moment(now, purposes, reason, last_epoch);
        let entries = fold::adopt(
            &mut self.profile,
            self.before.as_deref(),
            &new,
            &raw,
            &moment,
        );
        self.entries.extend(entries);
        self.model = Some(new);
    }

    /// Writes into the ledger.
    pub fn note(&mut self, what: String, reason: &str, now: f64) {
        self.entries
            .push(self.profile.ledger.append(now as i64, what, reason));
    }

    /// Is it time to ask for the model?
    pub fn due(&self, now: f64) -> bool {
        let epoch_ms = self
            .model
            .as_ref()
            .map(|model| model.model.privacy.epoch_ms);
        model_source::due(self.profile.asked_ms, now as i64, epoch_ms)
    }

    /// It is being asked for (negative), or was answered.
    pub fn asked(&mut self, now: f64) {
        self.profile.asked_ms = now as i64;
    }

    /// The report that waits: `{epoch, body, tries, not_before}`.
    pub fn waiting(&self, now: f64) -> JsValue {
        report::waiting(&self.profile, now as i64).map_or(JsValue::UNDEFINED, shapes::report)
    }

    /// How long to wait before a report leaves, in ms.
    pub fn delay(&self, epoch: f64) -> u32 {
        Chance.delay_ms(epoch as u64)
    }

    /// Claims a try at this epoch's report; its body if it is due.
    pub fn claim(&mut self, epoch: f64, now: f64) -> Option<String> {
        let body = report::claim(&mut self.profile, epoch as u64, now as i64)?;
        self.note(report::what(epoch as u64), "tried", now);
        Some(body)
    }

    /// Takes the collector's answer. True: there is something to write.
    pub fn settle(&mut self, body: &str, status: Option<u16>, now: f64) -> bool {
        let said = report::settle(&mut self.profile, body, status);
        said.is_some_and(|(what, reason)| {
            self.note(what, reason, now);
            true
        })
    }

    /// The state for the visitor to see.
    pub fn state(&self) -> JsValue {
        let words = self
            .model
            .as_ref()
            .map_or(&[][..], |model| &model.model.vocabulary);
        shapes::state(&self.profile.state, words)
    }

    /// The features for the visitor to see.
    pub fn features(&self, now: f64) -> JsValue {
        let Some(model) = &self.model else {
            return Array::new().into();
        };
        let (raw, scaled) = fold::features(model, &self.profile.state, now as i64);
        list(
            model
                .model
                .features
                .iter()
                .zip(raw)
                .zip(scaled)
                .map(|((spec, raw), scaled)| {
                    let name = [spec.measure.name(), " ", &spec.of].concat();
                    object(&[
                        ("name", name.into()),
                        ("raw", raw.into()),
                        ("scaled", scaled.into()),
                    ])
                }),
        )
    }

    /// The reports for the visitor to see.
    pub fn reports(&self) -> JsValue {
        list(self.profile.reports.iter().map(shapes::report))
    }
}
