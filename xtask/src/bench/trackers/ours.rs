//! Our own collector, the real one: a site in it, and a model that counts what the visit tells.

use super::http::exchange;
use super::site::Site;
use crate::command::Run;
use crate::place::{Place, fresh_folder, write};
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SITE: &str = "shop";
/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running collector. It ends when this is dropped.
pub struct Collector {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Collector {
    /// Starts it for the shop, and publishes the model.
    pub fn start(place: &Place, site: &Site) -> Result<Self, String> {
        let program = place
            .dist
            .join(format!("recinto{}", std::env::consts::EXE_SUFFIX));
        if !program.is_file() {
            return Err("dist/recinto is not there; start `cargo xtask build` first".into());
        }
        let folder = place.scratch().join("bench-trackers/collector");
        let text = |error: crate::error::TaskError| error.to_string();
        fresh_folder(&folder).map_err(text)?;
        // It serves the app too, and wants to find one.
        write(&folder.join("app/index.html"), "<!doctype html>").map_err(text)?;
        let collect = format!("http://{}", site.host());
        let data = folder.join("recinto.db");
        let said = Run::new(&program)
            .args(["site", "add", "Shop", "--id", SITE, "--origin"])
            .arg(site.shop())
            .args(["--collect-origin", &collect, "--data"])
            .arg(&data)
            .capture()
            .map_err(text)?;
        let token = said
            .lines()
            .find_map(|line| line.strip_prefix("Admin token"))
            .map(str::trim)
            .ok_or("`recinto site add` gave no token")?;
        let address = free().map_err(|error| format!("no free port: {error}"))?;
        let child = Command::new(&program)
            .args([
                "serve",
                "--listen",
                &address.to_string(),
                "--collect-origin",
                &collect,
            ])
            .arg("--assets")
            .arg(&folder)
            .arg("--data")
            .arg(&data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("`recinto serve` does not start: {error}"))?;
        let collector = Self { child, address };
        collector.wait()?;
        collector.publish(&site.host(), token)?;
        Ok(collector)
    }

    fn wait(&self) -> Result<(), String> {
        let start = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            if start.elapsed() > PATIENCE {
                return Err("`recinto serve` does not listen".into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn publish(&self, host: &str, token: &str) -> Result<(), String> {
        let model = model().to_string();
        let request = format!(
            "PUT /v1/sites/{SITE}/model HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{model}",
            model.len()
        );
        let answer = exchange(self.address, request.as_bytes())
            .map_err(|error| format!("the collector does not answer: {error}"))?;
        let answer = String::from_utf8_lossy(&answer);
        let first = answer.lines().next().unwrap_or_default();
        if first.contains(" 200 ") || first.contains(" 201 ") || first.contains(" 204 ") {
            return Ok(());
        }
        Err(format!(
            "the collector does not take the model: {first} {}",
            answer.lines().last().unwrap_or_default()
        ))
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free() -> std::io::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}

/// All four kinds of event that the visit tells are counted, so that none costs less for not being of interest. Every
/// number is whole and the keys are in order, so the bytes are the canonical ones.
fn model() -> Value {
    let feature = |measure: &str, of: &str, center: u32, scale: u32| {
        json!({
            "measure": measure, "of": of, "over": "", "decay": 1, "transform": "none", "undefined": 365,
            "center": center, "scale": scale,
        })
    };
    let segment =
        |label: &str| json!({ "label": label, "name": label, "category": "", "tags": [] });
    let point = |at: [i32; 6], segment: usize| json!({ "at": at, "segment": segment });
    json!({
        "format": "recinto.segments/1",
        "name": "Shop",
        "window_days": 30,
        "min_events": 1,
        "currency": "EUR",
        "vocabulary": ["add_to_cart", "purchase", "search", "view_item"],
        "features": [
            feature("frequency", "view_item", 4, 2),
            feature("frequency", "add_to_cart", 2, 1),
            feature("frequency", "search", 2, 1),
            feature("frequency", "purchase", 1, 1),
            feature("recency", "purchase", 10, 5),
            feature("monetary", "purchase", 50, 25),
        ],
        "assigner": { "type": "centroids", "points": [point([-1; 6], 0), point([1; 6], 1)] },
        "segments": [segment("few"), segment("many")],
        "scoring": [[[0, 0], [1, 1]], [[0, 0], [1, 1]]],
        "privacy": {
            "mechanism": "krr", "epsilon": 2, "epoch_ms": 86_400_000, "minimum_audience": 50, "necessity": "",
        },
    })
}
