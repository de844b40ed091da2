//! Issuing a password to a terminal user: when it is made, when an application is approved, when a peer
//! initialises it. One way for all three, so that none forgets the lock, the sessions or the trail.

use zeroize::Zeroizing;

use crate::access::{Guard, SessionEnd, guard_subject};
use crate::audit::Action;
use crate::env::{Act, Env};
use crate::identity::TerminalUser;
use crate::kernel::{
    Code, Failure, Id, PasswordHash, PlainPassword, Purpose, Refusal, Sealed, kind,
};
use crate::password::temporary::{IssueSource, TemporaryPassword, generate};

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

/// Gives each terminal user the password prepared for it: its lock opens, its sessions and devices are
/// over, and an earlier temporary password is replaced (RIS-REV-03). The statements are the same few for
/// one and for many.
///
/// # Errors
/// [`Code::NotFound`] when one has no account any more, and when the store cannot be written.
pub fn issue(
    act: &mut Act<'_>,
    receivers: &[(&TerminalUser, &Prepared)],
    issue: Issue,
) -> Result<(), Failure> {
    let now = act.now;
    let accounts: Vec<Id<kind::Account>> = receivers.iter().map(|(one, _)| one.account()).collect();
    // Held, so that no sign-in with the password before opens a session after this.
    if act.tx.hold_accounts(&accounts)? < accounts.len() {
        return Err(Refusal::new(Code::NotFound).into());
    }
    let hashes: Vec<_> =
        receivers.iter().map(|(one, prepared)| (one.account(), &prepared.hash)).collect();
    let generations = act.tx.issue_passwords(&hashes, now)?;
    let shown_to_office = issue != Issue::Peer;
    let issued = receivers.iter().zip(generations).map(|((one, prepared), generation)| {
        let account = one.account();
        TemporaryPassword {
            account,
            source: issue.source(),
            application: issue.application(),
            generation,
            sealed: shown_to_office.then(|| seal(act.env, account, generation, &prepared.plain)),
            issued_at: now,
            changed_at: None,
        }
    });
    act.tx.put_temporaries(&issued.collect::<Vec<_>>())?;
    let open = accounts.iter().map(|account| Guard::new(guard_subject(*account), Some(*account)));
    let real = act.env.clock.real();
    act.tx.put_guards(&open.collect::<Vec<_>>(), real)?;
    act.tx.end_all_sessions(&accounts, SessionEnd::PasswordSet, real)?;
    act.tx.forget_devices(&accounts)?;
    let issued = |one: &TerminalUser| Action::TemporaryPasswordIssued.on(one.id);
    let source = issue.source().as_str();
    act.audit_all(receivers.iter().map(|(one, _)| issued(one).detail(source)))
}

/// Bytes before the password in what is sealed: whose it is, and which of theirs.
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
