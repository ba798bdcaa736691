//! The list of hashes that a release has beside the files a site hosts.

use recinto_collector::Integrity;
use std::collections::BTreeMap;
use std::path::Path;

/// The hash of the gate in a folder of the tracker's files. None where there is no such list: the tag works without.
pub(crate) fn gate_integrity(tracker: &Path) -> Option<Integrity> {
    let list = std::fs::read(tracker.join("hashes.json")).ok()?;
    let hashes: BTreeMap<String, String> = serde_json::from_slice(&list).ok()?;
    Integrity::parse(hashes.get("gate.js")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gates_hash_is_read_from_the_list() {
        let folder = std::env::temp_dir().join(format!("recinto-release-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        assert_eq!(gate_integrity(&folder), None);
        let hash = format!("sha384-{}", "A".repeat(64));
        for (list, found) in [
            (
                format!("{{\"engine.js\": \"x\", \"gate.js\": \"{hash}\"}}"),
                Some(hash.as_str()),
            ),
            (
                "{\"gate.js\": \"sha384-\\\" onload=alert(1)\"}".to_owned(),
                None,
            ),
            ("{}".to_owned(), None),
            ("[".to_owned(), None),
        ] {
            std::fs::write(folder.join("hashes.json"), &list).unwrap();
            assert_eq!(
                gate_integrity(&folder)
                    .map(|hash| hash.to_string())
                    .as_deref(),
                found,
                "{list}"
            );
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
