//! A `File` as a source of bytes, read piece by piece: never whole in memory.

use js_sys::Uint8Array;
use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{File, FileReaderSync};

/// The first piece, and the first after a jump.
const LEAST: f64 = 1024.0 * 1024.0;
/// Pieces grow up to this while they are read one after another: what a browser takes to ask its
/// own process for one hardly depends on its size.
const MOST: f64 = 8.0 * LEAST;

/// Reads a file from its start.
pub struct Pieces {
    file: File,
    reader: FileReaderSync,
    offset: Rc<Cell<f64>>,
    /// Stays the browser's: only what is asked for is copied.
    piece: Uint8Array,
    at: u32,
    most: f64,
}

impl Pieces {
    /// A reader, and the count of bytes it has taken so far.
    pub fn new(file: File) -> Result<(Self, Rc<Cell<f64>>), JsValue> {
        let offset = Rc::new(Cell::new(0.0));
        let pieces = Self {
            file,
            reader: FileReaderSync::new()?,
            offset: offset.clone(),
            piece: Uint8Array::new_with_length(0),
            at: 0,
            most: LEAST,
        };
        Ok((pieces, offset))
    }

    fn next_piece(&mut self) -> Result<(), JsValue> {
        let start = self.offset.get();
        let end = (start + self.most).min(self.file.size());
        self.let_go();
        if start < end {
            let blob = self.file.slice_with_f64_and_f64(start, end)?;
            let buffer = self.reader.read_as_array_buffer(&blob)?;
            self.piece = Uint8Array::new(&buffer);
            self.offset.set(end);
            self.most = (self.most * 2.0).min(MOST);
        }
        Ok(())
    }

    fn let_go(&mut self) {
        self.piece = Uint8Array::new_with_length(0);
        self.at = 0;
    }
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.piece.length() {
            self.next_piece()
                .map_err(|error| io::Error::other(said(&error)))?;
        }
        // A piece is far below 2³² bytes.
        let count = (into.len() as u32).min(self.piece.length() - self.at);
        if let Some(to) = into.get_mut(..count as usize) {
            self.piece.subarray(self.at, self.at + count).copy_to(to);
        }
        self.at += count;
        Ok(count as usize)
    }
}

impl Seek for Pieces {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        // The next piece begins where this one ends; a file's size is far below 2⁵³.
        let here = self.offset.get() - f64::from(self.piece.length() - self.at);
        let place = match to {
            SeekFrom::Start(at) => at as f64,
            SeekFrom::End(by) => self.file.size() + by as f64,
            SeekFrom::Current(by) => here + by as f64,
        };
        if place < 0.0 {
            return Err(io::Error::from(io::ErrorKind::InvalidInput));
        }
        let start = self.offset.get() - f64::from(self.piece.length());
        if place >= start && place <= self.offset.get() {
            // Parquet's pages lie close together.
            self.at = (place - start) as u32;
        } else {
            self.let_go();
            self.most = LEAST;
            self.offset.set(place);
        }
        Ok(place as u64)
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
