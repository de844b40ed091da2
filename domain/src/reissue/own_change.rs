//! The own change of a terminal user's password (URY「C」; RIS-CHG-01 to 03): the id typed is the id
//! signed in, the new password is given twice and differs from the last three, and the service is
//! open. It is what a session with a temporary password can do (RIS-TMP-02).
//!
//! The present password is not asked for, as in the source's dialogue: the session has just proved it.

use crate::access::{SessionEnd, SignedInTerminal};
use crate::audit::Action;
use crate::calendar::Calendar;
use crate::env::Env;
use crate::identity::{AccountKind, TerminalUsage, TerminalUser};
use crate::kernel::{
    Call, Code, Failure, FieldCode, HOUR, Limit, PasswordHash, PlainPassword, Refusal, Rule,
    Violation, text,
};
use crate::password::{self, policy_of};

/// What a terminal user types.
#[derive(Debug)]
pub struct OwnChange {
    /// The terminal user id.
    pub user_id: String,
    /// The new password.
    pub new: PlainPassword,
    /// The new password again.
    pub confirmation: PlainPassword,
}

/// Own changes that one terminal user may try in an hour: each costs up to five hashes (PWD-04).
const OWN_CHANGES: Limit =
    Limit { name: "own-changes", quota: 20, window: HOUR, rule: Some(Rule::Pwd04) };

/// Whether a terminal user may change their password now: what the endpoint does and `actions` tells.
///
/// # Errors
/// [`Code::OwnSystemTerminal`], [`Code::OutsideServiceHours`].
pub fn decide(
    terminal: &TerminalUser,
    calendar: &Calendar,
    now: jiff::Timestamp,
) -> Result<(), Refusal> {
    require_person_used(terminal)?;
    calendar.require_open(now)
}

/// Own-system ids take no part (RIS-PEER-02).
///
/// # Errors
/// [`Code::OwnSystemTerminal`].
pub fn require_person_used(terminal: &TerminalUser) -> Result<(), Refusal> {
    match terminal.usage {
        TerminalUsage::Person => Ok(()),
        TerminalUsage::OwnSystem => Err(Refusal::by(Rule::RisPeer02, Code::OwnSystemTerminal)),
    }
}

/// Everything that is wrong with what was typed, as far as it shows without earlier passwords.
fn violations(who: &SignedInTerminal, command: &OwnChange) -> Vec<Violation> {
    let holder = who.holder();
    let mut violations = Vec::new();
    if text::folded(&command.user_id) != text::folded(&holder.login_id) {
        violations.push(Violation::new("/user_id", FieldCode::UserIdDiffers).rule(Rule::RisChg01));
    }
    let policy = policy_of(AccountKind::Terminal);
    violations.extend(password::check(policy, &command.new, &holder.owner(), "/new_password"));
    if !command.new.same_as(&command.confirmation) {
        let differs = Violation::new("/password_confirmation", FieldCode::ConfirmationDiffers);
        violations.push(differs.rule(Rule::RisChg02));
    }
    violations
}

/// Whether the new password is one of the earlier ones: at most four verifications, of three own ones
/// and one that was issued, whatever the parameters that each was hashed with (PWD-03).
fn was_used(env: &Env, new: &PlainPassword, earlier: &[PasswordHash]) -> Result<bool, Failure> {
    let typed = password::normalised(new);
    for hash in earlier {
        if env.hasher.verify(&typed, hash)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Changes the own password. The session goes on, and may do everything; all others end.
///
/// # Errors
/// Those of [`decide`], [`Code::InvalidFields`] with every rule the new password breaks,
/// [`Code::TooManyRequests`], [`Code::Overloaded`].
pub fn change(
    env: &Env,
    call: &Call,
    who: &SignedInTerminal,
    command: &OwnChange,
    dry_run: bool,
) -> Result<(), Failure> {
    if let Some(()) = env.repeated(call)? {
        return Ok(());
    }
    let (now, real) = (env.clock.now(), env.clock.real());
    let (account, session) = (who.terminal.account(), who.session.id);
    let policy = policy_of(AccountKind::Terminal);
    let (present, earlier) = env.write(call, |act| {
        decide(&who.terminal, &Calendar::new(act.tx.closures()?), now)?;
        OWN_CHANGES.admit(act, &account.to_string())?;
        let present = act.tx.present_password(account)?.map(|password| password.generation);
        Ok((present, act.tx.password_hashes(account, policy.generations)?))
    })?;
    let mut violations = violations(who, command);
    let ill_formed = violations.iter().any(|violation| violation.pointer == "/new_password");
    // What the policy refuses was never a password.
    if !ill_formed && was_used(env, &command.new, &earlier)? {
        let previous = Violation::new("/new_password", FieldCode::PasswordPrevious);
        violations.push(previous.rule(Rule::Pwd03).with("generations", policy.generations));
    }
    if !violations.is_empty() {
        return Err(Refusal::fields(violations).into());
    }
    if dry_run {
        return Ok(());
    }
    let hash = env.hasher.hash(&password::normalised(&command.new))?;
    env.write_kept(call, |act| {
        // Held: a reissue or a peer on its way comes before this, or after it.
        act.tx.hold_account(account)?;
        let same = act.tx.present_password(account)?.map(|password| password.generation) == present;
        if !same {
            return Err(Refusal::new(Code::SessionEnded).into());
        }
        act.tx.set_password(account, &hash, policy.generations, now)?;
        act.tx.change_temporary(account, now)?;
        act.tx.lift_restriction(session)?;
        act.tx.end_sessions(account, Some(session), SessionEnd::PasswordSet, real)?;
        act.tx.forget_devices(&[account])?;
        act.audit(Action::PasswordChanged.on(who.terminal.id))
    })
}
