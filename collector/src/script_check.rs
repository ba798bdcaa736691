//! Looks whether the site's own page embeds the gate. Only registered origins are asked, with
//! short limits, and nothing of the page but yes or no goes anywhere.

use crate::script_tag::has_gate;
use std::fmt;
use std::io::Read as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use thiserror::Error;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::{Uri, header};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

/// For all origins of a site together.
const LIMIT: Duration = Duration::from_secs(3);
/// The most bytes read of a page; a script tag stands in its head.
const BYTES: u64 = 256 * 1024;
/// The most redirects inside the origin.
const HOPS: usize = 3;

/// The check could not run.
#[derive(Debug, Error)]
#[error("the page could not be looked at: {0}")]
pub struct CheckError(String);

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Script {
    Found(String),
    Missing(String),
    Unreachable(String, String),
    Elsewhere(String),
    Status(String, u16),
}

impl Script {
    /// Whether the script is there; `None` when that could not be learned.
    pub(crate) fn ok(&self) -> Option<bool> {
        match self {
            Self::Found(_) => Some(true),
            Self::Missing(_) => Some(false),
            Self::Unreachable(..) | Self::Elsewhere(_) | Self::Status(..) => None,
        }
    }

    /// A word for it that programs can read.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Found(_) => "found",
            Self::Missing(_) => "missing",
            Self::Unreachable(..) => "unreachable",
            Self::Elsewhere(_) => "redirects_elsewhere",
            Self::Status(..) => "http_status",
        }
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Found(origin) => write!(f, "the snippet is on {origin}/"),
            Self::Missing(origin) => write!(
                f,
                "{origin}/ was read, and has no script tag of gate.js with this data-site; paste the snippet into its head"
            ),
            Self::Unreachable(origin, why) => {
                write!(f, "{origin}/ could not be read from here: {why}")
            }
            Self::Elsewhere(origin) => write!(
                f,
                "{origin}/ redirects to another host, which is not followed; register the origin that serves the pages"
            ),
            Self::Status(origin, status) => write!(f, "{origin}/ answers with status {status}"),
        }
    }
}

/// Does the looking.
pub(crate) struct ScriptChecker {
    agent: Agent,
}

impl ScriptChecker {
    pub(crate) fn new(localhost: Option<SocketAddr>) -> Self {
        let config = Config::builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // A proxy of the environment would be asked for names that only exist here.
            .proxy(None)
            .user_agent("recinto-script-check")
            .accept("text/html")
            .build();
        Self {
            agent: Agent::with_parts(
                config,
                DefaultConnector::default(),
                Localhost {
                    to: localhost,
                    other: DefaultResolver::default(),
                },
            ),
        }
    }

    /// Asks each origin until one has the script; else tells of the first.
    pub(crate) async fn check(&self, origins: &[String], site: &str) -> Result<Script, CheckError> {
        let (agent, origins, site) = (self.agent.clone(), origins.to_vec(), site.to_owned());
        let looked = tokio::task::spawn_blocking(move || {
            let end = Instant::now() + LIMIT;
            let mut first = None;
            for origin in origins {
                let found = look(&agent, &origin, &site, end);
                if matches!(found, Script::Found(_)) {
                    return Some(found);
                }
                first.get_or_insert(found);
            }
            first
        })
        .await
        .map_err(|error| CheckError(error.to_string()))?;
        looked.ok_or_else(|| CheckError("the site has no origin".to_owned()))
    }
}

fn look(agent: &Agent, origin: &str, site: &str, end: Instant) -> Script {
    let unreachable = |why: String| Script::Unreachable(origin.to_owned(), why);
    let mut url = format!("{origin}/");
    for _ in 0..=HOPS {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return unreachable("it took longer than 3 s".to_owned());
        }
        let answer = agent
            .get(&url)
            .config()
            .timeout_global(Some(left))
            .build()
            .call();
        let mut answer = match answer {
            Ok(answer) => answer,
            Err(ureq::Error::Timeout(_)) => {
                return unreachable("it took longer than 3 s".to_owned());
            }
            Err(error) => return unreachable(error.to_string()),
        };
        let status = answer.status();
        if status.is_redirection() {
            let location = answer
                .headers()
                .get(header::LOCATION)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default();
            match inside(origin, location) {
                Some(next) => url = next,
                None => return Script::Elsewhere(origin.to_owned()),
            }
            continue;
        }
        if !status.is_success() {
            return Script::Status(origin.to_owned(), status.as_u16());
        }
        let mut bytes = Vec::new();
        let read = answer
            .body_mut()
            .as_reader()
            .take(BYTES)
            .read_to_end(&mut bytes);
        if let Err(error) = read {
            return unreachable(error.to_string());
        }
        return if has_gate(&String::from_utf8_lossy(&bytes), site) {
            Script::Found(origin.to_owned())
        } else {
            Script::Missing(origin.to_owned())
        };
    }
    unreachable(format!("it redirects more than {HOPS} times"))
}

/// The target of a redirect, if it stays on the origin.
fn inside(origin: &str, location: &str) -> Option<String> {
    let path = match location.strip_prefix(origin) {
        Some(path) => path,
        None => location,
    };
    // "//host/" is another host, and "\" is read as "/" by some.
    let stays = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    stays.then(|| format!("{origin}{path}"))
}

/// Names under `.localhost` to the own listener, all others as usual.
#[derive(Debug)]
struct Localhost {
    to: Option<SocketAddr>,
    other: DefaultResolver,
}

impl Resolver for Localhost {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        match self.to {
            Some(to) if uri.host().is_some_and(|host| host.ends_with(".localhost")) => {
                let mut addresses = self.empty();
                addresses.push(to);
                Ok(addresses)
            }
            _ => self.other.resolve(uri, config, timeout),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_redirects_inside_the_origin_are_followed() {
        let origin = "http://shop.example";
        assert_eq!(
            inside(origin, "/it/").as_deref(),
            Some("http://shop.example/it/")
        );
        assert_eq!(
            inside(origin, "http://shop.example/it").as_deref(),
            Some("http://shop.example/it")
        );
        for elsewhere in [
            "",
            "it/",
            "//other.example/",
            "/\\other.example/",
            "http://shop.example.other/",
            "http://shop.example",
            "https://shop.example/",
            "http://shop.example:81/",
        ] {
            assert_eq!(inside(origin, elsewhere), None, "{elsewhere}");
        }
    }
}
