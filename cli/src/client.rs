//! HTTP to a collector. Names under `.localhost` go to 127.0.0.1: browsers know them, plain
//! resolvers often do not.

use crate::error::CliError;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

const TIMEOUT: Duration = Duration::from_secs(30);

/// An agent with its own connections.
pub(crate) fn agent(connect: Option<SocketAddr>) -> Agent {
    let config = Config::builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(TIMEOUT))
        .build();
    Agent::with_parts(
        config,
        DefaultConnector::default(),
        Names {
            connect,
            other: DefaultResolver::default(),
        },
    )
}

/// The answer's text, or the collector's own words why not.
pub(crate) fn text(
    url: &str,
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<String, CliError> {
    let failed = |reason: String| CliError::Server {
        url: url.to_owned(),
        reason,
    };
    let mut answer =
        answer.map_err(|error| failed(format!("{error}; is `recinto serve` running there?")))?;
    let status = answer.status();
    let text = answer
        .body_mut()
        .read_to_string()
        .map_err(|error| failed(error.to_string()))?;
    if status.is_success() {
        Ok(text)
    } else {
        Err(failed(format!("{status}: {}", reason_in(&text))))
    }
}

/// The message of an error answer.
pub(crate) fn reason_in(text: &str) -> String {
    serde_json::from_str::<serde_json::Value>(text)
        .ok()
        .and_then(|value| Some(value.pointer("/error/message")?.as_str()?.to_owned()))
        .unwrap_or_else(|| text.chars().take(200).collect())
}

#[derive(Debug)]
struct Names {
    connect: Option<SocketAddr>,
    other: DefaultResolver,
}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().unwrap_or_default();
        let local = || {
            let https = uri.scheme_str() == Some("https");
            let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
            SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
        };
        let fixed = match self.connect {
            Some(address) => Some(address),
            None if host == "localhost" || host.ends_with(".localhost") => Some(local()),
            None => None,
        };
        match fixed {
            Some(address) => {
                let mut addresses = self.empty();
                addresses.push(address);
                Ok(addresses)
            }
            None => self.other.resolve(uri, config, timeout),
        }
    }
}
