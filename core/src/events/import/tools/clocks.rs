//! The clocks of visitors whose zone a tool tells by name.

use crate::events::import::{Clock, Mapping, Zone};

/// Times in these exports are UTC, whatever they look like: the file's zone is only that of the
/// visitors, for records that do not tell it. Where money is in euro, Italy's is proposed.
pub(super) fn visitors_clock(mapping: &mut Mapping) {
    if mapping.currency == "EUR" {
        mapping.zone = Zone::rome();
    }
}

/// Zones remembered.
const MOST: usize = 16;

/// A clock for each zone told, and the file's own where none is told or known.
#[derive(Debug, Clone)]
pub(super) struct Clocks {
    file: Clock,
    told: Vec<(String, Option<Clock>)>,
}

impl Clocks {
    /// Clocks beside the file's own.
    pub(super) fn new(file: Clock) -> Self {
        Self {
            file,
            told: Vec::new(),
        }
    }

    /// Minutes to add to UTC at a time, ms since epoch, in a zone such as `Europe/Rome`.
    pub(super) fn offset_min(&mut self, zone: &str, time_ms: i64) -> i16 {
        if zone.is_empty() {
            return self.file.offset_min(time_ms);
        }
        if !self.told.iter().any(|(name, _)| name == zone) {
            if self.told.len() == MOST {
                self.told.remove(0);
            }
            let clock = Zone::try_from(zone.to_owned())
                .ok()
                .map(|zone| Clock::new(&zone));
            self.told.push((zone.to_owned(), clock));
        }
        match self.told.iter_mut().find(|(name, _)| name == zone) {
            Some((_, Some(clock))) => clock.offset_min(time_ms),
            _ => self.file.offset_min(time_ms),
        }
    }
}
