//! Bytes as they come: packed, in odd encodings, cut off, endless, in every dialect.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests document themselves by name, and fail by panicking"
)]

use recinto_core::events::Event;
use recinto_core::events::import::{
    DateFormat, Decimal, Encoding, ImportError, ImportReport, Layout, Reason, RejectLog, Role,
    SNIFF_BYTES, Zone, import, import_with, sniff,
};
use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::ops::ControlFlow;

fn read(bytes: &[u8]) -> (Vec<Event>, ImportReport) {
    let sniffed = sniff(bytes).unwrap();
    let mut events = Vec::new();
    let report = import(
        bytes,
        &sniffed.mapping,
        &mut |told| events.push(told.to_event()),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    assert_eq!(report.rows, report.accepted + report.rejected_rows());
    (events, report)
}

fn reasons(report: &ImportReport) -> Vec<(Reason, u64, Vec<u64>)> {
    let told = report.rejected.iter();
    told.map(|r| (r.reason, r.count, r.first_lines.clone()))
        .collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

const ITALIAN: &str = "Cliente;Data;Importo;Città\r\nRossi;31/01/2024;1.234,56;Forlì\r\nBianchi;01/02/2024 18:30;€ 9,5;Cefalù\r\n";

#[test]
fn one_table_in_every_encoding_and_packed() {
    let utf16 = |mark: &[u8], unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = ITALIAN.encode_utf16().flat_map(unit);
        mark.iter().copied().chain(text).collect()
    };
    let windows: Vec<u8> = ITALIAN
        .chars()
        .map(|c| match c {
            '€' => 0x80,
            c => u8::try_from(u32::from(c)).unwrap(),
        })
        .collect();
    for (bytes, encoding) in [
        (ITALIAN.as_bytes().to_vec(), Encoding::Utf8),
        (format!("\u{feff}{ITALIAN}").into_bytes(), Encoding::Utf8),
        (utf16(b"\xff\xfe", u16::to_le_bytes), Encoding::Utf16Le),
        (utf16(b"\xfe\xff", u16::to_be_bytes), Encoding::Utf16Be),
        (utf16(b"", u16::to_le_bytes), Encoding::Utf16Le),
        (windows, Encoding::Windows1252),
    ] {
        for bytes in [gzip(&bytes), bytes] {
            let sniffed = sniff(&bytes).unwrap();
            assert_eq!(sniffed.mapping.encoding, encoding);
            assert_eq!(sniffed.columns, ["Cliente", "Data", "Importo", "Città"]);
            assert_eq!(sniffed.preview[0][3], "Forlì");
            assert_eq!(sniffed.mapping.decimal, Decimal::Comma);
            let roles = [Role::Person, Role::Time, Role::Value, Role::Attribute];
            assert_eq!(sniffed.mapping.roles, roles);
            let (events, report) = read(&bytes);
            assert_eq!(report.accepted, 2, "{encoding:?}");
            assert_eq!(events[0].value_cents, Some(123_456));
            assert_eq!(events[1].value_cents, Some(950));
            assert_eq!(events[1].currency.as_deref(), Some("EUR"));
            assert_eq!(events[1].time_ms, 1_706_812_200_000);
        }
    }
}

#[test]
fn rows_may_end_in_cr_lf_or_both_and_hold_them_in_quotes() {
    for end in ["\n", "\r", "\r\n"] {
        let text = [
            "user_id,date,page",
            "a,2024-01-01,\"one\ntwo\r\nthree, \"\"four\"\"\"",
            "",
            ",2024-01-02,x",
            "b,2024-01-03,y",
        ]
        .join(end);
        let (events, report) = read(text.as_bytes());
        assert_eq!(events.len(), 2, "{end:?}");
        assert_eq!(
            events[0].page.as_deref(),
            Some("one\ntwo\r\nthree, \"four\"")
        );
        assert_eq!(
            reasons(&report),
            [(Reason::NoPerson, 1, vec![6])],
            "{end:?}"
        );
    }
}

#[test]
fn every_dialect() {
    for delimiter in [",", ";", "\t", "|", "^"] {
        let text = ["user_id,date,page", "a,2024-01-01,/x", "b,2024-01-02,/y"]
            .join("\n")
            .replace(',', delimiter);
        let sniffed = sniff(text.as_bytes()).unwrap();
        let layout = Layout::Delimited(delimiter.as_bytes()[0]);
        assert_eq!(sniffed.mapping.layout, layout);
        assert_eq!(read(text.as_bytes()).0[1].page.as_deref(), Some("/y"));
    }
}

#[test]
fn what_stands_before_the_header() {
    for head in [
        "sep=;\n",
        "# made by a tool\n# on a day\n",
        "Esportazione ordini\n\nPeriodo: gennaio\n",
    ] {
        let text = format!("{head}cliente;data;importo\nRossi;31/01/2024;1,50\n;1/2/2024;2\n");
        let sniffed = sniff(text.as_bytes()).unwrap();
        assert_eq!(sniffed.columns, ["cliente", "data", "importo"], "{head}");
        let (events, report) = read(text.as_bytes());
        assert_eq!(events[0].person, "Rossi", "{head}");
        let line = head.lines().count() as u64 + 3;
        assert_eq!(reasons(&report), [(Reason::NoPerson, 1, vec![line])]);
    }
}

#[test]
fn repeated_and_missing_names_of_columns() {
    let text = "user_id,date,price,price,\na,2024-01-01,1,2,3\n";
    let sniffed = sniff(text.as_bytes()).unwrap();
    assert_eq!(
        sniffed.columns,
        ["user_id", "date", "price", "price_2", "5"]
    );
    assert_eq!(read(text.as_bytes()).0[0].value_cents, Some(100));
}

#[test]
fn a_quote_that_never_ends_costs_its_line_alone() {
    let mut text = String::from("user_id,date,page\n");
    for n in 0..100 {
        let page = if n == 40 { "\"open" } else { "shut" };
        writeln!(text, "u{n},2024-01-01,{page}").unwrap();
    }
    let (events, report) = read(text.as_bytes());
    assert_eq!(events.len(), 99);
    assert_eq!(reasons(&report), [(Reason::OpenQuote, 1, vec![42])]);
    // Beyond the longest record too.
    for n in 0..100_000 {
        writeln!(text, "v{n},2024-01-01,shut").unwrap();
    }
    let (events, report) = read(text.as_bytes());
    assert_eq!(events.len(), 100_099);
    assert_eq!(reasons(&report), [(Reason::OpenQuote, 1, vec![42])]);
}

#[test]
fn a_million_columns_and_an_endless_line() {
    let wide = ",".repeat(1_000_000);
    let long = "x".repeat(5 << 20);
    let json = format!("{{\"a\":\"{long}\"}}");
    let table = format!("user_id,date\na,2024-01-01\n{wide}\nb,2024-01-02\n{long}\nc,2024-01-03\n");
    let (events, report) = read(table.as_bytes());
    assert_eq!(events.len(), 3);
    assert_eq!(reasons(&report), [(Reason::TooLong, 2, vec![3, 5])]);
    let good = "{\"user_id\":\"a\",\"date\":\"2024-01-01\"}";
    let lines = format!("{good}\n{json}\n{good}\n");
    assert_eq!(
        reasons(&read(lines.as_bytes()).1),
        [(Reason::TooLong, 1, vec![2])]
    );
    let array = format!("[{good},{json},{good}]");
    let (events, report) = read(array.as_bytes());
    assert_eq!(events.len(), 2);
    assert_eq!(reasons(&report), [(Reason::TooLong, 1, vec![2])]);
}

#[test]
fn a_packed_file_that_was_cut_off_keeps_its_good_rows() {
    let mut text = String::from("user_id,date\n");
    for n in 0..20_000 {
        writeln!(text, "u{},2024-01-01", n * 7919 % 20_011).unwrap();
    }
    let whole = gzip(text.as_bytes());
    let cut = &whole[..whole.len() / 2];
    let (events, report) = read(cut);
    assert!((1_000..19_999).contains(&events.len()), "{}", events.len());
    assert!(report.cut_short.is_some());
    let lines = events.len() as u64 + 2;
    assert_eq!(reasons(&report), [(Reason::CutOff, 1, vec![lines])]);
    // Two members, one behind the other, are one file (RFC 1952, section 2.2).
    let (header, rest) = text.split_at(13);
    let both = [gzip(header.as_bytes()), gzip(rest.as_bytes())].concat();
    let (events, report) = read(&both);
    assert_eq!((events.len(), report.cut_short), (20_000, None));
    // Damage in the middle.
    let mut damaged = whole;
    let middle = damaged.len() / 2;
    damaged[middle..middle + 64].fill(0x55);
    assert!(read(&damaged).1.cut_short.is_some());
}

#[test]
fn json_lines_and_arrays_by_their_keys() {
    let one = r#"{"visitorId":"x","user":{"id":"a"},"ts":1700000000123,"event":"page_view","properties":{"price":"3.50","currency":"USD","lat":45.46,"lon":9.19},"list":[1,{"a":2}],"note":"a } \" ] brace"}"#;
    let two = r#"{"user":{"id":"b"},"ts":"1700000001123","event":null}"#;
    for text in [
        format!("{one}\n\n{two}\r\n"),
        format!("[{one},{two}]"),
        format!("[\n {one},\n {two}\n]\n"),
        format!("{{\"total\":2,\"meta\":{{\"x\":[1]}},\"data\":[{one},{two}],\"next\":\"]\"}}"),
        format!("{{\n \"user\": 1}}\n{one}\n{two}").replace("{\n \"user\": 1}\n", ""),
    ] {
        let mut sniffed = sniff(text.as_bytes()).unwrap();
        assert_eq!(sniffed.mapping.dates, DateFormat::EpochMillis);
        let person = sniffed.columns.iter().position(|c| c == "user.id").unwrap();
        sniffed.mapping.roles[person] = Role::Person;
        let mut events = Vec::new();
        let report = import(
            text.as_bytes(),
            &sniffed.mapping,
            &mut |told| events.push(told.to_event()),
            &mut |_| ControlFlow::Continue(()),
        )
        .unwrap();
        assert_eq!((report.rows, report.accepted), (2, 2), "{text}");
        assert_eq!(events[0].person, "a");
        assert_eq!(events[0].time_ms, 1_700_000_000_123);
        assert_eq!(events[0].value_cents, Some(350));
        assert_eq!(events[0].currency.as_deref(), Some("USD"));
        assert_eq!(events[0].position.unwrap().lat, 45.46);
        assert_eq!(events[1].person, "b");
    }
}

#[test]
fn bad_json_never_stops_the_good() {
    let good = "{\"user_id\":\"a\",\"date\":\"2024-01-01\"}";
    let text =
        format!("{good}\n{{\"user_id\":\n[1]\nnull\n{good}x\n{good}\n{{\"date\":\"2024-01-01\"}}");
    let (events, report) = read(text.as_bytes());
    assert_eq!(events.len(), 2);
    assert_eq!(
        reasons(&report),
        [
            (Reason::BadJson, 4, vec![2, 3, 4, 5]),
            (Reason::NoPerson, 1, vec![7])
        ]
    );
    let (events, report) = read(format!("[{good}, {{\"user_id\": 3, ]").as_bytes());
    assert_eq!(events.len(), 1);
    assert_eq!(report.rejected_rows(), 1);
    assert_eq!(sniff(b"[1, 2, 3]"), Err(ImportError::NoObjects));
    assert_eq!(sniff(b"{"), Err(ImportError::NoObjects));
}

#[test]
fn the_whole_column_decides_day_or_month_and_later_rows_may_contradict() {
    let mut text = String::from("user_id,date\n");
    for n in 0..40_000 {
        writeln!(text, "u{n},0{}/0{}/2024", n % 9 + 1, n % 7 + 1).unwrap();
    }
    text.push_str("x,01/31/2024\ny,02/28/2024\n");
    let sniffed = sniff(&text.as_bytes()[..SNIFF_BYTES]).unwrap();
    assert!(sniffed.ambiguous_dates);
    assert_eq!(sniffed.dates.as_ref().unwrap().telling, None);
    let (_, report) = read(text.as_bytes());
    let found = report.dates_contradicted.unwrap();
    assert_eq!(
        (found.line, found.example.as_str(), found.count),
        (40_002, "01/31/2024", 2)
    );
    let telling = sniff(b"user_id,date\na,01/02/2024\nb,31/01/2024\n").unwrap();
    let evidence = telling.dates.unwrap();
    assert_eq!(evidence.telling.as_deref(), Some("31/01/2024"));
    assert_eq!((evidence.cells, evidence.read), (2, 2));
    assert!(!telling.ambiguous_dates);
}

#[test]
fn epochs_and_zones_give_utc_and_the_visitors_clock() {
    for (text, format) in [
        ("1719828000", DateFormat::EpochSeconds),
        ("1719828000000", DateFormat::EpochMillis),
        ("1719828000000000", DateFormat::EpochMicros),
        ("2024-07-01T10:00:00Z", DateFormat::Iso),
    ] {
        let text = format!("user_id,time\na,{text}\n");
        let sniffed = sniff(text.as_bytes()).unwrap();
        assert_eq!(sniffed.mapping.dates, format);
        assert_eq!(sniffed.mapping.zone, Zone::rome());
        let (events, _) = read(text.as_bytes());
        assert_eq!(events[0].time_ms, 1_719_828_000_000);
        assert_eq!(events[0].utc_offset_min, Some(120));
    }
    let text = "user_id,time\na,2024-07-01 12:00:00\n";
    let mut mapping = sniff(text.as_bytes()).unwrap().mapping;
    mapping.zone = Zone::rome();
    let mut seen = None;
    let go = &mut |_| ControlFlow::Continue(());
    let take = &mut |told: &recinto_core::events::Told<'_>| {
        seen = Some((told.event.time_ms, told.event.utc_offset_min));
    };
    import(text.as_bytes(), &mapping, take, go).unwrap();
    assert_eq!(seen, Some((1_719_828_000_000, Some(120))));
    let (events, _) = read(b"user_id,time\na,2014-11-28 16:14:29 -0500\n");
    assert_eq!(events[0].time_ms, 1_417_209_269_000);
    assert_eq!(events[0].utc_offset_min, Some(-300));
}

