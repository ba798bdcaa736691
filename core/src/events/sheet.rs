//! Many events, held small: every text once, every event in a row of fixed size, the rows of a
//! person together and in the order of time.

use super::interner::{Interner, Symbol};
use super::{Event, Position, Told, View};
use std::borrow::Cow;
use std::ops::Range;

/// A text field of a [`Row`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// What happened, as [`EventKind`] writes it.
    Kind,
    /// Path or title of the page.
    Page,
    /// Item id.
    Item,
    /// Brand.
    Brand,
    /// Category.
    Category,
    /// ISO 4217 code.
    Currency,
    /// Search text.
    Query,
    /// Campaign.
    Campaign,
    /// Traffic source.
    Source,
    /// The client's user agent: for bot rules only, and gone after cleaning.
    UserAgent,
    /// The client's address: for bot rules only, and gone after cleaning.
    Address,
}

const FIELDS: usize = 11;

/// An event in a [`Sheet`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Milliseconds since 1970-01-01T00:00Z.
    pub time_ms: i64,
    /// [`order_key`] of the id, or the number of the row in its source.
    pub key: u64,
    /// Whether the source gave an id: then equal keys of one person are one event told twice.
    pub has_id: bool,
    /// Whose.
    pub person: Symbol,
    /// Line or record number in the source, from 1; 0 when unknown.
    pub line: u32,
    /// Scroll depth, 0 to 100.
    pub depth_pct: Option<u8>,
    // Half the room of an `Option`: a number that cannot be stands for one that was not told.
    value_cents: i64,
    quantity: u32,
    duration_ms: u32,
    utc_offset_min: i16,
    received_ms: i64,
    position: u32,
    texts: [Symbol; FIELDS],
}

impl Row {
    /// When the collector of the source received it, ms since 1970.
    #[must_use]
    pub fn received_ms(&self) -> Option<i64> {
        (self.received_ms != i64::MIN).then_some(self.received_ms)
    }

    /// Changes or takes away the time of receipt.
    pub fn set_received_ms(&mut self, received_ms: Option<i64>) {
        self.received_ms = received_ms.map_or(i64::MIN, |told| told.max(i64::MIN + 1));
    }

    /// Money, hundredths of the currency.
    #[must_use]
    pub fn value_cents(&self) -> Option<i64> {
        (self.value_cents != i64::MIN).then_some(self.value_cents)
    }

    /// Changes or takes away the money.
    pub fn set_value_cents(&mut self, value_cents: Option<i64>) {
        self.value_cents = value_cents.map_or(i64::MIN, |told| told.max(i64::MIN + 1));
    }

    /// How many.
    #[must_use]
    pub fn quantity(&self) -> Option<u32> {
        (self.quantity != u32::MAX).then_some(self.quantity)
    }

    /// Changes or takes away how many.
    pub fn set_quantity(&mut self, quantity: Option<u32>) {
        self.quantity = quantity.map_or(u32::MAX, |told| told.min(u32::MAX - 1));
    }

    /// Time spent, ms.
    #[must_use]
    pub fn duration_ms(&self) -> Option<u32> {
        (self.duration_ms != u32::MAX).then_some(self.duration_ms)
    }

    /// Changes or takes away the time spent.
    pub fn set_duration_ms(&mut self, duration_ms: Option<u32>) {
        self.duration_ms = duration_ms.map_or(u32::MAX, |told| told.min(u32::MAX - 1));
    }

    /// Minutes to add to UTC for the visitor's own clock.
    #[must_use]
    pub fn utc_offset_min(&self) -> Option<i16> {
        (self.utc_offset_min != i16::MIN).then_some(self.utc_offset_min)
    }

    /// Changes or takes away the offset.
    pub fn set_utc_offset_min(&mut self, utc_offset_min: Option<i16>) {
        self.utc_offset_min = utc_offset_min.map_or(i16::MIN, |told| told.max(i16::MIN + 1));
    }

