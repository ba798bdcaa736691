//! Everyone's values: people × columns.

use super::choice::{Choice, ChoiceError};
use super::column::Column;
use super::desk::desk_value;
use super::extras::Places;
use super::packs::{Pack, packs};
use super::statics::{StaticColumn, Statics};
use crate::events::{Person, Sheet, utc_day};
use crate::features::{FeatureState, Measures};
use std::collections::{BTreeMap, BTreeSet};

/// The values of a choice's columns, a row per person with an event of its words in the window.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The `as_of` of every value, ms since epoch.
    pub as_of_ms: i64,
    /// Days looked back.
    pub window_days: u32,
    /// What the columns are.
    pub choice: Choice,
    /// Row keys, sorted.
    pub people: Vec<String>,
    /// Raw values in their own units, row-major: people × columns of the choice; NaN where there
    /// is none.
    pub values: Vec<f64>,
    /// The people's static columns.
    pub statics: Statics,
    /// People without an event of the words in the window, who have no row.
    pub outside: u64,
}

impl Table {
    /// A column's values, in the order of people; NaN where there is none.
    pub fn column(&self, column: usize) -> impl Iterator<Item = f64> + '_ {
        let width = self.choice.columns.len().max(1);
        self.values.iter().skip(column).step_by(width).copied()
    }
}

type Ready<'a> = (&'a Pack, Measures);

/// Makes a [`Table`] of one sheet or of several that hold different people. The order of sheets
/// does not matter.
#[derive(Debug)]
pub struct TableMaker {
    as_of_ms: i64,
    window_days: u32,
    choice: Choice,
    packs: Vec<Pack>,
    rows: Vec<(String, Vec<f64>, BTreeMap<String, String>)>,
    outside: u64,
}

impl TableMaker {
    /// An empty table of these columns. Words of communes, provinces and regions count nothing
    /// without `places`.
    ///
    /// # Errors
    /// Columns, words or definitions that do not make sense: see [`Choice::check`]. More features
    /// or words than a model can hold are no error here: what cannot be published can be described.
    pub fn new(
        choice: Choice,
        as_of_ms: i64,
        window_days: u32,
        places: Option<&Places>,
    ) -> Result<Self, ChoiceError> {
        let choice = choice.with_decay();
        choice.check()?;
        Ok(Self {
            as_of_ms,
            window_days,
            packs: packs(&choice, window_days, places)?,
            choice,
            rows: Vec::new(),
            outside: 0,
        })
    }

    /// Adds everyone of a sealed, cleaned sheet.
    pub fn add(&mut self, sheet: &Sheet) {
        let packs = std::mem::take(&mut self.packs);
        let ready: Vec<Ready<'_>> = packs
            .iter()
            .map(|pack| (pack, Measures::new(&pack.features, &pack.vocabulary)))
            .collect();
        for person in sheet.people() {
            match self.row(&ready, sheet, person) {
                Some(values) => {
                    let name = sheet.texts().text(person.name).unwrap_or_default();
                    let statics = told(sheet, person);
                    self.rows.push((name.to_owned(), values, statics));
                }
                None => self.outside += 1,
            }
        }
        drop(ready);
        self.packs = packs;
    }

    fn row(&self, ready: &[Ready<'_>], sheet: &Sheet, person: &Person) -> Option<Vec<f64>> {
        let (as_of, window) = (self.as_of_ms, self.window_days);
        let mut values = vec![f64::NAN; self.choice.columns.len()];
        let mut events = 0;
        for (pack, measures) in ready {
            let rows = sheet.rows_of(person).iter().map(|row| sheet.view(row));
            let state = FeatureState::of_rows(&pack.lexicon, rows);
            events += state.counted(pack.counted, as_of, window);
            for (found, at) in measures.defined(&state, as_of, window).zip(&pack.columns) {
                if let (Some(found), Some(place)) = (found, values.get_mut(*at)) {
                    *place = found;
                }
            }
        }
        if ready.is_empty() {
            // Columns of the desk only: any event counts.
            let days = utc_day(as_of) - i64::from(window)..=utc_day(as_of);
            let rows = sheet.rows_of(person).iter().map(|row| utc_day(row.time_ms));
            events = rows
                .filter(|day| days.contains(day) && day != days.start())
                .count() as u64;
        }
        if events == 0 {
            return None;
        }
        for (chosen, place) in self.choice.columns.iter().zip(&mut values) {
            if let Column::Desk(desk) = &chosen.column
                && let Some(value) = desk_value(&desk.what, sheet, person, as_of, window)
            {
                *place = value;
            }
        }
        Some(values)
    }

    /// The table.
    #[must_use]
    pub fn done(mut self) -> Table {
        self.rows.sort_by(|a, b| a.0.cmp(&b.0));
        let statics = statics(&self.rows);
        let width = self.choice.columns.len();
        let mut people = Vec::with_capacity(self.rows.len());
        let mut values = Vec::with_capacity(self.rows.len() * width);
        for (name, row, _) in self.rows {
            people.push(name);
            values.extend(row);
        }
        Table {
            as_of_ms: self.as_of_ms,
            window_days: self.window_days,
            choice: self.choice,
            people,
            values,
            statics,
            outside: self.outside,
        }
    }
}

/// A person's static columns.
fn told(sheet: &Sheet, person: &Person) -> BTreeMap<String, String> {
    sheet
        .attribute_names()
        .iter()
        .enumerate()
        .filter_map(|(at, name)| {
            let value = sheet.attribute(person.name, at)?;
            Some((name.clone(), value.to_owned()))
        })
        .collect()
}

fn statics(rows: &[(String, Vec<f64>, BTreeMap<String, String>)]) -> Statics {
    let names: BTreeSet<&String> = rows.iter().flat_map(|row| row.2.keys()).collect();
    let columns = names
        .into_iter()
        .map(|name| {
            let cells = || rows.iter().map(|row| row.2.get(name));
            let distinct: BTreeSet<&String> = cells().flatten().collect();
            let values: Vec<String> = distinct.into_iter().cloned().collect();
            let of = cells()
                .map(|cell| {
                    let at = values.binary_search(cell?).ok()?;
                    u32::try_from(at).ok()
                })
                .collect();
            StaticColumn {
                name: name.clone(),
                values,
                of,
            }
        })
        .collect();
    Statics { columns }
}
