//! Fences: circles and polygons, and when a fix is surely inside one.
//!
//! Surely: at the accuracy the device states, the fix lies inside wherever in its circle of
//! accuracy the visitor is. (The W3C's Geolocation asks for a radius of 95 % confidence, Android's
//! is one of 68 %: *surely* is as sure as the device.)
//!
//! The edges of a polygon are great-circle arcs. Against the straight lines of a web map an edge
//! of 1 km is off by less than 3 cm, one of 10 km by 2 m at 45° north. Everything is reckoned with
//! directions in space, so a fence may lie across the antimeridian or on a pole. A polygon that
//! crosses itself is inside where a line outwards meets its edges an odd number of times.

use super::angle;
use super::is_fix;
use super::sphere::{self, Direction, between, direction, dot, to_arc};
use crate::events::Position;

/// Whether a fix is surely within `radius_m` of a centre: distance + accuracy ≤ radius.
#[must_use]
pub fn surely_in_circle(lat: f64, lon: f64, radius_m: f64, fix: &Position) -> bool {
    is_fix(fix) && sphere::distance_m(lat, lon, fix.lat, fix.lon) + fix.accuracy_m <= radius_m
}

/// Whether a fix is surely inside a polygon: inside, and at least its accuracy away from every
/// edge. `corners` in degrees north and east, the last joined to the first. Fewer than three, one
/// that is no place, or one farther than a quarter of the globe away: not inside.
#[must_use]
pub fn surely_in_polygon(corners: &[[f64; 2]], fix: &Position) -> bool {
    is_fix(fix) && is_inside(corners, fix.lat, fix.lon) && {
        let edge = to_edge_m(corners, fix.lat, fix.lon);
        edge >= fix.accuracy_m
    }
}

/// Metres from a place to a polygon: 0 inside, else to its nearest edge. `None` without corners or
/// if a coordinate is not finite.
#[must_use]
pub fn to_polygon_m(corners: &[[f64; 2]], lat: f64, lon: f64) -> Option<f64> {
    let edge = to_edge_m(corners, lat, lon);
    if is_inside(corners, lat, lon) {
        return Some(0.0);
    }
    edge.is_finite().then_some(edge)
}

/// Metres to the nearest edge; infinite without corners, NaN if a coordinate is not finite.
fn to_edge_m(corners: &[[f64; 2]], lat: f64, lon: f64) -> f64 {
    let here = direction(lat, lon);
    let mut nearest = f64::INFINITY;
    for (a, b) in edges(corners) {
        let metres = if a == b {
            between(here, a)
        } else {
            to_arc(here, a, b)
        };
        if metres.is_nan() {
            return f64::NAN;
        }
        nearest = nearest.min(metres);
    }
    nearest
}

/// By even-odd crossings in the gnomonic projection around the place itself, in which great
/// circles are straight lines and the place is the origin (Snyder, *Map Projections*, 1987, ch. 22).
fn is_inside(corners: &[[f64; 2]], lat: f64, lon: f64) -> bool {
    if corners.len() < 3 {
        return false;
    }
    let here = direction(lat, lon);
    let (sin_lon, cos_lon) = (
        angle::sin(sphere::radians(lon)),
        angle::cos(sphere::radians(lon)),
    );
    let sin_lat = here[2];
    let cos_lat = angle::cos(sphere::radians(lat));
    let east = [-sin_lon, cos_lon, 0.0];
    let north = [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat];
    let mut inside = false;
    for (a, b) in edges(corners) {
        let (towards_a, towards_b) = (dot(here, a), dot(here, b));
        if !(towards_a > 0.0 && towards_b > 0.0) {
            return false;
        }
        let (xa, ya) = (dot(east, a) / towards_a, dot(north, a) / towards_a);
        let (xb, yb) = (dot(east, b) / towards_b, dot(north, b) / towards_b);
        if (ya > 0.0) != (yb > 0.0) && xa - ya * (xb - xa) / (yb - ya) > 0.0 {
            inside = !inside;
        }
    }
    inside
}

fn edges(corners: &[[f64; 2]]) -> impl Iterator<Item = (Direction, Direction)> {
    let next = corners.iter().cycle().skip(1);
    corners
        .iter()
        .zip(next)
        .map(|(a, b)| (direction(a[0], a[1]), direction(b[0], b[1])))
}
