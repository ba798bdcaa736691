#![no_main]

use recinto_core::events::import::Layout;
use recinto_fuzz::file::{How, look_and_read, read};
use recinto_fuzz::memory::Counted;

#[global_allocator]
static MEMORY: Counted = Counted;

libfuzzer_sys::fuzz_target!(|input: (How, &[u8])| {
    let (how, bytes) = input;
    read(bytes, &how.mapping(Layout::JsonArray));
    look_and_read(bytes);
});
