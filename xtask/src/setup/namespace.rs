//! A network of its own for the end-to-end tests, so that nothing can leave unseen.

use super::{Finding, Need};
use crate::command::which;
use crate::error::Result;
use crate::host;
use crate::place::Place;
use crate::say;

/// The need for `ip` and `unshare`. Only Linux has them; elsewhere the tests run without and say so.
pub struct Namespace;

impl Need for Namespace {
    fn why(&self) -> &'static str {
        "the end-to-end tests run in a network of their own, where what goes round the recording proxy goes nowhere"
    }

    fn look(&self, _place: &Place) -> Vec<Finding> {
        [
            ("ip", "apt-get install iproute2"),
            ("unshare", "apt-get install util-linux"),
        ]
        .into_iter()
        .map(|(tool, plan)| match find(tool) {
            Some(file) => Finding::ready(tool, "any", file),
            None if host::can_apt() => Finding::missing(tool, "any", None, plan),
            None => Finding::ready(
                tool,
                "any, optional",
                "none: UDP and DNS stay unseen in the tests",
            ),
        })
        .collect()
    }

    fn install(&self, _place: &Place) -> Result<()> {
        say::note("Both are small parts of the system.");
        host::apt_install(&["iproute2", "util-linux"])
    }
}

/// `ip` is often in a folder that is on root's PATH only.
fn find(tool: &str) -> Option<String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = [path.as_os_str(), "/usr/sbin:/sbin".as_ref()];
    places
        .iter()
        .find_map(|path| which(tool, path))
        .map(|file| file.display().to_string())
}
