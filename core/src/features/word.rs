//! The words of a model's vocabulary: what a feature state counts.
//!
//! A word has one text form, which is what the model holds. It counts events (or sessions, or
//! places) and, for some, adds up a whole number beside the count:
//!
//! | word | counts | sum |
//! | --- | --- | --- |
//! | `page`, `click`, …, `custom:x` | events of that kind | value, cents |
//! | `category:X` `brand:X` `source:X` `campaign:X` | events of any kind with that field | value, cents |
//! | `prop:NAME=VALUE` | events of any kind with that property of the site's own; only on a device | value, cents |
//! | `session` | sessions | length, ms |
//! | `session:second_page` | sessions that reached a second page | 0 |
//! | `step:A>B` `step:A>B>C` | kinds that follow each other within a session | 0 |
//! | `dwell` | events with a duration | ms |
//! | `scroll` | events with a scroll depth | percent |
//! | `intent:NAME` | searches that hold a phrase of that intent | 0 |
//! | `daypart:NAME` | events in that part of the local day | 0 |
//! | `hour:sin` `hour:cos` `weekday:sin` `weekday:cos` | events | thousandths |
//! | `weekend` | events on a local Saturday or Sunday | 0 |
//! | `season:NAME` | events on a local date of that calendar | 0 |
//! | `commune:ISTAT` `province:XX` `region:NAME` | fixes nearest to a commune there | 0 |
//! | `fence:NAME` | fixes surely inside | ms inside |
//! | `distance` | fixes | metres to the nearest point of sale |
//! | `places:recurring` | recurring places of a UTC day | 0 |
//! | `composite:NAME` | times that the definition came true | 0 |

use super::daypart::Daypart;
use crate::events::EventKind;
use std::fmt;
use thiserror::Error;

/// The most bytes of a word.
pub const WORD_MAX_BYTES: usize = 128;

/// The most characters of a name inside a word (a category, a brand, a fence …). A longer one in
/// the data is no word, and cannot be counted.
pub const NAME_MAX_CHARS: usize = 64;

