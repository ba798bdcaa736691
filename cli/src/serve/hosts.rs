//! The `Host` header selects the part. Any other name is refused, which also keeps a foreign name
//! pointed at this address (DNS rebinding) from reaching anything.

use crate::error::CliError;
use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use recinto_collector::Origin;
use std::collections::BTreeMap;
use std::sync::Arc;
use tower::ServiceExt as _;

/// The parts by `host[:port]`.
#[derive(Default, Clone)]
pub(super) struct Hosts {
    parts: BTreeMap<String, Router>,
}

impl Hosts {
    /// Serves `part` under the origin's host.
    pub(super) fn add(&mut self, origin: &Origin, part: Router) -> Result<(), CliError> {
        match self.parts.insert(origin.authority().to_owned(), part) {
            None => Ok(()),
            Some(_) => Err(CliError::Usage(format!(
                "two parts have the origin {origin}; app, collector and shop need one each"
            ))),
        }
    }

    /// All of them behind one listener.
    pub(super) fn router(self) -> Router {
        let hosts = Arc::new(self);
        Router::new().fallback(move |request: Request| {
            let hosts = Arc::clone(&hosts);
            async move { hosts.answer(request).await }
        })
    }

    async fn answer(&self, request: Request) -> Response {
        let host = request
            .headers()
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .map(str::to_ascii_lowercase)
            .unwrap_or_default();
        match self.parts.get(&host) {
            Some(part) => match part.clone().oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            },
            None => (
                StatusCode::MISDIRECTED_REQUEST,
                [(header::X_CONTENT_TYPE_OPTIONS, "nosniff")],
                "Recinto does not serve this host. Use the address that `recinto serve` printed.\n",
            )
                .into_response(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::routing::get;

    fn hosts() -> Hosts {
        let mut hosts = Hosts::default();
        for name in ["app", "collect"] {
            let origin = Origin::parse(&format!("http://{name}.localhost:8787")).unwrap();
            hosts
                .add(&origin, Router::new().route("/", get(async move || name)))
                .unwrap();
        }
        hosts
    }

    async fn ask(host: &str) -> (StatusCode, String) {
        let request = Request::builder()
            .uri("/")
            .header(header::HOST, host)
            .body(Body::empty())
            .unwrap();
        let response = hosts().router().oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), 1000).await.unwrap();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn the_host_selects_the_part() {
        assert_eq!(
            ask("app.localhost:8787").await,
            (StatusCode::OK, "app".into())
        );
        assert_eq!(
            ask("Collect.Localhost:8787").await,
            (StatusCode::OK, "collect".into())
        );
    }

    #[tokio::test]
    async fn other_hosts_are_misdirected() {
        for host in ["localhost:8787", "app.localhost", "evil.example", ""] {
            assert_eq!(ask(host).await.0, StatusCode::MISDIRECTED_REQUEST, "{host}");
        }
    }

    #[test]
    fn two_parts_need_two_origins() {
        let origin = Origin::parse("http://app.localhost:8787").unwrap();
        assert!(hosts().add(&origin, Router::new()).is_err());
    }
}
