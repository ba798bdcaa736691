//! The limits of a model.

use super::{Assigner, FORMAT, KNOTS_MAX, Mechanism, RAW_HOURS, Segment, SegmentModel};
use std::fmt;
use thiserror::Error;

/// The least minimum audience: a mean over fewer people says too much about each.
pub const AUDIENCE_MIN: u32 = 10;

/// Days of memory that need no stated necessity.
pub const WINDOW_WITHOUT_NECESSITY: u32 = 30;

/// Why something is no model.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ModelError {
    /// Another format, or none.
    #[error("format {0:?} is unknown; this version reads \"{FORMAT}\"")]
    Format(String),
    /// Not the JSON of a model.
    #[error("not a segment model: {0}")]
    Json(String),
    /// Over 64 KB.
    #[error("{0} bytes are more than the 65536 a model may have; use fewer points or segments")]
    TooLarge(usize),
    /// The bytes are not RFC 8785.
    #[error(
        "the bytes are not the canonical ones (RFC 8785); publish what the desk made, unchanged"
    )]
    NotCanonical,
    /// The bytes' hash is not the id they came under.
    #[error("the bytes hash to {found}, not to {expected}; they were changed on the way")]
    WrongId {
        /// The id asked for.
        expected: String,
        /// The id of the bytes.
        found: String,
    },
    /// A sensitive matter without a reason.
    #[error(
        "`{field}` has \"{text}\", which touches a sensitive matter ({matter}); take it out, or state in `sensitive` why it is needed"
    )]
    Sensitive {
        /// Which matter.
        matter: super::sensitive::Matter,
        /// Where.
        field: &'static str,
        /// The text that touches it.
        text: String,
    },
    /// A field outside its range.
    #[error("field `{field}` is {found}; it has to be {range}")]
    Field {
        /// Where.
        field: String,
        /// What stands there.
        found: Found,
        /// What is allowed.
        range: &'static str,
    },
}

/// What a check comes to. Boxed, because an error that is handed on from call to call takes room in
/// what a visitor downloads.
pub(super) type Checked = Result<(), Box<ModelError>>;

impl SegmentModel {
    /// Checks every limit that keeps a device safe: how much there is, what is counted and for
    /// how long, what can be reported. The rest is [`SegmentModel::check_stated`].
    ///
    /// # Errors
    /// The first field outside its range.
    pub fn check(&self) -> Result<(), ModelError> {
        self.checked().map_err(|error| *error)
    }

    fn checked(&self) -> Checked {
        if self.format != FORMAT {
            return Err(Box::new(ModelError::Format(
                self.format.chars().take(40).collect(),
            )));
        }
        text("name", &self.name, 1, 80, "1 to 80 characters")?;
        ensure(
            "window_days",
            self.window_days,
            (1..=730).contains(&self.window_days),
            "1 to 730",
        )?;
        ensure(
            "min_events",
            self.min_events,
            self.min_events >= 1,
            "1 or more",
        )?;
        let code =
            self.currency.len() == 3 && self.currency.bytes().all(|b| b.is_ascii_uppercase());
        ensure(
            "currency",
            &self.currency,
            code,
            "three capital letters (ISO 4217)",
        )?;
        self.check_vocabulary()?;
        self.check_definitions()?;
        self.check_features()?;
        self.check_segments()?;
        self.check_assigner()?;
        self.check_privacy()
    }

    fn check_segments(&self) -> Checked {
        let count = self.segments.len();
        ensure(
            "segments",
            count,
            (1..=64).contains(&count),
            "1 to 64 segments",
        )?;
        for (i, segment) in self.segments.iter().enumerate() {
            check_segment("segments", i, segment)?;
        }
        let distinct = distinct(self.segments.iter().map(|segment| &segment.label));
        ensure("segments", count, distinct, "of different labels")
    }

