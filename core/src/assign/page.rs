//! The segment in the shape the trade asked for.

use super::Assignment;
use crate::model::SegmentModel;
use serde::{Deserialize, Serialize};

/// `{"segmento":"FoodLoversMilano","scoring":0.89,"eventi":["ristorante_near"],"categoria":"GeoIntento"}`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageSegment {
    /// The display name without blanks and signs, each word capitalised.
    pub segmento: String,
    /// The membership, 0 to 1, two decimals.
    pub scoring: f64,
    /// The model's tags for the segment; never anything the visitor did.
    pub eventi: Vec<String>,
    /// The model's category.
    pub categoria: String,
}

/// An assignment as the page and the export show it; `None` when the model has no such segment.
#[must_use]
pub fn page_segment(model: &SegmentModel, assignment: &Assignment) -> Option<PageSegment> {
    let segment = model.segments.get(assignment.segment)?;
    let joined = joined(&segment.name);
    Some(PageSegment {
        segmento: if joined.is_empty() {
            segment.label.clone()
        } else {
            joined
        },
        scoring: two_decimals(assignment.score),
        eventi: segment.tags.clone(),
        categoria: segment.category.clone(),
    })
}

/// A score in two decimals.
#[must_use]
pub fn two_decimals(score: f64) -> f64 {
    (score.clamp(0.0, 1.0) * 100.0).round() / 100.0
}

/// "Food lovers · Milano" → "FoodLoversMilano". The engine lets the browser do this
/// (`tracker/engine/engine.js`): Unicode's tables are a tenth of its size.
fn joined(name: &str) -> String {
    name.split(|c: char| !c.is_alphanumeric())
        .map(|word| {
            let mut letters = word.chars();
            match letters.next() {
                Some(first) => first.to_uppercase().chain(letters).collect::<String>(),
                None => String::new(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn names_are_joined() {
        assert_eq!(joined("Food lovers · Milano"), "FoodLoversMilano");
        assert_eq!(joined("perché no?"), "PerchéNo");
        assert_eq!(joined(" - "), "");
    }
}
