//! A contestant that is a program of its own: a line in, a line out.

use super::contestant::Answer;
use serde_json::Value;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A running program. It ends when this is dropped.
pub struct Process {
    child: Child,
    asks: ChildStdin,
    answers: Receiver<String>,
}

/// Numeric libraries take a thread per core unless told otherwise.
const ONE_THREAD: [&str; 4] = [
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
];

impl Process {
    /// Starts it.
    pub fn start(program: &Path, arguments: &[&OsStr]) -> Result<Self, String> {
        let started = Command::new(program)
            .args(arguments)
            .envs(ONE_THREAD.map(|name| (name, "1")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = started.map_err(|error| format!("does not start: {error}"))?;
        let (Some(asks), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("has no standard input or output".into());
        };
        let (send, answers) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self {
            child,
            asks,
            answers,
        })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks and waits for the answer. One that comes too late would be taken for the next, so it is the end then.
    pub fn ask(&mut self, request: &Value, limit: Duration) -> Answer {
        writeln!(self.asks, "{request}")
            .and_then(|()| self.asks.flush())
            .map_err(|error| format!("has ended: {error}"))?;
        let Ok(line) = self.answers.recv_timeout(limit) else {
            // Nothing is left to do if it has just ended by itself.
            let _ = self.child.kill();
            return Err(format!(
                "no answer within {} s, or it has ended",
                limit.as_secs()
            ));
        };
        serde_json::from_str(&line)
            .map_err(|error| format!("answers something else than JSON: {error}"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
