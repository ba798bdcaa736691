use super::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

async fn say(proxy: &Proxy, text: &str) -> String {
    let mut stream = TcpStream::connect(proxy.address)
        .await
        .expect("the proxy listens");
    stream
        .write_all(text.as_bytes())
        .await
        .expect("it takes bytes");
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

#[tokio::test]
async fn what_is_not_ours_is_refused_and_recorded_whole() {
    let proxy = Proxy::start().await.expect("it starts");
    let post = "POST http://example.org:8787/a?b=c HTTP/1.1\r\nhost: app.localhost:8787\r\nx-who: me\r\ncontent-length: 6\r\nconnection: close\r\n\r\nsecret";
    assert!(say(&proxy, post).await.starts_with("HTTP/1.1 403"));
    let tunnel = "CONNECT shop.localhost:8787 HTTP/1.1\r\nhost: shop.localhost:8787\r\nconnection: close\r\n\r\n";
    assert!(say(&proxy, tunnel).await.starts_with("HTTP/1.1 403"));
    let elsewhere = "GET http://shop.localhost:9999/ HTTP/1.1\r\nhost: shop.localhost:8787\r\nconnection: close\r\n\r\n";
    assert!(say(&proxy, elsewhere).await.starts_with("HTTP/1.1 403"));
    let vendor = "CONNECT accounts.google.com:443 HTTP/1.1\r\nhost: accounts.google.com:443\r\nconnection: close\r\n\r\n";
    assert!(say(&proxy, vendor).await.starts_with("HTTP/1.1 403"));
    let all = proxy.record.all();
    let fates: Vec<_> = all.iter().map(|s| s.fate.clone()).collect();
    assert_eq!(
        fates,
        [Fate::Refused, Fate::Refused, Fate::Refused, Fate::Vendor]
    );
    assert_eq!(all[0].url, "http://example.org:8787/a?b=c");
    assert_eq!(all[0].origin(), "http://example.org:8787");
    assert_eq!(all[0].path(), "/a?b=c");
    assert_eq!(all[0].body, b"secret");
    assert_eq!(all[0].header("x-who").as_deref(), Some("me"));
}

#[tokio::test]
async fn what_is_not_http_is_recorded_too() {
    let proxy = Proxy::start().await.expect("it starts");
    say(&proxy, "\u{1}\u{2}not http at all\r\n\r\n").await;
    assert!(
        matches!(proxy.record.all().as_slice(), [seen] if matches!(seen.fate, Fate::Broken(_))),
        "{}",
        proxy.record.text()
    );
}

#[test]
fn a_planted_script_is_the_first_of_its_page_and_of_no_other() {
    let source = "window.first = true";
    let wish = |path: &str| match plant::wish(&format!("http://shop.localhost:8787{path}"), source)
    {
        Some(Tamper::Replace(bytes)) => String::from_utf8(bytes).ok(),
        _ => None,
    };
    let page = wish("/tests/visit.html?q=a").expect("the page is replaced");
    let first = page.find("<script").expect("a script");
    assert!(page[first..].starts_with(r#"<script src="/tests/planted.js">"#));
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(wish("/tests/planted.js").as_deref(), Some(source));
    assert_eq!(wish("/tests/bare.html"), None);
    assert!(plant::wish("http://app.localhost:8787/tests/visit.html", source).is_none());
}
