//! Registering, publishing, rolling back, and who may.

use super::*;

#[tokio::test]
async fn every_admin_call_needs_the_sites_own_token() {
    let (house, id) = House::with_model().await;
    let other = house.add_site("other", "http://other.localhost").await;
    let pointer = json!({ "model": id }).to_string().into_bytes();
    let calls: Vec<(Method, &str, Vec<u8>)> = vec![
        (Method::GET, "", vec![]),
        (Method::PUT, "/model", model("krr", 20)),
        (Method::GET, "/models", vec![]),
        (Method::PUT, "/pointer", pointer),
        (Method::GET, "/counts", vec![]),
        (Method::GET, "/status", vec![]),
        (Method::POST, "/synthetic", br#"{"reports":5}"#.to_vec()),
    ];
    let before = house.dump();
    for (method, path, body) in calls {
        let path = format!("/v1/sites/cd-shop{path}");
        for token in ["", "wrong", &other, &house.operator, &house.token[..42]] {
            let reply = house.call(method.clone(), &path, token, &body).await;
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{method} {path}");
            assert_eq!(reply.code(), "not_authorised");
        }
        let without = Request::builder()
            .method(method.clone())
            .uri(&path)
            .body(Body::from(body))
            .unwrap();
        assert_eq!(house.ask(without).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(house.dump(), before);
    let unknown = house
        .call(Method::GET, "/v1/sites/nobody/counts", &house.token, b"")
        .await;
    assert_eq!(unknown.code(), "unknown_site");
}

#[tokio::test]
async fn only_the_operator_adds_sites() {
    let house = House::empty().await;
    let wanted = br#"{"site":"b","name":"B","origins":["http://b.localhost"]}"#;
    for token in ["", "wrong", &house.token] {
        let reply = house.call(Method::POST, "/v1/sites", token, wanted).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    }
    let reply = house
        .call(Method::POST, "/v1/sites", &house.operator, wanted)
        .await;
    assert_eq!(reply.status, StatusCode::CREATED);
    assert_eq!(
        reply.json()["snippet"],
        format!(
            "<script async src=\"/recinto/gate.js\" integrity=\"{GATE}\" data-site=\"b\" data-collector=\"http://collect.localhost:8787\"></script>"
        )
    );
    assert_eq!(
        reply.json()["capture"],
        format!("<script async src=\"/recinto/site/capture.js\" integrity=\"{CAPTURE}\"></script>")
    );
}

#[tokio::test]
async fn bad_sites_are_refused() {
    let house = House::empty().await;
    let before = house.dump();
    let long = "x".repeat(81);
    let many: Vec<String> = (0..9).map(|n| format!("http://h{n}.example")).collect();
    for (wanted, status, code) in [
        (
            json!({"site": "cd-shop", "name": "B", "origins": ["http://b"]}),
            409,
            "site_taken",
        ),
        (
            json!({"site": "B", "name": "B", "origins": ["http://b"]}),
            422,
            "bad_site_id",
        ),
        (
            json!({"site": "", "name": "B", "origins": ["http://b"]}),
            422,
            "bad_site_id",
        ),
        (
            json!({"site": "b", "name": "", "origins": ["http://b"]}),
            422,
            "bad_name",
        ),
        (
            json!({"site": "b", "name": " ", "origins": ["http://b"]}),
            422,
            "bad_name",
        ),
        (
            json!({"site": "b", "name": "a\nb", "origins": ["http://b"]}),
            422,
            "bad_name",
        ),
        (
            json!({"site": "b", "name": long, "origins": ["http://b"]}),
            422,
            "bad_name",
        ),
        (
            json!({"site": "b", "name": "B", "origins": []}),
            422,
            "bad_origin",
        ),
        (
            json!({"site": "b", "name": "B", "origins": ["http://b/"]}),
            422,
            "bad_origin",
        ),
        (
            json!({"site": "b", "name": "B", "origins": ["*"]}),
            422,
            "bad_origin",
        ),
        (
            json!({"site": "b", "name": "B", "origins": many}),
            422,
            "bad_origin",
        ),
        (
            json!({"site": "b", "name": "B", "origins": ["http://b"], "x": 1}),
            400,
            "bad_json",
        ),
        (json!({"site": "b", "name": "B"}), 400, "bad_json"),
        (
            json!({"site": "b", "name": "B".repeat(9000), "origins": []}),
            413,
            "body_too_large",
        ),
    ] {
        let body = wanted.to_string();
        let reply = house
            .call(Method::POST, "/v1/sites", &house.operator, body.as_bytes())
            .await;
        assert_eq!(reply.status.as_u16(), status, "{body}");
        assert_eq!(reply.code(), code, "{body}");
    }
    assert_eq!(house.dump(), before);
}

#[tokio::test]
async fn bad_models_are_refused() {
    let house = House::empty().await;
    let before = house.dump();
    let good = String::from_utf8(model("krr", 10)).unwrap();
    for (name, bytes) in [
        ("empty", String::new()),
        ("not canonical", good.replace(":[", ": [")),
        ("another format", good.replace("segments/1", "segments/2")),
        (
            "an unknown field",
            good.replace("{\"assigner\"", "{\"aaa\":1,\"assigner\""),
        ),
        (
            "a raw row's id",
            good.replace("\"segment-1\"", "\"Segment 1\""),
        ),
        (
            "too small an audience",
            good.replace("\"minimum_audience\":10", "\"minimum_audience\":9"),
        ),
        ("too large", format!("{good}{}", " ".repeat(65_536))),
    ] {
        assert_ne!(bytes, good, "{name}");
        let reply = house
            .call(
                Method::PUT,
                "/v1/sites/cd-shop/model",
                &house.token,
                bytes.as_bytes(),
            )
            .await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert_eq!(reply.code(), "bad_model", "{name}");
    }
    assert_eq!(house.dump(), before);
}

#[tokio::test]
async fn an_older_model_can_be_pointed_at_again() {
    let (house, first) = House::with_model().await;
    house.set_time(NOON + DAY);
    let second = house.publish(&model("krr", 20)).await;
    let history = |current: &str| {
        let entry =
            |id: &str, day: &str| json!({"model": id, "since_day": day, "current": id == current});
        json!([entry(&second, "2026-11-24"), entry(&first, "2026-11-23")])
    };
    let path = "/v1/sites/cd-shop/models";
    let list = house.call(Method::GET, path, &house.token, b"").await;
    assert_eq!(list.json(), history(&second));
    let pointer = "/v1/sites/cd-shop/pointer";
    for (model, status) in [(&first, 200), (&"A".repeat(22), 422)] {
        let body = json!({ "model": model }).to_string();
        let reply = house
            .call(Method::PUT, pointer, &house.token, body.as_bytes())
            .await;
        assert_eq!(reply.status.as_u16(), status);
    }
    let list = house.call(Method::GET, path, &house.token, b"").await;
    assert_eq!(list.json(), history(&first));
    let now = house.call(Method::GET, pointer, "", b"").await;
    assert_eq!(now.json(), json!({ "model": first }));
}

#[tokio::test]
async fn synthetic_reports_are_in_the_sites_record() {
    let (house, _) = House::with_model().await;
    let path = "/v1/sites/cd-shop/synthetic";
    for body in [
        r#"{"reports":0}"#,
        r#"{"reports":-1}"#,
        r#"{"reports":1000001}"#,
    ] {
        let reply = house
            .call(Method::POST, path, &house.token, body.as_bytes())
            .await;
        assert_eq!(reply.code(), "out_of_range");
    }
    for _ in 0..2 {
        house
            .call(Method::POST, path, &house.token, br#"{"reports":250}"#)
            .await;
    }
    assert_eq!(house.counts("").await["synthetic_reports"], 500);
}

#[tokio::test]
async fn a_query_that_is_not_understood_is_refused() {
    let (house, id) = House::with_model().await;
    for (query, code) in [
        ("?modell=x".to_owned(), "bad_query"),
        (format!("?model={id}&model={id}"), "bad_query"),
        ("?model=AAAAAAAAAAAAAAAAAAAAAA".to_owned(), "unknown_model"),
    ] {
        let path = format!("/v1/sites/cd-shop/counts{query}");
        let reply = house.call(Method::GET, &path, &house.token, b"").await;
        assert_eq!(reply.code(), code, "{query}");
    }
}

#[tokio::test]
async fn a_foreign_database_is_not_touched() {
    let house = House::empty().await;
    let path = house.directory.join("other.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE mine (x)").unwrap();
    drop(other);
    let clock: Arc<dyn Clock> = house.clock.clone();
    assert!(matches!(
        Store::open(&path, clock.clone()),
        Err(crate::StoreError::ForeignFile(_))
    ));
    let own = rusqlite::Connection::open(house.path()).unwrap();
    own.pragma_update(None, "user_version", 9).unwrap();
    assert!(matches!(
        Store::open(&house.path(), clock),
        Err(crate::StoreError::Version { found: 9, .. })
    ));
}

#[tokio::test]
async fn a_database_of_the_version_before_is_brought_up() {
    let (mut house, id) = House::with_model().await;
    house.report(&report(&id, "segment-1", 7)).await;
    let own = rusqlite::Connection::open(house.path()).unwrap();
    own.execute_batch("DROP TABLE unary_total; PRAGMA user_version = 1")
        .unwrap();
    drop(own);
    house.restart();
    assert_eq!(house.counted(), 1);
    let unary = house.publish(&model("oue", 10)).await;
    let bits = LabelReport {
        answer: Answer::Bits(vec![0x80]),
        ..report(&unary, "", 8)
    };
    assert_eq!(house.report(&bits).await.status, StatusCode::ACCEPTED);
    assert_eq!(house.counted(), 2);
}
