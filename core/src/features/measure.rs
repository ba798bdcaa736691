//! The measures, each read from day buckets alone.
//!
//! D is the UTC day of `as_of`, W the window in days; the window holds the days D−W+1 … D.
//! For the words that a feature names, cᵈ is their count on day d and sᵈ their sum; d₁ < … < dₘ
//! are the days with a count. A day's weight is wᵈ = δ^(D−d), δ the feature's decay.
//!
//! | measure | value | undefined | source |
//! | --- | --- | --- | --- |
//! | recency | D − dₘ, days | m = 0 | Hughes, *Strategic Database Marketing*, 1994 |
//! | frequency | C = Σ wᵈ·cᵈ | never | Hughes 1994 |
//! | monetary | Σ wᵈ·sᵈ / 100, currency units | never | Hughes 1994 |
//! | tenure | D − d₁, days | m = 0 | age T in Fader, Hardie & Lee, *Marketing Science* 24(2), 2005, cut to the window |
//! | mean gap | μ = (dₘ − d₁) / (m − 1), days | m < 2 | |
//! | burstiness | (σ − μ) / (σ + μ) with σ the standard deviation of the m − 1 gaps | m < 3 | Goh & Barabási, *EPL* 81, 2008, eq. 1 |
//! | mean | Σ wᵈ·sᵈ / C in natural units | C = 0 | |
//! | ratio | C / C′ with C′ the count of `over` | C′ = 0 | |
//! | entropy | −Σ pᵢ·ln pᵢ over the words of the group, pᵢ = Cᵢ / C, nats | C = 0 | Shannon, *Bell System Technical Journal* 27, 1948 |
//! | depth | place in the list, from 1, of its last word with a count; 0 without any | never | |
//!
//! Recency, tenure and gaps have the granularity of a day because the device keeps day buckets
//! and nothing finer. Decay is exponential smoothing by age (Brown, *Smoothing, Forecasting and
//! Prediction*, 1963).

use super::spec::{FeatureSpec, Measure};
use super::state::{Bucket, FeatureState, days};
use super::word::{Word, words_of};
use crate::events::utc_day;

/// Features made ready to be read from many states.
#[derive(Debug, Clone, Default)]
pub struct Measures(Vec<Ready>);

#[derive(Debug, Clone)]
struct Ready {
    measure: Measure,
    decay: f64,
    undefined: f64,
    of: u64,
    over: u64,
    unit: f64,
    stages: Vec<u64>,
}

impl Measures {
    /// Finds the words of each feature.
    #[must_use]
    pub fn new(features: &[FeatureSpec], vocabulary: &[String]) -> Self {
        let ready = |feature: &FeatureSpec| {
            let of = words_of(vocabulary, &feature.of);
            let first = vocabulary.get(of.trailing_zeros() as usize);
            Ready {
                measure: feature.measure,
                decay: feature.decay,
                undefined: feature.undefined,
                of,
                over: words_of(vocabulary, &feature.over),
                unit: first
                    .and_then(|word| Word::known(word))
                    .map_or(1.0, |word| word.unit()),
                stages: match feature.measure {
                    Measure::Depth => feature
                        .of
                        .split('>')
                        .map(|stage| words_of(vocabulary, stage))
                        .collect(),
                    _ => Vec::new(),
                },
            }
        };
        Self(features.iter().map(ready).collect())
    }

    /// The raw values at `as_of_ms`, in order and in their own units; undefined ones take the
    /// feature's stated value.
    #[must_use]
    pub fn row(&self, state: &FeatureState, as_of_ms: i64, window_days: u32) -> Vec<f64> {
        self.defined(state, as_of_ms, window_days)
            .zip(&self.0)
            .map(|(value, ready)| value.unwrap_or(ready.undefined))
            .collect()
    }

    /// The raw values, each within its own number of days; NaN where undefined.
    #[must_use]
    pub fn within(&self, days: &[u32], state: &FeatureState, as_of_ms: i64) -> Vec<f64> {
        let today = utc_day(as_of_ms);
        let (mut of, mut window) = (0, Window::of(&[]));
        let value = |(ready, &days): (&Ready, &u32)| {
            // Most of them look back over the same days.
            if of != days {
                (of, window) = (days, Window::of(state.window(today, days)));
            }
            ready.value(&window, today).unwrap_or(f64::NAN)
        };
        self.0.iter().zip(days).map(value).collect()
    }

    /// The raw values, `None` where undefined.
    pub fn defined(
        &self,
        state: &FeatureState,
        as_of_ms: i64,
        window_days: u32,
    ) -> impl Iterator<Item = Option<f64>> {
        let today = utc_day(as_of_ms);
        let window = Window::of(state.window(today, window_days));
        self.0.iter().map(move |ready| ready.value(&window, today))
    }
}

/// The window by days, oldest first: a feature asks each day for its own few words instead of
/// every bucket for its word.
struct Window<'a> {
    days: Vec<Day<'a>>,
    /// Each word's count and sum over all days: what is not decayed is asked for again and again.
    whole: [Weighed; 64],
    /// Whether any order of adding gives those same numbers.
    exact: bool,
}

struct Day<'a> {
    day: i64,
    /// The words that have a bucket.
    words: u64,
    /// In the order of the words.
    buckets: &'a [Bucket],
}

