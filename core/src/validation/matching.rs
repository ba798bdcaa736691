//! The assignment of greatest total gain (Kuhn, Naval Res. Logist. Q. 2, 1955; in the form by
//! shortest augmenting paths of Jonker & Volgenant, Computing 38, 1987). O(rows²·columns).

/// For each of the rows the column it is matched with, one to one, so that the sum of `gain` (rows
/// × columns, 0 or more, row by row) is greatest; `None` for rows left over when there are fewer
/// columns, and where the gain is 0.
pub(super) fn best_matching(gain: &[f64], rows: usize, columns: usize) -> Vec<Option<usize>> {
    // A square of side `side`, filled up with gain 0.
    let side = rows.max(columns);
    let cost = |row: usize, column: usize| {
        if row < rows && column < columns {
            -gain[row * columns + column]
        } else {
            0.0
        }
    };
    let mut row_price = vec![0.0; side + 1];
    let mut column_price = vec![0.0; side + 1];
    // Index `side` stands for "the row being placed".
    let mut row_of = vec![usize::MAX; side + 1];
    for row in 0..side {
        row_of[side] = row;
        let mut at = side;
        let mut least = vec![f64::INFINITY; side];
        let mut back = vec![side; side];
        let mut seen = vec![false; side + 1];
        while row_of[at] != usize::MAX {
            seen[at] = true;
            let here = row_of[at];
            let (mut step, mut next) = (f64::INFINITY, side);
            for column in (0..side).filter(|&column| !seen[column]) {
                let slack = cost(here, column) - row_price[here] - column_price[column];
                if slack < least[column] {
                    least[column] = slack;
                    back[column] = at;
                }
                if least[column] < step {
                    step = least[column];
                    next = column;
                }
            }
            for column in 0..=side {
                if seen[column] {
                    row_price[row_of[column]] += step;
                    column_price[column] -= step;
                } else {
                    least[column] -= step;
                }
            }
            at = next;
        }
        while at != side {
            row_of[at] = row_of[back[at]];
            at = back[at];
        }
    }
    let mut matched = vec![None; rows];
    for (column, &row) in row_of[..columns].iter().enumerate() {
        if row < rows && gain[row * columns + column] > 0.0 {
            matched[row] = Some(column);
        }
    }
    matched
}

#[cfg(test)]
mod tests {
    use super::best_matching;

    #[test]
    fn the_best_total_beats_the_best_first_pick() {
        // Taking 0.9 first leaves 0.0; the best total is 0.8 + 0.7.
        let gain = [0.9, 0.8, 0.7, 0.0];
        assert_eq!(best_matching(&gain, 2, 2), [Some(1), Some(0)]);
    }

    #[test]
    fn more_rows_than_columns_and_back() {
        let gain = [0.2, 0.9, 0.5];
        assert_eq!(best_matching(&gain, 3, 1), [None, Some(0), None]);
        assert_eq!(best_matching(&gain, 1, 3), [Some(1)]);
        assert_eq!(best_matching(&[], 2, 0), [None, None]);
        assert_eq!(best_matching(&[], 0, 2), []);
        assert_eq!(best_matching(&[0.0, 0.0], 1, 2), [None]);
    }

    /// Against every permutation.
    #[test]
    fn as_good_as_trying_all() {
        use crate::random::{seeded, unit};
        let mut random = seeded(11);
        for _ in 0..50 {
            let gain: Vec<f64> = (0..16).map(|_| unit(&mut random)).collect();
            let mut best = 0.0_f64;
            for a in 0..4 {
                for b in (0..4).filter(|&b| b != a) {
                    for c in (0..4).filter(|&c| c != a && c != b) {
                        let d = 6 - a - b - c;
                        best = best.max(gain[a] + gain[4 + b] + gain[8 + c] + gain[12 + d]);
                    }
                }
            }
            let ours: f64 = best_matching(&gain, 4, 4)
                .iter()
                .enumerate()
                .filter_map(|(row, column)| column.map(|column| gain[row * 4 + column]))
                .sum();
            assert!((ours - best).abs() < 1e-12, "{ours} {best}");
        }
    }
}
