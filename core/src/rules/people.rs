//! For how many people of a file each rule holds.

use super::Rules;
use crate::events::Sheet;
use crate::features::{FeatureState, Lexicon};
use crate::model::SegmentModel;

/// For how many people of a sealed, cleaned sheet each rule of a model holds, in the order of the
/// rules, as their devices would find it at `as_of_ms`. `lexicon`: that of the model, with its
/// places if they are to count. O(events · rules).
///
/// A property of the site's own (`prop:`) is in no file: a rule that asks for one holds for nobody
/// here.
#[must_use]
pub fn people(model: &SegmentModel, lexicon: &Lexicon, sheet: &Sheet, as_of_ms: i64) -> Vec<u64> {
    let rules = Rules::new(&model.rules, &model.vocabulary);
    let mut held = vec![0; model.rules.len()];
    for person in sheet.people() {
        let rows = sheet.rows_of(person).iter().map(|row| sheet.view(row));
        let state = FeatureState::of_rows(lexicon, rows);
        let scores = rules.scores(&model.rules, &state, as_of_ms);
        for (count, score) in held.iter_mut().zip(scores) {
            *count += u64::from(score > 0.0);
        }
    }
    held
}
