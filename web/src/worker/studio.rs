//! What could be measured, what it looks like, and how the chosen go together.

use crate::desk::{Desk, Failed};
use crate::draw;
use crate::extras::calendar;
use crate::post::{self, Meter};
use recinto_core::features::{Composite, Definitions, Fence, Intent, RANGES_MAX, Shape};
use recinto_core::studio::{
    Candidate, Catalogue, Choice, Chosen, ColumnStats, Columns, Why as Reason, catalogue, measure,
};
use recinto_web::problem::Problem;
use recinto_web::protocol::{Asked, Stage, Tell};
use recinto_web::views::Why;
use recinto_web::views::studio::{
    self as view, Drop, Named, Own, OwnCalendar, OwnComposite, OwnFence, OwnIntent, Pair, Picked,
    Related, Seen, Studio,
};

/// Pairs told.
const PAIRS: usize = 24;

impl Desk {
    /// What could be measured.
    pub fn studio(&mut self, asked: Asked) -> Result<(), Failed> {
        let mut meter = Meter::default();
        if let Some(own) = &asked.own {
            self.definitions.intents = own.intents.iter().map(intent).collect();
            self.definitions.fences = own.fences.iter().map(fence).collect();
            self.definitions.composites = own.composites.iter().map(composite).collect();
            self.region.clone_from(&own.region);
        }
        if let Some((name, text)) = &asked.calendar {
            let calendar = calendar(name, text, self.span_ms()?)?;
            self.definitions
                .calendars
                .retain(|known| known.name != calendar.name);
            self.definitions.calendars.push(calendar);
        }
        let extras = self.extras()?;
        let rows = self.rows.as_mut().ok_or(Problem::FileNeeded)?;
        let sheet = &rows.prepared(&mut meter)?.sheet;
        meter.tell(Stage::Features, 0.1, 0);
        let found = catalogue(sheet, asked.window_days, &extras);
        meter.tell(Stage::Features, 0.4, 0);
        let everything = found.everything();
        let all = measure(sheet, &everything, &found, extras.places.as_ref())?;
        meter.tell(Stage::Features, 0.9, 0);
        let picked: Vec<Picked> = if asked.picked.is_empty() {
            found.proposed.columns.iter().map(pick).collect()
        } else {
            let known = |pick: &Picked| found.candidate(&pick.key).is_some();
            asked.picked.into_iter().filter(known).collect()
        };
        let related = related(&found, &all, &picked);
        let words = found.everything().vocabulary();
        let candidates = found
            .candidates
            .iter()
            .zip(&all.columns)
            .map(|(candidate, stats)| shown(&found, candidate, stats, &words))
            .collect();
        let studio = Studio {
            candidates,
            picked,
            related,
            left_out: found
                .words_left_out
                .iter()
                .map(|(prefix, count)| (prefix.clone(), *count))
                .collect(),
            people: all.people,
            window_days: found.window_days,
            currency: found.currency.clone(),
            own: own(&self.definitions, &self.region),
            words,
        };
        self.studio = Some((found, all));
        post::tell(&Tell::Studio(Box::new(studio)));
        Ok(())
    }

    /// How these features go together.
    pub fn relate(&self, picked: &[Picked]) {
        if let Some((catalogue, all)) = &self.studio {
            let related = related(catalogue, all, picked);
            post::tell(&Tell::Related(Box::new(related)));
        }
    }
}

/// What was picked, as core takes it; `None` when nothing was.
pub fn choice(catalogue: &Catalogue, picked: &[Picked]) -> Option<Choice> {
    if picked.is_empty() {
        return None;
    }
    let columns = picked.iter().filter_map(|pick| {
        let candidate = catalogue.candidate(&pick.key)?;
        Some(Chosen {
            column: candidate.column.clone(),
            weight: pick.weight,
            half_life_days: (pick.half_life > 0.0).then_some(pick.half_life),
        })
    });
    Some(Choice {
        columns: columns.collect(),
        ..catalogue.everything()
    })
}

/// What was picked, for the page.
pub fn pick(chosen: &Chosen) -> Picked {
    Picked {
        key: chosen.column.key(),
        weight: chosen.weight,
        half_life: chosen.half_life_days.unwrap_or(0.0),
    }
}

fn shown(
    catalogue: &Catalogue,
    candidate: &Candidate,
    stats: &ColumnStats,
    words: &[String],
) -> view::Candidate {
    let alone = Choice {
        columns: vec![Chosen::plain(candidate.column.clone())],
        ..catalogue.everything()
    };
    let places = alone.vocabulary().into_iter().filter_map(|word| {
        let at = words.iter().position(|known| *known == word)?;
        u32::try_from(at).ok()
    });
    let named = crate::named::named(&candidate.column);
    view::Candidate {
        named: Named {
            question: candidate.question,
            ..named
        },
        group: candidate.group,
        words: places.collect(),
        proposed: catalogue
            .proposed
            .columns
            .iter()
            .any(|chosen| chosen.column.key() == candidate.key),
        can_decay: candidate
            .column
            .feature()
            .is_some_and(|feature| feature.measure.decays()),
        needs_days: candidate.needs_days,
        desk_only: candidate.desk_only,
        people: candidate.people,
        seen: seen(stats),
    }
}

