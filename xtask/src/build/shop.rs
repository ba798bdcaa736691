//! The demo shop: its static files with the tracker beside them, as a site that hosts the tracker itself has it.

use super::hashes::{self, integrity};
use super::require;
use crate::error::{Result, TaskError};
use crate::place::{Place, copy_folder, files_under, fresh_folder, read, write};
use std::path::Path;

const SOURCE: &str = "cli/shop";
/// How the gate's tag begins on every page of the shop.
const TAG: &str = "<script async src=\"/recinto/gate.js\"";

/// Copies the shop, once with the tracker that is shipped and once with the one for the tests.
pub fn build(place: &Place) -> Result<()> {
    require(
        "the demo shop",
        &place.root,
        &format!("{SOURCE}/index.html"),
    )?;
    for (shop, tracker) in [("shop", "tracker"), ("shop-test", "tracker-test")] {
        let folder = place.dist.join(shop);
        fresh_folder(&folder)?;
        copy_folder(&place.root.join(SOURCE), &folder)?;
        copy_folder(&place.dist.join(tracker), &folder.join("recinto"))?;
        hold_the_gate(&folder)?;
    }
    Ok(())
}

/// Gives the gate's tags its hash, so that an altered gate does not start. The source cannot have it: it changes with
/// every build.
fn hold_the_gate(folder: &Path) -> Result<()> {
    let hash = integrity(&read(&folder.join("recinto/gate.js"))?);
    for page in files_under(folder)? {
        if page.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let text = String::from_utf8_lossy(&read(&page)?).into_owned();
        let held = with_hash(&text, &hash).ok_or_else(|| TaskError::Part {
            part: "the demo shop",
            problem: format!(
                "{} has no `{TAG}`; {} has the hash for it",
                page.display(),
                hashes::FILE
            ),
        })?;
        write(&page, held)?;
    }
    Ok(())
}

/// The page with the hash on the gate's tag; none if it has no such tag.
fn with_hash(page: &str, hash: &str) -> Option<String> {
    page.contains(TAG)
        .then(|| page.replace(TAG, &format!("{TAG} integrity=\"{hash}\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gates_tag_gets_the_hash_and_no_other() {
        let page = "<script async src=\"/recinto/gate.js\" data-site=\"a\"></script><script src=\"/js/cart.js\"></script>";
        assert_eq!(
            with_hash(page, "sha384-x").as_deref(),
            Some(
                "<script async src=\"/recinto/gate.js\" integrity=\"sha384-x\" data-site=\"a\"></script><script src=\"/js/cart.js\"></script>"
            )
        );
    }

    #[test]
    fn a_page_without_the_tag_is_a_mistake() {
        assert_eq!(
            with_hash("<script src=\"/recinto/gate.js\"></script>", "sha384-x"),
            None
        );
    }
}
