//! Sessions: events of one visit.
//!
//! A session ends after 30 minutes without an event, at midnight by the visitor's own clock, and
//! where an event names another campaign than the one the session is under (the rules of
//! Universal Analytics, *How a web session is defined*, 2012 to 2023).

use super::codec::{Reader, Writer};
use super::local::Local;
use crate::events::{View, order_key, utc_day};

/// The longest pause within a session, and between two fixes of one stay: 30 minutes.
pub const PAUSE_MAX_MS: i64 = 30 * 60_000;

/// The session that the last event belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Session {
    /// UTC day of its first event: its count and length belong there.
    pub start_day: i64,
    local_day: i64,
    /// Hash of its campaign; 0 for none.
    campaign: u32,
    /// Pages so far: 0, 1, 2 and more.
    pages: u8,
    /// The last kind and the one before it, as the lexicon numbers them; 0 for one it does not.
    before: [u8; 2],
}

/// What an event is to its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Visit {
    /// It begins one.
    pub new: bool,
    /// It is the second page.
    pub second_page: bool,
    /// The kinds before it in this session, the nearest first.
    pub before: [u8; 2],
}

impl Session {
    /// Takes the next event in. `last_ms` is the time of the one before, if there was any; `kind`
    /// the lexicon's number of its kind.
    pub fn step(&mut self, view: &View<'_>, local: Local, last_ms: Option<i64>, kind: u8) -> Visit {
        let campaign = view.campaign.map_or(0, campaign_hash);
        let new = last_ms.is_none_or(|last| view.time_ms.saturating_sub(last) > PAUSE_MAX_MS)
            || local.day != self.local_day
            || campaign != 0 && campaign != self.campaign;
        if new {
            *self = Self {
                start_day: utc_day(view.time_ms),
                local_day: local.day,
                campaign,
                ..Self::default()
            };
        }
        let is_page = view.kind == "page";
        let visit = Visit {
            new,
            second_page: is_page && self.pages == 1,
            before: self.before,
        };
        if is_page && self.pages < 2 {
            self.pages += 1;
        }
        self.before = [kind, self.before[0]];
        visit
    }

    /// At most 28 bytes.
    pub fn write(&self, out: &mut Writer) {
        out.signed(self.start_day);
        out.signed(self.local_day.wrapping_sub(self.start_day));
        out.number(u64::from(self.campaign));
        out.byte(self.pages);
        out.byte(self.before[0]);
        out.byte(self.before[1]);
    }

    pub fn read(from: &mut Reader<'_>) -> Option<Self> {
        let start_day = from.signed()?;
        Some(Self {
            start_day,
            local_day: start_day.wrapping_add(from.signed()?),
            campaign: from.small()?,
            pages: from.byte()?,
            before: [from.byte()?, from.byte()?],
        })
    }
}

/// Tells campaigns apart without keeping their names; never 0.
fn campaign_hash(name: &str) -> u32 {
    let hash = order_key(name);
    ((hash >> 32) as u32 ^ hash as u32).max(1)
}
