//! Sessions kept open between mails.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use lettre::message::Mailbox;
use tegata_domain::kernel::{Id, kind};
use tegata_domain::mail::Content;
use tegata_domain::mail::service::Tried;
use tokio::time::Instant;

use super::SmtpSettings;
use super::message::{Outgoing, compose};
use super::reply::{Fault, accepted, unsendable};
use super::session::{Dialer, Session};

/// How long a session may be unused: shorter than servers wait before they close it.
const IDLE: Duration = Duration::from_secs(30);

/// A mail server, and the sessions that are open to it. Clones share them.
#[derive(Clone)]
pub struct SmtpPool(Arc<Shared>);

struct Shared {
    dialer: Dialer,
    from: Mailbox,
    connections: usize,
    /// Open and unused sessions, the one used last at the end, each with when that was.
    idle: Mutex<Vec<(Session, Instant)>>,
}

impl SmtpPool {
    /// Checks the settings; connects at the first mail.
    ///
    /// # Errors
    /// What is wrong with the settings, for the operator.
    pub fn new(settings: &SmtpSettings) -> Result<Self, String> {
        let wrong = || format!("{:?} is no sender", settings.from);
        if settings.from.contains(char::is_control) {
            return Err(wrong());
        }
        Ok(Self(Arc::new(Shared {
            dialer: Dialer::new(settings)?,
            from: settings.from.parse().map_err(|_| wrong())?,
            connections: settings.connections.max(1),
            idle: Mutex::default(),
        })))
    }

    /// How many connections are used at a time. It is the caller that keeps to it.
    pub fn connections(&self) -> usize {
        self.0.connections
    }

    /// Tries one mail, written as of `now`.
    pub async fn send(&self, id: Id<kind::Mail>, content: &Content, now: Timestamp) -> Tried {
        match compose(&self.0.from, id, content, now) {
            Ok(outgoing) => self.hand_over(&outgoing).await,
            Err(why) => unsendable(why),
        }
    }

    async fn hand_over(&self, outgoing: &Outgoing) -> Tried {
        let mut session = match self.begin().await {
            Ok(session) => session,
            Err(fault) => return fault.before_mail(),
        };
        let recipient = outgoing.to.as_ref();
        match session.deliver(&outgoing.to, &outgoing.bytes).await {
            Ok(response) => {
                self.keep(session);
                accepted(&response, recipient)
            }
            Err(fault) => {
                if fault.leaves_session() && session.reset().await.is_ok() {
                    self.keep(session);
                }
                fault.about_mail(recipient)
            }
        }
    }

    /// A session that took the sender: one kept open, or a new one when those are gone. The mail
    /// is not named yet, so trying the next session cannot send it twice.
    async fn begin(&self) -> Result<Session, Fault> {
        let from = &self.0.from.email;
        while let Some(mut session) = self.kept() {
            if session.begin(from).await.is_ok() {
                return Ok(session);
            }
        }
        let mut session = self.0.dialer.dial().await?;
        session.begin(from).await?;
        Ok(session)
    }

    fn kept(&self) -> Option<Session> {
        self.idle().pop().map(|(session, _)| session)
    }

    fn keep(&self, session: Session) {
        self.idle().push((session, Instant::now()));
    }

    /// Closes sessions that nothing used for a while.
    pub(super) async fn close_idle(&self) {
        let old: Vec<_> = self.idle().extract_if(.., |(_, since)| since.elapsed() > IDLE).collect();
        for (session, _) in old {
            session.quit().await;
        }
    }

    /// Closes every session that is not in use.
    pub(super) async fn close(&self) {
        while let Some(session) = self.kept() {
            session.quit().await;
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<(Session, Instant)>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for SmtpPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpPool").field("connections", &self.0.connections).finish_non_exhaustive()
    }
}

/// Connects, signs in and says goodbye, as `tegata doctor` does.
///
/// # Errors
/// What went wrong, for the operator.
pub async fn probe(settings: &SmtpSettings) -> Result<(), String> {
    match SmtpPool::new(settings)?.0.dialer.dial().await {
        Ok(session) => {
            session.quit().await;
            Ok(())
        }
        Err(Fault::Reply { code, text }) => Err(format!("the mail server answered {code} {text}")),
        Err(Fault::Silence(why)) => Err(why),
    }
}

#[cfg(test)]
mod tests {
    use tegata_domain::kernel::EmailAddress;
    use tegata_domain::mail::Outcome;
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    use tokio::net::TcpListener;

    use super::super::Security;
    use super::*;

    const GREETING: &[&str] = &["220 hello", "250 hello"];
    const TAKEN: &[&str] = &["250 sender", "250 recipient", "354 go ahead", "250 kept"];

    /// A server that answers the n-th connection by the n-th script, and hangs up at its end.
    async fn pool(scripts: Vec<Vec<&'static [&'static str]>>) -> SmtpPool {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            for script in scripts {
                let mut stream = BufReader::new(listener.accept().await.unwrap().0);
                for (n, reply) in script.concat().iter().enumerate() {
                    // Before the greeting the client says nothing; a message ends with a dot.
                    let mut said = String::new();
                    while n > 0 && (said.is_empty() || *reply == "250 kept" && said != ".\r\n") {
                        said.clear();
                        stream.read_line(&mut said).await.unwrap();
                    }
                    stream.write_all(format!("{reply}\r\n").as_bytes()).await.unwrap();
                }
            }
        });
        SmtpPool::new(&SmtpSettings {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::None,
            username: None,
            password: None,
            from: "no-reply@tegata.example".to_owned(),
            hello_name: Some("localhost".to_owned()),
            timeout_seconds: 5,
            connections: 1,
            extra_root: None,
        })
        .unwrap()
    }

    async fn outcome(pool: &SmtpPool) -> Outcome {
        let content = Content {
            to: EmailAddress::parse("taro@example.jp").unwrap(),
            subject: "subject".to_owned(),
            text: "text".to_owned(),
            html: "<p>text</p>".to_owned(),
            links: Vec::new(),
        };
        let id = "mail_01h2xcejqtf2nbrexx3vqjhp41".parse().unwrap();
        pool.send(id, &content, Timestamp::UNIX_EPOCH).await.outcome
    }

    #[tokio::test]
    async fn one_session_carries_mail_after_mail_also_past_a_refused_one() {
        let refused: &[&str] = &["250 sender", "550 no such user", "250 reset"];
        let pool = pool(vec![vec![GREETING, TAKEN, refused, TAKEN]]).await;
        assert_eq!(outcome(&pool).await, Outcome::Accepted);
        assert_eq!(outcome(&pool).await, Outcome::Refused);
        assert_eq!(outcome(&pool).await, Outcome::Accepted);
    }

    #[tokio::test]
    async fn a_session_that_the_server_closed_is_replaced_unseen() {
        let pool = pool(vec![vec![GREETING, TAKEN], vec![GREETING, TAKEN]]).await;
        assert_eq!(outcome(&pool).await, Outcome::Accepted);
        assert_eq!(outcome(&pool).await, Outcome::Accepted);
    }

    #[tokio::test]
    async fn what_the_server_has_against_us_is_not_held_against_the_mail() {
        let pool = pool(vec![
            vec![&["554 go away"]],
            vec![&["220 hello", "502 no"]],
            vec![GREETING, &["550 sender unknown"]],
            vec![GREETING, &["250 sender", "421 closing"]],
            vec![GREETING, &["250 sender", "250 recipient", "354 go ahead"]],
        ])
        .await;
        for _ in 0..5 {
            assert_eq!(outcome(&pool).await, Outcome::Deferred);
        }
    }
}
