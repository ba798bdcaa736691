//! The words and measures once more, straight from the raw events, sharing no code with the state.

use super::events::{QUERIES, SPOTS};
use super::words::vocabulary;
use recinto_core::events::{Event, EventKind, Position};
use recinto_core::features::{FeatureSpec, Measure};
use std::collections::{BTreeMap, BTreeSet};

const DAY: i64 = 86_400_000;
const HALF_HOUR: i64 = 30 * 60_000;

/// Per word and UTC day: count and sum.
pub struct Naive(BTreeMap<String, BTreeMap<i64, (i64, i64)>>);

fn fnv(id: &str) -> u64 {
    let mut hash = 14_695_981_039_346_656_037_u64;
    for byte in id.bytes() {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(1_099_511_628_211);
    }
    hash
}

fn local_ms(e: &Event) -> i64 {
    e.time_ms + i64::from(e.utc_offset_min.unwrap_or(0)) * 60_000
}

fn spot(p: Position) -> usize {
    SPOTS.iter().position(|s| *s == p).unwrap()
}

/// By the spherical law of cosines.
fn metres(a: Position, b: (f64, f64)) -> f64 {
    let (x, y) = (a.lat.to_radians(), b.0.to_radians());
    let turn = (a.lon - b.1).to_radians();
    let cosine = x.sin() * y.sin() + x.cos() * y.cos() * turn.cos();
    6_371_008.8 * cosine.min(1.0).acos()
}

fn kind(e: &Event) -> &'static str {
    match &e.kind {
        EventKind::Page => "page",
        EventKind::Purchase => "purchase",
        EventKind::Search => "search",
        _ => "custom:x",
    }
}

impl Naive {
    /// From events in any order; of days up to `floor` nothing.
    pub fn of(events: &[Event], floor: Option<i64>) -> Self {
        let mut events: Vec<&Event> = events.iter().collect();
        events.sort_by_key(|e| (e.time_ms, fnv(&e.id)));
        let mut made = Self(BTreeMap::new());
        for e in &events {
            made.single(e);
        }
        made.sessions(&events);
        made.dwells(&events);
        made.places(&events);
        made.composite("composite:cena", &events, 3, 120, |e| {
            e.category.as_deref() == Some("a")
        });
        made.composite("composite:near", &events, 2, 1440, near);
        if let Some(floor) = floor {
            for days in made.0.values_mut() {
                days.retain(|day, _| *day > floor);
            }
        }
        made
    }

    fn add(&mut self, word: &str, day: i64, count: i64, sum: i64) {
        let bucket = self
            .0
            .entry(word.to_owned())
            .or_default()
            .entry(day)
            .or_default();
        bucket.0 += count;
        bucket.1 += sum;
    }