#[test]
fn every_role_has_italian_and_english_names() {
    let italian = "cliente;data;evento;valore;valuta;quantità;id_evento;prodotto;marca;categoria;pagina;ricerca;campagna;sorgente;durata_ms;scorrimento;latitudine;longitudine;precisione;user_agent;indirizzo_ip;fuso;sesso";
    let english = "user_id;date;event;value;currency;quantity;event_id;item;brand;category;page;query;campaign;source;duration_ms;scroll_depth;lat;lon;accuracy;useragent;ip;utc_offset;gender";
    for header in [italian, english] {
        let text = format!(
            "{header}\na;2024-01-31;acquisto;12,50;CHF;2;e1;i;b;c;/p;scarpe;natale;google;1500;75;45,4642;9,19;12;curl;10.0.0.1;+02:00;F\n"
        );
        let sniffed = sniff(text.as_bytes()).unwrap();
        assert_eq!(sniffed.mapping.roles, Role::ALL[..23], "{header}");
        let (events, _) = read(text.as_bytes());
        let event = &events[0];
        assert_eq!(event.kind.to_string(), "purchase");
        assert_eq!(event.value_cents, Some(1250));
        assert_eq!(event.currency.as_deref(), Some("CHF"));
        assert_eq!((event.quantity, event.depth_pct), (Some(2), Some(75)));
        assert_eq!(event.duration_ms, Some(1500));
        assert_eq!(event.position.unwrap().lon, 9.19);
        assert_eq!(event.utc_offset_min, Some(120));
        assert_eq!(event.id, "e1");
    }
}

