//! The peer initialisation (URY「I」; RIS-PEER-01 to 03): a terminal user gives another one of the same
//! user code a temporary password, which is shown to them, once. Its office is told.

use jiff::Timestamp;

use super::own_change::decide;
use super::{NewsItem, NewsTopic};
use crate::access::SignedInTerminal;
use crate::audit::Action;
use crate::calendar::Calendar;
use crate::env::{Env, Tx};
use crate::identity::{AccountState, TerminalUsage, TerminalUser};
use crate::kernel::{
    Call, Failure, FieldCode, HOUR, Limit, PlainPassword, Refusal, Rule, Violation, text,
};
use crate::mail::Letter;
use crate::organization::issue::{Issue, issue, prepare};

/// Peers that one terminal user may initialise in an hour: more than a desk has (PWD-04).
const INITIALISATIONS: Limit =
    Limit { name: "peer-initialisations", quota: 10, window: HOUR, rule: Some(Rule::Pwd04) };

/// A terminal user with a new temporary password.
#[derive(Debug)]
pub struct Initialised {
    /// The terminal user.
    pub terminal: TerminalUser,
    /// The temporary password; nobody sees it again.
    pub password: PlainPassword,
    /// Until when it works (RIS-TMP-03).
    pub valid_until: Timestamp,
}

/// Why somebody cannot be initialised by this terminal user.
fn refused(code: FieldCode, rule: Rule) -> Violation {
    Violation::new("/user_id", code).rule(rule)
}

/// Decides on a peer that was found under the typed id.
///
/// # Errors
/// The violation.
pub fn decide_peer(actor: &TerminalUser, peer: &TerminalUser) -> Result<(), Violation> {
    if peer.id == actor.id {
        Err(refused(FieldCode::OwnUserId, Rule::RisPeer03))
    } else if peer.user_code != actor.user_code {
        Err(refused(FieldCode::OtherUserCode, Rule::RisPeer01))
    } else if peer.usage == TerminalUsage::OwnSystem {
        Err(refused(FieldCode::OwnSystemTerminal, Rule::RisPeer02))
    } else if peer.state != AccountState::Active {
        Err(refused(FieldCode::TerminalDisabled, Rule::RisPeer01))
    } else {
        Ok(())
    }
}

/// The peer with the typed id. Whoever is of another user code is told so whether they exist or not;
/// an unknown id of the own one is answered with those that read like it (RIS-HINT-01).
fn find(tx: &mut dyn Tx, actor: &TerminalUser, typed: &str) -> Result<TerminalUser, Failure> {
    let found = tx.terminal_by_user_id(actor.office, typed)?;
    let refusal = match found {
        Some(peer) => match decide_peer(actor, &peer) {
            Ok(()) => return Ok(peer),
            Err(violation) => violation,
        },
        None => {
            let alike: Vec<String> = tx
                .terminals_alike(actor.office, typed)?
                .into_iter()
                .filter(|terminal| terminal.user_code == actor.user_code)
                .map(|terminal| terminal.user_id())
                .collect();
            let own_code = text::folded(typed).starts_with(&text::folded(&actor.user_code));
            match (alike.is_empty(), own_code) {
                (false, _) => refused(FieldCode::TerminalUnknown, Rule::RisHint01)
                    .with("lookalikes", alike.join(", ")),
                (true, true) => refused(FieldCode::TerminalUnknown, Rule::RisPeer01),
                (true, false) => refused(FieldCode::OtherUserCode, Rule::RisPeer01),
            }
        }
    };
    Err(Refusal::fields(vec![refusal]).into())
}

/// Gives another terminal user of the same user code a temporary password, unlocks it and ends its
/// sessions.
///
/// # Errors
/// [`OwnSystemTerminal`](crate::kernel::Code::OwnSystemTerminal), outside the hours
/// [`OutsideServiceHours`](crate::kernel::Code::OutsideServiceHours), and those of the form, of the limit
/// ([`TooManyRequests`](crate::kernel::Code::TooManyRequests)) and of the lanes
/// ([`Overloaded`](crate::kernel::Code::Overloaded)).
pub fn initialise(
    env: &Env,
    call: &Call,
    who: &SignedInTerminal,
    typed: &str,
) -> Result<Initialised, Failure> {
    env.repeated::<()>(call)?;
    let actor = &who.terminal;
    let calendar = env.write(call, |act| {
        let calendar = Calendar::new(act.tx.closures()?);
        decide(actor, &calendar, act.now)?;
        INITIALISATIONS.admit(act, &actor.id.to_string())?;
        find(act.tx, actor, typed)?;
        Ok(calendar)
    })?;
    let prepared = prepare(env)?;
    let (peer, now) = env.write_secret(call, |act| {
        // As it is now: somebody may have disabled it since.
        let peer = find(act.tx, actor, typed)?;
        issue(act, &[(&peer, &prepared)], Issue::Peer)?;
        act.audit(Action::PeerInitialised.on(peer.id))?;
        act.tx.insert_news(&NewsItem {
            id: env.id(),
            office: peer.office,
            topic: NewsTopic::PeerInitialised,
            application: None,
            terminal: Some((peer.id, peer.user_id())),
            at: act.now,
        })?;
        let letter = Letter::PeerInitialised {
            user_id: peer.user_id(),
            by_user_id: actor.user_id(),
            at: act.now,
        };
        act.mail(&who.holder(), &letter)?;
        Ok((peer, act.now))
    })?;
    let valid_until = calendar.temporary_password_expires_at(now);
    Ok(Initialised { terminal: peer, password: prepared.plain, valid_until })
}