    fn single(&mut self, e: &Event) {
        let day = e.time_ms.div_euclid(DAY);
        let cents = e.value_cents.unwrap_or(0);
        self.add(kind(e), day, 1, cents);
        for (form, field) in [
            ("category", &e.category),
            ("brand", &e.brand),
            ("source", &e.source),
            ("campaign", &e.campaign),
        ] {
            if let Some(name) = field {
                self.add(&format!("{form}:{name}"), day, 1, cents);
            }
        }
        for (name, text) in &e.props {
            self.add(&format!("prop:{name}={text}"), day, 1, cents);
        }
        if let Some(ms) = e.duration_ms {
            self.add("dwell", day, 1, i64::from(ms));
        }
        if let Some(depth) = e.depth_pct {
            self.add("scroll", day, 1, i64::from(depth));
        }
        if near(e) {
            self.add("intent:near", day, 1, 0);
        }
        let date = local_ms(e).div_euclid(DAY);
        let hour = local_ms(e).rem_euclid(DAY) / 3_600_000;
        let part = match hour {
            23 | 0..=5 => "notte",
            6..=9 => "colazione",
            10 | 11 => "mattina",
            12..=14 => "pranzo",
            15..=17 => "pomeriggio",
            18 | 19 => "aperitivo",
            _ => "cena",
        };
        self.add(&format!("daypart:{part}"), day, 1, 0);
        // 1970-01-01 was a Thursday; Monday is 0.
        let weekday = (date + 3).rem_euclid(7);
        let turn = |x: i64, of: f64| std::f64::consts::TAU * x as f64 / of;
        let thousandths = |x: f64| (1000.0 * x).round() as i64;
        self.add("hour:sin", day, 1, thousandths(turn(hour, 24.0).sin()));
        self.add("hour:cos", day, 1, thousandths(turn(hour, 24.0).cos()));
        self.add("weekday:sin", day, 1, thousandths(turn(weekday, 7.0).sin()));
        self.add("weekday:cos", day, 1, thousandths(turn(weekday, 7.0).cos()));
        if weekday >= 5 {
            self.add("weekend", day, 1, 0);
        }
        if (20_001..=20_003).contains(&date) || date == 20_010 {
            self.add("season:feste", day, 1, 0);
        }
        if let Some(p) = e.position {
            if p.lat > 45.0 {
                self.add("commune:015146", day, 1, 0);
                self.add("region:Lombardia", day, 1, 0);
            } else {
                self.add("province:RM", day, 1, 0);
            }
            self.add(
                "distance",
                day,
                1,
                metres(p, (45.4642, 9.19)).round() as i64,
            );
        }
    }

    fn sessions(&mut self, events: &[&Event]) {
        let mut sessions: Vec<Vec<&Event>> = Vec::new();
        let mut campaign: Option<&str> = None;
        for e in events {
            let goes_on = sessions.last().and_then(|s| s.last()).is_some_and(|last| {
                e.time_ms - last.time_ms <= HALF_HOUR
                    && local_ms(e).div_euclid(DAY) == local_ms(last).div_euclid(DAY)
                    && (e.campaign.is_none() || e.campaign.as_deref() == campaign)
            });
            if goes_on {
                sessions.last_mut().unwrap().push(e);
            } else {
                sessions.push(vec![e]);
                campaign = e.campaign.as_deref();
            }
        }
        for s in sessions {
            let day = s[0].time_ms.div_euclid(DAY);
            self.add("session", day, 1, s[s.len() - 1].time_ms - s[0].time_ms);
            if s.iter().filter(|e| kind(e) == "page").count() > 1 {
                self.add("session:second_page", day, 1, 0);
            }
            for length in [2, 3] {
                for step in s.windows(length) {
                    let kinds: Vec<&str> = step.iter().map(|e| kind(e)).collect();
                    let day = step[length - 1].time_ms.div_euclid(DAY);
                    self.add(&format!("step:{}", kinds.join(">")), day, 1, 0);
                }
            }
        }
    }

    fn dwells(&mut self, events: &[&Event]) {
        let fixes: Vec<(i64, usize)> = events
            .iter()
            .filter_map(|e| Some((e.time_ms, spot(e.position?))))
            .collect();
        for (fence, inside) in [("fence:duomo", 0), ("fence:square", 2)] {
            for (i, (time, at)) in fixes.iter().enumerate().filter(|(_, f)| f.1 == inside) {
                let stay = i
                    .checked_sub(1)
                    .map(|before| fixes[before])
                    .filter(|before| before.1 == *at && time - before.0 <= HALF_HOUR)
                    .map_or(0, |before| time - before.0);
                self.add(fence, time.div_euclid(DAY), 1, stay);
            }
        }
    }

    /// The spots are far apart: a place is a spot with three fixes, and one of ±500 m is none.
    fn places(&mut self, events: &[&Event]) {
        let mut fixes: BTreeMap<(i64, usize), i64> = BTreeMap::new();
        for e in events {
            if let Some(p) = e.position.filter(|p| p.accuracy_m <= 100.0) {
                *fixes
                    .entry((e.time_ms.div_euclid(DAY), spot(p)))
                    .or_default() += 1;
            }
        }
        for ((day, _), count) in fixes {
            if count >= 3 {
                self.add("places:recurring", day, 1, 0);
            }
        }
    }

