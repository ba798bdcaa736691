//! Files as they come, good and bad: the good rows are kept, the bad ones counted with their line.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

use recinto_core::events::import::{
    DateFormat, Decimal, Encoding, ImportError, ImportReport, Layout, Reason, Role, import, sniff,
};
use recinto_core::events::{Event, EventKind};
use std::io::Read;
use std::ops::ControlFlow;

fn read(text: &str) -> (Vec<Event>, ImportReport) {
    let sniffed = sniff(text.as_bytes()).unwrap();
    let mut events = Vec::new();
    let report = import(
        text.as_bytes(),
        &sniffed.mapping,
        &mut |told| events.push(told.to_event()),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    (events, report)
}

#[test]
fn an_italian_export() {
    let text = "\u{feff}Cliente;Data;Importo\r\n\"Rossi; Anna\";31/01/2024;1.234,56\r\nBianchi;01/02/2024 18:30;€ 9,5\r\n";
    let sniffed = sniff(text.as_bytes()).unwrap();
    assert_eq!(sniffed.mapping.layout, Layout::Delimited(b';'));
    assert_eq!(
        sniffed.mapping.roles,
        [Role::Person, Role::Time, Role::Value]
    );
    assert_eq!(sniffed.mapping.dates, DateFormat::DayMonthYear);
    assert_eq!(sniffed.mapping.decimal, Decimal::Comma);
    assert!(!sniffed.ambiguous_dates && !sniffed.known);
    let (events, report) = read(text);
    assert_eq!(report.accepted, 2);
    assert_eq!(events[0].person, "Rossi; Anna");
    assert_eq!(events[0].value_cents, Some(123_456));
    assert_eq!(events[1].value_cents, Some(950));
    assert_eq!(events[1].time_ms, 1_706_812_200_000);
    assert_eq!(events[0].kind, EventKind::Purchase);
}

#[test]
fn a_clickstream_with_kinds() {
    let text = "user_id\tevent\ttimestamp\nu1\thome\t2024-03-13 10:21:14\nu1\tpurchase\t2024-03-13 10:22:00\nu2\tPromo Page\t2024-03-14 00:00:00\n";
    let (events, report) = read(text);
    assert_eq!(report.accepted, 3);
    assert_eq!(events[0].kind, EventKind::Custom("home".into()));
    assert_eq!(events[1].kind, EventKind::Purchase);
    assert_eq!(events[2].kind, EventKind::Custom("promo_page".into()));
}

#[test]
fn files_that_cannot_be_read_say_why() {
    assert_eq!(sniff(b""), Err(ImportError::Empty));
    assert_eq!(sniff(b"\n\r\n  \n"), Err(ImportError::Empty));
    assert_eq!(sniff(b"\xef\xbb\xbf"), Err(ImportError::Empty));
    assert_eq!(
        sniff(b"\x89PNG\x00\x00"),
        Err(ImportError::Binary { offset: 4 })
    );
    assert!(matches!(
        sniff(b"name\nanna\nbruno\n"),
        Err(ImportError::OneColumn { .. })
    ));
    assert_eq!(sniff(b"customer_id,date,value\n"), Err(ImportError::NoRows));
    let sniffed = sniff(b"a,b\nx,y\n").unwrap();
    let missing = import(
        "a,b\nx,y\n".as_bytes(),
        &sniffed.mapping,
        &mut |_| {},
        &mut |_| ControlFlow::Continue(()),
    );
    assert_eq!(missing, Err(ImportError::MissingRole("the person")));
}

#[test]
fn bad_rows_never_stop_the_good_ones() {
    let text = "customer_id,date,value,quantity\n\
        a,2024-01-01,10.00,1\n\
        ,2024-01-01,10.00,1\n\
        b,,10.00,1\n\
        b,not a date,10.00,1\n\
        b,2024-01-01,ten,1\n\
        b,2024-01-01,-3,1\n\
        b,2024-01-01,99999999999999999999999,1\n\
        b,2024-01-01,1.00,minus\n\
        b\n\
        c,2024-01-03,2.00,2\n\
        d,1950-01-01,2.00,2\n";
    let (events, report) = read(text);
    assert_eq!(events.len(), 2);
    assert_eq!(events[1].person, "c");
    let found: Vec<(Reason, u64, &[u64])> = report
        .rejected
        .iter()
        .map(|r| (r.reason, r.count, r.first_lines.as_slice()))
        .collect();
    assert_eq!(
        found,
        [
            (Reason::NoPerson, 1, [3].as_slice()),
            (Reason::NoTime, 1, &[4]),
            (Reason::BadTime, 2, &[5, 12]),
            (Reason::BadValue, 1, &[6]),
            (Reason::NegativeValue, 1, &[7]),
            (Reason::HugeValue, 1, &[8]),
            (Reason::BadQuantity, 1, &[9]),
            (Reason::TooFewCells, 1, &[10]),
        ]
    );
    assert_eq!(report.rows, report.accepted + report.rejected_rows());
}

#[test]
fn repeated_ids_and_bytes_that_are_no_text() {
    let mut bytes = b"event_id,user_id,timestamp\n1,a,1700000000\n1,a,1700000000\n2,".to_vec();
    bytes.extend([0xff, 0xfe]);
    bytes.extend(b",1700000000\n3,c,1700000000\n");
    let mut sniffed = sniff(&bytes).unwrap();
    assert_eq!(sniffed.mapping.dates, DateFormat::EpochSeconds);
    // Every file is some text in Windows-1252; here the marketer says that it is UTF-8.
    assert_eq!(sniffed.mapping.encoding, Encoding::Windows1252);
    sniffed.mapping.encoding = Encoding::Utf8;
    let mut people = Vec::new();
    let report = import(
        bytes.as_slice(),
        &sniffed.mapping,
        &mut |told| people.push(told.person.to_owned()),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    // A repeated id is cleaning's to find: here it would take a memory of all.
    assert_eq!(people, ["a", "a", "c"]);
    assert_eq!(report.rejected[0].reason, Reason::NotUtf8);
}

#[test]
fn a_source_that_breaks_and_a_cancel() {
    struct Breaks;
    impl Read for Breaks {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk went away"))
        }
    }
    let source = b"user_id,date\na,2024-01-01\nb,2024-01-01\n".chain(Breaks);
    let sniffed = sniff(b"user_id,date\na,2024-01-01\n").unwrap();
    let mut seen = 0;
    let broken = import(source, &sniffed.mapping, &mut |_| seen += 1, &mut |_| {
        ControlFlow::Continue(())
    });
    assert!(
        matches!(broken, Err(ImportError::Read { rows: 2, .. })),
        "{broken:?}"
    );
    assert_eq!(seen, 2);
    let mut long = String::from("user_id,date\n");
    for _ in 0..10_000 {
        long.push_str("a,2024-01-01\n");
    }
    let cancelled = import(
        long.as_bytes(),
        &sniffed.mapping,
        &mut |_| {},
        &mut |progress| {
            if progress.rows > 4000 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
    );
    assert_eq!(cancelled, Err(ImportError::Cancelled));
}

mod anything {
    use super::{import, sniff};
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    /// Whatever the bytes: no panic, and every row is either kept or counted.
    fn read_or_refuse(bytes: &[u8]) -> Result<(), TestCaseError> {
        let Ok(sniffed) = sniff(bytes) else {
            return Ok(());
        };
        let mut kept = 0;
        let report = import(bytes, &sniffed.mapping, &mut |_| kept += 1, &mut |_| {
            ControlFlow::Continue(())
        });
        if let Ok(report) = report {
            prop_assert_eq!(report.accepted, kept);
            prop_assert_eq!(report.rows, report.accepted + report.rejected_rows());
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            read_or_refuse(&bytes)?;
        }

        #[test]
        fn tables(header in "(customer_id|person|x)[,;\t|](date|time|y)[,;\t|](value|z)",
            rows in proptest::collection::vec("[0-9a-z\"'€./: ,;\t|-]{0,30}", 0..20)) {
            read_or_refuse(format!("{header}\n{}", rows.join("\n")).as_bytes())?;
        }
    }
}