    fn check_assigner(&self) -> Checked {
        let mut reached = vec![false; self.segments.len()];
        let mut count = 0;
        match &self.assigner {
            Assigner::Centroids { points } => {
                for point in points {
                    self.check_point(count, &point.at, 1.0, point.segment, &mut reached)?;
                    count += 1;
                }
            }
            Assigner::Exemplars { points } => {
                for point in points {
                    self.check_point(count, &point.at, point.radius, point.segment, &mut reached)?;
                    count += 1;
                }
            }
            // The segments are those of the rules: see `check_rules`.
            Assigner::Rules => return Ok(()),
        }
        let good = (1..=256).contains(&count);
        ensure("assigner.points", count, good, "1 to 256 points")?;
        let all = reached.iter().all(|&r| r);
        ensure(
            "assigner.points",
            count,
            all,
            "at least one point for every segment",
        )
    }

    fn check_point(
        &self,
        index: usize,
        place: &[f64],
        radius: f64,
        segment: usize,
        reached: &mut [bool],
    ) -> Checked {
        let at = |part: &'static str| At::Item("assigner.points", index, part);
        let width = place.len();
        let whole = width == self.features.len();
        ensure(at("at"), width, whole, "one number per feature")?;
        let finite = place.iter().all(|x| x.is_finite());
        ensure(at("at"), "not finite", finite, "finite numbers")?;
        let good = radius.is_finite() && radius > 0.0;
        ensure(at("radius"), "not positive", good, "above 0")?;
        let known = reached.get_mut(segment).map(|r| *r = true).is_some();
        ensure(at("segment"), segment, known, "the index of a segment")
    }

    pub(super) fn check_scoring(&self) -> Checked {
        let count = self.scoring.len();
        let one_each = match self.assigner {
            Assigner::Rules => 0,
            _ => self.segments.len(),
        };
        let good = count == one_each;
        ensure(
            "scoring",
            count,
            good,
            "one list per segment, none with rules",
        )?;
        for (i, knots) in self.scoring.iter().enumerate() {
            let share = |x: &f64| (0.0..=1.0).contains(x);
            let good = (1..=KNOTS_MAX).contains(&knots.len())
                && knots.iter().flatten().all(share)
                && knots
                    .iter()
                    .zip(knots.iter().skip(1))
                    .all(|(a, b)| a[0] < b[0] && a[1] <= b[1]);
            let range = "1 to 8 pairs of shares, the first rising, the second never falling";
            ensure(At::Item("scoring", i, ""), "something else", good, range)?;
        }
        Ok(())
    }

    fn check_privacy(&self) -> Checked {
        let privacy = &self.privacy;
        let epsilon = privacy.epsilon;
        let good = epsilon.is_finite()
            && (0.0..=10.0).contains(&epsilon)
            && (epsilon > 0.0 || privacy.mechanism == Mechanism::Exact);
        ensure(
            "privacy.epsilon",
            "out of range",
            good,
            "above 0 and at most 10",
        )?;
        let epoch = (3_600_000..=31 * 86_400_000).contains(&privacy.epoch_ms);
        ensure(
            "privacy.epoch_ms",
            privacy.epoch_ms,
            epoch,
            "one hour to 31 days",
        )?;
        let audience = privacy.minimum_audience;
        ensure(
            "privacy.minimum_audience",
            audience,
            audience >= AUDIENCE_MIN,
            "10 or more",
        )?;
        text(
            "privacy.necessity",
            &privacy.necessity,
            0,
            280,
            "at most 280 characters",
        )?;
        let stated =
            self.window_days <= WINDOW_WITHOUT_NECESSITY || !privacy.necessity.trim().is_empty();
        ensure(
            "privacy.necessity",
            "empty",
            stated,
            "stated, because the window is longer than 30 days",
        )?;
        // The places of a day are told when its first event goes: by then the day must be over.
        let places = self
            .vocabulary
            .iter()
            .any(|word| word == "places:recurring");
        let least = if places { 24 } else { 1 };
        ensure(
            "privacy.raw_hours",
            privacy.raw_hours,
            (least..=RAW_HOURS).contains(&privacy.raw_hours),
            "1 to 48, with `places:recurring` 24 to 48",
        )
    }
}

