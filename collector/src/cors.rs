//! Which pages may read an answer. Devices: the registered origins of the one site. Admin calls:
//! the app's origin. Models: anyone, since they are public.

use crate::{ApiError, Collector};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// How long a browser may keep the answer to a preflight, in seconds.
const PREFLIGHT_SECONDS: &str = "600";

/// The `Origin` header, if there is one that is text.
pub(crate) fn origin_of(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ORIGIN)?.to_str().ok()
}

/// Lets pages of `origin` read the answer.
pub(crate) fn allow(response: &mut Response, origin: &str) {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(origin) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, value);
    }
    // Caches must not hand one origin's answer to another.
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
}

/// Admin calls: answers preflights and lets the app's pages read. A page of any other origin is
/// refused before its token is looked at; a call without an origin comes from no page.
pub(crate) async fn app_only(
    State(collector): State<Collector>,
    request: Request,
    next: Next,
) -> Response {
    let app = collector.settings.app_origin.as_str();
    let from_app = match origin_of(request.headers()) {
        None if !request.headers().contains_key(header::ORIGIN) => false,
        Some(origin) if origin == app => true,
        _ => return ApiError::OriginNotAllowed.into_response(),
    };
    if request.method() == Method::OPTIONS {
        return if from_app {
            preflight(app)
        } else {
            ApiError::MethodNotAllowed.into_response()
        };
    }
    let mut response = next.run(request).await;
    if from_app {
        allow(&mut response, app);
    }
    response
}

fn preflight(app: &str) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    allow(&mut response, app);
    let set: [(HeaderName, &'static str); 3] = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS),
    ];
    for (name, value) in set {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
