//! What a PIN opens, and what a wrong one costs (ASG-ACC-02 to 06): the decision of [`super::knock`].
//!
//! ```text
//!   with the id of an assignment that is addressed to the caller
//!     ├── ten wrong ones, it still waits, not accepted by the caller ──► closed
//!     ├── not its PIN ─────────────────────────────────────────────────► unknown; counts at the batch
//!     └── its PIN ──┬── presented for the other kind of record ────────► the other kind
//!                   └──────────────────────────────────────────────────► opens
//!   without it
//!     ├── the account pauses ──────────────────────────────────────────► paused: nothing is looked at
//!     ├── of no batch ─────────────────────────────────────────────────► unknown; counts at the account
//!     ├── of a batch that the caller has nothing to do with ───────────► the very same
//!     ├── addressed to a colleague, or sent by the caller's company ───► refused with that
//!     └── addressed to the caller, or accepted by the caller ──────────► opens, or the other kind
//! ```

use jiff::Timestamp;

use super::decision::{Relation, unknown};
use crate::kernel::{Code, Id, RecordKind, Refusal, Rule, kind};

/// How a try ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Knock {
    /// The PIN opens this batch.
    Opens(Id<kind::AssignmentBatch>),
    /// Too many wrong ones before: nothing is looked at, counted or written down.
    Paused(Timestamp),
    /// Refused, and written down.
    Refused(Box<Refusal>, Counts),
}

/// Where a refused try counts as a wrong PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    /// Nowhere: the PIN was right.
    Nowhere,
    /// At the account that guesses.
    AtAccount,
    /// At the batch, which closes by it.
    AtBatch,
}

/// A batch that a PIN was tried on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    /// The batch.
    pub id: Id<kind::AssignmentBatch>,
    /// What it assigns.
    pub kind: RecordKind,
}

/// What is known of a try at an assignment that is addressed to the caller.
#[derive(Debug, Clone, Copy)]
pub(super) struct AtAssignment {
    /// Its batch.
    pub target: Target,
    /// Whether the PIN is the batch's.
    pub right: bool,
    /// Whether as many wrong ones were tried as may be.
    pub exhausted: bool,
    /// Whether something of the batch still waits: of what is over nothing is left to close, and whoever
    /// has its PIN is told what became of it.
    pub waits: bool,
    /// Whether the caller accepted something of the batch.
    pub accepted: bool,
}

/// What is known of a try with a PIN alone.
#[derive(Debug, Clone)]
pub(super) struct Alone {
    /// Until when the account pauses.
    pub paused_until: Option<Timestamp>,
    /// The batch that the PIN belongs to.
    pub found: Option<Found>,
}

/// A batch by its PIN, and what the caller is to it.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The batch.
    pub target: Target,
    /// What the caller is to it.
    pub relation: Relation,
    /// Whether the caller's acceptance of it stands: it may be repeated, also from another address
    /// (ASG-LIFE-01).
    pub keeps: bool,
    /// Why a colleague or the sender may not accept it.
    pub why_not: Option<Refusal>,
}

/// Judges a try at an assignment that is addressed to the caller.
pub(super) fn at_assignment(wanted: RecordKind, facts: AtAssignment) -> Knock {
    if facts.exhausted && facts.waits && !facts.accepted {
        let closed = Refusal::by(Rule::AsgAcc06, Code::PinClosed);
        return Knock::Refused(Box::new(closed), Counts::Nowhere);
    }
    if facts.right { right(wanted, facts.target) } else { wrong(Counts::AtBatch) }
}

/// Judges a try with a PIN alone.
pub(super) fn alone(wanted: RecordKind, facts: Alone) -> Knock {
    if let Some(until) = facts.paused_until {
        return Knock::Paused(until);
    }
    let Some(found) = facts.found else { return wrong(Counts::AtAccount) };
    match found.relation {
        Relation::Addressee => right(wanted, found.target),
        Relation::Colleague | Relation::Other if found.keeps => right(wanted, found.target),
        Relation::Other => wrong(Counts::AtAccount),
        _ => Knock::Refused(Box::new(found.why_not.unwrap_or_else(unknown)), Counts::Nowhere),
    }
}

/// The PIN of no batch, or of one of others: who guesses cannot tell (ASG-ACC-05).
fn wrong(counts: Counts) -> Knock {
    Knock::Refused(Box::new(unknown()), counts)
}

