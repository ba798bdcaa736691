//! Skipping what is up to date: a stamp holds the hash of a step's inputs, written when the step has succeeded.

use crate::error::Result;
use crate::place::{Place, files_under, read, write};
use crate::versions;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The inputs and outputs of one step.
pub struct Stamp {
    file: PathBuf,
    hash: Sha256,
    outputs: Vec<PathBuf>,
}

impl Stamp {
    /// A step by its name, with the files that it makes. The pinned versions are inputs of every step.
    pub fn new(place: &Place, step: &str, outputs: Vec<PathBuf>) -> Self {
        let pins = [
            versions::TRUNK,
            versions::WASM_BINDGEN,
            versions::BINARYEN,
            versions::ESBUILD,
        ];
        let hash = pins.iter().fold(Sha256::new(), |hash, pin| {
            hash.chain_update(pin).chain_update([0])
        });
        Self {
            file: place.scratch().join(format!("{step}.stamp")),
            hash,
            outputs,
        }
    }

    /// Adds a text, as an option of the step.
    pub fn text(&mut self, text: &str) {
        self.hash.update((text.len() as u64).to_le_bytes());
        self.hash.update(text);
    }

    /// Adds a file, or a folder with everything in it.
    pub fn input(&mut self, path: &Path) -> Result<()> {
        let files = if path.is_dir() {
            files_under(path)?
        } else {
            vec![path.to_path_buf()]
        };
        for file in files {
            self.text(&file.to_string_lossy());
            let bytes = read(&file)?;
            self.hash.update((bytes.len() as u64).to_le_bytes());
            self.hash.update(&bytes);
        }
        Ok(())
    }

    /// Whether the step has been done with exactly these inputs and its outputs are still there.
    pub fn is_current(&self) -> bool {
        self.outputs.iter().all(|path| path.exists())
            && std::fs::read(&self.file).is_ok_and(|old| old == self.value().as_bytes())
    }

    /// Notes that the step is done.
    pub fn done(&self) -> Result<()> {
        write(&self.file, self.value())
    }

    fn value(&self) -> String {
        self.hash
            .clone()
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_input_or_a_lost_output_is_noticed() {
        let root = std::env::temp_dir().join(format!("recinto-stamp-{}", std::process::id()));
        let place = Place {
            root: root.clone(),
            target: root.join("t"),
            dist: root.join("d"),
            cache: root.join("c"),
        };
        let (input, output) = (root.join("in"), root.join("out"));
        let stamp = || {
            let mut stamp = Stamp::new(&place, "step", vec![output.clone()]);
            stamp.input(&input).expect("the input is there");
            stamp
        };
        write(&input, "1").expect("written");
        write(&output, "made").expect("written");
        assert!(!stamp().is_current());
        stamp().done().expect("noted");
        assert!(stamp().is_current());
        write(&input, "2").expect("written");
        assert!(!stamp().is_current());
        write(&input, "1").expect("written");
        assert!(stamp().is_current());
        std::fs::remove_file(&output).expect("removed");
        assert!(!stamp().is_current());
        std::fs::remove_dir_all(&root).expect("removed");
    }
}
