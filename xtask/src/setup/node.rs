//! Node and npm, which the npm tools run on.

use super::{Finding, Need};
use crate::command::Run;
use crate::error::{Result, TaskError};
use crate::host;
use crate::place::Place;
use crate::versions::NODE_MAJOR;

const PACKAGES: [&str; 2] = ["nodejs", "npm"];

/// The need for Node with npm.
pub struct Node;

impl Need for Node {
    fn why(&self) -> &'static str {
        "wasm-opt, esbuild and TypeScript come as npm packages"
    }

    fn look(&self, _place: &Place) -> Vec<Finding> {
        let node = Run::new("node")
            .arg("--version")
            .answer()
            .map(|text| text.trim().to_owned());
        let npm = Run::new("npm")
            .arg("--version")
            .answer()
            .map(|text| text.trim().to_owned());
        let wanted = format!("{NODE_MAJOR} or newer");
        let plan = if host::can_apt() {
            "apt-get install nodejs npm"
        } else {
            "must be installed by hand"
        };
        let node = match node {
            Some(version) if major(&version) >= Some(NODE_MAJOR) => {
                Finding::ready("node", wanted, version)
            }
            found => Finding::missing("node", wanted, found, plan),
        };
        let npm = match npm {
            Some(version) => Finding::ready("npm", "any", version),
            None => Finding::missing("npm", "any", None, plan),
        };
        vec![node, npm]
    }

    fn install(&self, _place: &Place) -> Result<()> {
        if host::can_apt() {
            return host::apt_install(&PACKAGES);
        }
        let elsewhere = format!("install Node {NODE_MAJOR} or newer with npm (https://nodejs.org)");
        Err(TaskError::ByHand {
            tool: "Node with npm".into(),
            todo: host::by_hand(&PACKAGES.join(" "), &elsewhere),
        })
    }
}

fn major(version: &str) -> Option<u32> {
    version
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert!(major("v16.1.0") < Some(NODE_MAJOR));
        assert!(major("what") < Some(NODE_MAJOR));
    }
}
