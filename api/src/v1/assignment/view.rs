//! Assignments on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tegata_domain::assignment::accept::{Acceptance, AcceptedItem};
use tegata_domain::assignment::send::{NotSent, Sent, SentItem};
use tegata_domain::assignment::{
    Assignment, AssignmentKind, Command, InboxItem, Relation, available_until, decide,
};
use tegata_domain::cargo::search::Period;
use tegata_domain::kernel::{Code, Env, FieldCode, Language};
use utoipa::ToSchema;

use crate::problem::{entry, field, fill, instant};
use crate::v1::action::ActionView;

/// Where the company's assignments are.
pub const ASSIGNMENTS: &str = "/v1/assignments";
/// Where operators find all of them.
pub const ADMIN_ASSIGNMENTS: &str = "/v1/admin/assignments";

/// The list of the records of a kind.
const fn list_of(kind: AssignmentKind) -> &'static str {
    match kind {
        AssignmentKind::Cargo => "/v1/cargo-records",
        AssignmentKind::Pickup => "/v1/pickup-requests",
    }
}

/// A command as the decision lets it now.
fn action(
    env: &Env,
    assignment: &Assignment,
    command: Command,
    relation: Relation,
    href: String,
) -> ActionView {
    let policy = &env.settings.assignment;
    let decision = decide(assignment, command, relation, policy, env.clock.now());
    let until = available_until(command, assignment.window(policy));
    ActionView::new(command.as_str(), decision.map(drop), "POST", href).until(until)
}

/// Where the mail of an assignment is (ASG-SND-05).
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AssignmentMail {
    /// `queued`, `deferred`, `sent`, `bounced`, `failed`, or `expired` when it was not sent any more.
    /// Absent once it is no longer known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "sent")]
    pub state: Option<String>,
    /// When it was written last.
    #[schema(format = DateTime)]
    pub mailed_at: String,
    /// How often it was sent again.
    #[schema(example = 0)]
    pub resends: u32,
    /// How often it may be sent again still.
    #[schema(example = 5)]
    pub resends_left: u32,
}

/// An assignment, as its sender's company and operators see it.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Assignment)]
pub struct AssignmentView {
    /// Its id.
    #[schema(example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// What it was sent with: one mail, one PIN.
    #[schema(example = "abat_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub batch_id: String,
    /// `cargo` or `pickup`.
    #[schema(example = "cargo")]
    pub kind: String,
    /// The company that owns the record.
    #[schema(example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub company_id: String,
    /// Its name.
    #[schema(example = "山田航空貨物株式会社")]
    pub company_name: String,
    /// The account that sent it.
    #[schema(example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub sender_id: String,
    /// The record.
    #[schema(example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub record_id: String,
    /// What the record is called: its air waybill.
    #[schema(example = "131-12345675")]
    pub record_name: String,
    /// The addressed e-mail.
    #[schema(example = "broker@example.jp")]
    pub email: String,
    /// The only company that may accept, if one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "comp_01kabd3ns9fbqtfgz2vd0tqzqr")]
    pub named_company_id: Option<String>,
    /// `pending`, `accepted`, `cancelled`, `expired`, `revoked` or `removed`, as it is now.
    #[schema(example = "pending")]
    pub state: String,
    /// When it was sent: day 0.
    #[schema(format = DateTime)]
    pub sent_at: String,
    /// Until before here the sender's company may cancel (ASG-CAN-01).
    #[schema(format = DateTime)]
    pub cancel_until: String,
    /// Until before here it may be accepted; then the system cancels it (ASG-EXP-01).
    #[schema(format = DateTime)]
    pub accept_until: String,
    /// Where its mail is.
    pub mail: AssignmentMail,
    /// The company that accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "comp_01kabd3ns9fbqtfgz2vd0tqzqr")]
    pub accepted_company_id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "ナックス通関株式会社")]
    pub accepted_company_name: Option<String>,
    /// When it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub accepted_at: Option<String>,
    /// When that company looked at the record first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub first_seen_at: Option<String>,
    /// When it looked last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub last_seen_at: Option<String>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub ended_at: Option<String>,
    /// Whether an operator let it be made again early (ASG-EXP-03).
    pub released: bool,
    /// What may be done with it now.
    pub actions: Vec<ActionView>,
}

impl AssignmentView {
    /// The assignment, seen by its sender's company.
    pub fn of_sender(assignment: Assignment, env: &Env) -> Self {
        let actions = Command::OF_SENDER.map(|command| {
            let href = match command {
                Command::AssignAgain => ASSIGNMENTS.to_owned(),
                command => format!("{ASSIGNMENTS}/{}/{}", assignment.id, command.as_str()),
            };
            action(env, &assignment, command, Relation::Sender, href)
        });
        Self::new(assignment, env, actions.into())
    }

    /// The assignment, seen by an operator.
    pub fn of_operator(assignment: Assignment, env: &Env) -> Self {
        let actions = Command::OF_OPERATOR.map(|command| {
            let href = format!("{ADMIN_ASSIGNMENTS}/{}/{}", assignment.id, command.as_str());
            action(env, &assignment, command, Relation::Operator, href)
        });
        Self::new(assignment, env, actions.into())
    }