impl<'a> Window<'a> {
    fn of(buckets: &'a [Bucket]) -> Self {
        let day = |buckets: &'a [Bucket]| Day {
            day: buckets.first().map_or(0, |first| first.day),
            words: buckets.iter().fold(0, |words, bucket| words | bucket.bit()),
            buckets,
        };
        let mut whole = [Weighed::default(); 64];
        let mut magnitude = 0_u64;
        for bucket in buckets {
            whole[usize::from(bucket.word & 63)].add(1.0, bucket);
            magnitude = magnitude
                .saturating_add(u64::from(bucket.count))
                .saturating_add(bucket.sum.unsigned_abs());
        }
        Self {
            days: days(buckets).map(day).collect(),
            whole,
            exact: magnitude < 1 << f64::MANTISSA_DIGITS,
        }
    }

    /// The first and the last day with a count, and how many there are.
    fn span(&self, words: u64) -> Option<(i64, i64, usize)> {
        let mut span = None;
        for day in self.days.iter().filter(|day| day.words & words != 0) {
            let (first, _, days) = span.unwrap_or((day.day, day.day, 0));
            span = Some((first, day.day, days + 1));
        }
        span
    }

    /// Counts and sums of the words, each day weighed by its age: the newest day first and in it
    /// the last word, the weight by repeated multiplication, so that every machine rounds alike.
    fn weigh(&self, words: u64, today: i64, decay: f64) -> Weighed {
        let mut weighed = Weighed::default();
        if decay == 1.0 && self.exact {
            let mut left = words;
            while left != 0 {
                let word = &self.whole[left.trailing_zeros() as usize & 63];
                weighed.count += word.count;
                weighed.sum += word.sum;
                left &= left - 1;
            }
            return weighed;
        }
        let (mut weight, mut at) = (1.0, today);
        for day in self.days.iter().rev() {
            let mut left = day.words & words;
            if left == 0 {
                continue;
            }
            while at > day.day {
                weight *= decay;
                at -= 1;
            }
            while left != 0 {
                let bit = 1 << left.ilog2();
                left ^= bit;
                let before = (day.words & (bit - 1)).count_ones();
                if let Some(bucket) = day.buckets.get(before as usize) {
                    weighed.add(weight, bucket);
                }
            }
        }
        weighed
    }

    /// Mean gap between active days, and how many gaps.
    fn mean_gap(&self, words: u64) -> Option<(f64, usize)> {
        let (first, last, days) = self.span(words).filter(|(_, _, days)| *days > 1)?;
        let gaps = days - 1;
        Some(((last - first) as f64 / gaps as f64, gaps))
    }

    fn burstiness(&self, words: u64) -> Option<f64> {
        let (mean, gaps) = self.mean_gap(words).filter(|(_, gaps)| *gaps > 1)?;
        let (mut before, mut squares) = (None, 0.0);
        for day in self.days.iter().filter(|day| day.words & words != 0) {
            let gap = before.map_or(mean, |before| (day.day - before) as f64);
            before = Some(day.day);
            squares += (gap - mean) * (gap - mean);
        }
        let deviation = (squares / gaps as f64).sqrt();
        Some((deviation - mean) / (deviation + mean))
    }
}

#[derive(Clone, Copy, Default)]
struct Weighed {
    count: f64,
    sum: f64,
}

impl Weighed {
    fn add(&mut self, weight: f64, bucket: &Bucket) {
        self.count += weight * f64::from(bucket.count);
        self.sum += weight * bucket.sum as f64;
    }
}

impl Ready {
    fn value(&self, window: &Window<'_>, today: i64) -> Option<f64> {
        let weighed = |words| window.weigh(words, today, self.decay);
        match self.measure {
            Measure::Recency => {
                let (_, last, _) = window.span(self.of)?;
                Some((today - last) as f64)
            }
            Measure::Tenure => {
                let (first, _, _) = window.span(self.of)?;
                Some((today - first) as f64)
            }
            Measure::MeanGap => window.mean_gap(self.of).map(|(mean, _)| mean),
            Measure::Burstiness => window.burstiness(self.of),
            Measure::Frequency => Some(weighed(self.of).count),
            Measure::Monetary => Some(weighed(self.of).sum / 100.0),
            Measure::Mean => {
                let of = weighed(self.of);
                (of.count > 0.0).then(|| of.sum / of.count / self.unit)
            }
            Measure::Ratio => {
                let over = weighed(self.over).count;
                (over > 0.0).then(|| weighed(self.of).count / over)
            }
            Measure::Entropy => {
                let total = weighed(self.of).count;
                (total > 0.0).then(|| {
                    bits(self.of)
                        .map(|word| weighed(word).count / total)
                        .filter(|share| *share > 0.0)
                        .fold(0.0, |sum, share| sum - share * libm::log(share))
                })
            }
            Measure::Depth => {
                let seen = window.days.iter().fold(0, |seen, day| seen | day.words);
                let last = self.stages.iter().rposition(|stage| stage & seen != 0);
                Some(last.map_or(0.0, |at| (at + 1) as f64))
            }
        }
    }
}

/// Every word of a set alone.
fn bits(words: u64) -> impl Iterator<Item = u64> {
    (0..64).map(|i| 1 << i).filter(move |bit| words & bit != 0)
}
