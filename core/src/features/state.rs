//! The feature state: what a person's events come to.
//!
//! A sparse ring of UTC-day buckets with integer counts and sums, keyed only by the model's own
//! vocabulary, and a cursor for what spans several events: no page, no text, no position, and no
//! time finer than a day but of the last few events.

use super::codec::{Reader, Writer};
use super::cursor::{CURSOR_MAX_BYTES, Cursor};
use super::lexicon::Lexicon;
use crate::events::{DAY_MS, utc_day};
use crate::model::RAW_HOURS;
use thiserror::Error;

/// Raw events live this long on the device, or less where the model says so; what arrives later than this after it happened is
/// dropped and counted, because a repeat could no longer be recognised.
pub const RAW_LIMIT_MS: i64 = RAW_HOURS as i64 * 3_600_000;

/// The most bytes a state takes: a device keeps two. Over it the oldest days go first.
pub const STATE_MAX_BYTES: usize = super::device::DEVICE_MAX_BYTES / 2 - 8;

/// What the buckets may take of it: the rest is the cursor's and the counters'.
const BUCKETS_MAX_BYTES: usize = STATE_MAX_BYTES - CURSOR_MAX_BYTES - 32;

/// The bytes of a day beside its buckets: the days since the one before (at most 732, since older
/// ones leave the window) and how many buckets.
const DAY_BYTES: usize = 3;

/// The count and the sum of one word on one UTC day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// Days since 1970-01-01.
    pub day: i64,
    /// Index in the model's vocabulary.
    pub word: u8,
    /// How many.
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

    fn bytes(&self) -> usize {
        1 + number_bytes(u64::from(self.count)) + number_bytes(zigzag(self.sum))
    }
}

/// Day buckets in ascending order of (day, word), and the cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeatureState {
    // First, because it tells two states apart soonest.
    pub(super) cursor: Cursor,
    buckets: Vec<Bucket>,
    newest: Newest,
    /// What the buckets take at most, written out.
    weight: usize,
    /// The last day given up.
    floor: Option<i64>,
    evicted: u32,
}

/// The last day with a bucket: nearly everything is added to it, and its words tell the place of
/// each without a search.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Newest {
    day: i64,
    /// Where its buckets begin.
    start: usize,
    /// The words that have one; none before the first bucket.
    words: u64,
}

impl Newest {
    fn of(buckets: &[Bucket]) -> Self {
        let Some(last) = buckets.last() else {
            return Self::default();
        };
        let start = buckets.partition_point(|bucket| bucket.day < last.day);
        let own = buckets.get(start..).unwrap_or_default();
        Self {
            day: last.day,
            start,
            words: own.iter().fold(0, |words, bucket| words | bucket.bit()),
        }
    }

    /// Where a word's bucket is, or would be.
    fn place(&self, bit: u64) -> Result<usize, usize> {
        let at = self.start + (self.words & (bit - 1)).count_ones() as usize;
        if self.words & bit == 0 {
            Err(at)
        } else {
            Ok(at)
        }
    }
}

/// Stored bytes that are no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the stored feature state cannot be read; it has to be started anew")]
pub struct StateError;

impl FeatureState {
    /// An empty state.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty state with room for what most people do.
    pub(super) fn with_room() -> Self {
        Self {
            buckets: Vec::with_capacity(64),
            ..Self::default()
        }
    }

    /// Adds to a bucket. A bucket begins with a count; a sum alone only joins one that is there.
    pub(super) fn add(&mut self, day: i64, word: Option<u8>, count: u32, sum: i64) {
        let Some(word) = word else { return };
        let bit = 1 << (word & 63);
        let at = if self.newest.words != 0 && self.newest.day == day {
            self.newest.place(bit)
        } else {
            self.buckets
                .binary_search_by_key(&(day, word), |bucket| (bucket.day, bucket.word))
        };
        match at {
            Ok(at) => {
                if let Some(bucket) = self.buckets.get_mut(at) {
                    let before = bucket.bytes();
                    bucket.count = bucket.count.saturating_add(count);
                    bucket.sum = bucket.sum.saturating_add(sum);
                    self.weight = self.weight + bucket.bytes() - before;
                }
            }
            Err(at) if count > 0 => {
                let bucket = Bucket {
                    day,
                    word,
                    count,
                    sum,
                };
                let on = |at: usize| self.buckets.get(at).is_some_and(|other| other.day == day);
                let new_day = !on(at) && !at.checked_sub(1).is_some_and(on);
                self.weight += bucket.bytes() + if new_day { DAY_BYTES } else { 0 };
                if at == self.buckets.len() && new_day {
                    self.newest = Newest {
                        day,
                        start: at,
                        words: bit,
                    };
                } else if day == self.newest.day {
                    self.newest.words |= bit;
                } else {
                    self.newest.start += 1;
                }
                self.buckets.push(bucket);
                // A few places at most: not worth a call that moves memory.
                for later in (at + 1..self.buckets.len()).rev() {
                    self.buckets.swap(later, later - 1);
                }
            }
            Err(_) => {}
        }
    }

    /// Keeps the bytes within [`STATE_MAX_BYTES`] by giving up the oldest days, counted. None is
    /// added to again: what comes belongs to its own day or the one before, when its session
    /// began, and three days of 64 words always fit.
    pub(super) fn fit(&mut self) {
        while self.weight > BUCKETS_MAX_BYTES {
            let Some(oldest) = self.buckets.first().map(|bucket| bucket.day) else {
                return;
            };
            self.drop_days(oldest);
            self.floor = self.floor.max(Some(oldest));
            self.evicted = self.evicted.saturating_add(1);
        }
    }

