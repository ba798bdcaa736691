//! The gate is plain JavaScript; its tests are too, and run by Node, which the build needs anyway.

use std::process::Command;

#[test]
fn the_gate() {
    let run = Command::new("node")
        .args(["--test", "gate/"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    let Ok(run) = run else {
        panic!("the gate's tests need Node 18 or later on the PATH: `cargo xtask doctor` says how to get it");
    };
    assert!(
        run.status.success(),
        "{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
}
