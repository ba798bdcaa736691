//! The engine's JavaScript is embedded when the crate is compiled; cargo does not see that by itself.

fn main() {
    println!("cargo::rerun-if-changed=engine");
}
