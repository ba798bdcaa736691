//! What may leave the browser, and nothing else: every request is put into one of these kinds, or the test fails.

use crate::record::{Fate, Seen};
use crate::server::{APP, COLLECT, SHOP};
use recinto_wire::LabelReport;
use std::collections::BTreeSet;
use std::path::Path;

/// The kinds of request that are allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A file of the app or the shop, by its exact path.
    Static,
    /// A page of the shop, opened by the visitor with a query that the shop itself put into its own link.
    Navigation,
    /// The fixed GET of a site's pointer.
    Pointer,
    /// The fixed GET of a model.
    Model,
    /// A label report.
    Report(LabelReport),
    /// The marketer's own request from the app to the collector.
    Desk,
    /// The browser's own, to its vendor. Refused.
    Vendor,
}

/// The exact paths of every file that is served, by origin.
#[derive(Debug, Clone, Default)]
pub struct Static {
    urls: BTreeSet<String>,
    /// The app's programs: the build's name is written in them.
    programs: Vec<u8>,
}

impl Static {
    /// Reads them from the folder the server serves.
    #[must_use]
    pub fn of(assets: &Path) -> Self {
        let mut all = BTreeSet::new();
        let mut programs = Vec::new();
        for (origin, part) in [(APP, "app"), (SHOP, "shop")] {
            let root = assets.join(part);
            list(&root, &root, origin, &mut all);
            all.insert(format!("{origin}/"));
        }
        all.insert(format!("{APP}/config.json"));
        for url in all
            .iter()
            .filter(|url| url.starts_with(APP) && url.ends_with(".wasm"))
        {
            let path = url.trim_start_matches(APP).trim_start_matches('/');
            programs.extend(std::fs::read(assets.join("app").join(path)).unwrap_or_default());
        }
        Self {
            urls: all,
            programs,
        }
    }

    /// A file of the app with the name of the build it belongs to: `?build=` and 16 hex digits that the released
    /// program itself holds, so that they are the same for everybody.
    fn is_of_this_build(&self, url: &str) -> bool {
        let Some((file, build)) = url.split_once("?build=") else {
            return false;
        };
        let hex = build.len() == 16 && build.bytes().all(|b| b.is_ascii_hexdigit());
        hex && file.starts_with(APP)
            && self.urls.contains(file)
            && memchr::memmem::find(&self.programs, build.as_bytes()).is_some()
    }
}

fn list(folder: &Path, root: &Path, origin: &str, all: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, root, origin, all);
        } else if let Ok(relative) = path.strip_prefix(root) {
            all.insert(format!("{origin}/{}", relative.to_string_lossy()));
        }
    }
}

/// The headers a request may have. None of them says who sends it: the values are checked below.
const HEADERS: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "access-control-request-private-network",
    "authorization",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "host",
    "if-modified-since",
    "if-none-match",
    "origin",
    "pragma",
    "priority",
    "proxy-connection",
    "purpose",
    "range",
    "sec-ch-ua",
    "sec-ch-ua-mobile",
    "sec-ch-ua-platform",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-user",
    "sec-fetch-storage-access",
    "sec-gpc",
    "sec-purpose",
    "upgrade-insecure-requests",
    "user-agent",
];

/// What no answer of ours may have: by these a browser keeps something for the server, is told where to report to, or
/// fetches what no page asked for.
const CHANNELS: &[&str] = &[
    "link",
    "nel",
    "report-to",
    "reporting-endpoints",
    "set-cookie",
];

/// The same inside a policy.
const CHANNELS_OF_POLICIES: &[&[u8]] = &[b"report-to", b"report-uri"];

/// The first header of an answer by which more could leave than was asked for.
fn channel(seen: &Seen) -> Option<String> {
    let (name, value) = seen.answered.iter().find(|(name, value)| {
        let of_policy =
            |word: &&[u8]| memchr::memmem::find(&value.to_ascii_lowercase(), word).is_some();
        CHANNELS.contains(&name.as_str()) || CHANNELS_OF_POLICIES.iter().any(of_policy)
    })?;
    Some(format!("{name}: {}", String::from_utf8_lossy(value)))
}

