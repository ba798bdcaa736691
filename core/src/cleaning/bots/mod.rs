//! Step 5: no people. Each rule has its evidence, and every person removed is shown with it.
//!
//! Events of a known bot's user agent go one by one, since such a bot can share a row key with a
//! person; the other rules judge what is left of a person, and take all of it. A rule that needs a
//! finer time than the file tells (a table of dates) is not applied.

mod crawl;
mod marked;
mod metronome;
mod rates;
mod user_agent;

use super::log::{Log, shown};
use super::{Bots, Evidence, Rule};
use crate::events::{Field, Interner, Row, Sheet, Symbol};
use user_agent::Crawlers;

/// Kinds of events, as symbols of a sheet.
struct Words {
    page: Option<Symbol>,
    search: Option<Symbol>,
    /// What a machine fires, page after page. Purchases and visits of stores come from tills and
    /// servers, in bulk, and a site's own kinds may be a clock's.
    by_machine: [Option<Symbol>; 5],
    /// What it takes a hand to do.
    by_hand: [Option<Symbol>; 5],
}

impl Words {
    fn of(texts: &Interner) -> Self {
        Self {
            page: texts.find("page"),
            search: texts.find("search"),
            by_machine: ["page", "view_item", "click", "search", "add_to_cart"]
                .map(|kind| texts.find(kind)),
            by_hand: ["click", "search", "add_to_cart", "purchase", "visit_store"]
                .map(|kind| texts.find(kind)),
        }
    }
}

/// Runs the step. O(n·log n).
pub(super) fn run(sheet: &mut Sheet, params: &Bots, resolution: Option<i64>, log: &mut Log) {
    user_agents(sheet, params, log);
    let words = Words::of(sheet.texts());
    let mut gone = vec![false; sheet.rows().len()];
    let marks = marked::column(sheet).filter(|_| params.marked);
    for person in sheet.people() {
        let rows = sheet.rows_of(person);
        let found = marks
            .and_then(|column| marked::marked(sheet, person.name, column))
            .or_else(|| rates::steps(sheet, rows, &words, params, resolution))
            .or_else(|| rates::addresses(rows, params, resolution))
            .or_else(|| crawl::crawl(rows, &words, params, resolution))
            .or_else(|| metronome::metronome(rows, params, resolution));
        if let Some((rule, evidence)) = found {
            gone[person.rows.clone()].fill(true);
            let all = (rows.len(), rows.len());
            log.person(sheet, person.name, rule, all, &lines(rows.iter()), evidence);
        }
    }
    sheet.drop_marked(&gone);
}

/// Which events are of a bot's user agent; none when that is not asked for, or
/// no file told any.
pub(super) fn by_user_agent(sheet: &Sheet, params: &Bots) -> Vec<bool> {
    if !params.on || !params.user_agents || !sheet.has_traces() {
        return Vec::new();
    }
    let crawlers = Crawlers::new();
    let mut known: Vec<Option<bool>> = vec![None; sheet.texts().len() + 1];
    let is_bot = |row: &Row| {
        let symbol = row.symbol(Field::UserAgent);
        let Some(known) = known.get_mut(symbol.index()) else {
            return false;
        };
        *known.get_or_insert_with(|| {
            let text = sheet.texts().text(symbol).unwrap_or_default();
            crawlers.find(text).is_some()
        })
    };
    sheet.rows().iter().map(is_bot).collect()
}

fn user_agents(sheet: &mut Sheet, params: &Bots, log: &mut Log) {
    let gone = by_user_agent(sheet, params);
    if !gone.contains(&true) {
        return;
    }
    let crawlers = Crawlers::new();
    for person in sheet.people() {
        let rows = sheet.rows_of(person);
        let marked = rows.iter().zip(&gone[person.rows.clone()]);
        let taken: Vec<&Row> = marked
            .filter(|(_, gone)| **gone)
            .map(|(row, _)| row)
            .collect();
        let text = taken
            .first()
            .and_then(|row| sheet.text(row, Field::UserAgent));
        let Some((text, pattern)) = text.and_then(|text| Some((text, crawlers.find(text)?))) else {
            continue;
        };
        let evidence = Evidence::UserAgent {
            text: shown(text),
            pattern: pattern.to_owned(),
        };
        let count = (rows.len(), taken.len());
        let lines = lines(taken.into_iter());
        log.person(sheet, person.name, Rule::UserAgent, count, &lines, evidence);
    }
    sheet.drop_marked(&gone);
}

fn lines<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<u32> {
    rows.take(10).map(|row| row.line).collect()
}
