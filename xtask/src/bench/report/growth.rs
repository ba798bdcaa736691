//! How our cost grows.

use super::super::growth::Grown;
use super::{seconds, table};

/// One table for all series.
pub fn section(grown: &[Grown]) -> String {
    if grown.is_empty() {
        return String::new();
    }
    let head = [
        "work",
        "grows",
        "sizes",
        "median s",
        "s per iteration",
        "exponent",
    ];
    let rows: Vec<Vec<String>> = grown.iter().map(row).collect();
    format!(
        "## Growth, native\n\nThe exponent b of time ≈ a·sizeᵇ by least squares over the logarithms, of the time per \
         iteration where there are iterations.\n\n{}",
        table(&head, &rows)
    )
}

fn row(grown: &Grown) -> Vec<String> {
    let list = |cells: Vec<String>| cells.join(", ");
    let per_iteration = grown
        .points
        .iter()
        .map(|(_, _, one)| one.map_or_else(|| "—".into(), |t| format!("{t:.2e}")));
    let exponent = grown
        .exponent()
        .map_or_else(|| "—".into(), |b| format!("{b:.2}"));
    vec![
        grown.name.clone(),
        grown.axis.clone(),
        list(
            grown
                .points
                .iter()
                .map(|(size, _, _)| size.to_string())
                .collect(),
        ),
        list(
            grown
                .points
                .iter()
                .map(|(_, time, _)| seconds(*time))
                .collect(),
        ),
        list(per_iteration.collect()),
        grown
            .trouble
            .clone()
            .map_or(exponent.clone(), |why| format!("{exponent} ({why})")),
    ]
}
