//! The names between WebAssembly and its glue.
//!
//! wasm-bindgen ends each import in a hash of 16 hex digits, once in the program and once in the glue. Hashes do not
//! compress; numbers do, and a program and its glue only have to agree with each other. Of the same length, so that no
//! offset in the program moves.

use std::collections::BTreeMap;

/// The digits of a hash.
const DIGITS: usize = 16;

/// Puts numbers for the hashes in both, in the order of the glue.
pub fn numbered(glue: &mut [u8], program: &mut [u8]) {
    let mut numbers = BTreeMap::new();
    for hash in hashes(glue) {
        let number = format!("{:0DIGITS$}", numbers.len()).into_bytes();
        numbers.entry(hash).or_insert(number);
    }
    for bytes in [glue, program] {
        let mut at = 0;
        while at + DIGITS < bytes.len() {
            let number = bytes
                .get(at..at + 1 + DIGITS)
                .filter(|found| found.starts_with(b"_"))
                .and_then(|found| numbers.get(&found[1..]));
            if let Some(number) = number {
                bytes[at + 1..=at + DIGITS].copy_from_slice(number);
            }
            at += 1;
        }
    }
}

/// The hashes at the ends of wasm-bindgen's names.
fn hashes(glue: &[u8]) -> Vec<Vec<u8>> {
    let of_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let names = glue.split(|byte| !of_name(byte));
    names
        .filter(|name| name.starts_with(b"__wb"))
        .filter_map(|name| {
            let (_, hash) = name.split_at_checked(name.len().checked_sub(DIGITS + 1)?)?;
            let hash = hash.strip_prefix(b"_")?;
            let hex = hash.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            hex.then(|| hash.to_vec())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_get_the_same_number_and_no_byte_moves() {
        let mut glue =
            b"__wbg_get_2080c49015e35254: a, __wbg_set_00c1f2ab00c1f2ab: b, __wbindgen_throw"
                .to_vec();
        let mut program =
            b"\x1a__wbg_set_00c1f2ab00c1f2ab\x1a__wbg_get_2080c49015e35254\x00".to_vec();
        let length = (glue.len(), program.len());
        numbered(&mut glue, &mut program);
        assert_eq!((glue.len(), program.len()), length);
        assert!(glue.starts_with(b"__wbg_get_0000000000000000: a, __wbg_set_0000000000000001: b"));
        assert!(glue.ends_with(b"__wbindgen_throw"));
        assert_eq!(
            program,
            b"\x1a__wbg_set_0000000000000001\x1a__wbg_get_0000000000000000\x00"
        );
    }
}
