//! What kind of machine this is.

use crate::command::{Run, which};
use crate::error::Result;
use crate::say;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the machine's packages come from Debian's archive (or Ubuntu's and the like).
pub fn is_debian() -> bool {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let path = std::env::var_os("PATH").unwrap_or_default();
    names_debian(&release) && which("apt-get", &path).is_some()
}

fn names_debian(os_release: &str) -> bool {
    os_release
        .lines()
        .filter_map(|line| {
            line.strip_prefix("ID=")
                .or_else(|| line.strip_prefix("ID_LIKE="))
        })
        .any(|value| {
            value
                .trim_matches('"')
                .split(' ')
                .any(|name| name == "debian")
        })
}

/// Whether we may install packages of the system.
pub fn is_root() -> bool {
    Run::new("id")
        .arg("-u")
        .answer()
        .is_some_and(|user| user.trim() == "0")
}

/// Whether `apt_install` can work here.
pub fn can_apt() -> bool {
    is_debian() && is_root()
}

/// Installs packages of the distribution.
pub fn apt_install(packages: &[&str]) -> Result<()> {
    static LISTS_ARE_FRESH: AtomicBool = AtomicBool::new(false);
    let advice =
        "Check the network and the machine's package sources (/etc/apt), then start again.";
    if !LISTS_ARE_FRESH.swap(true, Ordering::Relaxed) {
        Run::new("apt-get")
            .args(["update", "-qq"])
            .advice(advice)
            .stream()?;
    }
    say::note(&format!("apt-get install {}", packages.join(" ")));
    Run::new("apt-get")
        .args(["install", "-qq", "-y", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .advice(advice)
        .stream()
}

/// What a reader has to type when we may not install a package.
pub fn by_hand(packages: &str, elsewhere: &str) -> String {
    if is_debian() {
        format!(
            "as root, `apt-get install --no-install-recommends {packages}`, then start this command again"
        )
    } else {
        format!("{elsewhere}, then start this command again")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_and_its_children_are_told_from_others() {
        assert!(names_debian("NAME=x\nID=debian\n"));
        assert!(names_debian("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(names_debian("ID=mint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!names_debian(
            "ID=fedora\nID_LIKE=\"rhel\"\nHOME_URL=https://debian\n"
        ));
    }
}
