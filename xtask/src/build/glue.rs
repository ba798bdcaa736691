//! WebAssembly and its glue, as wasm-bindgen makes them, less what no visitor needs.
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

/// What is in the glue for who starts it otherwise than we do, and for browsers older than those that the scripts are
/// built for (`es2022`): where it begins, and what comes after it.
const NEEDLESS: [(&str, &str); 7] = [
    // `initSync` with a bare module.
    (
        " else {\n            console.warn('using deprecated",
        "\n    }\n\n    const imports",
    ),
    // A `TextEncoder` without `encodeInto`.
    ("if (!('encodeInto' in", "let WASM_VECTOR_LEN"),
    // A text handed over without a way to make more room.
    (
        "    if (realloc === undefined) {",
        "    let len = arg.length;",
    ),
    // Giving memory back: a page has one `Mind`, and another only after each withdrawal.
    ("    __destroy_into_raw() {", "    /**"),
    ("        MindFinalization.register", "        return this;"),
    ("if (Symbol.dispose) ", "\n"),
    ("const MindFinalization = ", "\n\n"),
];

/// The glue without what is needless. The beginning of what another version of wasm-bindgen does not write.
pub fn trimmed(glue: &str) -> Result<String, &'static str> {
    let mut glue = glue.to_owned();
    for (from, to) in NEEDLESS {
        let (before, rest) = glue.split_once(from).ok_or(from)?;
        let after = rest.find(to).and_then(|at| rest.get(at..)).ok_or(from)?;
        glue = [before, after].concat();
    }
    Ok(glue)
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
    fn what_is_needless_goes_and_what_is_unknown_is_an_error() {
        let known = "class Mind {\n    __destroy_into_raw() {\n a\n    /**\n    make() {\n        MindFinalization.register(this);\n        return this;\n    }\n}\n\
            if (Symbol.dispose) Mind.prototype[Symbol.dispose] = a;\n\
            const MindFinalization = {}\n : b;\n\n\
            function pass(arg) {\n    if (realloc === undefined) {\n c }\n    let len = arg.length;\n}\n\
            if (!('encodeInto' in d)) { e }\n\nlet WASM_VECTOR_LEN = 0;\n\
            if (f) {\n g\n        } else {\n            console.warn('using deprecated')\n        }\n    }\n\n    const imports = h;";
        assert_eq!(
            trimmed(known).as_deref(),
            Ok(
                "class Mind {\n    /**\n    make() {\n        return this;\n    }\n}\n\
                \n\
                \n\n\
                function pass(arg) {\n    let len = arg.length;\n}\n\
                let WASM_VECTOR_LEN = 0;\n\
                if (f) {\n g\n        }\n    }\n\n    const imports = h;"
            )
        );
        assert!(trimmed("of another version").is_err());
    }

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
