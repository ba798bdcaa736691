//! Static files of the app and the shop, with the headers that hold a page in.

use crate::error::CliError;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use recinto_collector::Origin;
use std::path::Path;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;

/// The app, and the `/config.json` that tells it where the collector is.
pub(super) fn app(
    directory: &Path,
    collector: &Origin,
    config: String,
) -> Result<Router, CliError> {
    let config_json = get(async move || ([(header::CONTENT_TYPE, "application/json")], config));
    let files = files(directory)?.route("/config.json", config_json);
    held(files, &policy(collector, "'none'"))
}

/// The demo shop. Its forms (search, checkout) stay on its own origin.
pub(super) fn shop(directory: &Path, collector: &Origin) -> Result<Router, CliError> {
    held(files(directory)?, &policy(collector, "'self'"))
}

fn files(directory: &Path) -> Result<Router, CliError> {
    let index = directory.join("index.html");
    if !index.is_file() {
        return Err(CliError::NoAssets { path: index });
    }
    Ok(Router::new().fallback_service(ServeDir::new(directory)))
}

/// No inline script or style, nothing from elsewhere, and no connection but to the collector.
fn policy(collector: &Origin, form_action: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self' {collector}; worker-src 'self'; \
         manifest-src 'self'; base-uri 'none'; form-action {form_action}; frame-ancestors 'none'"
    )
}

fn held(files: Router, policy: &str) -> Result<Router, CliError> {
    let policy = HeaderValue::from_str(policy)
        .map_err(|_| CliError::Usage("an origin cannot stand in a header".to_owned()))?;
    let set: [(HeaderName, HeaderValue); 4] = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
        // Kept, but asked about each time: an update of the files is seen at the next load.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    Ok(files
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(move |request: Request, next: Next| {
            let set = set.clone();
            async move {
                let mut response: Response = next.run(request).await;
                response.headers_mut().extend(set);
                response
            }
        })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::StatusCode;
    use tower::ServiceExt as _;

    async fn ask(router: &Router, path: &str) -> Response {
        let request = Request::builder()
            .uri(path)
            .header(header::ACCEPT_ENCODING, "gzip")
            .body(Body::empty())
            .unwrap();
        router.clone().oneshot(request).await.unwrap()
    }

    fn header_of<'a>(response: &'a Response, name: &str) -> &'a str {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[tokio::test]
    async fn files_have_types_and_are_held_in() {
        let directory = std::env::temp_dir().join(format!("recinto-assets-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join("index.html"), "<p>".repeat(500)).unwrap();
        std::fs::write(directory.join("engine_bg.wasm"), [0; 500]).unwrap();
        std::fs::write(directory.join("gate.js"), "1;".repeat(500)).unwrap();
        let collector = Origin::parse("http://collect.localhost:8787").unwrap();
        let app = app(&directory, &collector, "{}".to_owned()).unwrap();
        let shop = shop(&directory, &collector).unwrap();

        for (path, kind) in [
            ("/", "text/html"),
            ("/engine_bg.wasm", "application/wasm"),
            ("/gate.js", "text/javascript"),
            ("/config.json", "application/json"),
        ] {
            let response = ask(&app, path).await;
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(header_of(&response, "content-type"), kind, "{path}");
            assert_eq!(header_of(&response, "x-content-type-options"), "nosniff");
            assert_eq!(header_of(&response, "referrer-policy"), "no-referrer");
            assert_eq!(header_of(&response, "cache-control"), "no-cache");
            let policy = header_of(&response, "content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';")
            );
            assert!(policy.contains("connect-src 'self' http://collect.localhost:8787;"));
            assert!(policy.contains("form-action 'none'"));
            assert!(!policy.contains("unsafe-inline"));
        }
        let compressed = ask(&app, "/gate.js").await;
        assert_eq!(header_of(&compressed, "content-encoding"), "gzip");
        let page = ask(&shop, "/").await;
        assert!(header_of(&page, "content-security-policy").contains("form-action 'self'"));

        let missing = ask(&app, "/none").await;
        assert_eq!(missing.status(), StatusCode::NOT_FOUND);
        assert_eq!(header_of(&missing, "x-content-type-options"), "nosniff");
        let outside = ask(&app, "/../Cargo.toml").await;
        assert_eq!(outside.status(), StatusCode::NOT_FOUND);

        std::fs::remove_dir_all(&directory).unwrap();
        assert!(matches!(
            super::app(&directory, &collector, String::new()),
            Err(CliError::NoAssets { .. })
        ));
    }
}
