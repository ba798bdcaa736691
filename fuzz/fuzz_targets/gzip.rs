#![no_main]

use flate2::Compression;
use flate2::write::GzEncoder;
use recinto_core::events::import::Layout;
use recinto_fuzz::file::{How, look_and_read, read};
use recinto_fuzz::memory::Counted;
use std::io::Write;

#[global_allocator]
static MEMORY: Counted = Counted;

libfuzzer_sys::fuzz_target!(|input: (How, u8, u16, u16, &[u8])| {
    let (how, flags, at, many, bytes) = input;
    // Long enough, at times, for what it unpacks to be far larger than what is kept.
    let times = if flags & 1 == 0 {
        1
    } else {
        1 + usize::from(many)
    };
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..times.min((32 << 20) / bytes.len().max(1)) {
        packer.write_all(bytes).expect("memory");
    }
    let mut packed = packer.finish().expect("memory");
    let at = usize::from(at) % packed.len();
    match flags >> 1 & 3 {
        0 => packed.truncate(at.max(2)),
        1 => packed[at] ^= many as u8 | 1,
        2 => packed.extend_from_slice(bytes),
        _ => {}
    }
    let layout = match flags >> 3 & 3 {
        0 => Layout::JsonLines,
        1 => Layout::JsonArray,
        _ => Layout::Delimited(b','),
    };
    read(&packed, &how.mapping(layout));
    look_and_read(&packed);
});