    /// A text field.
    #[must_use]
    pub fn symbol(&self, field: Field) -> Symbol {
        self.texts
            .get(field as usize)
            .copied()
            .unwrap_or(Symbol::NONE)
    }

    /// Changes a text field.
    pub fn set_symbol(&mut self, field: Field, symbol: Symbol) {
        if let Some(place) = self.texts.get_mut(field as usize) {
            *place = symbol;
        }
    }
}

/// What a reader hands over: an event, and what only cleaning or the desk may see.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The event. An empty id means that the source has none.
    pub event: Event,
    /// Line or record number in the source, from 1.
    pub line: u64,
    /// When the collector of the source received it, ms since 1970: tells a device's clock that
    /// is off.
    pub received_ms: Option<i64>,
    /// For bot rules.
    pub user_agent: Option<String>,
    /// For bot rules.
    pub address: Option<String>,
    /// Static columns of the person (age band, gender, channel, …): name and value. The last
    /// value told for a name stands.
    pub attributes: Vec<(String, String)>,
}

impl Imported {
    /// An event and nothing besides.
    #[must_use]
    pub fn new(event: Event, line: u64) -> Self {
        Self {
            event,
            line,
            received_ms: None,
            user_agent: None,
            address: None,
            attributes: Vec::new(),
        }
    }
}

/// A person of a sealed [`Sheet`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The row key, as the source spells it.
    pub name: Symbol,
    /// Where their rows are.
    pub rows: Range<usize>,
}

/// Many events. Filled by [`Sheet::push`], then put in order by [`Sheet::seal`].
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    texts: Interner,
    rows: Vec<Row>,
    positions: Vec<Position>,
    people: Vec<Person>,
    attribute_names: Vec<String>,
    /// Whether any row may have a user agent or an address: most files tell none.
    traces: bool,
    /// Person, attribute, value; after sealing in that order, one value each.
    attributes: Vec<(Symbol, u16, Symbol)>,
}

impl Sheet {
    /// An empty sheet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes an event in. Free properties are not kept.
    pub fn push(&mut self, imported: &Imported) {
        let event = &imported.event;
        let mut view = event.view();
        if event.id.is_empty() {
            view.key = imported.line;
        }
        let told = Told {
            person: &event.person,
            id: &event.id,
            event: view,
            line: imported.line,
            received_ms: imported.received_ms,
            user_agent: imported.user_agent.as_deref(),
            address: imported.address.as_deref(),
            attributes: &[],
        };
        self.push_told(&told);
        for (name, value) in &imported.attributes {
            self.push_attribute(&event.person, name, value);
        }
    }

    /// Takes an event in from a reader's buffers.
    pub fn push_told(&mut self, told: &Told<'_>) {
        let event = &told.event;
        let person = self.texts.symbol(told.person);
        self.traces |= told.user_agent.is_some() || told.address.is_some();
        let mut texts = [Symbol::NONE; FIELDS];
        let fields = [
            (Field::Kind, Some(event.kind.as_ref())),
            (Field::Page, event.page),
            (Field::Item, event.item),
            (Field::Brand, event.brand),
            (Field::Category, event.category),
            (Field::Currency, event.currency),
            (Field::Query, event.query),
            (Field::Campaign, event.campaign),
            (Field::Source, event.source),
            (Field::UserAgent, told.user_agent),
            (Field::Address, told.address),
        ];
        for (field, text) in fields {
            if let (Some(place), Some(text)) = (texts.get_mut(field as usize), text) {
                *place = self.texts.symbol(text);
            }
        }
        let position = match event.position {
            Some(position) => {
                self.positions.push(position);
                u32::try_from(self.positions.len()).unwrap_or(0)
            }
            None => 0,
        };
        let mut row = Row {
            time_ms: event.time_ms,
            key: event.key,
            has_id: !told.id.is_empty(),
            person,
            line: u32::try_from(told.line).unwrap_or(0),
            depth_pct: event.depth_pct,
            value_cents: 0,
            quantity: 0,
            duration_ms: 0,
            utc_offset_min: 0,
            received_ms: 0,
            position,
            texts,
        };
        row.set_value_cents(event.value_cents);
        row.set_quantity(event.quantity);
        row.set_duration_ms(event.duration_ms);
        row.set_utc_offset_min(event.utc_offset_min);
        row.set_received_ms(told.received_ms);
        self.rows.push(row);
        for (name, value) in told.attributes {
            self.push_attribute(told.person, name, value);
        }
    }

