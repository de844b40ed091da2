//! The table of assignments: what moves one, who may, when, and what the answer is when the answer is
//! no. What `actions` tells and what an endpoint does are this one decision (ASG-ACT-01).

use jiff::Timestamp;

use super::{Assignment, AssignmentPolicy, AssignmentState, Window};
use crate::kernel::{Code, Refusal, Rule, later};

/// What can be done with an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Its sender's company cancels it.
    Cancel,
    /// Its sender's company has its mail sent again, with another PIN.
    Resend,
    /// The owner company ends sight of an accepted one.
    Revoke,
    /// The owner company assigns the record to the same address again.
    AssignAgain,
    /// Its addressee accepts it.
    Accept,
    /// Its addressee has its mail sent again, with another PIN.
    SendPin,
    /// An operator cancels it.
    OperatorCancel,
    /// An operator lets it be made again early.
    Release,
    /// An operator removes one that the own company accepted.
    Remove,
}

impl Command {
    /// Every command.
    pub const ALL: [Self; 9] = [
        Self::Cancel,
        Self::Resend,
        Self::Revoke,
        Self::AssignAgain,
        Self::Accept,
        Self::SendPin,
        Self::OperatorCancel,
        Self::Release,
        Self::Remove,
    ];
    /// Those of the owner company.
    pub const OF_SENDER: [Self; 4] = [Self::Cancel, Self::Resend, Self::Revoke, Self::AssignAgain];
    /// Those of the addressee.
    pub const OF_ADDRESSEE: [Self; 2] = [Self::Accept, Self::SendPin];
    /// Those of operators.
    pub const OF_OPERATOR: [Self; 3] = [Self::OperatorCancel, Self::Release, Self::Remove];

    /// Its name, as in the path.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cancel | Self::OperatorCancel => "cancel",
            Self::Resend => "resend",
            Self::Revoke => "revoke",
            Self::AssignAgain => "assign-again",
            Self::Accept => "accept",
            Self::SendPin => "pin",
            Self::Release => "release",
            Self::Remove => "remove",
        }
    }

    /// The rule that says when it is possible.
    const fn rule(self) -> Rule {
        match self {
            Self::Cancel => Rule::AsgCan01,
            Self::Resend => Rule::AsgSnd05,
            Self::Revoke => Rule::AsgRev01,
            Self::AssignAgain => Rule::AsgSnd04,
            Self::Accept => Rule::AsgAcc07,
            Self::SendPin => Rule::AsgSnd06,
            Self::OperatorCancel | Self::Release => Rule::AsgExp03,
            Self::Remove => Rule::AsgSelf01,
        }
    }
}

/// What somebody is to an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Of the company that sent it.
    Sender,
    /// Holds the addressed e-mail, in a company that may accept.
    Addressee,
    /// Of such a company, in which somebody else holds the addressed e-mail.
    Colleague,
    /// Of another company.
    Other,
    /// An operator.
    Operator,
}

