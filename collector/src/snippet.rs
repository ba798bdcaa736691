//! What a site owner pastes.

use crate::Origin;

/// The script tag of a site. `site` is a checked id and an origin has no quote in it, so nothing
/// needs an escape.
#[must_use]
pub fn snippet(site: &str, collector: &Origin) -> String {
    format!(
        "<script async src=\"/recinto/gate.js\" data-site=\"{site}\" data-collector=\"{collector}\"></script>"
    )
}
