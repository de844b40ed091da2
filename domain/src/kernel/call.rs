//! Who calls, from where, in which language: what every use case is told beside its command.

use std::fmt;
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Digest, Id, Language, Quota, kind};

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

    /// A call by the server itself or its command line.
    pub fn internal(request: Id<kind::Request>, operation: &str, caller: Caller) -> Self {
        Self {
            request,
            operation: operation.to_owned(),
            origin: Origin { address: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), user_agent: None },
            caller,
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
