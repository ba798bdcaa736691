//! What a site owner pastes.

use crate::{Integrity, Origin, ScriptHashes};

/// The script tag of a site, with the hash of the gate where it is known. `site` is a checked id, an origin has no quote
/// in it and a hash none either, so nothing needs an escape.
#[must_use]
pub fn snippet(site: &str, collector: &Origin, hashes: &ScriptHashes) -> String {
    let integrity = attribute(hashes.gate.as_ref());
    format!(
        "<script async src=\"/recinto/gate.js\"{integrity} data-site=\"{site}\" data-collector=\"{collector}\"></script>"
    )
}

/// The tag beside it, with which a visit tells scroll, time in view, links and searches by itself.
#[must_use]
pub fn capture_snippet(hashes: &ScriptHashes) -> String {
    let integrity = attribute(hashes.capture.as_ref());
    format!("<script async src=\"/recinto/site/capture.js\"{integrity}></script>")
}

fn attribute(hash: Option<&Integrity>) -> String {
    hash.map_or_else(String::new, |hash| format!(" integrity=\"{hash}\""))
}