fn seen(stats: &ColumnStats) -> Seen {
    let bars: Vec<(f64, u64)> = stats.histogram.as_ref().map_or_else(Vec::new, |found| {
        let uppers = found.edges.iter().skip(1).copied();
        uppers.zip(found.counts.iter().copied()).collect()
    });
    let quantiles = stats.quantiles.unwrap_or_default();
    Seen {
        path: draw::bars(&bars),
        bars,
        least: quantiles.min,
        median: quantiles.q50,
        most: quantiles.max,
        missing: stats.missing,
    }
}

/// The chosen among all.
fn related(catalogue: &Catalogue, all: &Columns, picked: &[Picked]) -> Related {
    let columns: Vec<usize> = picked
        .iter()
        .filter_map(|pick| catalogue.candidates.iter().position(|c| c.key == pick.key))
        .collect();
    let width = all.columns.len();
    let of = |a: usize, b: usize| all.spearman.get(a * width + b).copied().unwrap_or(0.0);
    let matrix = columns
        .iter()
        .flat_map(|&a| columns.iter().map(move |&b| of(a, b)))
        .collect();
    let mut pairs: Vec<Pair> = columns
        .iter()
        .enumerate()
        .flat_map(|(at, &a)| columns.iter().skip(at + 1).map(move |&b| (a, b)))
        .map(|(a, b)| Pair {
            of: [a, b],
            correlation: of(a, b),
        })
        .collect();
    pairs.sort_by(|x, y| y.correlation.abs().total_cmp(&x.correlation.abs()));
    pairs.truncate(PAIRS);
    let drops = all
        .suggestions
        .iter()
        .filter(|suggestion| columns.contains(&suggestion.column))
        .filter_map(|suggestion| {
            let (code, number, other) = match &suggestion.why {
                Reason::Constant => ("constant", 0.0, None),
                Reason::Missing { share } => ("missing", *share, None),
                Reason::DuplicateOf {
                    column,
                    correlation,
                } => ("duplicate", *correlation, Some(*column)),
                Reason::DeskOnly { .. } => ("desk_only", 0.0, None),
                Reason::NeedsHistory { days } => ("history", f64::from(*days), None),
            };
            // The other one has to be chosen too, to say the same twice.
            let told = other.is_none_or(|other| columns.contains(&other));
            told.then(|| Drop {
                feature: suggestion.column,
                why: Why {
                    code: code.to_owned(),
                    numbers: vec![number],
                },
                other,
            })
        })
        .collect();
    Related {
        columns,
        matrix,
        pairs,
        drops,
    }
}

fn intent(own: &OwnIntent) -> Intent {
    Intent {
        name: own.name.clone(),
        phrases: own.phrases.clone(),
    }
}

fn composite(own: &OwnComposite) -> Composite {
    Composite {
        name: own.name.clone(),
        of: own.of.clone(),
        count: own.count,
        then: own.then.clone(),
        within_min: own.within_min,
    }
}

fn told(composite: &Composite) -> OwnComposite {
    OwnComposite {
        name: composite.name.clone(),
        of: composite.of.clone(),
        count: composite.count,
        then: composite.then.clone(),
        within_min: composite.within_min,
    }
}

fn fence(own: &OwnFence) -> Fence {
    let shape = match own.points.as_slice() {
        [(lat, lon)] => Shape::Circle {
            lat: *lat,
            lon: *lon,
            radius_m: own.radius_m,
        },
        corners => Shape::Polygon {
            points: corners.iter().map(|&(lat, lon)| [lat, lon]).collect(),
        },
    };
    Fence {
        name: own.name.clone(),
        shape,
        point_of_sale: own.point_of_sale,
    }
}

/// What was added, for the page.
fn own(definitions: &Definitions, region: &str) -> Own {
    let fences = definitions.fences.iter().map(|fence| {
        let (points, radius_m) = match &fence.shape {
            Shape::Circle { lat, lon, radius_m } => (vec![(*lat, *lon)], *radius_m),
            Shape::Polygon { points } => {
                (points.iter().map(|&[lat, lon]| (lat, lon)).collect(), 0.0)
            }
        };
        OwnFence {
            name: fence.name.clone(),
            points,
            radius_m,
            point_of_sale: fence.point_of_sale,
        }
    });
    let calendars = definitions.calendars.iter().map(|calendar| {
        let days: i64 = calendar
            .days
            .iter()
            .map(|&[first, last]| i64::from(last) - i64::from(first) + 1)
            .sum();
        let ends = calendar.days.first().zip(calendar.days.last());
        OwnCalendar {
            name: calendar.name.clone(),
            days: u32::try_from(days).unwrap_or(0),
            span: ends.map_or((0, 0), |(first, last)| (first[0], last[1])),
            full: calendar.days.len() >= RANGES_MAX,
        }
    });
    Own {
        intents: definitions
            .intents
            .iter()
            .map(|intent| OwnIntent {
                name: intent.name.clone(),
                phrases: intent.phrases.clone(),
            })
            .collect(),
        composites: definitions.composites.iter().map(told).collect(),
        region: region.to_owned(),
        fences: fences.collect(),
        calendars: calendars.collect(),
    }
}
