//! Several indices made one by their ranks.

/// What is weighed when k is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Index {
    /// Mean silhouette over rows; more is better.
    Silhouette,
    /// Mean over clusters of their mean silhouette; more is better. A cluster made of a few outliers
    /// hardly moves the mean over rows, here it counts like any other.
    ClusterSilhouette,
    /// More is better.
    CalinskiHarabasz,
    /// Less is better.
    DaviesBouldin,
    /// The nearer to the gap statistic's own choice, the better.
    Gap,
    /// Mean Jaccard similarity over bootstrap refits; more is better.
    Stability,
}

impl Index {
    /// All, in the order of [`Candidate::points`](super::Candidate::points).
    pub const ALL: [Self; 6] = [
        Self::Silhouette,
        Self::ClusterSilhouette,
        Self::CalinskiHarabasz,
        Self::DaviesBouldin,
        Self::Gap,
        Self::Stability,
    ];

    /// Its weight in the total, of [`Index::WEIGHTS`]. Every cluster will be read and used as a
    /// segment, so the index in which each counts the same weighs twice.
    #[must_use]
    pub fn weight(self) -> u32 {
        match self {
            Self::ClusterSilhouette => 2,
            _ => 1,
        }
    }

    /// The sum of the weights.
    pub const WEIGHTS: u32 = 7;
}

/// What one index says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vote {
    /// The index.
    pub index: Index,
    /// The k it puts first (the least of several).
    pub favourite: usize,
    /// Whether that is the k proposed.
    pub agrees: bool,
}

/// m − rank of each of m values, m − 1 for the greatest and 0 for the least; equal values share the
/// mean of their ranks. Halves at most, so that sums of these are exact.
pub(super) fn points(values: &[f64]) -> Vec<f64> {
    values
        .iter()
        .map(|x| {
            let less = values.iter().filter(|y| *y < x).count() as f64;
            let equal = values.iter().filter(|y| *y == x).count() as f64;
            less + (equal - 1.0) / 2.0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::points;

    #[test]
    fn the_greatest_gets_most_and_ties_share() {
        assert_eq!(points(&[3.0, 1.0, 2.0]), [2.0, 0.0, 1.0]);
        assert_eq!(points(&[1.0, 1.0, 2.0]), [0.5, 0.5, 2.0]);
        assert_eq!(points(&[7.0]), [0.0]);
        assert_eq!(points(&[]), Vec::<f64>::new());
    }
}
