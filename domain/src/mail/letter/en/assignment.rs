//! The letters about assignments in English.

use jiff::Timestamp;

use super::{company_name, time};
use crate::kernel::{Pin, RecordKind};
use crate::mail::letter::{Block, Draft};

const WISH: &str = "You get this mail because you sent the assignment and wish to be notified.";
const NOT_SENT: &str = "Somebody may have sent it with your account. Look at the list of \
    assignments, and send us an inquiry.";

/// What is assigned.
const fn what(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Cargo => "cargo records",
        RecordKind::Pickup => "pickup requests",
    }
}

/// Where it is accepted.
const fn place(kind: RecordKind) -> Block<'static> {
    match kind {
        RecordKind::Cargo => Block::Page { label: "Open the cargo list", path: "cargo-records" },
        RecordKind::Pickup => {
            Block::Page { label: "Open the pickup list", path: "pickup-requests" }
        }
    }
}

/// How it is accepted.
const fn how(kind: RecordKind) -> Block<'static> {
    Block::Text(match kind {
        RecordKind::Cargo => {
            "Sign in with the account that holds this e-mail address, go to the cargo list, choose \
             \"Accept AWB assignments\" and enter the PIN. It cannot be accepted at the pickup list."
        }
        RecordKind::Pickup => {
            "Sign in with the account that holds this e-mail address, go to the pickup list, choose \
             \"Accept pickup assignments\" and enter the PIN. It cannot be accepted at the cargo list."
        }
    })
}

fn facts(kind: RecordKind, count: usize) -> Vec<(&'static str, String)> {
    vec![("Kind", what(kind).to_owned()), ("Number", count.to_string())]
}

/// Records were assigned to the address (ASG-SND-02).
pub(super) fn pin<'a>(
    kind: RecordKind,
    (company, verified): (&str, bool),
    count: usize,
    pin: &Pin,
    accept_until: Timestamp,
) -> Draft<'a> {
    let mut named = vec![("Assigned by", company.to_owned())];
    named.extend(facts(kind, count));
    named.extend([("PIN", pin.shown()), ("To be accepted until", time(accept_until))]);
    Draft {
        subject: match kind {
            RecordKind::Cargo => "Cargo records were assigned to you",
            RecordKind::Pickup => "Pickup requests were assigned to you",
        },
        blocks: vec![
            Block::Text(
                "The company below assigned records to you. Once you accept them, the accounts of \
                 your company can see them.",
            ),
            Block::Facts(named),
            company_name(verified),
            how(kind),
            place(kind),
            Block::Text(
                "If nobody accepts until then, the system cancels the assignment. The company that \
                 assigned the records may cancel it, too.",
            ),
            Block::Text(
                "Only an account that holds this e-mail address can accept. Forwarding this mail \
                 lets nobody else accept.",
            ),
        ],
        purpose: "You get this mail because records were assigned to this address.",
        stranger: "Somebody may have entered your address by mistake. Delete this mail. As long as \
            nothing is accepted, nothing happens.",
    }
}

/// An assignment was accepted, told to its sender.
pub(super) fn accepted<'a>(
    kind: RecordKind,
    company: &str,
    email_masked: &str,
    count: usize,
    at: Timestamp,
) -> Draft<'a> {
    let mut named = facts(kind, count);
    named.extend([
        ("Accepted by", company.to_owned()),
        ("Addressee (partly hidden)", email_masked.to_owned()),
        ("Accepted at", time(at)),
    ]);
    Draft {
        subject: "Your assignment was accepted",
        blocks: vec![
            Block::Text(
                "An assignment that you sent was accepted. The company that accepted can see the \
                 records now.",
            ),
            Block::Facts(named),
            Block::Text("To end that, revoke the assignment in the list of assignments."),
            place(kind),
        ],
        purpose: WISH,
        stranger: NOT_SENT,
    }
}

/// The system cancelled an assignment that nobody accepted (ASG-EXP-01).
pub(super) fn expired<'a>(
    kind: RecordKind,
    email_masked: &str,
    count: usize,
    (expired_at, again_from): (Timestamp, Timestamp),
) -> Draft<'a> {
    let mut named = facts(kind, count);
    named.extend([
        ("Addressee (partly hidden)", email_masked.to_owned()),
        ("Cancelled at", time(expired_at)),
        ("Can be assigned again from", time(again_from)),
    ]);
    Draft {
        subject: "Your assignment was cancelled by the system",
        blocks: vec![
            Block::Text(
                "An assignment that you sent was not accepted in time, so the system cancelled it.",
            ),
            Block::Facts(named),
            Block::Text(
                "From the time above on, the same records can be assigned to the same address \
                 again. If it is urgent, send us an inquiry.",
            ),
            place(kind),
        ],
        purpose: WISH,
        stranger: NOT_SENT,
    }
}
