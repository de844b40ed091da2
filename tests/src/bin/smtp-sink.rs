//! A mail server that keeps what it is sent and fails as it is told; see `tegata_tests::smtp`.
//!
//! `smtp-sink [name:password]` prints `SMTP <port> CONTROL <port>` and ends when its standard input
//! does.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test's tool: it fails by panicking and says its ports on standard output"
)]

use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tegata_tests::smtp::{Behaviour, Order, Received};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What all connections share.
struct Sink {
    behaviour: watch::Sender<Behaviour>,
    /// Whether the SMTP port is open, kept by the listener.
    open: watch::Sender<bool>,
    kept: Mutex<Kept>,
    /// `name:password`, when mails are taken from that one only.
    login: Option<String>,
}

#[derive(Default)]
struct Kept {
    messages: Vec<Received>,
    connections: usize,
}

impl Sink {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }

    fn behaviour(&self) -> Behaviour {
        *self.behaviour.borrow()
    }
}

#[tokio::main]
async fn main() -> io::Result<()> {
    // It goes down and comes back where it was.
    let smtp = TcpListener::bind((Ipv4Addr::LOCALHOST, tegata_tests::port::own()?)).await?;
    let control = TcpListener::bind("127.0.0.1:0").await?;
    println!("SMTP {} CONTROL {}", smtp.local_addr()?.port(), control.local_addr()?.port());
    let sink = Arc::new(Sink {
        behaviour: watch::Sender::new(Behaviour::Accept),
        open: watch::Sender::new(true),
        kept: Mutex::default(),
        login: std::env::args().nth(1),
    });
    let obeyed = Arc::clone(&sink);
    tokio::spawn(async move {
        while let Ok((stream, _)) = control.accept().await {
            tokio::spawn(obey(stream, Arc::clone(&obeyed)));
        }
    });
    // The test that started this holds the other end; when it is gone, so is this.
    let held = tokio::task::spawn_blocking(|| io::copy(&mut io::stdin(), &mut io::sink()));
    tokio::select! {
        // A sink without its port ends, so that its test fails and does not wait.
        lost = listen(smtp, sink) => lost,
        ended = held => ended?.map(drop),
    }
}

/// Takes SMTP connections, and closes the port while the sink is down.
async fn listen(mut listener: TcpListener, sink: Arc<Sink>) -> io::Result<()> {
    let address = listener.local_addr()?;
    let mut behaviour = sink.behaviour.subscribe();
    loop {
        if *behaviour.borrow_and_update() == Behaviour::Down {
            drop(listener);
            sink.open.send_replace(false);
            let _ = behaviour.wait_for(|now| *now != Behaviour::Down).await;
            listener = TcpListener::bind(address).await?;
            sink.open.send_replace(true);
        }
        tokio::select! {
            accepted = listener.accept() => {
                sink.kept().connections += 1;
                tokio::spawn(converse(accepted?.0, Arc::clone(&sink)));
            }
            _ = behaviour.changed() => {}
        }
    }
}

/// One control connection: an order a line, an answer a line.
async fn obey(stream: TcpStream, sink: Arc<Sink>) -> io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    while let Some(line) = lines.next_line().await? {
        let answer = match serde_json::from_str(&line)? {
            Order::Behave(behaviour) => {
                sink.behaviour.send_replace(behaviour);
                let open = behaviour != Behaviour::Down;
                let _ = sink.open.subscribe().wait_for(|now| *now == open).await;
                Value::Null
            }
            Order::Messages => json!(sink.kept().messages),
            Order::Count => json!(sink.kept().messages.len()),
            Order::Connections => json!(sink.kept().connections),
            Order::Forget => {
                sink.kept().messages.clear();
                Value::Null
            }
        };
        writer.write_all(format!("{answer}\n").as_bytes()).await?;
    }
    Ok(())
}

/// One SMTP connection, cut when the sink goes down.
async fn converse(stream: TcpStream, sink: Arc<Sink>) {
    let mut behaviour = sink.behaviour.subscribe();
    tokio::select! {
        _ = Conversation::new(stream, &sink).run() => {}
        _ = behaviour.wait_for(|now| *now == Behaviour::Down) => {}
    }
}

/// The state of one SMTP connection.
struct Conversation<'a> {
    stream: BufReader<TcpStream>,
    sink: &'a Sink,
    signed_in: bool,
    from: Option<String>,
    to: Vec<String>,
}

impl<'a> Conversation<'a> {
    fn new(stream: TcpStream, sink: &'a Sink) -> Self {
        let signed_in = sink.login.is_none();
        Self { stream: BufReader::new(stream), sink, signed_in, from: None, to: Vec::new() }
    }

