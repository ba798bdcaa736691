//! Every way a report is refused, and that nothing is stored then.

use super::*;

/// Name, origin, body, and the status and code it is refused with.
type Case<'a> = (&'a str, Option<&'a str>, Vec<u8>, u16, &'a str);

#[tokio::test]
async fn a_refused_report_leaves_nothing() {
    let (house, id) = House::with_model().await;
    house.add_site("other", "http://other.localhost").await;
    let good = report(&id, "segment-1", 1);
    let text = String::from_utf8(good.encode().unwrap().to_vec()).unwrap();
    let edited = |from: &str, to: &str| {
        let changed = text.trim_end().replace(from, to);
        assert_ne!(changed, text.trim_end());
        format!("{changed:<256}").into_bytes()
    };
    let encoded = |report: LabelReport| report.encode().unwrap().to_vec();
    let shop = Some(SHOP);
    let unpublished = model_id(&model("exact", 10));
    let unary = house.publish(&model("oue", 10)).await;
    let cases: Vec<Case<'_>> = vec![
        ("empty", shop, vec![], 400, "wrong_length"),
        (
            "short",
            shop,
            text.as_bytes()[..255].to_vec(),
            400,
            "wrong_length",
        ),
        (
            "long",
            shop,
            format!("{text} ").into_bytes(),
            400,
            "wrong_length",
        ),
        ("huge", shop, vec![b' '; 1 << 20], 400, "wrong_length"),
        ("no JSON", shop, vec![b'x'; 256], 400, "bad_report"),
        (
            "unknown field",
            shop,
            edited("{\"v\"", "{\"score\":1,\"v\""),
            400,
            "bad_report",
        ),
        (
            "wrong type",
            shop,
            edited("\"epoch\":20780", "\"epoch\":\"20780\""),
            400,
            "bad_report",
        ),
        (
            "version",
            shop,
            edited("\"v\":1", "\"v\":2"),
            400,
            "bad_report",
        ),
        (
            "another spelling",
            shop,
            edited(",\"epoch\"", ", \"epoch\""),
            400,
            "bad_report",
        ),
        (
            "unknown site",
            shop,
            encoded(LabelReport {
                site: "nobody".into(),
                ..good.clone()
            }),
            404,
            "unknown_site",
        ),
        (
            "no origin",
            None,
            encoded(good.clone()),
            403,
            "origin_not_registered",
        ),
        (
            "null origin",
            Some("null"),
            encoded(good.clone()),
            403,
            "origin_not_registered",
        ),
        (
            "another site's origin",
            Some("http://other.localhost"),
            encoded(good.clone()),
            403,
            "origin_not_registered",
        ),
        (
            "the app's origin",
            Some(APP),
            encoded(good.clone()),
            403,
            "origin_not_registered",
        ),
        (
            "a model nobody published",
            shop,
            encoded(LabelReport {
                model: unpublished,
                ..good.clone()
            }),
            422,
            "unknown_model",
        ),
        (
            "a model of another site",
            Some("http://other.localhost"),
            encoded(LabelReport {
                site: "other".into(),
                ..good.clone()
            }),
            422,
            "unknown_model",
        ),
        (
            "unknown label",
            shop,
            encoded(LabelReport {
                answer: Answer::Label("segment-9".into()),
                ..good.clone()
            }),
            422,
            "unknown_label",
        ),
        (
            "bits",
            shop,
            encoded(LabelReport {
                answer: Answer::Bits(vec![0xa0]),
                ..good.clone()
            }),
            422,
            "wrong_mechanism",
        ),
        (
            "a label for a model of bits",
            shop,
            encoded(LabelReport {
                model: unary.clone(),
                ..good.clone()
            }),
            422,
            "wrong_mechanism",
        ),
        (
            "a bit behind the last label",
            shop,
            encoded(LabelReport {
                model: unary.clone(),
                answer: Answer::Bits(vec![0xb0]),
                ..good.clone()
            }),
            422,
            "wrong_mechanism",
        ),
        (
            "more bits than labels",
            shop,
            encoded(LabelReport {
                model: unary,
                answer: Answer::Bits(vec![0xa0, 0]),
                ..good.clone()
            }),
            422,
            "wrong_mechanism",
        ),
        (
            "an epoch before the last",
            shop,
            encoded(LabelReport {
                epoch: good.epoch - 2,
                ..good.clone()
            }),
            422,
            "epoch_not_open",
        ),
        (
            "an epoch to come",
            shop,
            encoded(LabelReport {
                epoch: good.epoch + 1,
                ..good.clone()
            }),
            422,
            "epoch_not_open",
        ),
        (
            "the last epoch there is",
            shop,
            encoded(LabelReport {
                epoch: u64::MAX,
                ..good.clone()
            }),
            422,
            "epoch_not_open",
        ),
    ];
    let before = house.dump();
    for (name, origin, body, status, code) in cases {
        let reply = house.ask(labels(origin, body)).await;
        assert_eq!(reply.status.as_u16(), status, "{name}");
        assert_eq!(reply.code(), code, "{name}");
        assert_eq!(house.dump(), before, "{name}: something was stored");
        // A page may read the reason exactly when its origin is the site's.
        let readable = reply.header("access-control-allow-origin");
        assert!(readable.is_none() || readable == origin, "{name}");
        if code == "origin_not_registered" {
            assert_eq!(readable, None, "{name}");
        }
    }
    // The same report, unharmed, is taken: the refusals above have their own reasons.
    assert_eq!(house.report(&good).await.status, StatusCode::ACCEPTED);
    assert_ne!(house.dump(), before);
}

