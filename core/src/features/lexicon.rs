//! A vocabulary and its definitions, made ready for the events to come.

use super::definitions::{COMPOSITE_COUNT_MAX, COMPOSITE_WITHIN_MAX, Definitions, Shape};
use super::place::{fence, sphere};
use super::state::RAW_LIMIT_MS;
use super::text::folded;
use super::whereabouts::Whereabouts;
use super::word::Word;
use crate::events::Position;
use crate::model::{RAW_HOURS, SegmentModel};
use std::fmt;
use std::sync::Arc;

const HOUR_MS: i64 = 3_600_000;

/// What to look for in an event, and which word that counts. Words are told by their place in the
/// vocabulary, 0 to 63.
#[derive(Clone, Default)]
pub struct Lexicon {
    pub(super) window_days: u32,
    /// How much sooner than [`RAW_LIMIT_MS`] raw events go.
    pub(super) sooner_ms: i64,
    /// Every event kind of a word or a step, sorted: its number is its place plus one.
    kinds: Vec<(Box<str>, Option<u8>)>,
    /// Names of the four text fields, sorted.
    pub(super) texts: [Vec<(Box<str>, u8)>; 4],
    /// Properties of the site's own, `NAME=VALUE`, sorted.
    pub(super) properties: Vec<(Box<str>, u8)>,
    pub(super) session: Option<u8>,
    pub(super) second_page: Option<u8>,
    /// The word and the numbers of its kinds, the last first; 0 where there is no third.
    pub(super) steps: Vec<(u8, [u8; 3])>,
    pub(super) dwell: Option<u8>,
    pub(super) scroll: Option<u8>,
    pub(super) intents: Vec<(u8, Vec<String>)>,
    pub(super) dayparts: [Option<u8>; 7],
    /// Sine and cosine of the hour, sine and cosine of the weekday.
    pub(super) cycles: [Option<u8>; 4],
    pub(super) weekend: Option<u8>,
    pub(super) seasons: Vec<(u8, Vec<[i32; 2]>)>,
    pub(super) communes: Vec<(u8, u32)>,
    pub(super) provinces: Vec<(Box<str>, u8)>,
    pub(super) regions: Vec<(Box<str>, u8)>,
    pub(super) fences: Vec<(u8, Shape)>,
    pub(super) distance: Option<u8>,
    pub(super) points_of_sale: Vec<Shape>,
    pub(super) recurring: Option<u8>,
    pub(super) composites: Vec<Awaited>,
    pub(super) whereabouts: Option<Arc<dyn Whereabouts + Send + Sync>>,
    event_words: u64,
    pub(super) place_words: u64,
}

/// A composite.
#[derive(Debug, Clone)]
pub(super) struct Awaited {
    pub word: u8,
    /// The words of its events, in their order.
    pub stages: Vec<u8>,
    pub within_ms: i64,
}

impl Lexicon {
    /// For a vocabulary of at most 64 words. A word that is none, or lacks its definition, counts
    /// nothing: a checked model has no such word.
    #[must_use]
    pub fn new(vocabulary: &[String], definitions: &Definitions, window_days: u32) -> Self {
        let mut made = Self {
            window_days,
            ..Self::default()
        };
        made.number_kinds(vocabulary);
        let mut kind_words = 0;
        for (at, text) in (0_u8..64).zip(vocabulary) {
            let Some(word) = Word::known(text) else {
                continue;
            };
            if matches!(word, Word::Kind(_)) {
                kind_words |= 1 << at;
            }
            if word.is_place() {
                made.place_words |= 1 << at;
            }
            made.take(at, word, vocabulary, definitions);
        }
        made.event_words = if kind_words == 0 {
            u64::MAX
        } else {
            kind_words
        };
        made
    }

    /// For a model.
    #[must_use]
    pub fn of(model: &SegmentModel) -> Self {
        Self::new(&model.vocabulary, &model.definitions, model.window_days)
            .with_raw_hours(model.privacy.raw_hours)
    }

    /// For raw events that live so many hours: 48 at most, and what [`Lexicon::new`] makes.
    #[must_use]
    pub fn with_raw_hours(mut self, hours: u32) -> Self {
        self.sooner_ms = i64::from(RAW_HOURS.saturating_sub(hours)) * HOUR_MS;
        self
    }

    /// How long a raw event lives on the device, ms.
    #[must_use]
    pub fn raw_limit_ms(&self) -> i64 {
        RAW_LIMIT_MS - self.sooner_ms
    }

    /// With the place pack: without one the words of communes, provinces and regions count
    /// nothing.
    #[must_use]
    pub fn with_whereabouts(mut self, whereabouts: Arc<dyn Whereabouts + Send + Sync>) -> Self {
        self.whereabouts = Some(whereabouts);
        self
    }

    /// The words whose counts are events: the event kinds, or every word where there is none. A
    /// model's `min_events` counts these.
    #[must_use]
    pub fn event_words(&self) -> u64 {
        self.event_words
    }

    /// The number of an event kind, 0 for one of no word; and the word that counts it.
    pub(super) fn kind(&self, kind: &str) -> (u8, Option<u8>) {
        let mut numbered = (1..).zip(&self.kinds);
        match numbered.find(|(_, (known, _))| **known == *kind) {
            Some((number, (_, word))) => (number, *word),
            None => (0, None),
        }
    }

