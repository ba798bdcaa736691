//! An event becomes a segment: everything that one transaction decides.

use crate::flat::Read;
use crate::ledger::Entry;
use crate::profile::Profile;
use crate::purposes;
use crate::randomness::Randomness;
use crate::report;
use recinto_core::assign::{Assignment, assign};
use recinto_core::events::{Event, Position, View};
use recinto_core::features::{
    Arrived, CommuneRef, DeviceState, Lexicon, Measures, Whereabouts, scale,
};
use recinto_core::model::{Assigner, SegmentModel};
use std::sync::{Arc, OnceLock};

/// The time, and what the visitor allows at it.
#[derive(Debug, Clone, Default)]
pub struct Moment {
    /// Ms since 1970.
    pub now_ms: i64,
    /// The purposes granted.
    pub purposes: u32,
    /// What they rest on: a fixed code.
    pub reason: String,
    /// The last epoch reported, from the choice record.
    pub last_epoch: Option<u64>,
}

/// The place pack, once it is there.
#[derive(Default)]
pub struct Places(OnceLock<Box<dyn Whereabouts + Send + Sync>>);

impl Places {
    /// It has come.
    pub fn come(&self, places: Box<dyn Whereabouts + Send + Sync>) {
        // Only the first one is taken; there is one per release.
        let _ = self.0.set(places);
    }
}

impl Whereabouts for Places {
    fn commune(&self, at: &Position) -> Option<CommuneRef<'_>> {
        self.0.get()?.commune(at)
    }
}

/// A model under its id, made ready.
pub struct Identified {
    /// 22 characters.
    pub id: String,
    /// What it says.
    pub model: SegmentModel,
    pub(crate) lexicon: Lexicon,
    measures: Measures,
    /// What the rules measure, and within how many days.
    bounds: Measures,
    days: Vec<u32>,
    places: Arc<Places>,
    /// Its words need the place pack.
    by_place: bool,
}

impl Identified {
    /// Makes a model ready to count by.
    #[must_use]
    pub fn new(id: String, read: Read, places: Arc<Places>) -> Self {
        let model = read.model;
        let of_pack = |word: &String| {
            ["commune:", "province:", "region:"]
                .iter()
                .any(|form| word.starts_with(form))
        };
        Self {
            id,
            lexicon: Lexicon::of(&model).with_whereabouts(places.clone()),
            measures: Measures::new(&model.features, &model.vocabulary),
            bounds: Measures::new(&read.bounds, &model.vocabulary),
            days: read.days,
            by_place: model.vocabulary.iter().any(of_pack),
            model,
            places,
        }
    }

    /// Whether it has words that need the place pack, and the pack is not there.
    #[must_use]
    pub fn lacks_places(&self) -> bool {
        self.by_place && self.places.0.get().is_none()
    }
}

/// What came of an event.
#[derive(Debug, Default, PartialEq)]
pub struct Outcome {
    /// It takes the raw events.
    pub wants_raw: bool,
    /// Is the event to be stored?
    pub keep: bool,
    /// What the ledger has to say.
    pub entries: Vec<Entry>,
    /// Its sum was in another currency than the model's, and not added.
    pub foreign_money: bool,
}

/// The raw and scaled features at this time.
#[must_use]
pub fn features(known: &Identified, state: &DeviceState, now_ms: i64) -> (Vec<f64>, Vec<f64>) {
    let model = &known.model;
    let raw = known.measures.row(state.live(), now_ms, model.window_days);
    let scaled = scale(&model.features, &raw);
    (raw, scaled)
}

/// The values of what the rules measure, in their order; undefined ones NaN.
#[must_use]
pub fn measured(known: &Identified, state: &DeviceState, now_ms: i64) -> Vec<f64> {
    known.bounds.within(&known.days, state.live(), now_ms)
}

