//! What cleaning did, told; rows to take away.

use crate::desk::{Desk, Failed};
use crate::post::{self, Meter};
use crate::studio::choice;
use recinto_core::analysis::Prepared;
use recinto_core::cleaning::Plan;
use recinto_core::events::{Field, Row, Sheet};
use recinto_core::studio::{TableMaker, catalogue, events_csv, table_csv};
use recinto_web::problem::Problem;
use recinto_web::protocol::{Export, Tell};
use recinto_web::views::clean::{Cleaned, Column};
use std::collections::BTreeMap;

/// People told one by one, of each step.
const PEOPLE: usize = 200;
/// Kinds of event told.
const KINDS: usize = 12;
/// Values of a static column told.
const VALUES: usize = 5;

impl Desk {
    /// Cleans another way.
    pub fn clean(&mut self, plan: Plan) -> Result<(), Failed> {
        let rows = self.rows.as_mut().ok_or(Problem::FileNeeded)?;
        let before = rows.plan.clone();
        rows.replan(plan);
        let told = self.tell_cleaned(false);
        if let (Err(_), Some(rows)) = (&told, &mut self.rows) {
            rows.replan(before);
        }
        told
    }

    /// Reads and cleans what is not yet, and tells what there is.
    pub fn tell_cleaned(&mut self, goes_on: bool) -> Result<(), Failed> {
        let rows = self.rows.as_mut().ok_or(Problem::FileNeeded)?;
        let prepared = rows.prepared(&mut Meter::default())?;
        let told = cleaned(prepared, goes_on);
        let report = prepared.source.import.clone();
        self.studio = None;
        post::tell(&Tell::Cleaned(Box::new(told), report));
        Ok(())
    }

    /// A file of rows to take away: its name and bytes.
    pub fn rows_export(
        &mut self,
        export: &Export,
    ) -> Result<Option<(&'static str, Vec<u8>)>, Failed> {
        if !matches!(
            export,
            Export::Events | Export::Rejects | Export::Features(_)
        ) {
            return Ok(None);
        }
        let extras = self.extras()?;
        let rows = self.rows.as_mut().ok_or(Problem::FileNeeded)?;
        let prepared = rows.prepared(&mut Meter::default())?;
        let refused = |error: std::io::Error| Problem::Worker {
            detail: error.to_string(),
        };
        let mut bytes = Vec::new();
        let name = match export {
            Export::Events => {
                events_csv(&prepared.sheet, true, &mut bytes).map_err(refused)?;
                "recinto-events.csv"
            }
            Export::Rejects => {
                bytes.clone_from(&rows.rejects);
                "recinto-rejects.csv"
            }
            Export::Features(picked) => {
                let known = self.studio.as_ref().map(|(found, _)| found);
                let found = match known {
                    Some(found) => found.clone(),
                    None => catalogue(&prepared.sheet, 365, &extras),
                };
                let chosen = choice(&found, picked).unwrap_or_else(|| found.proposed.clone());
                let as_of_ms = found.as_of_ms.ok_or(Problem::NoEvents)?;
                let places = extras.places.as_ref();
                let mut maker = TableMaker::new(chosen, as_of_ms, found.window_days, places)?;
                maker.add(&prepared.sheet);
                table_csv(&maker.done(), &mut bytes).map_err(refused)?;
                "recinto-features.csv"
            }
            _ => return Ok(None),
        };
        Ok(Some((name, bytes)))
    }
}

fn cleaned(prepared: &Prepared, goes_on: bool) -> Cleaned {
    let sheet = &prepared.sheet;
    let mut report = prepared.cleaning.clone();
    for step in &mut report.steps {
        step.people.truncate(PEOPLE);
    }
    let mut kinds: Vec<(String, u64)> = counted(sheet, Field::Kind).into_iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    kinds.truncate(KINDS);
    let mut currencies: Vec<(String, u64)> = counted(sheet, Field::Currency).into_iter().collect();
    currencies.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let times = || sheet.rows().iter().map(|row| row.time_ms);
    Cleaned {
        source: prepared.source.name.clone(),
        plan: prepared.plan.clone(),
        report,
        span: times().min().zip(times().max()),
        kinds,
        columns: (0..sheet.attribute_names().len())
            .map(|at| column(sheet, at))
            .collect(),
        currencies: currencies.into_iter().map(|(code, _)| code).collect(),
        goes_on,
    }
}

/// How often each text of a field stands.
fn counted(sheet: &Sheet, field: Field) -> BTreeMap<String, u64> {
    // Counted by number first: a text for every row would take its time.
    let mut by_symbol: BTreeMap<usize, (u64, &Row)> = BTreeMap::new();
    for row in sheet.rows() {
        let symbol = row.symbol(field).index();
        by_symbol.entry(symbol).or_insert((0, row)).0 += 1;
    }
    by_symbol
        .into_values()
        .filter_map(|(count, row)| Some((sheet.text(row, field)?.to_owned(), count)))
        .collect()
}

fn column(sheet: &Sheet, at: usize) -> Column {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut missing = 0;
    for person in sheet.people() {
        match sheet.attribute(person.name, at) {
            Some(value) => *counts.entry(value).or_default() += 1,
            None => missing += 1,
        }
    }
    let mut values: Vec<(&str, u64)> = counts.into_iter().collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let others = values.len().saturating_sub(VALUES) as u64;
    values.truncate(VALUES);
    Column {
        name: sheet.attribute_names().get(at).cloned().unwrap_or_default(),
        values: values
            .into_iter()
            .map(|(value, people)| (value.to_owned(), people))
            .collect(),
        others,
        missing,
    }
}
