//! The most memory that the browser's pages and workers took, from Linux's `/proc`; elsewhere nothing is known.

use std::fs::read_to_string;

/// The most bytes that each process below this one that runs pages and their workers had in memory, the largest first: the
/// whole process, the browser's own program in it.
#[must_use]
pub fn peaks_of_pages() -> Vec<u64> {
    let own = std::process::id();
    let mut peaks: Vec<u64> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|&process| runs_pages(process) && is_below(process, own))
        .filter_map(|process| Some(field(process, "VmHWM")? * 1024))
        .collect();
    peaks.sort_unstable_by(|a, b| b.cmp(a));
    peaks
}

fn runs_pages(process: u32) -> bool {
    let line = std::fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
    line.split(|&byte| byte == 0 || byte == b' ')
        .any(|word| word == b"--type=renderer")
}

fn is_below(process: u32, above: u32) -> bool {
    std::iter::successors(Some(process), |&process| {
        field(process, "PPid")?.try_into().ok()
    })
    .any(|process| process == above)
}

/// A field of a process's status: a number, in kB where it is a size.
fn field(process: u32, name: &str) -> Option<u64> {
    let status = read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_below_itself_and_its_parents() {
        let own = std::process::id();
        let parent = field(own, "PPid").and_then(|id| id.try_into().ok());
        assert!(is_below(own, own) && parent.is_some_and(|parent| is_below(own, parent)));
        assert!(!parent.is_some_and(|parent| is_below(parent, own)));
        assert!(!runs_pages(own));
    }
}
