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
        if !is_place_fix(fix) {
            return false;
        }
        let Some(fixes) = self.fixes.as_mut().filter(|f| f.len() < PLACE_MAX_FIXES) else {
            return false;
        };
        fixes.insert(&in_space(fix)).is_ok()
    }

    /// The recurring places among the fixes so far.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.fixes.as_ref().map_or(0, |f| f.clusters() as u32)
    }
}

/// The recurring places of a day's fixes, whatever their order (up to [`PLACE_MAX_FIXES`]): the
/// number that [`DayPlaces`] comes to, found in one go. DBSCAN's clusters are the connected parts of
/// the graph of core points that are within ε of each other (Ester et al. 1996, lemma 1), so their
/// number is that of its parts. Written out because the tracker's engine has no room for the
/// incremental one and its grid. O(n²) in the fixes of a day.
#[must_use]
pub fn recurring_places<'a>(fixes: impl IntoIterator<Item = &'a Position>) -> u32 {
    let mut points: Vec<[f64; 3]> = Vec::new();
    for fix in fixes {
        if is_place_fix(fix) && points.len() < PLACE_MAX_FIXES {
            points.push(in_space(fix));
        }
    }
    let near = |a: &[f64; 3], b: &[f64; 3]| {
        let [x, y, z] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
        x * x + y * y + z * z <= PLACE_EPSILON_M * PLACE_EPSILON_M
    };
    let around = |at: &[f64; 3]| points.iter().filter(|other| near(at, other)).count();
    // Parts still to be walked through: taken out of the core points from one to its neighbours.
    let mut core: Vec<[f64; 3]> = Vec::new();
    for point in &points {
        if around(point) >= PLACE_MIN_FIXES {
            core.push(*point);
        }
    }
    let mut places = 0;
    while let Some(first) = core.pop() {
        places += 1;
        let mut part = vec![first];
        while let Some(at) = part.pop() {
            core.retain(|other| {
                let joined = near(&at, other);
                if joined {
                    part.push(*other);
                }
                !joined
            });
        }
    }
    places
}

fn is_place_fix(fix: &Position) -> bool {
    is_fix(fix) && fix.accuracy_m <= PLACE_EPSILON_M
}

/// Metres from the Earth's centre.
fn in_space(fix: &Position) -> [f64; 3] {
    direction(fix.lat, fix.lon).map(|x| x * EARTH_RADIUS_M)
}
