//! What can go wrong in a task: each message says what happened and what to do.

use std::path::{Path, PathBuf};

/// The result of a task.
pub type Result<T> = std::result::Result<T, TaskError>;

/// A failed task.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// A file or folder could not be read or written.
    #[error("could not {action} {}: {source}", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A program could not be started at all.
    #[error(
        "could not start `{command}`: {source}. Is it installed and on the PATH? `cargo xtask doctor` lists what is missing."
    )]
    Start {
        /// The command line.
        command: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A program ran and reported failure.
    #[error("`{command}` failed ({status}).{}", hint(advice))]
    Failed {
        /// The command line.
        command: String,
        /// Its exit status, in words.
        status: String,
        /// What to do about it; may be empty.
        advice: String,
    },
    /// A tool is missing and this command cannot install it here.
    #[error("{tool} is missing and cannot be installed from here: {todo}")]
    ByHand {
        /// The tool.
        tool: String,
        /// What the reader has to do.
        todo: String,
    },
    /// A part of the workspace that the build needs is not there or not as agreed.
    #[error("cannot build {part}: {problem}")]
    Part {
        /// Which part.
        part: &'static str,
        /// What is wrong with it, and what to do.
        problem: String,
    },
    /// Something shipped grew over its budget.
    #[error("over budget: {}. Make it smaller, or change the budget in xtask/src/size.rs and say why.", .0.join("; "))]
    OverBudget(Vec<String>),
    /// A step of `cargo xtask test` failed.
    #[error("step \"{step}\" failed: {source}")]
    Step {
        /// The step's name.
        step: &'static str,
        /// What went wrong in it.
        source: Box<TaskError>,
    },
}

fn hint(advice: &str) -> String {
    if advice.is_empty() {
        String::new()
    } else {
        format!(" {advice}")
    }
}

impl TaskError {
    /// For `map_err` on file operations.
    pub fn file(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::File {
            action,
            path,
            source,
        }
    }
}
