//! Two runs side by side.

use crate::desk::{Desk, Failed};
use crate::post;
use recinto_core::analysis::{Analysis, Trees, compare, silhouette_plot};
use recinto_core::clustering::NOISE;
use recinto_web::problem::Problem;
use recinto_web::protocol::Tell;
use recinto_web::views::{Beside, Run};
use std::ops::ControlFlow;

impl Desk {
    /// Keeps the present run.
    pub fn keep(&mut self) -> Result<(), Failed> {
        self.kept = Some(self.analysis.clone().ok_or(Problem::FileNeeded)?);
        post::tell(&Tell::Beside(self.beside().map(Box::new)));
        Ok(())
    }

    /// Keeps no run.
    pub fn drop_kept(&mut self) -> Result<(), Failed> {
        self.kept = None;
        post::tell(&Tell::Beside(None));
        Ok(())
    }

    /// The kept run becomes the present one, and the other way round.
    pub fn swap(&mut self) -> Result<(), Failed> {
        let kept = self.kept.take().ok_or(Problem::FileNeeded)?;
        let now = self.analysis.replace(kept);
        let same = |a: &Analysis, b: &Analysis| a.people == b.people && a.raw == b.raw;
        if !matches!((&now, &self.analysis), (Some(a), Some(b)) if same(a, b)) {
            self.trees = Trees::default();
            self.people_id += 1;
        }
        self.kept = now;
        Ok(())
    }

    /// Both, if one was kept.
    pub fn beside(&self) -> Option<Beside> {
        let (kept, now) = (self.kept.as_ref()?, self.analysis.as_ref()?);
        let found = compare(kept, now);
        Some(Beside {
            kept: run(kept),
            now: run(now),
            people: found.people,
            elsewhere: found.elsewhere,
            adjusted_rand: found.adjusted_rand,
            adjusted_mutual_information: found.adjusted_mutual_information,
            table: found.table,
        })
    }
}

fn run(analysis: &Analysis) -> Run {
    let mut sizes = vec![0_u64; analysis.k];
    let mut noise = 0;
    for &label in &analysis.labels {
        match sizes.get_mut(label as usize) {
            Some(size) if label != NOISE => *size += 1,
            _ => noise += 1,
        }
    }
    let silhouette = silhouette_plot(analysis, &mut |_, _| ControlFlow::Continue(())).ok();
    Run {
        chosen: analysis.method.into(),
        window_days: analysis.window_days,
        silhouette: silhouette.map(|plot| (plot.mean, plot.sampled)),
        names: analysis.segments.iter().map(|s| s.name.clone()).collect(),
        sizes,
        stability: analysis.stability.jaccard.clone(),
        noise,
    }
}
