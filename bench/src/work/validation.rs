//! Every index of a clustering, the choice of k, and the suggestion of ε.

use super::{Outcome, Print, WorkError, on};
use crate::fingerprint::Fingerprint;
use ndarray::ArrayView2;
use recinto_core::clustering::kmeans::KMeans;
use recinto_core::clustering::{ClusterError, Clusterer, Clustering};
use recinto_core::validation::{
    Bootstrap, Gap, Reference, ValidationError, adjusted_mutual_information, adjusted_rand,
    calinski_harabasz, choose_k, davies_bouldin, dbcv, dunn, gap, normalised_mutual_information,
    silhouette_widths, stability, suggest_epsilon,
};

impl From<ValidationError> for WorkError {
    fn from(error: ValidationError) -> Self {
        Self::Refused(error.to_string())
    }
}

fn fit(
    data: ArrayView2<'_, f64>,
    k: usize,
    seed: u64,
) -> Result<Box<dyn Clustering>, ClusterError> {
    let parameters = KMeans {
        starts: 1,
        ..KMeans::new(k, seed)
    };
    Ok(Box::new(parameters.fit(data, &mut on)?))
}

pub(super) fn run(data: ArrayView2<'_, f64>, k: usize) -> Outcome {
    let one = fit(data, k, 1)?;
    let (a, other) = (one.labels(), fit(data, k, 2)?);
    let b = other.labels();
    let indices = [
        davies_bouldin(data, a)?,
        calinski_harabasz(data, a)?,
        dunn(data, a, &mut on)?,
        adjusted_rand(a, b)?,
        adjusted_mutual_information(a, b)?,
        normalised_mutual_information(a, b)?,
    ];
    let bootstrap = Bootstrap {
        rounds: 5,
        most_rows: 400,
        seed: 7,
    };
    let references = Gap {
        references: 3,
        reference: Reference::Principal,
        most_rows: 300,
        seed: 7,
    };
    let mut labels = |rows: ArrayView2<'_, f64>, k: usize, seed: u64| {
        fit(rows, k, seed).map(|fitted| fitted.labels().to_vec())
    };
    let gaps = gap(data, 1..=4, &references, &mut labels, &mut on)?;
    let stable = stability(
        data,
        a,
        &bootstrap,
        &mut |rows, seed| fit(rows, k, seed),
        &mut on,
    )?;
    let chosen = choose_k(
        data,
        2..=4,
        &mut |task| fit(task.data, task.k, task.seed),
        7,
        &mut on,
    )?;
    // A number's debug form can be read back to the bit.
    let print = Fingerprint::of("validation")
        .numbers("indices", &indices)
        .text("dbcv", &format!("{:?}", dbcv(data, a, &mut on)?))
        .text(
            "widths",
            &format!("{:?}", silhouette_widths(data, a, 7, &mut on)?),
        )
        .text("gaps", &format!("{gaps:?}"))
        .text("stability", &format!("{stable:?}"))
        .text("k", &format!("{chosen:?}"))
        .text(
            "epsilon",
            &format!("{:?}", suggest_epsilon(data, 10, &mut on)?),
        );
    Ok(Box::new(Print(print.finish())))
}
