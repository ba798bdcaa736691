//! The recording, default-deny forward proxy that all of the browser's traffic goes through.
//!
//! Only `http://*.localhost:8787` is passed on, to an address the browser does not know: it takes `*.localhost` for
//! 127.0.0.1, where nobody listens, so a browser that went round the proxy would reach nothing.

mod plant;

use crate::record::{Fate, Record};
use crate::vendor::is_vendor;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HOST, HeaderMap, HeaderName, HeaderValue,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, TRANSFER_ENCODING,
};
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The port in every address of the demo.
pub const PORT: u16 = 8787;
/// Where the server under test listens.
pub const SERVER: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(127, 0, 0, 77)), PORT);

/// What a test does to a request on its way.
pub enum Tamper {
    /// Cut the connection: to the browser, the server is not there.
    Cut,
    /// Pass the request on, but only after this time.
    Wait(Duration),
    /// Pass the request on, and give these bytes instead of the answer's, as a success.
    Replace(Vec<u8>),
    /// Do not pass it on: answer with this file of the tests' own, without any policy on its content.
    File(&'static str, Vec<u8>),
    /// The same with a page that has this policy.
    Held(String, Vec<u8>),
}

type Hook = Box<dyn Fn(&str, &str) -> Option<Tamper> + Send + Sync>;
/// The source of a planted script.
type Planted = Arc<Mutex<Option<String>>>;
type Reply = Response<Full<Bytes>>;

/// A running proxy. It ends when dropped.
pub struct Proxy {
    /// Everything that passed, or tried to.
    pub record: Record,
    /// Where it listens.
    pub address: SocketAddr,
    hook: Arc<Mutex<Option<Hook>>>,
    planted: Planted,
    task: JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Proxy {
    /// Starts a proxy on a free port.
    ///
    /// # Errors
    /// No port can be had.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let record = Record::default();
        let hook: Arc<Mutex<Option<Hook>>> = Arc::default();
        let planted = Planted::default();
        let shared = Shared {
            record: record.clone(),
            hook: hook.clone(),
            planted: planted.clone(),
        };
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(shared.clone().connection(stream));
            }
        });
        Ok(Self {
            record,
            address,
            hook,
            planted,
            task,
        })
    }

    /// From now on, every request that would be passed on is shown (method, address) to `hook` first.
    pub fn tamper(&self, hook: impl Fn(&str, &str) -> Option<Tamper> + Send + Sync + 'static) {
        *self.hook.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(hook));
    }

    /// Tampers no longer.
    pub fn honest(&self) {
        *self.hook.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[derive(Clone)]
struct Shared {
    record: Record,
    hook: Arc<Mutex<Option<Hook>>>,
    planted: Planted,
}

/// Makes hyper close the connection without an answer.
#[derive(Debug)]
struct CutOff;

impl std::fmt::Display for CutOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cut off by the test")
    }
}

impl std::error::Error for CutOff {}

impl Shared {
    async fn connection(self, stream: TcpStream) {
        let record = self.record.clone();
        let service = service_fn(move |request| self.clone().request(request));
        let served = hyper::server::conn::http1::Builder::new()
            .preserve_header_case(true)
            .serve_connection(TokioIo::new(stream), service)
            .await;
        // Anything that is not HTTP is no less egress.
        if let Err(error) = served
            && error.is_parse()
        {
            let place = record.begin("?", "not HTTP", Vec::new());
            record.change(place, |seen| seen.fate = Fate::Broken(error.to_string()));
        }
    }

    /// What the test does to this request.
    fn wish(&self, method: &str, url: &str) -> Option<Tamper> {
        let hook = self.hook.lock().unwrap_or_else(PoisonError::into_inner);
        let planted = self.planted.lock().unwrap_or_else(PoisonError::into_inner);
        hook.as_ref()
            .and_then(|hook| hook(method, url))
            .or_else(|| plant::wish(url, planted.as_deref()?))
    }

