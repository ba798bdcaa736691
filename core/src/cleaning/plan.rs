//! What to clean and how: one set of parameters a step, each with a switch.

use serde::{Deserialize, Serialize};

/// A second, in ms.
const SECOND: i64 = 1_000;
/// A minute, in ms.
const MINUTE: i64 = 60 * SECOND;
/// A day, in ms.
const DAY: i64 = 24 * 60 * MINUTE;

/// Everything [`super::clean`] is told. Two runs of one plan over the same events give the same.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// When the file was read, ms since 1970: what lies later than this has not happened yet. None
    /// when the caller has no clock: then the file's own times decide alone.
    pub now_ms: Option<i64>,
    /// Step 1.
    pub impossible: Impossible,
    /// Step 2.
    pub duplicates: Duplicates,
    /// Step 3.
    pub near_duplicates: NearDuplicates,
    /// Step 4.
    pub clock: Clock,
    /// Step 5.
    pub bots: Bots,
    /// Step 6.
    pub currency: Currency,
    /// Step 7.
    pub outliers: Outliers,
    /// Step 8.
    pub gaps: Gaps,
}

/// Step 1: what cannot have happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Impossible {
    /// Whether the step runs.
    pub on: bool,
    /// Events before this are dropped, ms since 1970. Default: 1990-01-01T00:00Z.
    pub earliest_ms: i64,
    /// Events may be later than the latest plausible time by this much, ms. Default: a day, since
    /// local times read as UTC are up to 14 hours ahead.
    pub slack_ms: i64,
    /// The greatest quantity an event may have. Default: 10,000.
    pub most_quantity: u32,
    /// The greatest amount of money an event may have, either sign, in hundredths. Default:
    /// 1,000,000,000, ten million.
    pub most_value_cents: i64,
    /// The longest an event may last, ms. Default: 24 hours.
    pub most_duration_ms: u32,
}

impl Default for Impossible {
    fn default() -> Self {
        Self {
            on: true,
            earliest_ms: 631_152_000_000,
            slack_ms: DAY,
            most_quantity: 10_000,
            most_value_cents: 1_000_000_000,
            most_duration_ms: 86_400_000,
        }
    }
}

/// Step 2: one event told twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Duplicates {
    /// Whether the step runs.
    pub on: bool,
}

impl Default for Duplicates {
    fn default() -> Self {
        Self { on: true }
    }
}

/// Step 3: the same thing done twice within an instant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NearDuplicates {
    /// Whether the step runs.
    pub on: bool,
    /// Like events at most this far apart are one, ms. Default: 1,000.
    pub within_ms: i64,
    /// Like purchases at most this far apart are one, ms. Default: 10,000.
    pub purchases_within_ms: i64,
}

impl Default for NearDuplicates {
    fn default() -> Self {
        Self {
            on: true,
            within_ms: SECOND,
            purchases_within_ms: 10 * SECOND,
        }
    }
}

/// Step 4: device clocks that are off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Clock {
    /// Whether the step runs.
    pub on: bool,
    /// A clock off by less is left as it is, ms. Default: five minutes.
    pub least_ms: i64,
    /// Events with a time of receipt that it takes to judge a clock. Default: 3.
    pub least_events: u32,
    /// A clock that is behind looks like late sending. It counts as behind only if half of the
    /// person's events agree on the offset to this much, ms. Default: one minute.
    pub agree_ms: i64,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            on: true,
            least_ms: 5 * MINUTE,
            least_events: 3,
            agree_ms: MINUTE,
        }
    }
}

