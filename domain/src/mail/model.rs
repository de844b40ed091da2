//! What a mail is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::kernel::{Digest, EmailAddress, Id, Language, Sealed, kind, names};

names! {
    /// Where a mail is on its way.
    MailState {
        /// Waiting for its first try.
        Queued = "queued",
        /// Tried, and to be tried again.
        Deferred = "deferred",
        /// Taken over by the mail server.
        Sent = "sent",
        /// Refused by the mail server for good (a 5xx answer).
        Bounced = "bounced",
        /// Given up after the last try.
        Failed = "failed",
        /// Not sent any more: what it tells of is over.
        Expired = "expired",
        /// Addressed to nobody.
        Withheld = "withheld",
    }
}

/// A link in a mail. The front end reads the token from the fragment and posts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailLink {
    /// What it opens.
    pub label: String,
    /// The front end's address with the token in the fragment.
    pub url: String,
    /// The token alone.
    pub token: String,
}

/// What a mail says: rendered once, when it is written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// To whom.
    pub to: EmailAddress,
    /// The subject line: one line, no control character.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The links in it.
    pub links: Vec<MailLink>,
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content").field("to", &self.to).finish_non_exhaustive()
    }
}

/// A mail to be written into the outbox.
#[derive(Debug, Clone)]
pub struct NewMail {
    /// Its id, which is its Message-ID too.
    pub id: Id<kind::Mail>,
    /// Which letter it is.
    pub letter: &'static str,
    /// The account it is about; absent for a stranger's.
    pub account: Option<Id<kind::Account>>,
    /// The recipient, masked.
    pub recipient: String,
    /// Keyed hash of the recipient's address, to find its mails.
    pub recipient_key: Digest,
    /// Its language.
    pub language: Language,
    /// The sealed [`Content`].
    pub content: Sealed,
    /// [`MailState::Queued`], or [`MailState::Withheld`] for one that goes to nobody.
    pub state: MailState,
    /// When it was written (real time).
    pub created_at: Timestamp,
    /// After this it is not sent any more (real time).
    pub expires_at: Timestamp,
}

/// A mail as operators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: Id<kind::Mail>,
    /// Which letter it is.
    pub letter: String,
    /// The account it is about.
    pub account: Option<Id<kind::Account>>,
    /// The recipient, masked.
    pub recipient: String,
    /// Its language.
    pub language: Language,
    /// Where it is.
    pub state: MailState,
    /// Tries so far.
    pub attempts: u32,
    /// When it is tried next.
    pub next_attempt_at: Option<Timestamp>,
    /// When it was written.
    pub created_at: Timestamp,
    /// After this it is not sent any more.
    pub expires_at: Timestamp,
    /// When the mail server took it.
    pub sent_at: Option<Timestamp>,
}

/// A mail with its tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailDetail {
    /// The mail.
    pub mail: Mail,
    /// Its tries, oldest first.
    pub attempts: Vec<MailAttempt>,
}

/// One try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailAttempt {
    /// Which, from 1.
    pub number: u32,
    /// When it ended (real time).
    pub at: Timestamp,
    /// The server's reply code; absent when none came.
    pub reply_code: Option<u16>,
    /// What happened, without addresses.
    pub reply: String,
}

/// A mail that a worker has leased to send.
#[derive(Debug, Clone)]
pub struct Due {
    /// Its id.
    pub id: Id<kind::Mail>,
    /// Tries so far.
    pub attempts: u32,
    /// The sealed [`Content`].
    pub content: Sealed,
    /// After this it is not sent any more.
    pub expires_at: Timestamp,
    /// Until when this worker holds it; the guard of the row.
    pub leased_until: Timestamp,
}

/// What a try changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The next state.
    pub state: MailState,
    /// When to try again.
    pub next_attempt_at: Option<Timestamp>,
}

/// A mail as the sandbox mailbox shows it.
#[derive(Debug, Clone)]
pub struct CapturedMail {
    /// Its id.
    pub id: Id<kind::Mail>,
    /// Which letter it is.
    pub letter: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// The sealed content; absent once it was erased.
    pub content: Option<Sealed>,
}

/// Which mails are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailFilter {
    /// In this state.
    pub state: Option<MailState>,
    /// About this account.
    pub account: Option<Id<kind::Account>>,
    /// To this address.
    pub recipient_key: Option<Digest>,
}
