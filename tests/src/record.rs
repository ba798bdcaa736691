//! What the proxy saw: every request whole, in the order of arrival.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Passed on to the server under test, which answered with this status.
    Forwarded(u16),
    /// Not passed on: a host that no part of Recinto has, or a tunnel.
    Refused,
    /// Not passed on: one of the browser's own requests to its vendor, see [`crate::vendor`].
    Vendor,
    /// Answered, or cut off, by the test itself.
    Tampered,
    /// Not readable as HTTP, or the server under test did not answer.
    Broken(String),
    /// Still under way.
    Open,
}

/// One request, as the browser sent it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Time since the record began.
    pub at: Duration,
    /// GET, POST, CONNECT, …
    pub method: String,
    /// The absolute address, or the tunnel's `host:port`.
    pub url: String,
    /// Every header, in order, names in small letters.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
    /// What became of it.
    pub fate: Fate,
    /// The body of the server's answer.
    pub answer: Vec<u8>,
    /// Every header of the server's answer, names in small letters.
    pub answered: Vec<(String, Vec<u8>)>,
}

impl Seen {
    /// Everything that left the browser with this request, as one run of bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut all = format!("{} {}\n", self.method, self.url).into_bytes();
        for (name, value) in &self.headers {
            all.extend_from_slice(name.as_bytes());
            all.extend_from_slice(b": ");
            all.extend_from_slice(value);
            all.push(b'\n');
        }
        all.push(b'\n');
        all.extend_from_slice(&self.body);
        all
    }

    /// The first value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let (_, value) = self.headers.iter().find(|(n, _)| n == name)?;
        Some(String::from_utf8_lossy(value).into_owned())
    }

    /// `scheme://host:port` of the address; the whole of it for a tunnel.
    #[must_use]
    pub fn origin(&self) -> &str {
        let start = self.url.find("://").map_or(0, |at| at + 3);
        let end = self.url[start..]
            .find('/')
            .map_or(self.url.len(), |at| start + at);
        &self.url[..end]
    }

    /// Path and query of the address.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.url[self.origin().len()..]
    }

    /// One line for people.
    #[must_use]
    pub fn line(&self) -> String {
        format!(
            "{:>8.3} s  {:<7} {}  {} bytes  {:?}",
            self.at.as_secs_f64(),
            self.method,
            self.url,
            self.body.len(),
            self.fate
        )
    }
}

/// The record, shared by the proxy that writes it and the test that reads it.
#[derive(Clone)]
pub struct Record {
    start: Instant,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Default for Record {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            seen: Arc::default(),
        }
    }
}

impl Record {
    fn with<T>(&self, work: impl FnOnce(&mut Vec<Seen>) -> T) -> T {
        work(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes a request at its arrival and gives its place. Its body and fate follow.
    pub fn begin(&self, method: &str, url: &str, headers: Vec<(String, Vec<u8>)>) -> usize {
        let seen = Seen {
            at: self.start.elapsed(),
            method: method.to_owned(),
            url: url.to_owned(),
            headers,
            body: Vec::new(),
            fate: Fate::Open,
            answer: Vec::new(),
            answered: Vec::new(),
        };
        self.with(|all| {
            all.push(seen);
            all.len() - 1
        })
    }

    /// Changes a noted request.
    pub fn change(&self, place: usize, work: impl FnOnce(&mut Seen)) {
        self.with(|all| all.get_mut(place).map(work));
    }

    /// A copy of everything seen so far.
    #[must_use]
    pub fn all(&self) -> Vec<Seen> {
        self.with(|all| all.clone())
    }

    /// A copy of what was seen from this place on.
    #[must_use]
    pub fn since(&self, place: usize) -> Vec<Seen> {
        self.with(|all| all.get(place..).unwrap_or_default().to_vec())
    }

    /// How many requests were seen: a place for [`Record::since`].
    #[must_use]
    pub fn len(&self) -> usize {
        self.with(|all| all.len())
    }

    /// Nothing seen yet?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record as text, for a failure's report.
    #[must_use]
    pub fn text(&self) -> String {
        self.all().iter().fold(String::new(), |mut text, seen| {
            let _ = writeln!(text, "{}", seen.line());
            text
        })
    }
}
