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
    places: u32,
}

#[derive(Debug, Clone, Copy)]
struct Fix {
    at: [f64; 3],
    /// Fixes within ε, itself included.
    around: usize,
    /// Another fix of the same part, or itself (Galler & Fischer, CACM 7, 1964).
    part: usize,
}

impl DayPlaces {
    /// No fixes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a fix of that day; whether it was one that counts. O(fixes) for each fix that becomes
    /// core by it.
    pub fn insert(&mut self, fix: &Position) -> bool {
        let here = self.fixes.len();
        if !is_place_fix(fix) || here >= PLACE_MAX_FIXES {
            return false;
        }
        let at = in_space(fix);
        self.fixes.push(Fix {
            at,
            around: 0,
            part: here,
        });
        let mut core = Vec::new();
        let mut around = 0;
        for (i, other) in self
            .fixes
            .iter_mut()
            .enumerate()
            .filter(|(_, f)| f.near(&at))
        {
            around += 1;
            other.around += 1;
            if i != here && other.around == PLACE_MIN_FIXES {
                core.push(i);
            }
        }
        if let Some(own) = self.fixes.last_mut() {
            own.around = around;
        }
        if around >= PLACE_MIN_FIXES {
            core.push(here);
        }
        // All of them first: joined with each other, they are fewer again.
        self.places += core.len() as u32;
        for new in core {
            self.join(new);
        }
        true
    }

    /// A fix became core: one place with all core fixes around it.
    fn join(&mut self, new: usize) {
        let Some(at) = self.fixes.get(new).map(|fix| fix.at) else {
            return;
        };
        for i in 0..self.fixes.len() {
            let near = |fix: &Fix| fix.around >= PLACE_MIN_FIXES && fix.near(&at);
            if i == new || !self.fixes.get(i).is_some_and(near) {
                continue;
            }
            let (a, b) = (self.part(i), self.part(new));
            if a != b
                && let Some(fix) = self.fixes.get_mut(a)
            {
                fix.part = b;
                self.places -= 1;
            }
        }
    }

    /// The fix that a part goes by.
    fn part(&self, mut of: usize) -> usize {
        while let Some(fix) = self.fixes.get(of)
            && fix.part != of
        {
            of = fix.part;
        }
        of
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