/// Puts a request into its kind.
///
/// # Errors
/// Why it is none of the allowed ones.
pub fn kind(seen: &Seen, files: &Static) -> Result<Kind, String> {
    if seen.fate == Fate::Vendor {
        return Ok(Kind::Vendor);
    }
    if let Fate::Refused | Fate::Broken(_) = &seen.fate {
        return Err("it was not for any part of Recinto".into());
    }
    if matches!(seen.fate, Fate::Forwarded(_)) && seen.answered.is_empty() {
        return Err("nobody looked at the headers of its answer".into());
    }
    if let Some(header) = channel(seen) {
        return Err(format!("its answer has the header {header}"));
    }
    let from_shop =
        seen.header("origin").is_none_or(|origin| origin != APP) && seen.origin() != APP;
    for (name, value) in &seen.headers {
        if !HEADERS.contains(&name.as_str()) || (from_shop && name == "authorization") {
            return Err(format!(
                "it has the header {name}: {}",
                String::from_utf8_lossy(value)
            ));
        }
    }
    // A page may set this one to anything it likes.
    if let Some(languages) = seen.header("accept-language")
        && !is_language_list(&languages)
    {
        return Err(format!(
            "its accept-language is no list of languages: {languages}"
        ));
    }
    if seen.origin() == COLLECT {
        collector(seen, from_shop)
    } else {
        file(seen, files)
    }
}

/// Like `it-IT,it;q=0.9,en;q=0.8`.
fn is_language_list(text: &str) -> bool {
    let is_language =
        |name: &str| name.len() <= 5 && name.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    let is_weight = |weight: &str| weight.len() == 5 && weight.starts_with("q=0.");
    text.len() <= 60
        && text.split(',').all(|one| {
            one.split_once(';').map_or_else(
                || is_language(one),
                |(name, weight)| is_language(name) && is_weight(weight),
            )
        })
}

fn file(seen: &Seen, files: &Static) -> Result<Kind, String> {
    if seen.method != "GET" || !seen.body.is_empty() {
        return Err("a file is fetched by GET and without a body".into());
    }
    if files.urls.contains(&seen.url) || files.is_of_this_build(&seen.url) {
        return Ok(Kind::Static);
    }
    let (path, query) = seen.url.split_once('?').unwrap_or((&seen.url, ""));
    let opened = seen.header("sec-fetch-mode").as_deref() == Some("navigate")
        && seen.header("sec-fetch-dest").as_deref() == Some("document");
    if !query.is_empty() && opened && seen.origin() == SHOP && files.urls.contains(path) {
        return Ok(Kind::Navigation);
    }
    Err("no file of that path is served".into())
}

fn collector(seen: &Seen, from_shop: bool) -> Result<Kind, String> {
    let parts: Vec<&str> = seen.path().split('/').skip(1).collect();
    let empty = || {
        if seen.body.is_empty() {
            Ok(())
        } else {
            Err("a GET has a body".to_owned())
        }
    };
    match (seen.method.as_str(), parts.as_slice()) {
        ("GET", ["v1", "sites", site, "pointer"]) if recinto_wire::is_site_id(site) => {
            empty().map(|()| Kind::Pointer)
        }
        ("GET", ["v1", "models", id]) if recinto_wire::is_id(id) => empty().map(|()| Kind::Model),
        ("POST", ["v1", "labels"]) => {
            let plain = seen
                .header("content-type")
                .is_some_and(|t| t.starts_with("text/plain"));
            if !plain {
                return Err("a label report is text/plain".into());
            }
            LabelReport::decode(&seen.body)
                .map(Kind::Report)
                .map_err(|error| error.to_string())
        }
        (_, ["v1", "sites", ..]) if !from_shop => Ok(Kind::Desk),
        _ => Err("the collector has no such door".into()),
    }
}

/// Fails unless every request is of an allowed kind; gives the kinds.
///
/// # Panics
/// With the first that is not.
pub fn assert_allowed(requests: &[Seen], files: &Static) -> Vec<Kind> {
    let judge = |seen: &Seen| {
        kind(seen, files).unwrap_or_else(|reason| {
            panic!(
                "a request that is not allowed: {}\n{reason}\n{}",
                seen.line(),
                String::from_utf8_lossy(&seen.bytes())
            )
        })
    };
    requests.iter().map(judge).collect()
}

#[cfg(test)]
mod tests;
