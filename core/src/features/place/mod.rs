//! Where: fences, distances, the nearest commune, recurring places, visits to points of sale.
//!
//! Positions never leave the device; what leaves this module are answers (inside or not, a code,
//! metres, a count), and only the words of a model's vocabulary are counted.
//!
//! - The Earth is a sphere here ([`sphere`]): at most 0.56 % off, 2 m in 300 m.
//! - A fix is *surely* inside a fence if its whole circle of accuracy is ([`fence`]): a fix of
//!   ±500 m is inside no circle of 50 m.
//! - The *nearest* commune is the one whose point is nearest ([`communes`]), which is not always
//!   the one whose boundary holds the fix.

mod angle;
pub mod communes;
pub mod fence;
mod names;
mod pack;
pub mod recurring;
pub mod sphere;
pub mod store;

pub use communes::{Commune, Communes, Nearest};
pub use names::CommuneNames;
pub use pack::PackError;
pub use recurring::{DayPlaces, recurring_places};
pub use store::store_of_link;

use super::definitions::Shape;
use super::whereabouts::{CommuneRef, Whereabouts};
use crate::events::Position;

/// Whether a fix can be reckoned with: finite, −90 to 90, −180 to 180, an accuracy from 0.
#[must_use]
pub fn is_fix(fix: &Position) -> bool {
    fix.lat.abs() <= 90.0
        && fix.lon.abs() <= 180.0
        && fix.accuracy_m >= 0.0
        && fix.accuracy_m.is_finite()
}

/// Whether a fix is surely inside a fence: its whole circle of accuracy is. Circle: distance +
/// accuracy ≤ radius. Polygon: inside, and at least the accuracy away from every edge.
#[must_use]
pub fn surely_inside(shape: &Shape, fix: &Position) -> bool {
    match shape {
        Shape::Circle { lat, lon, radius_m } => fence::surely_in_circle(*lat, *lon, *radius_m, fix),
        Shape::Polygon { points } => fence::surely_in_polygon(points, fix),
    }
}

/// Metres from a fix to a point of sale: to the centre of a circle, where the shop stands; to a
/// polygon itself, 0 inside. `None` if the fix or the shape is none.
#[must_use]
pub fn distance_to(shape: &Shape, fix: &Position) -> Option<f64> {
    let metres = match shape {
        _ if !is_fix(fix) => return None,
        Shape::Circle { lat, lon, .. } => sphere::distance_m(*lat, *lon, fix.lat, fix.lon),
        Shape::Polygon { points } => fence::to_polygon_m(points, fix.lat, fix.lon)?,
    };
    metres.is_finite().then_some(metres)
}

/// Metres from a fix to the nearest of the points of sale; `None` without any.
#[must_use]
pub fn nearest_m<'a>(shapes: impl IntoIterator<Item = &'a Shape>, fix: &Position) -> Option<f64> {
    let distances = shapes
        .into_iter()
        .filter_map(|shape| distance_to(shape, fix));
    distances.min_by(f64::total_cmp)
}

impl Whereabouts for Communes {
    fn commune(&self, at: &Position) -> Option<CommuneRef<'_>> {
        let Commune {
            istat,
            province,
            region,
            ..
        } = self.nearest(at)?.commune;
        Some(CommuneRef {
            istat,
            province,
            region,
        })
    }
}
