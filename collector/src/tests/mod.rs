//! The real router over a real file: what it counts, what it refuses, what it keeps.

mod admin;
mod commit;
mod cors;
mod counting;
mod refusals;
mod script;
mod secrecy;

use crate::{Clock, Collector, Integrity, Origin, ScriptHashes, Settings, Store, Token};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use recinto_core::model::{SegmentModel, model_id};
use recinto_wire::{Answer, LabelReport};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tower::ServiceExt as _;

const SHOP: &str = "http://shop.localhost:8787";
const APP: &str = "http://app.localhost:8787";
const CAPTURE: &str = "sha384-tp8T3VupXl90pL/6Qi+xZ1lAvSWdjvdxjWQjIjDgp0oWgPHMuMYeph8QQvBoQN5a";
const GATE: &str = "sha384-HT2E9NfWiuQ/w1PRai+hTyqW16NIoCGA/m8VQDUopfAtcz6YQjtsMmQd5uRbVDpW";
const DAY: u64 = 86_400_000;
/// Noon of epoch 20780.
const NOON: u64 = 20_780 * DAY + DAY / 2;

struct FakeClock(AtomicU64);

impl Clock for FakeClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// An answer, read to its end.
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("no JSON: {:?}", String::from_utf8_lossy(&self.bytes)))
    }

    fn code(&self) -> String {
        let value = self.json();
        let message = value["error"]["message"].as_str().unwrap();
        assert!(message.len() > 15, "a message has to say what to do");
        value["error"]["code"].as_str().unwrap().to_owned()
    }

    fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A collector with one site, on a file that goes away with it.
struct House {
    directory: PathBuf,
    clock: Arc<FakeClock>,
    store: Option<Arc<Store>>,
    router: Router,
    operator: String,
    token: String,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

impl House {
    /// With the site `cd-shop`, and no model yet.
    async fn empty() -> Self {
        Self::reaching(None).await
    }

    /// Names under `.localhost` reach this address.
    async fn reaching(localhost: Option<SocketAddr>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let directory = std::env::temp_dir().join(format!(
            "recinto-collector-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        ));
        std::fs::create_dir_all(&directory).unwrap();
        let mut house = Self {
            directory,
            clock: Arc::new(FakeClock(AtomicU64::new(NOON))),
            store: None,
            router: Router::new(),
            operator: String::new(),
            token: String::new(),
        };
        house.start(localhost);
        let operator = Token::fresh().unwrap();
        let hash = operator.hash();
        house
            .store()
            .write(move |connection| {
                connection.execute(
                    "INSERT INTO operator (one, token_sha256) VALUES (1, ?1)",
                    [hash.as_slice()],
                )?;
                Ok::<_, crate::StoreError>(())
            })
            .await
            .unwrap();
        operator.reveal().clone_into(&mut house.operator);
        house.token = house.add_site("cd-shop", SHOP).await;
        house
    }

    /// With the site and a model of three segments.
    async fn with_model() -> (Self, String) {
        let house = Self::empty().await;
        let id = house.publish(&model("krr", 10)).await;
        (house, id)
    }

    fn start(&mut self, localhost: Option<SocketAddr>) {
        let clock: Arc<dyn Clock> = self.clock.clone();
        let store = Arc::new(Store::open(&self.path(), clock.clone()).unwrap());
        let settings = Settings {
            app_origin: Origin::parse(APP).unwrap(),
            collect_origin: Origin::parse("http://collect.localhost:8787").unwrap(),
            hashes: ScriptHashes {
                gate: Integrity::parse(GATE),
                capture: Integrity::parse(CAPTURE),
            },
            localhost,
        };
        self.router = Collector::new(store.clone(), clock, settings).router();
        self.store = Some(store);
    }

    /// As if the process had ended and begun again.
    fn restart(&mut self) {
        self.router = Router::new();
        self.store = None;
        self.start(None);
    }

    fn path(&self) -> PathBuf {
        self.directory.join("recinto.db")
    }

    fn store(&self) -> Arc<Store> {
        self.store.clone().unwrap()
    }

    fn set_time(&self, ms: u64) {
        self.clock.0.store(ms, Ordering::SeqCst);
    }

    async fn ask(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        assert_eq!(parts.headers["x-content-type-options"], "nosniff");
        assert_eq!(parts.headers["referrer-policy"], "no-referrer");
        Reply {
            status: parts.status,
            headers: parts.headers,
            bytes: to_bytes(body, 1 << 20).await.unwrap().to_vec(),
        }
    }

    async fn call(&self, method: Method, path: &str, token: &str, body: &[u8]) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::from(body.to_vec()))
            .unwrap();
        self.ask(request).await
    }