/// Writes a changed consent into the ledger; it begins with the first one.
pub fn note_consent(profile: &mut Profile, moment: &Moment, entries: &mut Vec<Entry>) {
    if profile.purposes == moment.purposes {
        return;
    }
    if profile.purposes & !moment.purposes & purposes::REPORT != 0 {
        report::withdraw(profile);
    }
    let forgets = forgets(profile, moment.purposes);
    profile.purposes = moment.purposes;
    let mut note = |what| {
        let entry = profile.ledger.append(moment.now_ms, what, &moment.reason);
        entries.push(entry);
    };
    note(["consent ", &purposes::names(moment.purposes)].concat());
    if forgets {
        note("erased positions".to_owned());
    }
}

/// Is the purpose `position` gone since the profile last heard of it? Then the raw events are
/// needed, and have to be written back without positions.
#[must_use]
pub fn forgets(profile: &Profile, purposes: u32) -> bool {
    profile.purposes & !purposes & purposes::POSITION != 0
}

/// Folds an event (or none: only time has passed) into the profile. `repeated`: the store has this
/// event's id already. `raw`: the raw events but this one, read only when a fold without them
/// answered [`Outcome::wants_raw`]: the state is made anew from them, of whatever was folded before.
pub fn fold(
    profile: &mut Profile,
    model: Option<&Identified>,
    event: Option<&Event>,
    repeated: bool,
    raw: Option<&[Event]>,
    moment: &Moment,
) -> Outcome {
    let mut out = Outcome::default();
    let forgets = forgets(profile, moment.purposes);
    let none = Lexicon::default();
    let lexicon = model.map_or(&none, |known| &known.lexicon);
    let mut anew =
        raw.is_some() || profile.unplaced && model.is_some_and(|known| !known.lacks_places());
    note_consent(profile, moment, &mut out.entries);
    if forgets {
        profile.state.forget_positions(lexicon);
        profile.unplaced = false;
        anew = true;
    }
    if let Some(event) = event.filter(|_| !repeated) {
        let view = counted(event, model);
        out.foreign_money = view.value_cents != event.value_cents;
        let arrived = profile.state.observe(lexicon, &view, moment.now_ms);
        out.keep = arrived != Arrived::OutOfRange;
        anew |= arrived == Arrived::OutOfOrder;
        profile.unplaced |= out.keep && unplaced(event, model);
    }
    if anew {
        let Some(raw) = raw else {
            out.wants_raw = true;
            return out;
        };
        let all = raw.iter().chain(event.filter(|_| out.keep));
        recount(profile, lexicon, all, model, forgets, moment);
    }
    if let Some(known) = model {
        profile.state.expire(moment.now_ms, known.model.window_days);
    }
    out
}

/// What the state comes to.
#[derive(Debug, Default, PartialEq)]
pub struct Decision {
    /// The segment, once there is one.
    pub segment: Option<Assignment>,
    /// The rules that are true and were not before; bit i stands for rule i.
    pub entered: u32,
}

/// Finds the segment and draws the epoch's report, after a fold. `held`: the rules that are true,
/// bit i for rule i; `score`: that of the first of them.
#[allow(clippy::too_many_arguments, reason = "one transaction's whole ground")]
pub fn decide(
    profile: &mut Profile,
    known: &Identified,
    site: &str,
    held: u32,
    score: f64,
    moment: &Moment,
    random: &dyn Randomness,
    entries: &mut Vec<Entry>,
) -> Decision {
    let entered = held & !profile.held;
    profile.held = held;
    let first = (held != 0).then(|| Assignment {
        segment: held.trailing_zeros() as usize,
        score,
    });
    let segment = segment(known, &profile.state, first, moment.now_ms);
    if let Some(found) = &segment {
        let drawn = report::draw(
            profile,
            &known.model,
            &known.id,
            site,
            found.segment,
            moment,
            random,
        );
        if let Some((what, reason)) = drawn {
            entries.push(profile.ledger.append(moment.now_ms, what, reason));
        }
    }
    Decision { segment, entered }
}

