//! Randomness of the device: the browser's cryptographic source, and nothing if that fails.

use crate::randomness::{DELAY_MAX_MS, Randomness};
use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::{Rng, TryRng};
use recinto_core::privacy::{krr, oue};
use recinto_core::random::below;
use std::convert::Infallible;

/// What a draw is for. In a test build each has its own stream, so that equal draws do not hang
/// on how many others came before.
#[derive(Clone, Copy)]
enum Draw {
    Answer = 1,
    ReportId = 2,
    Delay = 3,
}

/// The device's randomness.
pub struct Chance;

impl Randomness for Chance {
    fn answer(&self, epoch: u64, truth: usize, k: usize, epsilon: f64) -> Option<usize> {
        with(Draw::Answer, epoch, |random| {
            krr::randomize(truth, k, epsilon, random)
        })
    }

    fn bits(&self, epoch: u64, truth: usize, k: usize, epsilon: f64) -> Option<Vec<u8>> {
        with(Draw::Answer, epoch, |random| {
            oue::randomize(truth, k, epsilon, random)
        })
    }

    fn report_id(&self, epoch: u64) -> Option<[u8; 16]> {
        with(Draw::ReportId, epoch, |random| {
            let mut bytes = [0; 16];
            random.fill_bytes(&mut bytes);
            bytes
        })
    }

    fn delay_ms(&self, epoch: u64) -> u32 {
        with(Draw::Delay, epoch, |random| {
            below(u64::from(DELAY_MAX_MS), random) as u32
        })
        .unwrap_or(DELAY_MAX_MS)
    }
}

/// A fresh id for an event; it stays on the device.
pub fn event_id() -> String {
    let mut bytes = [0; 12];
    // Two events must not share an id; without the source the time tells them apart.
    if !fill(&mut bytes) {
        let time = js_sys::Date::now().to_bits().to_le_bytes();
        let salt = js_sys::Math::random().to_bits().to_le_bytes();
        for (byte, from) in bytes.iter_mut().zip(time.iter().chain(&salt)) {
            *byte = *from;
        }
    }
    Base64UrlUnpadded::encode_string(&bytes)
}

/// Bytes that are all zero as they were before have not been drawn: of a source that works, once in 2³² draws of four.
fn fill(bytes: &mut [u8]) -> bool {
    super::js::random_values(bytes).is_ok() && bytes.iter().any(|byte| *byte != 0)
}

/// The browser's source. A failure is remembered: what was drawn with it is thrown away.
struct Browser {
    failed: bool,
}

impl TryRng for Browser {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        if !fill(bytes) {
            self.failed = true;
            // Not all zeros: a rejection sampler must come to its end.
            bytes.fill(0x5a);
        }
        Ok(())
    }
}

#[cfg(not(feature = "test-randomness"))]
fn with<T>(_: Draw, _: u64, draw: impl FnOnce(&mut Browser) -> T) -> Option<T> {
    let mut random = Browser { failed: false };
    let drawn = draw(&mut random);
    (!random.failed).then_some(drawn)
}

/// The test build: from the page's seed when it gives one.
#[cfg(feature = "test-randomness")]
fn with<T>(what: Draw, epoch: u64, draw: impl FnOnce(&mut Either) -> T) -> Option<T> {
    let mut random = match seed() {
        None => Either::Browser(Browser { failed: false }),
        Some(seed) => {
            let stream =
                seed ^ (what as u64).rotate_right(8) ^ epoch.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            Either::Seeded(recinto_core::random::seeded(stream))
        }
    };
    let drawn = draw(&mut random);
    (!matches!(random, Either::Browser(Browser { failed: true }))).then_some(drawn)
}

#[cfg(feature = "test-randomness")]
fn seed() -> Option<u64> {
    super::js::get(&js_sys::global(), "__recintoTestRandomness")
        .as_string()?
        .parse()
        .ok()
}

#[cfg(feature = "test-randomness")]
enum Either {
    Browser(Browser),
    Seeded(recinto_core::random::SeededRandom),
}

#[cfg(feature = "test-randomness")]
impl TryRng for Either {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(match self {
            Self::Browser(random) => random.next_u32(),
            Self::Seeded(random) => random.next_u32(),
        })
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(match self {
            Self::Browser(random) => random.next_u64(),
            Self::Seeded(random) => random.next_u64(),
        })
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        match self {
            Self::Browser(random) => random.fill_bytes(bytes),
            Self::Seeded(random) => random.fill_bytes(bytes),
        }
        Ok(())
    }
}