    /// Takes in a person's value in a static column.
    pub fn push_attribute(&mut self, person: &str, name: &str, value: &str) {
        let at = match self.attribute_names.iter().position(|known| known == name) {
            Some(at) => at,
            None => {
                self.attribute_names.push(name.to_owned());
                self.attribute_names.len() - 1
            }
        };
        let (Ok(at), person, value) = (
            u16::try_from(at),
            self.texts.symbol(person),
            self.texts.symbol(value),
        ) else {
            return;
        };
        if value != Symbol::NONE {
            self.attributes.push((person, at, value));
        }
    }

    /// Puts people in the order of their names and their rows in the order of time, then key.
    /// Whatever the order of the source, the same events give the same sheet. O(n·log n).
    pub fn seal(&mut self) {
        let texts = &self.texts;
        let name = |symbol: Symbol| texts.text(symbol).unwrap_or_default();
        // Counted first, so that only names are compared, and only each person's own rows are
        // sorted, which mostly come in the order of time.
        let mut own = vec![Own::default(); texts.len() + 1];
        for row in &self.rows {
            if let Some(own) = own.get_mut(row.person.index()) {
                own.count(row);
            }
        }
        let told = (0_u32..).zip(&own).filter(|(_, own)| own.rows > 0);
        // By the first bytes, in which most names differ, before the names are looked up.
        let mut keyed: Vec<(u64, Symbol)> = told
            .map(|(at, _)| (first_bytes(name(Symbol::at(at))), Symbol::at(at)))
            .collect();
        keyed.sort_unstable_by(|(first, a), (other, b)| {
            first.cmp(other).then_with(|| name(*a).cmp(name(*b)))
        });
        self.people.clear();
        let mut start = 0;
        for (_, person) in keyed {
            if let Some(own) = own.get_mut(person.index()) {
                let rows = start..start + own.rows as usize;
                (own.next, start) = (start, rows.end);
                self.people.push(Person { name: person, rows });
            }
        }
        let mut from = vec![0_u32; self.rows.len()];
        for (at, row) in (0_u32..).zip(&self.rows) {
            if let Some(own) = own.get_mut(row.person.index()) {
                if let Some(place) = from.get_mut(own.next) {
                    *place = at;
                }
                own.next += 1;
            }
        }
        let mut keys = Vec::new();
        for person in &self.people {
            if own.get(person.name.index()).is_some_and(|own| own.sorted) {
                continue;
            }
            let from = from.get_mut(person.rows.clone()).unwrap_or_default();
            // The number of the row last: what is alike in all else stays as it came.
            let rows = from
                .iter()
                .filter_map(|&at| Some((at, self.rows.get(at as usize)?)));
            keys.clear();
            keys.extend(rows.map(|(at, row)| (row.time_ms, row.key, at)));
            keys.sort_unstable();
            for (place, &(_, _, at)) in from.iter_mut().zip(&keys) {
                *place = at;
            }
        }
        move_rows(&mut self.rows, &mut from);
        // Stable, so that of several values the one told last is kept.
        self.attributes.sort_by_key(|&(person, at, _)| (person, at));
        self.attributes.reverse();
        self.attributes
            .dedup_by_key(|&mut (person, at, _)| (person, at));
        self.attributes.reverse();
    }

