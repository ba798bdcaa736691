//! Recurring places: where a visitor was at least three times within a hundred metres, in one UTC
//! day, by incremental DBSCAN (Ester et al. 1998, `clustering::incremental_dbscan`).
//!
//! Only their number goes on, as the count of `places:recurring`. The fixes live as long as the
//! day's raw events do, 48 hours at most: whoever holds [`DayPlaces`] drops it then, and can make it
//! anew from them.
//!
//! Points are places in space, metres from the Earth's centre, so no projection has to choose an
//! origin, which would depend on the order of the fixes: over 100 m the straight line differs from
//! the way along the ground by less than a micrometre. The number of places depends on the set of
//! fixes alone.

use super::is_fix;
use super::sphere::{EARTH_RADIUS_M, direction};
use crate::clustering::incremental_dbscan::IncrementalDbscan;
use crate::events::Position;

/// How near fixes of one place are to each other, metres: DBSCAN's ε. Fixes less accurate than
/// that say nothing about a place, and are left out.
pub const PLACE_EPSILON_M: f64 = 100.0;

/// How many fixes make a place: DBSCAN's minimum of points, itself included.
pub const PLACE_MIN_FIXES: usize = 3;

/// Fixes looked at of one day; the device asks for far fewer.
pub const PLACE_MAX_FIXES: usize = 2048;

/// The places of one UTC day.
#[derive(Debug, Clone)]
pub struct DayPlaces {
    /// `None` if the constants above were no parameters of DBSCAN.
    fixes: Option<IncrementalDbscan>,
}

impl Default for DayPlaces {
    fn default() -> Self {
        Self {
            fixes: IncrementalDbscan::new(PLACE_EPSILON_M, PLACE_MIN_FIXES, 3).ok(),
        }
    }
}

impl DayPlaces {
    /// No fixes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a fix of that day; whether it was one that counts. O(fixes around it).
    pub fn insert(&mut self, fix: &Position) -> bool {
        if !is_fix(fix) || fix.accuracy_m > PLACE_EPSILON_M {
            return false;
        }
        let Some(fixes) = self.fixes.as_mut().filter(|f| f.len() < PLACE_MAX_FIXES) else {
            return false;
        };
        let place = direction(fix.lat, fix.lon).map(|x| x * EARTH_RADIUS_M);
        fixes.insert(&place).is_ok()
    }

    /// The recurring places among the fixes so far.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.fixes.as_ref().map_or(0, |f| f.clusters() as u32)
    }
}

/// The recurring places of a day's fixes, whatever their order (up to [`PLACE_MAX_FIXES`]).
#[must_use]
pub fn recurring_places<'a>(fixes: impl IntoIterator<Item = &'a Position>) -> u32 {
    let mut day = DayPlaces::new();
    for fix in fixes {
        day.insert(fix);
    }
    day.count()
}
