//! Canaries: values planted in a visit or a file that nothing else in the world holds, and the search for them in
//! everything that left, whatever it was wrapped in.
//!
//! | wrapping | found by |
//! | --- | --- |
//! | plain, UTF-16 (both orders) | the bytes themselves |
//! | percent-encoding, also twice | decoding what was sent |
//! | base64 and base64url, at any of the three offsets, padded or not | the middle of the encoded value, and decoding |
//! | hex, both cases | the encoded value, and decoding |
//! | gzip, zlib, raw deflate | inflating every run of bytes that could be one |
//! | SHA-256 and MD5: raw, hex, base64 | the digest of the value |
//!
//! What was decoded is searched again, three wrappings deep. Numbers are looked for in several spellings.

mod needles;
mod unwrap;

use crate::record::Seen;
use needles::needles;
use unwrap::unwrapped;

/// A planted value.
#[derive(Debug, Clone)]
pub struct Canary {
    name: String,
    spellings: Vec<String>,
}

impl Canary {
    /// A text, unlike any other: at least eight characters.
    ///
    /// # Panics
    /// On a text so short that it could turn up by chance.
    #[must_use]
    pub fn text(name: &str, value: &str) -> Self {
        assert!(
            value.len() >= 8,
            "canary {name}: {value:?} is too short to be unlike everything else"
        );
        Self {
            name: name.to_owned(),
            spellings: vec![value.to_owned()],
        }
    }

    /// A number, written with at least six digits.
    ///
    /// # Panics
    /// On a number so short that it could turn up by chance.
    #[must_use]
    pub fn number(name: &str, value: f64) -> Self {
        let plain = value.to_string();
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        assert!(
            digits(&plain) >= 6,
            "canary {name}: {plain} is too short to be unlike everything else"
        );
        let mut spellings = vec![
            plain.clone(),
            format!("{value:e}"),
            plain.replace('.', ","),
            plain.replace('.', ""),
        ];
        // A position is often rounded before it is sent.
        for places in 2..=7 {
            let short = format!("{value:.places$}");
            if digits(&short) >= 6 {
                spellings.push(short.replace('.', ","));
                spellings.push(short.replace('.', ""));
                spellings.push(short);
            }
        }
        let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
        if (4..=6).contains(&whole.len()) {
            let (high, low) = whole.split_at(whole.len() - 3);
            spellings.push(format!("{high},{low}.{part}"));
            spellings.push(format!("{high}.{low},{part}"));
        }
        spellings.sort();
        spellings.dedup();
        Self {
            name: name.to_owned(),
            spellings,
        }
    }

    fn needles(&self) -> Vec<(String, Vec<u8>)> {
        self.spellings.iter().flat_map(|s| needles(s)).collect()
    }
}

/// A canary found where it must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    /// The canary's name.
    pub canary: String,
    /// How it was wrapped.
    pub wrapping: String,
}

/// Looks for the canaries in a run of bytes.
#[must_use]
pub fn search(bytes: &[u8], canaries: &[Canary]) -> Vec<Find> {
    let views = unwrapped(bytes);
    let mut finds = Vec::new();
    for canary in canaries {
        for (encoding, needle) in canary.needles() {
            let finder = memchr::memmem::Finder::new(&needle);
            if let Some((path, _)) = views.iter().find(|(_, view)| finder.find(view).is_some()) {
                finds.push(Find {
                    canary: canary.name.clone(),
                    wrapping: format!("{path}{encoding}"),
                });
            }
        }
    }
    finds
}

