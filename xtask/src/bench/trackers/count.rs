//! What was fetched and sent, counted, and what of the visit stands readable in it.
//!
//! Readable is what can be had without a key: by undoing percent-encoding, base64, hex and compression, as the search for
//! canaries of the end-to-end tests does.

use super::http::Request;
use super::pages::Planted;
use super::site::Got;
use crate::size::gzip_size;
use std::collections::BTreeSet;

#[path = "../../../../tests/src/canary/unwrap.rs"]
mod unwrap;

/// A run of letters and digits that is shorter could be a word.
const LEAST_IDENTIFIER: usize = 16;

/// What was fetched before anything could be sent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Files {
    /// Each file's name and gzip bytes, in the order of arrival.
    pub each: Vec<(String, u64)>,
}

impl Files {
    /// Of a visit.
    pub fn of(got: &[Got]) -> std::io::Result<Self> {
        let mut each: Vec<(String, u64)> = Vec::new();
        for got in got {
            let Got::File(path, bytes) = got else {
                continue;
            };
            let name = path.rsplit('/').next().unwrap_or(path);
            if !each.iter().any(|(known, _)| known == name) {
                each.push((name.to_owned(), gzip_size(bytes)?));
            }
        }
        Ok(Self { each })
    }

    /// All of them.
    pub fn gzip(&self) -> u64 {
        self.each.iter().map(|(_, gzip)| gzip).sum()
    }
}

/// What was sent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sent {
    /// Requests, those included in which a browser only asks whether it may send.
    pub requests: usize,
    /// Those that only ask.
    pub asking: usize,
    /// Bytes of addresses, headers and bodies.
    pub bytes: u64,
    /// Bytes of the bodies alone.
    pub bodies: u64,
    /// Per kind of planted value, how many of them stand readable in it.
    pub readable: Vec<usize>,
}

/// The requests that tell the collector something.
pub fn requests(got: &[Got]) -> Vec<&Request> {
    got.iter()
        .filter_map(|got| match got {
            Got::Sent(request) => Some(request),
            _ => None,
        })
        .collect()
}

/// Everything readable in some requests.
pub fn views(requests: &[&Request]) -> Vec<Vec<u8>> {
    let all = requests.iter().flat_map(|request| {
        let mut bytes = request.head.replace('\r', "").into_bytes();
        bytes.extend_from_slice(&request.body);
        unwrap::unwrapped(&bytes)
    });
    let distinct: BTreeSet<Vec<u8>> = all.map(|(_, view)| view).collect();
    distinct.into_iter().collect()
}

/// Counts what was sent. `views` are those of the same requests.
pub fn sent(requests: &[&Request], views: &[Vec<u8>], planted: &[Planted]) -> Sent {
    let stands = |value: &Vec<String>| {
        value
            .iter()
            .any(|spelling| views.iter().any(|view| holds(view, spelling.as_bytes())))
    };
    Sent {
        requests: requests.len(),
        asking: requests.iter().filter(|r| r.method == "OPTIONS").count(),
        bytes: requests.iter().map(|request| request.size()).sum(),
        bodies: requests.iter().map(|r| r.body.len() as u64).sum(),
        readable: planted
            .iter()
            .map(|kind| kind.values.iter().filter(|value| stands(value)).count())
            .collect(),
    }
}

fn holds(view: &[u8], needle: &[u8]) -> bool {
    view.windows(needle.len()).any(|window| window == needle)
}

/// Every run of letters, digits, `-` and `_` in what is text, if it is long and has both letters and digits.
pub fn tokens(views: &[Vec<u8>]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for text in views
        .iter()
        .filter_map(|view| std::str::from_utf8(view).ok())
    {
        if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
            continue;
        }
        let of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        for run in text.split(|c| !of_token(c)) {
            let mixed = run.contains(|c: char| c.is_ascii_digit())
                && run.contains(|c: char| c.is_ascii_alphabetic());
            if run.len() >= LEAST_IDENTIFIER && mixed {
                all.insert(run.to_owned());
            }
        }
    }
    all
}

/// What one profile sent.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// Over the ten pages.
    pub visit: BTreeSet<String>,
    /// After the browser was closed and opened again.
    pub back: BTreeSet<String>,
}

/// Per profile, how many values it sent both before and after the browser was closed that no other profile ever sent.
/// Nothing with fewer than two profiles: what all would send cannot be told apart.
pub fn identifiers(profiles: &[Tokens]) -> Option<Vec<usize>> {
    let of = |at: usize| {
        let others: Vec<&Tokens> = profiles
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .map(|(_, tokens)| tokens)
            .collect();
        let own = profiles[at].visit.intersection(&profiles[at].back);
        let mut own: Vec<&String> = own
            .filter(|token| {
                !others
                    .iter()
                    .any(|other| other.visit.contains(*token) || other.back.contains(*token))
            })
            .collect();
        // `%22ID%22` gives `22ID` before it is decoded: the same value once more.
        own.sort_by_key(|token| token.len());
        let mut shortest: Vec<&String> = Vec::new();
        for token in own {
            if !shortest.iter().any(|known| token.contains(known.as_str())) {
                shortest.push(token);
            }
        }
        shortest.len()
    };
    (profiles.len() > 1).then(|| (0..profiles.len()).map(of).collect())
}

#[cfg(test)]
mod tests;
