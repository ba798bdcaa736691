//! What is taken away of the rows that could not be read.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "tests document themselves by name, and fail by panicking"
)]

use recinto_core::events::import::{RejectLog, import_with, sniff};
use std::ops::ControlFlow;

#[test]
fn a_reject_is_no_formula_of_a_spreadsheet() {
    let evil = ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"];
    let mut file = "user_id,date,page\na,2024-01-01,/\n".to_owned();
    for cell in evil {
        file.push_str(&format!("b,\"{cell}\",/\n"));
    }
    let mapping = sniff(file.as_bytes()).unwrap().mapping;
    let mut written = Vec::new();
    let mut log = RejectLog::new(&mut written);
    let read = import_with(
        file.as_bytes(),
        &mapping,
        &mut |_| {},
        &mut |_| ControlFlow::Continue(()),
        &mut log,
    );
    assert_eq!(read.unwrap().rejected_rows(), 6);
    drop(log);
    let mut rows = csv::Reader::from_reader(&*written);
    let texts: Vec<String> = rows
        .records()
        .map(|row| row.unwrap()[2].to_owned())
        .collect();
    assert_eq!(texts.len(), 6);
    for text in texts {
        assert!(
            !text.starts_with(['=', '+', '-', '@', '\t', '\r']),
            "{text:?}"
        );
    }
}
