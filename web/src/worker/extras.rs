//! What is known beyond the file: the seasons of Italy, wishes to begin with, and what the marketer
//! added.

use crate::desk::{Desk, Failed};
use crate::post::Meter;
use recinto_core::features::calendar::{self, Region, ical, years_around};
use recinto_core::features::intents::{starter_composites, starter_intents};
use recinto_core::features::{Calendar, Definitions};
use recinto_core::studio::Extras;
use recinto_web::problem::Problem;

/// The most calendars and intents of a model: the marketer's own come first.
const CALENDARS_MOST: usize = 32;
const INTENTS_MOST: usize = 16;
const COMPOSITES_MOST: usize = 8;
const DAY_MS: i64 = 86_400_000;

impl Desk {
    /// The last event's time.
    pub fn last_ms(&mut self) -> Result<i64, Failed> {
        Ok(self.span_ms()?.1)
    }

    /// The first and the last event, ms since epoch.
    pub fn span_ms(&mut self) -> Result<(i64, i64), Failed> {
        let rows = self.rows.as_mut().ok_or(Problem::FileNeeded)?;
        let prepared = rows.prepared(&mut Meter::default())?;
        let times = || prepared.sheet.rows().iter().map(|row| row.time_ms);
        Ok(times().min().zip(times().max()).ok_or(Problem::NoEvents)?)
    }

    /// All that words may name.
    pub fn extras(&mut self) -> Result<Extras, Failed> {
        let years = years_around(day(self.last_ms()?));
        let mut definitions: Definitions = self.definitions.clone();
        let mut place = Region::default();
        match self.region.as_str() {
            "" => {}
            two @ ("Trento" | "Bolzano/Bozen") => {
                place.name = Some("Trentino-Alto Adige");
                place.province = Some(if two == "Trento" { "TN" } else { "BZ" });
            }
            name => place.name = Some(name),
        }
        for season in calendar::catalogue(years, &place) {
            let known = |own: &Calendar| own.name == season.name;
            let room = definitions.calendars.len() < CALENDARS_MOST;
            if room && !season.days.is_empty() && !definitions.calendars.iter().any(known) {
                definitions.calendars.push(season.calendar());
            }
        }
        for intent in starter_intents() {
            let room = definitions.intents.len() < INTENTS_MOST;
            if room
                && !definitions
                    .intents
                    .iter()
                    .any(|own| own.name == intent.name)
            {
                definitions.intents.push(intent);
            }
        }
        for starter in starter_composites() {
            let composite = starter.composite;
            let room = definitions.composites.len() < COMPOSITES_MOST;
            if room
                && !definitions
                    .composites
                    .iter()
                    .any(|own| own.name == composite.name)
            {
                definitions.composites.push(composite);
            }
        }
        Ok(Extras {
            definitions,
            places: self.places.clone(),
        })
    }
}

fn day(ms: i64) -> i32 {
    i32::try_from(ms.div_euclid(DAY_MS)).unwrap_or(0)
}

/// The days of a calendar file, for the data, whose span is told, and the years ahead.
pub fn calendar(name: &str, text: &str, (first, last): (i64, i64)) -> Result<Calendar, Problem> {
    let refused = |detail: String| Problem::Calendar { detail };
    let window = ical::Window::of_data(day(first), day(last));
    let found = ical::read(text.as_bytes(), window).map_err(|error| refused(error.to_string()))?;
    let name: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .take(40)
        .collect();
    if found.days.is_empty() {
        let reason = found.examples.first().map(|bad| bad.reason.to_string());
        return Err(refused(
            reason.unwrap_or_else(|| "no day near the data".to_owned()),
        ));
    }
    Ok(Calendar {
        name,
        days: found.days,
    })
}
