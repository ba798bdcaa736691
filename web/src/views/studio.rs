//! What could be measured of each person, and what it looks like.

use crate::views::Why;
use recinto_core::studio::{DeskOnly, Group, Question};
use serde::{Deserialize, Serialize};

/// The width of a histogram.
pub const HISTOGRAM_WIDTH: f64 = 120.0;
/// Its height.
pub const HISTOGRAM_HEIGHT: f64 = 32.0;
/// The most features of a model.
pub const FEATURES_MOST: usize = 32;
/// The most words of a model's vocabulary.
pub const WORDS_MOST: usize = 64;

/// A feature as a sentence is made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// What names it.
    pub key: String,
    /// The question it answers.
    pub question: Question,
    /// The word, group or column it is about.
    pub of: String,
    /// What it is compared with, or the value of the column.
    pub over: String,
}

/// A feature that could be chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// What it is.
    pub named: Named,
    /// What it is shown under.
    pub group: Group,
    /// Words it needs, as numbers into [`Studio::words`].
    pub words: Vec<u32>,
    /// Whether it is among the proposed.
    pub proposed: bool,
    /// Whether old events may count less.
    pub can_decay: bool,
    /// Days of history it needs, where more than a device keeps without a stated necessity.
    pub needs_days: Option<u32>,
    /// Why a device cannot have it.
    pub desk_only: Option<DeskOnly>,
    /// People it says something about.
    pub people: u64,
    /// What is seen of it.
    pub seen: Seen,
}

/// How a feature is spread over people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// SVG path data in a box of [`HISTOGRAM_WIDTH`] by [`HISTOGRAM_HEIGHT`].
    pub path: String,
    /// Upper bounds and people of the bars.
    pub bars: Vec<(f64, u64)>,
    /// Least value.
    pub least: f64,
    /// Middle value.
    pub median: f64,
    /// Greatest value.
    pub most: f64,
    /// Share of people without a value, 0 to 1.
    pub missing: f64,
}

/// What the marketer chose of a candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Picked {
    /// What names it.
    pub key: String,
    /// How much it counts, 1 as all others.
    pub weight: f64,
    /// Days after which an event counts half; 0: never.
    pub half_life: f64,
}

/// Two features that tell much the same.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Numbers into [`Studio::candidates`].
    pub of: [usize; 2],
    /// Spearman's rank correlation, −1 to 1.
    pub correlation: f64,
}

/// A feature that could go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drop {
    /// Number into [`Studio::candidates`].
    pub feature: usize,
    /// Why.
    pub why: Why,
    /// The feature that tells the same.
    pub other: Option<usize>,
}

/// How the chosen features go together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// The chosen, as numbers into [`Studio::candidates`].
    pub columns: Vec<usize>,
    /// Spearman's rank correlations of the chosen, row by row.
    pub matrix: Vec<f64>,
    /// The strongest of them, strongest first.
    pub pairs: Vec<Pair>,
    /// What could go.
    pub drops: Vec<Drop>,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Studio {
    /// Words that the candidates need.
    pub words: Vec<String>,
    /// What could be chosen, by group.
    pub candidates: Vec<Candidate>,
    /// What is chosen now.
    pub picked: Vec<Picked>,
    /// Keys of what was picked before and is not among the candidates.
    pub gone: Vec<String>,
    /// How the chosen go together.
    pub related: Related,
    /// Words that had no room, by kind.
    pub left_out: Vec<(String, u64)>,
    /// People measured.
    pub people: u64,
    /// Days looked back.
    pub window_days: u32,
    /// ISO 4217 code.
    pub currency: String,
    /// What the marketer added.
    pub own: Own,
}

impl Studio {
    /// What is proposed, as if it were picked.
    #[must_use]
    pub fn proposed(&self) -> Vec<Picked> {
        let proposed = self.candidates.iter().filter(|one| one.proposed);
        proposed
            .map(|candidate| Picked {
                key: candidate.named.key.clone(),
                weight: 1.0,
                half_life: 0.0,
            })
            .collect()
    }

    /// Whether the picks are the marketer's own, not the proposal as it stood.
    #[must_use]
    pub fn is_chosen(&self, picks: &[Picked]) -> bool {
        let proposed = self.proposed();
        picks.len() != proposed.len() || picks.iter().any(|pick| !proposed.contains(pick))
    }
}

/// What the marketer knows and no file tells.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Own {
    /// Wishes of people who search, and the phrases that show them.
    pub intents: Vec<OwnIntent>,
    /// Places.
    pub fences: Vec<OwnFence>,
    /// What counts when it happens several times in a short while.
    pub composites: Vec<OwnComposite>,
    /// Calendars.
    pub calendars: Vec<OwnCalendar>,
    /// The region whose schools and sales count; empty: none.
    pub region: String,
}

/// Several events of one word close together, and others after them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnComposite {
    /// Its name.
    pub name: String,
    /// The word.
    pub of: String,
    /// How many.
    pub count: u32,
    /// What follows them, in this order.
    pub then: Vec<String>,
    /// Within how many minutes.
    pub within_min: u32,
}

/// A wish, and the phrases that show it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnIntent {
    /// Its name.
    pub name: String,
    /// Phrases.
    pub phrases: Vec<String>,
}

/// A place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OwnFence {
    /// Its name.
    pub name: String,
    /// Corners, degrees of latitude and longitude; one: the centre of a circle.
    pub points: Vec<(f64, f64)>,
    /// Radius of the circle, m.
    pub radius_m: f64,
    /// Whether things are sold there.
    pub point_of_sale: bool,
}

/// The days of a calendar file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCalendar {
    /// Its name.
    pub name: String,
    /// First and last day of each range, days since 1970-01-01.
    pub days: Vec<[i32; 2]>,
}

impl OwnCalendar {
    /// How many days it has.
    #[must_use]
    pub fn count(&self) -> u64 {
        let lengths = self.days.iter().map(|&[first, last]| {
            let days = i64::from(last) - i64::from(first) + 1;
            u64::try_from(days).unwrap_or(0)
        });
        lengths.sum()
    }

    /// The first and the last of them, days since 1970-01-01.
    #[must_use]
    pub fn span(&self) -> (i32, i32) {
        let ends = self.days.first().zip(self.days.last());
        ends.map_or((0, 0), |(first, last)| (first[0], last[1]))
    }
}
