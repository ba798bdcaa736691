//! Where things are: the checkout, the build output, the tools' folder.

use crate::error::{Result, TaskError};
use std::path::{Path, PathBuf};

/// The folders every task works in.
#[derive(Debug, Clone)]
pub struct Place {
    /// The root of the checkout.
    pub root: PathBuf,
    /// Cargo's target directory; the whole build shares one.
    pub target: PathBuf,
    /// The release.
    pub dist: PathBuf,
    /// Tools, outside the checkout so that a fresh clone finds them again.
    pub cache: PathBuf,
}

impl Place {
    /// Finds all folders from the environment that cargo gives.
    pub fn find() -> Result<Self> {
        let here = std::env::current_dir().map_err(TaskError::file("find", Path::new(".")))?;
        let start = std::env::var_os("CARGO_MANIFEST_DIR").map_or(here, PathBuf::from);
        let root = start
            .ancestors()
            .find(|folder| folder.join("xtask/Cargo.toml").is_file())
            .ok_or_else(|| TaskError::Part {
                part: "anything",
                problem: "this is not inside a checkout of Recinto; start it from there".into(),
            })?
            .to_path_buf();
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |dir| root.join(dir));
        let cache = cache_root().join("recinto");
        Ok(Self {
            dist: root.join("dist"),
            root,
            target,
            cache,
        })
    }

    /// Where `cargo install` puts Trunk and wasm-bindgen.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// Intermediate files of the tasks themselves.
    pub fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }
}

fn cache_root() -> PathBuf {
    let absolute = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
        .or_else(|| absolute("LOCALAPPDATA"))
        .unwrap_or_else(std::env::temp_dir)
}

/// Creates a folder with its parents.
pub fn make_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(TaskError::file("create", path))
}

/// Empties a folder, or creates it.
pub fn fresh_folder(path: &Path) -> Result<()> {
    if path.exists() {
        std::fs::remove_dir_all(path).map_err(TaskError::file("remove", path))?;
    }
    make_folder(path)
}

/// Copies one file; replaces the old one even while it runs.
pub fn copy_file(from: &Path, to: &Path) -> Result<()> {
    if let Some(parent) = to.parent() {
        make_folder(parent)?;
    }
    if to.exists() {
        std::fs::remove_file(to).map_err(TaskError::file("replace", to))?;
    }
    std::fs::copy(from, to)
        .map(drop)
        .map_err(TaskError::file("copy", from))
}

/// Copies a folder with everything in it.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for file in files_under(from)? {
        let inside = file.strip_prefix(from).unwrap_or(&file);
        copy_file(&file, &to.join(inside))?;
    }
    Ok(())
}

/// All files below a folder, sorted by path, so that whatever is made from them does not depend on the file system.
pub fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).map_err(TaskError::file("read", &next))? {
            let path = entry.map_err(TaskError::file("read", &next))?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(TaskError::file("read", path))
}

/// Writes a file.
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<()> {
    if let Some(parent) = path.parent() {
        make_folder(parent)?;
    }
    std::fs::write(path, bytes).map_err(TaskError::file("write", path))
}
