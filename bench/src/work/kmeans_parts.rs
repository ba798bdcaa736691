//! K-Means over several parts of the rows, here one after the other: as the pool's workers do it together.

use super::{Done, Outcome, Quality, WorkError};
use crate::pool::{Head, Part};
use crate::protocol::{Details, Ran};
use ndarray::{ArrayView2, Axis, s};

pub(super) fn run(data: ArrayView2<'_, f64>, k: usize, parts: usize) -> Outcome {
    fit(data, k, parts.max(1)).map_err(WorkError::Refused)
}

fn fit(data: ArrayView2<'_, f64>, k: usize, count: usize) -> Result<Box<dyn Done>, String> {
    let rows = data.nrows().div_ceil(count).max(1);
    let mut parts: Vec<Part> = data
        .axis_chunks_iter(Axis(0), rows)
        .enumerate()
        .map(|(i, chunk)| part(i * rows, chunk))
        .collect();
    let each = |parts: &mut [Part], ask: &dyn Fn(&mut Part) -> Result<String, String>| {
        let answers: Result<Vec<String>, String> = parts.iter_mut().map(ask).collect();
        answers.map(|answers| format!("[{}]", answers.join(",")))
    };
    let start = data
        .slice(s![..k.min(data.nrows()), ..])
        .iter()
        .copied()
        .collect();
    let extents = each(&mut parts, &|part| part.extent())?;
    let mut head = Head::new(start, data.ncols(), &extents)?;
    let extent = head.extent();
    each(&mut parts, &|part| {
        part.begin(&extent, k).map(|()| String::new())
    })?;
    while let Some(ask) = head.ask() {
        let answers = each(&mut parts, &|part| part.answer(&ask))?;
        head.take(&answers)?;
    }
    Ok(Box::new(InParts(head.ran())))
}

fn part(first: usize, rows: ArrayView2<'_, f64>) -> Part {
    let mut part = Part::new(first as u64, rows.nrows(), rows.ncols());
    let cells: Vec<f32> = rows.iter().map(|&x| x as f32).collect();
    part.push(&cells);
    part.ready();
    part
}

struct InParts(Ran);

impl Done for InParts {
    fn fingerprint(&self, _: ArrayView2<'_, f64>) -> String {
        self.0.fingerprint.clone()
    }

    fn quality(&self) -> Quality {
        self.0.quality.clone()
    }

    fn details(&self) -> Details {
        Details::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Start, Work};
    use crate::data::Recipe;

    /// One worker, two, or seven: the same sums, so the same bytes. And the same fit as without any.
    #[test]
    fn the_number_of_parts_changes_nothing() {
        let recipe = Recipe {
            n: 5_000,
            d: 4,
            k: 6,
            sigma: 6.0,
            seed: 3,
            noise: 0.0,
        };
        let data = recipe.table();
        let done = |work: Work| work.run(data.view()).expect("it can be done");
        let one = done(Work::KMeansParts { k: 6, parts: 1 });
        for parts in [2, 7] {
            let several = done(Work::KMeansParts { k: 6, parts });
            assert_eq!(
                one.fingerprint(data.view()),
                several.fingerprint(data.view()),
                "{parts} parts"
            );
        }
        let whole = done(Work::KMeans {
            k: 6,
            start: Start::FirstRows,
            seed: 0,
        });
        assert_eq!(whole.quality(), one.quality());
    }
}