/// A word, borrowed from its text. See the [module](self) for what each counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word<'a> {
    /// Events of a kind, as [`EventKind`] writes it.
    Kind(&'a str),
    /// Events with this category.
    Category(&'a str),
    /// Events with this brand.
    Brand(&'a str),
    /// Events with this traffic source.
    Source(&'a str),
    /// Events with this campaign.
    Campaign(&'a str),
    /// Events with this text in a property of the site's own: `NAME=VALUE`. Files have none.
    Property(&'a str),
    /// Sessions.
    Session,
    /// Sessions that reached a second page.
    SecondPage,
    /// Two or three event kinds that follow each other within a session.
    Step {
        /// The first kind.
        first: &'a str,
        /// The one right after it.
        second: &'a str,
        /// The one right after that, in a step of three.
        third: Option<&'a str>,
    },
    /// Events with a duration.
    Dwell,
    /// Events with a scroll depth.
    Scroll,
    /// Searches of an intent.
    Intent(&'a str),
    /// Events in a part of the local day.
    Daypart(Daypart),
    /// The sine of the local hour.
    HourSin,
    /// The cosine of the local hour.
    HourCos,
    /// The sine of the local weekday.
    WeekdaySin,
    /// The cosine of the local weekday.
    WeekdayCos,
    /// Events on a local Saturday or Sunday.
    Weekend,
    /// Events on a date of a calendar.
    Season(&'a str),
    /// Fixes in a commune: its ISTAT code, six digits.
    Commune(&'a str),
    /// Fixes in a province: its two letters.
    Province(&'a str),
    /// Fixes in a region.
    Region(&'a str),
    /// Fixes surely inside a fence.
    Fence(&'a str),
    /// Fixes, with the distance to the nearest point of sale.
    Distance,
    /// Recurring places of a day.
    RecurringPlaces,
    /// Times that a composite came true.
    Composite(&'a str),
}

/// A text that is no word.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{0:?} is no word of a vocabulary: use an event kind, or one of the forms category:X, brand:X, source:X, campaign:X, prop:NAME=VALUE, session, session:second_page, step:A>B, dwell, scroll, intent:NAME, daypart:NAME, hour:sin, hour:cos, weekday:sin, weekday:cos, weekend, season:NAME, commune:ISTAT, province:XX, region:NAME, fence:NAME, distance, places:recurring, composite:NAME; at most 128 bytes, names of 1 to 64 characters"
)]
pub struct UnknownWord(pub String);

impl<'a> Word<'a> {
    /// The word of a text.
    ///
    /// # Errors
    /// A text that is none, or is too long.
    pub fn parse(text: &'a str) -> Result<Self, UnknownWord> {
        Self::known(text).ok_or_else(|| UnknownWord(text.chars().take(WORD_MAX_BYTES).collect()))
    }

    /// The word of a text, if it is one: [`Word::parse`] without words for what is wrong.
    #[must_use]
    pub fn known(text: &'a str) -> Option<Self> {
        if text.len() > WORD_MAX_BYTES {
            return None;
        }
        let Some((form, rest)) = text.split_once(':').filter(|(form, _)| *form != "custom") else {
            return Some(match text {
                "session" => Self::Session,
                "dwell" => Self::Dwell,
                "scroll" => Self::Scroll,
                "weekend" => Self::Weekend,
                "distance" => Self::Distance,
                kind => Self::Kind(is_kind(kind).then_some(kind)?),
            });
        };
        Some(match (form, rest) {
            ("session", "second_page") => Self::SecondPage,
            ("hour", "sin") => Self::HourSin,
            ("hour", "cos") => Self::HourCos,
            ("weekday", "sin") => Self::WeekdaySin,
            ("weekday", "cos") => Self::WeekdayCos,
            ("places", "recurring") => Self::RecurringPlaces,
            ("daypart", name) => Self::Daypart(Daypart::named(name)?),
            ("step", kinds) => Self::step(kinds)?,
            ("commune", code) if code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()) => {
                Self::Commune(code)
            }
            ("province", code)
                if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) =>
            {
                Self::Province(code)
            }
            (form, name) if is_name(name) => match form {
                "category" => Self::Category(name),
                "brand" => Self::Brand(name),
                "source" => Self::Source(name),
                "campaign" => Self::Campaign(name),
                "prop" => Self::Property(is_property(name).then_some(name)?),
                "intent" => Self::Intent(name),
                "season" => Self::Season(name),
                "region" => Self::Region(name),
                "fence" => Self::Fence(name),
                "composite" => Self::Composite(name),
                _ => return None,
            },
            _ => return None,
        })
    }

    fn step(kinds: &'a str) -> Option<Self> {
        let mut kinds = kinds.split('>');
        let (first, second, third) = (kinds.next()?, kinds.next()?, kinds.next());
        let known = [Some(first), Some(second), third]
            .into_iter()
            .flatten()
            .all(is_kind);
        (known && kinds.next().is_none()).then_some(Self::Step {
            first,
            second,
            third,
        })
    }

    /// Whether the word's sum is money, in cents.
    #[must_use]
    pub fn is_money(&self) -> bool {
        matches!(
            self,
            Self::Kind(_)
                | Self::Category(_)
                | Self::Brand(_)
                | Self::Source(_)
                | Self::Campaign(_)
                | Self::Property(_)
        )
    }

    /// Whether the word adds something up beside its count.
    #[must_use]
    pub fn has_sum(&self) -> bool {
        self.is_money()
            || matches!(
                self,
                Self::Session
                    | Self::Dwell
                    | Self::Scroll
                    | Self::HourSin
                    | Self::HourCos
                    | Self::WeekdaySin
                    | Self::WeekdayCos
                    | Self::Fence(_)
                    | Self::Distance
            )
    }

    /// Whether the word comes from positions: its counts are erased when the visitor withdraws
    /// the purpose `position`.
    #[must_use]
    pub fn is_place(&self) -> bool {
        matches!(
            self,
            Self::Commune(_)
                | Self::Province(_)
                | Self::Region(_)
                | Self::Fence(_)
                | Self::Distance
                | Self::RecurringPlaces
        )
    }

    /// Divides a sum into the unit shown: seconds, currency units, sine and cosine; percent and
    /// metres as they are.
    #[must_use]
    pub fn unit(&self) -> f64 {
        match self {
            Self::Session
            | Self::Dwell
            | Self::Fence(_)
            | Self::HourSin
            | Self::HourCos
            | Self::WeekdaySin
            | Self::WeekdayCos => 1000.0,
            word if word.is_money() => 100.0,
            _ => 1.0,
        }
    }
}

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (form, name) = match *self {
            Self::Kind(kind) => ("", kind),
            Self::Category(name) => ("category:", name),
            Self::Brand(name) => ("brand:", name),
            Self::Source(name) => ("source:", name),
            Self::Campaign(name) => ("campaign:", name),
            Self::Property(name) => ("prop:", name),
            Self::Session => ("session", ""),
            Self::SecondPage => ("session:second_page", ""),
            Self::Step {
                first,
                second,
                third,
            } => {
                write!(f, "step:{first}>{second}")?;
                match third {
                    Some(third) => (">", third),
                    None => ("", ""),
                }
            }
            Self::Dwell => ("dwell", ""),
            Self::Scroll => ("scroll", ""),
            Self::Intent(name) => ("intent:", name),
            Self::Daypart(part) => ("daypart:", part.name()),
            Self::HourSin => ("hour:sin", ""),
            Self::HourCos => ("hour:cos", ""),
            Self::WeekdaySin => ("weekday:sin", ""),
            Self::WeekdayCos => ("weekday:cos", ""),
            Self::Weekend => ("weekend", ""),
            Self::Season(name) => ("season:", name),
            Self::Commune(code) => ("commune:", code),
            Self::Province(code) => ("province:", code),
            Self::Region(name) => ("region:", name),
            Self::Fence(name) => ("fence:", name),
            Self::Distance => ("distance", ""),
            Self::RecurringPlaces => ("places:recurring", ""),
            Self::Composite(name) => ("composite:", name),
        };
        f.write_str(form)?;
        f.write_str(name)
    }
}

/// A name inside a word: 1 to [`NAME_MAX_CHARS`] characters, no control characters, and no `*` at
/// the end, which would be a group.
#[must_use]
pub fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.ends_with('*')
        && name.chars().count() <= NAME_MAX_CHARS
        && !name.chars().any(char::is_control)
}

/// The name of a property and its text: neither is empty.
fn is_property(text: &str) -> bool {
    text.split_once('=')
        .is_some_and(|(name, text)| !name.is_empty() && !text.is_empty())
}

fn is_kind(text: &str) -> bool {
    EventKind::try_from(text.to_owned()).is_ok()
}

/// The words of a vocabulary that `of` names: one word, or a group `prefix*` of every word that
/// begins with the prefix, which holds a `:`. A group of steps holds steps of one length: `step:*`
/// all pairs, `step:page>*` the pairs from `page`, `step:page>click>*` the triples from there.
/// Bit i stands for word i.
#[must_use]
pub fn words_of(vocabulary: &[String], of: &str) -> u64 {
    let arrows = |text: &str| text.bytes().filter(|byte| *byte == b'>').count();
    let mut words = 0;
    for (i, word) in vocabulary.iter().take(64).enumerate() {
        let meant = match of.strip_suffix('*') {
            Some(prefix) if prefix.contains(':') => {
                word.starts_with(prefix)
                    && (!prefix.starts_with("step:") || arrows(word) == arrows(prefix).max(1))
            }
            _ => word == of,
        };
        words |= u64::from(meant) << i;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_comes_back_as_it_was_written() {
        for text in [
            "page",
            "custom:caffe-1",
            "category:Scarpe > donna",
            "category:a:b",
            "brand:Città",
            "source:google",
            "campaign:estate",
            "prop:taglia=XL",
            "prop:filtro=prezzo=basso",
            "session",
            "session:second_page",
            "step:page>view_item",
            "step:page>custom:x>purchase",
            "dwell",
            "scroll",
            "intent:prezzo",
            "daypart:aperitivo",
            "hour:sin",
            "hour:cos",
            "weekday:sin",
            "weekday:cos",
            "weekend",
            "season:natale",
            "commune:015146",
            "province:MI",
            "region:Lombardia",
            "fence:duomo",
            "distance",
            "places:recurring",
            "composite:cena",
        ] {
            assert_eq!(Word::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn anything_else_is_no_word() {
        let long = format!("category:{}", "x".repeat(65));
        let wide = format!("category:{}", "€".repeat(60));
        for text in [
            "",
            "pages",
            "custom:",
            "custom:A",
            "category:",
            "category:*",
            "category:a\u{7}",
            &long,
            &wide,
            "session:third_page",
            "step:page",
            "step:page>",
            "step:page>nothing",
            "step:page>page>page>page",
            "daypart:brunch",
            "hour:tan",
            "commune:15146",
            "commune:01514a",
            "province:mi",
            "place:recurring",
            "url:/a",
            "prop:taglia",
            "prop:taglia=",
            "prop:=XL",
        ] {
            assert_eq!(Word::known(text), None, "{text}");
        }
        assert!(
            Word::parse("url:/a")
                .unwrap_err()
                .to_string()
                .contains("url:/a")
        );
    }

    #[test]
    fn a_group_is_every_word_with_the_prefix() {
        let words: Vec<String> = [
            "page",
            "category:a",
            "category:b",
            "step:page>click",
            "step:click>page",
            "step:page>click>page",
        ]
        .map(str::to_owned)
        .to_vec();
        assert_eq!(words_of(&words, "page"), 1);
        assert_eq!(words_of(&words, "category:*"), 0b110);
        assert_eq!(words_of(&words, "step:*"), 0b01_1000);
        assert_eq!(words_of(&words, "step:page>*"), 0b00_1000);
        assert_eq!(words_of(&words, "step:page>click>*"), 0b10_0000);
        assert_eq!(words_of(&words, "*"), 0, "not everything at once");
        assert_eq!(words_of(&words, "brand:*"), 0);
    }
}
