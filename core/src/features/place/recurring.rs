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
use crate::events::Position;

/// How near fixes of one place are to each other, metres: DBSCAN's ε. Fixes less accurate than
/// that say nothing about a place, and are left out.
pub const PLACE_EPSILON_M: f64 = 100.0;

/// How many fixes make a place: DBSCAN's minimum of points, itself included.
pub const PLACE_MIN_FIXES: usize = 3;

/// Fixes looked at of one day; the device asks for far fewer.
pub const PLACE_MAX_FIXES: usize = 2048;

/// The places of one UTC day: DBSCAN's clusters, kept up with every fix that is inserted (Ester et
/// al. 1998, §4.1; without deletions, for the fixes of a day go all at once). A cluster is a
/// connected part of the core fixes that are within ε of each other (Ester et al. 1996, lemma 1).
/// `clustering::incremental_dbscan` does the same for any number of dimensions, labels each point
/// and finds its neighbours in a grid, which the tracker's engine has no room for.
#[derive(Debug, Clone, Default)]
pub struct DayPlaces {
    fixes: Vec<Fix>,
    /// Places so far, those that became one counted.
    named: u32,
    places: u32,
}

#[derive(Debug, Clone, Copy)]
struct Fix {
    at: [f64; 3],
    /// Fixes within ε, itself included.
    around: usize,
    /// The place of a core fix, from 1; 0 for any other.
    place: u32,
}

impl DayPlaces {
    /// No fixes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a fix of that day; whether it was one that counts. O(fixes) for each fix that becomes
    /// core by it, and for each two places that become one.
    pub fn insert(&mut self, fix: &Position) -> bool {
        if !is_place_fix(fix) || self.fixes.len() >= PLACE_MAX_FIXES {
            return false;
        }
        let at = in_space(fix);
        let mut around = 1;
        for other in self.fixes.iter_mut().filter(|other| other.near(&at)) {
            other.around += 1;
            around += 1;
        }
        self.fixes.push(Fix {
            at,
            around,
            place: 0,
        });
        for i in 0..self.fixes.len() {
            let fix = self.fixes[i];
            if fix.around >= PLACE_MIN_FIXES && fix.place == 0 {
                self.named += 1;
                self.places += 1;
                self.fixes[i].place = self.named;
                self.join(self.named, &fix.at);
            }
        }
        true
    }

    /// A fix became core: all places with a core fix around it are its own.
    fn join(&mut self, own: u32, at: &[f64; 3]) {
        for i in 0..self.fixes.len() {
            let other = self.fixes[i];
            if other.place != 0 && other.place != own && other.near(at) {
                self.places -= 1;
                for fix in &mut self.fixes {
                    if fix.place == other.place {
                        fix.place = own;
                    }
                }
            }
        }
    }

    /// The recurring places among the fixes so far.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.places
    }
}

impl Fix {
    fn near(&self, to: &[f64; 3]) -> bool {
        let [x, y, z] = [self.at[0] - to[0], self.at[1] - to[1], self.at[2] - to[2]];
        x * x + y * y + z * z <= PLACE_EPSILON_M * PLACE_EPSILON_M
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

fn is_place_fix(fix: &Position) -> bool {
    is_fix(fix) && fix.accuracy_m <= PLACE_EPSILON_M
}

/// Metres from the Earth's centre.
fn in_space(fix: &Position) -> [f64; 3] {
    direction(fix.lat, fix.lon).map(|x| x * EARTH_RADIUS_M)
}
