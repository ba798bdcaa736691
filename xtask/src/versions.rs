//! Every pinned version, in one place.
//!
//! Some tools want the same number in a file of their own (`Cargo.toml`, `Trunk.toml`, `npm/package.json`);
//! a test below holds those files to this one.

/// Bundles the app. 0.22 needs a newer Rust than the workspace asks for.
pub const TRUNK: &str = "0.21.14";
/// The command must be of exactly the library's version.
pub const WASM_BINDGEN: &str = "0.2.130";
/// Drives Firefox. It speaks to every Firefox from long before the ESR that Debian has now.
pub const GECKODRIVER: &str = "0.37.1";
/// The npm package that carries `wasm-opt`; distributions ship one too old for what rustc emits.
pub const BINARYEN: &str = "132.0.0";
/// What that package's `wasm-opt --version` calls itself, and what Trunk wants to read.
pub const WASM_OPT: &str = "version_132";
/// Minifies the gate, the banner and the engine's glue.
pub const ESBUILD: &str = "0.28.2";
/// Checks the screens for accessibility.
pub const AXE_CORE: &str = "4.14.1";
/// Checks the types written in the gate's comments.
pub const TYPESCRIPT: &str = "7.0.2";
/// The oldest Node that all npm tools run on.
pub const NODE_MAJOR: u32 = 18;

/// The target of everything that runs in a browser.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Place;

    fn read(path: &str) -> Option<String> {
        let place = Place::find().expect("inside the checkout");
        std::fs::read_to_string(place.root.join(path)).ok()
    }

    #[test]
    fn npm_packages_are_those_pinned_here() {
        let text = read("xtask/npm/package.json").expect("xtask/npm/package.json");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let wanted = serde_json::json!({
            "axe-core": AXE_CORE, "binaryen": BINARYEN, "esbuild": ESBUILD, "typescript": TYPESCRIPT,
        });
        assert_eq!(json["devDependencies"], wanted);
    }

    #[test]
    fn the_npm_lock_names_no_registry_and_checks_every_package() {
        let text = read("xtask/npm/package-lock.json").expect("xtask/npm/package-lock.json");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        for (path, package) in json["packages"].as_object().expect("packages") {
            assert!(
                package.get("resolved").is_none(),
                "{path} names where it came from"
            );
            assert!(
                path.is_empty() || package.get("integrity").is_some(),
                "{path} has no integrity"
            );
        }
    }

    #[test]
    fn the_workspace_uses_the_pinned_wasm_bindgen() {
        let text = read("Cargo.toml").expect("Cargo.toml");
        assert!(text.contains(&format!("wasm-bindgen = \"={WASM_BINDGEN}\"")));
    }

    #[test]
    fn trunk_asks_for_the_pinned_tools() {
        let text = read("Trunk.toml").expect("Trunk.toml at the root");
        assert!(text.contains(&format!("wasm_bindgen = \"{WASM_BINDGEN}\"")));
        assert!(text.contains(&format!("wasm_opt = \"{WASM_OPT}\"")));
    }

    #[test]
    fn wasm_opt_is_of_the_binaryen_package() {
        let major = BINARYEN.split('.').next().expect("a version");
        assert_eq!(WASM_OPT, format!("version_{major}"));
    }
}