    fn new(assignment: Assignment, env: &Env, actions: Vec<ActionView>) -> Self {
        let (policy, now) = (&env.settings.assignment, env.clock.now());
        let window = assignment.window(policy);
        let batch = &assignment.batch;
        Self {
            actions,
            id: assignment.id.to_string(),
            batch_id: batch.id.to_string(),
            kind: batch.kind.as_str().to_owned(),
            company_id: batch.company.to_string(),
            company_name: batch.company_name.clone(),
            sender_id: batch.sender.to_string(),
            record_id: batch.kind.record_id(assignment.record),
            email: batch.email.as_str().to_owned(),
            named_company_id: batch.named_company.map(|id| id.to_string()),
            state: assignment.state_at(policy, now).as_str().to_owned(),
            sent_at: instant(batch.sent_at),
            cancel_until: instant(window.cancel_until),
            accept_until: instant(window.accept_until),
            mail: AssignmentMail {
                state: batch.mail_state.map(|state| state.as_str().to_owned()),
                mailed_at: instant(batch.mailed_at),
                resends: batch.resends,
                resends_left: policy.resends.saturating_sub(batch.resends),
            },
            accepted_company_id: assignment.accepted_company.map(|id| id.to_string()),
            accepted_at: assignment.accepted_at.map(instant),
            first_seen_at: assignment.first_seen_at.map(instant),
            last_seen_at: assignment.last_seen_at.map(instant),
            ended_at: assignment.ended_at(policy, now).map(instant),
            released: assignment.released,
            record_name: assignment.record_name,
            accepted_company_name: assignment.accepted_company_name,
        }
    }
}

/// Why one record of several was not assigned.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AssignmentNotSent {
    /// `record_unknown`, `already_assigned` or `assignment_too_early`.
    #[schema(example = "already_assigned")]
    pub code: String,
    /// Why, in words.
    #[schema(
        example = "この宛先には、すでにアサイン済みです。受取をお待ちになるか、キャンセルしてください。"
    )]
    pub detail: String,
    /// From when it may be assigned, when time is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub available_from: Option<String>,
}

/// What became of one record.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AssignedRecord {
    /// The record, as it was named.
    #[schema(example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub record_id: String,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "131-12345675")]
    pub record_name: Option<String>,
    /// Its assignment; absent when it was not assigned, and in a preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub assignment_id: Option<String>,
    /// Why it was not assigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub refused: Option<AssignmentNotSent>,
}

impl AssignedRecord {
    fn new(item: SentItem, language: Language) -> Self {
        let from = item.available_from;
        let refused = item.refused.map(|why| AssignmentNotSent {
            code: why.as_str().to_owned(),
            detail: why_not_sent(why, from.map(|from| from.to_string()), language),
            available_from: from.map(instant),
        });
        Self {
            record_id: item.record,
            record_name: item.name,
            assignment_id: item.assignment.map(|id| id.to_string()),
            refused,
        }
    }
}

fn why_not_sent(why: NotSent, from: Option<String>, language: Language) -> String {
    let code = match why {
        NotSent::RecordUnknown => FieldCode::RecordUnknown,
        NotSent::AlreadyAssigned => FieldCode::AlreadyAssigned,
        NotSent::TooEarly => FieldCode::AssignmentTooEarly,
    };
    let params: BTreeMap<&'static str, String> =
        from.map(|from| ("available_from", from)).into_iter().collect();
    let words = field(code);
    fill(language.pick(words.ja, words.en), &params)
}

/// What was assigned, or would be. The PIN stands in the mail alone.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AssignmentsSent {
    /// The batch; absent in a preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "abat_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub batch_id: Option<String>,
    /// `cargo` or `pickup`.
    #[schema(example = "cargo")]
    pub kind: String,
    /// The addressed e-mail.
    #[schema(example = "broker@example.jp")]
    pub email: String,
    /// The only company that may accept, if one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "comp_01kabd3ns9fbqtfgz2vd0tqzqr")]
    pub company_id: Option<String>,
    /// Until before here the own company may cancel (ASG-CAN-01).
    #[schema(format = DateTime)]
    pub cancel_until: String,
    /// Until before here they may be accepted (ASG-EXP-01).
    #[schema(format = DateTime)]
    pub accept_until: String,
    /// The records, in the order in which they were named.
    pub items: Vec<AssignedRecord>,
}

impl AssignmentsSent {
    /// What was sent, in a language.
    pub fn new(sent: Sent, language: Language) -> Self {
        Self {
            batch_id: sent.batch.map(|id| id.to_string()),
            kind: sent.kind.as_str().to_owned(),
            email: sent.email.as_str().to_owned(),
            company_id: sent.company.map(|id| id.to_string()),
            cancel_until: instant(sent.cancel_until),
            accept_until: instant(sent.accept_until),
            items: sent.items.into_iter().map(|item| AssignedRecord::new(item, language)).collect(),
        }
    }
}

