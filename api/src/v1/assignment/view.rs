//! Assignments on the wire.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tegata_domain::assignment::{
    Assignment, AssignmentPolicy, Command, Relation, available_until, decide,
};
use tegata_domain::env::Env;
use tegata_domain::kernel::{Code, Id, RecordKind, kind};
use utoipa::ToSchema;

use crate::problem::instant;
use crate::v1::action::ActionView;

/// Where the company's assignments are.
pub const ASSIGNMENTS: &str = "/v1/assignments";
/// Where operators find all of them.
pub const ADMIN_ASSIGNMENTS: &str = "/v1/admin/assignments";

/// The list of the records of a kind.
pub(super) const fn list_of(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Cargo => "/v1/cargo-records",
        RecordKind::Pickup => "/v1/pickup-requests",
    }
}

/// What tells what may be done with an assignment: the policy, and when it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub(super) policy: AssignmentPolicy,
    pub(super) now: Timestamp,
}

impl Moment {
    /// This moment. In a sandbox the database knows it, so it is asked where a database may be waited
    /// for.
    pub fn of(env: &Env) -> Self {
        Self { policy: env.settings.assignment, now: env.clock.now() }
    }
}

/// A command as the decision lets it now: until when it is possible, or was, where its time alone is over.
pub(super) fn action(
    moment: &Moment,
    assignment: &Assignment,
    command: Command,
    relation: Relation,
    href: String,
) -> ActionView {
    let policy = &moment.policy;
    let decision = decide(assignment, command, relation, policy, moment.now);
    let timely = match &decision {
        Ok(_) => true,
        Err(why) => matches!(why.code, Code::AssignmentDaySeven | Code::AssignmentExpired),
    };
    let until = available_until(command, assignment.window(policy)).filter(|_| timely);
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

/// An assignment, as its sender's company and operators see it; with `received`, as the company that
/// accepted it does, without what is its sender's alone.
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
    /// Whether the reader's company received it.
    pub received: bool,
    /// The account that sent it; not of a received one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub sender_id: Option<String>,
    /// The record.
    #[schema(example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub record_id: String,
    /// What the record is called: its air waybill.
    #[schema(example = "131-12345675")]
    pub record_name: String,
    /// The addressed e-mail; of a received one masked.
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
    /// Where its mail is; not of a received one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub mail: Option<AssignmentMail>,
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
    /// What may be done with it now; nothing is left to do with a received one.
    pub actions: Vec<ActionView>,
}

impl AssignmentView {
    /// The assignment, seen by a person of a company.
    pub fn of_company(assignment: Assignment, reader: Id<kind::Company>, moment: &Moment) -> Self {
        if assignment.batch.company == reader {
            return Self::of_sender(assignment, moment);
        }
        let email = assignment.batch.email.masked();
        let view = Self::new(assignment, moment, Vec::new());
        Self { received: true, sender_id: None, email, mail: None, ..view }
    }

    /// The assignment, seen by its sender's company.
    pub fn of_sender(assignment: Assignment, moment: &Moment) -> Self {
        let actions = Command::OF_SENDER.map(|command| {
            let href = match command {
                Command::AssignAgain => ASSIGNMENTS.to_owned(),
                command => format!("{ASSIGNMENTS}/{}/{}", assignment.id, command.as_str()),
            };
            action(moment, &assignment, command, Relation::Sender, href)
        });
        Self::new(assignment, moment, actions.into())
    }

    /// The assignment, seen by an operator.
    pub fn of_operator(assignment: Assignment, moment: &Moment) -> Self {
        let actions = Command::OF_OPERATOR.map(|command| {
            let href = format!("{ADMIN_ASSIGNMENTS}/{}/{}", assignment.id, command.as_str());
            action(moment, &assignment, command, Relation::Operator, href)
        });
        Self::new(assignment, moment, actions.into())
    }

    fn new(assignment: Assignment, moment: &Moment, actions: Vec<ActionView>) -> Self {
        let (policy, now) = (&moment.policy, moment.now);
        let window = assignment.window(policy);
        let batch = &assignment.batch;
        Self {
            actions,
            id: assignment.id.to_string(),
            batch_id: batch.id.to_string(),
            kind: batch.kind.as_str().to_owned(),
            company_id: batch.company.to_string(),
            company_name: batch.company_name.clone(),
            received: false,
            sender_id: Some(batch.sender.to_string()),
            record_id: batch.kind.record_id(assignment.record),
            email: batch.email.as_str().to_owned(),
            named_company_id: batch.named_company.map(|id| id.to_string()),
            state: assignment.state_at(policy, now).as_str().to_owned(),
            sent_at: instant(batch.sent_at),
            cancel_until: instant(window.cancel_until),
            accept_until: instant(window.accept_until),
            mail: Some(AssignmentMail {
                state: batch.mail_state.map(|state| state.as_str().to_owned()),
                mailed_at: instant(batch.mailed_at),
                resends: batch.resends,
                resends_left: policy.resends.saturating_sub(batch.resends),
            }),
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
