//! A small HTTP/1.1 client that keeps its connection, and the load made of many of them. It costs
//! less than any server it measures, so that it is not the limit.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use crate::Outcome;

/// One connection.
pub struct Client {
    stream: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
    /// The cookie that the last answer set.
    pub cookie: Option<String>,
}

impl Client {
    /// Connects to a port of this machine.
    pub async fn connect(port: u16) -> Outcome<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
            line: String::new(),
            body: Vec::new(),
            cookie: None,
        })
    }

    /// Sends a request and reads its answer: status and body.
    pub async fn send(&mut self, request: &[u8]) -> Outcome<(u16, &[u8])> {
        self.stream.get_mut().write_all(request).await?;
        self.read_line().await?;
        let status = self.line.split(' ').nth(1).ok_or("no status line")?.parse()?;
        // An answer without content says no length.
        let (mut length, mut chunked) = ((status == 204).then_some(0), false);
        while self.read_line().await? > 2 {
            let Some((name, value)) = self.line.split_once(':') else { continue };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = Some(value.parse()?),
                "transfer-encoding" => chunked = value == "chunked",
                "set-cookie" => self.cookie = value.split(';').next().map(str::to_owned),
                _ => {}
            }
        }
        self.body.clear();
        if chunked {
            while self.read_chunk().await? > 0 {}
        } else {
            self.body.resize(length.ok_or("an answer without its length")?, 0);
            self.stream.read_exact(&mut self.body).await?;
        }
        Ok((status, &self.body))
    }

    /// Reads a chunk behind those before; gives its length.
    async fn read_chunk(&mut self) -> Outcome<usize> {
        self.read_line().await?;
        let (from, length) = (self.body.len(), usize::from_str_radix(self.line.trim(), 16)?);
        self.body.resize(from + length, 0);
        self.stream.read_exact(&mut self.body[from..]).await?;
        self.read_line().await?;
        Ok(length)
    }

    async fn read_line(&mut self) -> Outcome<usize> {
        self.line.clear();
        match self.stream.read_line(&mut self.line).await? {
            0 => Err("the server hung up".into()),
            read => Ok(read),
        }
    }
}

/// A client's address, as a proxy tells it: each is a network of its own.
fn address(client: usize) -> String {
    format!("198.{}.{}.{}", 18 + client / 65_536 % 2, client / 256 % 256, client % 256)
}

/// A `GET`, with a bearer token.
pub fn get(path: &str, client: usize, token: &str) -> Vec<u8> {
    with(&format!("Authorization: Bearer {token}"), path, client)
}

/// A `GET`, with a header.
pub fn with(header: &str, path: &str, client: usize) -> Vec<u8> {
    let from = address(client);
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {from}\r\n{header}\r\n\r\n")
        .into_bytes()
}

/// A `POST` of JSON.
pub fn post(path: &str, client: usize, body: &Value) -> Vec<u8> {
    post_with("", path, client, body)
}

/// A `POST` of JSON, with a bearer token.
pub fn post_as(token: &str, path: &str, client: usize, body: &Value) -> Vec<u8> {
    // Of any version: a reviewer of the benchmark reads nothing.
    post_with(&format!("Authorization: Bearer {token}\r\nIf-Match: *\r\n"), path, client, body)
}

fn post_with(headers: &str, path: &str, client: usize, body: &Value) -> Vec<u8> {
    let (from, body) = (address(client), body.to_string());
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {from}\r\n{headers}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// How a server is loaded.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// The server's port.
    pub port: u16,
    /// Connections, each with one request at a time.
    pub waiting: usize,
    /// For how long requests are begun.
    pub time: Duration,
    /// How long a connection pauses between requests.
    pub pause: Option<Duration>,
    /// The only status that is right.
    pub expected: u16,
    /// Whether an answer is what was asked for.
    pub whole: fn(&[u8]) -> bool,
}

impl Load {
    /// So many connections to a port, which ask for a while and are answered with 200.
    pub fn new(port: u16, waiting: usize, time: Duration) -> Self {
        Self { port, waiting, time, pause: None, expected: 200, whole: |_| true }
    }

    /// Sends what `request` makes for a connection and a turn; gives each answer's microseconds. A
    /// connection for which it makes nothing is done.
    ///
    /// # Errors
    /// At the first answer of another status.
    pub async fn run<R: Into<Option<Vec<u8>>>>(
        self,
        request: impl Fn(usize, usize) -> R,
    ) -> Outcome<Vec<u64>> {
        let until = Instant::now() + self.time;
        let request = &request;
        let connections = (0..self.waiting).map(|connection| async move {
            let mut client = Client::connect(self.port).await?;
            let mut micros = Vec::new();
            let mut turn = 0;
            while Instant::now() < until {
                let Some(bytes) = request(connection, turn).into() else { break };
                let begun = Instant::now();
                let (status, body) = client.send(&bytes).await?;
                micros.push(u64::try_from(begun.elapsed().as_micros())?);
                if status != self.expected || !(self.whole)(body) {
                    let body = String::from_utf8_lossy(body);
                    return Err(format!("{status}, {} was right: {body}", self.expected).into());
                }
                turn += 1;
                if let Some(pause) = self.pause {
                    tokio::time::sleep(pause).await;
                }
            }
            Ok::<_, crate::Fault>(micros)
        });
        Ok(try_join_all(connections).await?.concat())
    }
}
