//! A source's names of events → ours.

use crate::events::EventKind;

/// Names of other tools for our kinds.
const KNOWN: [(&str, &str); 22] = [
    ("page_view", "page"),
    ("pageview", "page"),
    ("screen_view", "page"),
    ("view", "page"),
    ("pagina", "page"),
    ("visita", "page"),
    ("clic", "click"),
    ("order", "purchase"),
    ("ordine", "purchase"),
    ("acquisto", "purchase"),
    ("transaction", "purchase"),
    ("payment_done", "purchase"),
    ("order_completed", "purchase"),
    ("cart", "add_to_cart"),
    ("carrello", "add_to_cart"),
    ("product_added", "add_to_cart"),
    ("product", "view_item"),
    ("prodotto", "view_item"),
    ("product_view", "view_item"),
    ("product_viewed", "view_item"),
    ("ricerca", "search"),
    ("view_search_results", "search"),
];

/// The kind of a name, in its text form: one of ours, or `custom:` with the name's own letters.
#[must_use]
pub fn kind_of(name: &str) -> String {
    let plain: String = name
        .trim()
        .to_lowercase()
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .take(32)
        .collect();
    let known = KNOWN
        .iter()
        .find(|(theirs, _)| *theirs == plain)
        .map_or(plain.as_str(), |(_, ours)| *ours);
    EventKind::try_from(known.to_owned())
        .unwrap_or(EventKind::Custom(plain))
        .to_string()
}

/// The kinds of a file: each name is looked at once.
#[derive(Debug, Clone, Default)]
pub struct Kinds {
    known: Vec<(Box<str>, Box<str>)>,
    last: String,
}

/// Names remembered. A file with more names its events by something else than their kind.
const MOST_KNOWN: usize = 256;

impl Kinds {
    /// The kind of a name, as [`kind_of`].
    pub fn of(&mut self, name: &str) -> &str {
        if let Some(at) = self.known.iter().position(|(known, _)| **known == *name) {
            // The frequent ones move to the front.
            let at = if at > 0 {
                self.known.swap(at, at / 2);
                at / 2
            } else {
                at
            };
            return self.known.get(at).map_or("", |(_, kind)| kind);
        }
        let kind = kind_of(name);
        if self.known.len() < MOST_KNOWN {
            self.known.push((name.into(), kind.into()));
            return self.known.last().map_or("", |(_, kind)| kind);
        }
        self.last = kind;
        &self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_and_the_sites_own() {
        for (name, kind) in [
            ("page_view", "page"),
            ("Order Completed", "purchase"),
            ("purchase", "purchase"),
            ("Promo Page", "custom:promo_page"),
            ("Città", "custom:citt_"),
            ("visit_store", "visit_store"),
        ] {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }

    #[test]
    fn remembered_names_stay_right() {
        let mut kinds = Kinds::default();
        for round in 0..3 {
            for n in 0..600 {
                assert_eq!(
                    kinds.of(&format!("e{n}")),
                    format!("custom:e{n}"),
                    "{round}"
                );
            }
        }
        assert_eq!(kinds.known.len(), MOST_KNOWN);
    }
}