/// Makes the state anew from what is settled and the raw events.
fn recount<'e>(
    profile: &mut Profile,
    lexicon: &Lexicon,
    raw: impl Iterator<Item = &'e Event>,
    model: Option<&Identified>,
    forgets: bool,
    moment: &Moment,
) {
    profile.unplaced = false;
    let mut views = Vec::new();
    for event in raw {
        let mut view = counted(event, model);
        if forgets {
            view.position = None;
        } else {
            profile.unplaced |= unplaced(event, model);
        }
        views.push(view);
    }
    profile.state.rebuild(lexicon, &mut views, moment.now_ms);
}

/// Folds the raw events before a time into the settled state: those that are over theirs, before the
/// store deletes them in the same transaction. `raw`: all raw events, these among them.
pub fn retire(profile: &mut Profile, model: Option<&Identified>, raw: &[Event], before_ms: i64) {
    let Some(known) = model else { return };
    let mut views: Vec<View<'_>> = raw.iter().map(|event| counted(event, model)).collect();
    profile.state.settle(&known.lexicon, &mut views, before_ms);
}

/// The raw events are lost, with the disk: all they came to is settled.
pub fn cut(profile: &mut Profile) {
    profile.state.cut();
}

/// Does a word of the model need the place of this event, without the pack to tell it?
fn unplaced(event: &Event, model: Option<&Identified>) -> bool {
    event.position.is_some() && model.is_some_and(Identified::lacks_places)
}

/// The event as the state counts it. Sums are in the model's currency; another one's are no sums
/// at all.
fn counted<'e>(event: &'e Event, model: Option<&Identified>) -> View<'e> {
    let foreign = model
        .zip(event.currency.as_ref())
        .is_some_and(|(known, currency)| *currency != known.model.currency);
    let mut view = event.view();
    view.value_cents = view.value_cents.filter(|_| !foreign);
    view
}

fn segment(
    known: &Identified,
    state: &DeviceState,
    first: Option<Assignment>,
    now_ms: i64,
) -> Option<Assignment> {
    let model = &known.model;
    let words = known.lexicon.event_words();
    let events = state.live().counted(words, now_ms, model.window_days);
    if events < u64::from(model.min_events) {
        return None;
    }
    if model.assigner == Assigner::Rules {
        return first.filter(|first| first.segment < model.segments.len());
    }
    let (_, scaled) = features(known, state, now_ms);
    assign(model, &scaled)
}

/// Takes a model in. The state stays if it counts the same words; otherwise it is counted anew
/// from the raw events at hand, which reach back 48 hours at most.
pub fn adopt(
    profile: &mut Profile,
    before: Option<&Identified>,
    new: &Identified,
    raw: &[Event],
    moment: &Moment,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    // The fold that follows tells of the consent, and erases what it says it does.
    if profile.model == new.id {
        return entries;
    }
    let forgets = forgets(profile, moment.purposes);
    note_consent(profile, moment, &mut entries);
    let same_words = !forgets
        && before.is_some_and(|old| {
            old.id == profile.model
                && old.model.vocabulary == new.model.vocabulary
                && old.model.definitions == new.model.definitions
                && old.model.currency == new.model.currency
        });
    let reason = if same_words {
        "same-words-state-kept"
    } else {
        profile.state = DeviceState::new();
        recount(
            profile,
            &new.lexicon,
            raw.iter(),
            Some(new),
            forgets,
            moment,
        );
        if profile.model.is_empty() {
            "first"
        } else {
            "other-words-state-recounted"
        }
    };
    profile.model.clone_from(&new.id);
    profile.held = 0;
    let what = ["model ", &new.id].concat();
    entries.push(profile.ledger.append(moment.now_ms, what, reason));
    entries
}

#[cfg(test)]
mod device_tests;
#[cfg(test)]
pub(crate) mod tests;