#[test]
fn what_is_left_out_is_written_down_within_bounds() {
    let text = "user_id,date\n,2024-01-01\na,\"never, \"\"ever\"\"\"\nb,2024-01-01\n";
    let sniffed = sniff(text.as_bytes()).unwrap();
    let mut out = Vec::new();
    let mut log = RejectLog::new(&mut out);
    import_with(
        text.as_bytes(),
        &sniffed.mapping,
        &mut |_| {},
        &mut |_| ControlFlow::Continue(()),
        &mut log,
    )
    .unwrap();
    assert_eq!((log.written(), log.unwritten()), (2, 0));
    drop(log);
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "line,reason,text\n2,no_person,\n3,bad_time,\"never, \"\"ever\"\"\"\n"
    );
    let many = format!(
        "user_id,date\n{}",
        format!("a,{}\n", "é".repeat(300)).repeat(100_000)
    );
    let mut out = Vec::new();
    let mut log = RejectLog::new(&mut out);
    let report = import_with(
        many.as_bytes(),
        &sniffed.mapping,
        &mut |_| {},
        &mut |_| ControlFlow::Continue(()),
        &mut log,
    )
    .unwrap();
    assert_eq!(log.written() + log.unwritten(), report.rejected_rows());
    assert!(log.unwritten() > 0);
    drop(log);
    assert!(out.len() <= 16 << 20);
}

