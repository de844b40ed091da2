//! What moves an assignment beside its acceptance: cancelled, sent again, revoked, by its sender's
//! company; sent again for its addressee; cancelled, released, removed by operators.
//! All ask the one decision, hold the batch, and store what is still as it was.

use jiff::Timestamp;

use super::decision::{Command, Relation, conflict, decide};
use super::mail::mail_pin;
use super::rival::past_rival;
use super::{Assignment, AssignmentState, Batch};
use crate::access::SignedIn;
use crate::audit::Action;
use crate::env::{Act, Env, Tx};
use crate::kernel::{Call, Code, Failure, Id, Pin, Refusal, kind};

/// Cancels an assignment, sends it again, or ends it, for the company that sent it.
///
/// # Errors
/// [`Code::NotFound`] and those of [`decide`].
pub fn act(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    id: Id<kind::Assignment>,
    command: Command,
) -> Result<Assignment, Failure> {
    past_rival(|| {
        env.write_kept(call, |act| {
            let found = act.tx.sent_assignment(who.account.company, id)?;
            perform(act, found, command, Relation::Sender, None)
        })
    })
}

/// Sends an assignment's mail again for its addressee, with another PIN (ASG-SND-06).
///
/// # Errors
/// [`Code::NotFound`] and those of [`decide`].
pub fn send_pin(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    id: Id<kind::Assignment>,
) -> Result<Assignment, Failure> {
    past_rival(|| {
        env.write_kept(call, |act| {
            let (company, email) = (who.account.company, &who.account.email);
            let found = act.tx.addressed_assignment(company, email, id)?;
            perform(act, found, Command::SendPin, Relation::Addressee, None)
        })
    })
}

/// Cancels, releases or removes an assignment for an operator with a reason (ASG-EXP-03, ASG-SELF-01).
///
/// # Errors
/// [`Code::NotFound`] and those of [`decide`].
pub fn operate(
    env: &Env,
    call: &Call,
    id: Id<kind::Assignment>,
    command: Command,
    reason: &str,
) -> Result<Assignment, Failure> {
    env.write_kept(call, |act| {
        let found = act.tx.assignment(id)?;
        perform(act, found, command, Relation::Operator, Some(reason))
    })
}

/// Carries a command out on an assignment that was found for the caller.
fn perform(
    act: &mut Act<'_>,
    found: Option<Assignment>,
    command: Command,
    relation: Relation,
    reason: Option<&str>,
) -> Result<Assignment, Failure> {
    let not_found = || Refusal::new(Code::NotFound);
    let found = found.ok_or_else(not_found)?;
    let held = act.tx.hold_batch(found.batch.id)?;
    // As it is now that its batch is held.
    let present = held.iter().find(|one| one.id == found.id).ok_or_else(not_found)?;
    let now = act.now;
    let next = decide(present, command, relation, &act.env.settings.assignment, now)?;
    let action = match command {
        Command::Resend | Command::SendPin => {
            mail_again(act, &held)?;
            Action::AssignmentResent
        }
        Command::Release => {
            release(act, present)?;
            Action::AssignmentReleased
        }
        Command::Cancel | Command::OperatorCancel => {
            end(act.tx, present, next, command, now)?;
            Action::AssignmentCancelled
        }
        Command::Remove => {
            end(act.tx, present, next, command, now)?;
            Action::AssignmentRemoved
        }
        Command::Revoke => {
            end(act.tx, present, next, command, now)?;
            Action::AssignmentRevoked
        }
        // They have use cases of their own.
        Command::Accept | Command::AssignAgain => return Err(not_found().into()),
    };
    act.audit(action.on(present.id).because(reason))?;
    act.tx.assignment(present.id)?.ok_or_else(|| not_found().into())
}

/// Ends an assignment that is still as it was decided on.
fn end(
    tx: &mut dyn Tx,
    present: &Assignment,
    next: AssignmentState,
    command: Command,
    now: Timestamp,
) -> Result<(), Failure> {
    let moved = (present.state, next);
    if tx.end_assignments(present.batch.id, &[present.id], moved, now)? == 1 {
        Ok(())
    } else {
        Err(conflict(present.state, command).into())
    }
}

/// Mails a batch again, with another PIN; the old one opens nothing any more.
fn mail_again(act: &mut Act<'_>, held: &[Assignment]) -> Result<(), Failure> {
    let pending = held.iter().filter(|one| one.state == AssignmentState::Pending);
    let (count, batch) = (pending.count(), held.first().map(|one| one.batch.clone()));
    let batch = batch.ok_or_else(|| Refusal::new(Code::NotFound))?;
    let pin = Pin::new(&*act.env.entropy);
    let mail = mail_pin(act, &batch, &pin, count)?;
    let next = Batch { resends: batch.resends + 1, mailed_at: act.now, mail, ..batch };
    act.tx.renew_pin(&next, pin.digest(&*act.env.keys))?.or_conflict()
}

/// Stores that an assignment expired, where nothing did before, and lets it be made again early.
fn release(act: &mut Act<'_>, present: &Assignment) -> Result<(), Failure> {
    if present.state == AssignmentState::Pending {
        let over = present.window(&act.env.settings.assignment).accept_until;
        end(act.tx, present, AssignmentState::Expired, Command::Release, over)?;
    }
    act.tx.release_assignment(present.id)?.or_conflict()
}