    /// Drops the days up to one.
    pub(super) fn drop_days(&mut self, last: i64) {
        if self.buckets.first().is_none_or(|first| first.day > last) {
            return;
        }
        self.keep(|bucket| bucket.day > last);
    }

    fn keep(&mut self, keep: impl FnMut(&Bucket) -> bool) {
        self.buckets.retain(keep);
        self.newest = Newest::of(&self.buckets);
        self.weight = days(&self.buckets)
            .map(|day| DAY_BYTES + day.iter().map(Bucket::bytes).sum::<usize>())
            .sum();
    }

    /// Buckets of the window D−W+1 … D, oldest first.
    #[must_use]
    pub fn window(&self, today: i64, window_days: u32) -> &[Bucket] {
        let oldest = today.saturating_sub(i64::from(window_days));
        let from = self.buckets.partition_point(|b| b.day <= oldest);
        let to = self.buckets.partition_point(|b| b.day <= today);
        self.buckets.get(from..to).unwrap_or_default()
    }

    /// Counts of some words in the window; bit i stands for word i.
    #[must_use]
    pub fn counted(&self, words: u64, as_of_ms: i64, window_days: u32) -> u64 {
        self.window(utc_day(as_of_ms), window_days)
            .iter()
            .filter(|bucket| bucket.bit() & words != 0)
            .map(|bucket| u64::from(bucket.count))
            .sum()
    }

    /// Erases the buckets that left the window, and of the last events what no event can join any
    /// more: not even one that arrives [`RAW_LIMIT_MS`] late, for the longest composite is a day.
    /// Whether there was any.
    pub fn expire(&mut self, as_of_ms: i64, window_days: u32) -> bool {
        let before = self.buckets.len();
        self.drop_days(utc_day(as_of_ms).saturating_sub(i64::from(window_days)));
        let joinable = as_of_ms.saturating_sub(RAW_LIMIT_MS + DAY_MS);
        let past = self.cursor.last.is_some_and(|(last, _)| last < joinable);
        if past {
            self.cursor = Cursor::default();
        }
        past || self.buckets.len() != before
    }

    /// Erases what came from positions.
    pub fn forget_positions(&mut self, lexicon: &Lexicon) {
        self.keep(|bucket| bucket.bit() & lexicon.place_words == 0);
        self.cursor.inside = 0;
        self.cursor.fix_ms = 0;
    }

    /// All buckets, oldest first.
    #[must_use]
    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// Days given up to stay within [`STATE_MAX_BYTES`].
    #[must_use]
    pub fn evicted(&self) -> u32 {
        self.evicted
    }

    /// The last day given up: nothing of it or before is in the state.
    #[must_use]
    pub fn floor(&self) -> Option<i64> {
        self.floor
    }

    /// The bytes a device stores: per day the days since the one before, then its buckets; the
    /// cursor; the counters.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::with_room(STATE_MAX_BYTES);
        let days = days(&self.buckets);
        out.number(days.clone().count() as u64);
        let mut before = 0;
        for day in days {
            let Some(first) = day.first() else { continue };
            out.signed(first.day.wrapping_sub(before));
            before = first.day;
            out.byte(day.len() as u8);
            for bucket in day {
                out.byte(bucket.word);
                out.number(u64::from(bucket.count));
                out.signed(bucket.sum);
            }
        }
        self.cursor.write(&mut out);
        out.byte(u8::from(self.floor.is_some()));
        out.signed(self.floor.unwrap_or(0));
        out.number(u64::from(self.evicted));
        out.done()
    }

    /// A state from stored bytes.
    ///
    /// # Errors
    /// Bytes that are no state, or buckets out of order.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StateError> {
        if bytes.len() > STATE_MAX_BYTES {
            return Err(StateError);
        }
        let state = Self::read(&mut Reader::new(bytes)).ok_or(StateError)?;
        let ordered = state
            .buckets
            .iter()
            .zip(state.buckets.iter().skip(1))
            .all(|(a, b)| (a.day, a.word) < (b.day, b.word));
        if ordered && state.buckets.iter().all(|bucket| bucket.word < 64) {
            Ok(state)
        } else {
            Err(StateError)
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let mut state = Self::new();
        let mut day = 0_i64;
        for _ in 0..from.number()? {
            day = day.checked_add(from.signed()?)?;
            for _ in 0..from.byte()? {
                state.buckets.push(Bucket {
                    day,
                    word: from.byte()?,
                    count: from.small()?,
                    sum: from.signed()?,
                });
            }
        }
        state.cursor = Cursor::read(from)?;
        let floor = from.byte()? == 1;
        let day = from.signed()?;
        state.floor = floor.then_some(day);
        state.evicted = from.small()?;
        state.keep(|_| true);
        from.at_end().then_some(state)
    }
}

/// The buckets of each day.
pub(super) fn days(buckets: &[Bucket]) -> impl Iterator<Item = &[Bucket]> + Clone {
    buckets.chunk_by(|a, b| a.day == b.day)
}

fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63) as u64
}

/// Bytes of a number in LEB128.
fn number_bytes(number: u64) -> usize {
    (64 - (number | 1).leading_zeros() as usize).div_ceil(7)
}
