//! What stands beside the segments, computed when it is asked for.

use crate::desk::{Desk, Failed};
use crate::draw;
use crate::post::{self, Meter};
use recinto_core::analysis::{advise, k_distances, silhouette_plot, tree};
use recinto_web::problem::Problem;
use recinto_web::protocol::{Stage, Tell};
use recinto_web::views::{Advised, Distances, Why, Widths};
use recinto_web::way::LINKAGES;
use std::ops::ControlFlow;

/// For what is too short to be shown on the way.
fn quiet<S>(_: S, _: f64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

impl Desk {
    /// What would suit these people.
    pub fn advise(&self) -> Result<(), Failed> {
        let Some(analysis) = &self.analysis else {
            return Ok(());
        };
        let advice = advise(analysis, &mut quiet)?;
        let why = Why {
            code: String::new(),
            numbers: Vec::new(),
        };
        post::tell(&Tell::Advice(Box::new(Advised {
            proposed: advice.method.map(Into::into),
            why: why.clone(),
            others: advice
                .others
                .into_iter()
                .map(|method| (method.into(), why.clone()))
                .collect(),
        })));
        Ok(())
    }

    /// The silhouette, segment by segment.
    pub fn widths(&self) -> Result<(), Failed> {
        let analysis = self.analysis.as_ref().ok_or(Problem::FileNeeded)?;
        let mut meter = Meter::default();
        let plot = silhouette_plot(analysis, &mut |_, share| {
            meter.tell(Stage::Quality, share, 0);
            ControlFlow::Continue(())
        })?;
        post::tell(&Tell::Widths(Box::new(Widths {
            mean: plot.mean,
            sampled: plot.sampled,
            segments: plot.segments.iter().map(draw::band).collect(),
        })));
        Ok(())
    }

    /// Distances to the nearest people.
    pub fn distances(&self, min_points: usize) -> Result<(), Failed> {
        let analysis = self.analysis.as_ref().ok_or(Problem::FileNeeded)?;
        let found = k_distances(analysis, min_points, &mut quiet)?;
        post::tell(&Tell::Distances(Box::new(Distances {
            min_points,
            path: draw::curve(&found.curve),
            curve: found.curve,
            epsilon: found.epsilon,
            sampled: found.sampled,
        })));
        Ok(())
    }

    /// The dendrogram.
    pub fn tree(&mut self, linkage: usize) -> Result<(), Failed> {
        let analysis = self.analysis.as_ref().ok_or(Problem::FileNeeded)?;
        let kind = LINKAGES[linkage.min(LINKAGES.len() - 1)];
        let found = tree(analysis, kind, &mut self.trees, &mut quiet)?;
        post::tell(&Tell::Tree(Box::new(draw::tree(&found, linkage))));
        Ok(())
    }
}
