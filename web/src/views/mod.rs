//! What a figure of the page is drawn from. Numbers, not words: the page writes them in the
//! reader's language.

pub mod clean;
pub mod read;
pub mod studio;

use crate::way::Chosen;
use serde::{Deserialize, Serialize};

/// The width of a plot with a line that can be moved.
pub const PLOT_WIDTH: f64 = 480.0;
/// Its height.
pub const PLOT_HEIGHT: f64 = 260.0;
/// Kept free above, below and at its right side.
pub const PLOT_EDGE: f64 = 14.0;
/// Kept free at its left side, for the numbers of the axis.
pub const PLOT_LEFT: f64 = 52.0;

/// Where a value stands in a plot whose top is `most`.
#[must_use]
pub fn level(value: f64, most: f64) -> f64 {
    let share = (value / most.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
    PLOT_HEIGHT - PLOT_EDGE - share * (PLOT_HEIGHT - 2.0 * PLOT_EDGE)
}

/// The value at a share of the plot's height, counted from its top edge.
#[must_use]
pub fn value_at(share: f64, most: f64) -> f64 {
    let inside = (share * PLOT_HEIGHT - PLOT_EDGE) / (PLOT_HEIGHT - 2.0 * PLOT_EDGE);
    (1.0 - inside).clamp(0.0, 1.0) * most
}

/// A reason of the advisor: the page has a sentence for each code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// Which sentence.
    pub code: String,
    /// The numbers in it.
    pub numbers: Vec<f64>,
}

/// What the advisor says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Advised {
    /// The proposal; none where there are no groups.
    pub proposed: Option<Chosen>,
    /// Why.
    pub why: Why,
    /// Sensible numbers for every other way, and what speaks against it.
    pub others: Vec<(Chosen, Option<Why>)>,
}

/// How well the published assigner gives back the fitted labels.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Share of each segment's people who are put there again, 0 to 1.
    pub segments: Vec<f64>,
    /// Share of the people of no segment who are put nowhere.
    pub noise: Option<f64>,
    /// Expected calibration error of the score, 0 to 1.
    pub calibration: f64,
}

/// The top of a dendrogram, drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// Index of the linkage.
    pub linkage: usize,
    /// SVG path data.
    pub path: String,
    /// Heights of the merges, rising.
    pub heights: Vec<f64>,
    /// People on both sides of each merge.
    pub joined: Vec<[u64; 2]>,
    /// The number of clusters with the largest jump.
    pub proposed: usize,
}

/// Distances to the k-th nearest person, drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Distances {
    /// The k asked for.
    pub min_points: usize,
    /// SVG path data.
    pub path: String,
    /// The curve, rising.
    pub curve: Vec<f64>,
    /// The suggested ε.
    pub epsilon: f64,
    /// Whether it was computed on a sample.
    pub sampled: bool,
}

/// Silhouette widths, drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Widths {
    /// Mean over everyone.
    pub mean: f64,
    /// Whether it was computed on a sample.
    pub sampled: bool,
    /// Per segment.
    pub segments: Vec<Band>,
}

/// One segment's silhouette widths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// SVG path data, in a box 200 wide (−1 to 1) and 40 high.
    pub path: String,
    /// Their mean.
    pub mean: f64,
    /// Share below 0.
    pub below_zero: f64,
}

/// One of two runs side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// How it was found.
    pub chosen: Chosen,
    /// Days looked back.
    pub window_days: u32,
    /// Mean silhouette, and whether it was computed on a sample.
    pub silhouette: Option<(f64, bool)>,
    /// Names of its segments.
    pub names: Vec<String>,
    /// Their sizes.
    pub sizes: Vec<u64>,
    /// Their stability.
    pub stability: Vec<f64>,
    /// People in no segment.
    pub noise: u64,
}

/// Two runs side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// The run that was kept.
    pub kept: Run,
    /// The run in use.
    pub now: Run,
    /// People in both.
    pub people: u64,
    /// People in only one of them.
    pub elsewhere: u64,
    /// Adjusted Rand index.
    pub adjusted_rand: f64,
    /// Adjusted mutual information.
    pub adjusted_mutual_information: f64,
    /// People by kept segment (rows) and present one (columns), those in none last.
    pub table: Vec<Vec<u64>>,
}
