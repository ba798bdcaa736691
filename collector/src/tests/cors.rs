//! Which pages may read what.

use super::*;

fn from(method: Method, path: &str, origin: &str) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::ORIGIN, origin)
        .body(Body::empty())
        .unwrap()
}

#[tokio::test]
async fn the_pointer_answers_the_sites_own_pages() {
    let (house, id) = House::with_model().await;
    house.add_site("other", "http://other.localhost").await;
    let path = "/v1/sites/cd-shop/pointer";
    let reply = house.ask(from(Method::GET, path, SHOP)).await;
    assert_eq!(reply.json()["model"], id);
    assert_eq!(reply.header("access-control-allow-origin"), Some(SHOP));
    assert_eq!(reply.header("vary"), Some("Origin"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("access-control-allow-credentials"), None);
    for origin in ["http://evil.example", "null", "http://other.localhost", APP] {
        let reply = house.ask(from(Method::GET, path, origin)).await;
        assert_eq!(reply.code(), "origin_not_registered", "{origin}");
        assert_eq!(
            reply.header("access-control-allow-origin"),
            None,
            "{origin}"
        );
    }
}

#[tokio::test]
async fn only_a_registered_page_is_a_sign_of_consent() {
    let (house, _) = House::with_model().await;
    let last = "SELECT coalesce(max(last_pointer_day), 0) FROM site";
    let path = "/v1/sites/cd-shop/pointer";
    house
        .ask(from(Method::GET, path, "http://evil.example"))
        .await;
    house.call(Method::GET, path, "", b"").await;
    assert_eq!(house.number(last), 0);
    house.ask(from(Method::GET, path, SHOP)).await;
    assert_eq!(house.number(last), 20_780);
}

#[tokio::test]
async fn admin_calls_are_for_the_apps_pages() {
    let (house, _) = House::with_model().await;
    for path in [
        "/v1/sites",
        "/v1/sites/cd-shop/model",
        "/v1/sites/cd-shop/models",
        "/v1/sites/cd-shop/counts",
        "/v1/sites/cd-shop/status",
        "/v1/sites/cd-shop/synthetic",
        "/v1/sites/cd-shop/pointer",
    ] {
        let reply = house.ask(from(Method::OPTIONS, path, APP)).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "{path}");
        assert_eq!(
            reply.header("access-control-allow-origin"),
            Some(APP),
            "{path}"
        );
        let methods = reply.header("access-control-allow-methods");
        assert_eq!(methods, Some("GET, POST, PUT"), "{path}");
        for origin in [SHOP, "http://evil.example", "null"] {
            let reply = house.ask(from(Method::OPTIONS, path, origin)).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path} {origin}");
            assert_eq!(reply.header("access-control-allow-origin"), None);
        }
    }
    // The right token from the wrong page is refused, from the app's it is answered.
    let path = "/v1/sites/cd-shop/counts";
    for (origin, status) in [(APP, 200), (SHOP, 403)] {
        let mut request = from(Method::GET, path, origin);
        let bearer = format!("Bearer {}", house.token).parse().unwrap();
        request.headers_mut().insert(header::AUTHORIZATION, bearer);
        let reply = house.ask(request).await;
        assert_eq!(reply.status.as_u16(), status);
        let allowed = reply.header("access-control-allow-origin");
        assert_eq!(allowed, (origin == APP).then_some(APP));
    }
    // The app reads the reason of a refusal, too.
    let reply = house.ask(from(Method::GET, path, APP)).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    assert_eq!(reply.header("access-control-allow-origin"), Some(APP));
}
