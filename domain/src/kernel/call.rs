//! Who calls, from where, in which language: what every use case is told beside its command.

use std::fmt;
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Code, Digest, Failure, Id, Language, Quota, Refusal, StoreError, kind};

/// Where a call comes from.
#[derive(Clone, PartialEq, Eq)]
pub struct Origin {
    /// The client's address, believed only from a configured proxy.
    pub address: IpAddr,
    /// What the client calls itself, cut to a sane length.
    pub user_agent: Option<String>,
}

impl Origin {
    /// The network that limits count by: one IPv4 address, or an IPv6 /64 (one subscriber).
    pub fn network(&self) -> String {
        match self.address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        }
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Origin([masked])")
    }
}

/// Who calls, as the audit trail names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// Nobody signed in.
    Stranger,
    /// A signed-in account.
    Account {
        /// The account.
        account: Id<kind::Account>,
        /// Its session.
        session: Id<kind::Session>,
    },
    /// Somebody with the server's own command line.
    CommandLine,
    /// The server itself.
    System,
}

/// What somebody was when they were let in: the session, and how often what its account may do had been
/// changed. When it is another, they are not what they were (OPS-AUT-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The session.
    pub session: Id<kind::Session>,
    /// How often it was changed.
    pub changes: i64,
}

impl Standing {
    /// Refuses whoever has another standing now; `held` tells the one that a session has, if it was not
    /// ended.
    ///
    /// # Errors
    /// [`Code::SessionEnded`].
    pub fn require(
        self,
        held: impl FnOnce(Id<kind::Session>) -> Result<Option<i64>, StoreError>,
    ) -> Result<(), Failure> {
        if held(self.session)? == Some(self.changes) {
            Ok(())
        } else {
            Err(Refusal::new(Code::SessionEnded).into())
        }
    }
}

/// An idempotency key that the client sent, bound to caller, method and path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Keyed hash of caller, method, path and key.
    pub scope: Digest,
    /// Keyed hash of the body.
    pub fingerprint: Digest,
}

/// One call.
#[derive(Debug)]
pub struct Call {
    /// The id that answer, log and audit trail share.
    pub request: Id<kind::Request>,
    /// The operation, as the API document names it.
    pub operation: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Who calls.
    pub caller: Caller,
    /// With which standing a caller who is signed in was let in.
    pub standing: Option<Standing>,
    /// In which language the answer is wanted.
    pub language: Language,
    /// The idempotency key, where one was sent.
    pub claim: Option<Claim>,
    /// Whether the answer is a kept one.
    pub replayed: AtomicBool,
    /// What is left of the limit that this call counts against.
    pub quota: Mutex<Option<Quota>>,
}

impl Call {
    /// Notes what is left of a limit; the tightest one is shown.
    pub fn note(&self, quota: Quota) {
        if let Ok(mut noted) = self.quota.lock() {
            let tighter = noted
                .is_none_or(|held| held.limit == quota.limit || quota.remaining < held.remaining);
            if tighter {
                *noted = Some(quota);
            }
        }
    }

    /// Refuses a caller whose session ended, or who has not the standing any more with which they were let
    /// in; `held` tells the one that a session has.
    ///
    /// # Errors
    /// [`Code::SessionEnded`].
    pub fn require_standing(
        &self,
        held: impl FnOnce(Id<kind::Session>) -> Result<Option<i64>, StoreError>,
    ) -> Result<(), Failure> {
        match (self.caller, self.standing) {
            (Caller::Stranger | Caller::CommandLine | Caller::System, _) => Ok(()),
            (Caller::Account { .. }, Some(standing)) => standing.require(held),
            (Caller::Account { .. }, None) => Err(Refusal::new(Code::SessionEnded).into()),
        }
    }

    /// A call by the server itself or its command line.
    pub fn internal(request: Id<kind::Request>, operation: &str, caller: Caller) -> Self {
        Self {
            request,
            operation: operation.to_owned(),
            origin: Origin { address: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), user_agent: None },
            caller,
            standing: None,
            language: Language::default(),
            claim: None,
            replayed: AtomicBool::new(false),
            quota: Mutex::new(None),
        }
    }

    /// Notes that the answer is a kept one.
    pub fn mark_replayed(&self) {
        self.replayed.store(true, Ordering::Relaxed);
    }
}