/// A segment, of the model or of a rule.
pub(super) fn check_segment(list: &'static str, i: usize, segment: &Segment) -> Checked {
    let at = |part: &'static str| At::Item(list, i, part);
    let slug = (1..=32).contains(&segment.label.len())
        && segment
            .label
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    ensure(
        at("label"),
        &segment.label,
        slug,
        "1 to 32 of a-z, 0-9 and -",
    )?;
    text(at("name"), &segment.name, 1, 64, "1 to 64 characters")?;
    text(
        at("category"),
        &segment.category,
        0,
        64,
        "at most 64 characters",
    )?;
    let tags = segment.tags.len();
    ensure(at("tags"), tags, tags <= 8, "at most 8 tags")?;
    for tag in &segment.tags {
        text(at("tags"), tag, 1, 32, "tags of 1 to 32 characters")?;
    }
    Ok(())
}

/// Where a field stands. Put into words only when something is wrong with it: the check is part
/// of what a visitor downloads, and eager words would make it three times as large.
#[derive(Clone, Copy)]
pub(super) enum At {
    Field(&'static str),
    Item(&'static str, usize, &'static str),
}

impl From<&'static str> for At {
    fn from(field: &'static str) -> Self {
        Self::Field(field)
    }
}

/// No two are equal. For the few words of a model.
pub(super) fn distinct<'a>(words: impl Iterator<Item = &'a String> + Clone) -> bool {
    let mut before = 0;
    words.clone().all(|word| {
        let new = words.clone().take(before).all(|other| other != word);
        before += 1;
        new
    })
}

/// What stands in a field. Written out only by who shows it: formatting is a tenth of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A number.
    Number(u64),
    /// The first characters of a text.
    Text(String),
    /// So many characters.
    Long(usize),
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::Long(length) => write!(f, "{length} characters long"),
        }
    }
}

/// What a check looks at: made a [`Found`] only when it is wrong.
#[derive(Clone, Copy)]
pub(super) enum Seen<'a> {
    Number(u64),
    Text(&'a str),
    Long(usize),
}

impl From<u32> for Seen<'_> {
    fn from(number: u32) -> Self {
        Self::Number(u64::from(number))
    }
}

impl From<u64> for Seen<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Seen<'_> {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl<'a> From<&'a str> for Seen<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Seen<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

pub(super) fn text(
    field: impl Into<At>,
    value: &str,
    least: usize,
    most: usize,
    range: &'static str,
) -> Checked {
    let length = value.chars().count();
    let good = (least..=most).contains(&length) && !value.chars().any(char::is_control);
    ensure(field, Seen::Long(length), good, range)
}

pub(super) fn ensure<'a>(
    field: impl Into<At>,
    found: impl Into<Seen<'a>>,
    good: bool,
    range: &'static str,
) -> Checked {
    if good {
        return Ok(());
    }
    Err(wrong(field.into(), found.into(), range))
}

#[cold]
#[inline(never)]
fn wrong(at: At, found: Seen<'_>, range: &'static str) -> Box<ModelError> {
    Box::new(ModelError::Field {
        field: match at {
            At::Field(field) => field.to_owned(),
            At::Item(list, index, "") => [list, "[", &(index as u64).to_string(), "]"].concat(),
            At::Item(list, index, part) => {
                [list, "[", &(index as u64).to_string(), "].", part].concat()
            }
        },
        found: match found {
            Seen::Number(number) => Found::Number(number),
            Seen::Text(text) => Found::Text(text.chars().take(40).collect()),
            Seen::Long(length) => Found::Long(length),
        },
        range,
    })
}
