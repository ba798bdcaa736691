use super::super::pages::planted;
use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io::Write as _;

fn post(body: &[u8]) -> Request {
    Request {
        method: "POST".into(),
        target: "/e".into(),
        head: "POST /e HTTP/1.1\r\nHost: collect.localhost\r\n\r\n".into(),
        body: body.to_vec(),
    }
}

fn counted(requests: &[Request]) -> Sent {
    let all: Vec<&Request> = requests.iter().collect();
    sent(&all, &views(&all), &planted())
}

fn gzip(text: &str) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(text.as_bytes()).expect("in memory");
    out.finish().expect("in memory")
}

#[test]
fn who_sends_nothing_counts_nothing() {
    let expected = Sent {
        readable: vec![0; 4],
        ..Sent::default()
    };
    assert_eq!(counted(&[]), expected);
    assert_eq!(Files::of(&[]).expect("in memory").gzip(), 0);
    assert_eq!(
        identifiers(&[Tokens::default(), Tokens::default()]),
        Some(vec![0, 0])
    );
}

#[test]
fn a_value_is_seen_in_every_wrapping_and_once() {
    let bodies: [Vec<u8>; 5] = [
        b"{\"item\":\"SKU-dunlin-55Rx\"}".to_vec(),
        format!(
            "data={}",
            STANDARD.encode("{\"item\":\"SKU-dunlin-55Rx\",\"n\":1}")
        )
        .into_bytes(),
        b"%7B%22item%22%3A%22SKU%2Ddunlin%2D55Rx%22%7D".to_vec(),
        gzip("{\"item\":\"SKU-dunlin-55Rx\"}"),
        STANDARD.encode(gzip("SKU-dunlin-55Rx, and more")).into(),
    ];
    for body in &bodies {
        assert_eq!(
            counted(&[post(body)]).readable,
            [0, 1, 0, 0],
            "{}",
            String::from_utf8_lossy(body)
        );
    }
    let all = bodies.map(|body| post(&body));
    assert_eq!(counted(&all).readable, [0, 1, 0, 0], "one value is one");
}

#[test]
fn what_stands_in_an_address_or_a_header_was_sent() {
    let mut request = post(b"");
    request.head = "GET /i?u=http%3A%2F%2Fshop%2Fp%2Fheron-q7fwv81 HTTP/1.1\r\nX-Price: 7391.43\r\nReferer: http://shop/?q=wrenga93mml\r\n\r\n".into();
    let counted = counted(&[request.clone()]);
    assert_eq!(counted.readable, [1, 0, 1, 1]);
    assert_eq!(counted.bytes, request.head.len() as u64);
    assert_eq!(counted.bodies, 0);
}

#[test]
fn asking_for_leave_counts_as_a_request() {
    let ask = Request {
        method: "OPTIONS".into(),
        ..post(b"")
    };
    let counted = counted(&[ask, post(b"x")]);
    assert_eq!((counted.requests, counted.asking), (2, 1));
}

#[test]
fn a_file_counts_once_and_is_no_message() {
    let script = Got::File("/t/a.js".into(), vec![b'x'; 1000]);
    let got = [script.clone(), script, Got::Sent(post(b"x"))];
    let files = Files::of(&got).expect("in memory");
    assert_eq!(files.each.len(), 1);
    assert!(files.gzip() < 100, "it is the packed size");
    assert_eq!(requests(&got).len(), 1);
}

fn profile(visit: &[&str], back: &[&str]) -> Tokens {
    let tokens_of = |bodies: &[&str]| {
        let all: Vec<Request> = bodies.iter().map(|body| post(body.as_bytes())).collect();
        tokens(&views(&all.iter().collect::<Vec<_>>()))
    };
    Tokens {
        visit: tokens_of(visit),
        back: tokens_of(back),
    }
}

#[test]
fn an_identifier_comes_back_and_is_of_one_profile() {
    const KEY: &str = "write-key-0123456789";
    let one = format!("{{\"id\":\"6f1e0c52-9a7b-4d38-8e21-0b5c6d7e8f90\",\"key\":\"{KEY}\"}}");
    let two = format!("{{\"id\":\"a2b4c6d8-1f3e-4a5b-9c7d-e0f1a2b3c4d5\",\"key\":\"{KEY}\"}}");
    let wrapped = STANDARD.encode(&one);
    let found = identifiers(&[profile(&[&one], &[&wrapped]), profile(&[&two], &[&two])]);
    assert_eq!(found, Some(vec![1, 1]), "the key is everybody's");
}

#[test]
fn what_is_drawn_anew_is_no_identifier() {
    let found = identifiers(&[
        profile(&["rid=abcdefghij0123456789"], &["rid=zyxwvutsrq9876543210"]),
        profile(&["rid=mnopqrstuv5555511111"], &[]),
    ]);
    assert_eq!(found, Some(vec![0, 0]));
}

#[test]
fn the_same_value_in_two_spellings_is_one() {
    let cookie = "c=%22f00dfeedf00dfeed0001%22";
    let found = identifiers(&[profile(&[cookie], &[cookie]), Tokens::default()]);
    assert_eq!(found, Some(vec![1, 0]));
}

#[test]
fn one_profile_alone_tells_nothing() {
    assert_eq!(identifiers(&[Tokens::default()]), None);
}
