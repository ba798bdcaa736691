//! A `File` as a source of bytes, read piece by piece: never whole in memory.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{File, FileReaderSync, MessageChannel, MessagePort};

const PIECE: f64 = 1024.0 * 1024.0;

/// Reads a file from its start.
pub struct Pieces {
    file: File,
    reader: FileReaderSync,
    offset: Rc<Cell<f64>>,
    drain: Drain,
    piece: Vec<u8>,
    at: usize,
}

impl Pieces {
    /// A reader, and the count of bytes it has taken so far.
    pub fn new(file: File) -> Result<(Self, Rc<Cell<f64>>), JsValue> {
        let offset = Rc::new(Cell::new(0.0));
        let pieces = Self {
            file,
            reader: FileReaderSync::new()?,
            offset: offset.clone(),
            drain: Drain::new()?,
            piece: Vec::new(),
            at: 0,
        };
        Ok((pieces, offset))
    }

    fn next_piece(&mut self) -> Result<(), JsValue> {
        let start = self.offset.get();
        let end = (start + PIECE).min(self.file.size());
        self.piece.clear();
        self.at = 0;
        if start < end {
            let blob = self.file.slice_with_f64_and_f64(start, end)?;
            let buffer = self.reader.read_as_array_buffer(&blob)?;
            let bytes = Uint8Array::new(&buffer);
            self.piece.resize(bytes.length() as usize, 0);
            bytes.copy_to(&mut self.piece);
            self.drain.take(&buffer);
            self.offset.set(end);
        }
        Ok(())
    }
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.piece.len() {
            self.next_piece()
                .map_err(|error| io::Error::other(said(&error)))?;
        }
        let rest = self.piece.get(self.at..).unwrap_or_default();
        let count = rest.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        Ok(count)
    }
}

impl Seek for Pieces {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        // The next piece begins where this one ends; a file's size is far below 2⁵³.
        let here = self.offset.get() - (self.piece.len() - self.at) as f64;
        let place = match to {
            SeekFrom::Start(at) => at as f64,
            SeekFrom::End(by) => self.file.size() + by as f64,
            SeekFrom::Current(by) => here + by as f64,
        };
        if place < 0.0 {
            return Err(io::Error::from(io::ErrorKind::InvalidInput));
        }
        let start = self.offset.get() - self.piece.len() as f64;
        if place >= start && place <= self.offset.get() {
            // Parquet's pages lie close together.
            self.at = (place - start) as usize;
        } else {
            self.piece.clear();
            self.at = 0;
            self.offset.set(place);
        }
        Ok(place as u64)
    }
}

/// Where the browser's copies of pieces go once we have ours: a port nobody listens at, which drops what is handed over
/// to it, memory and all. Left to be collected, the copies of a whole file of 200 MB lay about; `ArrayBuffer.transfer`
/// does not help, because Chromium keeps a file reader's memory for as long as it has not collected its own object for it.
struct Drain(MessagePort);

impl Drain {
    fn new() -> Result<Self, JsValue> {
        let channel = MessageChannel::new()?;
        channel.port2().close();
        Ok(Self(channel.port1()))
    }

    /// Takes a buffer's memory, whose contents are gone with it. Without success it is collected some time.
    fn take(&self, buffer: &ArrayBuffer) {
        let _ = self
            .0
            .post_message_with_transferable(&JsValue::NULL, &Array::of1(buffer));
    }
}

impl Drop for Drain {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// The first `most` bytes.
pub fn head(file: &File, most: usize) -> Result<Vec<u8>, JsValue> {
    let blob = file.slice_with_f64_and_f64(0.0, (most as f64).min(file.size()))?;
    let buffer = FileReaderSync::new()?.read_as_array_buffer(&blob)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// All of it; for project files only.
pub fn whole(file: &File) -> Result<Vec<u8>, JsValue> {
    let buffer = FileReaderSync::new()?.read_as_array_buffer(file)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// What the browser said.
pub fn said(error: &JsValue) -> String {
    js_sys::Reflect::get(error, &JsValue::from_str("message"))
        .ok()
        .and_then(|message| message.as_string())
        .or_else(|| error.as_string())
        .unwrap_or_else(|| "?".to_owned())
}
