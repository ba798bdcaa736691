//! An event becomes counts: every word it is one of.

use super::Daypart;
use super::lexicon::{Lexicon, find};
use super::local::Local;
use super::place::{is_fix, recurring_places};
use super::session::PAUSE_MAX_MS;
use super::state::FeatureState;
use super::text::{folded, holds};
use crate::events::{Position, View, utc_day};

impl FeatureState {
    /// The state of rows in ascending order of (time, key).
    #[must_use]
    pub fn of_rows<'v>(lexicon: &Lexicon, rows: impl Iterator<Item = View<'v>> + Clone) -> Self {
        let mut state = Self::with_room();
        state.fold_rows(lexicon, rows, i64::MAX);
        state
    }

    /// Folds the rows before a time in. Rows come in ascending order of (time, key), none before
    /// the last one folded; those that go on after `before_ms` tell the places of the last day.
    pub(super) fn fold_rows<'v>(
        &mut self,
        lexicon: &Lexicon,
        mut rows: impl Iterator<Item = View<'v>> + Clone,
        before_ms: i64,
    ) {
        loop {
            let ahead = rows.clone();
            let Some(view) = rows.next() else { return };
            if view.time_ms >= before_ms {
                return;
            }
            let day = utc_day(view.time_ms);
            if lexicon.recurring.is_some() && self.cursor.places_day.is_none_or(|d| d < day) {
                let fixes: Vec<Position> = ahead
                    .take_while(|ahead| utc_day(ahead.time_ms) == day)
                    .filter_map(|ahead| ahead.position)
                    .collect();
                self.count_places(lexicon, day, recurring_places(&fixes));
            }
            self.fold(lexicon, &view);
        }
    }

    fn count_places(&mut self, lexicon: &Lexicon, day: i64, places: u32) {
        self.cursor.places_day = Some(day);
        if places > 0 {
            self.add(day, lexicon.recurring, places, 0);
        }
    }

    /// Folds the next event in: none after it may have been folded before.
    pub(super) fn fold(&mut self, lexicon: &Lexicon, view: &View<'_>) {
        let day = utc_day(view.time_ms);
        // One day more than the window, because a time may be a day ahead of the clock.
        self.drop_days(day.saturating_sub(i64::from(lexicon.window_days) + 1));
        let (number, kind) = lexicon.kind(&view.kind);
        let value = view.value_cents.unwrap_or(0);
        let mut counted = self.count(day, kind, value);
        let fields = [view.category, view.brand, view.source, view.campaign];
        for (field, names) in fields.into_iter().zip(&lexicon.texts) {
            let word = field.and_then(|name| find(names, name));
            counted |= self.count(day, word, value);
        }
        for (name, text) in view.props.iter().filter(|_| !lexicon.properties.is_empty()) {
            let word = find(&lexicon.properties, &[name, "=", text].concat());
            counted |= self.count(day, word, value);
        }
        if let Some(ms) = view.duration_ms {
            self.count(day, lexicon.dwell, i64::from(ms));
        }
        if let Some(depth) = view.depth_pct {
            self.count(day, lexicon.scroll, i64::from(depth));
        }
        counted |= self.count_intents(lexicon, day, view);
        let local = Local::of(view);
        self.count_clock(lexicon, day, local);
        self.count_session(lexicon, day, local, view, number);
        if let Some(fix) = view.position.filter(is_fix) {
            self.count_places_of(lexicon, day, view.time_ms, &fix);
        }
        self.count_composites(lexicon, day, view.time_ms, counted);
        self.cursor.last = Some((view.time_ms, view.key));
        self.fit();
    }

    /// Counts one; the word's bit.
    fn count(&mut self, day: i64, word: Option<u8>, sum: i64) -> u64 {
        self.add(day, word, 1, sum);
        word.map_or(0, |word| 1 << (word & 63))
    }

    fn count_intents(&mut self, lexicon: &Lexicon, day: i64, view: &View<'_>) -> u64 {
        let mut counted = 0;
        if lexicon.intents.is_empty() || view.kind != "search" {
            return counted;
        }
        if let Some(query) = view.query {
            let query = folded(query);
            for (word, phrases) in &lexicon.intents {
                if phrases.iter().any(|phrase| holds(&query, phrase)) {
                    counted |= self.count(day, Some(*word), 0);
                }
            }
        }
        counted
    }

    fn count_clock(&mut self, lexicon: &Lexicon, day: i64, local: Local) {
        let part = Daypart::of_hour(local.hour) as usize;
        self.count(day, lexicon.dayparts.get(part).copied().flatten(), 0);
        let [hour_sin, hour_cos, weekday_sin, weekday_cos] = lexicon.cycles;
        self.count(day, hour_sin, local.hour_sin());
        self.count(day, hour_cos, local.hour_cos());
        // Asked for seldom, and a weekday takes a division.
        if weekday_sin.is_some() || weekday_cos.is_some() {
            self.count(day, weekday_sin, local.weekday_sin());
            self.count(day, weekday_cos, local.weekday_cos());
        }
        if lexicon.weekend.is_some() && local.is_weekend() {
            self.count(day, lexicon.weekend, 0);
        }
        for (word, ranges) in &lexicon.seasons {
            let within = |[first, last]: &[i32; 2]| {
                i64::from(*first) <= local.day && local.day <= i64::from(*last)
            };
            if ranges.iter().any(within) {
                self.count(day, Some(*word), 0);
            }
        }
    }

    /// Sessions and steps. What a session counts and how long it is belong to the day it began.
    fn count_session(
        &mut self,
        lexicon: &Lexicon,
        day: i64,
        local: Local,
        view: &View<'_>,
        number: u8,
    ) {
        let last_ms = self.cursor.last.map(|(ms, _)| ms);
        let visit = self.cursor.session.step(view, local, last_ms, number);
        let start_day = self.cursor.session.start_day;
        if visit.new {
            self.count(start_day, lexicon.session, 0);
        } else if let Some(last) = last_ms {
            self.add(
                start_day,
                lexicon.session,
                0,
                view.time_ms.saturating_sub(last),
            );
        }
        if visit.second_page {
            self.count(start_day, lexicon.second_page, 0);
        }
        let [second, first] = visit.before;
        for (word, kinds) in &lexicon.steps {
            let [last, before, third] = *kinds;
            if number == last && second == before && (third == 0 || third == first) {
                self.count(day, Some(*word), 0);
            }
        }
    }

    /// Communes, fences and distances of a fix.
    fn count_places_of(&mut self, lexicon: &Lexicon, day: i64, time_ms: i64, fix: &Position) {
        let pause = time_ms.saturating_sub(self.cursor.fix_ms);
        let before = self.cursor.inside;
        self.cursor.inside = 0;
        self.cursor.fix_ms = time_ms;
        for (word, shape) in &lexicon.fences {
            if shape.surely_holds(fix) {
                let stays = pause <= PAUSE_MAX_MS && before >> (word & 63) & 1 == 1;
                self.cursor.inside |= self.count(day, Some(*word), if stays { pause } else { 0 });
            }
        }
        if lexicon.distance.is_some() {
            let all = lexicon.points_of_sale.iter();
            let nearest = all
                .filter_map(|shape| shape.distance_m(fix))
                .reduce(f64::min);
            if let Some(metres) = nearest {
                self.count(day, lexicon.distance, (metres + 0.5) as i64);
            }
        }
        let commune = lexicon.whereabouts.as_ref().and_then(|w| w.commune(fix));
        if let Some(commune) = commune {
            for (word, istat) in &lexicon.communes {
                if *istat == commune.istat {
                    self.count(day, Some(*word), 0);
                }
            }
            self.count(day, find(&lexicon.provinces, commune.province), 0);
            self.count(day, find(&lexicon.regions, commune.region), 0);
        }
    }

    /// A composite comes true with the last of its events; the next one starts from nothing.
    fn count_composites(&mut self, lexicon: &Lexicon, day: i64, time_ms: i64, counted: u64) {
        self.cursor
            .awaited
            .resize(lexicon.composites.len(), Vec::new());
        for (at, awaited) in lexicon.composites.iter().enumerate() {
            let Some(times) = self.cursor.awaited.get_mut(at) else {
                continue;
            };
            // times[i]: the latest beginning of the first i + 1 stages, so that the newest come first.
            times.retain(|time| time_ms.saturating_sub(*time) <= awaited.within_ms);
            // From the last stage down, for an event is only ever one of them.
            for (stage, word) in awaited.stages.iter().enumerate().rev() {
                let begun = match stage.checked_sub(1) {
                    None => Some(time_ms),
                    Some(before) => times.get(before).copied(),
                };
                let Some(begun) = begun.filter(|_| counted >> (word & 63) & 1 == 1) else {
                    continue;
                };
                if stage + 1 == awaited.stages.len() {
                    times.clear();
                    self.add(day, Some(awaited.word), 1, 0);
                    break;
                }
                match times.get_mut(stage) {
                    Some(time) => *time = begun,
                    None => times.push(begun),
                }
            }
        }
    }
}
