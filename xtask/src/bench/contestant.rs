//! The contestants of a case: each is asked in the same words, wherever it runs.

use super::PART;
use super::browser::Browser;
use super::memory;
use super::peers::Peers;
use super::process::Process;
use crate::error::{Result, TaskError};
use crate::place::Place;
use crate::setup::Tools;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

/// How long loading may take: packages that compile themselves do it then.
const LOADING: Duration = Duration::from_secs(240);

/// Where a contestant runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// Our native program.
    Native,
    /// A Python process.
    Python,
    /// A worker of the browser, with our module in it.
    Wasm,
    /// A worker of the browser, with a package from npm in it.
    Npm,
}

/// Where it runs, by its name.
pub fn home(contestant: &str) -> Home {
    match contestant {
        "recinto-native" => Home::Native,
        name if name.starts_with("recinto-") => Home::Wasm,
        "ml-kmeans" | "skmeans" | "density-clustering" | "ml-hclust" | "hdbscan-ts"
        | "json-parse" | "papaparse" => Home::Npm,
        _ => Home::Python,
    }
}

/// The answer of a contestant, or why there is none.
pub type Answer = std::result::Result<Value, String>;

/// Everything that contestants need to run.
pub struct Arena {
    program: PathBuf,
    data: PathBuf,
    python: std::result::Result<(PathBuf, PathBuf), String>,
    npm: std::result::Result<(), String>,
    browser: Browser,
    patience: Duration,
}

/// A contestant with a case loaded.
pub struct Contestant {
    /// Its name.
    pub name: String,
    process: Option<Process>,
    /// Bytes held once the data were loaded.
    held: Option<u64>,
}

/// One timed run.
#[derive(Debug, Clone)]
pub struct Taken {
    /// What it answered: seconds, figures, for ours the fingerprint.
    pub answer: Value,
    /// The most bytes beyond those held when the data were loaded.
    pub memory: Option<u64>,
}

impl Arena {
    /// Starts the browser.
    pub fn open(
        place: &Place,
        tools: &Tools,
        program: PathBuf,
        data: PathBuf,
        peers: &Peers,
        patience: Duration,
    ) -> Result<Self> {
        let roots = vec![super::module::folder(place), peers.scripts.clone()];
        let browser =
            Browser::start(tools, roots, data.clone()).map_err(|problem| TaskError::Part {
                part: PART,
                problem,
            })?;
        let script = place.root.join("bench/peers/python/peer.py");
        let python = peers.python.clone().map(|python| (python, script));
        Ok(Self {
            program,
            data,
            python,
            npm: peers.npm.clone(),
            browser,
            patience,
        })
    }

    /// Starts a contestant and has it load a case.
    pub fn load(
        &mut self,
        name: &str,
        case: &Value,
        file: &str,
    ) -> std::result::Result<Contestant, String> {
        let home = home(name);
        if home == Home::Npm {
            self.npm.clone()?;
        }
        let process = match home {
            Home::Native => Some(Process::start(&self.program, &[])?),
            Home::Python => {
                let (python, script) = self.python.clone()?;
                Some(Process::start(
                    &python,
                    &[script.as_os_str(), name.as_ref()],
                )?)
            }
            Home::Wasm | Home::Npm => None,
        };
        let mut contestant = Contestant {
            name: name.to_owned(),
            process,
            held: None,
        };
        let file = match home {
            Home::Native | Home::Python => self.data.join(file).display().to_string(),
            Home::Wasm | Home::Npm => format!("/data/{file}"),
        };
        let loaded = self.ask(
            &mut contestant,
            &json!({ "do": "load", "case": case, "file": file }),
        )?;
        contestant.held = loaded["memory"]
            .as_u64()
            .or_else(|| self.resident(&contestant));
        Ok(contestant)
    }

    /// One timed run.
    pub fn run(&mut self, contestant: &mut Contestant) -> std::result::Result<Taken, String> {
        let processes = self.processes(contestant);
        // The renderer is shared by all workers: what it holds now is not this contestant's doing.
        let held = match home(&contestant.name) {
            Home::Npm => self.resident(contestant),
            _ => contestant.held,
        };
        let can_tell = memory::forget_peak(&processes);
        let answer = self.ask(contestant, &json!({ "do": "run" }))?;
        let peak = answer["memory"]
            .as_u64()
            .or_else(|| can_tell.then(|| memory::peak(&processes)).flatten());
        let memory = peak.zip(held).map(|(peak, held)| peak.saturating_sub(held));
        Ok(Taken { answer, memory })
    }

    /// The last result in full.
    pub fn details(&mut self, contestant: &mut Contestant) -> Answer {
        self.ask(contestant, &json!({ "do": "details" }))
    }

    /// Ends all workers of the browser. Processes end when their contestant is dropped.
    pub fn clear(&mut self) {
        // A page that does not answer shows at the next request.
        let _ = self.browser.ask(&json!({ "do": "drop" }), self.patience);
    }

    fn ask(&mut self, contestant: &mut Contestant, request: &Value) -> Answer {
        let patience = match request["do"].as_str() {
            Some("load") => LOADING.max(self.patience),
            _ => self.patience,
        };
        let answer = match &mut contestant.process {
            Some(process) => process.ask(request, patience)?,
            None => {
                let mut request = request.clone();
                request["contestant"] = json!(contestant.name);
                request["limit"] = json!(patience.as_millis() as u64);
                // The page gives up by itself, and says so.
                self.browser
                    .ask(&request, patience + Duration::from_secs(20))?
            }
        };
        match answer["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(answer),
        }
    }

    fn processes(&self, contestant: &Contestant) -> Vec<u32> {
        match &contestant.process {
            Some(process) => vec![process.id()],
            None => memory::renderers(self.browser.id()),
        }
    }

    fn resident(&self, contestant: &Contestant) -> Option<u64> {
        memory::resident(&self.processes(contestant))
    }
}
