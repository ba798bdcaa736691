//! Web origins: `scheme://host[:port]`, spelled as browsers spell them.

use std::fmt;
use thiserror::Error;

/// The longest origin accepted.
const MAX: usize = 200;

/// A web origin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    text: String,
    scheme_end: usize,
}

/// Why a text is no origin.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{text:?} is no web origin: {problem}; write it like https://www.example.org or http://shop.localhost:8787"
)]
pub struct OriginError {
    text: String,
    problem: &'static str,
}

impl Origin {
    /// Reads an origin. The spelling has to be the browser's own, because it is compared with
    /// the `Origin` header byte by byte.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        let refuse = |problem| {
            Err(OriginError {
                text: text.chars().take(80).collect(),
                problem,
            })
        };
        if text.len() > MAX {
            return refuse("it is longer than 200 characters");
        }
        let (scheme, default_port) = match text.split_once("://").map(|(scheme, _)| scheme) {
            Some("http") => ("http", 80),
            Some("https") => ("https", 443),
            _ => return refuse("it has to begin with http:// or https://"),
        };
        let scheme_end = scheme.len() + 3;
        let authority = text.get(scheme_end..).unwrap_or_default();
        if authority.contains(['/', '?', '#', '@']) {
            return refuse("nothing may follow the host and port, not even a slash");
        }
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => match rest.split_once(']') {
                Some((address, rest)) if address.parse::<std::net::Ipv6Addr>().is_ok() => {
                    (address, rest)
                }
                _ => return refuse("the address in brackets is no IPv6 address"),
            },
            None => {
                let end = authority.find(':').unwrap_or(authority.len());
                let (host, rest) = authority.split_at(end);
                if !is_host(host) {
                    return refuse(
                        "the host may have lower-case letters, digits, dots and hyphens (write other letters in punycode)",
                    );
                }
                (host, rest)
            }
        };
        if host.is_empty() {
            return refuse("the host is missing");
        }
        if !port.is_empty() {
            let number = port
                .strip_prefix(':')
                .filter(|digits| !digits.starts_with(['0', '+']))
                .and_then(|digits| digits.parse::<u16>().ok());
            match number {
                None => return refuse("the port is no number from 1 to 65535"),
                Some(number) if number == default_port => {
                    return refuse("browsers leave the usual port out");
                }
                Some(_) => {}
            }
        }
        Ok(Self {
            text: text.to_owned(),
            scheme_end,
        })
    }

    /// `scheme://host[:port]`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `host[:port]`, as in the `Host` header.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.text.get(self.scheme_end..).unwrap_or_default()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn is_host(host: &str) -> bool {
    host.split('.').all(|part| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_as_browsers_spell_them() {
        for text in [
            "https://www.example.org",
            "http://shop.localhost:8787",
            "http://127.0.0.1:3000",
            "http://[::1]:3000",
            "https://xn--caff-8oa.it",
        ] {
            assert_eq!(Origin::parse(text).unwrap().as_str(), text);
        }
        let origin = Origin::parse("http://shop.localhost:8787").unwrap();
        assert_eq!(origin.authority(), "shop.localhost:8787");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "*",
            "null",
            "shop.example",
            "ftp://shop.example",
            "https://",
            "https://shop.example/",
            "https://shop.example/path",
            "https://shop.example?x",
            "https://shop.example#x",
            "https://user@shop.example",
            "https://Shop.example",
            "https://shop.example:443",
            "http://shop.example:80",
            "http://shop.example:",
            "http://shop.example:0",
            "http://shop.example:65536",
            "http://shop.example:+81",
            "http://shop example",
            "http://shop..example",
            "http://*.example",
            "http://[::1",
            "http://[x]",
            "http://caffè.it",
            "http://a\r\nb",
        ] {
            assert!(Origin::parse(text).is_err(), "{text:?}");
        }
        assert!(Origin::parse(&format!("http://{}", "a".repeat(200))).is_err());
    }
}
