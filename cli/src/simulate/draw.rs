//! Drawing synthetic visitors: a true label each, then the answer of the model's mechanism.

use crate::error::CliError;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use recinto_core::model::{Mechanism, SegmentModel};
use recinto_core::privacy::{krr, oue};
use recinto_core::random::{seeded, unit};
use recinto_wire::{Answer, LabelReport, REPORT_BYTES};

/// The reports, and what they were drawn from.
pub(super) struct Drawn {
    /// Ready to send.
    pub(super) reports: Vec<[u8; REPORT_BYTES]>,
    /// Visitors by true label, in model order.
    pub(super) truths: Vec<u64>,
    /// Answers for each label, in model order: one a report, or as many as it has bits set.
    pub(super) answers: Vec<u64>,
}

/// Draws `number` visitors. Labels and noise come from the seed; report ids do not, or a second
/// run with the same seed would count as a retry of the first.
pub(super) fn draw(
    model: &SegmentModel,
    id: &str,
    site: &str,
    epoch: u64,
    number: u32,
    weights: Option<&[f64]>,
    seed: u64,
) -> Result<Drawn, CliError> {
    let k = model.segments.len();
    let weights = checked(weights, k)?;
    let whole: f64 = weights.iter().sum();
    let mut random = seeded(seed);
    let mut drawn = Drawn {
        reports: Vec::with_capacity(number as usize),
        truths: vec![0; k],
        answers: vec![0; k],
    };
    for _ in 0..number {
        let truth = pick(&weights, unit(&mut random) * whole);
        let epsilon = model.privacy.epsilon;
        let (said, answer) = match model.privacy.mechanism {
            Mechanism::Krr => one(model, krr::randomize(truth, k, epsilon, &mut random))?,
            Mechanism::Exact => one(model, truth)?,
            Mechanism::Oue => {
                let bits = oue::randomize(truth, k, epsilon, &mut random);
                let said = oue::labels(&bits, k).unwrap_or_default();
                (said, Answer::Bits(bits))
            }
        };
        let mut rid = [0_u8; 16];
        getrandom::fill(&mut rid).map_err(CliError::Random)?;
        let report = LabelReport {
            site: site.to_owned(),
            model: id.to_owned(),
            epoch,
            answer,
            rid: URL_SAFE_NO_PAD.encode(rid),
        };
        let bytes = report
            .encode()
            .map_err(|error| CliError::Usage(error.to_string()))?;
        drawn.reports.push(bytes);
        raise(&mut drawn.truths, &[truth]);
        raise(&mut drawn.answers, &said);
    }
    Ok(drawn)
}

/// The answer that names one label.
fn one(model: &SegmentModel, label: usize) -> Result<(Vec<usize>, Answer), CliError> {
    let segment = model.segments.get(label);
    let segment = segment.ok_or_else(|| CliError::Usage("the model has no segments".to_owned()))?;
    Ok((vec![label], Answer::Label(segment.label.clone())))
}

fn raise(counts: &mut [u64], labels: &[usize]) {
    for &label in labels {
        if let Some(count) = counts.get_mut(label) {
            *count += 1;
        }
    }
}

fn checked(weights: Option<&[f64]>, k: usize) -> Result<Vec<f64>, CliError> {
    let Some(weights) = weights else {
        return Ok(vec![1.0; k]);
    };
    let usable = weights.iter().all(|w| w.is_finite() && *w >= 0.0)
        && weights.iter().sum::<f64>() > 0.0
        && weights.iter().sum::<f64>().is_finite();
    if weights.len() != k || !usable {
        return Err(CliError::Usage(format!(
            "--weights needs {k} numbers, one per segment, none negative and not all 0"
        )));
    }
    Ok(weights.to_vec())
}

/// The index under which `at` falls when the weights lie end to end.
fn pick(weights: &[f64], mut at: f64) -> usize {
    let mut last = 0;
    for (index, weight) in weights.iter().enumerate().filter(|(_, w)| **w > 0.0) {
        last = index;
        if at < *weight {
            return index;
        }
        at -= weight;
    }
    // Rounding may leave a crumb beyond the end: it belongs to the last weight.
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_shares() {
        let weights = [5.0, 0.0, 3.0, 2.0, 0.0];
        assert_eq!(pick(&weights, 0.0), 0);
        assert_eq!(pick(&weights, 4.999), 0);
        assert_eq!(pick(&weights, 5.0), 2);
        assert_eq!(pick(&weights, 8.0), 3);
        assert_eq!(pick(&weights, 10.1), 3);
    }

    #[test]
    fn senseless_weights_are_refused() {
        assert_eq!(checked(None, 2).unwrap(), [1.0, 1.0]);
        for weights in [
            &[1.0][..],
            &[1.0, -1.0],
            &[0.0, 0.0],
            &[f64::NAN, 1.0],
            &[f64::MAX, f64::MAX],
        ] {
            assert!(checked(Some(weights), 2).is_err(), "{weights:?}");
        }
    }
}
