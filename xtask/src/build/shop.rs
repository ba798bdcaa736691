//! The demo shop: its static files with the tracker beside them, as a site that hosts the tracker itself has it.

use super::require;
use crate::error::Result;
use crate::place::{Place, copy_folder, fresh_folder};

const SOURCE: &str = "cli/shop";

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
    }
    Ok(())
}
