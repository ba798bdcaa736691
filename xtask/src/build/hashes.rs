//! SHA-384 of what a site hosts, in the form that the `integrity` attribute takes.

use crate::error::Result;
use crate::place::{files_under, read, write};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};
use std::collections::BTreeMap;
use std::path::Path;

/// The name of the list.
pub const FILE: &str = "hashes.json";

/// `sha384-…` of some bytes.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// Writes the list of all files of a folder into it.
pub fn write_list(folder: &Path) -> Result<()> {
    let mut list = BTreeMap::new();
    for file in files_under(folder)? {
        let name = file
            .strip_prefix(folder)
            .unwrap_or(&file)
            .to_string_lossy()
            .replace('\\', "/");
        if name != FILE {
            list.insert(name, integrity(&read(&file)?));
        }
    }
    write(
        &folder.join(FILE),
        format!("{:#}\n", serde_json::json!(list)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_other_tools() {
        // printf 'alert(1)' | openssl dgst -sha384 -binary | base64 -w0
        let known = "sha384-HT2E9NfWiuQ/w1PRai+hTyqW16NIoCGA/m8VQDUopfAtcz6YQjtsMmQd5uRbVDpW";
        assert_eq!(integrity(b"alert(1)"), known);
    }
}
