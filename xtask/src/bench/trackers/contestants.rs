//! Who is measured, and how a site embeds each.

/// Where the scripts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// There are none: the page alone, which all others are measured against.
    Nobody,
    /// The build in `dist/tracker`.
    Ours,
    /// A package from npm.
    Npm(&'static str),
    /// The one file out of Umami's package.
    Umami,
}

/// One contestant.
pub struct Contestant {
    /// Its name in the report.
    pub name: &'static str,
    /// Where its scripts come from.
    pub source: Source,
    /// What stands in the head of every page: the tag or snippet of its documentation, and how the page calls it.
    pub head: &'static str,
    /// The script that a site bundles with the package, in `bench/trackers`.
    pub script: Option<&'static str>,
    /// Files and folders of the package that are served as they are: under which path, and which.
    pub served: &'static [(&'static str, &'static str)],
}

const NONE: Contestant = Contestant {
    name: "none",
    source: Source::Nobody,
    head: include_str!("../../../../bench/trackers/none.html"),
    script: None,
    served: &[],
};

/// All, the page alone first.
pub const ALL: [Contestant; 8] = [
    NONE,
    Contestant {
        name: "recinto",
        source: Source::Ours,
        head: include_str!("../../../../bench/trackers/recinto.html"),
        ..NONE
    },
    Contestant {
        name: "recinto-no-consent",
        source: Source::Ours,
        head: include_str!("../../../../bench/trackers/recinto-no-consent.html"),
        ..NONE
    },
    Contestant {
        name: "umami",
        source: Source::Umami,
        head: include_str!("../../../../bench/trackers/umami.html"),
        ..NONE
    },
    Contestant {
        name: "plausible",
        source: Source::Npm("@plausible-analytics/tracker"),
        head: include_str!("../../../../bench/trackers/plausible.html"),
        script: Some("plausible.js"),
        ..NONE
    },
    Contestant {
        name: "snowplow",
        source: Source::Npm("@snowplow/browser-tracker"),
        head: include_str!("../../../../bench/trackers/snowplow.html"),
        script: Some("snowplow.js"),
        ..NONE
    },
    Contestant {
        name: "posthog",
        source: Source::Npm("posthog-js"),
        head: include_str!("../../../../bench/trackers/posthog.html"),
        served: &[("/static/", "dist")],
        ..NONE
    },
    Contestant {
        name: "segment",
        source: Source::Npm("@segment/analytics-next"),
        head: include_str!("../../../../bench/trackers/segment.html"),
        served: &[
            (
                "/analytics.js/v1/write-key-of-the-shop/analytics.min.js",
                "dist/umd/standalone.js",
            ),
            ("/analytics-next/bundles/", "dist/umd"),
        ],
        ..NONE
    },
];

impl Contestant {
    /// The head with the addresses of this run. `host` is the collectors', with the port.
    pub fn head(&self, host: &str) -> String {
        self.head
            .replace("{{collect}}", &format!("http://{host}"))
            .replace("{{host}}", host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_head_says_when_it_is_ready_and_how_it_is_called() {
        for contestant in &ALL {
            let head = contestant.head("collect.localhost:1");
            assert!(
                head.contains("ready:") && head.contains("call:") && !head.contains("{{"),
                "{}",
                contestant.name
            );
        }
    }

    #[test]
    fn every_package_is_pinned() {
        let lock = include_str!("../../../../bench/peers/js/package-lock.json");
        for contestant in &ALL {
            if let Source::Npm(package) = contestant.source {
                assert!(
                    lock.contains(&format!("\"node_modules/{package}\"")),
                    "{package}"
                );
            }
        }
    }
}
