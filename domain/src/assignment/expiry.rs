//! Storing that assignments expired (ASG-EXP-01).

use super::mail::tell_sender;
use super::{Assignment, AssignmentState};
use crate::audit::Action;
use crate::env::{Act, Env};
use crate::kernel::{Call, Caller, Failure, Id, kind};
use crate::mail::Letter;

/// Stores as expired what nobody accepted in time, batch by batch, and tells the senders; tells how many
/// batches. No rule depends on it: that it has expired is evaluated at read (ASG-EXP-01).
///
/// # Errors
/// When the store cannot be written.
pub fn expire(env: &Env, limit: i64) -> Result<usize, Failure> {
    let live_from = env.settings.assignment.live_from(env.clock.now());
    let call = Call::internal(env.id(), "expire_assignments", Caller::System);
    env.write(&call, |act| {
        let due = act.tx.due_batches(live_from, limit)?;
        for batch in &due {
            expire_batch(act, *batch)?;
        }
        Ok(due.len())
    })
}

/// Stores what is pending of a batch as expired, and tells the sender.
pub(super) fn expire_batch(
    act: &mut Act<'_>,
    id: Id<kind::AssignmentBatch>,
) -> Result<(), Failure> {
    let held = act.tx.hold_batch(id)?;
    let pending = held.iter().filter(|one| one.state == AssignmentState::Pending);
    let pending: Vec<&Assignment> = pending.collect();
    let ids: Vec<Id<kind::Assignment>> = pending.iter().map(|one| one.id).collect();
    let Some(first) = held.first() else { return Ok(()) };
    let window = first.window(&act.env.settings.assignment);
    let moved = (AssignmentState::Pending, AssignmentState::Expired);
    act.tx.end_assignments(id, &ids, moved, window.accept_until)?;
    for one in ids {
        act.audit(Action::AssignmentExpired.on(one))?;
    }
    if pending.is_empty() {
        return Ok(());
    }
    let letter = Letter::AssignmentExpired {
        kind: first.batch.kind,
        email_masked: first.batch.email.masked(),
        count: pending.len(),
        expired_at: window.accept_until,
        again_from: window.again_from,
    };
    tell_sender(act, &first.batch, &letter)
}