/// The right PIN; who came to the wrong list is told which is the right one (ASG-ACC-02).
fn right(wanted: RecordKind, target: Target) -> Knock {
    if target.kind == wanted {
        return Knock::Opens(target.id);
    }
    let refusal = Refusal::by(Rule::AsgAcc02, Code::PinOfOtherKind);
    Knock::Refused(Box::new(refusal.with("kind", target.kind.as_str())), Counts::Nowhere)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [bool; 2] = [false, true];

    fn target(kind: RecordKind) -> Target {
        Target { id: Id::from_uuid(uuid::Uuid::nil()), kind }
    }

    /// How a try ended, in two words.
    fn told(knock: Knock) -> (Option<Code>, Counts) {
        match knock {
            Knock::Opens(_) => (None, Counts::Nowhere),
            Knock::Paused(_) => (Some(Code::PinPaused), Counts::Nowhere),
            Knock::Refused(refusal, counts) => (Some(refusal.code), counts),
        }
    }

    /// ASG-ACC-02, ASG-ACC-06: every case of a try at an assignment.
    #[test]
    fn asg_acc_06_at_an_assignment_wrong_pins_close_what_waits() {
        let wanted = RecordKind::Cargo;
        let mut cases = 0;
        for kind in [RecordKind::Cargo, RecordKind::Pickup] {
            for right in BOTH {
                for exhausted in BOTH {
                    for waits in BOTH {
                        for accepted in BOTH {
                            let target = target(kind);
                            let facts = AtAssignment { target, right, exhausted, waits, accepted };
                            let expected = match (exhausted, waits, accepted, right) {
                                (true, true, false, _) => (Some(Code::PinClosed), Counts::Nowhere),
                                (.., false) => (Some(Code::PinUnknown), Counts::AtBatch),
                                _ if kind == wanted => (None, Counts::Nowhere),
                                _ => (Some(Code::PinOfOtherKind), Counts::Nowhere),
                            };
                            assert_eq!(told(at_assignment(wanted, facts)), expected, "{facts:?}");
                            cases += 1;
                        }
                    }
                }
            }
        }
        assert_eq!(cases, 32);
    }

    /// ASG-ACC-02 to 05: every case of a PIN alone.
    #[test]
    fn asg_acc_05_alone_a_foreign_pin_and_none_are_one() {
        let wanted = RecordKind::Pickup;
        let own = Refusal::new(Code::OwnCompanyAssignment);
        let colleague = Refusal::new(Code::AddressedToColleague);
        let of_colleague = Some(Code::AddressedToColleague);
        let wrong = (Some(Code::PinUnknown), Counts::AtAccount);
        let opens = (None, Counts::Nowhere);
        let refused = |code| (code, Counts::Nowhere);
        let table = [
            (Relation::Addressee, false, None, opens),
            (Relation::Addressee, true, None, opens),
            (Relation::Colleague, false, Some(&colleague), refused(of_colleague)),
            (Relation::Colleague, true, Some(&colleague), opens),
            (Relation::Sender, false, Some(&own), refused(Some(Code::OwnCompanyAssignment))),
            (Relation::Sender, true, Some(&own), refused(Some(Code::OwnCompanyAssignment))),
            // Its assignments are gone since.
            (Relation::Sender, false, None, refused(Some(Code::PinUnknown))),
            (Relation::Other, false, None, wrong),
            (Relation::Other, true, None, opens),
        ];
        for (relation, keeps, why_not, expected) in table {
            for kind in [RecordKind::Pickup, RecordKind::Cargo] {
                for paused_until in [None, Some(Timestamp::UNIX_EPOCH)] {
                    let why_not = why_not.cloned();
                    let found = Found { target: target(kind), relation, keeps, why_not };
                    let knock = alone(wanted, Alone { paused_until, found: Some(found) });
                    let expected = match expected {
                        _ if paused_until.is_some() => refused(Some(Code::PinPaused)),
                        (None, _) if kind != wanted => refused(Some(Code::PinOfOtherKind)),
                        expected => expected,
                    };
                    let case = format!("{relation:?} {keeps} {kind:?} {paused_until:?}");
                    assert_eq!(told(knock), expected, "{case}");
                }
            }
        }
        let none = alone(wanted, Alone { paused_until: None, found: None });
        assert_eq!(told(none.clone()), wrong);
        // Not only the code: the very same answer.
        let (target, relation) = (target(wanted), Relation::Other);
        let foreign = Found { target, relation, keeps: false, why_not: None };
        assert_eq!(none, alone(wanted, Alone { paused_until: None, found: Some(foreign) }));
        let pauses = Alone { paused_until: Some(Timestamp::UNIX_EPOCH), found: None };
        assert_eq!(told(alone(wanted, pauses)), refused(Some(Code::PinPaused)));
    }
}
