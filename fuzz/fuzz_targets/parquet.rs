#![no_main]

use recinto_core::events::import::{ImportError, Layout, RejectLog, import_parquet, sniff_parquet};
use recinto_fuzz::file::{How, PAGES};
use recinto_fuzz::memory::{Counted, most_held};
use std::io::Cursor;
use std::ops::ControlFlow;

#[global_allocator]
static MEMORY: Counted = Counted;

libfuzzer_sys::fuzz_target!(|input: (How, u8, &[u8])| {
    let (how, flags, bytes) = input;
    // Damage in the middle leaves a footer by which the pages are read.
    let proposed = sniff_parquet(Cursor::new(bytes)).map(|sniffed| sniffed.mapping);
    let mapping = match proposed {
        Ok(mapping) if flags & 1 == 0 => mapping,
        _ => how.mapping(Layout::Parquet),
    };
    let mut rows = 0_u64;
    let (done, most) = most_held(|| {
        import_parquet(
            Cursor::new(bytes),
            &mapping,
            &mut |told| assert!(!told.person.is_empty() && told.line > 0),
            &mut |progress| {
                rows = progress.rows;
                // A file may claim more rows than anybody waits for.
                if rows > 20_000 {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
            &mut RejectLog::none(),
        )
    });
    assert!(most <= PAGES, "{most} bytes held");
    match done {
        Ok(report) => assert_eq!(report.rows, report.accepted + report.rejected_rows()),
        Err(ImportError::Read { .. } | ImportError::NotAStream) => panic!("a source in memory"),
        Err(_) => {}
    }
});
