//! Chromium and its driver.

use super::{Finding, Need};
use crate::command::{Run, which};
use crate::error::{Result, TaskError};
use crate::host;
use crate::place::Place;
use std::path::{Path, PathBuf};

/// Fonts too: without any, a screen has no text to look at.
const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-dejavu-core"];

const CHROMIUM_NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const MAC_CHROME: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// The browser: as told by CHROMIUM or CHROME, or found.
pub fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    told("CHROMIUM")
        .or_else(|| told("CHROME"))
        .or_else(|| CHROMIUM_NAMES.iter().find_map(|name| which(name, &path)))
        .or_else(|| Some(PathBuf::from(MAC_CHROME)).filter(|file| file.is_file()))
}

/// The driver: as told by CHROMEDRIVER, or found.
pub fn chromedriver() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    told("CHROMEDRIVER").or_else(|| which("chromedriver", &path))
}

/// The program that a variable of the environment names, if it is there.
pub(super) fn told(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|file| file.is_file())
}

/// The need for both, of one major version.
pub struct Browser;

impl Need for Browser {
    fn why(&self) -> &'static str {
        "the end-to-end tests walk the whole product in a real browser"
    }

    fn look(&self, _place: &Place) -> Vec<Finding> {
        let plan = if host::can_apt() {
            "apt-get install chromium chromium-driver (about 400 MB)"
        } else {
            "must be installed by hand"
        };
        let browser = chromium().and_then(|file| version(&file));
        let driver = chromedriver().and_then(|file| version(&file));
        let same = driver.as_deref().map(major) == browser.as_deref().map(major);
        let wanted = browser
            .as_deref()
            .map_or_else(|| "as Chromium".into(), |version| major(version).to_owned());
        let browser = match browser {
            Some(version) => Finding::ready("chromium", "any", version),
            None => Finding::missing("chromium", "any", None, plan),
        };
        let driver = match driver {
            Some(version) if same => Finding::ready("chromedriver", wanted, version),
            found => Finding::missing("chromedriver", wanted, found, plan),
        };
        vec![browser, driver]
    }

    fn install(&self, _place: &Place) -> Result<()> {
        if host::can_apt() {
            return host::apt_install(&PACKAGES);
        }
        let elsewhere = "install Chromium or Google Chrome and the ChromeDriver of the same major version \
                         (https://googlechromelabs.github.io/chrome-for-testing/), put both on the PATH or name them in \
                         the variables CHROMIUM and CHROMEDRIVER";
        let todo = host::by_hand(&PACKAGES.join(" "), elsewhere);
        Err(TaskError::ByHand {
            tool: "Chromium with its driver".into(),
            todo,
        })
    }
}

/// The first word of the program's `--version` that starts with a digit.
pub(super) fn version(program: &Path) -> Option<String> {
    let answer = Run::new(program).arg("--version").answer()?;
    answer
        .split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
        .map(str::to_owned)
}

fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or(version)
}
