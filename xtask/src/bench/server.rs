//! The smallest server that does: files for the page, and the two ends of the conversation with it. On the loopback.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The page asks again after so long, so that no connection is held for ever.
const HOLD: Duration = Duration::from_secs(20);

/// What the server works with.
pub struct Server {
    /// Folders whose files are served under their bare name; the first that has it wins.
    pub roots: Vec<PathBuf>,
    /// The data files' folder, served under `/data/`.
    pub data: PathBuf,
    /// What the page is asked next.
    pub asks: Mutex<Receiver<Value>>,
    /// What it answered.
    pub answers: Sender<Value>,
}

/// Starts it on a free port.
pub fn start(server: Server) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    let server = Arc::new(server);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let server = server.clone();
            // A connection that breaks is opened again by the page.
            std::thread::spawn(move || server.answer(stream).ok());
        }
    });
    Ok(address)
}

impl Server {
    fn answer(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(&stream);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let mut words = line.split_whitespace();
        let (method, path) = (
            words.next().unwrap_or_default().to_owned(),
            words.next().unwrap_or_default().to_owned(),
        );
        let body = body(&mut reader)?;
        let (status, kind, bytes) = match (method.as_str(), path.as_str()) {
            ("GET", "/next") => self.next(),
            ("POST", "/answer") => self.take(&body),
            ("GET", path) => self.file(path),
            _ => ("405 Method Not Allowed", "text/plain", Vec::new()),
        };
        let mut stream = &stream;
        // Isolated from other origins, the page's clock ticks every 5 µs instead of every 100.
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\
             Cache-Control: no-store\r\nCross-Origin-Opener-Policy: same-origin\r\n\
             Cross-Origin-Embedder-Policy: require-corp\r\n\r\n",
            bytes.len()
        )?;
        stream.write_all(&bytes)?;
        stream.flush()
    }

    fn next(&self) -> Reply {
        let asked = self
            .asks
            .lock()
            .ok()
            .and_then(|asks| asks.recv_timeout(HOLD).ok());
        match asked {
            Some(ask) => ("200 OK", "application/json", ask.to_string().into_bytes()),
            None => ("204 No Content", "text/plain", Vec::new()),
        }
    }

    fn take(&self, body: &[u8]) -> Reply {
        let answer = serde_json::from_slice(body).unwrap_or_default();
        // Nobody waits any more when the task has ended.
        let _ = self.answers.send(answer);
        ("204 No Content", "text/plain", Vec::new())
    }

    fn file(&self, path: &str) -> Reply {
        let path = path.split('?').next().unwrap_or_default();
        let (roots, name) = match path.strip_prefix("/data/") {
            Some(name) => (std::slice::from_ref(&self.data), name),
            None => (
                &self.roots[..],
                if path == "/" {
                    "index.html"
                } else {
                    path.trim_start_matches('/')
                },
            ),
        };
        let bare = !name.contains(['/', '\\']) && !name.starts_with('.');
        let found = roots
            .iter()
            .filter(|_| bare)
            .find_map(|root| std::fs::read(root.join(name)).ok());
        match found {
            Some(bytes) => ("200 OK", kind(name), bytes),
            None => ("404 Not Found", "text/plain", Vec::new()),
        }
    }
}

type Reply = (&'static str, &'static str, Vec<u8>);

fn body(reader: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;
    Ok(body)
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
