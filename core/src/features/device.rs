//! What a device keeps: one state that is settled, and one that is up to the last event.
//!
//! A state is folded strictly in the order of (time, key), as the desk folds its rows. On a device
//! events arrive in any order, so the events that can still have one before them, those of the
//! last 48 hours (or fewer, as the model says), are not settled: `live` is `settled` with them folded in. An event in order goes
//! straight into `live`; any other makes it anew from `settled` and the raw events, which the
//! device has just as long. Before they are deleted they are folded into `settled`, in order.
//! So the device's state is the desk's over the same events, whatever order they arrived in.

use super::codec::{Reader, Writer};
use super::lexicon::Lexicon;
use super::state::{FeatureState, StateError};
use crate::events::{DAY_MS, View};

/// The most bytes a device keeps beside the raw events.
pub const DEVICE_MAX_BYTES: usize = 8 * 1024;

/// A time further ahead of the arrival than this is a broken clock, not an event.
const FUTURE_TOLERANCE_MS: i64 = DAY_MS;

/// The two states of a device.
#[derive(Debug, Clone, Default)]
pub struct DeviceState {
    settled: FeatureState,
    /// The bytes of `settled`, once there are any: of a hundred events that are written one
    /// changes it.
    bytes: Vec<u8>,
    live: FeatureState,
    late: u32,
}

impl PartialEq for DeviceState {
    fn eq(&self, other: &Self) -> bool {
        (self.late, &self.settled, &self.live) == (other.late, &other.settled, &other.live)
    }
}

impl Eq for DeviceState {}

/// What became of an event that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrived {
    /// Folded in; it belongs among the raw events.
    Counted,
    /// It belongs among the raw events, and then the state has to be made anew:
    /// [`DeviceState::rebuild`].
    OutOfOrder,
    /// It arrived later after it happened than a raw event lives ([`Lexicon::raw_limit_ms`]), or
    /// its clock is more than a day ahead: dropped and counted.
    OutOfRange,
}

impl DeviceState {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes an event in. The caller has made sure that it was not told before.
    pub fn observe(&mut self, lexicon: &Lexicon, event: &View<'_>, arrived_ms: i64) -> Arrived {
        let settled = self.settled.cursor.last >= Some((event.time_ms, event.key));
        if settled
            || event.time_ms < arrived_ms.saturating_sub(lexicon.raw_limit_ms())
            || !in_sight(event, arrived_ms)
        {
            self.late = self.late.saturating_add(1);
            return Arrived::OutOfRange;
        }
        // The places of a day need all fixes of the day.
        let places = lexicon.recurring.is_some() && event.position.is_some();
        if places || self.live.cursor.last >= Some((event.time_ms, event.key)) {
            return Arrived::OutOfOrder;
        }
        self.live.fold(lexicon, event);
        Arrived::Counted
    }