/// The state to which a command moves an assignment.
///
/// # Errors
/// [`Code::AssignmentStateConflict`], [`Code::AssignmentDaySeven`], [`Code::AssignmentExpired`],
/// [`Code::AssignmentEnded`], [`Code::ResendsExhausted`], [`Code::TooManyRequests`],
/// [`Code::PinClosed`], [`Code::OwnCompanyAssignment`], [`Code::AddressedToColleague`],
/// [`Code::PinUnknown`], [`Code::NotFound`], [`Code::WrongActor`], those of `assign_again`.
pub fn decide(
    assignment: &Assignment,
    command: Command,
    relation: Relation,
    policy: &AssignmentPolicy,
    now: Timestamp,
) -> Result<AssignmentState, Refusal> {
    use AssignmentState::{Accepted, Cancelled, Expired, Pending, Removed, Revoked};
    admit(assignment, command, relation)?;
    let window = assignment.window(policy);
    let state = assignment.state_at(policy, now);
    match (state, command) {
        (_, Command::AssignAgain) if assignment.to_own => {
            Err(Refusal::by(Rule::AsgSnd03, Code::OwnCompanyAssignment))
        }
        (_, Command::AssignAgain) => assign_again(assignment, policy, now),
        (Pending, Command::Cancel) if now < window.cancel_until => Ok(Cancelled),
        (Pending, Command::Cancel) => Err(day_seven(window)),
        (Pending, Command::OperatorCancel) => Ok(Cancelled),
        (Pending, Command::Resend | Command::SendPin) => {
            require_resendable(assignment, policy, now).map(|()| Pending)
        }
        (Pending, Command::Accept) => require_open_to_pins(assignment, policy).map(|()| Accepted),
        (Accepted, Command::Revoke) if assignment.is_own() => {
            Err(Refusal::by(Rule::AsgSelf01, Code::OwnCompanyAssignment))
        }
        (Accepted, Command::Revoke) => Ok(Revoked),
        (Accepted, Command::Remove) if assignment.is_own() => Ok(Removed),
        (Expired, Command::Release) if is_waiting(assignment, window, now) => Ok(Expired),
        (_, Command::Accept | Command::SendPin) => Err(over(assignment, state, command, window)),
        (_, command) => Err(conflict(state, command)),
    }
}

/// Whether a record may be assigned to the same address again, whoever has it now. The old assignment
/// stays as it is, and the new one is pending.
///
/// # Errors
/// [`Code::AssignmentTooEarly`], [`Code::AlreadyGranted`], [`Code::AssignmentStateConflict`].
pub(super) fn assign_again(
    assignment: &Assignment,
    policy: &AssignmentPolicy,
    now: Timestamp,
) -> Result<AssignmentState, Refusal> {
    let window = assignment.window(policy);
    match assignment.state_at(policy, now) {
        // The same sight twice: ending one would leave the other (ASG-REV-01).
        AssignmentState::Accepted if assignment.latest && !assignment.is_own() => {
            Err(already_granted())
        }
        AssignmentState::Expired if is_waiting(assignment, window, now) => Err(too_early(window)),
        state if state != AssignmentState::Pending && assignment.latest => {
            Ok(AssignmentState::Pending)
        }
        state => Err(conflict(state, Command::AssignAgain)),
    }
}

/// Until when a command that is possible now stays so, when time is what ends it.
pub const fn available_until(command: Command, window: Window) -> Option<Timestamp> {
    match command {
        Command::Cancel => Some(window.cancel_until),
        Command::Resend | Command::Accept | Command::SendPin | Command::OperatorCancel => {
            Some(window.accept_until)
        }
        Command::Release => Some(window.again_from),
        Command::Revoke | Command::AssignAgain | Command::Remove => None,
    }
}

/// Whether somebody may try the command at all.
fn admit(assignment: &Assignment, command: Command, relation: Relation) -> Result<(), Refusal> {
    let refused = |rule, code| Err(Refusal::by(rule, code));
    match (command, relation) {
        (
            Command::Cancel | Command::Resend | Command::Revoke | Command::AssignAgain,
            Relation::Sender,
        )
        | (Command::Accept | Command::SendPin, Relation::Addressee)
        | (Command::OperatorCancel | Command::Release | Command::Remove, Relation::Operator) => {
            Ok(())
        }
        (Command::OperatorCancel | Command::Release | Command::Remove, _)
        | (_, Relation::Operator) => refused(Rule::OpsAud01, Code::WrongActor),
        (Command::Accept, Relation::Sender) => refused(Rule::AsgAcc05, Code::OwnCompanyAssignment),
        (Command::Accept, Relation::Colleague) => {
            let refusal = Refusal::by(Rule::AsgAcc03, Code::AddressedToColleague);
            Err(refusal.with("email", assignment.batch.email.masked()))
        }
        (Command::Accept, Relation::Other) => Err(unknown()),
        _ => Err(Refusal::new(Code::NotFound)),
    }
}

