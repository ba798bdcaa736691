//! What stands beside the segments, computed when it is asked for.

use crate::desk::{Desk, Failed};
use crate::draw;
use crate::post::{self, Meter};
use recinto_core::advisor::Reason;
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

/// A reason as a code and its numbers.
fn why(reason: &Reason) -> Why {
    let (code, numbers) = match *reason {
        Reason::Compact { k, silhouette } => ("compact", vec![k as f64, silhouette]),
        Reason::Outliers { share } => ("outliers", vec![share]),
        Reason::UnevenDensity { ratio } => ("uneven", vec![ratio]),
        Reason::NonConvex { groups, agreement } => ("odd_shapes", vec![groups as f64, agreement]),
        Reason::ManyRows { rows } => ("many", vec![rows as f64]),
        Reason::FewRows { rows, silhouette } => ("few", vec![rows as f64, silhouette]),
        Reason::FewPlaces { places } => ("few_places", vec![places as f64]),
        Reason::NoStructure { hopkins } => ("no_structure", vec![hopkins]),
        Reason::AllAlike => ("alike", vec![]),
        Reason::Structure { groups, hopkins } => ("structure", vec![groups as f64, hopkins]),
        Reason::Touching => ("touching", vec![]),
        Reason::AsGood { groups, agreement } => ("as_good", vec![groups as f64, agreement]),
        Reason::EvenDensity { ratio } => ("even", vec![ratio]),
        Reason::ClearK { k } => ("clear_k", vec![k as f64]),
        Reason::FitsAtOnce { rows } => ("at_once", vec![rows as f64]),
        Reason::Memory {
            needed_mb,
            limit_mb,
        } => ("memory", vec![needed_mb as f64, limit_mb as f64]),
    };
    Why {
        code: code.to_owned(),
        numbers,
    }
}

impl Desk {
    /// What would suit these people.
    pub fn advise(&self) -> Result<(), Failed> {
        let Some(analysis) = &self.analysis else {
            return Ok(());
        };
        let advice = advise(analysis, &mut quiet)?;
        let others = advice.others.into_iter();
        post::tell(&Tell::Advice(Box::new(Advised {
            proposed: advice.method.map(Into::into),
            why: why(&advice.reason),
            others: others
                .map(|(method, reason)| (method.into(), reason.as_ref().map(why)))
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
