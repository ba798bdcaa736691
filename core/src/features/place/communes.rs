//! The nearest Italian commune, from a pack of 55 KB gzip that the device fetches only with the
//! purpose `position`.
//!
//! *Nearest* means: the commune whose point (its populated place, by GeoNames) is nearest to the
//! fix. That is not the commune whose boundary holds it: near a boundary the two differ, and a fix
//! in San Marino, the Vatican or just across the border (Lugano, Menton) gets
//! an Italian one. It is right for "around Bergamo", not for taxes. No commune within
//! [`FARTHEST_M`]: none. 296 communes have no point and are never nearest; see `core/data/README.md`.
//!
//! The layout of the pack stands in `core/data/pack_communes.py`, which makes it.

use super::angle;
use super::is_fix;
use super::sphere::{EARTH_RADIUS_M, distance_m, radians};
use crate::events::Position;
use std::f64::consts::PI;

/// Farther from every commune's point than this is outside Italy, or at sea. Inside the country
/// the farthest places are in the largest communes (Roma, Foggia), within 25 km.
pub const FARTHEST_M: f64 = 30_000.0;

/// A fix less accurate than this, metres, is near no commune in particular: communes lie 6 km apart.
pub const WORST_ACCURACY_M: f64 = 10_000.0;

/// The most communes of a pack. Italy has fewer than 8,000.
pub const COMMUNES_MAX: usize = 20_000;

/// Coordinates are whole numbers of 10⁻⁴ degrees, 11 m, as in the source.
const PER_DEGREE: f64 = 10_000.0;

/// A commune of the pack.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Commune<'a> {
    /// ISTAT code: three digits of the province, three of the commune.
    pub istat: u32,
    /// Cadastral (Belfiore) code: a letter and three digits.
    pub cadastral: [u8; 4],
    /// The province's two letters.
    pub province: &'a str,
    /// The region.
    pub region: &'a str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

impl Commune<'_> {
    /// The ISTAT code as written: six digits, as in `commune:ISTAT`.
    #[must_use]
    pub fn istat_code(&self) -> String {
        format!("{:06}", self.istat)
    }

    /// The cadastral code as written.
    #[must_use]
    pub fn cadastral_code(&self) -> String {
        self.cadastral.map(char::from).iter().collect()
    }
}

/// A commune and how far its point is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest<'a> {
    /// Which.
    pub commune: Commune<'a>,
    /// Metres.
    pub distance_m: f64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Province {
    pub(super) number: u32,
    pub(super) letters: String,
    pub(super) region: usize,
}

/// One commune, 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) lat: i32,
    pub(super) lon: i32,
    pub(super) number: u16,
    pub(super) cadastral: u16,
    pub(super) province: u8,
}

/// All communes that have a point, by latitude.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Communes {
    pub(super) regions: Vec<String>,
    pub(super) provinces: Vec<Province>,
    pub(super) places: Vec<Place>,
}

impl Communes {
    /// Communes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// All of them, from south to north.
    pub fn iter(&self) -> impl Iterator<Item = Commune<'_>> {
        self.places.iter().map(|place| self.commune(place))
    }

    /// The regions, in alphabetical order.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.regions.iter().map(String::as_str)
    }

    /// The commune whose point is nearest to a fix, within [`FARTHEST_M`]; of equally near ones the
    /// one with the lower ISTAT code. `None` outside Italy, for a fix less accurate than
    /// [`WORST_ACCURACY_M`], or for one that cannot be.
    ///
    /// Goes from the fix's latitude north and south at once, as far as something nearer could be.
    #[must_use]
    pub fn nearest(&self, fix: &Position) -> Option<Nearest<'_>> {
        if !is_fix(fix) || fix.accuracy_m > WORST_ACCURACY_M {
            return None;
        }
        let lat = fix.lat * PER_DEGREE;
        let start = self
            .places
            .partition_point(|place| f64::from(place.lat) < lat);
        let (south, north) = self.places.split_at_checked(start)?;
        let (mut south, mut north) = (south.iter().rev().peekable(), north.iter().peekable());
        let mut reach = Reach::new(FARTHEST_M, fix.lat);
        let mut best: Option<(f64, u32, &Place)> = None;
        loop {
            let down = south
                .peek()
                .map_or(f64::INFINITY, |p| lat - f64::from(p.lat));
            let up = north
                .peek()
                .map_or(f64::INFINITY, |p| f64::from(p.lat) - lat);
            let (side, away) = if up < down {
                (north.next(), up)
            } else {
                (south.next(), down)
            };
            let Some(place) = side.filter(|_| away <= reach.north) else {
                break;
            };
            if !reach.holds_east(f64::from(place.lon) - fix.lon * PER_DEGREE) {
                continue;
            }
            let metres = distance_m(
                fix.lat,
                fix.lon,
                f64::from(place.lat) / PER_DEGREE,
                f64::from(place.lon) / PER_DEGREE,
            );
            let istat = self.istat(place);
            let nearer = best.map_or(metres <= FARTHEST_M, |(nearest, code, _)| {
                metres < nearest || (metres == nearest && istat < code)
            });
            if nearer {
                best = Some((metres, istat, place));
                reach = Reach::new(metres, fix.lat);
            }
        }
        best.map(|(distance_m, _, place)| Nearest {
            commune: self.commune(place),
            distance_m,
        })
    }

    fn istat(&self, place: &Place) -> u32 {
        let province = self.provinces.get(usize::from(place.province));
        province.map_or(0, |p| p.number) * 1000 + u32::from(place.number)
    }

    fn commune(&self, place: &Place) -> Commune<'_> {
        let province = self.provinces.get(usize::from(place.province));
        let region = province.and_then(|p| self.regions.get(p.region));
        let digit = |n: u16| b'0' + (n % 10) as u8;
        let code = place.cadastral;
        Commune {
            istat: self.istat(place),
            cadastral: [
                b'A' + (code / 1000) as u8,
                digit(code / 100),
                digit(code / 10),
                digit(code),
            ],
            province: province.map_or("", |p| &p.letters),
            region: region.map_or("", String::as_str),
            lat: f64::from(place.lat) / PER_DEGREE,
            lon: f64::from(place.lon) / PER_DEGREE,
        }
    }
}

/// How far north and east, in 10⁻⁴ degrees, a place within some metres can be.
struct Reach {
    north: f64,
    east: f64,
}

impl Reach {
    /// A little more than it takes, so that rounding loses no place.
    fn new(metres: f64, lat: f64) -> Self {
        let angle = metres / EARTH_RADIUS_M * 1.000_001 + 1e-9;
        let units = 180.0 / PI * PER_DEGREE;
        // The meridian that a circle of that angle just touches: sin Δλ = sin d / cos φ.
        let sine = angle::sin(angle) / angle::cos(radians(lat));
        let east = if sine < 1.0 {
            libm::asin(sine) * 1.000_001
        } else {
            PI
        };
        Self {
            north: angle * units,
            east: east * units,
        }
    }

    /// Across the antimeridian too.
    fn holds_east(&self, difference: f64) -> bool {
        let turn = 360.0 * PER_DEGREE;
        let away = difference.abs();
        away <= self.east || turn - away <= self.east
    }
}