    fn number_kinds(&mut self, vocabulary: &[String]) {
        // The kinds that are words first: a step may name the same ones.
        for (at, text) in (0_u8..64).zip(vocabulary) {
            if let Some(Word::Kind(kind)) = Word::known(text) {
                put(&mut self.kinds, kind, Some(at));
            }
        }
        for text in vocabulary.iter().take(64) {
            if let Some(Word::Step {
                first,
                second,
                third,
            }) = Word::known(text)
            {
                for kind in [Some(first), Some(second), third].into_iter().flatten() {
                    put(&mut self.kinds, kind, None);
                }
            }
        }
    }

    fn take(&mut self, at: u8, word: Word<'_>, vocabulary: &[String], defined: &Definitions) {
        let [categories, brands, sources, campaigns] = &mut self.texts;
        match word {
            Word::Kind(_) => {}
            Word::Category(name) => put(categories, name, at),
            Word::Brand(name) => put(brands, name, at),
            Word::Source(name) => put(sources, name, at),
            Word::Campaign(name) => put(campaigns, name, at),
            Word::Property(text) => put(&mut self.properties, text, at),
            Word::Session => self.session = Some(at),
            Word::SecondPage => self.second_page = Some(at),
            Word::Step {
                first,
                second,
                third,
            } => {
                let [first, second] = [first, second].map(|kind| self.kind(kind).0);
                let kinds = match third.map(|kind| self.kind(kind).0) {
                    Some(third) => [third, second, first],
                    None => [second, first, 0],
                };
                self.steps.push((at, kinds));
            }
            Word::Dwell => self.dwell = Some(at),
            Word::Scroll => self.scroll = Some(at),
            Word::Intent(name) => {
                let meant = defined.intents.iter().find(|d| d.name == name);
                let phrases = meant.map(|d| d.phrases.iter().map(|p| folded(p)).collect());
                self.intents.extend(phrases.map(|phrases| (at, phrases)));
            }
            Word::Daypart(part) => {
                if let Some(place) = self.dayparts.get_mut(part as usize) {
                    *place = Some(at);
                }
            }
            Word::HourSin => self.cycles[0] = Some(at),
            Word::HourCos => self.cycles[1] = Some(at),
            Word::WeekdaySin => self.cycles[2] = Some(at),
            Word::WeekdayCos => self.cycles[3] = Some(at),
            Word::Weekend => self.weekend = Some(at),
            Word::Season(name) => {
                let meant = defined.calendars.iter().find(|d| d.name == name);
                self.seasons.extend(meant.map(|d| (at, d.days.clone())));
            }
            Word::Commune(code) => self.communes.extend(code.parse().map(|code| (at, code))),
            Word::Province(code) => put(&mut self.provinces, code, at),
            Word::Region(name) => put(&mut self.regions, name, at),
            Word::Fence(name) => {
                let meant = defined.fences.iter().find(|d| d.name == name);
                self.fences.extend(meant.map(|d| (at, d.shape.clone())));
            }
            Word::Distance => {
                self.distance = Some(at);
                let sale = defined.fences.iter().filter(|d| d.point_of_sale);
                self.points_of_sale = sale.map(|d| d.shape.clone()).collect();
            }
            Word::RecurringPlaces => self.recurring = Some(at),
            Word::Composite(name) => {
                let meant = defined.composites.iter().find(|d| d.name == name);
                self.composites.extend(meant.and_then(|d| {
                    let place = |of: &String| vocabulary.iter().position(|word| word == of);
                    // A device takes a model's definitions unchecked, and has room for so many.
                    let most = COMPOSITE_COUNT_MAX as usize;
                    let mut stages = vec![place(&d.of)? as u8; most.min(d.count as usize)];
                    for word in &d.then {
                        stages.push(place(word)? as u8);
                    }
                    stages.truncate(most);
                    Some(Awaited {
                        word: at,
                        stages,
                        within_ms: i64::from(d.within_min.min(COMPOSITE_WITHIN_MAX)) * 60_000,
                    })
                }));
            }
        }
    }
}

/// Puts a name in its place in the order, unless it is there. Not sorted at the end: the standard
/// library's sorts weigh kilobytes in what a visitor downloads, and these are few.
fn put<T>(names: &mut Vec<(Box<str>, T)>, name: &str, value: T) {
    if let Err(at) = names.binary_search_by(|(known, _)| (**known).cmp(name)) {
        names.insert(at, (name.into(), value));
    }
}

/// The word of a name. There are at most 64, of which most are told apart by their length.
pub(super) fn find(names: &[(Box<str>, u8)], name: &str) -> Option<u8> {
    let known = names.iter().find(|(known, _)| **known == *name);
    known.map(|(_, word)| *word)
}

impl Shape {
    /// Whether a fix lies inside whatever its error within its accuracy.
    #[must_use]
    pub fn surely_holds(&self, fix: &Position) -> bool {
        match self {
            Self::Circle { lat, lon, radius_m } => {
                fence::surely_in_circle(*lat, *lon, *radius_m, fix)
            }
            Self::Polygon { points } => fence::surely_in_polygon(points, fix),
        }
    }

    /// Metres from a fix to a polygon (0 inside) or to the centre of a circle, whose accuracy is
    /// left out of account. `None` if it cannot be said.
    #[must_use]
    pub fn distance_m(&self, fix: &Position) -> Option<f64> {
        let metres = match self {
            Self::Circle { lat, lon, .. } => sphere::distance_m(*lat, *lon, fix.lat, fix.lon),
            Self::Polygon { points } => fence::to_polygon_m(points, fix.lat, fix.lon)?,
        };
        metres.is_finite().then_some(metres)
    }
}

impl fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lexicon")
    }
}
