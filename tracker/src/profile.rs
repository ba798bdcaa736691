//! What outlives the raw events: one record, read and written in one transaction with each event.

use crate::ledger::Head;
use crate::report::{Answered, Report, Standing};
use recinto_core::features::DeviceState;
use recinto_core::features::codec::{Reader, Writer};

/// The one record of the store that every decision reads and writes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    /// The id of the model whose vocabulary the state is counted by; empty before the first.
    pub model: String,
    /// The device's state. One that could not be read begins anew.
    pub state: DeviceState,
    /// A position was counted without the place pack that its words need: to be counted anew from
    /// the raw events once the pack is there.
    pub unplaced: bool,
    /// The rules of the model that were true last; bit i stands for rule i.
    pub held: u32,
    /// The permanent noisy answers.
    pub answers: Vec<Answered>,
    /// The latest reports, oldest first.
    pub reports: Vec<Report>,
    /// The purposes the ledger last spoke of.
    pub purposes: u32,
    /// Where the ledger ends.
    pub ledger: Head,
    /// When the site's pointer was last asked for, ms since 1970; 0 for never, negative until it is answered.
    pub asked_ms: i64,
}

/// The form's number. [`RULELESS`] is taken over whole, [`STATELESS`] but for its state; bytes of
/// any other one are started anew.
const VERSION: u8 = 3;

/// The form before rules.
const RULELESS: u8 = 2;

/// The form before sessions and words: its state counted kinds of event alone and knows no order,
/// so that it cannot be gone on with. Answers, reports and the ledger stay, or a device would
/// spend ε anew and report twice.
const STATELESS: u8 = 1;

impl Profile {
    /// The bytes the store keeps.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let state = self.state.to_bytes();
        // The rest is small.
        let mut out = Writer::with_room(state.len() + 4096);
        out.byte(VERSION);
        out.bytes(self.model.as_bytes());
        out.bytes(&state);
        out.byte(u8::from(self.unplaced));
        out.number(u64::from(self.held));
        out.number(self.answers.len() as u64);
        for answered in &self.answers {
            out.bytes(answered.model.as_bytes());
            out.bytes(answered.truth.as_bytes());
            out.bytes(&answered.answer);
        }
        out.number(self.reports.len() as u64);
        for report in &self.reports {
            out.number(report.epoch);
            out.number(report.epoch_ms);
            out.bytes(report.body.as_bytes());
            out.byte(report.standing as u8);
            out.number(u64::from(report.tries));
            out.signed(report.not_before);
        }
        out.number(u64::from(self.purposes));
        out.number(u64::from(self.ledger.next));
        out.bytes(self.ledger.hash.as_bytes());
        out.signed(self.asked_ms);
        out.done()
    }

    /// A profile from stored bytes; an empty one where they are none of this version.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self::read(&mut Reader::new(bytes)).unwrap_or_default()
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let version = from.byte()?;
        let mut profile = Self {
            model: text(from)?,
            state: DeviceState::from_bytes(from.bytes()?).unwrap_or_default(),
            ..Self::default()
        };
        if !(STATELESS..=VERSION).contains(&version) {
            return None;
        }
        if version > STATELESS {
            profile.unplaced = from.byte()? == 1;
        }
        if version > RULELESS {
            profile.held = from.small()?;
        }
        for _ in 0..from.number()? {
            profile.answers.push(Answered {
                model: text(from)?,
                truth: text(from)?,
                answer: from.bytes()?.to_vec(),
            });
        }
        for _ in 0..from.number()? {
            profile.reports.push(Report {
                epoch: from.number()?,
                epoch_ms: from.number()?,
                body: text(from)?,
                standing: Standing::from_byte(from.byte()?)?,
                tries: from.small()?,
                not_before: from.signed()?,
            });
        }
        profile.purposes = from.small()?;
        profile.ledger.next = from.small()?;
        profile.ledger.hash = text(from)?;
        profile.asked_ms = from.signed()?;
        if version == STATELESS {
            profile.model.clear();
            profile.state = DeviceState::default();
            profile.asked_ms = 0;
        }
        from.at_end().then_some(profile)
    }
}

fn text(from: &mut Reader<'_>) -> Option<String> {
    String::from_utf8(from.bytes()?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let mut profile = Profile {
            model: "m".repeat(22),
            state: DeviceState::new(),
            unplaced: true,
            held: 5,
            purposes: 3,
            asked_ms: 5,
            answers: vec![Answered {
                model: "m".to_owned(),
                truth: "a".to_owned(),
                answer: b"b".to_vec(),
            }],
            reports: [
                Standing::Waiting,
                Standing::Sent,
                Standing::Refused,
                Standing::Silent,
            ]
            .map(|standing| Report {
                epoch: 20_780,
                epoch_ms: 86_400_000,
                body: "{}".to_owned(),
                standing,
                tries: 2,
                not_before: -7,
            })
            .to_vec(),
            ..Profile::default()
        };
        profile
            .ledger
            .append(1, "consent segment".to_owned(), "banner");
        let bytes = profile.to_bytes();
        assert_eq!(Profile::from_bytes(&bytes), profile);
        let mut later = bytes.clone();
        later[0] = VERSION + 1;
        assert_eq!(Profile::from_bytes(&later), Profile::default());
        let mut earlier = bytes.clone();
        // Behind the version, the model's id and the state: the byte of `unplaced`, that of `held`.
        let unplaced = 1 + 23 + 1 + DeviceState::new().to_bytes().len();
        earlier.remove(unplaced + 1);
        earlier[0] = RULELESS;
        let kept = Profile {
            held: 0,
            ..profile.clone()
        };
        assert_eq!(Profile::from_bytes(&earlier), kept, "all but the rules");
        earlier[0] = STATELESS;
        earlier.remove(unplaced);
        let kept = Profile {
            model: String::new(),
            unplaced: false,
            held: 0,
            asked_ms: 0,
            ..profile.clone()
        };
        assert_eq!(Profile::from_bytes(&earlier), kept, "all but the state");
        for cut in 0..bytes.len() {
            assert_eq!(
                Profile::from_bytes(&bytes[..cut]),
                Profile::default(),
                "cut at {cut}"
            );
        }
    }
}
