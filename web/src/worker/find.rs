//! Finding segments.

use crate::desk::{Desk, Failed, Policy};
use crate::post::Meter;
use crate::studio::choice;
use recinto_core::analysis::{self, Analysis, Options, recluster};
use recinto_core::studio::{Catalogue, Choice, catalogue};
use recinto_web::own::kept;
use recinto_web::problem::Problem;
use recinto_web::protocol::{Settings, Stage};
use std::ops::ControlFlow;

impl Desk {
    /// From the events read last.
    pub fn analyse(&mut self, settings: &Settings, policy: Policy) -> Result<(), Failed> {
        let mut meter = Meter::default();
        let (mut chosen, gone) = self.choice(settings, &mut meter)?;
        // Of a new file the marketer's own picks are taken as a whole or not at all: what is left of
        // them was never chosen as such.
        if policy == Policy::New && !gone.is_empty() {
            chosen = None;
        }
        let places = self.places.clone();
        let held = self.rows.as_mut().ok_or(Problem::FileNeeded)?;
        let prepared = held.prepared(&mut meter)?;
        let rows = prepared.source.import.rows;
        let options = Options {
            window_days: settings.window_days,
            choice: chosen,
            places,
            method: Some(settings.chosen.method()),
            seed: settings.seed,
        };
        let mut analysis = analysis::analyse(prepared, &options, &mut |stage, share| {
            meter.tell(stage_of(stage), share, rows);
            ControlFlow::Continue(())
        })?;
        name(&mut analysis, &settings.word);
        analysis.model_name.clone_from(&settings.model_name);
        if let (Policy::Keep, Some(old)) = (policy, &self.analysis) {
            analysis.set_privacy(old.privacy.clone(), &mut |stage, share| {
                meter.tell(stage_of(stage), share, rows);
                ControlFlow::Continue(())
            })?;
            analysis.model_name.clone_from(&old.model_name);
        }
        if analysis.privacy.necessity.is_empty() {
            analysis.privacy.necessity.clone_from(&settings.necessity);
        }
        self.others(analysis);
        self.gone = gone;
        Ok(())
    }

    /// What the marketer picked, from the studio or, where it was not opened for this window, from
    /// the rows themselves; `None` leaves the choice to what is proposed. Beside it, the keys that
    /// were picked and are not there.
    fn choice(
        &mut self,
        settings: &Settings,
        meter: &mut Meter,
    ) -> Result<(Option<Choice>, Vec<String>), Failed> {
        if settings.picked.is_empty() {
            return Ok((None, Vec::new()));
        }
        let of = |found: &Catalogue| {
            let known = |key: &str| found.candidate(key).is_some();
            let (kept, gone) = kept(settings.picked.clone(), known);
            (choice(found, &kept), gone)
        };
        let known = self.studio.as_ref().map(|(found, _)| found);
        if let Some(found) = known.filter(|found| found.window_days == settings.window_days) {
            return Ok(of(found));
        }
        let extras = self.extras()?;
        let held = self.rows.as_mut().ok_or(Problem::FileNeeded)?;
        let sheet = &held.prepared(meter)?.sheet;
        let found = catalogue(sheet, settings.window_days, &extras);
        Ok(of(&found))
    }

    /// The same people in other segments.
    pub fn recluster(&mut self, settings: &Settings) -> Result<(), Failed> {
        let old = self.analysis.as_ref().ok_or(Problem::FileNeeded)?;
        let mut meter = Meter::default();
        let rows = old.source.import.rows;
        let method = settings.chosen.method();
        let mut analysis = recluster(old, method, &mut self.trees, &mut |stage, share| {
            meter.tell(stage_of(stage), share, rows);
            ControlFlow::Continue(())
        })?;
        name(&mut analysis, &settings.word);
        self.analysis = Some(analysis);
        Ok(())
    }
}

/// First names in the reader's language. A name that was never more than a word and a number gets
/// the segment's present number; one that the marketer wrote stays.
fn name(analysis: &mut Analysis, word: &str) {
    for (at, segment) in analysis.segments.iter_mut().enumerate() {
        let given = segment.name.split_once(' ').filter(|(first, number)| {
            (["Segment", "Segmento"].contains(first) || *first == word)
                && number.bytes().all(|digit| digit.is_ascii_digit())
        });
        if given.is_some() {
            segment.name = format!("{word} {}", at + 1);
        }
    }
}

/// The stage as the page names it.
pub fn stage_of(stage: analysis::Stage) -> Stage {
    match stage {
        analysis::Stage::Cleaning => Stage::Cleaning,
        analysis::Stage::Features => Stage::Features,
        analysis::Stage::Clustering => Stage::Clustering,
        analysis::Stage::Quality => Stage::Quality,
        analysis::Stage::Stability => Stage::Stability,
    }
}
