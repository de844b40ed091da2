//! A mail server that takes everything at once, and what it measures: the rate at which mails are
//! handed over on connections that are kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use jiff::Timestamp;
use tegata_domain::env::Env;
use tegata_domain::kernel::{EmailAddress, Language, later};
use tegata_domain::mail::{Content, Letter, Outcome as Delivery};
use tegata_infra::mail::{Security, SmtpPool, SmtpSettings};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::Outcome;

/// Connections to the mail server: the server's default.
const CONNECTIONS: usize = 2;

/// A mail server on a thread of its own. It greets nobody until it is opened, so that mails wait.
pub struct Sink {
    /// Its port.
    pub port: u16,
    taken: Arc<AtomicUsize>,
    open: watch::Sender<bool>,
}

impl Sink {
    /// Starts one.
    pub fn start() -> Outcome<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let (open, opened) = watch::channel(false);
        let taken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&taken);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::spawn(move || {
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener)?;
                loop {
                    let (stream, _) = listener.accept().await?;
                    tokio::spawn(converse(stream, opened.clone(), Arc::clone(&count)));
                }
                #[expect(unreachable_code, reason = "says what the loop ends with")]
                std::io::Result::Ok(())
            })
        });
        Ok(Self { port, taken, open })
    }

    /// Greets whoever waits, from now on; or nobody who comes from now on.
    pub fn open(&self, open: bool) {
        self.open.send_replace(open);
    }

    /// Mails taken so far.
    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

/// One conversation.
async fn converse(
    stream: TcpStream,
    mut open: watch::Receiver<bool>,
    taken: Arc<AtomicUsize>,
) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    open.wait_for(|open| *open).await.ok()?;
    let mut stream = BufReader::new(stream);
    stream.get_mut().write_all(b"220 sink\r\n").await.ok()?;
    let (mut line, mut in_message) = (Vec::new(), false);
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await.ok()? == 0 {
            return None;
        }
        let answer: &[u8] = match (in_message, line.get(..4)) {
            (true, _) if line == b".\r\n" => {
                in_message = false;
                taken.fetch_add(1, Ordering::Relaxed);
                b"250 2.0.0 kept\r\n"
            }
            (true, _) => continue,
            (false, Some(b"EHLO")) => b"250-sink\r\n250 8BITMIME\r\n",
            (false, Some(b"DATA")) => {
                in_message = true;
                b"354 go ahead\r\n"
            }
            (false, Some(b"QUIT")) => b"221 2.0.0 bye\r\n",
            (false, _) => b"250 2.0.0 ok\r\n",
        };
        stream.get_mut().write_all(answer).await.ok()?;
    }
}

/// A registration mail.
pub fn letter(env: &Env) -> Content {
    let token = env.token("tgreg");
    let letter = Letter::RegistrationLink { token, expires_at: later(env.clock.real(), 86_400) };
    letter.render(&EmailAddress::nobody(), Language::Ja, &env.settings.front_end_url)
}

/// Mails a second that the server's transport hands to the sink, without any database.
pub async fn transport(env: &Env, sink: &Sink, time: Duration) -> Outcome<f64> {
    let pool = SmtpPool::new(&SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port: sink.port,
        security: Security::None,
        username: None,
        password: None,
        from: "Tegata <noreply@example.com>".to_owned(),
        hello_name: Some("localhost".to_owned()),
        timeout_seconds: 10,
        connections: CONNECTIONS,
        extra_root: None,
    })?;
    let content = letter(env);
    let begun = Instant::now();
    let lanes = (0..CONNECTIONS).map(|_| async {
        let mut sent = 0_u32;
        while begun.elapsed() < time {
            let tried = pool.send(env.id(), &content, Timestamp::UNIX_EPOCH).await;
            if tried.outcome != Delivery::Accepted {
                return Err(tried.reply);
            }
            sent += 1;
        }
        Ok(sent)
    });
    let sent: u32 = try_join_all(lanes).await?.into_iter().sum();
    Ok(f64::from(sent) / begun.elapsed().as_secs_f64())
}
