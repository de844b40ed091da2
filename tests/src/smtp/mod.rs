//! A mail server to test against, run as a process of its own so that it can fail like one.
//!
//! `smtp-sink` (`src/bin/smtp-sink.rs`) listens on two ports of this machine: one speaks SMTP, the
//! other takes one [`Order`] a line, as JSON, and answers each with one line of JSON.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// How the sink behaves, from the next answer on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behaviour {
    /// Takes everything.
    Accept,
    /// Greets with this code and hangs up.
    RefuseSession(u16),
    /// Answers every sign-in with this code.
    RefuseLogin(u16),
    /// Answers every recipient with this code: 451 passing, 550 for good.
    RefuseRecipient(u16),
    /// Answers every message with this code, and does not keep it.
    RefuseMessage(u16),
    /// Waits this many milliseconds before each answer.
    Slow(u64),
    /// Keeps the message but never answers it.
    HangAfterMessage,
    /// Keeps the message and hangs up without an answer: the sender must send it again.
    CloseAfterMessage,
    /// Hangs up on everybody and refuses connections.
    Down,
}

/// What the control port is told.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Behave so; answered with `null` once it holds.
    Behave(Behaviour),
    /// Give every [`Received`] message, oldest first.
    Messages,
    /// Give the number of messages.
    Count,
    /// Give the number of SMTP connections so far.
    Connections,
    /// Forget the messages; answered with `null`.
    Forget,
}

/// A message that the sink took, or kept without an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The sender of the envelope.
    pub from: String,
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// The message as it came, dots unstuffed.
    pub data: String,
}

impl Received {
    /// The value of a header, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.data.split("\r\n\r\n").next()?.replace("\r\n ", " ");
        head.split("\r\n").find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    }
}

/// A running sink. It ends when it is dropped.
#[derive(Debug)]
pub struct SmtpSink {
    process: Child,
    control: BufReader<TcpStream>,
    port: u16,
}

impl SmtpSink {
    /// Starts the built `binary`; with `login`, `name:password`, it takes mails from that one only.
    pub fn start(binary: &Path, login: Option<&str>) -> Self {
        let mut process = Command::new(binary)
            .args(login)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the sink starts");
        let mut said = String::new();
        let stdout = process.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut said).expect("the sink says its ports");
        let words: Vec<&str> = said.split_whitespace().collect();
        let ["SMTP", smtp, "CONTROL", control] = words[..] else {
            panic!("the sink said {said:?}");
        };
        let control = TcpStream::connect(("127.0.0.1", control.parse().expect("a port")))
            .expect("the control port answers");
        control.set_nodelay(true).expect("a socket option");
        control.set_read_timeout(Some(Duration::from_secs(60))).expect("a socket option");
        Self { process, control: BufReader::new(control), port: smtp.parse().expect("a port") }
    }

    /// The port that speaks SMTP; the same when the sink was down in between.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Makes it behave so from now on.
    pub fn set(&mut self, behaviour: Behaviour) {
        self.order::<()>(&Order::Behave(behaviour));
    }

    /// Every message, oldest first.
    pub fn messages(&mut self) -> Vec<Received> {
        self.order(&Order::Messages)
    }

    /// How many messages came.
    pub fn count(&mut self) -> usize {
        self.order(&Order::Count)
    }

    /// How many SMTP connections there have been.
    pub fn connections(&mut self) -> usize {
        self.order(&Order::Connections)
    }

    /// Forgets the messages.
    pub fn forget(&mut self) {
        self.order::<()>(&Order::Forget);
    }

    fn order<T: DeserializeOwned>(&mut self, order: &Order) -> T {
        let line = serde_json::to_string(order).expect("JSON") + "\n";
        self.control.get_mut().write_all(line.as_bytes()).expect("the sink listens");
        let mut answer = String::new();
        self.control.read_line(&mut answer).expect("the sink answers");
        serde_json::from_str(&answer).expect("JSON")
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
