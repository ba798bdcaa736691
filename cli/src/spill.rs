//! Events laid aside in temporary files, the same person's always in the same one, so that a file of
//! any size can be worked through a part at a time.

use recinto_core::events::{Position, Sheet, Told, View, order_key};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Bytes held back per part before they are written.
const BUFFER: usize = 1 << 16;

/// The parts. Their files lie in a directory of their own, which goes when this does.
pub(crate) struct Spill {
    directory: PathBuf,
    parts: Vec<BufWriter<File>>,
    bytes: Vec<u8>,
    failed: Option<io::Error>,
}

impl Spill {
    /// `parts` empty ones beneath `parent`.
    pub(crate) fn new(parent: &Path, parts: usize) -> io::Result<Self> {
        let mut suffix = [0_u8; 8];
        getrandom::fill(&mut suffix).map_err(io::Error::other)?;
        let name = format!("recinto-{:016x}", u64::from_le_bytes(suffix));
        let directory = parent.join(name);
        std::fs::create_dir(&directory)?;
        let mut spill = Self {
            directory,
            parts: Vec::new(),
            bytes: Vec::new(),
            failed: None,
        };
        for part in 0..parts.max(1) {
            let file = File::options()
                .read(true)
                .write(true)
                .create_new(true)
                .open(spill.directory.join(part.to_string()))?;
            spill.parts.push(BufWriter::with_capacity(BUFFER, file));
        }
        Ok(spill)
    }

    /// Lays an event aside. A disk that is full shows in [`Spill::each`], and stops nothing here.
    pub(crate) fn push(&mut self, told: &Told<'_>) {
        if self.failed.is_some() {
            return;
        }
        if let Err(error) = self.write(told) {
            self.failed = Some(error);
        }
    }

    fn write(&mut self, told: &Told<'_>) -> io::Result<()> {
        let count = self.parts.len() as u64;
        let part = (order_key(told.person) % count.max(1)) as usize;
        let bytes = std::mem::take(&mut self.bytes);
        let bytes = postcard::to_extend(&Laid::of(told), bytes).map_err(io::Error::other)?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        if let Some(part) = self.parts.get_mut(part) {
            part.write_all(&length.to_le_bytes())?;
            part.write_all(&bytes)?;
        }
        self.bytes = bytes;
        self.bytes.clear();
        Ok(())
    }

    /// Every part in turn as a sheet, not sealed yet.
    pub(crate) fn each<E: From<io::Error>>(
        &mut self,
        mut work: impl FnMut(Sheet) -> Result<(), E>,
    ) -> Result<(), E> {
        if let Some(error) = self.failed.take() {
            return Err(error.into());
        }
        for part in &mut self.parts {
            part.flush()?;
            let file = part.get_mut();
            file.rewind()?;
            work(sheet(BufReader::with_capacity(BUFFER, &*file))?)?;
        }
        Ok(())
    }
}

impl Drop for Spill {
    fn drop(&mut self) {
        // What cannot be removed is the temporary directory's to clear.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn sheet(mut part: impl Read) -> io::Result<Sheet> {
    let mut sheet = Sheet::new();
    let mut bytes = Vec::new();
    let mut length = [0_u8; 4];
    loop {
        match part.read_exact(&mut length) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(sheet),
            Err(error) => return Err(error),
        }
        bytes.resize(u32::from_le_bytes(length) as usize, 0);
        part.read_exact(&mut bytes)?;
        let laid: Laid<'_> = postcard::from_bytes(&bytes).map_err(io::Error::other)?;
        laid.push(&mut sheet);
    }
}

/// An event as it is laid aside. The id is not kept: its key is, and whether there was one.
#[derive(Serialize, Deserialize)]
struct Laid<'a> {
    person: &'a str,
    has_id: bool,
    key: u64,
    time_ms: i64,
    line: u64,
    kind: &'a str,
    texts: [Option<&'a str>; 10],
    quantity: Option<u32>,
    value_cents: Option<i64>,
    duration_ms: Option<u32>,
    depth_pct: Option<u8>,
    position: Option<(f64, f64, f64)>,
    utc_offset_min: Option<i16>,
    received_ms: Option<i64>,
    #[serde(borrow)]
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Laid<'a> {
    fn of(told: &'a Told<'a>) -> Self {
        let view = &told.event;
        Self {
            person: told.person,
            has_id: !told.id.is_empty(),
            key: view.key,
            time_ms: view.time_ms,
            line: told.line,
            kind: &view.kind,
            texts: [
                view.page,
                view.item,
                view.brand,
                view.category,
                view.currency,
                view.query,
                view.campaign,
                view.source,
                told.user_agent,
                told.address,
            ],
            quantity: view.quantity,
            value_cents: view.value_cents,
            duration_ms: view.duration_ms,
            depth_pct: view.depth_pct,
            position: view.position.map(|p| (p.lat, p.lon, p.accuracy_m)),
            utc_offset_min: view.utc_offset_min,
            received_ms: told.received_ms,
            attributes: told
                .attributes
                .iter()
                .map(|(name, value)| (name.as_ref(), value.as_ref()))
                .collect(),
        }
    }

    fn push(self, sheet: &mut Sheet) {
        let [
            page,
            item,
            brand,
            category,
            currency,
            query,
            campaign,
            source,
            user_agent,
            address,
        ] = self.texts;
        let attributes: Vec<(Cow<'_, str>, Cow<'_, str>)> = self
            .attributes
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), Cow::Borrowed(*value)))
            .collect();
        let event = View {
            time_ms: self.time_ms,
            key: self.key,
            kind: Cow::Borrowed(self.kind),
            page,
            item,
            brand,
            category,
            quantity: self.quantity,
            value_cents: self.value_cents,
            currency,
            query,
            campaign,
            source,
            duration_ms: self.duration_ms,
            depth_pct: self.depth_pct,
            position: self.position.map(|(lat, lon, accuracy_m)| Position {
                lat,
                lon,
                accuracy_m,
            }),
            utc_offset_min: self.utc_offset_min,
            props: &[],
        };
        sheet.push_told(&Told {
            person: self.person,
            id: if self.has_id { "told" } else { "" },
            event,
            line: self.line,
            received_ms: self.received_ms,
            user_agent,
            address,
            attributes: &attributes,
        });
    }
}
