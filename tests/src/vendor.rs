//! The addresses a Chromium asks for on its own, whatever page is open. They are refused and recorded like everything
//! else that is not ours, but apart: they do not make a test fail. Only tunnels count (`CONNECT`), which carry nothing
//! but the host's name; a plain request to the same host is a leak.

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
    "safebrowsingohttpgateway.googleapis.com:443",
    "update.googleapis.com:443",
];

/// Is this one of the browser's own requests?
#[must_use]
pub fn is_vendor(method: &str, address: &str) -> bool {
    method == "CONNECT" && HOSTS.contains(&address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_tunnel_to_a_listed_host_is_the_browsers_own() {
        assert!(is_vendor("CONNECT", "accounts.google.com:443"));
        assert!(!is_vendor("GET", "http://accounts.google.com/?who=me"));
        assert!(!is_vendor("CONNECT", "example.org:443"));
        assert!(!is_vendor("CONNECT", "accounts.google.com:8443"));
        assert!(!is_vendor("CONNECT", "x.accounts.google.com:443"));
    }
}
