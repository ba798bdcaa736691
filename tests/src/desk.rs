//! What a test sets up before the part it is about: a registered site and a published model, without the app.

use crate::proxy::SERVER;
use crate::server::{COLLECT, SHOP, recinto};
use crate::story::World;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use recinto_core::features::{Definitions, FeatureSpec, Measure};
use recinto_core::model::{
    Assigner, FORMAT, Mechanism, Point, PrivacyPolicy, RAW_HOURS, Segment, SegmentModel, model_id,
};
use serde_json::Value;
use tokio::net::TcpStream;

/// The demo's site.
pub const SITE: &str = "cd-shop";

/// A model that tells small buyers from big ones by how often and how much they bought.
#[must_use]
pub fn model(mechanism: Mechanism) -> SegmentModel {
    let feature = |measure, center, scale| FeatureSpec {
        center,
        scale,
        ..FeatureSpec::new(measure, "purchase")
    };
    let segment = |label: &str, name: &str| Segment {
        label: label.into(),
        name: name.into(),
        category: "Acquisti".into(),
        tags: vec!["acquisto".into()],
    };
    SegmentModel {
        format: FORMAT.into(),
        name: "Acquisti".into(),
        window_days: 30,
        min_events: 1,
        currency: "EUR".into(),
        vocabulary: vec!["purchase".into()],
        definitions: Definitions::default(),
        features: vec![
            feature(Measure::Frequency, 2.0, 1.0),
            feature(Measure::Monetary, 50.0, 25.0),
        ],
        assigner: Assigner::Centroids {
            points: vec![
                Point {
                    at: vec![-1.0, -1.0],
                    segment: 0,
                },
                Point {
                    at: vec![1.0, 300.0],
                    segment: 1,
                },
            ],
        },
        segments: vec![
            segment("small-buyer", "Piccoli acquisti"),
            segment("big-buyer", "Grandi acquisti"),
        ],
        scoring: vec![vec![[0.0, 0.0], [1.0, 1.0]]; 2],
        rules: Vec::new(),
        sensitive: Vec::new(),
        privacy: PrivacyPolicy {
            mechanism,
            epsilon: 2.0,
            epoch_ms: 86_400_000,
            minimum_audience: 50,
            necessity: String::new(),
            raw_hours: RAW_HOURS,
        },
    }
}

/// Registers [`SITE`] for the shop's origin and gives its admin token.
///
/// # Panics
/// If `recinto site add` does not print one.
pub async fn register(world: &World) -> String {
    let data = world.server.lock().await.data.clone();
    let output = std::process::Command::new(recinto())
        .args([
            "site",
            "add",
            "CD shop",
            "--id",
            SITE,
            "--origin",
            SHOP,
            "--collect-origin",
            COLLECT,
            "--data",
        ])
        .arg(data)
        .output()
        .expect("`recinto` starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let token = text
        .lines()
        .find_map(|line| line.strip_prefix("Admin token"))
        .map(str::trim)
        .map(str::to_owned);
    token.unwrap_or_else(|| {
        panic!(
            "`recinto site add` gave no token: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        )
    })
}

/// Publishes a model and gives its id.
///
/// # Panics
/// If the collector does not take it.
pub async fn publish(token: &str, bytes: &[u8]) -> String {
    let (status, answer) = call(
        "PUT",
        &format!("/v1/sites/{SITE}/model"),
        Some(token),
        bytes,
    )
    .await;
    assert_eq!(status, 200, "the model was not taken: {answer}");
    let id = answer["model"].as_str().expect("an id").to_owned();
    assert_eq!(
        id,
        model_id(bytes),
        "the collector names the model by its bytes"
    );
    id
}

/// A site with a model, ready for visitors; gives token and id.
pub async fn ready(world: &World, mechanism: Mechanism) -> (String, String) {
    let token = register(world).await;
    let id = publish(&token, &model(mechanism).to_bytes().expect("a good model")).await;
    (token, id)
}

/// Asks the collector directly, past browser and proxy.
///
/// # Panics
/// If it does not answer.
pub async fn call(method: &str, path: &str, token: Option<&str>, body: &[u8]) -> (u16, Value) {
    let stream = TcpStream::connect(SERVER)
        .await
        .expect("the server listens");
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .expect("HTTP");
    tokio::spawn(connection);
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "collect.localhost:8787")
        .header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request
        .body(Full::new(Bytes::copy_from_slice(body)))
        .expect("a request");
    let answer = sender.send_request(request).await.expect("an answer");
    let status = answer.status().as_u16();
    let bytes = answer
        .into_body()
        .collect()
        .await
        .expect("its body")
        .to_bytes();
    (
        status,
        serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned())),
    )
}
