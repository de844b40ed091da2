//! Reading the audit trail, and writing down what was refused.

use jiff::{SignedDuration, Timestamp};

use super::{Action, AuditEntry, AuditFilter};
use crate::env::{Act, Env};
use crate::kernel::{Call, Code, Failure, Id, Page, PageRequest, kind};

/// Entries for operators.
///
/// # Errors
/// When the store cannot be read.
pub fn list(
    env: &Env,
    filter: &AuditFilter,
    page: PageRequest,
) -> Result<Page<AuditEntry>, Failure> {
    env.store.read(|tx| Ok(tx.audit_page(filter, page)?))
}

/// What an account did and what was done to it.
///
/// # Errors
/// When the store cannot be read.
pub fn security_history(
    env: &Env,
    account: Id<kind::Account>,
    page: PageRequest,
) -> Result<Page<AuditEntry>, Failure> {
    env.store.read(|tx| Ok(tx.security_history(account, page)?))
}

/// Writes down a refused call that is of interest to security: the refusal rolled its own
/// transaction back.
///
/// # Errors
/// When the store cannot be written.
pub fn record_refusal(env: &Env, call: &Call, code: Code) -> Result<(), Failure> {
    env.store.write(|tx| {
        let mut act = Act::unasked(env, tx, call);
        act.audit(Action::CallRefused.detail(call.operation.clone()).refused(code))
    })
}

/// Moves the sandbox clock forward; gives the moved time (OPS-SBX-01). The caller makes sure that
/// this is a sandbox and that the move is forward.
///
/// # Errors
/// When the store cannot be written.
pub fn move_clock(env: &Env, call: &Call, micros: i64) -> Result<Timestamp, Failure> {
    let now = env.clock.now();
    let moved = now.saturating_add(SignedDuration::from_micros(micros)).unwrap_or(now);
    env.write_kept(call, |act| {
        act.tx.advance_clock(micros)?;
        act.now = moved;
        act.audit(Action::ClockMoved)?;
        Ok(moved)
    })
}
