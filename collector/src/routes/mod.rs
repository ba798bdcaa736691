//! The HTTP interface. Each handler only reads the request, asks the store, and answers.

mod counts;
mod labels;
mod models;
mod sites;
mod status;

use crate::{ApiError, Collector, cors};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post, put};

pub(crate) fn router(collector: Collector) -> Router {
    let device = Router::new()
        .route("/v1/labels", post(labels::take))
        .route("/v1/sites/{site}/pointer", get(models::pointer))
        .route("/v1/models/{id}", get(models::serve));
    let admin = Router::new()
        .route("/v1/sites", post(sites::add))
        .route("/v1/sites/{site}", get(sites::show))
        .route("/v1/sites/{site}/model", put(models::publish))
        .route("/v1/sites/{site}/models", get(models::list))
        .route("/v1/sites/{site}/counts", get(counts::show))
        .route("/v1/sites/{site}/status", get(status::show))
        .route("/v1/sites/{site}/synthetic", post(sites::synthetic))
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(
            collector.clone(),
            cors::app_only,
        ));
    // The pointer is read by devices and set by the admin: one path, two rules. Its admin half
    // takes a path of its own in the router and is merged by method.
    let set_pointer = put(models::set_pointer).options(models::set_pointer).layer(
        middleware::from_fn_with_state(collector.clone(), cors::app_only),
    );
    device
        .route("/v1/sites/{site}/pointer", set_pointer)
        .merge(admin)
        .fallback(async || ApiError::NotFound)
        .method_not_allowed_fallback(wrong_method)
        // Every handler bounds its own body.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(security_headers))
        .with_state(collector)
}

async fn wrong_method() -> ApiError {
    ApiError::MethodNotAllowed
}

/// Answers are data: nothing in them may be taken for a page or a script.
async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let set: [(HeaderName, &'static str); 3] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ];
    for (name, value) in set {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
