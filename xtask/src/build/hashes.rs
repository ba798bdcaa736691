//! Hashes of what a site hosts, in the form that the `integrity` attribute takes.

use crate::error::Result;
use crate::place::{files_under, read, write};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};
use std::collections::BTreeMap;
use std::path::Path;

/// The name of the list.
pub const FILE: &str = "hashes.json";

/// `sha384-…` of some bytes.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// `sha256-…` of some bytes: what our own scripts carry of each other. As good for this as the longer one, and a third
/// shorter: no compression shortens a hash, and the gate has to carry three.
pub fn short_integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
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
        // The same with -sha256.
        let known = "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=";
        assert_eq!(short_integrity(b"alert(1)"), known);
    }
}
