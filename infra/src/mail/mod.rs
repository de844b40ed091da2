//! Sending the outbox by SMTP (OPS-MAIL-01).
//!
//! ```text
//!   worker ── leases due mails ──► transport ──┬── capture: a sandbox keeps them readable
//!     ▲                                        └── pool ── dialer ── session ──► mail server
//!     └──────── records each try ◄── Tried ◄───────┘
//! ```
//!
//! - `worker` is the loop; any number of processes may run it on one database;
//! - `pool` keeps sessions open between mails and turns each try into a [`Tried`];
//! - `session` connects and speaks SMTP through lettre, a time limit on every step;
//! - `message` writes a [`Content`] as a MIME message;
//! - `reply` says what a server's answer means for the mail.

mod message;
mod pool;
mod reply;
mod session;
mod settings;
mod stream;
mod worker;

use jiff::Timestamp;
use tegata_domain::kernel::{Id, kind};
use tegata_domain::mail::service::Tried;
use tegata_domain::mail::{Content, Outcome};

pub use pool::{SmtpPool, probe};
pub use settings::{Security, SmtpSettings};
pub use worker::run;

/// Where mails go.
#[derive(Debug, Clone)]
pub enum MailTransport {
    /// Nowhere: a sandbox keeps them readable in its mailbox (OPS-SBX-01).
    Capture,
    /// To a mail server.
    Smtp(SmtpPool),
}

impl MailTransport {
    /// Tries one mail, written as of `now`.
    async fn send(&self, id: Id<kind::Mail>, content: &Content, now: Timestamp) -> Tried {
        match self {
            Self::Capture => Tried {
                outcome: Outcome::Accepted,
                reply_code: None,
                reply: "kept in the sandbox mailbox".to_owned(),
            },
            Self::Smtp(pool) => pool.send(id, content, now).await,
        }
    }

    /// How many mails are tried at a time.
    fn connections(&self) -> usize {
        match self {
            Self::Capture => 1,
            Self::Smtp(pool) => pool.connections(),
        }
    }

    /// Whether a sent mail stays readable.
    const fn keeps_content(&self) -> bool {
        matches!(self, Self::Capture)
    }

    /// Closes sessions that nothing used for a while.
    async fn close_idle(&self) {
        if let Self::Smtp(pool) = self {
            pool.close_idle().await;
        }
    }

    /// Closes every session that is not in use.
    async fn close(&self) {
        if let Self::Smtp(pool) = self {
            pool.close().await;
        }
    }
}
