//! What cleaning did, with examples.

use serde::{Deserialize, Serialize};

/// Examples per step.
pub const EXAMPLES: usize = 5;
/// People listed one by one; the counts know of more.
pub const LISTED: usize = 10_000;

/// A step, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// What cannot have happened.
    Impossible,
    /// One event told twice.
    Duplicates,
    /// The same thing twice within an instant.
    NearDuplicates,
    /// Device clocks that are off.
    Clock,
    /// No people.
    Bots,
    /// All money in one currency.
    Currency,
    /// People far from all others.
    Outliers,
    /// Missing measures between known ones.
    Gaps,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 8] = [
        Self::Impossible,
        Self::Duplicates,
        Self::NearDuplicates,
        Self::Clock,
        Self::Bots,
        Self::Currency,
        Self::Outliers,
        Self::Gaps,
    ];
}

/// A rule of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Event dropped: before the earliest or after the latest plausible time.
    Time,
    /// Time of receipt dropped: as `time`.
    Received,
    /// Quantity dropped: too great.
    Quantity,
    /// Value dropped: too great.
    Value,
    /// Duration dropped: too long.
    Duration,
    /// Scroll depth dropped: more than 100.
    Depth,
    /// Position dropped: outside the globe, exactly 0° 0°, or an accuracy that is none.
    Position,
    /// Offset from UTC dropped: outside −12 to +14 hours.
    UtcOffset,
    /// Event dropped: the person's event of this id was told before.
    SameId,
    /// Event dropped: without an id, and in everything like another.
    SameFields,
    /// Event dropped: like the one just before.
    Repeated,
    /// Event dropped: a purchase like the one just before.
    RepeatedPurchase,
    /// Time corrected: the device's clock was ahead.
    ClockAhead,
    /// Time corrected: the device's clock was behind.
    ClockBehind,
    /// Events dropped: the user agent says that it is a bot.
    UserAgent,
    /// Person dropped: the tool that wrote the file marked them.
    Marked,
    /// Person dropped: too many steps within a minute.
    PerMinute,
    /// Person dropped: too many steps within ten minutes.
    PerTenMinutes,
    /// Person dropped: too many addresses within seconds.
    Addresses,
    /// Person dropped: many pages, hardly any time on each, no sign of a hand.
    Crawl,
    /// Person dropped: at even beats.
    Metronome,
    /// Value converted.
    Converted,
    /// Value lost: its currency has no rate.
    NoRate,
    /// Value lost: its currency is not told.
    NoCurrency,
    /// Value left out: in another currency than the main one, and nothing is converted.
    OtherCurrency,
    /// Value lost: converted it is greater than a value can be.
    TooGreat,
    /// Person far from the others by number of events.
    Events,
    /// Person far from the others by total value of purchases.
    TotalValue,
    /// Person far from the others by number of days with events.
    Days,
    /// Person easily told from the others by all three together.
    Isolation,
    /// Scroll depth filled.
    FilledDepth,
    /// Duration filled.
    FilledDuration,
    /// Position filled.
    FilledPosition,
}

/// What was seen, of which a [`Rule`] holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A time out of its range; all ms since 1970.
    Time {
        /// The event's.
        time_ms: i64,
        /// Earliest plausible.
        earliest_ms: i64,
        /// Latest plausible.
        latest_ms: i64,
    },
    /// A number beyond what is possible.
    Number {
        /// As told, in the unit of its field.
        value: f64,
        /// The greatest possible.
        most: f64,
    },
    /// A position that is none, degrees and metres. Numbers that are not finite stand as 0.
    Position {
        /// Degrees north.
        lat: f64,
        /// Degrees east.
        lon: f64,
        /// Radius of 68 % confidence.
        accuracy_m: f64,
    },
    /// Told more than once; the first of the lines is kept.
    Repeated {
        /// Times told.
        times: u32,
        /// Between the first and the last, ms.
        apart_ms: i64,
    },
    /// A clock's offset.
    Clock {
        /// Time of receipt less device time, the person's median, ms: what was added.
        offset_ms: i64,
        /// Events with a time of receipt.
        events: u32,
    },
    /// A user agent.
    UserAgent {
        /// As told, at most 200 characters.
        text: String,
        /// The part that says what it is.
        pattern: String,
    },
    /// The mark of the tool that wrote the file.
    Marked {
        /// As told: `bot`, `internal` or `developer`.
        text: String,
    },
    /// Many at once.
    Many {
        /// How many.
        count: u32,
        /// Of these still a person's (addresses, pages: fewer than).
        limit: u32,
        /// Within how long, ms.
        within_ms: i64,
    },
    /// A crawl.
    Crawl {
        /// Distinct pages.
        pages: u32,
        /// Median gap between them, ms.
        median_gap_ms: i64,
    },
    /// Even beats.
    Metronome {
        /// Events.
        events: u32,
        /// Mean gap, ms.
        gap_ms: f64,
        /// Standard deviation of the gaps over their mean.
        variation: f64,
    },
    /// Money before and after, hundredths.
    Money {
        /// As told.
        before_cents: i64,
        /// Its currency, as told; empty when not told.
        currency: String,
        /// In the target currency; none when lost.
        after_cents: Option<i64>,
    },
    /// A person's total against everyone's.
    Outlier {
        /// The total: events, hundredths of money, days; 0 for isolation.
        total: f64,
        /// Robust z, or the isolation score.
        score: f64,
        /// Beyond which it is far.
        limit: f64,
    },
    /// A measure filled.
    Filled {
        /// The value, in its field's unit; latitude of a position.
        value: f64,
        /// The known value before.
        before: f64,
        /// The known value after.
        after: f64,
    },
}

/// One case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// Row key of the person, at most 200 characters.
    pub person: String,
    /// Lines or record numbers of the source, the first few.
    pub lines: Vec<u32>,
    /// Which rule.
    pub rule: Rule,
    /// What was seen.
    pub evidence: Evidence,
}

/// A person that a rule found as such: a bot, an outlier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundPerson {
    /// Who, by which rule, what was seen.
    pub example: Example,
    /// Their events before.
    pub events: u32,
    /// Their events that were removed.
    pub removed: u32,
}

/// How many of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    /// The rule.
    pub rule: Rule,
    /// Events dropped or changed by it. Of an outlier shown and not removed: theirs.
    pub events: u64,
    /// People concerned.
    pub people: u64,
}

/// How much there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Size {
    /// Events.
    pub events: u64,
    /// People.
    pub people: u64,
}

/// What one step did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepReport {
    /// Which.
    pub step: Step,
    /// Whether it ran. The currency step leaves other currencies out even where it does not.
    pub on: bool,
    /// Before it.
    pub before: Size,
    /// After it.
    pub after: Size,
    /// Events kept, of which something was changed or taken away.
    pub changed: u64,
    /// Per rule that found something, in the order of [`Rule`].
    pub rules: Vec<RuleCount>,
    /// At most [`EXAMPLES`], of as many rules as possible.
    pub examples: Vec<Example>,
    /// Bots and outliers one by one, in the order of names, at most [`LISTED`].
    pub people: Vec<FoundPerson>,
}

/// What cleaning did: all steps, in order, those that are off too.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CleaningReport {
    /// The steps.
    pub steps: Vec<StepReport>,
    /// The earliest and the latest time that were held plausible, ms since 1970; none when step 1
    /// was off.
    pub plausible_ms: Option<(i64, i64)>,
}

impl CleaningReport {
    /// A step's part.
    #[must_use]
    pub fn step(&self, step: Step) -> Option<&StepReport> {
        self.steps.iter().find(|report| report.step == step)
    }
}
