//! Bytes on a socket, for what no well-behaved client sends, and waiting for what happens elsewhere.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::TestApp;
use super::client::Reply;

/// How long anything may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// One connection.
pub struct Wire {
    stream: BufReader<TcpStream>,
}

impl Wire {
    /// Connects.
    pub fn open(app: &TestApp) -> Self {
        let address = app.base.strip_prefix("http://").expect("an address");
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket option");
        stream.set_nodelay(true).expect("a socket option");
        Self { stream: BufReader::new(stream) }
    }

    /// Sends bytes. A server that answered already may have hung up, so that is no failure here.
    pub fn say(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let _hung_up = self.stream.get_mut().write_all(bytes.as_ref());
        self
    }

    /// Reads one answer.
    pub fn reply(&mut self) -> Reply {
        let (status, headers) = self.head();
        let value = |name: &str| {
            headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
        };
        let mut text = Vec::new();
        if value("transfer-encoding") == Some("chunked") {
            while let size @ 1.. = usize::from_str_radix(&self.line(), 16).expect("a chunk's size")
            {
                let start = text.len();
                text.resize(start + size, 0);
                self.stream.read_exact(&mut text[start..]).expect("a chunk");
                self.line();
            }
            self.line();
        } else {
            let length = value("content-length").map_or(0, |text| text.parse().expect("a length"));
            text.resize(length, 0);
            self.stream.read_exact(&mut text).expect("a body");
        }
        let text = String::from_utf8(text).expect("UTF-8");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Reply { status, headers, text, body }
    }

    /// Reads status and headers, and leaves what follows.
    pub fn head(&mut self) -> (u16, Vec<(String, String)>) {
        let first = self.line();
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no answer: {first:?}"));
        let mut headers = Vec::new();
        loop {
            let line = self.line();
            if line.is_empty() {
                return (status, headers);
            }
            let (name, value) = line.split_once(':').expect("a header");
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    /// What comes until the server hangs up.
    pub fn rest(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let _reset = self.stream.read_to_end(&mut bytes);
        bytes
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("a line");
        line.trim_end_matches(['\r', '\n']).to_owned()
    }
}

/// Waits until something holds that another thread or process brings about.
#[track_caller]
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "in vain: {what}");
        std::thread::park_timeout(Duration::from_millis(15));
    }
}
