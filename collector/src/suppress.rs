//! Which counts may be shown: none below the minimum audience, and none from which a hidden one
//! could be worked out.
//!
//! 1. A total below the minimum hides the whole epoch.
//! 2. A cell is hidden when its raw count or its estimate is below the minimum.
//! 3. The shown total less the shown cells is the sum of the hidden ones. So the hidden cells
//!    have to be two or more, and together reach the minimum themselves: until then the next
//!    smallest is hidden too (complementary suppression).

use recinto_core::privacy::Estimate;

/// What is known of one label in one epoch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cell {
    pub(crate) count: u64,
    pub(crate) estimate: Estimate,
}

impl Cell {
    fn is_small(&self, minimum: u64) -> bool {
        self.count < minimum || self.estimate.value < minimum as f64
    }
}

/// What of an epoch may be shown; `None` is hidden.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    pub(crate) total: Option<u64>,
    pub(crate) cells: Vec<Option<Cell>>,
}

/// Hides what has to be hidden.
pub(crate) fn suppress(cells: &[Cell], minimum: u64) -> Shown {
    let total: u64 = cells.iter().map(|cell| cell.count).sum();
    if total < minimum {
        return Shown {
            total: None,
            cells: vec![None; cells.len()],
        };
    }
    let mut hidden: Vec<bool> = cells.iter().map(|cell| cell.is_small(minimum)).collect();
    loop {
        let (number, sum) = cells
            .iter()
            .zip(&hidden)
            .filter(|(_, hidden)| **hidden)
            .fold((0, 0), |(number, sum), (cell, _)| {
                (number + 1, sum + cell.count)
            });
        if number == 0 || (number > 1 && sum >= minimum) {
            break;
        }
        // Ties fall to the earlier label, so that two reads of the same counts agree.
        let next = cells
            .iter()
            .zip(hidden.iter_mut())
            .filter(|(_, hidden)| !**hidden)
            .min_by_key(|(cell, _)| cell.count);
        match next {
            Some((_, hidden)) => *hidden = true,
            None => break,
        }
    }
    Shown {
        total: Some(total),
        cells: cells
            .iter()
            .zip(hidden)
            .map(|(cell, hidden)| (!hidden).then_some(*cell))
            .collect(),
    }
}

/// The same for answers in unary encoding: every bit is drawn alone, so the cells add up to
/// nothing, and what is hidden cannot be worked out from what is shown. `reports` answered.
pub(crate) fn suppress_unary(cells: &[Cell], reports: u64, minimum: u64) -> Shown {
    let enough = reports >= minimum;
    let shown = |cell: &Cell| (enough && !cell.is_small(minimum)).then_some(*cell);
    Shown {
        total: enough.then_some(reports),
        cells: cells.iter().map(shown).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(counts: &[u64]) -> Vec<Cell> {
        let cell = |&count| Cell {
            count,
            estimate: Estimate::exact(count),
        };
        counts.iter().map(cell).collect()
    }

    fn shown(counts: &[u64], minimum: u64) -> (Option<u64>, Vec<bool>) {
        let shown = suppress(&exact(counts), minimum);
        let cells = shown.cells.iter().map(Option::is_some).collect();
        (shown.total, cells)
    }

    #[test]
    fn large_cells_are_shown() {
        assert_eq!(shown(&[50, 70], 50), (Some(120), vec![true, true]));
    }

    #[test]
    fn a_small_total_hides_everything() {
        assert_eq!(shown(&[30, 19], 50), (None, vec![false, false]));
        assert_eq!(shown(&[], 50), (None, vec![]));
    }

    #[test]
    fn one_small_cell_takes_the_next_smallest_with_it() {
        // Were only the first hidden, 300 − 200 − 90 would give it away.
        assert_eq!(
            shown(&[10, 200, 90], 50),
            (Some(300), vec![false, true, false])
        );
    }

    #[test]
    fn two_small_cells_that_stay_small_together_take_a_third() {
        // 3 + 4 = 7 devices would be a count below the minimum.
        assert_eq!(
            shown(&[3, 4, 100, 80], 50),
            (Some(187), vec![false, false, true, false])
        );
        // Two empty cells would both be known to be empty.
        assert_eq!(
            shown(&[0, 0, 100, 80], 50),
            (Some(180), vec![false, false, true, false])
        );
        assert_eq!(
            shown(&[30, 40, 100, 80], 50),
            (Some(250), vec![false, false, true, true])
        );
    }

    #[test]
    fn the_estimate_counts_as_much_as_the_raw_count() {
        // Noise alone brings raw counts over the minimum.
        let mut cells = exact(&[60, 80, 300]);
        cells[0].estimate.value = -12.0;
        let shown = suppress(&cells, 50);
        let visible: Vec<bool> = shown.cells.iter().map(Option::is_some).collect();
        assert_eq!(visible, [false, false, true]);
    }

    #[test]
    fn bits_are_hidden_each_for_itself() {
        let cells = exact(&[60, 10, 300]);
        let visible = |reports| -> (Option<u64>, Vec<bool>) {
            let shown = suppress_unary(&cells, reports, 50);
            let cells = shown.cells.iter().map(Option::is_some).collect();
            (shown.total, cells)
        };
        assert_eq!(visible(400), (Some(400), vec![true, false, true]));
        assert_eq!(visible(49), (None, vec![false; 3]));
    }

    #[test]
    fn no_hidden_count_can_be_worked_out() {
        // Every epoch of three cells up to 12 devices each, with a minimum of 5.
        for a in 0..=12 {
            for b in 0..=12 {
                for c in 0..=12 {
                    let cells = exact(&[a, b, c]);
                    let shown = suppress(&cells, 5);
                    let Some(total) = shown.total else {
                        assert!(a + b + c < 5);
                        continue;
                    };
                    let visible: u64 = shown.cells.iter().flatten().map(|cell| cell.count).sum();
                    let hidden = shown.cells.iter().filter(|cell| cell.is_none()).count();
                    assert!(shown.cells.iter().flatten().all(|cell| cell.count >= 5));
                    assert!(hidden != 1, "{a} {b} {c}");
                    assert!(hidden == 0 || total - visible >= 5, "{a} {b} {c}");
                }
            }
        }
    }
}
