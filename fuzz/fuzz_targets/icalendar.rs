#![no_main]

use recinto_core::features::calendar::ical::{REJECTED_TOLD, WINDOW_MAX, read};

// Any bytes, over four years and over the longest window.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for (first, last) in [(20_089, 21_549), (-25_567, i32::MAX)] {
        let Ok(calendar) = read(bytes, first, last) else {
            continue;
        };
        assert!(calendar.days.len() <= 64);
        assert!(calendar.examples.len() <= calendar.rejected.min(REJECTED_TOLD));
        let mut before = i64::from(first) - 2;
        for [from, to] in calendar.days {
            assert!(i64::from(from) > before + 1 && from <= to && to <= last);
            assert!(to < first + WINDOW_MAX);
            before = i64::from(to);
        }
    }
});
