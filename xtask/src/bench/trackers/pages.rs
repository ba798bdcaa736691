//! The standard visit: ten plain pages of a shop, what is told on each, and the values planted in them.

use serde_json::{Value, json};
use std::fmt::Write as _;

/// One page: its address holds a value of its own, and one event is told on it.
pub struct Page {
    /// The last part of its address.
    pub slug: &'static str,
    /// What happens there.
    pub event: Event,
}

/// What is told to a tracker.
pub enum Event {
    /// Something about an item: the kind, the item, its price.
    Item(&'static str, &'static str, f64),
    /// A search; its text stands in the page's address too, as on every page of results.
    Search(&'static str),
}

use Event::{Item, Search};

const fn page(slug: &'static str, event: Event) -> Page {
    Page { slug, event }
}

/// From the first page to the order.
pub const PAGES: [Page; 10] = [
    page(
        "heron-q7fwv81",
        Item("view_item", "SKU-dunlin-55Rx", 7391.43),
    ),
    page("siskin-pt42kx", Search("wrenga93mml")),
    page(
        "osprey-nn5ujk2",
        Item("view_item", "SKU-avocet-31Lb", 8264.91),
    ),
    page(
        "pipit-wd10sea",
        Item("add_to_cart", "SKU-plover-90Qz", 6173.28),
    ),
    page("merlin-oy77ttc", Search("kestrelvq8zt")),
    page(
        "godwit-8hhzz4",
        Item("view_item", "SKU-curlew-22Vv", 5928.67),
    ),
    page(
        "redstart-xm7b",
        Item("add_to_cart", "SKU-bittern-7Kp", 4815.16),
    ),
    page(
        "lapwing-3cdq9",
        Item("view_item", "SKU-smew-4411Jd", 3407.52),
    ),
    page(
        "nightjar-u6y1",
        Item("view_item", "SKU-garganey-8", 9182.74),
    ),
    page(
        "turnstone-k0e",
        Item("purchase", "SKU-phalarope-3", 2659.38),
    ),
];

impl Page {
    /// Path and query.
    pub fn path(&self) -> String {
        match self.event {
            Search(text) => format!("/p/{}?q={text}", self.slug),
            Item(..) => format!("/p/{}", self.slug),
        }
    }

    /// The event as the page's script takes it.
    pub fn told(&self) -> Value {
        match self.event {
            Search(query) => json!({ "kind": "search", "query": query }),
            Item(kind, item, price) => {
                json!({ "kind": kind, "item": item, "price": price, "currency": "EUR" })
            }
        }
    }
}

/// The page at a path, with what a contestant wants in its head.
pub fn html(path: &str, head: &str) -> Option<String> {
    let slug = path.split('?').next()?.strip_prefix("/p/")?;
    let at = PAGES.iter().position(|page| page.slug == slug)?;
    let mut body = String::new();
    for (number, page) in PAGES.iter().enumerate() {
        let _ = writeln!(
            body,
            "<li><a href=\"{}\">Page {}</a>",
            page.path(),
            number + 1
        );
    }
    Some(format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>A shop, page {}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n{head}\n<h1>A shop, page {}</h1>\n<ul>\n{body}</ul>\n</html>\n",
        at + 1,
        at + 1
    ))
}

/// A kind of planted value, and its spellings, one list per value.
pub struct Planted {
    /// What it is.
    pub name: &'static str,
    /// The values.
    pub values: Vec<Vec<String>>,
}

/// Everything planted in the visit.
pub fn planted() -> [Planted; 4] {
    let mut all = [
        "page addresses",
        "product ids",
        "prices",
        "texts searched for",
    ]
    .map(|name| Planted {
        name,
        values: Vec::new(),
    });
    for page in &PAGES {
        all[0].values.push(vec![page.slug.to_owned()]);
        match page.event {
            Search(text) => all[3].values.push(vec![text.to_owned()]),
            Item(_, item, price) => {
                all[1].values.push(vec![item.to_owned()]);
                let plain = price.to_string();
                all[2]
                    .values
                    .push(vec![plain.replace('.', ","), plain.replace('.', ""), plain]);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_value_is_planted_twice_or_stands_in_a_page_by_chance() {
        let all = planted();
        let values: Vec<&String> = all.iter().flat_map(|one| &one.values).flatten().collect();
        let distinct: BTreeSet<_> = values.iter().collect();
        assert_eq!(distinct.len(), values.len());
        assert!(
            values.iter().all(|value| value.len() >= 6),
            "a short value turns up by chance"
        );
        let counts = all.map(|one| one.values.len());
        assert_eq!(counts, [10, 8, 8, 2]);
    }

    #[test]
    fn every_page_is_there_with_the_head_of_the_contestant() {
        for page in &PAGES {
            let html = html(&page.path(), "<script>x</script>").expect("it is a page");
            assert!(html.contains("<script>x</script>"));
        }
        assert!(html("/p/none", "").is_none());
    }
}