#[tokio::test]
async fn another_content_type_is_refused() {
    let (house, id) = House::with_model().await;
    let body = report(&id, "segment-1", 1).encode().unwrap();
    for (kind, status) in [
        ("application/json", 415),
        ("text/plainer", 415),
        ("Text/Plain", 202),
    ] {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/v1/labels")
            .header(header::ORIGIN, SHOP)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body.to_vec()))
            .unwrap();
        assert_eq!(house.ask(request).await.status.as_u16(), status, "{kind}");
    }
    assert_eq!(house.counted(), 1);
}

#[tokio::test]
async fn paths_and_methods_that_do_not_exist() {
    let house = House::empty().await;
    for (method, path, status, code) in [
        (Method::GET, "/", 404, "not_found"),
        (Method::GET, "/v1/labels", 405, "method_not_allowed"),
        (
            Method::DELETE,
            "/v1/sites/cd-shop/model",
            405,
            "method_not_allowed",
        ),
        (
            Method::DELETE,
            "/v1/sites/cd-shop/pointer",
            405,
            "method_not_allowed",
        ),
        (
            Method::GET,
            "/v1/models/AAAAAAAAAAAAAAAAAAAAAA",
            404,
            "unknown_model",
        ),
        (Method::GET, "/v1/models/%ff", 404, "unknown_model"),
        (Method::GET, "/v1/sites/nobody/pointer", 404, "unknown_site"),
        (
            Method::GET,
            "/v1/sites/No%20body/pointer",
            404,
            "unknown_site",
        ),
    ] {
        let reply = house.call(method.clone(), path, "", b"").await;
        assert_eq!(reply.status.as_u16(), status, "{method} {path}");
        assert_eq!(reply.code(), code, "{method} {path}");
    }
}

/// Sends a report's head and `part` of its body over a real connection, and then nothing.
async fn broken_off(house: &House, part: &[u8], close: bool) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = house.router.clone();
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /v1/labels HTTP/1.1\r\nHost: x\r\nOrigin: {SHOP}\r\nContent-Length: 256\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(part).await.unwrap();
    if close {
        stream.shutdown().await.unwrap();
    }
    let mut answer = vec![0; 2000];
    let read = stream.read(&mut answer).await.unwrap_or(0);
    server.abort();
    String::from_utf8_lossy(&answer[..read]).into_owned()
}

#[tokio::test]
async fn a_body_that_never_comes_is_given_up() {
    let (house, id) = House::with_model().await;
    let body = report(&id, "segment-1", 1).encode().unwrap();
    // All but one padding byte: still no report.
    let answer = broken_off(&house, &body[..255], false).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("body_too_slow"));
    let answer = broken_off(&house, &body[..255], true).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(answer.contains("incomplete_body"));
    assert_eq!(house.counted(), 0);
}
