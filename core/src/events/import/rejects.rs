//! The records left out, as a CSV file for whoever wants to mend them.

use super::Bad;
use crate::studio::harmless;
use std::io::Write;

/// The most bytes written: some hundred thousand rows, which nobody reads, and which a tab can
/// hold.
const MOST_BYTES: u64 = 16 << 20;

/// Where the records left out are written to: `line,reason,text`, at most 16 MiB. A text that a
/// spreadsheet would take for a formula is led by an apostrophe.
pub struct RejectLog<'w> {
    out: Option<csv::Writer<&'w mut dyn Write>>,
    bytes: u64,
    written: u64,
    unwritten: u64,
}

impl<'w> RejectLog<'w> {
    /// Writes nothing.
    #[must_use]
    pub fn none() -> Self {
        Self {
            out: None,
            bytes: 0,
            written: 0,
            unwritten: 0,
        }
    }

    /// Writes CSV in UTF-8, RFC 4180, with a header.
    pub fn new(out: &'w mut dyn Write) -> Self {
        let mut out = csv::Writer::from_writer(out);
        let open = out.write_record(["line", "reason", "text"]).is_ok();
        Self {
            out: open.then_some(out),
            ..Self::none()
        }
    }

    /// Rows written.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Rows for which there was no room, or that could not be written.
    #[must_use]
    pub fn unwritten(&self) -> u64 {
        self.unwritten
    }

    pub(super) fn take(&mut self, line: u64, bad: &Bad) {
        let reason = bad.reason.code();
        let size = 24 + reason.len() as u64 + 2 * bad.text.len() as u64;
        let room = self.bytes + size <= MOST_BYTES;
        let done = match &mut self.out {
            Some(out) if room => out
                .write_record([line.to_string().as_str(), reason, &harmless(&bad.text)])
                .is_ok(),
            _ => false,
        };
        if done {
            self.bytes += size;
            self.written += 1;
        } else {
            self.unwritten += 1;
        }
    }

    pub(super) fn flush(&mut self) {
        if let Some(out) = &mut self.out
            && out.flush().is_err()
        {
            self.unwritten += self.written;
            self.written = 0;
        }
    }
}
