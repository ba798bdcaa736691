//! The `recinto` command as a person uses it: real process, real listener, real file.

#![allow(clippy::unwrap_used, reason = "a failing helper fails its test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

const SAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../web/sample/cdnow_master.txt"
);
const NECESSITY: &str = "Loyalty takes a year to see.";

/// A directory that goes away.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let path = std::env::temp_dir().join(format!(
            "recinto-command-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        ));
        for part in ["app", "shop"] {
            std::fs::create_dir_all(path.join(part)).unwrap();
            std::fs::write(path.join(part).join("index.html"), part).unwrap();
        }
        Self(path)
    }

    fn recinto(&self, args: &[&str]) -> Output {
        command(&self.0).args(args).output().unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn command(place: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recinto"));
    command.current_dir(place);
    command
}

/// A running server, ended with the test whatever happens.
struct Server {
    child: Child,
    address: String,
    port: String,
    opening: String,
}

impl Server {
    fn start(place: &Place, more: &[&str]) -> Self {
        let mut child = command(&place.0)
            .args(["serve", "--listen", "127.0.0.1:0", "--assets", "."])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first
            .strip_prefix("Recinto listens on ")
            .and_then(|rest| rest.split(',').next())
            .unwrap()
            .to_owned();
        let opening = lines
            .map(Result::unwrap)
            .find(|line| line.starts_with("Open "))
            .unwrap();
        let port = address.rsplit(':').next().unwrap().to_owned();
        Self {
            child,
            address,
            port,
            opening,
        }
    }

    /// Status and body.
    fn ask(&self, host: &str, method: &str, path: &str, token: &str, body: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}.localhost:{}\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        (status, body.to_owned())
    }

    fn origin(&self, name: &str) -> String {
        format!("http://{name}.localhost:{}", self.port)
    }

    /// Asks the process to end and waits for it.
    #[cfg(unix)]
    fn stop(mut self, signal: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args([signal, &pid]).status().unwrap();
        assert!(told.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn segment_args(model: &str) -> Vec<String> {
    let args = [
        "segment",
        SAMPLE,
        "--name",
        "CDNOW",
        "--necessity",
        NECESSITY,
    ];
    let mut args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
    args.extend(["--k".into(), "4".into(), "--model".into(), model.into()]);
    args
}

#[cfg(unix)]
#[test]
fn the_whole_way_of_a_site() {
    let place = Place::new();
    let server = Server::start(&place, &["--demo"]);
    assert!(server.opening.contains("/#operator="));
    assert_eq!(server.ask("app", "GET", "/", "", b""), (200, "app".into()));
    assert_eq!(
        server.ask("shop", "GET", "/", "", b""),
        (200, "shop".into())
    );
    assert_eq!(server.ask("other", "GET", "/", "", b"").0, 421);
    let config = server.ask("app", "GET", "/config.json", "", b"").1;
    let config: serde_json::Value = serde_json::from_str(&config).unwrap();
    assert_eq!(config["collector"], server.origin("collect"));
    assert_eq!(config["demo_site"]["origin"], server.origin("shop"));

    // A site, registered beside the running server.
    let origin = server.origin("shop");
    let add = ["site", "add", "CD shop", "--origin", origin.as_str()];
    let added = text(&place.recinto(&add).stdout);
    let token = added
        .lines()
        .find_map(|line| line.strip_prefix("Admin token  "))
        .unwrap();
    assert!(added.contains("data-site=\"cd-shop\""));
    assert!(text(&place.recinto(&["site", "list"]).stdout).contains("cd-shop"));
    let again = place.recinto(&add);
    assert!(!again.status.success());
    assert!(text(&again.stderr).contains("already a site"));

    // A model from the real file.
    let args = segment_args("model.json");
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let table = place.recinto(&args);
    assert!(table.status.success(), "{}", text(&table.stderr));
    let model = std::fs::read(place.0.join("model.json")).unwrap();
    let id = recinto_core::model::model_id(&model);
    assert!(text(&table.stdout).contains(&id));
    let path = "/v1/sites/cd-shop/model";
    let put = server.ask("collect", "PUT", path, token, &model);
    assert_eq!(put, (200, format!("{{\"model\":\"{id}\"}}")));

    // Synthetic visitors, through the real endpoint.
    let collector = server.origin("collect");
    let simulated = place.recinto(&[
        "simulate",
        "--site",
        "cd-shop",
        "--token",
        token,
        "--reports",
        "600",
        "--server",
        &collector,
        "--weights",
        "5,3,2,0",
        "--seed",
        "3",
    ]);
    assert!(simulated.status.success(), "{}", text(&simulated.stderr));
    let simulated = text(&simulated.stdout);
    let columns: Vec<Vec<&str>> = simulated
        .lines()
        .filter(|line| line.starts_with("segment-"))
        .map(|line| line.split_whitespace().collect())
        .collect();
    let sum = |column: usize| -> u64 {
        columns
            .iter()
            .map(|row| row[column].parse::<u64>().unwrap())
            .sum()
    };
    assert_eq!((columns.len(), sum(1), sum(2)), (4, 600, 600));
    assert_eq!(columns[3][1], "0", "a weight of 0 has no visitors");
    let counts_path = "/v1/sites/cd-shop/counts";
    let (status, counts) = server.ask("collect", "GET", counts_path, token, b"");
    assert_eq!(status, 200);
    let counts: serde_json::Value = serde_json::from_str(&counts).unwrap();
    assert_eq!(counts["synthetic_reports"], 600);
    assert_eq!(counts["epochs"][0]["total"], 600);
    for (row, cell) in columns
        .iter()
        .zip(counts["epochs"][0]["cells"].as_array().unwrap())
    {
        let reported: u64 = row[2].parse().unwrap();
        assert!(cell["count"] == reported || cell["withheld"] == true);
    }

    // A graceful stop leaves one file; a new start has everything.
    assert_eq!(server.stop("-TERM"), Some(0));
    assert!(place.0.join("recinto.db").is_file());
    assert!(!place.0.join("recinto.db-wal").exists());
    let server = Server::start(&place, &[]);
    assert!(!server.opening.contains("#operator="));
    assert_eq!(server.ask("shop", "GET", "/", "", b"").0, 421);
    let after = server.ask("collect", "GET", counts_path, token, b"").1;
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&after).unwrap(),
        counts
    );
    assert_eq!(server.stop("-INT"), Some(0));
}

#[test]
fn the_operator_token_is_shown_once_outside_the_demo() {
    let place = Place::new();
    let wanted = br#"{"site":"a","name":"A","origins":["http://a.localhost"]}"#;
    let token_of = |server: &Server| {
        let (_, token) = server.opening.split_once("#operator=")?;
        Some(token.to_owned())
    };
    let first = Server::start(&place, &[]);
    let token = token_of(&first).unwrap();
    assert_eq!(
        first.ask("collect", "POST", "/v1/sites", &token, wanted).0,
        201
    );
    drop(first);
    let second = Server::start(&place, &[]);
    assert_eq!(token_of(&second), None);
    assert_eq!(
        second.ask("collect", "POST", "/v1/sites", &token, wanted).0,
        409
    );
    drop(second);
    let third = Server::start(&place, &["--new-operator-token"]);
    let fresh = token_of(&third).unwrap();
    assert_eq!(
        third.ask("collect", "POST", "/v1/sites", &token, wanted).0,
        401
    );
    assert_eq!(
        third.ask("collect", "POST", "/v1/sites", &fresh, wanted).0,
        409
    );
}

/// The id that core's own test of the real file pins: the command adds nothing to the model.
#[test]
fn segment_gives_the_bytes_of_core() {
    let place = Place::new();
    let necessity = "loyalty takes a year to see";
    let printed = place.recinto(&[
        "segment",
        SAMPLE,
        "--name",
        "CDNOW",
        "--necessity",
        necessity,
        "--model",
        "a.json",
        "--format",
        "json",
    ]);
    let printed: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    let bytes = std::fs::read(place.0.join("a.json")).unwrap();
    assert_eq!(
        recinto_core::model::model_id(&bytes),
        "GVkV_5mzVmvOU-pRmI1gmg"
    );
    assert_eq!(printed["model"], "GVkV_5mzVmvOU-pRmI1gmg");
    assert_eq!(printed["source"]["import"]["accepted"], 69_659);
    let people: u64 = printed["segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|segment| segment["people"].as_u64().unwrap())
        .sum();
    assert_eq!(printed["people"], people);
}

/// A clickstream of 300 people as CSV, one row of it bad.
fn clickstream() -> String {
    let mut csv = String::from("user_id,timestamp,event,page,category,value,currency\n");
    for person in 0..300_u32 {
        for visit in 0..1 + person % 4 {
            let day = 1 + (person * 7 + visit * 5) % 28;
            let (hour, minute) = (8 + person % 12, person % 50);
            let time = format!("2026-02-{day:02}T{hour:02}:{minute:02}");
            let category = ["scarpe", "borse", "libri"][(person % 3) as usize];
            csv += &format!("u{person},{time}:01Z,page_view,/,,,\n");
            csv += &format!("u{person},{time}:20Z,view_item,/i,{category},,\n");
            if person % 2 == 0 {
                let value = 10 + person % 40;
                csv += &format!("u{person},{time}:40Z,purchase,/ok,{category},{value}.50,EUR\n");
            }
        }
    }
    csv + "u1,no time,page_view,/,,,\n"
}

/// A file larger than memory is worked through in parts: nothing of it shows.
#[test]
fn parts_do_not_show() {
    let place = Place::new();
    std::fs::write(place.0.join("log.csv"), clickstream()).unwrap();
    let feast = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260210\r\nDTEND;VALUE=DATE:20260215\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    std::fs::write(place.0.join("carnevale.ics"), feast).unwrap();
    let run = |parts: &str| {
        let file = |name: &str| format!("{name}-{parts}");
        let [model, table, catalogue, rejects, events] =
            ["model", "table", "catalogue", "rejects", "events"].map(file);
        let done = place.recinto(&[
            "segment",
            "log.csv",
            "--parts",
            parts,
            "--window-days",
            "30",
            "--k",
            "2",
            "--name",
            "log",
            "--calendar",
            "carnevale.ics",
            "--model",
            &model,
            "--table",
            &table,
            "--catalogue",
            &catalogue,
            "--rejects",
            &rejects,
            "--events",
            &events,
        ]);
        assert!(done.status.success(), "{}", text(&done.stderr));
        [model, table, catalogue, rejects, events]
            .map(|name| text(&std::fs::read(place.0.join(name)).unwrap()))
    };
    let [whole, parts] = [run("1"), run("7")];
    for (at, name) in ["model", "table", "catalogue", "rejects"]
        .iter()
        .enumerate()
    {
        assert_eq!(whole[at], parts[at], "{name}");
    }
    let sorted = |csv: &str| {
        let mut lines: Vec<String> = csv.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&whole[4]), sorted(&parts[4]), "events");
    let [model, table, catalogue, rejects, _] = &whole;
    assert!(
        model.contains("session"),
        "a clickstream's features: {model}"
    );
    assert_eq!(table.lines().count(), 301);
    assert!(catalogue.contains("season:carnevale"));
    assert_eq!(rejects.lines().count(), 2, "{rejects}");
    // What was proposed can be corrected and handed back.
    let found: serde_json::Value = serde_json::from_str(catalogue).unwrap();
    let mut choice = found["proposed"].clone();
    choice["columns"].as_array_mut().unwrap().truncate(3);
    std::fs::write(place.0.join("choice.json"), choice.to_string()).unwrap();
    let again = place.recinto(&[
        "segment",
        "log.csv",
        "--window-days",
        "30",
        "--k",
        "2",
        "--features",
        "choice.json",
        "--table",
        "three.csv",
    ]);
    assert!(again.status.success(), "{}", text(&again.stderr));
    let three = text(&std::fs::read(place.0.join("three.csv")).unwrap());
    assert_eq!(three.lines().next().unwrap().split(',').count(), 4);
}

#[test]
fn failures_say_what_to_do() {
    let place = Place::new();
    for (args, words) in [
        (&["serve", "--assets", "nowhere"][..], "cargo xtask build"),
        (
            &["serve", "--app-origin", "http://x/", "--assets", "."],
            "no web origin",
        ),
        (&["site", "add", "A", "--origin", "shop"], "no web origin"),
        (
            &["site", "add", "!", "--origin", "http://a"],
            "a site id has",
        ),
        (&["site", "list", "--data", "none.db"], "no such file"),
        (&["segment", "none.csv"], "none.csv"),
        (&["segment", SAMPLE, "--k", "65"], "2 to 64"),
        (&["segment", SAMPLE, "--zone", "Europe/Rom"], "Europe/Rom"),
        (&["segment", SAMPLE, "--tool", "excel"], "none of"),
        (&["segment", SAMPLE, "--kind", "page"], "no event of kind"),
        (
            &["segment", SAMPLE, "--k", "3", "--model", "m.json"],
            "necessity",
        ),
        (
            &[
                "simulate",
                "--site",
                "a",
                "--token",
                "-v",
                "--reports",
                "1",
                "--connect",
                "127.0.0.1:9",
            ],
            "is `recinto serve` running",
        ),
    ] {
        let output = match args {
            ["serve", rest @ ..] => {
                let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
                all.extend(rest);
                place.recinto(&all)
            }
            _ => place.recinto(args),
        };
        assert!(!output.status.success(), "{args:?}");
        let words_found = text(&output.stderr);
        assert!(words_found.contains(words), "{args:?}: {words_found}");
    }
    assert!(!place.0.join("m.json").exists());
}

#[test]
fn a_pack_of_rules_becomes_a_model_that_can_be_published() {
    let place = Place::new();
    let path = place.0.join("model.json");
    let out = place.recinto(&[
        "rules",
        "food",
        "--language",
        "en",
        "--model",
        path.to_str().unwrap(),
    ]);
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let bytes = std::fs::read(&path).unwrap();
    let model = recinto_core::model::SegmentModel::from_bytes(&bytes).unwrap();
    assert_eq!(model.rules[0].segment.name, "Evening appetite");
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(
        said.contains(&recinto_core::model::model_id(&bytes)),
        "{said}"
    );
    let wrong = place.recinto(&[
        "rules",
        "food",
        "--currency",
        "euro",
        "--model",
        path.to_str().unwrap(),
    ]);
    assert!(!wrong.status.success());
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("currency"));
}