    async fn add_site(&self, id: &str, origin: &str) -> String {
        let wanted = json!({"site": id, "name": "CD shop", "origins": [origin]}).to_string();
        let reply = self
            .call(Method::POST, "/v1/sites", &self.operator, wanted.as_bytes())
            .await;
        assert_eq!(reply.status, StatusCode::CREATED);
        reply.json()["token"].as_str().unwrap().to_owned()
    }

    async fn publish(&self, bytes: &[u8]) -> String {
        let reply = self
            .call(Method::PUT, "/v1/sites/cd-shop/model", &self.token, bytes)
            .await;
        assert_eq!(reply.status, StatusCode::OK, "{:?}", reply.json());
        assert_eq!(reply.json()["model"], model_id(bytes));
        model_id(bytes)
    }

    async fn send(&self, origin: &str, body: Vec<u8>) -> Reply {
        self.ask(labels(Some(origin), body)).await
    }

    async fn report(&self, report: &LabelReport) -> Reply {
        self.send(SHOP, report.encode().unwrap().to_vec()).await
    }

    async fn counts(&self, query: &str) -> Value {
        let path = format!("/v1/sites/cd-shop/counts{query}");
        let reply = self.call(Method::GET, &path, &self.token, b"").await;
        assert_eq!(reply.status, StatusCode::OK, "{:?}", reply.json());
        reply.json()
    }

    /// Sums over the whole tally table, whatever may be shown of it.
    fn counted(&self) -> u64 {
        self.number("SELECT coalesce(sum(count), 0) FROM tally")
    }

    fn number(&self, sql: &str) -> u64 {
        let connection = rusqlite::Connection::open(self.path()).unwrap();
        let number: i64 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        u64::try_from(number).unwrap()
    }

    /// Every row of every table, as text.
    fn dump(&self) -> String {
        let connection = rusqlite::Connection::open(self.path()).unwrap();
        let tables: Vec<String> = connection
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let mut dump = String::new();
        for table in tables {
            let mut statement = connection
                .prepare(&format!("SELECT * FROM {table}"))
                .unwrap();
            let width = statement.column_count();
            let mut rows = statement.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let cells: Vec<rusqlite::types::Value> =
                    (0..width).map(|column| row.get(column).unwrap()).collect();
                dump.push_str(&format!("{table} {cells:?}\n"));
            }
        }
        dump
    }

    /// The bytes of the file and of its log.
    fn disk(&self) -> Vec<u8> {
        let mut bytes = std::fs::read(self.path()).unwrap();
        if let Ok(log) = std::fs::read(self.directory.join("recinto.db-wal")) {
            bytes.extend(log);
        }
        bytes
    }
}

fn labels(origin: Option<&str>, body: Vec<u8>) -> Request<Body> {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri("/v1/labels")
        .header(header::CONTENT_TYPE, "text/plain;charset=UTF-8");
    if let Some(origin) = origin {
        request = request.header(header::ORIGIN, origin);
    }
    request.body(Body::from(body)).unwrap()
}

/// A model of three segments, in its canonical bytes.
fn model(mechanism: &str, minimum: u32) -> Vec<u8> {
    let segment = |n: u32| json!({"label": format!("segment-{n}"), "name": format!("Segment {n}"), "category": "", "tags": []});
    let value = json!({
        "format": "recinto.segments/1", "name": "Test", "window_days": 30, "min_events": 1,
        "currency": "EUR", "vocabulary": ["purchase"],
        "features": [{"measure": "recency", "of": "purchase", "over": "", "decay": 1.0, "transform": "none",
                      "center": 3.0, "scale": 2.0, "undefined": 30.0}],
        "assigner": {"type": "centroids", "points": [
            {"at": [0.0], "segment": 0}, {"at": [1.0], "segment": 1}, {"at": [2.5], "segment": 2}]},
        "segments": [segment(1), segment(2), segment(3)],
        "scoring": [[[0.0, 0.0], [1.0, 1.0]], [[0.0, 0.0], [1.0, 1.0]], [[0.0, 0.0], [1.0, 1.0]]],
        "privacy": {"mechanism": mechanism, "epsilon": 2.0, "epoch_ms": DAY,
                    "minimum_audience": minimum, "necessity": ""},
    });
    let model: SegmentModel = serde_json::from_value(value).unwrap();
    model.to_bytes().unwrap()
}

/// A good report of the current epoch with its own rid.
fn report(model: &str, label: &str, rid: u64) -> LabelReport {
    LabelReport {
        site: "cd-shop".to_owned(),
        model: model.to_owned(),
        epoch: NOON / DAY,
        answer: Answer::Label(label.to_owned()),
        rid: format!("{rid:022}"),
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}
