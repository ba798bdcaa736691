//! The numbers and choices of every step of cleaning, in the units people say them in.

use recinto_core::cleaning::{Plan, Step};

/// A number of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Events before this year are not believed.
    EarliestYear,
    /// The greatest quantity.
    MostQuantity,
    /// The greatest amount.
    MostValue,
    /// The longest time spent, hours.
    MostHours,
    /// Like events so close are one, seconds.
    Within,
    /// Like purchases so close are one, seconds.
    PurchasesWithin,
    /// A clock off by less is left, minutes.
    ClockLeast,
    /// Pages within a minute.
    PerMinute,
    /// Pages within ten minutes.
    PerTenMinutes,
    /// Addresses.
    Addresses,
    /// Within so many seconds.
    AddressesWithin,
    /// Pages of a crawl.
    CrawlPages,
    /// Events at even beats.
    Metronome,
    /// Robust z.
    RobustZ,
    /// Isolation score.
    IsolationScore,
    /// Gaps up to so many minutes.
    GapsWithin,
}

/// The numbers of a step: which, the least, the most.
pub fn of(step: Step) -> &'static [(Limit, f64, f64)] {
    use Limit as L;
    match step {
        Step::Impossible => &[
            (L::EarliestYear, 1970.0, 2100.0),
            (L::MostQuantity, 1.0, 1e9),
            (L::MostValue, 1.0, 1e9),
            (L::MostHours, 1.0, 1000.0),
        ],
        Step::NearDuplicates => &[
            (L::Within, 0.0, 3600.0),
            (L::PurchasesWithin, 0.0, 86_400.0),
        ],
        Step::Clock => &[(L::ClockLeast, 1.0, 1440.0)],
        Step::Bots => &[
            (L::PerMinute, 0.0, 10_000.0),
            (L::PerTenMinutes, 0.0, 100_000.0),
            (L::Addresses, 0.0, 1000.0),
            (L::AddressesWithin, 1.0, 3600.0),
            (L::CrawlPages, 0.0, 10_000.0),
            (L::Metronome, 0.0, 10_000.0),
        ],
        Step::Outliers => &[(L::RobustZ, 1.0, 100.0), (L::IsolationScore, 0.5, 1.0)],
        Step::Gaps => &[(L::GapsWithin, 1.0, 1440.0)],
        Step::Duplicates | Step::Currency => &[],
    }
}

const DAY_MS: f64 = 86_400_000.0;
const YEAR_DAYS: f64 = 365.2425;

/// Ms since 1970 of the first moment of a year (proleptic Gregorian).
fn first_of(year: f64) -> i64 {
    let years = year - 1.0;
    let leap = (years / 4.0).floor() - (years / 100.0).floor() + (years / 400.0).floor();
    ((years * 365.0 + leap - 719_162.0) * DAY_MS) as i64
}

impl Limit {
    /// As it stands.
    pub fn get(self, plan: &Plan) -> f64 {
        let seconds = |ms: i64| ms as f64 / 1000.0;
        match self {
            Self::EarliestYear => {
                1970.0 + (plan.impossible.earliest_ms as f64 / DAY_MS / YEAR_DAYS).round()
            }
            Self::MostQuantity => f64::from(plan.impossible.most_quantity),
            Self::MostValue => plan.impossible.most_value_cents as f64 / 100.0,
            Self::MostHours => f64::from(plan.impossible.most_duration_ms) / 3_600_000.0,
            Self::Within => seconds(plan.near_duplicates.within_ms),
            Self::PurchasesWithin => seconds(plan.near_duplicates.purchases_within_ms),
            Self::ClockLeast => seconds(plan.clock.least_ms) / 60.0,
            Self::PerMinute => f64::from(plan.bots.most_per_minute),
            Self::PerTenMinutes => f64::from(plan.bots.most_per_ten_minutes),
            Self::Addresses => f64::from(plan.bots.addresses),
            Self::AddressesWithin => seconds(plan.bots.addresses_within_ms),
            Self::CrawlPages => f64::from(plan.bots.crawl_pages),
            Self::Metronome => f64::from(plan.bots.metronome_events),
            Self::RobustZ => plan.outliers.robust_z,
            Self::IsolationScore => plan.outliers.isolation_score,
            Self::GapsWithin => seconds(plan.gaps.within_ms) / 60.0,
        }
    }

    /// Sets it.
    pub fn set(self, plan: &mut Plan, value: f64) {
        let ms = |seconds: f64| (seconds * 1000.0).round() as i64;
        match self {
            Self::EarliestYear => plan.impossible.earliest_ms = first_of(value.round()),
            Self::MostQuantity => plan.impossible.most_quantity = value as u32,
            Self::MostValue => plan.impossible.most_value_cents = (value * 100.0).round() as i64,
            Self::MostHours => plan.impossible.most_duration_ms = (value * 3_600_000.0) as u32,
            Self::Within => plan.near_duplicates.within_ms = ms(value),
            Self::PurchasesWithin => plan.near_duplicates.purchases_within_ms = ms(value),
            Self::ClockLeast => plan.clock.least_ms = ms(value * 60.0),
            Self::PerMinute => plan.bots.most_per_minute = value as u32,
            Self::PerTenMinutes => plan.bots.most_per_ten_minutes = value as u32,
            Self::Addresses => plan.bots.addresses = value as u32,
            Self::AddressesWithin => plan.bots.addresses_within_ms = ms(value),
            Self::CrawlPages => plan.bots.crawl_pages = value as u32,
            Self::Metronome => plan.bots.metronome_events = value as u32,
            Self::RobustZ => plan.outliers.robust_z = value,
            Self::IsolationScore => plan.outliers.isolation_score = value,
            Self::GapsWithin => plan.gaps.within_ms = ms(value * 60.0),
        }
    }
}

/// A switch within a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Known user agents.
    UserAgents,
    /// Marked by the tool.
    Marked,
    /// Outliers go, and are not only shown.
    Remove,
    /// The isolation forest judges.
    Isolation,
    /// Fill scroll depth.
    Depth,
    /// Fill time spent.
    Duration,
    /// Fill positions.
    Position,
}

/// The switches within a step.
pub fn details(step: Step) -> &'static [Detail] {
    match step {
        Step::Bots => &[Detail::UserAgents, Detail::Marked],
        Step::Outliers => &[Detail::Remove, Detail::Isolation],
        Step::Gaps => &[Detail::Depth, Detail::Duration, Detail::Position],
        _ => &[],
    }
}

impl Detail {
    /// Its place in a plan.
    pub fn place(self, plan: &mut Plan) -> &mut bool {
        match self {
            Self::UserAgents => &mut plan.bots.user_agents,
            Self::Marked => &mut plan.bots.marked,
            Self::Remove => &mut plan.outliers.remove,
            Self::Isolation => &mut plan.outliers.isolation,
            Self::Depth => &mut plan.gaps.depth,
            Self::Duration => &mut plan.gaps.duration,
            Self::Position => &mut plan.gaps.position,
        }
    }
}

/// A step's own switch.
pub fn on(plan: &mut Plan, step: Step) -> &mut bool {
    match step {
        Step::Impossible => &mut plan.impossible.on,
        Step::Duplicates => &mut plan.duplicates.on,
        Step::NearDuplicates => &mut plan.near_duplicates.on,
        Step::Clock => &mut plan.clock.on,
        Step::Bots => &mut plan.bots.on,
        Step::Currency => &mut plan.currency.on,
        Step::Outliers => &mut plan.outliers.on,
        Step::Gaps => &mut plan.gaps.on,
    }
}
