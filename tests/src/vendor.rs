//! The addresses a Chromium asks for on its own, whatever page is open. They are refused and recorded like everything
//! else that is not ours, but apart: they do not make a test fail. Only tunnels count (`CONNECT`), which carry nothing
//! but the host's name; a plain request to the same host is a leak. The one exception is the component updater, which
//! falls back to plain HTTP and bears a header that no page can put on a request without asking first.

const HOSTS: &[&str] = &[
    "accounts.google.com:443",
    "android.clients.google.com:443",
    "clients2.google.com:443",
    "clientservices.googleapis.com:443",
    "content-autofill.googleapis.com:443",
    "edgedl.me.gvt1.com:443",
    "mtalk.google.com:5228",
    "optimizationguide-pa.googleapis.com:443",
    "redirector.gvt1.com:443",
    // Debian's Chromium greets its search engine.
    "start.duckduckgo.com:443",
    "safebrowsingohttpgateway.googleapis.com:443",
    "update.googleapis.com:443",
];

const UPDATER: &str = "http://update.googleapis.com/service/update2/json?";
const UPDATER_HEADER: &str = "x-goog-update-updater";

/// Is this one of the browser's own requests?
#[must_use]
pub fn is_vendor(method: &str, address: &str, headers: &[(String, Vec<u8>)]) -> bool {
    let has = |wanted: &str| headers.iter().any(|(name, _)| name == wanted);
    match method {
        "CONNECT" => HOSTS.contains(&address),
        "POST" => address.starts_with(UPDATER) && has(UPDATER_HEADER) && !has("origin"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(method: &str, address: &str, headers: &[&str]) -> bool {
        let headers: Vec<_> = headers
            .iter()
            .map(|name| ((*name).to_owned(), Vec::new()))
            .collect();
        is_vendor(method, address, &headers)
    }

    #[test]
    fn only_a_tunnel_to_a_listed_host_is_the_browsers_own() {
        assert!(judged("CONNECT", "accounts.google.com:443", &[]));
        assert!(!judged("GET", "http://accounts.google.com/?who=me", &[]));
        assert!(!judged("CONNECT", "example.org:443", &[]));
        assert!(!judged("CONNECT", "accounts.google.com:8443", &[]));
        assert!(!judged("CONNECT", "x.accounts.google.com:443", &[]));
    }

    #[test]
    fn the_updater_is_known_by_what_no_page_can_send() {
        let address = "http://update.googleapis.com/service/update2/json?cup2key=x";
        assert!(judged("POST", address, &[UPDATER_HEADER]));
        assert!(!judged("POST", address, &[]));
        assert!(!judged("POST", address, &[UPDATER_HEADER, "origin"]));
        assert!(!judged("OPTIONS", address, &["origin"]));
        assert!(!judged(
            "POST",
            "http://update.googleapis.com.example/service/update2/json?",
            &[UPDATER_HEADER]
        ));
    }
}
