//! A script of the story's own, before every one of the visited page's: it comes with the page, so that it works in any
//! browser and under the page's own policy.

use super::{Proxy, Tamper};
use crate::server::SHOP;
use std::sync::PoisonError;

/// The page as it lies among the tests' sites.
const PAGE: &str = include_str!("../../sites/visit.html");
const HEAD: &str = "<head>\n";
const TAG: &str = "<script src=\"/tests/planted.js\"></script>\n";

impl Proxy {
    /// From now on this script runs in the visited page before anything else does.
    pub fn plant(&self, source: &str) {
        self.replant(Some(source.to_owned()));
    }

    /// The page comes as it is.
    pub fn unplant(&self) {
        self.replant(None);
    }

    fn replant(&self, source: Option<String>) {
        *self.planted.lock().unwrap_or_else(PoisonError::into_inner) = source;
    }
}

/// What becomes of a request while a script is planted.
pub(super) fn wish(url: &str, source: &str) -> Option<Tamper> {
    let path = url.strip_prefix(SHOP)?.split('?').next()?;
    let text = match path {
        "/tests/visit.html" => planted_page(),
        "/tests/planted.js" => source.to_owned(),
        _ => return None,
    };
    Some(Tamper::Replace(text.into_bytes()))
}

fn planted_page() -> String {
    let page = PAGE.replacen(HEAD, &format!("{HEAD}{TAG}"), 1);
    assert!(page.contains(TAG), "the page has a head");
    page
}