    async fn run(mut self) -> io::Result<()> {
        self.stream.get_ref().set_nodelay(true)?;
        if let Behaviour::RefuseSession(code) = self.sink.behaviour() {
            return self.say(&format!("{code} not now")).await;
        }
        self.say("220 smtp-sink").await?;
        while let Some(line) = self.line().await? {
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.say("250-smtp-sink\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN").await?,
                "AUTH" => self.sign_in(rest).await?,
                "MAIL" if !self.signed_in => self.say("530 5.7.0 sign in first").await?,
                "MAIL" => {
                    self.begin(Some(path(rest)));
                    self.say("250 2.1.0 ok").await?;
                }
                "RCPT" => self.recipient(path(rest)).await?,
                "DATA" if self.to.is_empty() => self.say("503 5.5.1 no recipient").await?,
                "DATA" => {
                    if !self.message().await? {
                        return Ok(());
                    }
                }
                "RSET" => {
                    self.begin(None);
                    self.say("250 2.0.0 ok").await?;
                }
                "NOOP" => self.say("250 2.0.0 ok").await?,
                "QUIT" => return self.say("221 2.0.0 bye").await,
                _ => self.say("500 5.5.2 unknown").await?,
            }
        }
        Ok(())
    }

    fn begin(&mut self, from: Option<String>) {
        self.from = from;
        self.to.clear();
    }

    async fn sign_in(&mut self, said: &str) -> io::Result<()> {
        let decode =
            |text: &str| STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let given = match said.split_once(' ').unwrap_or((said, "")) {
            ("PLAIN", text) => decode(text)
                .and_then(|text| text.strip_prefix('\0').map(|both| both.replace('\0', ":"))),
            ("LOGIN", _) => {
                let mut both = Vec::new();
                for question in ["Username:", "Password:"] {
                    self.say(&format!("334 {}", STANDARD.encode(question))).await?;
                    both.push(decode(&self.line().await?.unwrap_or_default()).unwrap_or_default());
                }
                Some(both.join(":"))
            }
            _ => None,
        };
        if let Behaviour::RefuseLogin(code) = self.sink.behaviour() {
            return self.say(&format!("{code} 5.7.8 not you")).await;
        }
        self.signed_in = given.is_some() && given == self.sink.login;
        self.say(if self.signed_in { "235 2.7.0 welcome" } else { "535 5.7.8 not you" }).await
    }

    async fn recipient(&mut self, address: String) -> io::Result<()> {
        if self.from.is_none() {
            return self.say("503 5.5.1 no sender").await;
        }
        if let Behaviour::RefuseRecipient(code) = self.sink.behaviour() {
            return self.say(&format!("{code} <{address}>: recipient refused")).await;
        }
        self.to.push(address);
        self.say("250 2.1.5 ok").await
    }

    /// Reads a message and answers it; says whether the connection goes on.
    async fn message(&mut self) -> io::Result<bool> {
        self.say("354 go ahead").await?;
        let mut data = String::new();
        loop {
            let Some(line) = self.line().await? else { return Ok(false) };
            match line.strip_prefix('.') {
                Some("") => break,
                Some(unstuffed) => data.push_str(unstuffed),
                None => data.push_str(&line),
            }
            data.push_str("\r\n");
        }
        let received = Received {
            from: self.from.take().unwrap_or_default(),
            to: std::mem::take(&mut self.to),
            data,
        };
        let behaviour = self.sink.behaviour();
        if let Behaviour::RefuseMessage(code) = behaviour {
            self.say(&format!("{code} message refused")).await?;
            return Ok(true);
        }
        let number = {
            let mut kept = self.sink.kept();
            kept.messages.push(received);
            kept.messages.len()
        };
        match behaviour {
            Behaviour::CloseAfterMessage => return Ok(false),
            Behaviour::HangAfterMessage => std::future::pending().await,
            _ => self.say(&format!("250 2.0.0 kept as {number}")).await?,
        }
        Ok(true)
    }

    async fn line(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        if self.stream.read_until(b'\n', &mut bytes).await? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&bytes);
        Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
    }

    async fn say(&mut self, line: &str) -> io::Result<()> {
        if let Behaviour::Slow(milliseconds) = self.sink.behaviour() {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        }
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await
    }
}

/// The address between the angle brackets of `FROM:<…>` or `TO:<…>`.
fn path(rest: &str) -> String {
    let address = rest.split_once('<').and_then(|(_, end)| end.split_once('>'));
    address.map_or("", |(address, _)| address).to_owned()
}
