//! What the marketer takes away, a row per person.

use super::fit::scaled_rows;
use super::project::Analysis;
use super::publish::model_of;
use crate::assign::{Assignment, PageSegment, membership, page_segment, worth};
use crate::studio::harmless;
use serde::Serialize;

#[derive(Serialize)]
struct TradeRow<'a> {
    persona: &'a str,
    #[serde(flatten)]
    segment: PageSegment,
}

/// CSV `person,label,segment,scoring`, with a header; the last three are empty for people of no
/// segment. A cell that a spreadsheet would take for a formula is led by an apostrophe (OWASP, CSV
/// injection).
#[must_use]
pub fn people_csv(analysis: &Analysis) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail; were it to, the row would be missing from no file.
    let _ = csv.write_record(["person", "label", "segment", "scoring"]);
    for (person, assigned) in assigned(analysis) {
        let [label, segment, scoring] = assigned.map_or_else(Default::default, |(label, page)| {
            [
                label,
                harmless(&page.segmento),
                format!("{:.2}", page.scoring),
            ]
        });
        let _ = csv.write_record([harmless(person), label, segment, scoring]);
    }
    csv.into_inner().unwrap_or_default()
}

/// The trade's JSON: an array of `{"persona", "segmento", "scoring", "eventi", "categoria"}`, without
/// the people of no segment.
#[must_use]
pub fn trade_json(analysis: &Analysis) -> Vec<u8> {
    let rows: Vec<TradeRow<'_>> = assigned(analysis)
        .into_iter()
        .filter_map(|(persona, assigned)| {
            assigned.map(|(_, segment)| TradeRow { persona, segment })
        })
        .collect();
    serde_json::to_vec_pretty(&rows).unwrap_or_default()
}

type Assigned<'a> = Vec<(&'a str, Option<(String, PageSegment)>)>;

/// By the assigner that publishing would publish. The rows stay with the marketer, so a segment
/// too small to publish, or a column of the desk only, does not stand in the way.
fn assigned(analysis: &Analysis) -> Assigned<'_> {
    let model = model_of(analysis);
    let scaled = scaled_rows(&analysis.columns, &analysis.raw);
    analysis
        .people
        .iter()
        .zip(scaled.rows())
        .map(|(person, row)| {
            let inside = membership(&model.assigner, model.segments.len(), &row.to_vec());
            let found = inside.and_then(|inside| {
                let assignment = Assignment {
                    score: worth(model.scoring.get(inside.segment)?, inside.score),
                    ..inside
                };
                let label = model.segments.get(assignment.segment)?.label.clone();
                Some((label, page_segment(&model, &assignment)?))
            });
            (person.as_str(), found)
        })
        .collect()
}
