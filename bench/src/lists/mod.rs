//! The lists of cases: against others, growth with size, and the small ones for byte equality.

mod compare;
mod events;
mod growth;
mod small;

pub use compare::{compare, compare_quick};
pub use events::{events, events_quick};
pub use growth::{Growth, growth, growth_quick};
pub use small::small;

use crate::data::Recipe;

/// Blobs that touch: σ 6 among centres in a cube of side 20.
fn wide(n: usize, d: usize, k: usize) -> Recipe {
    Recipe {
        n,
        d,
        k,
        sigma: 6.0,
        seed: 42,
        noise: 0.0,
    }
}

/// Blobs apart, with 5 % noise between them.
fn dense(n: usize, d: usize) -> Recipe {
    Recipe {
        n,
        d,
        k: 8,
        sigma: 0.5,
        seed: 42,
        noise: 0.05,
    }
}

/// Blobs apart, without noise.
fn clean(n: usize, d: usize) -> Recipe {
    Recipe {
        n,
        d,
        k: 8,
        sigma: 2.0,
        seed: 42,
        noise: 0.0,
    }
}
