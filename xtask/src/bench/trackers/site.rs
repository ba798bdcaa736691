//! The shop and everybody's collector: one server on the loopback, told apart by the host's name.

use super::http::Request;
use super::{pages, sink};
use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What became of a request.
#[derive(Debug, Clone)]
pub enum Got {
    /// A script or a program, with its bytes: what a browser has to fetch before it can send anything.
    File(String, Vec<u8>),
    /// Anything else but the pages: it tells the collector something.
    Sent(Request),
    /// Something the server does not have.
    Missing(String),
}

/// Who is being visited, and what was asked for.
#[derive(Default)]
pub struct State {
    /// What stands in the head of every page.
    pub head: String,
    /// Files and folders that are served, by the path they stand under.
    pub files: Vec<(String, PathBuf)>,
    /// The real collector, of the contestant that has one.
    pub collector: Option<SocketAddr>,
    /// Everything asked for, but the pages.
    pub got: Vec<Got>,
}

/// A running server; it lives as long as the task.
#[derive(Clone)]
pub struct Site {
    state: Arc<Mutex<State>>,
    /// Where it listens.
    pub port: u16,
}

/// Isolated from other origins, the page's clock ticks every 5 µs instead of every 100.
const ISOLATED: &str =
    "Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Embedder-Policy: require-corp\r\n";

impl Site {
    /// Starts it on a free port.
    pub fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let site = Self {
            state: Arc::default(),
            port: listener.local_addr()?.port(),
        };
        let shared = site.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let site = shared.clone();
                // What breaks is the browser's affair: it asks again, or the page lacks something and the visit says so.
                std::thread::spawn(move || site.answer(&stream).ok());
            }
        });
        Ok(site)
    }

    /// Who is visited and what was seen.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The shop's origin.
    pub fn shop(&self) -> String {
        format!("http://shop.localhost:{}", self.port)
    }

    /// The collectors' host, with the port.
    pub fn host(&self) -> String {
        format!("collect.localhost:{}", self.port)
    }

    /// Everything asked for since the last call.
    pub fn take(&self) -> Vec<Got> {
        std::mem::take(&mut self.state().got)
    }

    fn answer(&self, stream: &TcpStream) -> std::io::Result<()> {
        let Some(request) = Request::read(stream)? else {
            return Ok(());
        };
        let mut stream = stream;
        let shop = request
            .header("host")
            .is_some_and(|host| host.starts_with("shop."));
        if shop && (request.path().starts_with("/p/") || request.path() == "/blank") {
            let head = self.state().head.clone();
            let html = pages::html(&request.target, &head)
                .unwrap_or_else(|| "<!doctype html><link rel=\"icon\" href=\"data:,\">".into());
            let headers = format!("Content-Type: text/html\r\n{ISOLATED}");
            return reply(&mut stream, "200 OK", &headers, html.as_bytes());
        }
        if let Some((kind, bytes)) = self.file(request.path()) {
            let headers = format!(
                "Content-Type: {kind}\r\nCache-Control: max-age=3600\r\n{}",
                shared(&request)
            );
            self.note(Got::File(request.path().to_owned(), bytes.clone()));
            return reply(&mut stream, "200 OK", &headers, &bytes);
        }
        let collector = self.state().collector;
        if shop {
            self.note(Got::Missing(request.target.clone()));
            return reply(&mut stream, "404 Not Found", "", b"");
        }
        if let Some(collector) = collector {
            let answer = request.forward(collector);
            self.note(Got::Sent(request));
            return stream.write_all(&answer?);
        }
        let headers = shared(&request);
        if request.method == "OPTIONS" {
            self.note(Got::Sent(request));
            return reply(&mut stream, "204 No Content", &headers, b"");
        }
        let (kind, text) = sink::answer(&request);
        let script = kind == "text/javascript";
        if script {
            self.note(Got::File(
                request.path().to_owned(),
                text.clone().into_bytes(),
            ));
        } else if request.path().ends_with(".js") {
            // A script nobody has is not to be taken for a message that was heard.
            self.note(Got::Missing(request.target));
            return reply(&mut stream, "404 Not Found", &headers, b"");
        } else {
            self.note(Got::Sent(request));
        }
        // A configuration may be kept, as long as the scripts.
        let headers = format!("Content-Type: {kind}\r\nCache-Control: max-age=3600\r\n{headers}");
        reply(&mut stream, "200 OK", &headers, text.as_bytes())
    }

    fn note(&self, got: Got) {
        self.state().got.push(got);
    }

    fn file(&self, path: &str) -> Option<(&'static str, Vec<u8>)> {
        let state = self.state();
        let (under, folder) = state
            .files
            .iter()
            .find(|(under, _)| path.starts_with(under.as_str()))?;
        let name = path.strip_prefix(under.as_str())?;
        let plain = !name.contains("..") && !name.starts_with('/');
        let file = if name.is_empty() {
            folder.clone()
        } else {
            folder.join(name)
        };
        let bytes = std::fs::read(file).ok().filter(|_| plain)?;
        let kind = match path.rsplit('.').next() {
            Some("js") => "text/javascript",
            Some("wasm") => "application/wasm",
            _ => "application/octet-stream",
        };
        Some((kind, bytes))
    }
}

/// Any page may read the answer, with its cookies, and need not ask again before it sends.
fn shared(request: &Request) -> String {
    let origin = request.header("origin").unwrap_or("*");
    let wished = request
        .header("access-control-request-headers")
        .unwrap_or("*");
    format!(
        "Access-Control-Allow-Origin: {origin}\r\nAccess-Control-Allow-Credentials: true\r\n\
         Access-Control-Allow-Headers: {wished}\r\nAccess-Control-Allow-Methods: GET, POST, PUT\r\n\
         Access-Control-Max-Age: 3600\r\nCross-Origin-Resource-Policy: cross-origin\r\n"
    )
}

fn reply(stream: &mut impl Write, status: &str, headers: &str, body: &[u8]) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)?;
    stream.flush()
}
