//! Firefox ESR, the second browser. Its driver is one of cargo's tools.

use super::browser::{told, version};
use super::{Finding, Need};
use crate::command::which;
use crate::error::{Result, TaskError};
use crate::host;
use crate::place::Place;
use std::path::PathBuf;

const PACKAGE: &str = "firefox-esr";
const NAMES: [&str; 2] = ["firefox-esr", "firefox"];
const MAC_FIREFOX: &str = "/Applications/Firefox.app/Contents/MacOS/firefox";

/// The browser: as told by FIREFOX, or found.
pub fn firefox() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    told("FIREFOX")
        .or_else(|| NAMES.iter().find_map(|name| which(name, &path)))
        .or_else(|| Some(PathBuf::from(MAC_FIREFOX)).filter(|file| file.is_file()))
}

/// The need for it. Any version will do: one driver speaks to all that are still kept.
pub struct Firefox;

impl Need for Firefox {
    fn why(&self) -> &'static str {
        "what is promised of a browser is shown in two that have nothing in common"
    }

    fn look(&self, _place: &Place) -> Vec<Finding> {
        let plan = if host::can_apt() {
            "apt-get install firefox-esr (about 300 MB)"
        } else {
            "must be installed by hand"
        };
        let found = firefox().and_then(|file| version(&file));
        vec![match found {
            Some(version) => Finding::ready(PACKAGE, "any", version),
            None => Finding::missing(PACKAGE, "any", None, plan),
        }]
    }

    fn install(&self, _place: &Place) -> Result<()> {
        if host::can_apt() {
            return host::apt_install(&[PACKAGE]);
        }
        let elsewhere = "install Firefox ESR or Firefox and put it on the PATH or name it in the variable FIREFOX";
        Err(TaskError::ByHand {
            tool: "Firefox".into(),
            todo: host::by_hand(PACKAGE, elsewhere),
        })
    }
}
