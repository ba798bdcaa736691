//! The browser. The page, the store and the network are plain JavaScript in `engine/`, for a
//! kilobyte where bindings took ten; here is what they ask for decisions.

mod chance;
mod js;
mod mind;
mod parse;
mod shapes;
