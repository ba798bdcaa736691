//! What a rule may count here.

use recinto_core::features::{Daypart, Word, intents::starter_intents};
use recinto_web::protocol::Findings;

/// What happens in every shop, what was measured, what the marketer and the dictionary define, and
/// when.
pub fn countable(findings: &Findings) -> Vec<String> {
    let kinds = [
        "page",
        "view_item",
        "add_to_cart",
        "purchase",
        "search",
        "visit_store",
        "session",
    ];
    let measured = findings.features.iter().map(|named| named.of.clone());
    let single = |word: &String| !word.contains(['*', '>']) && Word::known(word).is_some();
    let intents = starter_intents();
    let sought = intents
        .iter()
        .map(|intent| ["intent:", &intent.name].concat());
    let parts = Daypart::ALL.map(|part| ["daypart:", part.name()].concat());
    let mut words: Vec<String> = Vec::new();
    for word in kinds
        .map(str::to_owned)
        .into_iter()
        .chain(measured.filter(single))
        .chain(findings.defined.iter().cloned())
        .chain(sought)
        .chain(parts)
        .chain(["weekend".to_owned()])
    {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}