/// Step 5: no people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bots {
    /// Whether the step runs.
    pub on: bool,
    /// Whether events of user agents known to be bots go.
    pub user_agents: bool,
    /// Drop people whom the tool itself marked as bots, or as the site's own staff.
    pub marked: bool,
    /// More steps within a minute are no person's; 0: not judged. A step is a `page`, `view_item`,
    /// `click`, `search` or `add_to_cart`, with one of each other kind told within a second of it.
    /// Default: 60.
    pub most_per_minute: u32,
    /// The same within ten minutes; 0: not judged. Default: 200.
    pub most_per_ten_minutes: u32,
    /// As many distinct addresses or more within `addresses_within_ms` are no person's; 0: not
    /// judged. Default: 5.
    pub addresses: u32,
    /// Default: 10,000.
    pub addresses_within_ms: i64,
    /// As many distinct pages or more, half of them left within `crawl_gap_ms`, without any sign
    /// of a hand (click, search, scroll, cart, purchase, a stay told that outlasts the next page's
    /// opening), are no person's; 0: not judged.
    /// Default: 30.
    pub crawl_pages: u32,
    /// Default: 1,000.
    pub crawl_gap_ms: i64,
    /// As many events or more, at gaps that vary less than `metronome_variation`, are no
    /// person's; 0: not judged. Default: 30.
    pub metronome_events: u32,
    /// Standard deviation of the gaps over their mean. Default: 0.01.
    pub metronome_variation: f64,
}

impl Default for Bots {
    fn default() -> Self {
        Self {
            on: true,
            user_agents: true,
            marked: true,
            most_per_minute: 60,
            most_per_ten_minutes: 200,
            addresses: 5,
            addresses_within_ms: 10 * SECOND,
            crawl_pages: 30,
            crawl_gap_ms: SECOND,
            metronome_events: 30,
            metronome_variation: 0.01,
        }
    }
}

/// Step 6: all money in one currency. Off until rates are told: none is assumed, and values in
/// another currency than the main one are left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Currency {
    /// Whether the step runs.
    pub on: bool,
    /// ISO 4217 code of the currency everything is turned into; where the step is off, of the one
    /// whose values count, empty: the one of most values.
    pub target: String,
    /// The currency of values that tell none; empty: such values are lost.
    pub untold: String,
    /// One for each other currency.
    pub rates: Vec<Rate>,
}

/// What a currency is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// ISO 4217 code.
    pub currency: String,
    /// Units of the target for one unit of this currency, in thousand millionths (10⁻⁹).
    pub nanos: u64,
    /// The day the rate is of, as the marketer wrote it; shown, not used.
    pub date: String,
}

/// Step 7: people far from all others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outliers {
    /// Whether the step runs.
    pub on: bool,
    /// Whether those found are removed; else they are only shown. Default: shown. Once they are
    /// gone, others lie farthest out: removing again may remove more.
    pub remove: bool,
    /// A robust z beyond this, either sign, is far (Iglewicz & Hoaglin 1993). Default: 3.5.
    pub robust_z: f64,
    /// Whether the isolation forest judges too.
    pub isolation: bool,
    /// An isolation score above this is far (Liu, Ting & Zhou 2008). Default: 0.6.
    pub isolation_score: f64,
    /// Seed of the forest. Default: 0.
    pub seed: u64,
}

impl Default for Outliers {
    fn default() -> Self {
        Self {
            on: true,
            remove: false,
            robust_z: 3.5,
            isolation: true,
            isolation_score: 0.6,
            seed: 0,
        }
    }
}

/// Step 8: measures missing between two known ones of a session, filled by straight lines. Off by
/// default: what is filled was never measured. Money and quantities are never filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Gaps {
    /// Whether the step runs.
    pub on: bool,
    /// Scroll depth.
    pub depth: bool,
    /// Time spent.
    pub duration: bool,
    /// Position. Its accuracy then covers both fixes it lies between.
    pub position: bool,
    /// Known values farther apart than this, ms, say nothing of what lies between. Default: 30
    /// minutes.
    pub within_ms: i64,
}

impl Default for Gaps {
    fn default() -> Self {
        Self {
            on: false,
            depth: true,
            duration: true,
            position: true,
            within_ms: 30 * MINUTE,
        }
    }
}
