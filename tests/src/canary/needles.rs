//! One spelling of a canary → the runs of bytes to look for.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use md5::Md5;
use sha2::{Digest as _, Sha256};

/// Every listed encoding of `spelling`, with its name.
pub(super) fn needles(spelling: &str) -> Vec<(String, Vec<u8>)> {
    let plain = spelling.as_bytes().to_vec();
    let little: Vec<u8> = spelling.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = spelling.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut sources = vec![
        ("text", plain.clone()),
        ("utf-16le", little),
        ("utf-16be", big),
    ];
    if let Ok(number) = spelling.parse::<f64>()
        // A round number's eight bytes are mostly zeros.
        && number.fract() != 0.0
    {
        sources.push(("f64le", number.to_le_bytes().to_vec()));
        sources.push(("f64be", number.to_be_bytes().to_vec()));
    }
    sources.push(("sha-256", Sha256::digest(&plain).to_vec()));
    sources.push(("md5", Md5::digest(&plain).to_vec()));

    let mut all = Vec::new();
    for (name, bytes) in sources {
        all.push((format!("{name} hex"), hex(&bytes, false)));
        all.push((format!("{name} HEX"), hex(&bytes, true)));
        for offset in 0..3 {
            let (standard, url) = base64_middle(&bytes, offset);
            if url != standard {
                all.push((format!("{name} base64url+{offset}"), url));
            }
            all.push((format!("{name} base64+{offset}"), standard));
        }
        all.push((name.to_owned(), bytes));
    }
    all
}

fn hex(bytes: &[u8], upper: bool) -> Vec<u8> {
    let text: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    if upper {
        text.to_uppercase().into_bytes()
    } else {
        text.into_bytes()
    }
}

/// The characters of the base64 of `bytes` that do not depend on what stands around them, when `offset` bytes (modulo
/// three) stand before.
fn base64_middle(bytes: &[u8], offset: usize) -> (Vec<u8>, Vec<u8>) {
    let padded = [vec![0; offset], bytes.to_vec()].concat();
    let first = (offset * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    let cut = |text: String| {
        text.as_bytes()
            .get(first..last)
            .unwrap_or_default()
            .to_vec()
    };
    (
        cut(STANDARD_NO_PAD.encode(&padded)),
        cut(URL_SAFE_NO_PAD.encode(&padded)),
    )
}
