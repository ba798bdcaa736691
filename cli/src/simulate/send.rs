//! Sending reports over several kept connections.

use crate::client;
use crate::error::CliError;
use recinto_wire::REPORT_BYTES;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use ureq::Agent;

/// Connections at the same time: the collector flushes waiting reports to disk together, so more
/// in flight means fewer flushes.
const CONNECTIONS: usize = 32;
/// How often one report is sent again after a 503.
const RETRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(250);

/// What became of the reports.
pub(super) struct Sent {
    /// Answered with 202.
    pub(super) accepted: u64,
    /// Sent again after a 503.
    pub(super) retries: u64,
}

/// Sends every report once, again only when the collector asks for it. The first refusal ends it.
pub(super) fn send(
    server: &str,
    origin: &str,
    connect: Option<SocketAddr>,
    reports: &[[u8; REPORT_BYTES]],
) -> Result<Sent, CliError> {
    let url = format!("{server}/v1/labels");
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (accepted, retries) = (AtomicU64::new(0), AtomicU64::new(0));
    let worker = || -> Result<(), CliError> {
        let agent = client::agent(connect);
        while !failed.load(Ordering::Relaxed) {
            let Some(report) = reports.get(next.fetch_add(1, Ordering::Relaxed)) else {
                break;
            };
            let again = one(&agent, &url, origin, report)
                .inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
            retries.fetch_add(u64::from(again), Ordering::Relaxed);
            accepted.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..CONNECTIONS.min(reports.len()))
            .map(|_| scope.spawn(worker))
            .collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .unwrap_or_else(|_| Err(CliError::Usage("a sending thread broke off".to_owned())))
        })
    })?;
    Ok(Sent {
        accepted: accepted.into_inner(),
        retries: retries.into_inner(),
    })
}

/// Sends one report; how often it had to be sent again.
fn one(
    agent: &Agent,
    url: &str,
    origin: &str,
    report: &[u8; REPORT_BYTES],
) -> Result<u32, CliError> {
    let failed = |reason: String| CliError::Server {
        url: url.to_owned(),
        reason,
    };
    for attempt in 0..=RETRIES {
        let mut answer = agent
            .post(url)
            .header("origin", origin)
            .content_type("text/plain")
            .send(report.as_slice())
            .map_err(|error| failed(error.to_string()))?;
        let status = answer.status().as_u16();
        // Read to its end, so that the connection can be used again.
        let text = answer
            .body_mut()
            .read_to_string()
            .map_err(|error| failed(error.to_string()))?;
        match status {
            202 => return Ok(attempt),
            // The same rid: were it stored after all, it would still count once.
            503 => std::thread::sleep(PAUSE),
            _ => return Err(failed(format!("{status}: {}", client::reason_in(&text)))),
        }
    }
    Err(failed(format!("still 503 after {RETRIES} retries")))
}
