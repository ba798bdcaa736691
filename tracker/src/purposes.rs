//! The four purposes, as the bits of the choice record.

/// Keep events and a profile on the device.
pub const SEGMENT: u32 = 1;
/// Send the label report.
pub const REPORT: u32 = 2;
/// Use the position.
pub const POSITION: u32 = 4;
/// Hand the segment to advertising tools on the page.
pub const ACTIVATE: u32 = 8;

/// The names of the purposes granted, joined by blanks; "none" without any.
#[must_use]
pub fn names(purposes: u32) -> String {
    let granted: Vec<&str> = [
        (SEGMENT, "segment"),
        (REPORT, "report"),
        (POSITION, "position"),
        (ACTIVATE, "activate"),
    ]
    .into_iter()
    .filter(|(bit, _)| purposes & bit != 0)
    .map(|(_, name)| name)
    .collect();
    if granted.is_empty() {
        "none".to_owned()
    } else {
        granted.join(" ")
    }
}