    async fn request(self, request: Request<Incoming>) -> Result<Reply, CutOff> {
        let (mut parts, mut incoming) = request.into_parts();
        let method = parts.method.as_str().to_owned();
        let url = parts.uri.to_string();
        let headers = listed(&parts.headers);
        let vendor = is_vendor(&method, &url, &headers);
        let place = self.record.begin(&method, &url, headers);
        let fate = |fate: Fate| self.record.change(place, |seen| seen.fate = fate);

        // A body that is cut off half way has left the browser as far as it came: it is noted as it comes.
        let mut body = Vec::new();
        if parts.method != Method::CONNECT {
            while let Some(Ok(frame)) = incoming.frame().await {
                if let Some(data) = frame.data_ref() {
                    body.extend_from_slice(data);
                    self.record
                        .change(place, |seen| seen.body.extend_from_slice(data));
                }
            }
        }
        if vendor {
            fate(Fate::Vendor);
            return Ok(refusal());
        }
        if !is_ours(&parts) {
            fate(Fate::Refused);
            return Ok(refusal());
        }
        let wish = self.wish(&method, &url);
        if let Some(Tamper::Wait(time)) = wish {
            tokio::time::sleep(time).await;
        }
        if matches!(wish, Some(Tamper::Cut)) {
            fate(Fate::Tampered);
            return Err(CutOff);
        }
        let file = match &wish {
            Some(Tamper::File(kind, bytes)) => Some((*kind, None, bytes)),
            Some(Tamper::Held(policy, bytes)) => Some(("text/html", Some(policy), bytes)),
            _ => None,
        };
        if let Some((kind, policy, bytes)) = file {
            fate(Fate::Tampered);
            let mut reply = Response::new(Full::new(Bytes::from(bytes.clone())));
            let headers = reply.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            if let Some(policy) = policy.and_then(|text| text.parse().ok()) {
                headers.insert(CONTENT_SECURITY_POLICY, policy);
            }
            return Ok(reply);
        }
        if wish.is_some() {
            // "Not modified" would have no type, and leave the browser with the bytes it knows.
            for name in [IF_NONE_MATCH, IF_MODIFIED_SINCE] {
                parts.headers.remove(name);
            }
        }
        let mut reply = match forward(parts, body).await {
            Ok(reply) => reply,
            Err(error) => {
                fate(Fate::Broken(error));
                return Err(CutOff);
            }
        };
        let answered = listed(reply.headers());
        self.record.change(place, |seen| seen.answered = answered);
        let status = reply.status().as_u16();
        if let Some(Tamper::Replace(bytes)) = wish {
            *reply.body_mut() = Full::new(Bytes::from(bytes));
            *reply.status_mut() = StatusCode::OK;
            for name in [CONTENT_ENCODING, ETAG, LAST_MODIFIED] {
                reply.headers_mut().remove(name);
            }
            reply
                .headers_mut()
                .insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            fate(Fate::Tampered);
        } else {
            fate(Fate::Forwarded(status));
        }
        let answer = reply
            .body()
            .clone()
            .collect()
            .await
            .map(http_body_util::Collected::to_bytes)
            .unwrap_or_default();
        self.record
            .change(place, |seen| seen.answer = answer.to_vec());
        Ok(reply)
    }
}

/// Is it for one of the demo's origins? The address decides, never the Host header.
fn is_ours(parts: &Parts) -> bool {
    parts.method != Method::CONNECT
        && parts.uri.scheme_str() == Some("http")
        && parts.uri.port_u16() == Some(PORT)
        && parts
            .uri
            .host()
            .is_some_and(|host| host.ends_with(".localhost"))
}

fn refusal() -> Reply {
    let mut reply = Response::new(Full::new(Bytes::from_static(
        b"refused: nothing goes out of this test\n",
    )));
    *reply.status_mut() = StatusCode::FORBIDDEN;
    reply
}

fn listed(headers: &HeaderMap) -> Vec<(String, Vec<u8>)> {
    let all = headers.iter();
    all.map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
        .collect()
}

/// Headers about this one connection: not passed on.
fn strip(headers: &mut HeaderMap) {
    for name in [
        CONNECTION,
        TRANSFER_ENCODING,
        CONTENT_LENGTH,
        HeaderName::from_static("proxy-connection"),
        HeaderName::from_static("keep-alive"),
    ] {
        headers.remove(name);
    }
}

async fn forward(mut parts: Parts, body: Vec<u8>) -> Result<Reply, String> {
    let text = |error: &dyn std::error::Error| error.to_string();
    let host = parts
        .uri
        .authority()
        .map(|a| a.as_str().to_owned())
        .unwrap_or_default();
    let path = parts
        .uri
        .path_and_query()
        .map_or("/", |p| p.as_str())
        .to_owned();
    strip(&mut parts.headers);
    parts
        .headers
        .insert(HOST, host.parse().map_err(|e| text(&e))?);
    parts.uri = path.parse().map_err(|e| text(&e))?;

    let stream = TcpStream::connect(SERVER).await.map_err(|e| text(&e))?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|e| text(&e))?;
    tokio::spawn(connection);
    let request = Request::from_parts(parts, Full::new(Bytes::from(body)));
    let (mut parts, body) = sender
        .send_request(request)
        .await
        .map_err(|e| text(&e))?
        .into_parts();
    let body = body.collect().await.map_err(|e| text(&e))?.to_bytes();
    strip(&mut parts.headers);
    Ok(Response::from_parts(parts, Full::new(body)))
}

#[cfg(test)]
mod tests;