/// Fails if a canary is in anything that was sent.
///
/// # Panics
/// When it is, with the request.
pub fn assert_clean(requests: &[Seen], canaries: &[Canary]) {
    for seen in requests {
        let finds = search(&seen.bytes(), canaries);
        assert!(
            finds.is_empty(),
            "raw data left the browser: {finds:?}\nin {}\n{}",
            seen.line(),
            String::from_utf8_lossy(&seen.bytes())
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use md5::Md5;
    use sha2::{Digest as _, Sha256};
    use std::io::Write as _;

    const VALUE: &str = "kestrel~Vq8Zt!4711";

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|b| format!("{b:02x}")).collect()
    }

    fn utf16(big: bool) -> Vec<u8> {
        VALUE
            .encode_utf16()
            .flat_map(|u| {
                if big {
                    u.to_be_bytes()
                } else {
                    u.to_le_bytes()
                }
            })
            .collect()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).expect("memory");
        out.finish().expect("memory")
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).expect("memory");
        out.finish().expect("memory")
    }

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut out =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).expect("memory");
        out.finish().expect("memory")
    }

    fn percent(bytes: &[u8]) -> Vec<u8> {
        bytes
            .iter()
            .flat_map(|b| format!("%{b:02X}").into_bytes())
            .collect()
    }

    fn found(body: &[u8]) -> bool {
        !search(body, &[Canary::text("it", VALUE)]).is_empty()
    }

    #[test]
    fn every_wrapping_is_found() {
        let v = VALUE.as_bytes();
        let mut bodies: Vec<(String, Vec<u8>)> = vec![
            ("plain".into(), v.to_vec()),
            ("percent".into(), percent(v)),
            ("percent twice".into(), percent(&percent(v))),
            ("half percent".into(), b"kestrel%7eVq8Zt%214711".to_vec()),
            ("hex".into(), hex(v).into_bytes()),
            ("HEX".into(), hex(v).to_uppercase().into_bytes()),
            ("utf-16le".into(), utf16(false)),
            ("utf-16be".into(), utf16(true)),
            (
                "utf-16 in base64".into(),
                STANDARD.encode(utf16(false)).into_bytes(),
            ),
            ("gzip".into(), gzip(v)),
            ("zlib".into(), zlib(v)),
            (
                "gzip of json".into(),
                gzip(format!("{{\"q\":\"{VALUE}\"}}").as_bytes()),
            ),
            (
                "gzip in base64".into(),
                STANDARD.encode(gzip(v)).into_bytes(),
            ),
            (
                "gzip in base64url in percent".into(),
                percent(URL_SAFE_NO_PAD.encode(gzip(v)).as_bytes()),
            ),
            ("zlib in hex".into(), hex(&zlib(v)).into_bytes()),
            ("sha-256".into(), Sha256::digest(v).to_vec()),
            ("sha-256 hex".into(), hex(&Sha256::digest(v)).into_bytes()),
            (
                "sha-256 HEX".into(),
                hex(&Sha256::digest(v)).to_uppercase().into_bytes(),
            ),
            (
                "sha-256 base64".into(),
                STANDARD.encode(Sha256::digest(v)).into_bytes(),
            ),
            (
                "sha-256 base64url".into(),
                URL_SAFE_NO_PAD.encode(Sha256::digest(v)).into_bytes(),
            ),
            ("md5 hex".into(), hex(&Md5::digest(v)).into_bytes()),
            (
                "md5 base64".into(),
                STANDARD.encode(Md5::digest(v)).into_bytes(),
            ),
        ];
        for before in ["", "a", "ab", "abc"] {
            for after in ["", "z", "yz"] {
                let raw = format!("{before}{VALUE}{after}");
                bodies.push((
                    format!("base64 {before}_{after}"),
                    STANDARD.encode(&raw).into_bytes(),
                ));
                bodies.push((
                    format!("base64url {before}_{after}"),
                    URL_SAFE_NO_PAD.encode(&raw).into_bytes(),
                ));
            }
        }
        for (name, body) in bodies {
            // Alone, and in the midst of something else.
            assert!(found(&body), "{name} alone");
            let around = [b"{\"x\":\"".as_slice(), &body, b"\",\"n\":1}"].concat();
            assert!(found(&around), "{name} inside");
        }
        // A raw deflate stream has no sign at its head, so it is tried only where a body or a value begins.
        assert!(found(&deflate(v)), "raw deflate");
    }

    #[test]
    fn base64_that_was_joined_to_other_base64_is_found() {
        for junk in ["A", "AB", "ABC"] {
            let joined = format!("{junk}{}", STANDARD.encode(VALUE));
            assert!(found(joined.as_bytes()), "{joined}");
        }
    }

    #[test]
    fn numbers_are_found_in_every_spelling() {
        let price = [Canary::number("price", 7391.43)];
        for text in [
            "7391.43",
            "7391,43",
            "739143",
            "7,391.43",
            "7.391,43",
            "7.39143e3",
            "p=7391%2C43",
        ] {
            assert!(!search(text.as_bytes(), &price).is_empty(), "{text}");
        }
        let place = [Canary::number("latitude", 45.464_271_8)];
        for text in ["45.4642718", "45.46427", "45.4643", "454643", "45,4643"] {
            assert!(!search(text.as_bytes(), &place).is_empty(), "{text}");
        }
        assert!(
            !search(&7391.43_f64.to_le_bytes(), &price).is_empty(),
            "the eight bytes of the number"
        );
        assert!(
            !search(
                STANDARD.encode(7391.43_f64.to_be_bytes()).as_bytes(),
                &price
            )
            .is_empty(),
            "and these in base64"
        );
    }

    #[test]
    fn what_is_clean_is_not_flagged() {
        let canaries = [
            Canary::text("it", VALUE),
            Canary::number("price", 7391.43),
            Canary::number("latitude", 45.464_271_8),
        ];
        let report = recinto_wire::LabelReport {
            site: "cd-shop".into(),
            model: "AAAAAAAAAAAAAAAAAAAAAA".into(),
            epoch: 20_780,
            answer: recinto_wire::Answer::Label("segment-1".into()),
            rid: "abcdefghijklmnopqrstuv".into(),
        };
        let bytes = report.encode().expect("a good report");
        assert_eq!(search(&bytes, &canaries), []);
        assert_eq!(search(&gzip(&bytes), &canaries), []);
        assert_eq!(search(b"", &canaries), []);
        let noise: Vec<u8> = (0..4000_u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        assert_eq!(search(&noise, &canaries), []);
        assert_eq!(search(STANDARD.encode(noise).as_bytes(), &canaries), []);
    }

    #[test]
    #[should_panic(expected = "too short")]
    fn a_canary_that_could_be_chance_is_no_canary() {
        let _ = Canary::number("quantity", 12.5);
    }
}