    fn composite(
        &mut self,
        word: &str,
        events: &[&Event],
        count: usize,
        minutes: i64,
        is: fn(&Event) -> bool,
    ) {
        let times: Vec<i64> = events.iter().filter(|e| is(e)).map(|e| e.time_ms).collect();
        let mut from = 0;
        for (i, time) in times.iter().enumerate() {
            // Those not used up, close enough to this one.
            let close = times[from..=i]
                .iter()
                .filter(|t| time - **t <= minutes * 60_000)
                .count();
            if close >= count {
                self.add(word, time.div_euclid(DAY), 1, 0);
                from = i + 1;
            }
        }
    }

    /// The measure's value, by its formula.
    pub fn value(&self, f: &FeatureSpec, as_of_ms: i64, window: u32) -> Option<f64> {
        let today = as_of_ms.div_euclid(DAY);
        let inside = |day: i64| (0..i64::from(window)).contains(&(today - day));
        let words = |of: &str| -> Vec<String> {
            let prefix = of.strip_suffix('*');
            let mut words = vocabulary();
            words.retain(|w| match prefix {
                // The groups of steps here are pairs.
                Some(p) => w.starts_with(p) && w.matches('>').count() < 2,
                None => w == of,
            });
            words
        };
        let total = |words: &[String]| -> (f64, f64) {
            let mut total = (0.0, 0.0);
            for days in words.iter().filter_map(|w| self.0.get(w)) {
                for (day, (count, sum)) in days.iter().filter(|(day, _)| inside(**day)) {
                    let weight = f.decay.powf((today - day) as f64);
                    total.0 += weight * *count as f64;
                    total.1 += weight * *sum as f64;
                }
            }
            total
        };
        let of = words(&f.of);
        let days: BTreeSet<i64> = of
            .iter()
            .filter_map(|w| self.0.get(w))
            .flat_map(|days| days.keys().copied())
            .filter(|day| inside(*day))
            .collect();
        let gaps: Vec<f64> = days
            .iter()
            .zip(days.iter().skip(1))
            .map(|(a, b)| (b - a) as f64)
            .collect();
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        let unit = match f.of.split(':').next().unwrap() {
            "session" | "dwell" | "hour" | "weekday" | "fence" => 1000.0,
            "scroll" | "distance" => 1.0,
            _ => 100.0,
        };
        match f.measure {
            Measure::Recency => days.last().map(|day| (today - day) as f64),
            Measure::Tenure => days.first().map(|day| (today - day) as f64),
            Measure::Frequency => Some(total(&of).0),
            Measure::Monetary => Some(total(&of).1 / 100.0),
            Measure::MeanGap => (!gaps.is_empty()).then_some(mean),
            Measure::Burstiness => (gaps.len() > 1).then(|| {
                let variance =
                    gaps.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / gaps.len() as f64;
                (variance.sqrt() - mean) / (variance.sqrt() + mean)
            }),
            Measure::Mean => {
                let (count, sum) = total(&of);
                (count > 0.0).then(|| sum / count / unit)
            }
            Measure::Ratio => {
                let over = total(&words(&f.over)).0;
                (over > 0.0).then(|| total(&of).0 / over)
            }
            Measure::Entropy => {
                let all = total(&of).0;
                (all > 0.0).then(|| {
                    let shares = of.iter().map(|w| total(std::slice::from_ref(w)).0 / all);
                    -shares.filter(|p| *p > 0.0).map(|p| p * p.ln()).sum::<f64>()
                })
            }
            Measure::Depth => {
                let seen = |stage: &str| total(&[stage.to_owned()]).0 > 0.0;
                let stages: Vec<&str> = f.of.split('>').collect();
                Some(
                    stages
                        .iter()
                        .rposition(|s| seen(s))
                        .map_or(0.0, |at| at as f64 + 1.0),
                )
            }
        }
    }
}

fn near(e: &Event) -> bool {
    let query = e.query.as_deref().unwrap_or_default();
    kind(e) == "search" && QUERIES.iter().any(|(text, near)| *text == query && *near)
}
