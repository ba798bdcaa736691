//! Starting other programs: one way to do it, with the command line in every failure.

use crate::error::{Result, TaskError};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A program about to be started.
pub struct Run {
    command: Command,
    line: String,
    advice: String,
}

impl Run {
    /// A program by its name on the PATH, or by its path.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        let mut command = Command::new(program);
        forget_outer_cargo(&mut command);
        let line = Path::new(program)
            .file_name()
            .unwrap_or(program)
            .to_string_lossy()
            .into_owned();
        Self {
            command,
            line,
            advice: String::new(),
        }
    }

    /// Adds one argument.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.line.push(' ');
        self.line.push_str(&arg.as_ref().to_string_lossy());
        self.command.arg(arg);
        self
    }

    /// Adds several arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(self, args: impl IntoIterator<Item = S>) -> Self {
        args.into_iter().fold(self, Self::arg)
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Removes an environment variable.
    #[must_use]
    pub fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Sets the folder to run in.
    #[must_use]
    pub fn dir(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// What to tell the reader if it fails.
    #[must_use]
    pub fn advice(mut self, advice: &str) -> Self {
        advice.clone_into(&mut self.advice);
        self
    }

    /// Runs it with its output going straight to the terminal.
    pub fn stream(mut self) -> Result<()> {
        let status = self.command.stdin(Stdio::null()).status();
        let status = status.map_err(|source| self.not_started(source))?;
        self.judge(status)
    }

    /// Runs it and returns what it printed; its error output is shown only when it fails.
    pub fn capture(mut self) -> Result<String> {
        let output = self.command.stdin(Stdio::null()).output();
        let output = output.map_err(|source| self.not_started(source))?;
        if !output.status.success() {
            eprint!(
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        self.judge(output.status)?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Whether it runs and succeeds, in silence.
    pub fn succeeds(self) -> bool {
        self.answer().is_some()
    }

    /// What it prints if it runs and succeeds, in silence.
    pub fn answer(mut self) -> Option<String> {
        let output = self.command.stdin(Stdio::null()).output().ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs it in silence for at most the given time. A download that hangs must not hang us.
    pub fn succeeds_within(mut self, limit: Duration) -> bool {
        let quiet = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let Ok(mut child) = quiet.spawn() else {
            return false;
        };
        let start = Instant::now();
        while start.elapsed() < limit {
            match child.try_wait() {
                Ok(Some(status)) => return status.success(),
                Ok(None) => std::thread::sleep(Duration::from_millis(50)),
                Err(_) => break,
            }
        }
        // Nothing is left to do if it has just ended by itself.
        let _ = child.kill();
        let _ = child.wait();
        false
    }

    fn judge(self, status: ExitStatus) -> Result<()> {
        if status.success() {
            return Ok(());
        }
        Err(TaskError::Failed {
            command: self.line,
            status: status.to_string(),
            advice: self.advice,
        })
    }

    fn not_started(&self, source: std::io::Error) -> TaskError {
        TaskError::Start {
            command: self.line.clone(),
            source,
        }
    }
}

/// `cargo run` gives us variables about this crate and a library path of its toolchain. Passed on, they would make
/// build scripts run again and could load the wrong compiler's libraries.
fn forget_outer_cargo(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        if text == "CARGO"
            || text == "OUT_DIR"
            || text.starts_with("CARGO_PKG_")
            || text.starts_with("CARGO_MANIFEST_")
        {
            command.env_remove(text);
        }
    }
    if let Some(paths) = std::env::var_os("LD_LIBRARY_PATH") {
        let kept = std::env::split_paths(&paths).filter(|path| !of_cargo(path));
        match std::env::join_paths(kept) {
            Ok(paths) if !paths.is_empty() => command.env("LD_LIBRARY_PATH", paths),
            _ => command.env_remove("LD_LIBRARY_PATH"),
        };
    }
}

fn of_cargo(path: &Path) -> bool {
    path.components()
        .any(|part| part.as_os_str() == "toolchains")
        || path.ends_with("debug")
        || path.ends_with("debug/deps")
        || path.as_os_str().is_empty()
}

/// The PATH with some folders before it.
pub fn path_with(first: &[PathBuf]) -> OsString {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let all = first.iter().cloned().chain(std::env::split_paths(&old));
    std::env::join_paths(all).unwrap_or(old)
}

/// Finds a program in the folders of a PATH.
pub fn which(program: &str, path: &OsStr) -> Option<PathBuf> {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(path)
        .map(|folder| folder.join(&name))
        .find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_and_the_advice() {
        let error = Run::new("sh")
            .args(["-c", "exit 3"])
            .advice("Try again.")
            .capture()
            .expect_err("it fails");
        let text = error.to_string();
        assert!(
            text.contains("sh -c exit 3") && text.contains('3') && text.ends_with("Try again."),
            "{text}"
        );
    }

    #[test]
    fn a_missing_program_says_so() {
        let error = Run::new("no-such-program-here")
            .capture()
            .expect_err("it is not there");
        assert!(error.to_string().contains("cargo xtask doctor"));
    }

    #[test]
    fn a_hanging_program_is_ended() {
        let start = Instant::now();
        assert!(
            !Run::new("sleep")
                .arg("30")
                .succeeds_within(Duration::from_millis(200))
        );
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}
