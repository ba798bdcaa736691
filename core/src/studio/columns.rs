//! What columns are like: distributions, missing shares, correlations, what to drop.

use super::column::DeskOnly;
use serde::{Deserialize, Serialize};

/// Everything measured over a choice's columns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Columns {
    /// People in the window: the rows.
    pub people: u64,
    /// People without an event of the chosen words in the window, who have no row.
    pub outside: u64,
    /// Per column, in the order of the choice.
    pub columns: Vec<ColumnStats>,
    /// Pearson correlation of the transformed values, missing ones at their stated value;
    /// row-major, columns × columns, −1 to 1. 0 with a constant column, 1 on the diagonal.
    pub pearson: Vec<f64>,
    /// Spearman rank correlation of the same, ties at their mean rank; same shape.
    pub spearman: Vec<f64>,
    /// Pairs with |Pearson| or |Spearman| ≥ 0.95, the strongest first.
    pub duplicates: Vec<Duplicate>,
    /// What to leave out, at most one reason a column.
    pub suggestions: Vec<Suggestion>,
}

/// One column. Values are raw, in their own units; a missing one takes no part but in `missing`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ColumnStats {
    /// The column's key.
    pub key: String,
    /// How values are spread; `None` when there is none.
    pub histogram: Option<Histogram>,
    /// Order statistics; `None` when there is no value.
    pub quantiles: Option<Quantiles>,
    /// Mean; `None` when there is no value.
    pub mean: Option<f64>,
    /// Share of people without a value, 0 to 1.
    pub missing: f64,
    /// Share of people whose value is 0, 0 to 1.
    pub zero: f64,
    /// Whether everyone is the same, missing ones at their stated value.
    pub constant: bool,
}

/// Counts over at most 24 bins. Bin i holds edges\[i\] ≤ x < edges\[i+1\], the last one its upper
/// edge too. The first and last edges are the least and the greatest value; where few whole numbers get
/// a bin each, the last edge lies one above the greatest.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Ascending, one more than counts; a single value has two equal edges.
    pub edges: Vec<f64>,
    /// People per bin.
    pub counts: Vec<u64>,
    /// Whether the edges are evenly spaced in sign(x)·ln(1 + |x|), for skewed columns, else in x.
    pub log: bool,
}

/// Quantiles between the nearest order statistics, linearly (type 7 of Hyndman & Fan, *The
/// American Statistician* 50(4), 1996; numpy's default).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Quantiles {
    /// The least value.
    pub min: f64,
    /// 0.05.
    pub q05: f64,
    /// 0.25.
    pub q25: f64,
    /// The median.
    pub q50: f64,
    /// 0.75.
    pub q75: f64,
    /// 0.95.
    pub q95: f64,
    /// The greatest value.
    pub max: f64,
}

/// Two columns that say almost the same.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Duplicate {
    /// Index of a column.
    pub a: usize,
    /// Index of a later one.
    pub b: usize,
    /// The stronger of the two correlations.
    pub correlation: f64,
}

/// A column worth leaving out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Index of the column.
    pub column: usize,
    /// The reason.
    pub why: Why,
}

/// Why a column is worth leaving out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// Everyone is the same.
    Constant,
    /// More than 95 % of people have no value.
    Missing {
        /// Share of people without one.
        share: f64,
    },
    /// It says almost the same as an earlier column.
    DuplicateOf {
        /// Index of that column.
        column: usize,
        /// Their correlation.
        correlation: f64,
    },
    /// A model with it cannot be published.
    DeskOnly {
        /// Why not.
        reason: DeskOnly,
    },
    /// It needs more history than the window, which is all that a device keeps.
    NeedsHistory {
        /// Days it needs.
        days: u32,
    },
}
