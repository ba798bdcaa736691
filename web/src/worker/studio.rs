//! What could be measured, what it looks like, and how the chosen go together.

use crate::desk::{Desk, Failed};
use crate::draw;
use crate::extras::calendar;
use crate::post::{self, Meter};
use recinto_core::studio::{
    Candidate, Catalogue, Choice, Chosen, ColumnStats, Columns, Why as Reason, catalogue, measure,
};
use recinto_web::own::{definitions, kept, own};
use recinto_web::problem::Problem;
use recinto_web::protocol::{Asked, Stage, Tell};
use recinto_web::views::Why;
use recinto_web::views::studio::{
    self as view, Drop, Named, Own, Pair, Picked, Related, Seen, Studio,
};

/// Pairs told.
const PAIRS: usize = 24;

impl Desk {
    /// What could be measured.
    pub fn studio(&mut self, asked: Asked) -> Result<(), Failed> {
        let mut meter = Meter::default();
        if let Some(own) = &asked.own {
            self.take_own(own);
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
        let (mut picked, gone) = kept(asked.picked, |key| found.candidate(key).is_some());
        if picked.is_empty() {
            picked = found.proposed.columns.iter().map(pick).collect();
        }
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
            gone,
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

    /// What the marketer added, here or in the worker before.
    pub fn take_own(&mut self, own: &Own) {
        self.definitions = definitions(own);
        self.region.clone_from(&own.region);
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
