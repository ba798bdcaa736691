//! A log of a shop's events by a recipe of counters, as GA4's export writes them, or as a table.
//!
//! Visits are drawn from `data::uniform`, then put in the order of time, as exports are. One event in a hundred is told
//! twice. NDJSON follows the names and types of GA4's BigQuery export (<https://support.google.com/analytics/answer/7029846>).

use crate::data::uniform;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// GA4's export, an event a line.
    Ga4Ndjson,
    /// A table with a header.
    Csv,
}

/// What the log looks like.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Log {
    /// Events, those told twice among them.
    pub events: u64,
    /// People.
    pub people: u64,
    /// Days it spans.
    pub days: u64,
    /// Seed.
    pub seed: u64,
    /// How it is written.
    pub form: Form,
}

/// 2024-10-01T00:00Z.
const START_MS: u64 = 1_727_740_800_000;
const DAY_MS: u64 = 86_400_000;
const CATEGORIES: [&str; 8] = [
    "scarpe", "borse", "maglie", "giacche", "libri", "vini", "pasta", "giochi",
];

/// Who, when, what, and the number of the draw that decides the rest.
#[derive(Clone, Copy)]
struct Drawn {
    time_ms: u64,
    person: u32,
    draw: u32,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    View,
    Cart,
    Purchase,
    Search,
}

impl Kind {
    fn of(share: f64) -> Self {
        match share {
            x if x < 0.60 => Self::Page,
            x if x < 0.82 => Self::View,
            x if x < 0.90 => Self::Cart,
            x if x < 0.93 => Self::Purchase,
            _ => Self::Search,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Page => "page_view",
            Self::View => "view_item",
            Self::Cart => "add_to_cart",
            Self::Purchase => "purchase",
            Self::Search => "search",
        }
    }
}

impl Log {
    /// The file's name: a name per recipe.
    #[must_use]
    pub fn file_name(&self) -> String {
        let end = match self.form {
            Form::Ga4Ndjson => "ndjson",
            Form::Csv => "csv",
        };
        format!(
            "events-n{}-p{}-d{}-r{}.{end}",
            self.events, self.people, self.days, self.seed
        )
    }

    /// Writes it.
    ///
    /// # Errors
    /// What `to` says.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        if self.form == Form::Csv {
            writeln!(to, "user_id,timestamp,event,page,category,value,currency")?;
        }
        let mut left = self.events;
        for drawn in self.draw() {
            for _ in 0..if drawn.draw.is_multiple_of(100) { 2 } else { 1 } {
                if left == 0 {
                    return Ok(());
                }
                left -= 1;
                match self.form {
                    Form::Ga4Ndjson => ga4(&drawn, to)?,
                    Form::Csv => row(&drawn, to)?,
                }
            }
        }
        Ok(())
    }

    fn draw(&self) -> Vec<Drawn> {
        let mut drawn = Vec::with_capacity(self.events as usize);
        let span = self.days * DAY_MS;
        let mut at = 0;
        let mut next = || {
            at += 1;
            uniform(self.seed, at)
        };
        while (drawn.len() as u64) < self.events {
            // Squared: a few come often, most seldom; nobody on more days than a state holds.
            let share = 0.1 + 0.9 * next();
            let person = (share * share * self.people as f64) as u32;
            let mut time_ms = START_MS + (next() * span as f64) as u64;
            let steps = 1 + (next() * next() * 24.0) as u64;
            for _ in 0..steps {
                let kind = Kind::of(next());
                let draw = drawn.len() as u32;
                drawn.push(Drawn {
                    time_ms,
                    person,
                    draw,
                    kind,
                });
                time_ms += 2_000 + (next() * 120_000.0) as u64;
            }
        }
        drawn.sort_by_key(|event| (event.time_ms, event.draw));
        drawn
    }
}

/// A client id as GA4's: two numbers with a point between.
fn client(person: u32) -> String {
    format!(
        "{}.{}",
        100_000_000 + u64::from(person) * 7919,
        1_700_000_000 + u64::from(person)
    )
}

fn cents(drawn: &Drawn) -> u32 {
    500 + drawn.draw.wrapping_mul(2_654_435_761) % 20_000
}

fn category(drawn: &Drawn) -> &'static str {
    let at = (drawn.draw.wrapping_mul(40_503) >> 7) as usize % CATEGORIES.len();
    CATEGORIES[at]
}

fn ga4(drawn: &Drawn, to: &mut impl Write) -> io::Result<()> {
    write!(
        to,
        r#"{{"event_timestamp":"{}000","event_name":"{}","user_pseudo_id":"{}","event_params":[{{"key":"page_location","value":{{"string_value":"/{}/{}"}}}}]"#,
        drawn.time_ms,
        drawn.kind.name(),
        client(drawn.person),
        category(drawn),
        drawn.draw % 500,
    )?;
    let cents = cents(drawn);
    match drawn.kind {
        Kind::View | Kind::Cart => write!(
            to,
            r#","items":[{{"item_category":"{}"}}]"#,
            category(drawn)
        )?,
        Kind::Purchase => write!(
            to,
            r#","ecommerce":{{"purchase_revenue":{}.{:02}}},"items":[{{"item_category":"{}"}}]"#,
            cents / 100,
            cents % 100,
            category(drawn)
        )?,
        Kind::Page | Kind::Search => {}
    }
    writeln!(to, "}}")
}

fn row(drawn: &Drawn, to: &mut impl Write) -> io::Result<()> {
    let cents = cents(drawn);
    write!(
        to,
        "{},{},{},/{}/{},",
        client(drawn.person),
        drawn.time_ms,
        drawn.kind.name(),
        category(drawn),
        drawn.draw % 500,
    )?;
    match drawn.kind {
        Kind::View | Kind::Cart => writeln!(to, "{},,", category(drawn)),
        Kind::Purchase => writeln!(
            to,
            "{},{}.{:02},EUR",
            category(drawn),
            cents / 100,
            cents % 100
        ),
        Kind::Page | Kind::Search => writeln!(to, ",,"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_lines_as_asked_in_the_order_of_time_some_of_them_twice() {
        let log = Log {
            events: 1_000,
            people: 50,
            days: 30,
            seed: 42,
            form: Form::Ga4Ndjson,
        };
        let mut bytes = Vec::new();
        log.write(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 1_000);
        let twice = lines.windows(2).filter(|pair| pair[0] == pair[1]).count();
        assert!((5..=20).contains(&twice), "{twice} are told twice");
        let times: Vec<u64> = lines
            .iter()
            .map(|line| {
                let event: serde_json::Value = serde_json::from_str(line).unwrap();
                event["event_timestamp"].as_str().unwrap().parse().unwrap()
            })
            .collect();
        assert!(times.is_sorted());
    }
}