/// The refusal of a PIN that opens nothing for the caller, whether there is such a PIN or not
/// (ASG-ACC-04).
pub fn unknown() -> Refusal {
    Refusal::by(Rule::AsgAcc04, Code::PinUnknown)
}

/// The refusal of a command that does not fit the present state, or came second.
pub fn conflict(state: AssignmentState, command: Command) -> Refusal {
    let refusal = Refusal::by(command.rule(), Code::AssignmentStateConflict);
    refusal.with("state", state.as_str())
}

/// The refusal of another assignment of a record to an address whose company sees it (ASG-SND-04).
pub(super) fn already_granted() -> Refusal {
    Refusal::by(Rule::AsgSnd04, Code::AlreadyGranted)
}

/// What its addressee is told of an assignment that is over: since when, and whom they may ask.
fn over(
    assignment: &Assignment,
    state: AssignmentState,
    command: Command,
    window: Window,
) -> Refusal {
    let company = &assignment.batch.company_name;
    if state != AssignmentState::Expired {
        let ended = Refusal::by(command.rule(), Code::AssignmentEnded).with("company", company);
        return ended.with("state", state.as_str());
    }
    let expired = Refusal::by(Rule::AsgExp01, Code::AssignmentExpired).with("company", company);
    let expired = expired.with("expired_at", window.accept_until);
    if assignment.released { expired } else { expired.with("again_from", window.again_from) }
}

/// On day 7 the system alone ends a pending assignment (ASG-CAN-01).
fn day_seven(window: Window) -> Refusal {
    Refusal::by(Rule::AsgCan01, Code::AssignmentDaySeven)
        .with("expires_at", window.accept_until)
        .with("again_from", window.again_from)
}

/// An assignment that expired is made again from the morning of day 8 (ASG-EXP-02).
pub fn too_early(window: Window) -> Refusal {
    Refusal::by(Rule::AsgExp02, Code::AssignmentTooEarly)
        .with("again_from", window.again_from)
        .from(window.again_from)
}

/// Whether an assignment that expired waits for the morning of day 8.
fn is_waiting(assignment: &Assignment, window: Window, now: Timestamp) -> bool {
    assignment.latest && !assignment.released && now < window.again_from
}

/// Refuses another mail that comes too soon, or is one too many (ASG-SND-05).
fn require_resendable(
    assignment: &Assignment,
    policy: &AssignmentPolicy,
    now: Timestamp,
) -> Result<(), Refusal> {
    let batch = &assignment.batch;
    if batch.resends >= policy.resends {
        let refusal = Refusal::by(Rule::AsgSnd05, Code::ResendsExhausted);
        return Err(refusal.with("limit", policy.resends));
    }
    let again_at = later(batch.mailed_at, policy.resend_pause);
    if now < again_at {
        let wait = seconds_until(now, again_at);
        let refusal = Refusal::by(Rule::AsgSnd05, Code::TooManyRequests).retry_after(wait);
        return Err(refusal.with("limit", 1).from(again_at));
    }
    Ok(())
}

/// Whole seconds until an instant: after them it has come.
pub(super) fn seconds_until(now: Timestamp, instant: Timestamp) -> i64 {
    let left = now.duration_until(instant);
    left.as_secs() + i64::from(left.subsec_nanos() > 0)
}

/// Refuses any PIN where wrong ones closed the assignment (ASG-ACC-06).
fn require_open_to_pins(assignment: &Assignment, policy: &AssignmentPolicy) -> Result<(), Refusal> {
    if assignment.batch.wrong_pins < policy.wrong_pins {
        Ok(())
    } else {
        Err(Refusal::by(Rule::AsgAcc06, Code::PinClosed))
    }
}

#[cfg(test)]
mod tests;
