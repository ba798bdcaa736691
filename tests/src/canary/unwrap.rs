//! Bytes that were sent → all that can be read out of them by undoing percent, base64, hex and compression.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::collections::BTreeSet;
use std::io::Read as _;

const DEPTH: usize = 3;
/// A small body that inflates to more than this is not looked at further.
const MOST_INFLATED: u64 = 4 << 20;
/// Shorter runs hold no canary.
const LEAST_RUN: usize = 8;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// The bytes themselves and everything found inside, each with the way there (`"base64 > gzip > "`).
pub(super) fn unwrapped(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut known = BTreeSet::from([bytes.to_vec()]);
    let mut all = vec![(String::new(), bytes.to_vec())];
    let mut from = 0;
    for _ in 0..DEPTH {
        let end = all.len();
        for at in from..end {
            let (path, view) = all[at].clone();
            for (step, inner) in step(&view) {
                if inner.len() >= LEAST_RUN && known.insert(inner.clone()) {
                    all.push((format!("{path}{step} > "), inner));
                }
            }
        }
        from = end;
    }
    all
}

fn step(view: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut found = Vec::new();
    if let Some(plain) = percent_decoded(view) {
        found.push(("percent", plain));
    }
    for run in runs(view, |b| {
        b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_')
    }) {
        let url = run.iter().any(|b| matches!(b, b'-' | b'_'));
        let engine = if url { &URL_SAFE } else { &STANDARD };
        for start in 0..4.min(run.len()) {
            // A lone last character carries no byte.
            let slice = &run[start..];
            let slice = if slice.len() % 4 == 1 {
                &slice[..slice.len() - 1]
            } else {
                slice
            };
            if let Ok(plain) = engine.decode(slice) {
                found.push(("base64", plain));
            }
        }
    }
    for run in runs(view, |b| b.is_ascii_hexdigit()) {
        found.extend((0..2).filter_map(|start| Some(("hex", unhex(run.get(start..)?)))));
    }
    inflate_all(view, &mut found);
    found
}

fn runs(view: &[u8], belongs: impl Fn(u8) -> bool) -> impl Iterator<Item = &[u8]> {
    view.split(move |b| !belongs(*b))
        .filter(|run| run.len() >= LEAST_RUN)
}

fn unhex(run: &[u8]) -> Vec<u8> {
    let digit = |b: u8| char::from(b).to_digit(16).unwrap_or_default() as u8;
    run.as_chunks::<2>()
        .0
        .iter()
        .map(|[high, low]| digit(*high) << 4 | digit(*low))
        .collect()
}

/// `None` if there is nothing to decode.
fn percent_decoded(view: &[u8]) -> Option<Vec<u8>> {
    view.contains(&b'%').then(|| {
        let mut plain = Vec::with_capacity(view.len());
        let mut rest = view;
        while let Some((&first, tail)) = rest.split_first() {
            match tail {
                [high, low, after @ ..]
                    if first == b'%' && high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
                {
                    plain.extend(unhex(&[*high, *low]));
                    rest = after;
                }
                _ => {
                    plain.push(first);
                    rest = tail;
                }
            }
        }
        plain
    })
}

fn inflate_all(view: &[u8], found: &mut Vec<(&'static str, Vec<u8>)>) {
    let mut keep = |name, reader: &mut dyn std::io::Read| {
        let mut plain = Vec::new();
        // A stream that breaks off has still said what came before.
        let _ = reader.take(MOST_INFLATED).read_to_end(&mut plain);
        if !plain.is_empty() {
            found.push((name, plain));
        }
    };
    for at in 0..view.len().saturating_sub(2) {
        let rest = &view[at..];
        match rest {
            [0x1f, 0x8b, 8, ..] => keep("gzip", &mut flate2::read::GzDecoder::new(rest)),
            [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => {
                keep("zlib", &mut flate2::read::ZlibDecoder::new(rest))
            }
            _ => {}
        }
    }
    // Raw deflate has no mark: tried where a body begins, and at the head of what was decoded.
    let body = view
        .windows(2)
        .position(|w| w == b"\n\n")
        .map(|at| &view[at + 2..]);
    for start in [Some(view), body].into_iter().flatten() {
        keep("deflate", &mut flate2::read::DeflateDecoder::new(start));
    }
}