/// What waits for the caller's address: who sent it, what and how much; no record (ASG-SND-06).
#[derive(Serialize, Deserialize, ToSchema)]
pub struct InboxAssignment {
    /// What was sent together: one mail, one PIN.
    #[schema(example = "abat_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub batch_id: String,
    /// One of its assignments, which stands for all of them.
    #[schema(example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub assignment_id: String,
    /// `cargo` or `pickup`.
    #[schema(example = "cargo")]
    pub kind: String,
    /// The company that assigned it.
    #[schema(example = "山田航空貨物株式会社")]
    pub company_name: String,
    /// Whether an operator verified that name (ORG-01).
    pub company_verified: bool,
    /// How many records.
    #[schema(example = 3)]
    pub count: u32,
    /// When it was sent.
    #[schema(format = DateTime)]
    pub sent_at: String,
    /// Until before here it may be accepted (ASG-EXP-01).
    #[schema(format = DateTime)]
    pub accept_until: String,
    /// What may be done with it now.
    pub actions: Vec<ActionView>,
}

impl InboxAssignment {
    /// What waits, seen by its addressee.
    pub fn new(item: InboxItem, env: &Env) -> Self {
        let InboxItem { assignment, count } = item;
        let actions = Command::OF_ADDRESSEE.map(|command| {
            let href = match command {
                Command::Accept => {
                    format!("{}/assignment-acceptances", list_of(assignment.batch.kind))
                }
                command => format!("{ASSIGNMENTS}/{}/{}", assignment.id, command.as_str()),
            };
            action(env, &assignment, command, Relation::Addressee, href)
        });
        let window = assignment.window(&env.settings.assignment);
        let batch = assignment.batch;
        Self {
            actions: actions.into(),
            batch_id: batch.id.to_string(),
            assignment_id: assignment.id.to_string(),
            kind: batch.kind.as_str().to_owned(),
            company_name: batch.company_name,
            company_verified: batch.company_verified,
            count,
            sent_at: instant(batch.sent_at),
            accept_until: instant(window.accept_until),
        }
    }
}

/// One record of an acceptance.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AcceptedRecord {
    /// Its assignment.
    #[schema(example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub assignment_id: String,
    /// The record.
    #[schema(example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub record_id: String,
    /// What it is called.
    #[schema(example = "131-12345675")]
    pub record_name: String,
    /// Whether it was accepted.
    pub accepted: bool,
    /// Why not: the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "already_visible")]
    pub code: Option<String>,
    /// Why not, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "この情報は、すでに閲覧できます。")]
    pub detail: Option<String>,
}

impl AcceptedRecord {
    fn new(item: AcceptedItem, kind: AssignmentKind, language: Language) -> Self {
        let words = entry(Code::AlreadyVisible);
        let detail = fill(language.pick(words.ja.detail, words.en.detail), &BTreeMap::new());
        let why = (!item.accepted).then(|| (Code::AlreadyVisible.as_str().to_owned(), detail));
        let (code, detail) = why.unzip();
        Self {
            assignment_id: item.assignment.to_string(),
            record_id: kind.record_id(item.record),
            record_name: item.name,
            accepted: item.accepted,
            code,
            detail,
        }
    }
}

/// A search that shows accepted records (ASG-ACC-08): lists show records by their own time, which
/// accepting does not change.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AcceptedList {
    /// The search.
    #[schema(
        example = "/v1/cargo-records?from=2026-11-21T00%3A00%3A00%2B09%3A00&until=2026-11-22T00%3A00%3A00%2B09%3A00"
    )]
    pub href: String,
    /// The beginning of its period.
    #[schema(format = DateTime)]
    pub from: String,
    /// Its end.
    #[schema(format = DateTime)]
    pub until: String,
}

impl AcceptedList {
    fn new(period: Period, kind: AssignmentKind) -> Self {
        let (from, until) = (instant(period.from), instant(period.until));
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("from", &from)
            .append_pair("until", &until)
            .finish();
        Self { href: format!("{}?{query}", list_of(kind)), from, until }
    }
}

/// What was accepted, and where it lists.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AssignmentsAccepted {
    /// What was sent together.
    #[schema(example = "abat_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub batch_id: String,
    /// `cargo` or `pickup`.
    #[schema(example = "cargo")]
    pub kind: String,
    /// The company that assigned it.
    #[schema(example = "山田航空貨物株式会社")]
    pub company_name: String,
    /// The records.
    pub items: Vec<AcceptedRecord>,
    /// The searches that show them, each of a month at most.
    pub lists: Vec<AcceptedList>,
}

impl AssignmentsAccepted {
    /// What was accepted, in a language.
    pub fn new(acceptance: Acceptance, language: Language) -> Self {
        let kind = acceptance.kind;
        let items = acceptance.items.into_iter();
        let lists = acceptance.periods.into_iter();
        Self {
            batch_id: acceptance.batch.to_string(),
            kind: kind.as_str().to_owned(),
            company_name: acceptance.company_name,
            items: items.map(|item| AcceptedRecord::new(item, kind, language)).collect(),
            lists: lists.map(|period| AcceptedList::new(period, kind)).collect(),
        }
    }
}
