//! What has to hold of any file, whatever its bytes.

use crate::memory::most_held;
use arbitrary::Arbitrary;
use recinto_core::events::EventKind;
use recinto_core::events::import::{
    DateFormat, Decimal, Encoding, Format, ImportError, Layout, Mapping, RejectLog, Role, Zone,
    import_with, sniff,
};
use std::io::Read;
use std::ops::ControlFlow;

/// The most a reader may hold, whatever the file: two windows of 1 MiB and a record.
pub const READING: usize = 12 << 20;
/// The most a reader of Parquet may hold: pages of up to 64 MiB, as long as they are believed in.
pub const PAGES: usize = 400 << 20;
/// The most a first look may hold: a head of 1 MiB as cells and as JSON values.
pub const LOOKING: usize = 160 << 20;

/// How to read, anywhere in its types.
#[derive(Debug, Clone, Arbitrary)]
pub struct How {
    delimiter: u8,
    quote: u8,
    preamble: u8,
    flags: u8,
    dates: u8,
    encoding: u8,
    zone: u8,
    roles: [u8; 8],
}

impl How {
    /// The mapping for a layout; `Layout::Delimited` takes the delimiter from here.
    pub fn mapping(&self, layout: Layout) -> Mapping {
        let delimiters = [b',', b';', b'\t', b'|', self.delimiter];
        let zones = ["UTC", "Europe/Rome", "America/New_York", "-03:30"];
        let zone = zones[usize::from(self.zone) % zones.len()].to_owned();
        let mut roles = vec![Role::Person, Role::Time];
        roles.extend(
            self.roles
                .iter()
                .map(|at| Role::ALL[usize::from(*at) % Role::ALL.len()]),
        );
        if self.flags & 4 != 0 {
            roles.rotate_right(usize::from(self.zone) % 3);
        }
        Mapping {
            format: Format::Columns,
            encoding: Encoding::ALL[usize::from(self.encoding) % 4],
            layout: match layout {
                Layout::Delimited(_) => {
                    Layout::Delimited(delimiters[usize::from(self.delimiter) % 5])
                }
                other => other,
            },
            quote: if self.flags & 8 == 0 {
                b'"'
            } else {
                self.quote
            },
            preamble: u32::from(self.preamble % 4),
            has_header: self.flags & 1 == 0,
            columns: ["a", "t", "b", "c.d", "e", "f", "g", "h", "i", "j"]
                .map(str::to_owned)
                .to_vec(),
            roles,
            dates: DateFormat::ALL[usize::from(self.dates) % DateFormat::ALL.len()],
            zone: Zone::try_from(zone).expect("a zone of the list"),
            decimal: if self.flags & 2 == 0 {
                Decimal::Dot
            } else {
                Decimal::Comma
            },
            default_kind: EventKind::Page,
            currency: "EUR".to_owned(),
        }
    }
}

/// A source that gives few bytes at a time.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.len().min(into.len()).min(self.1);
        let (now, later) = self.0.split_at(count);
        into[..count].copy_from_slice(now);
        self.0 = later;
        Ok(count)
    }
}

/// Reads the bytes as the mapping says: every record is kept or counted and written down, memory
/// is bounded, and the size of the source's pieces changes nothing.
pub fn read(bytes: &[u8], mapping: &Mapping) {
    let once = |piece: usize| {
        let (mut events, mut people) = (0_u64, 0_u64);
        let mut out = std::io::sink();
        let mut log = RejectLog::new(&mut out);
        let done = import_with(
            Drops(bytes, piece),
            mapping,
            &mut |told| {
                assert!(!told.person.is_empty() && told.line > 0);
                assert!(EventKind::try_from(told.event.kind.clone().into_owned()).is_ok());
                events += 1;
                people = people
                    .wrapping_mul(31)
                    .wrapping_add(told.person.len() as u64);
            },
            &mut |_| ControlFlow::Continue(()),
            &mut log,
        );
        let report = match done {
            Ok(report) => report,
            Err(ImportError::MissingRole(_)) => return None,
            Err(error) => panic!("a source that does not fail: {error}"),
        };
        assert_eq!(report.rows, report.accepted + report.rejected_rows());
        assert_eq!(report.events, events);
        assert_eq!(log.written() + log.unwritten(), report.rejected_rows());
        Some((report, people))
    };
    let (whole, most) = most_held(|| once(usize::MAX));
    assert!(most <= READING, "{most} bytes held");
    let pieces = once(1 + bytes.len() % 7);
    assert_eq!(whole, pieces);
}

/// Looks at the bytes, and reads them as proposed.
pub fn look_and_read(bytes: &[u8]) {
    let (sniffed, most) = most_held(|| sniff(bytes));
    assert!(most <= LOOKING, "{most} bytes held by a first look");
    if let Ok(sniffed) = sniffed {
        assert_eq!(sniffed.columns.len(), sniffed.mapping.roles.len());
        assert!((0.0..=1.0).contains(&sniffed.confidence));
        read(bytes, &sniffed.mapping);
    }
}
