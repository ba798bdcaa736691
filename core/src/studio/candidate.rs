//! What could be a feature.

use super::choice::Choice;
use super::column::{Column, DeskOnly};
use crate::features::Definitions;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What the candidates are shown under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// How recently, and since when?
    Recently,
    /// How often, and how regularly?
    Often,
    /// How much money?
    Money,
    /// What are visits like?
    Visits,
    /// Which way do they take through the site?
    Path,
    /// What are they interested in?
    Interests,
    /// What do they search for, and with which intent?
    Search,
    /// At what time of day and week?
    Time,
    /// In which season?
    Season,
    /// Where?
    Place,
    /// Several events together.
    Composites,
    /// Facts from the file. Desk only.
    Static,
    /// Before the window, or finer than a device keeps. Desk only.
    History,
}

impl Group {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 13] = [
        Self::Recently,
        Self::Often,
        Self::Money,
        Self::Visits,
        Self::Path,
        Self::Interests,
        Self::Search,
        Self::Time,
        Self::Season,
        Self::Place,
        Self::Composites,
        Self::Static,
        Self::History,
    ];
}

/// The plain question a candidate answers: what a screen explains it by, with `of` and `over` of
/// its column as the words to fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// How many days since the last one?
    DaysSinceLast,
    /// How many days since the first one in the window?
    DaysSinceFirst,
    /// How many?
    HowMany,
    /// How many days from one to the next?
    DaysBetween,
    /// Regularly (−1) or in bursts (towards 1)?
    Bursts,
    /// How much money in all?
    TotalValue,
    /// How much money each time?
    MeanValue,
    /// How long is a visit, seconds?
    VisitLength,
    /// How many pages a visit?
    PagesPerVisit,
    /// Which share of visits went on to a second page? (1 − bounce rate)
    SecondPage,
    /// How far down the page, percent?
    ScrollDepth,
    /// How long on a page, seconds?
    Dwell,
    /// Which share of steps is this one?
    StepShare,
    /// How many different ways, nats?
    PathVariety,
    /// Which share of ways has this sequence of three?
    SequenceShare,
    /// How far down the funnel?
    FunnelDepth,
    /// Which share of what they looked at is this?
    InterestShare,
    /// How many different interests, nats?
    InterestVariety,
    /// Which share of traffic came from there?
    SourceShare,
    /// Which share of searches shows this intent?
    IntentShare,
    /// Which share of events falls into this part of the day?
    DaypartShare,
    /// Towards which hour? (sine and cosine: two candidates)
    Hour,
    /// Towards which weekday? (sine and cosine: two candidates)
    Weekday,
    /// Which share falls on weekends?
    WeekendShare,
    /// Which share falls into this season?
    SeasonShare,
    /// Which share of positions lies there?
    PlaceShare,
    /// How often inside this fence?
    FenceVisits,
    /// How long inside this fence, seconds a fix?
    FenceDwell,
    /// How far from the nearest point of sale, metres?
    Distance,
    /// How many places they come back to, a day?
    RecurringPlaces,
    /// How often did these events happen together?
    Composite,
    /// Does the person have this value in the file?
    Is,
    /// How many hours from one to the next?
    HoursBetween,
    /// How many different values of all, nats?
    FullVariety,
    /// The same over all the data, not only the window.
    Lifetime,
}

/// A feature that these events support.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// [`Column::key`].
    pub key: String,
    /// Where it is shown.
    pub group: Group,
    /// What it is explained by.
    pub question: Question,
    /// The column, not fitted yet.
    pub column: Column,
    /// People in the window with an event it is about.
    pub people: u64,
    /// Events in the window it is about.
    pub events: u64,
    /// Days of history it needs to say something, where a window of 30 days is too short for it:
    /// then it is marked, and a model with it has to state a necessity.
    pub needs_days: Option<u32>,
    /// Why no device can compute it; `None` when one can.
    pub desk_only: Option<DeskOnly>,
}

/// What these events support.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// The `as_of` of everything, ms since epoch: the last event; `None` without any.
    pub as_of_ms: Option<i64>,
    /// Days looked back.
    pub window_days: u32,
    /// People with an event in the window.
    pub people: u64,
    /// Events in the window.
    pub events: u64,
    /// Events in the window by kind.
    pub kinds: BTreeMap<String, u64>,
    /// The currency of most values; `EUR` without any.
    pub currency: String,
    /// By group, in each the best supported first.
    pub candidates: Vec<Candidate>,
    /// Words of the groups (`category:*`, `step:*`, …): the best supported.
    pub words: Vec<String>,
    /// Words that had support, but no place beside the best supported, by form (`category`, `step`,
    /// …): a model holds 64 in all.
    pub words_left_out: BTreeMap<String, u64>,
    /// Kinds whose events carry money.
    pub valued: BTreeSet<String>,
    /// What the words may name: see [`super::Extras`].
    pub definitions: Definitions,
    /// What is chosen when the marketer chooses nothing: recency, frequency, monetary value,
    /// tenure and gap for purchases; a dozen of visits, path and interests for a clickstream.
    pub proposed: Choice,
}

impl Catalogue {
    /// A candidate by its key.
    #[must_use]
    pub fn candidate(&self, key: &str) -> Option<&Candidate> {
        self.candidates.iter().find(|found| found.key == key)
    }
}
