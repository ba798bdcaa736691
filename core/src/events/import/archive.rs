//! ZIP archives (APPNOTE.TXT 6.3.10), which are not read: whose they are, so that the refusal says
//! what to do.

use super::ImportError;

/// What the header of an entry begins with (4.3.7).
const ENTRY: &[u8] = b"PK\x03\x04";
/// What the directory of an archive without entries begins with (4.3.16).
const EMPTY: &[u8] = b"PK\x05\x06";
/// Bytes of an entry's header before its name.
const HEADER: usize = 30;
/// Entries looked at.
const ENTRIES: usize = 64;
/// Characters of a name shown.
const SHOWN: usize = 100;

/// Names in spreadsheets: Office Open XML and OpenDocument.
const WORKBOOK: [&str; 2] = ["[Content_Types].xml", "mimetype"];

/// Why the file cannot be read, if it is an archive.
pub(super) fn refused(head: &[u8]) -> Option<ImportError> {
    if !head.starts_with(ENTRY) && !head.starts_with(EMPTY) {
        return None;
    }
    let names = names(head);
    let any = |of: &dyn Fn(&str) -> bool| names.iter().any(|name| of(name));
    if any(&|name| WORKBOOK.contains(&name)) {
        return Some(ImportError::Workbook);
    }
    // Plausible's data export and its dashboard's; Umami's dashboard's (addresses: aggregates.rs).
    let plausible = |name: &str| {
        (name.starts_with("imported_") && name.ends_with(".csv")) || name == "utm_mediums.csv"
    };
    let tool = if any(&plausible) {
        "Plausible"
    } else if any(&|name| name == "os.csv") {
        "Umami"
    } else {
        let inside = names.into_iter().next().unwrap_or_default();
        return Some(ImportError::Zip { inside });
    };
    Some(ImportError::Aggregate {
        tool: tool.to_owned(),
    })
}

/// The names of the first entries, as far as the head holds them. The sizes in a header may be
/// told only behind the entry, so headers are looked for, not counted to.
fn names(head: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = head;
    while found.len() < ENTRIES {
        let Some(at) = rest.windows(ENTRY.len()).position(|four| four == ENTRY) else {
            break;
        };
        let entry = rest.get(at..).unwrap_or_default();
        rest = entry.get(ENTRY.len()..).unwrap_or_default();
        let Some(&[low, high]) = entry.get(26..28) else {
            break;
        };
        let length = usize::from(u16::from_le_bytes([low, high]));
        let name = entry.get(HEADER..HEADER + length).map(std::str::from_utf8);
        if let Some(Ok(name)) = name {
            found.push(name.chars().take(SHOWN).collect());
        }
    }
    found
}
