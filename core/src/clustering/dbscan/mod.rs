//! DBSCAN (Ester, Kriegel, Sander & Xu, KDD 1996), exact.
//!
//! A row is a *core* point when at least `min_points` rows, itself among them, lie within ε of it,
//! the border included (scikit-learn's `min_samples` and `eps`). Core points within ε of each other
//! are of one cluster. Every other row within ε of a core point is a *border* point, the rest is
//! noise. A border point goes to its **nearest** core point's cluster, ties by the coordinates of
//! the core point; so nothing depends on the order of the rows, where the original takes whichever
//! cluster comes first.
//!
//! Two ways to the core points and their clusters, with the same answer:
//!
//! - up to five columns a grid with cells of side ε/√d, whose points are all within ε of each
//!   other (Gan & Tao, SIGMOD 2015; Wang, Gu & Shun, SIGMOD 2020): a cell of `min_points` rows is
//!   all core without a distance, and cells are joined by union-find at their first pair within ε;
//! - else a KD-tree, whose small nodes play the part of the cells.
//!
//! Time: grid about O(n·log n + n·min_points), tree O(n·log n) to O(n²·d) when distances do not
//! tell rows apart. Memory O(n·d), never n².

mod cores;
mod fitted;
mod grid;
mod join;
mod sets;
mod tree;

pub use fitted::Fitted;

use super::{ClusterError, Clusterer, MEMORY_LIMIT, Progress, check};
use ndarray::ArrayView2;

/// Most columns for which the grid is worth its neighbour cells, up to 6095 in five dimensions.
const GRID_COLUMNS: usize = 5;

/// Above so many points to count per row, the tree's whole nodes beat the grid's single distances.
const GRID_MIN_POINTS: usize = 1024;

/// ε whose square is neither lost nor overflows.
const EPSILON: std::ops::RangeInclusive<f64> = 1e-150..=1e150;

/// Parameters of DBSCAN.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dbscan {
    /// Radius ε of a neighbourhood, in the units of the data, 1e-150 to 1e150.
    pub epsilon: f64,
    /// Rows within ε, the row itself among them, that make a core point; 1 or more.
    pub min_points: usize,
    /// How neighbours are found; the answer is the same.
    pub search: Search,
}

/// How neighbours are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Search {
    /// The grid up to five columns, the tree above.
    #[default]
    Chosen,
    /// The grid, where it is possible: at most five columns, and cells that can be numbered.
    Grid,
    /// The KD-tree.
    Tree,
}

impl Dbscan {
    /// `epsilon` and `min_points`, the search chosen by the data.
    #[must_use]
    pub fn new(epsilon: f64, min_points: usize) -> Self {
        Self {
            epsilon,
            min_points,
            search: Search::Chosen,
        }
    }

    pub(in crate::clustering) fn check(&self) -> Result<(), ClusterError> {
        check::within(
            "epsilon",
            self.epsilon,
            EPSILON.contains(&self.epsilon),
            "1e-150 to 1e150",
        )?;
        check::positive("min_points", self.min_points)
    }

    fn wants_grid(&self, columns: usize) -> bool {
        columns <= GRID_COLUMNS
            && match self.search {
                Search::Chosen => self.min_points <= GRID_MIN_POINTS,
                Search::Grid => true,
                Search::Tree => false,
            }
    }
}

/// At least `least` rows, all cells finite, and room for the work: what a search for neighbours
/// begins with.
pub(crate) fn check_rows(data: ArrayView2<'_, f64>, least: usize) -> Result<(), ClusterError> {
    check::rows(data, least)?;
    let (n, d) = (data.nrows() as u64, data.ncols() as u64);
    check::memory(
        n.saturating_mul(40 + 28 * d),
        MEMORY_LIMIT,
        "take a sample of the rows, or fewer columns",
    )
}

impl Clusterer for Dbscan {
    type Fitted = Fitted;

    fn fit(
        &self,
        data: ArrayView2<'_, f64>,
        progress: Progress<'_>,
    ) -> Result<Fitted, ClusterError> {
        self.check()?;
        check_rows(data, 1)?;
        let data = data.as_standard_layout();
        let data = data.view();
        let grid = if self.wants_grid(data.ncols()) {
            grid::Grid::new(data, self.epsilon)
        } else {
            None
        };
        let cores = match grid {
            Some(grid) => {
                let core = cores::of_grid(&grid, self, progress)?;
                join::cells(&grid, core, self, progress)?
            }
            None => tree::cores(data, self, progress)?,
        };
        fitted::complete(data, cores, self.epsilon, progress)
    }
}

/// The core points and their connected components.
struct Cores {
    /// Whether each row is a core point.
    core: Vec<bool>,
    /// The component of each core row, any numbers below the number of rows.
    component: Vec<u32>,
}
