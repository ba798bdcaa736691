//! The browser: everything that touches the page, its storage or the network.

mod chance;
mod engine;
mod export;
mod idb;
mod js;
mod memory;
mod network;
mod page_api;
mod parse;
mod sender;
mod shapes;
mod store;
