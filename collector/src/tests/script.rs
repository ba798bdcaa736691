//! *Is it working?*, against real pages on a real listener.

use super::*;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use std::time::{Duration, Instant};

const TAG: &str = "<script async src=/recinto/gate.js data-site=cd-shop></script>";

/// Serves `page` and gives a house whose site it is.
async fn house_with(page: Router) -> House {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, page).await });
    House::reaching(Some(address)).await
}

async fn script(house: &House) -> (Value, String) {
    let path = "/v1/sites/cd-shop/status";
    let reply = house.call(Method::GET, path, &house.token, b"").await;
    assert_eq!(reply.status, StatusCode::OK);
    let script = reply.json()["script"].clone();
    assert!(script["detail"].as_str().unwrap().contains(SHOP));
    (
        script["ok"].clone(),
        script["code"].as_str().unwrap().to_owned(),
    )
}

#[tokio::test]
async fn the_script_is_found_where_it_is() {
    let house = house_with(Router::new().route("/", get(async || TAG))).await;
    assert_eq!(script(&house).await, (json!(true), "found".to_owned()));
}

#[tokio::test]
async fn a_redirect_inside_the_origin_is_followed() {
    let page = Router::new()
        .route("/", get(async || Redirect::to("/it/")))
        .route("/it/", get(async || TAG));
    let house = house_with(page).await;
    assert_eq!(script(&house).await, (json!(true), "found".to_owned()));
}

#[tokio::test]
async fn other_pages_have_their_reasons() {
    let moved = get(async || Redirect::to("http://elsewhere.localhost:8787/"));
    let failing = get(async || StatusCode::INTERNAL_SERVER_ERROR.into_response());
    let looping = get(async || Redirect::to("/"));
    // The tag stands beyond what is read.
    let long = get(async || format!("{}{TAG}", " ".repeat(256 * 1024)));
    for (page, ok, code) in [
        (get(async || "<p>no script"), json!(false), "missing"),
        (long, json!(false), "missing"),
        (moved, Value::Null, "redirects_elsewhere"),
        (failing, Value::Null, "http_status"),
        (looping, Value::Null, "unreachable"),
    ] {
        let house = house_with(Router::new().route("/", page)).await;
        assert_eq!(script(&house).await, (ok, code.to_owned()));
    }
}

#[tokio::test]
async fn a_page_that_never_answers_takes_three_seconds() {
    let page = get(async || {
        tokio::time::sleep(Duration::from_secs(60)).await;
        TAG
    });
    let house = house_with(Router::new().route("/", page)).await;
    let started = Instant::now();
    assert_eq!(
        script(&house).await,
        (Value::Null, "unreachable".to_owned())
    );
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn the_list_fills_as_a_visit_goes_on() {
    let house = house_with(Router::new().route("/", get(async || TAG))).await;
    let status = async || {
        let path = "/v1/sites/cd-shop/status";
        house
            .call(Method::GET, path, &house.token, b"")
            .await
            .json()
    };
    let before = status().await;
    assert_eq!(before["consent"], json!({"ok": false, "last_day": null}));
    assert_eq!(
        before["model"],
        json!({"ok": false, "current": null, "last_served_day": null})
    );
    assert_eq!(before["report"], json!({"ok": false, "last_epoch": null}));

    let id = house.publish(&model("krr", 10)).await;
    for path in [
        "/v1/sites/cd-shop/pointer".to_owned(),
        format!("/v1/models/{id}"),
    ] {
        let request = Request::builder()
            .uri(path)
            .header(header::ORIGIN, SHOP)
            .body(Body::empty())
            .unwrap();
        assert_eq!(house.ask(request).await.status, StatusCode::OK);
    }
    house.report(&report(&id, "segment-2", 1)).await;
    let after = status().await;
    assert_eq!(
        after["consent"],
        json!({"ok": true, "last_day": "2026-11-23"})
    );
    assert_eq!(
        after["model"],
        json!({"ok": true, "current": id, "last_served_day": "2026-11-23"})
    );
    assert_eq!(after["report"], json!({"ok": true, "last_epoch": 20_780}));
}
