//! What a site owner pastes.

use crate::{Integrity, Origin};

/// The script tag of a site, with the hash of the gate where it is known. `site` is a checked id, an origin has no quote
/// in it and a hash none either, so nothing needs an escape.
#[must_use]
pub fn snippet(site: &str, collector: &Origin, gate: Option<&Integrity>) -> String {
    let integrity = gate.map_or_else(String::new, |hash| format!(" integrity=\"{hash}\""));
    format!(
        "<script async src=\"/recinto/gate.js\"{integrity} data-site=\"{site}\" data-collector=\"{collector}\"></script>"
    )
}