#[test]
fn a_source_of_single_bytes_gives_the_same() {
    struct Drops<'a>(&'a [u8]);
    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else {
                return Ok(0);
            };
            into[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }
    let object = "{\"user_id\":\"à\",\"date\":\"2024-01-01\",\"page\":\"\\\"}\"}";
    for text in [
        ITALIAN.replace('\n', ""),
        ITALIAN.to_owned(),
        format!("{object}\n{object}"),
        format!("{{\"a\":[[1]],\"rows\":[{object}, {object}]}}"),
        "u 20240101 1 1.5\r\nv 20240102 2 2.5\r\n".to_owned(),
    ] {
        let sniffed = sniff(text.as_bytes()).unwrap();
        let mut mapping = sniffed.mapping;
        if mapping.roles.len() == 4 && !mapping.has_header {
            mapping.roles[0] = Role::Person;
        }
        let all = |source: &mut dyn Read| {
            let mut events = Vec::new();
            let report = import(
                source,
                &mapping,
                &mut |told| events.push(told.to_event()),
                &mut |_| ControlFlow::Continue(()),
            )
            .unwrap();
            (events, report)
        };
        let (events, report) = all(&mut text.as_bytes());
        assert_eq!(events.len(), 2, "{text}");
        assert_eq!(all(&mut Drops(text.as_bytes())), (events, report));
    }
}