    /// Drops the rows that are marked, of a mark for each; people without rows go too. The order
    /// stays.
    pub fn drop_marked(&mut self, gone: &[bool]) {
        let Some(first) = gone.iter().position(|&gone| gone) else {
            return;
        };
        // What is kept moves in one piece up to the next row that goes.
        let mut end = first;
        let mut at = first;
        for same in gone
            .get(first..)
            .unwrap_or_default()
            .chunk_by(|a, b| a == b)
        {
            let rows = at..at + same.len();
            at = rows.end;
            if same.first() == Some(&false) && rows.end <= self.rows.len() {
                self.rows.copy_within(rows.clone(), end);
                end += rows.len();
            }
        }
        self.rows.truncate(end);
        let mut start = 0;
        self.people.retain_mut(|person| {
            let own = gone.get(person.rows.clone()).unwrap_or_default();
            let kept = own.iter().filter(|&&gone| !gone).count();
            person.rows = start..start + kept;
            start += kept;
            kept > 0
        });
    }

    /// Forgets user agents and addresses.
    pub fn drop_traces(&mut self) {
        if !std::mem::take(&mut self.traces) {
            return;
        }
        for row in &mut self.rows {
            row.set_symbol(Field::UserAgent, Symbol::NONE);
            row.set_symbol(Field::Address, Symbol::NONE);
        }
    }

    /// Whether any row may have a user agent or an address.
    #[must_use]
    pub fn has_traces(&self) -> bool {
        self.traces
    }

    /// Everyone, in the order of names. Empty before [`Sheet::seal`].
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// All rows; after sealing by person, time and key.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows, to change. Who changes a time seals again.
    pub fn rows_mut(&mut self) -> &mut [Row] {
        &mut self.rows
    }

    /// A person's rows.
    #[must_use]
    pub fn rows_of(&self, person: &Person) -> &[Row] {
        self.rows.get(person.rows.clone()).unwrap_or_default()
    }

    /// The texts.
    #[must_use]
    pub fn texts(&self) -> &Interner {
        &self.texts
    }

    /// The texts, to add to.
    pub fn texts_mut(&mut self) -> &mut Interner {
        &mut self.texts
    }

    /// A text of a row.
    #[must_use]
    pub fn text(&self, row: &Row, field: Field) -> Option<&str> {
        self.texts.text(row.symbol(field))
    }

    /// A row's position.
    #[must_use]
    pub fn position(&self, row: &Row) -> Option<Position> {
        let at = (row.position as usize).checked_sub(1)?;
        self.positions.get(at).copied()
    }

    /// Gives a row a position.
    pub fn set_position(&mut self, row: usize, position: Position) {
        let Some(row) = self.rows.get_mut(row) else {
            return;
        };
        self.positions.push(position);
        row.position = u32::try_from(self.positions.len()).unwrap_or(0);
    }

    /// Takes a row's position away.
    pub fn drop_position(&mut self, row: usize) {
        if let Some(row) = self.rows.get_mut(row) {
            row.position = 0;
        }
    }

    /// Names of the static columns.
    #[must_use]
    pub fn attribute_names(&self) -> &[String] {
        &self.attribute_names
    }

    /// A person's value in a static column.
    #[must_use]
    pub fn attribute(&self, person: Symbol, column: usize) -> Option<&str> {
        let column = u16::try_from(column).ok()?;
        let at = self
            .attributes
            .binary_search_by_key(&(person, column), |&(person, at, _)| (person, at))
            .ok()?;
        self.texts.text(self.attributes.get(at)?.2)
    }

    /// A row as features see it.
    #[must_use]
    pub fn view(&self, row: &Row) -> View<'_> {
        let text = |field| self.texts.text(row.symbol(field));
        View {
            time_ms: row.time_ms,
            key: row.key,
            kind: Cow::Borrowed(text(Field::Kind).unwrap_or_default()),
            page: text(Field::Page),
            item: text(Field::Item),
            brand: text(Field::Brand),
            category: text(Field::Category),
            quantity: row.quantity(),
            value_cents: row.value_cents(),
            currency: text(Field::Currency),
            query: text(Field::Query),
            campaign: text(Field::Campaign),
            source: text(Field::Source),
            duration_ms: row.duration_ms(),
            depth_pct: row.depth_pct,
            position: self.position(row),
            utc_offset_min: row.utc_offset_min(),
            props: &[],
        }
    }
}

