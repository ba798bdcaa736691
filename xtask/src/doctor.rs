//! `cargo xtask doctor`: what is there and what is missing. Changes nothing.

use crate::place::Place;
use crate::say;
use crate::setup;

/// Prints the report.
pub fn run(place: &Place) {
    let findings = setup::findings(place);
    let mut rows = vec![
        ["tool", "wanted", "found", "what set-up would do"]
            .map(String::from)
            .to_vec(),
    ];
    for finding in &findings {
        rows.push(vec![
            finding.tool.to_owned(),
            finding.wanted.clone(),
            finding.found.clone().unwrap_or_else(|| "nothing".into()),
            finding
                .plan
                .clone()
                .unwrap_or_else(|| "nothing, it is ready".into()),
        ]);
    }
    print!("{}", say::table(&rows, &[]));
    let missing = findings
        .iter()
        .filter(|finding| finding.plan.is_some())
        .count();
    if missing == 0 {
        println!("\nEverything is there.");
    } else {
        println!("\n{missing} missing. `cargo xtask setup` takes care of them.");
    }
    println!("Tools are kept in {}.", place.cache.display());
}
