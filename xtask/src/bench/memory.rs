//! Memory of processes, from `/proc`. Where there is none (elsewhere than on Linux), nothing is known.

use std::path::PathBuf;

fn file(process: u32, name: &str) -> PathBuf {
    PathBuf::from(format!("/proc/{process}/{name}"))
}

/// A field of `/proc/ID/status` that is given in kB, in bytes.
fn field(process: u32, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(file(process, "status")).ok()?;
    kilobytes(&status, name).map(|kb| kb * 1024)
}

fn kilobytes(status: &str, name: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

fn sum(processes: &[u32], name: &str) -> Option<u64> {
    if processes.is_empty() {
        return None;
    }
    processes.iter().map(|&process| field(process, name)).sum()
}

/// Bytes in memory now.
pub fn resident(processes: &[u32]) -> Option<u64> {
    sum(processes, "VmRSS")
}

/// The most bytes in memory since [`forget_peak`].
pub fn peak(processes: &[u32]) -> Option<u64> {
    sum(processes, "VmHWM")
}

/// Sets the peak to what is in memory now; says whether that worked.
pub fn forget_peak(processes: &[u32]) -> bool {
    !processes.is_empty()
        && processes
            .iter()
            .all(|&process| std::fs::write(file(process, "clear_refs"), "5").is_ok())
}

/// The processes below `browser` that run pages.
pub fn renderers(browser: u32) -> Vec<u32> {
    let all: Vec<(u32, u32)> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let process: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((process, parent(process)?))
        })
        .collect();
    let mut family = vec![browser];
    let mut at = 0;
    while let Some(&parent) = family.get(at) {
        family.extend(
            all.iter()
                .filter(|(_, of)| *of == parent)
                .map(|(process, _)| process),
        );
        at += 1;
    }
    let is_renderer = |process: &u32| {
        let line = std::fs::read(file(*process, "cmdline")).unwrap_or_default();
        line.split(|&byte| byte == 0 || byte == b' ')
            .any(|word| word == b"--type=renderer")
    };
    family.into_iter().filter(is_renderer).collect()
}

fn parent(process: u32) -> Option<u32> {
    let status = std::fs::read_to_string(file(process, "status")).ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("PPid:"))?
        .trim()
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_read_by_its_whole_name() {
        let status = "Name:\tx\nVmHWMx:\t    1 kB\nVmHWM:\t  2048 kB\nVmRSS:\t  1000 kB\n";
        assert_eq!(kilobytes(status, "VmHWM"), Some(2048));
        assert_eq!(kilobytes(status, "VmSwap"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_peak_sees_memory_that_is_given_back() {
        let own = [std::process::id()];
        let before = resident(&own).expect("Linux says");
        assert!(forget_peak(&own));
        let large = vec![1_u8; 64 << 20];
        assert!(large.iter().all(|&byte| byte == 1));
        drop(large);
        let peak = peak(&own).expect("Linux says");
        assert!(peak - before > 60 << 20, "{before} to {peak}");
    }
}