/// What a person's rows are, before they are together.
#[derive(Debug, Clone, Copy)]
struct Own {
    rows: u32,
    /// Whether they come in their order.
    sorted: bool,
    /// Where the next one belongs.
    next: usize,
    /// Time and key of the last one.
    last: (i64, u64),
}

impl Default for Own {
    fn default() -> Self {
        Self {
            rows: 0,
            sorted: true,
            next: 0,
            last: (i64::MIN, 0),
        }
    }
}

impl Own {
    fn count(&mut self, row: &Row) {
        let key = (row.time_ms, row.key);
        self.sorted &= self.last <= key;
        self.last = key;
        self.rows += 1;
    }
}

/// The first eight bytes of a text as a number of the same order; a shorter text is followed by
/// zeros.
fn first_bytes(text: &str) -> u64 {
    text.bytes()
        .chain(std::iter::repeat(0))
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(byte))
}

/// Puts at each place the row whose place `from` names there, by following its cycles: rows are
/// large, and a tab has no room for a second list of them. O(n).
fn move_rows(rows: &mut [Row], from: &mut [u32]) {
    for start in 0..from.len() {
        let Some(first) = rows.get(start).copied() else {
            return;
        };
        let mut at = start;
        loop {
            let next = std::mem::replace(&mut from[at], at as u32) as usize;
            if next == start {
                rows[at] = first;
                break;
            }
            rows[at] = rows[next];
            at = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::EventKind;

    fn told(person: &str, id: &str, time_ms: i64, line: u64) -> Imported {
        let event = Event::new(id.into(), person.into(), time_ms, EventKind::Page);
        Imported::new(event, line)
    }

    #[test]
    fn people_whose_rows_all_go_go_too() {
        let mut sheet = Sheet::new();
        for (line, person) in (1..).zip(["b", "a", "c", "a", "b", "b"]) {
            sheet.push(&told(person, "", 10 - line as i64, line));
        }
        sheet.seal();
        let lines = |sheet: &Sheet| -> Vec<(String, Vec<u32>)> {
            let people = sheet.people().iter();
            let name = |person: &Person| sheet.texts().text(person.name).unwrap().to_owned();
            let of = |person: &Person| sheet.rows_of(person).iter().map(|row| row.line).collect();
            people.map(|person| (name(person), of(person))).collect()
        };
        let all = [("a", vec![4, 2]), ("b", vec![6, 5, 1]), ("c", vec![3])];
        assert_eq!(
            lines(&sheet),
            all.map(|(name, rows)| (name.to_owned(), rows))
        );
        sheet.drop_marked(&[true, true, false, true, false, false]);
        let kept = [("b", vec![6, 1]), ("c", vec![3])];
        assert_eq!(
            lines(&sheet),
            kept.map(|(name, rows)| (name.to_owned(), rows))
        );
        sheet.drop_marked(&[false; 3]);
        assert_eq!(sheet.rows().len(), 3);
    }

    #[test]
    fn the_greatest_numbers_are_told_and_not_nothing() {
        let mut row = told("a", "", 0, 1);
        row.event.value_cents = Some(i64::MIN);
        row.event.quantity = Some(u32::MAX);
        row.event.duration_ms = Some(u32::MAX);
        row.event.utc_offset_min = Some(i16::MIN);
        let mut sheet = Sheet::new();
        sheet.push(&row);
        sheet.push(&told("a", "", 0, 2));
        let told = |row: &Row| {
            (
                row.value_cents(),
                row.quantity(),
                row.duration_ms(),
                row.utc_offset_min(),
            )
        };
        let nearest = (
            Some(i64::MIN + 1),
            Some(u32::MAX - 1),
            Some(u32::MAX - 1),
            Some(i16::MIN + 1),
        );
        assert_eq!(told(&sheet.rows()[0]), nearest);
        assert_eq!(told(&sheet.rows()[1]), (None, None, None, None));
        assert!(size_of::<Row>() <= 104);
    }

    #[test]
    fn the_order_of_the_source_does_not_matter() {
        let mut rows = vec![
            told("b", "1", 5, 1),
            told("a", "2", 9, 2),
            told("a", "3", 3, 3),
            told("a", "4", 3, 4),
        ];
        let sealed = |rows: &[Imported]| {
            let mut sheet = Sheet::new();
            rows.iter().for_each(|row| sheet.push(row));
            sheet.seal();
            sheet
                .people()
                .iter()
                .map(|person| {
                    let keys: Vec<u64> = sheet.rows_of(person).iter().map(|r| r.key).collect();
                    (sheet.texts().text(person.name).unwrap().to_owned(), keys)
                })
                .collect::<Vec<_>>()
        };
        let first = sealed(&rows);
        assert_eq!(first[0].0, "a");
        assert_eq!(first[0].1.len(), 3);
        rows.reverse();
        assert_eq!(sealed(&rows), first);
    }

    #[test]
    fn rows_are_put_in_order_whatever_their_order_was() {
        let mut random = crate::random::seeded(4);
        for count in [0, 1, 2, 3, 50, 400] {
            let mut sheet = Sheet::new();
            for line in 1..=count {
                let mut draw = |bound| crate::random::below(bound, &mut random);
                let person = format!("{}", draw(9));
                let time = draw(20) as i64;
                sheet.push(&told(&person, "", time, line));
            }
            let mut expected: Vec<(String, i64, u32)> = sheet
                .rows()
                .iter()
                .map(|row| {
                    (
                        sheet.texts().text(row.person).unwrap().to_owned(),
                        row.time_ms,
                        row.line,
                    )
                })
                .collect();
            expected.sort();
            sheet.seal();
            let sealed: Vec<(String, i64, u32)> = sheet
                .rows()
                .iter()
                .map(|row| {
                    (
                        sheet.texts().text(row.person).unwrap().to_owned(),
                        row.time_ms,
                        row.line,
                    )
                })
                .collect();
            assert_eq!(sealed, expected);
        }
    }

    #[test]
    fn the_last_value_of_a_static_column_stands() {
        let mut sheet = Sheet::new();
        for (line, value) in ["18-24", "25-34"].iter().enumerate() {
            let mut row = told("a", "", 0, line as u64);
            row.attributes.push(("age".into(), (*value).into()));
            sheet.push(&row);
        }
        sheet.seal();
        let person = sheet.people()[0].name;
        assert_eq!(sheet.attribute(person, 0), Some("25-34"));
        assert_eq!(sheet.attribute(person, 1), None);
    }

    #[test]
    fn a_row_is_the_event_it_came_from() {
        let mut row = told("a", "x", 7, 1);
        row.event.category = Some("scarpe".into());
        row.event.position = Some(Position {
            lat: 45.0,
            lon: 9.0,
            accuracy_m: 10.0,
        });
        row.user_agent = Some("curl".into());
        let mut sheet = Sheet::new();
        sheet.push(&row);
        sheet.seal();
        assert_eq!(sheet.view(&sheet.rows()[0]), row.event.view());
        sheet.drop_traces();
        assert_eq!(sheet.text(&sheet.rows()[0], Field::UserAgent), None);
        sheet.drop_position(0);
        assert_eq!(sheet.position(&sheet.rows()[0]), None);
        let here = Position {
            lat: 1.0,
            lon: 2.0,
            accuracy_m: 3.0,
        };
        sheet.set_position(0, here);
        assert_eq!(sheet.position(&sheet.rows()[0]), Some(here));
    }

    #[test]
    fn a_time_of_receipt_is_known_or_not() {
        let mut sheet = Sheet::new();
        let mut row = told("a", "x", 7, 1);
        sheet.push(&row);
        row.received_ms = Some(-3);
        sheet.push(&row);
        let told: Vec<_> = sheet.rows().iter().map(Row::received_ms).collect();
        assert_eq!(told, [None, Some(-3)]);
        sheet.rows_mut()[1].set_received_ms(None);
        assert_eq!(sheet.rows()[1].received_ms(), None);
    }
}
