//! What a driver and its browser print, kept in a file of their own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The file, and how much of it was read.
pub(super) struct Log {
    path: PathBuf,
    read: Mutex<usize>,
}

impl Log {
    /// A new file inside `dir`. Its number tells it from those of the story's other browsers.
    pub(super) fn new(dir: &Path, name: &str, number: u16) -> Self {
        Self {
            path: dir.join(format!("{name}-{number}.log")),
            read: Mutex::default(),
        }
    }

    pub(super) fn create(&self) -> File {
        File::create(&self.path).expect("the test's folder can be written")
    }

    /// The lines since the last call that pages, or Firefox's own window, printed on their console.
    pub(super) fn printed(&self) -> Vec<String> {
        let bytes = std::fs::read(&self.path).expect("the log can be read");
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let new = bytes.get(*read..).unwrap_or_default();
        // A line that is still being written is read the next time.
        let whole = memchr::memrchr(b'\n', new).map_or(0, |end| end + 1);
        *read += whole;
        let text = String::from_utf8_lossy(&new[..whole]);
        text.lines()
            .filter(|line| line.starts_with("console."))
            .map(str::to_owned)
            .collect()
    }
}
