//! Visits to a point of sale (`visit_store`): told by a QR code's link or by a beacon.
//!
//! A QR code at the shop leads to a page of the site with `recinto_store=<id>` in its query
//! (`https://shop.example/qui?recinto_store=duomo-1`); the page view then counts as a visit. A
//! beacon's app calls the site's `recinto.event('visit_store', …)` itself.

/// The parameter of the link.
pub const STORE_PARAMETER: &str = "recinto_store";

/// The most characters of a point of sale's id.
pub const STORE_MAX: usize = 64;

/// The id of the point of sale that a page's address names: 1 to [`STORE_MAX`] of `A–Z a–z 0–9 . _
/// ~ -`, which need no escapes in an address. `None` if there is none, if it holds anything else,
/// or if the address names two different ones.
#[must_use]
pub fn store_of_link(page: &str) -> Option<&str> {
    let (address, _fragment) = page.split_once('#').unwrap_or((page, ""));
    let (_path, query) = address.split_once('?')?;
    let mut found = None;
    for pair in query.split('&') {
        let Some((STORE_PARAMETER, id)) = pair.split_once('=') else {
            continue;
        };
        let known = (1..=STORE_MAX).contains(&id.len())
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'~' | b'-'));
        if !known || found.is_some_and(|other| other != id) {
            return None;
        }
        found = Some(id);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_taken_from_the_query_alone() {
        let long = format!("/?recinto_store={}", "x".repeat(STORE_MAX + 1));
        for (page, id) in [
            (
                "https://shop.example/qui?recinto_store=duomo-1",
                Some("duomo-1"),
            ),
            ("/qui?a=1&recinto_store=duomo-1&b=2#top", Some("duomo-1")),
            ("/qui?recinto_store=a&recinto_store=a", Some("a")),
            ("/qui?recinto_store=a&recinto_store=b", None),
            ("/qui?xrecinto_store=a", None),
            ("/qui?recinto_store=", None),
            ("/qui?recinto_store=a%20b", None),
            ("/qui?recinto_store", None),
            ("/qui#?recinto_store=a", None),
            ("/recinto_store=a", None),
            ("", None),
            (long.as_str(), None),
        ] {
            assert_eq!(store_of_link(page), id, "{page}");
        }
    }
}
