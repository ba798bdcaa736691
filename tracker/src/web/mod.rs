//! The browser. The page, the store and the network are plain JavaScript in `engine/`, for a
//! kilobyte where bindings took ten; here is what they ask for decisions.

use lol_alloc::{FreeListAllocator, LockedAllocator};

/// Small and simple: the standard library's allocator is a twentieth of the engine, and the engine
/// holds little and has one thread.
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> =
    LockedAllocator::new(FreeListAllocator::new());

mod chance;
mod js;
mod mind;
mod parse;
mod shapes;
