//! Issuing a password to a terminal user: when it is made, when an application is approved, when a peer
//! initialises it. One way for all three, so that none forgets the lock, the sessions or the trail.

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::temporary::{IssueSource, TemporaryPassword, generate};
use crate::access::{SessionEnd, service};
use crate::event::{Action, AuditEntry};
use crate::kernel::{
    Call, Code, Env, Failure, Id, PasswordHash, PlainPassword, Purpose, Refusal, Sealed, Tx, kind,
};
use crate::organization::TerminalUser;

/// A new password with its hash: made before the transaction, for hashing is slow on purpose.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The password.
    pub plain: PlainPassword,
    /// Its hash.
    pub hash: PasswordHash,
}

/// Makes a password and hashes it in the lanes.
///
/// # Errors
/// [`Code::Overloaded`].
pub fn prepare(env: &Env) -> Result<Prepared, Failure> {
    let plain = generate(&*env.entropy);
    let hash = env.hasher.hash(&plain)?;
    Ok(Prepared { plain, hash })
}

/// Why a password is issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issue {
    /// The terminal user was made.
    First,
    /// This application was approved (RIS-REV-03).
    Reissue(Id<kind::Application>),
    /// A peer asked for it, and is shown it once: its office never is (RIS-PEER-01).
    Peer,
}

impl Issue {
    const fn source(self) -> IssueSource {
        match self {
            Self::First => IssueSource::First,
            Self::Reissue(_) => IssueSource::Reissue,
            Self::Peer => IssueSource::Peer,
        }
    }

    const fn application(self) -> Option<Id<kind::Application>> {
        match self {
            Self::Reissue(application) => Some(application),
            Self::First | Self::Peer => None,
        }
    }
}

/// Gives a terminal user the prepared password: its lock opens, its sessions and devices are over, and
/// an earlier temporary password is replaced (RIS-REV-03).
///
/// # Errors
/// [`Code::NotFound`] when there is no such account any more, and when the store cannot be written.
pub fn issue(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    terminal: &TerminalUser,
    prepared: &Prepared,
    issue: Issue,
    now: Timestamp,
) -> Result<(), Failure> {
    let account = terminal.account();
    // Held, so that no sign-in with the password before opens a session after this.
    tx.hold_account(account)?.ok_or_else(|| Refusal::new(Code::NotFound))?;
    let generation = tx.issue_password(account, &prepared.hash, now)?;
    let shown_to_office = issue != Issue::Peer;
    tx.put_temporary(&TemporaryPassword {
        account,
        source: issue.source(),
        application: issue.application(),
        generation,
        sealed: shown_to_office.then(|| seal(env, account, generation, &prepared.plain)),
        issued_at: now,
        changed_at: None,
    })?;
    service::unlock(env, tx, account)?;
    tx.end_sessions(account, None, SessionEnd::PasswordSet, env.clock.real())?;
    tx.forget_devices(account)?;
    let entry = AuditEntry::new(env, call, now, Action::TemporaryPasswordIssued).on(terminal.id);
    Ok(tx.append_audit(&entry.detail(issue.source().as_str()))?)
}

/// Bytes before the password in what is sealed: whose it is, and which of his.
const BINDING: usize = 24;

/// What is sealed says whose password it is, and which, so that no row shows another's.
fn binding(account: Id<kind::Account>, generation: i64) -> [u8; BINDING] {
    let mut bytes = [0; BINDING];
    bytes[..16].copy_from_slice(account.uuid().as_bytes());
    bytes[16..].copy_from_slice(&generation.to_be_bytes());
    bytes
}

fn seal(env: &Env, account: Id<kind::Account>, generation: i64, plain: &PlainPassword) -> Sealed {
    let bound = [&binding(account, generation), plain.expose().as_bytes()].concat();
    env.keys.seal(Purpose::TemporaryPassword, &Zeroizing::new(bound))
}

/// The password, as long as it is kept; `None` once it is erased, or when it was sealed for another.
pub fn reveal(env: &Env, issued: &TemporaryPassword) -> Option<PlainPassword> {
    let opened = env.keys.open(Purpose::TemporaryPassword, issued.sealed.as_ref()?)?;
    let opened = Zeroizing::new(opened);
    let plain = opened.strip_prefix(&binding(issued.account, issued.generation))?;
    String::from_utf8(plain.to_vec()).ok().map(PlainPassword::new)
}