    /// Makes the state up to the last event anew. `raw`: all raw events, in any order; they are
    /// put in order.
    pub fn rebuild(&mut self, lexicon: &Lexicon, raw: &mut [View<'_>], now_ms: i64) {
        self.live = self.settled.clone();
        let last = in_order(raw, self.live.cursor.last);
        let rows = last.iter().filter(|event| in_sight(event, now_ms)).cloned();
        self.live.fold_rows(lexicon, rows, i64::MAX);
    }

    /// Folds the raw events before a time into the settled state. The caller deletes no others
    /// then, and none before. `raw`: all raw events, in any order; they are put in order.
    pub fn settle(&mut self, lexicon: &Lexicon, raw: &mut [View<'_>], before_ms: i64) {
        let rows = in_order(raw, self.settled.cursor.last).iter().cloned();
        self.settled.fold_rows(lexicon, rows, before_ms);
        self.bytes = self.settled.to_bytes();
    }

    /// Settles all there is, because the raw events are lost: what would have come before the last
    /// event can no longer be told.
    pub fn cut(&mut self) {
        self.settled.clone_from(&self.live);
        self.bytes = self.settled.to_bytes();
    }

    /// Erases the days that left the window, and what no event can join any more.
    pub fn expire(&mut self, now_ms: i64, window_days: u32) {
        if self.settled.expire(now_ms, window_days) {
            self.bytes = self.settled.to_bytes();
        }
        self.live.expire(now_ms, window_days);
    }

    /// Erases what came from positions. The caller has erased the positions of the raw events.
    pub fn forget_positions(&mut self, lexicon: &Lexicon) {
        self.settled.forget_positions(lexicon);
        self.bytes = self.settled.to_bytes();
        self.live.forget_positions(lexicon);
    }

    /// The state up to the last event: what features are read from.
    #[must_use]
    pub fn live(&self) -> &FeatureState {
        &self.live
    }

    /// Events dropped because their time was out of range on arrival.
    #[must_use]
    pub fn late(&self) -> u32 {
        self.late
    }

    /// The bytes a device stores, at most [`DEVICE_MAX_BYTES`].
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::with_room(DEVICE_MAX_BYTES);
        out.number(u64::from(self.late));
        if self.bytes.is_empty() {
            out.bytes(&self.settled.to_bytes());
        } else {
            out.bytes(&self.bytes);
        }
        // Where nobody waits to be settled the two are one.
        if self.live == self.settled {
            out.bytes(&[]);
        } else {
            out.bytes(&self.live.to_bytes());
        }
        out.done()
    }

    /// A state from stored bytes.
    ///
    /// # Errors
    /// Bytes that are no state.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StateError> {
        let (late, settled, live) = Self::parts(bytes).ok_or(StateError)?;
        let (bytes, settled) = (settled.to_vec(), FeatureState::from_bytes(settled)?);
        Ok(Self {
            live: match live {
                [] => settled.clone(),
                live => FeatureState::from_bytes(live)?,
            },
            settled,
            bytes,
            late,
        })
    }

    fn parts(bytes: &[u8]) -> Option<(u32, &[u8], &[u8])> {
        let mut from = Reader::new(bytes);
        let parts = (from.small()?, from.bytes()?, from.bytes()?);
        from.at_end().then_some(parts)
    }
}

/// Not ahead of the clock by more than [`FUTURE_TOLERANCE_MS`].
fn in_sight(event: &View<'_>, now_ms: i64) -> bool {
    event.time_ms <= now_ms.saturating_add(FUTURE_TOLERANCE_MS)
}

/// The events in order, without those up to `last`.
fn in_order<'r, 'v>(raw: &'r mut [View<'v>], last: Option<(i64, u64)>) -> &'r [View<'v>] {
    // By insertion with Knuth's gaps (Shell 1959; TAOCP 5.2.1): the store gives them by time, so
    // that each is near its place already, and where it is not, the gaps bring it there. The
    // standard library's sorts weigh kilobytes in what a visitor downloads.
    let at = |event: &View<'_>| (event.time_ms, event.key);
    let mut gap = 1;
    while gap < raw.len() / 3 {
        gap = 3 * gap + 1;
    }
    while gap > 0 {
        for end in gap..raw.len() {
            let mut to = end;
            while to >= gap && at(&raw[to]) < at(&raw[to - gap]) {
                raw.swap(to - gap, to);
                to -= gap;
            }
        }
        gap /= 3;
    }
    let from = raw.partition_point(|event| Some(at(event)) <= last);
    raw.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::{Event, EventKind};

    #[test]
    fn any_order_is_put_right_and_none_takes_the_square() {
        for count in [0, 1, 2, 3, 4, 5, 40, 20_000] {
            // Some in the same millisecond, which the key then decides.
            let told = |n: i64| Event::new(n.to_string(), String::new(), n / 3, EventKind::Page);
            let backwards: Vec<Event> = (0..count).rev().map(told).collect();
            // 7,919 is prime to every count: each comes once.
            let mixed: Vec<Event> = (0..count).map(|n| told(n * 7_919 % count)).collect();
            for events in [backwards, mixed] {
                let mut views: Vec<View<'_>> = events.iter().map(Event::view).collect();
                let mut sorted = views.clone();
                sorted.sort_by_key(|view| (view.time_ms, view.key));
                assert_eq!(in_order(&mut views, None), sorted);
                let last = sorted.get(sorted.len() / 2).map(|v| (v.time_ms, v.key));
                let left = sorted.get(sorted.len() / 2 + 1..).unwrap_or_default();
                assert_eq!(in_order(&mut views, last), left);
            }
        }
    }
}
