//! An event becomes a segment: everything that one transaction decides.

use crate::ledger::Entry;
use crate::profile::Profile;
use crate::purposes;
use crate::randomness::Randomness;
use crate::report;
use recinto_core::assign::{Assignment, assign};
use recinto_core::events::Event;
use recinto_core::features::{FeatureState, RAW_LIMIT_MS, compute, scale};
use recinto_core::model::SegmentModel;

/// The time, and what the visitor allows at it.
#[derive(Debug, Clone)]
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

/// A model under its id.
#[derive(Debug, Clone, PartialEq)]
pub struct Identified {
    /// 22 characters.
    pub id: String,
    /// What it says.
    pub model: SegmentModel,
}

/// What came of it.
#[derive(Debug, Default, PartialEq)]
pub struct Outcome {
    /// Is the event to be stored?
    pub keep: bool,
    /// The segment, once there is one.
    pub segment: Option<Assignment>,
    /// What the ledger has to say.
    pub entries: Vec<Entry>,
    /// Its sum was in another currency than the model's, and not added.
    pub foreign_money: bool,
}

/// The state in the profile. One that cannot be read starts anew.
#[must_use]
pub fn state_of(profile: &Profile) -> FeatureState {
    FeatureState::from_bytes(&profile.state).unwrap_or_default()
}

/// The raw and scaled features at this time.
#[must_use]
pub fn features(model: &SegmentModel, state: &FeatureState, now_ms: i64) -> (Vec<f64>, Vec<f64>) {
    let raw = compute(
        &model.features,
        &model.vocabulary,
        state,
        now_ms,
        model.window_days,
    );
    let scaled = scale(&model.features, &raw);
    (raw, scaled)
}

/// Writes a changed consent into the ledger; it begins with the first one.
pub fn note_consent(profile: &mut Profile, moment: &Moment, entries: &mut Vec<Entry>) {
    if profile.purposes == moment.purposes {
        return;
    }
    if profile.purposes & !moment.purposes & purposes::REPORT != 0 {
        report::withdraw(profile);
    }
    profile.purposes = moment.purposes;
    let what = ["consent ", &purposes::names(moment.purposes)].concat();
    entries.push(profile.ledger.append(moment.now_ms, what, &moment.reason));
}

/// Folds an event (or none: only time has passed) into the profile, finds the segment and draws
/// the epoch's report. `repeated`: the store has this event's id already.
pub fn fold(
    profile: &mut Profile,
    model: Option<&Identified>,
    site: &str,
    event: Option<&Event>,
    repeated: bool,
    moment: &Moment,
    random: &dyn Randomness,
) -> Outcome {
    let mut out = Outcome::default();
    note_consent(profile, moment, &mut out.entries);
    let mut state = state_of(profile);
    if let Some(event) = event.filter(|_| !repeated) {
        let vocabulary = model.map_or(&[][..], |model| &model.model.vocabulary);
        let counted = in_currency(event, model.map(|model| &model.model));
        out.foreign_money = counted.value_cents != event.value_cents;
        state.observe(vocabulary, &counted, moment.now_ms);
        out.keep = in_time(event, moment.now_ms);
    }
    if let Some(known) = model {
        state.expire(moment.now_ms, known.model.window_days);
        out.segment = segment(&known.model, &state, moment.now_ms);
        if let Some(found) = &out.segment {
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
                out.entries
                    .push(profile.ledger.append(moment.now_ms, what, reason));
            }
        }
    }
    profile.state = state.to_bytes();
    out
}

fn in_time(event: &Event, now_ms: i64) -> bool {
    event.time_ms >= now_ms.saturating_sub(RAW_LIMIT_MS)
        && event.time_ms <= now_ms.saturating_add(RAW_LIMIT_MS / 2)
}

/// What the state counts of an event: when, what and how much. Sums are in the model's currency;
/// another one's are no sums at all.
fn in_currency(event: &Event, model: Option<&SegmentModel>) -> Event {
    let mut counted = Event::new(
        String::new(),
        String::new(),
        event.time_ms,
        event.kind.clone(),
    );
    let foreign = model
        .zip(event.currency.as_ref())
        .is_some_and(|(model, currency)| *currency != model.currency);
    counted.value_cents = event.value_cents.filter(|_| !foreign);
    counted
}

fn segment(model: &SegmentModel, state: &FeatureState, now_ms: i64) -> Option<Assignment> {
    if state.events_in_window(now_ms, model.window_days) < u64::from(model.min_events) {
        return None;
    }
    let (_, scaled) = features(model, state, now_ms);
    assign(model, &scaled)
}

/// Takes a model in. The state stays if it counts the same words; otherwise it is counted anew
/// from the raw events at hand, which reach back 48 hours.
pub fn adopt(
    profile: &mut Profile,
    before: Option<&Identified>,
    new: &Identified,
    raw: &[Event],
    moment: &Moment,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    note_consent(profile, moment, &mut entries);
    if profile.model == new.id {
        return entries;
    }
    let same_words = before
        .is_some_and(|old| old.id == profile.model && old.model.vocabulary == new.model.vocabulary);
    let reason = if same_words {
        "same-words-state-kept"
    } else {
        let mut state = FeatureState::new();
        // Sums and counts: the order does not matter.
        for event in raw {
            let counted = in_currency(event, Some(&new.model));
            state.observe(&new.model.vocabulary, &counted, event.time_ms);
        }
        profile.state = state.to_bytes();
        if profile.model.is_empty() {
            "first"
        } else {
            "other-words-state-recounted"
        }
    };
    profile.model.clone_from(&new.id);
    let what = ["model ", &new.id].concat();
    entries.push(profile.ledger.append(moment.now_ms, what, reason));
    entries
}

#[cfg(test)]
pub(crate) mod tests;
