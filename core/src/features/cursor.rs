//! What the next event is seen against: where the last one stood, the session, the last fix, the
//! composites under way. No page, no text, no position.

use super::codec::{Reader, Writer};
use super::definitions::{COMPOSITE_COUNT_MAX, COMPOSITES_MAX};
use super::session::Session;

/// More bytes than a cursor takes: under 96 beside the composites, each of which takes 1 and at
/// most 7 times of 4, since they are at most a day old.
pub(super) const CURSOR_MAX_BYTES: usize = 96 + COMPOSITES_MAX * 29;

/// Everything of a state that is not a bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cursor {
    /// Time and key of the last event, if there was one.
    pub last: Option<(i64, u64)>,
    pub session: Session,
    /// Time of the last fix, and the fences it was surely inside, by word.
    pub fix_ms: i64,
    pub inside: u64,
    /// The last UTC day whose places are counted.
    pub places_day: Option<i64>,
    /// Per composite, in the order of the lexicon: times of its events so far.
    pub awaited: Vec<Vec<i64>>,
}

impl Cursor {
    pub fn write(&self, out: &mut Writer) {
        let Some((last_ms, key)) = self.last else {
            out.byte(0);
            return;
        };
        out.byte(1 + u8::from(self.places_day.is_some()));
        out.signed(last_ms);
        out.number(key);
        self.session.write(out);
        out.signed(last_ms.wrapping_sub(self.fix_ms));
        out.number(self.inside);
        if let Some(day) = self.places_day {
            out.signed(day);
        }
        out.number(self.awaited.len() as u64);
        for times in &self.awaited {
            out.number(times.len() as u64);
            for time in times {
                out.signed(last_ms.wrapping_sub(*time));
            }
        }
    }

    pub fn read(from: &mut Reader<'_>) -> Option<Self> {
        let form = from.byte()?;
        if form == 0 {
            return Some(Self::default());
        }
        let last_ms = from.signed()?;
        let mut cursor = Self {
            last: Some((last_ms, from.number()?)),
            session: Session::read(from)?,
            fix_ms: last_ms.wrapping_sub(from.signed()?),
            inside: from.number()?,
            places_day: None,
            awaited: Vec::new(),
        };
        match form {
            1 => {}
            2 => cursor.places_day = Some(from.signed()?),
            _ => return None,
        }
        let composites = from.number()?;
        if composites > COMPOSITES_MAX as u64 {
            return None;
        }
        for _ in 0..composites {
            let count = from.number()?;
            if count >= u64::from(COMPOSITE_COUNT_MAX) {
                return None;
            }
            let mut times = Vec::new();
            for _ in 0..count {
                times.push(last_ms.wrapping_sub(from.signed()?));
            }
            cursor.awaited.push(times);
        }
        Some(cursor)
    }
}
