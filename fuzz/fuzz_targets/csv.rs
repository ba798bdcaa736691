#![no_main]

use recinto_core::events::import::Layout;
use recinto_fuzz::file::{How, look_and_read, read};
use recinto_fuzz::memory::Counted;

#[global_allocator]
static MEMORY: Counted = Counted;

libfuzzer_sys::fuzz_target!(|input: (How, bool, &[u8])| {
    let (how, blanks, bytes) = input;
    let layout = if blanks {
        Layout::Whitespace
    } else {
        Layout::Delimited(b',')
    };
    read(bytes, &how.mapping(layout));
    look_and_read(bytes);
});
