//! What is in the file, and what is not.

use super::*;

#[tokio::test]
async fn tokens_are_only_in_the_file_as_hashes() {
    let house = House::empty().await;
    let disk = house.disk();
    assert!(contains(&disk, "cd-shop"), "the site is not on disk yet");
    for token in [&house.token, &house.operator] {
        assert_eq!(token.len(), 43);
        assert!(!contains(&disk, token));
        // Nor half of it.
        assert!(!contains(&disk, &token[..21]));
    }
}

#[tokio::test]
async fn nothing_of_the_visitor_is_stored() {
    let (mut house, id) = House::with_model().await;
    let canaries = [
        ("user-agent", "Canary-Agent/1.0"),
        ("referer", "http://shop.localhost:8787/canary-page"),
        ("x-forwarded-for", "203.0.113.77"),
        ("forwarded", "for=203.0.113.78"),
        ("cookie", "canary=cookie"),
        ("accept-language", "canary-lang"),
    ];
    let with_canaries = |mut request: Request<Body>| {
        for (name, value) in canaries {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        request
    };
    let body = report(&id, "segment-1", 1).encode().unwrap().to_vec();
    let reply = house.ask(with_canaries(labels(Some(SHOP), body))).await;
    assert_eq!(reply.status, StatusCode::ACCEPTED);
    for path in [
        "/v1/sites/cd-shop/pointer".to_owned(),
        format!("/v1/models/{id}"),
    ] {
        let request = Request::builder()
            .uri(path)
            .header(header::ORIGIN, SHOP)
            .body(Body::empty())
            .unwrap();
        let reply = house.ask(with_canaries(request)).await;
        assert_eq!(reply.status, StatusCode::OK);
    }
    let search = |disk: &[u8]| {
        assert!(
            contains(disk, &format!("{:022}", 1)),
            "the rid is not on disk"
        );
        for (name, value) in canaries {
            assert!(!contains(disk, value), "{name}");
        }
        assert!(!contains(disk, "203.0.113"));
        assert!(!contains(disk, "anary"));
    };
    search(&house.disk());
    house.restart();
    search(&house.disk());
}

#[tokio::test]
async fn no_row_ties_a_rid_to_a_label() {
    let (house, id) = House::with_model().await;
    house.report(&report(&id, "segment-1", 77)).await;
    let rid = format!("{:022}", 77);
    let dump = house.dump();
    let rows: Vec<&str> = dump.lines().filter(|row| row.contains(&rid)).collect();
    assert_eq!(rows.len(), 1);
    assert!(rows[0].starts_with("seen_report"));
    assert!(!rows[0].contains("segment-1"));
    // And the order in which reports came is not kept.
    let connection = rusqlite::Connection::open(house.path()).unwrap();
    for table in ["seen_report", "tally"] {
        assert!(
            connection
                .prepare(&format!("SELECT rowid FROM {table}"))
                .is_err(),
            "{table} has row numbers"
        );
    }
}

#[tokio::test]
async fn a_model_is_served_verbatim() {
    let (house, id) = House::with_model().await;
    let request = Request::builder()
        .uri(format!("/v1/models/{id}"))
        .body(Body::empty())
        .unwrap();
    let reply = house.ask(request).await;
    assert_eq!(reply.bytes, model("krr", 10));
    assert_eq!(model_id(&reply.bytes), id);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    assert_eq!(
        reply.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );
}
