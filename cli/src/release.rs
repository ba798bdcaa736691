//! The list of hashes that a release has beside the files a site hosts.

use recinto_collector::{Integrity, ScriptHashes};
use std::collections::BTreeMap;
use std::path::Path;

/// The hashes of a folder of the tracker's files. None where there is no such list: the tags work without.
pub(crate) fn script_hashes(tracker: &Path) -> ScriptHashes {
    let list = std::fs::read(tracker.join("hashes.json")).unwrap_or_default();
    let list: BTreeMap<String, String> = serde_json::from_slice(&list).unwrap_or_default();
    let of = |file: &str| Integrity::parse(list.get(file)?);
    ScriptHashes {
        gate: of("gate.js"),
        capture: of("site/capture.js"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_are_read_from_the_list() {
        let folder = std::env::temp_dir().join(format!("recinto-release-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        assert_eq!(script_hashes(&folder), ScriptHashes::default());
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
                script_hashes(&folder)
                    .gate
                    .map(|hash| hash.to_string())
                    .as_deref(),
                found,
                "{list}"
            );
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
