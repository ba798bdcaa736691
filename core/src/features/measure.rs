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
use super::state::{Bucket, FeatureState};
use super::word::{Word, words_of};
use crate::events::utc_day;

/// Features made ready to be read from many states.
#[derive(Debug, Clone)]
pub struct Measures<'a>(Vec<Ready<'a>>);

#[derive(Debug, Clone)]
struct Ready<'a> {
    feature: &'a FeatureSpec,
    of: u64,
    over: u64,
    unit: f64,
    stages: Vec<u64>,
}

impl<'a> Measures<'a> {
    /// Finds the words of each feature.
    #[must_use]
    pub fn new(features: &'a [FeatureSpec], vocabulary: &[String]) -> Self {
        let ready = |feature: &'a FeatureSpec| {
            let of = words_of(vocabulary, &feature.of);
            let first = vocabulary.get(of.trailing_zeros() as usize);
            Ready {
                feature,
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
            .map(|(value, ready)| value.unwrap_or(ready.feature.undefined))
            .collect()
    }

    /// The raw values, `None` where undefined.
    pub fn defined(
        &self,
        state: &FeatureState,
        as_of_ms: i64,
        window_days: u32,
    ) -> impl Iterator<Item = Option<f64>> {
        let today = utc_day(as_of_ms);
        let window = Window::of(state.window(today, window_days), today);
        self.0.iter().map(move |ready| ready.value(&window))
    }
}

impl Ready<'_> {
    fn value(&self, window: &Window<'_>) -> Option<f64> {
        let weighed = |words| window.weigh(words, self.feature.decay);
        match self.feature.measure {
            Measure::Recency => {
                let days = window.days(self.of)?;
                Some((window.today - days.last) as f64)
            }
            Measure::Tenure => {
                let days = window.days(self.of)?;
                Some((window.today - days.first) as f64)
            }
            Measure::MeanGap => window.days(self.of)?.mean_gap(),
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
                    places(self.of)
                        .map(|place| weighed(1 << place).count / total)
                        .filter(|share| *share > 0.0)
                        .fold(0.0, |sum, share| sum - share * libm::log(share))
                })
            }
            Measure::Depth => {
                let last = self
                    .stages
                    .iter()
                    .rposition(|stage| stage & window.seen != 0);
                Some(last.map_or(0.0, |at| (at + 1) as f64))
            }
        }
    }
}

/// The buckets of a window, and each word's totals: most features have no decay, and need no more.
struct Window<'s> {
    buckets: &'s [Bucket],
    today: i64,
    /// The words with a count.
    seen: u64,
    words: [Total; 64],
}

#[derive(Clone, Copy)]
struct Total {
    count: u64,
    sum: i64,
    days: Days,
}

/// The days with a count.
#[derive(Clone, Copy)]
struct Days {
    first: i64,
    last: i64,
    count: usize,
}

impl Days {
    const NONE: Self = Self {
        first: i64::MAX,
        last: i64::MIN,
        count: 0,
    };

    /// With a day that is none of those before.
    fn with(self, day: i64) -> Self {
        Self {
            first: self.first.min(day),
            last: self.last.max(day),
            count: self.count + 1,
        }
    }

    fn mean_gap(self) -> Option<f64> {
        let gaps = self.count.checked_sub(1).filter(|gaps| *gaps > 0)?;
        Some((self.last - self.first) as f64 / gaps as f64)
    }
}

struct Weighed {
    count: f64,
    sum: f64,
}

impl<'s> Window<'s> {
    fn of(buckets: &'s [Bucket], today: i64) -> Self {
        let mut words = [Total {
            count: 0,
            sum: 0,
            days: Days::NONE,
        }; 64];
        let mut seen = 0;
        for bucket in buckets {
            if let Some(total) = words.get_mut(usize::from(bucket.word)) {
                total.count += u64::from(bucket.count);
                total.sum = total.sum.saturating_add(bucket.sum);
                total.days = total.days.with(bucket.day);
                seen |= bucket.bit();
            }
        }
        Self {
            buckets,
            today,
            seen,
            words,
        }
    }

    /// The totals of those of some words that have a count.
    fn totals(&self, words: u64) -> impl Iterator<Item = &Total> {
        places(words & self.seen).filter_map(|place| self.words.get(place))
    }

    /// Counts and sums of the words, each day weighed by its age: the newest day first, the weight
    /// by repeated multiplication, so that every machine rounds alike.
    fn weigh(&self, words: u64, decay: f64) -> Weighed {
        if decay == 1.0 {
            let (count, sum) = self
                .totals(words)
                .fold((0_u64, 0_i64), |(count, sum), total| {
                    (count + total.count, sum.saturating_add(total.sum))
                });
            return Weighed {
                count: count as f64,
                sum: sum as f64,
            };
        }
        let mut weighed = Weighed {
            count: 0.0,
            sum: 0.0,
        };
        let (mut weight, mut day) = (1.0, self.today);
        for bucket in self.buckets.iter().rev().filter(|b| b.bit() & words != 0) {
            while day > bucket.day {
                weight *= decay;
                day -= 1;
            }
            weighed.count += weight * f64::from(bucket.count);
            weighed.sum += weight * bucket.sum as f64;
        }
        weighed
    }

    /// The days with a count, ascending.
    fn each_day(&self, words: u64) -> impl Iterator<Item = i64> {
        let mut before = None;
        self.buckets
            .iter()
            .filter(move |bucket| bucket.bit() & words != 0)
            .map(|bucket| bucket.day)
            .filter(move |day| before.replace(*day) != Some(*day))
    }

    fn days(&self, words: u64) -> Option<Days> {
        let days = if words.is_power_of_two() {
            self.totals(words).next()?.days
        } else {
            self.each_day(words).fold(Days::NONE, Days::with)
        };
        (days.count > 0).then_some(days)
    }

    fn burstiness(&self, words: u64) -> Option<f64> {
        let days = self.days(words).filter(|days| days.count > 2)?;
        let mean = days.mean_gap()?;
        let mut before = None;
        let squares = self.each_day(words).fold(0.0, |sum, day| {
            let gap = before.replace(day).map_or(mean, |b| (day - b) as f64);
            sum + (gap - mean) * (gap - mean)
        });
        let deviation = (squares / (days.count - 1) as f64).sqrt();
        Some((deviation - mean) / (deviation + mean))
    }
}

/// The places of the words of a set.
fn places(mut words: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (words != 0).then(|| words.trailing_zeros() as usize);
        words &= words.wrapping_sub(1);
        place
    })
}
