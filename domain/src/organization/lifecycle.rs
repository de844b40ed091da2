//! What is done with the accounts of offices and terminal users: the same commands for both.
//!
//! ```text
//!   active ── disable (its company): its sessions end ──► suspended ── enable ──► active
//!   active, suspended ── disable (operator) ──► disabled ── enable (operator alone) ──► active
//!   unlock: in any state; send a password link: while active
//! ```

use super::mandate::Mandate;
use crate::access::{Holder, SessionEnd, service};
use crate::account::admin::first_password_link;
use crate::account::registration::mails;
use crate::audit::Action;
use crate::env::Act;
use crate::identity::{AccountState, Authority, LinkPurpose};
use crate::kernel::{Code, Failure, Id, Refusal, Rule, kind};
use crate::mail::Letter;

/// What is done with an office or a terminal user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Forbids its use.
    Disable,
    /// Allows its use again.
    Enable,
    /// Opens its lock (ACC-LCK-04).
    Unlock,
    /// Mails the link to a new password to an office's responsible manager (RIS-OFC-01).
    SendPasswordLink,
}

impl Command {
    /// What is done with an office.
    pub const OF_OFFICES: [Self; 4] =
        [Self::Disable, Self::Enable, Self::Unlock, Self::SendPasswordLink];
    /// What is done with a terminal user: it has no link (PWD-04).
    pub const OF_TERMINALS: [Self; 3] = [Self::Disable, Self::Enable, Self::Unlock];

    /// Its name, as in the path.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::Unlock => "unlock",
            Self::SendPasswordLink => "send-password-link",
        }
    }
}

/// Whether a command is possible now: what the endpoint does and `actions` tells.
///
/// # Errors
/// [`Code::AccountStateConflict`].
pub fn decide(state: AccountState, command: Command, by: Authority) -> Result<(), Refusal> {
    let allowed = match command {
        Command::Disable => state.closed_by(by).is_some(),
        Command::Enable => state.opened_by(by).is_some(),
        Command::SendPasswordLink => state == AccountState::Active,
        Command::Unlock => true,
    };
    if allowed {
        return Ok(());
    }
    let refusal = Refusal::by(Rule::Org03, Code::AccountStateConflict);
    Err(refusal.with("state", state.as_str()))
}

/// Carries a command out, in the transaction that found the account within reach.
pub(super) fn carry_out(
    act: &mut Act<'_>,
    mandate: &Mandate<'_>,
    changed: Action,
    holder: &Holder,
    company: Id<kind::Company>,
    command: Command,
) -> Result<(), Failure> {
    let (by, from, account) = (mandate.authority(), holder.state, holder.account);
    decide(from, command, by)?;
    let (now, real) = (act.now, act.env.clock.real());
    let action = match command {
        Command::Disable => {
            let to = from.closed_by(by).unwrap_or(from);
            act.tx.move_holder(account, from, to, now)?.or_conflict()?;
            act.tx.end_sessions(account, None, SessionEnd::Disabled, real)?;
            act.tx.void_links(account, LinkPurpose::ALL, now)?;
            changed
        }
        Command::Enable => {
            let to = from.opened_by(by).unwrap_or(from);
            act.tx.move_holder(account, from, to, now)?.or_conflict()?;
            changed
        }
        Command::Unlock => {
            service::unlock(act, account)?;
            Action::AccountUnlocked
        }
        Command::SendPasswordLink => {
            mail_password_link(act, holder, company)?;
            Action::PasswordLinkSent
        }
    };
    act.audit(mandate.deed(action).on(account).detail(command.as_str()))
}

/// Mails the link to a first or new password; earlier ones are void, and one address gets few of them. The
/// mail marks a company whose name nobody verified (ORG-01).
pub(super) fn mail_password_link(
    act: &mut Act<'_>,
    holder: &Holder,
    company: Id<kind::Company>,
) -> Result<(), Failure> {
    let limit = mails("password-link-mails", act.env, Rule::RisOfc01);
    limit.admit(act, &holder.address.key())?;
    let company_verified = act.tx.company(company)?.is_some_and(|company| company.name_verified);
    act.tx.void_links(holder.account, LinkPurpose::ALL, act.now)?;
    let (new, token) = first_password_link(act.env, holder);
    act.tx.insert_link(&new)?;
    let letter = Letter::FirstPassword {
        login_id: holder.login_id.clone(),
        company: holder.company_name.clone(),
        company_verified,
        token,
        expires_at: new.link.expires_at,
    };
    act.mail(holder, &letter)?;
    Ok(())
}
