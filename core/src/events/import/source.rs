//! A file's bytes → text: unpacked, decoded, counted.

use super::encoding::Utf8;
use super::{Encoding, buffer::Buffer};
use flate2::bufread::MultiGzDecoder;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// What gzip files begin with (RFC 1952, section 2.3.1).
const GZIP: &[u8] = b"\x1f\x8b";

/// Whether these are the first bytes of a gzip file.
pub(super) fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(GZIP)
}

/// Counts the file's own bytes as they are taken, for progress, and keeps the file's own failure
/// apart from damage in what it holds.
struct Counted<R> {
    source: R,
    taken: Rc<Cell<u64>>,
    failed: Rc<Cell<bool>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(into);
        match &count {
            Ok(count) => self.taken.set(self.taken.get() + *count as u64),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => self.failed.set(true),
        }
        count
    }
}

/// A file as text, and how far it was read.
pub(super) struct Text<'s> {
    pub(super) buffer: Buffer<'s>,
    /// Bytes of the file taken so far.
    pub(super) taken: Rc<Cell<u64>>,
    /// Whether an error came from the file itself, and not from damage inside the gzip stream.
    pub(super) failed: Rc<Cell<bool>>,
}

/// Opens a file. Whether it is packed shows in its first bytes.
pub(super) fn open<'s>(mut source: impl Read + 's, encoding: Encoding) -> io::Result<Text<'s>> {
    let taken = Rc::new(Cell::new(0));
    let failed = Rc::new(Cell::new(false));
    let mut first = Vec::with_capacity(2);
    Read::by_ref(&mut source).take(2).read_to_end(&mut first)?;
    let packed = is_gzip(&first);
    let whole = Counted {
        source: io::Cursor::new(first).chain(source),
        taken: taken.clone(),
        failed: failed.clone(),
    };
    let bytes: Box<dyn Read + 's> = if packed {
        let packed = io::BufReader::with_capacity(128 * 1024, whole);
        Box::new(Utf8::new(MultiGzDecoder::new(packed), encoding))
    } else {
        Box::new(Utf8::new(whole, encoding))
    };
    Ok(Text {
        buffer: Buffer::new(bytes),
        taken,
        failed,
    })
}

/// As much of the head as can be unpacked, at most `most` bytes, and whether that is cut: the head
/// ends anywhere, and what came before the error is what there is.
pub(super) fn unpacked(head: &[u8], most: usize) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    let ended = MultiGzDecoder::new(head)
        .take(most as u64)
        .read_to_end(&mut bytes);
    let cut = ended.is_err() || bytes.len() == most;
    (bytes, cut)
}
