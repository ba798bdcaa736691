//! What the collectors of the contestants answer: success, and the least configuration with which each works.

use super::http::Request;

/// PostHog's configuration of a project in which nothing beyond events is switched on. There is no `surveys`: even with
/// `false` there the script of the surveys is fetched.
const POSTHOG: &str = r#"{"supportedCompression":["gzip","gzip-js"],"hasFeatureFlags":false,"captureDeadClicks":false,"capturePerformance":false,"autocapture_opt_out":false,"autocaptureExceptions":false,"analytics":{"endpoint":"/i/v0/e/"},"elementsChainAsString":true,"sessionRecording":false,"heatmaps":false,"defaultIdentifiedOnly":true,"siteApps":[],"isAuthenticated":false,"toolbarParams":{}}"#;

/// Segment's settings of a source that has no destination but Segment.
const SEGMENT: &str = r#"{"integrations":{"Segment.io":{"apiKey":"write-key-of-the-shop","unbundledIntegrations":[],"addBundledMetadata":true,"maybeBundledConfigIds":{},"versionSettings":{"version":"4.4.7","componentTypes":["browser"]}}},"edgeFunction":{},"analyticsNextEnabled":true,"middlewareSettings":{},"enabledMiddleware":{},"metrics":{"sampleRate":0},"legacyVideoPluginsEnabled":false,"remotePlugins":[]}"#;

/// The kind and the text of the answer to what is no file.
pub fn answer(request: &Request) -> (&'static str, String) {
    const JSON: &str = "application/json";
    let path = request.path();
    if path.starts_with("/array/") && path.ends_with("/config.js") {
        let token = path.split('/').nth(2).unwrap_or_default();
        let script = format!(
            "(function(){{(window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{{}})[\"{token}\"]={{config:{POSTHOG},siteApps:[]}}}})();"
        );
        return ("text/javascript", script);
    }
    if path.starts_with("/array/") {
        return (JSON, POSTHOG.to_owned());
    }
    if path.starts_with("/flags") {
        return (
            JSON,
            r#"{"flags":{},"errorsWhileComputingFlags":false,"requestId":"0"}"#.to_owned(),
        );
    }
    if path.starts_with("/v1/projects/") {
        return (JSON, SEGMENT.to_owned());
    }
    // Umami sends back in a header whatever is answered here.
    if path == "/api/send" {
        return ("text/plain", String::new());
    }
    (JSON, r#"{"status":1,"success":true}"#.to_owned())
}
