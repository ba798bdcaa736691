//! What decodes, and above all what does not.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

use proptest::prelude::*;
use recinto_wire::{Answer, LabelReport, REPORT_BYTES, WireError};

fn report() -> LabelReport {
    LabelReport {
        site: "cd-shop".into(),
        model: "AAAAAAAAAAAAAAAAAAAAAA".into(),
        epoch: 20_780,
        answer: Answer::Label("segment-1".into()),
        rid: "BBBBBBBBBBBBBBBBBBBB-_".into(),
    }
}

fn padded(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(REPORT_BYTES, b' ');
    bytes
}

const GOOD: &str = r#"{"v":1,"site":"cd-shop","model":"AAAAAAAAAAAAAAAAAAAAAA","epoch":20780,"label":"segment-1","rid":"BBBBBBBBBBBBBBBBBBBB-_"}"#;

#[test]
fn the_bytes_are_as_documented() {
    assert_eq!(report().encode().unwrap().to_vec(), padded(GOOD));
    assert_eq!(LabelReport::decode(&padded(GOOD)).unwrap(), report());
}

#[test]
fn the_longest_report_fits() {
    let longest = LabelReport {
        site: "a".repeat(24),
        answer: Answer::Label("z".repeat(32)),
        epoch: u64::MAX,
        ..report()
    };
    let bytes = longest.encode().unwrap();
    assert_eq!(LabelReport::decode(&bytes).unwrap(), longest);
}

#[test]
fn refused() {
    let cases: &[(&str, &str, &str)] = &[
        ("unknown field", r#""rid""#, r#""person":"x","rid""#),
        ("a score", r#""rid""#, r#""score":0.5,"rid""#),
        ("repeated field", r#""rid""#, r#""epoch":20780,"rid""#),
        ("missing field", r#""epoch":20780,"#, ""),
        ("wrong type", "20780", r#""20780""#),
        ("fraction", "20780", "20780.5"),
        ("negative", "20780", "-1"),
        ("other version", r#""v":1"#, r#""v":2"#),
        ("long site", "cd-shop", "aaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("site in capitals", "cd-shop", "CD-SHOP"),
        ("short model", "AAAAAAAAAAAAAAAAAAAAAA", "AAAA"),
        ("label with a space", "segment-1", "segment 1"),
        ("no label", "segment-1", ""),
        ("both answers", r#""rid""#, r#""bits":"gA","rid""#),
        ("no answer", r#""label":"segment-1","#, ""),
        ("null label", r#""segment-1""#, "null"),
        ("padded bits", r#""label":"segment-1""#, r#""bits":"gA==""#),
        (
            "nine bytes of bits",
            r#""label":"segment-1""#,
            r#""bits":"AAAAAAAAAAAA""#,
        ),
        ("short rid", "BBBBBBBBBBBBBBBBBBBB-_", "B"),
        ("rid out of the alphabet", "-_", "+/"),
        ("an escape", "segment", r"\u0073egment"),
        ("inner white space", r#","rid""#, r#", "rid""#),
        (
            "another order",
            r#"{"v":1,"site":"cd-shop""#,
            r#"{"site":"cd-shop","v":1"#,
        ),
    ];
    for (name, from, to) in cases {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{name}: the case changes nothing");
        assert!(
            LabelReport::decode(&padded(&text)).is_err(),
            "{name}: {text}"
        );
    }
    let mut after = padded(GOOD);
    after[REPORT_BYTES - 1] = b'x';
    assert!(
        LabelReport::decode(&after).is_err(),
        "bytes after the padding"
    );
    let mut tab = padded(GOOD);
    tab[REPORT_BYTES - 1] = b'\t';
    assert!(
        LabelReport::decode(&tab).is_err(),
        "padding other than spaces hides bits"
    );
    let leading = format!(" {GOOD}");
    assert!(
        LabelReport::decode(&padded(&leading)).is_err(),
        "leading space"
    );
    assert_eq!(
        LabelReport::decode(GOOD.as_bytes()),
        Err(WireError::Length(GOOD.len()))
    );
}

#[test]
fn encode_repairs_nothing() {
    let bad = LabelReport {
        site: "a\",\"x\":\"".into(),
        ..report()
    };
    assert_eq!(bad.encode(), Err(WireError::Site));
}

proptest! {
    #[test]
    fn any_valid_report_survives(site in "[a-z0-9-]{1,24}", model in "[A-Za-z0-9_-]{22}", epoch: u64,
        label in "[a-z0-9-]{1,32}", bits in proptest::collection::vec(any::<u8>(), 1..=8),
        rid in "[A-Za-z0-9_-]{22}", unary: bool) {
        let answer = if unary { Answer::Bits(bits) } else { Answer::Label(label) };
        let report = LabelReport { site, model, epoch, answer, rid };
        prop_assert_eq!(LabelReport::decode(&report.encode().unwrap()).unwrap(), report);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = LabelReport::decode(&bytes);
    }
}
