//! As much of HTTP as the series needs: one request per connection, read whole and noted as it came.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A connection that says nothing for so long is closed: browsers open some in advance.
const SILENCE: Duration = Duration::from_secs(30);

/// A request as it came.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// GET, POST, OPTIONS, …
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The first line and all headers, with their line ends.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// Reads one; nothing if the other side closes without asking.
    pub fn read(stream: &TcpStream) -> std::io::Result<Option<Self>> {
        stream.set_read_timeout(Some(SILENCE))?;
        let mut reader = BufReader::new(stream);
        let mut request = Self::default();
        loop {
            let before = request.head.len();
            if reader.read_line(&mut request.head)? == 0 {
                return Ok(None);
            }
            if request.head[before..].trim_end().is_empty() {
                break;
            }
        }
        let mut words = request.head.split_whitespace().map(str::to_owned);
        request.method = words.next().unwrap_or_default();
        request.target = words.next().unwrap_or_default();
        let length = request
            .header("content-length")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        reader.take(length).read_to_end(&mut request.body)?;
        Ok(Some(request))
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut pairs = self
            .head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'));
        let (_, value) = pairs.find(|(found, _)| found.eq_ignore_ascii_case(name))?;
        Some(value.trim())
    }

    /// The path alone.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// Bytes that were sent: the line with the address, the headers, the body.
    pub fn size(&self) -> u64 {
        (self.head.len() + self.body.len()) as u64
    }

    /// The same request to another server, and its whole answer.
    pub fn forward(&self, to: SocketAddr) -> std::io::Result<Vec<u8>> {
        let lines = self.head.lines().filter(|line| {
            !line.is_empty() && !line.to_ascii_lowercase().starts_with("connection:")
        });
        let mut sent: Vec<u8> = lines.collect::<Vec<_>>().join("\r\n").into_bytes();
        sent.extend_from_slice(b"\r\nConnection: close\r\n\r\n");
        sent.extend_from_slice(&self.body);
        exchange(to, &sent)
    }
}

/// Sends bytes to a server that closes after its answer, and gives the answer.
pub fn exchange(to: SocketAddr, sent: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(to)?;
    stream.set_read_timeout(Some(SILENCE))?;
    stream.write_all(sent)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}
