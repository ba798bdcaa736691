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
    let mut out = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
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
