use super::*;
use std::time::Duration;

fn seen(method: &str, url: &str, body: &[u8], headers: &[(&str, &str)]) -> Seen {
    Seen {
        at: Duration::ZERO,
        method: method.into(),
        url: url.into(),
        headers: headers
            .iter()
            .map(|(n, v)| ((*n).to_owned(), v.as_bytes().to_vec()))
            .collect(),
        body: body.to_vec(),
        fate: Fate::Forwarded(200),
        answer: Vec::new(),
        answered: vec![("content-type".into(), b"text/javascript".to_vec())],
    }
}

fn files() -> Static {
    let urls = ["/", "/search.html", "/recinto/gate.js"].map(|path| format!("{SHOP}{path}"));
    let urls = urls
        .into_iter()
        .chain([format!("{APP}/worker.js")])
        .collect();
    Static {
        urls,
        programs: b"..0123456789abcdef..".to_vec(),
    }
}

fn judged(seen: &Seen) -> Result<Kind, String> {
    kind(seen, &files())
}

#[test]
fn the_allowed_ones_pass() {
    assert_eq!(
        judged(&seen(
            "GET",
            "http://shop.localhost:8787/recinto/gate.js",
            b"",
            &[]
        )),
        Ok(Kind::Static)
    );
    assert_eq!(
        judged(&seen(
            "GET",
            "http://collect.localhost:8787/v1/sites/cd-shop/pointer",
            b"",
            &[]
        )),
        Ok(Kind::Pointer)
    );
    assert_eq!(
        judged(&seen(
            "GET",
            "http://collect.localhost:8787/v1/models/AAAAAAAAAAAAAAAAAAAAAA",
            b"",
            &[]
        )),
        Ok(Kind::Model)
    );
    assert_eq!(
        judged(&seen(
            "GET",
            "http://shop.localhost:8787/",
            b"",
            &[("accept-language", "it-IT,it;q=0.9,en;q=0.8")]
        )),
        Ok(Kind::Static)
    );
    assert_eq!(
        judged(&seen(
            "GET",
            "http://app.localhost:8787/worker.js?build=0123456789abcdef",
            b"",
            &[]
        )),
        Ok(Kind::Static)
    );
    let opened = [
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    assert_eq!(
        judged(&seen(
            "GET",
            "http://shop.localhost:8787/search.html?q=jazz",
            b"",
            &opened
        )),
        Ok(Kind::Navigation)
    );
}

#[test]
fn everything_else_fails() {
    let bad = [
        seen(
            "GET",
            "http://shop.localhost:8787/recinto/gate.js?x=1",
            b"",
            &[],
        ),
        seen("GET", "http://shop.localhost:8787/nothing.png", b"", &[]),
        seen(
            "GET",
            "http://app.localhost:8787/worker.js?build=0123456789abcdee",
            b"",
            &[],
        ),
        seen(
            "GET",
            "http://app.localhost:8787/worker.js?build=0123",
            b"",
            &[],
        ),
        seen("POST", "http://shop.localhost:8787/", b"x", &[]),
        seen(
            "GET",
            "http://shop.localhost:8787/",
            b"",
            &[("cookie", "a=b")],
        ),
        seen(
            "GET",
            "http://shop.localhost:8787/",
            b"",
            &[("referer", "http://shop.localhost:8787/secret")],
        ),
        seen(
            "GET",
            "http://shop.localhost:8787/",
            b"",
            &[("x-visitor", "7")],
        ),
        seen(
            "GET",
            "http://shop.localhost:8787/",
            b"",
            &[("accept-language", "visitor-7")],
        ),
        seen(
            "GET",
            "http://collect.localhost:8787/v1/sites/cd-shop/pointer?u=1",
            b"",
            &[],
        ),
        seen(
            "GET",
            "http://collect.localhost:8787/v1/sites/cd-shop/pointer",
            b"x",
            &[],
        ),
        seen(
            "GET",
            "http://collect.localhost:8787/v1/sites/cd-shop/counts",
            b"",
            &[("origin", SHOP)],
        ),
        seen(
            "GET",
            "http://collect.localhost:8787/v1/sites/cd-shop/pointer",
            b"",
            &[("authorization", "Bearer x"), ("origin", SHOP)],
        ),
        seen(
            "POST",
            "http://collect.localhost:8787/v1/labels",
            &[b' '; 256],
            &[("content-type", "text/plain")],
        ),
        seen("GET", "http://example.org/", b"", &[]),
    ];
    for one in bad {
        assert!(judged(&one).is_err(), "{}", one.line());
    }
}

#[test]
fn an_answer_that_opens_a_channel_fails() {
    let file = || {
        seen(
            "GET",
            "http://shop.localhost:8787/recinto/gate.js",
            b"",
            &[],
        )
    };
    let channels = [
        ("nel", r#"{"report_to":"a","max_age":1}"#),
        ("report-to", r#"{"group":"a","max_age":1}"#),
        ("reporting-endpoints", "a=\"/reports\""),
        ("set-cookie", "a=b"),
        ("link", "</a.js>; rel=preload"),
        (
            "content-security-policy",
            "default-src 'self'; Report-URI /reports",
        ),
        ("cross-origin-opener-policy", "same-origin; report-to=\"a\""),
    ];
    for (name, value) in channels {
        let mut one = file();
        one.answered.push((name.into(), value.into()));
        assert!(judged(&one).is_err(), "{name}");
    }
    let mut unseen = file();
    unseen.answered.clear();
    assert!(judged(&unseen).is_err());
    assert_eq!(judged(&file()), Ok(Kind::Static));
}
