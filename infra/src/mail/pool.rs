//! Sessions kept open between mails.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use lettre::message::Mailbox;
use tegata_domain::kernel::{Id, kind};
use tegata_domain::notification::Content;
use tegata_domain::notification::service::Tried;
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
