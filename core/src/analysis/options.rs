//! What the marketer may choose, and what is being done meanwhile.

use super::method::Method;
use crate::studio::{Choice, Places};
use std::fmt;
use std::ops::ControlFlow;

/// What the marketer may choose.
#[derive(Debug, Clone)]
pub struct Options {
    /// Days looked back, 1 to 730.
    pub window_days: u32,
    /// The features; `None` takes what the catalogue proposes.
    pub choice: Option<Choice>,
    /// The place pack, for words of communes, provinces and regions.
    pub places: Option<Places>,
    /// The algorithm; `None` is K-Means with the number of clusters that several indices favour.
    pub method: Option<Method>,
    /// Seed of everything random.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            window_days: 365,
            choice: None,
            places: None,
            method: None,
            seed: 42,
        }
    }
}

/// What is being done, for the progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Cleaning.
    Cleaning,
    /// Computing features.
    Features,
    /// Clustering.
    Clustering,
    /// Comparing numbers of clusters.
    Quality,
    /// Clustering resampled people.
    Stability,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cleaning => "cleaning",
            Self::Features => "computing features",
            Self::Clustering => "clustering",
            Self::Quality => "measuring quality",
            Self::Stability => "resampling",
        })
    }
}

/// Told the stage and the share of it that is done; may stop the work.
pub type Progress<'a> = &'a mut dyn FnMut(Stage, f64) -> ControlFlow<()>;
