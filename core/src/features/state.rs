//! The feature state: all that outlives the raw events on a device.
//!
//! A sparse ring of UTC-day buckets with integer counts and sums, keyed only by the model's own
//! vocabulary: no page, no text, no position, no time finer than a day.

use super::codec::{Reader, Writer};
use crate::events::{DAY_MS, Event, utc_day};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Raw events live this long on the device; what arrives later than this after it happened is
/// dropped and counted, because a repeat could no longer be recognised.
pub const RAW_LIMIT_MS: i64 = 2 * DAY_MS;

/// The most bytes a state takes. Over it the oldest days go first.
pub const STATE_MAX_BYTES: usize = 8 * 1024;

/// A time further ahead of the arrival than this is a broken clock, not an event.
const FUTURE_TOLERANCE_MS: i64 = DAY_MS;

/// The count and the sum of one kind of event on one UTC day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Days since 1970-01-01.
    pub day: i64,
    /// Index in the model's vocabulary.
    pub word: u8,
    /// Events.
    pub count: u32,
    /// What the word adds up: cents of the model's currency, ms, …
    pub sum: i64,
}

impl Bucket {
    /// The word's bit in a set of words.
    #[must_use]
    pub fn bit(&self) -> u64 {
        1_u64.checked_shl(u32::from(self.word)).unwrap_or(0)
    }
}

/// Day buckets in ascending order of (day, kind).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureState {
    buckets: Vec<Bucket>,
    late: u32,
    evicted: u32,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observed {
    /// Counted in its day's bucket.
    Counted,
    /// Its kind is no word of the model: nothing to keep.
    NotInVocabulary,
    /// It arrived more than [`RAW_LIMIT_MS`] after it happened: dropped and counted.
    Late,
    /// It claims a time more than a day ahead: dropped and counted as late.
    Future,
}

/// Stored bytes that are no state.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the stored feature state cannot be read ({0}); it has to be started anew")]
pub struct StateError(String);

impl FeatureState {
    /// An empty state.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Folds one event in. The caller has made sure that this id was not folded before.
    pub fn observe(&mut self, vocabulary: &[String], event: &Event, arrived_ms: i64) -> Observed {
        if event.time_ms < arrived_ms.saturating_sub(RAW_LIMIT_MS) {
            self.late = self.late.saturating_add(1);
            return Observed::Late;
        }
        if event.time_ms > arrived_ms.saturating_add(FUTURE_TOLERANCE_MS) {
            self.late = self.late.saturating_add(1);
            return Observed::Future;
        }
        let word = event.kind.to_string();
        let Some(kind) = vocabulary
            .iter()
            .position(|known| *known == word)
            .and_then(|index| u8::try_from(index).ok())
        else {
            return Observed::NotInVocabulary;
        };
        self.add(utc_day(event.time_ms), kind, event.value_cents.unwrap_or(0));
        self.fit();
        Observed::Counted
    }

    fn add(&mut self, day: i64, kind: u8, cents: i64) {
        match self
            .buckets
            .binary_search_by_key(&(day, kind), |bucket| (bucket.day, bucket.word))
        {
            Ok(at) => {
                if let Some(bucket) = self.buckets.get_mut(at) {
                    bucket.count = bucket.count.saturating_add(1);
                    bucket.sum = bucket.sum.saturating_add(cents);
                }
            }
            Err(at) => self.buckets.insert(
                at,
                Bucket {
                    day,
                    word: kind,
                    count: 1,
                    sum: cents,
                },
            ),
        }
    }

    /// Keeps the bytes within [`STATE_MAX_BYTES`] by giving up the oldest day, counted.
    fn fit(&mut self) {
        // A bucket takes at most 3 + 1 + 5 + 10 bytes while days stay below the year 7000.
        const BUCKET_MAX_BYTES: usize = 19;
        if self.buckets.len() * BUCKET_MAX_BYTES + 16 <= STATE_MAX_BYTES {
            return;
        }
        while self.to_bytes().len() > STATE_MAX_BYTES {
            let Some(oldest) = self.buckets.first().map(|bucket| bucket.day) else {
                return;
            };
            self.buckets.retain(|bucket| bucket.day != oldest);
            self.evicted = self.evicted.saturating_add(1);
        }
    }

    /// Buckets of the window D−W+1 … D, oldest first.
    #[must_use]
    pub fn window(&self, today: i64, window_days: u32) -> &[Bucket] {
        let oldest = today - i64::from(window_days);
        let from = self.buckets.partition_point(|b| b.day <= oldest);
        let to = self.buckets.partition_point(|b| b.day <= today);
        self.buckets.get(from..to).unwrap_or_default()
    }

    /// Events counted in the window.
    #[must_use]
    pub fn events_in_window(&self, as_of_ms: i64, window_days: u32) -> u64 {
        self.window(utc_day(as_of_ms), window_days)
            .iter()
            .map(|bucket| u64::from(bucket.count))
            .sum()
    }

    /// Erases the buckets that left the window.
    pub fn expire(&mut self, as_of_ms: i64, window_days: u32) {
        let oldest = utc_day(as_of_ms) - i64::from(window_days);
        self.buckets.retain(|bucket| bucket.day > oldest);
    }

    /// The state a vocabulary of this one word would have led to.
    #[must_use]
    pub fn only(&self, kind: u8) -> Self {
        Self {
            buckets: self
                .buckets
                .iter()
                .filter(|bucket| bucket.word == kind)
                .map(|bucket| Bucket { word: 0, ..*bucket })
                .collect(),
            late: self.late,
            evicted: self.evicted,
        }
    }

    /// All buckets, oldest first.
    #[must_use]
    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// Events dropped because their time was out of range on arrival.
    #[must_use]
    pub fn late(&self) -> u32 {
        self.late
    }

    /// Days given up to stay within [`STATE_MAX_BYTES`].
    #[must_use]
    pub fn evicted(&self) -> u32 {
        self.evicted
    }

    /// The bytes a device stores: the buckets behind their count, `late`, `evicted`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new();
        out.number(self.buckets.len() as u64);
        for bucket in &self.buckets {
            out.signed(bucket.day);
            out.byte(bucket.word);
            out.number(u64::from(bucket.count));
            out.signed(bucket.sum);
        }
        out.number(u64::from(self.late));
        out.number(u64::from(self.evicted));
        out.done()
    }

    /// A state from stored bytes.
    ///
    /// # Errors
    /// Bytes that are no state, or buckets out of order.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StateError> {
        if bytes.len() > STATE_MAX_BYTES {
            return Err(StateError(format!("{} bytes", bytes.len())));
        }
        let state =
            Self::read(&mut Reader::new(bytes)).ok_or_else(|| StateError("cut off".to_owned()))?;
        let ordered = state
            .buckets
            .iter()
            .zip(state.buckets.iter().skip(1))
            .all(|(a, b)| (a.day, a.word) < (b.day, b.word));
        if ordered {
            Ok(state)
        } else {
            Err(StateError("days out of order".to_owned()))
        }
    }
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let mut state = Self::new();
        for _ in 0..from.number()? {
            state.buckets.push(Bucket {
                day: from.signed()?,
                word: from.byte()?,
                count: from.small()?,
                sum: from.signed()?,
            });
        }
        state.late = from.small()?;
        state.evicted = from.small()?;
        from.at_end().then_some(state)
    }
}
