//! What an entry of the audit trail says.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::kernel::{Call, Caller, Code, Id, IdKind, kind, names};

names! {
    /// What was done or tried.
    Action {
    /// A registration link was asked for.
    RegistrationRequested = "registration.requested",
    /// A registration was completed.
    RegistrationCompleted = "registration.completed",
    /// A session began.
    SessionStarted = "session.started",
    /// A sign-in failed.
    SessionRefused = "session.refused",
    /// A session was ended.
    SessionEnded = "session.ended",
    /// A spent refresh token came back.
    RefreshReused = "session.refresh_reused",
    /// Wrong passwords locked an account.
    AccountLocked = "account.locked",
    /// An account was unlocked.
    AccountUnlocked = "account.unlocked",
    /// A profile was changed.
    ProfileChanged = "account.profile_changed",
    /// A change of e-mail address was asked for.
    EmailChangeRequested = "account.email_change_requested",
    /// An e-mail address was changed.
    EmailChanged = "account.email_changed",
    /// The current password was given as proof.
    PasswordProved = "password.proved",
    /// A password was changed by its owner.
    PasswordChanged = "password.changed",
    /// A recovery was asked for.
    RecoveryRequested = "recovery.requested",
    /// A recovery was completed.
    RecoveryCompleted = "recovery.completed",
    /// The owner said that a recovery was not theirs.
    RecoveryDisowned = "recovery.disowned",
    /// The login ids of an address were asked for.
    LoginIdsReminded = "account.login_ids_reminded",
    /// An inquiry was filed.
    InquiryFiled = "inquiry.filed",
    /// An inquiry was answered.
    InquiryAnswered = "inquiry.answered",
    /// An operator made an account.
    AccountCreated = "account.created",
    /// An operator disabled an account.
    AccountDisabled = "account.disabled",
    /// An operator enabled an account.
    AccountEnabled = "account.enabled",
    /// An operator moved an account to another company.
    AccountMoved = "account.moved",
    /// A link to a first password was mailed again.
    PasswordLinkSent = "account.password_link_sent",
    /// A company was made.
    CompanyCreated = "company.created",
    /// A company was changed.
    CompanyChanged = "company.changed",
    /// A company was merged into another.
    CompanyMerged = "company.merged",
    /// A member's role was changed.
    MemberChanged = "member.changed",
    /// Somebody was invited to a company.
    InvitationSent = "invitation.sent",
    /// An invitation was mailed again.
    InvitationResent = "invitation.resent",
    /// An invitation was withdrawn.
    InvitationWithdrawn = "invitation.withdrawn",
    /// An invitation was accepted.
    InvitationAccepted = "invitation.accepted",
    /// An invitation was declined.
    InvitationDeclined = "invitation.declined",
    /// An office was made.
    OfficeCreated = "office.created",
    /// An office was changed.
    OfficeChanged = "office.changed",
    /// A terminal user was made.
    TerminalCreated = "terminal.created",
    /// A terminal user was changed.
    TerminalChanged = "terminal.changed",
    /// A reissue application was filed.
    ApplicationFiled = "reissue.filed",
    /// A reissue application was corrected and filed again.
    ApplicationCorrected = "reissue.corrected",
    /// A reissue application was withdrawn.
    ApplicationWithdrawn = "reissue.withdrawn",
    /// A reissue application was approved.
    ApplicationApproved = "reissue.approved",
    /// The correction of a reissue application was requested.
    CorrectionRequested = "reissue.correction_requested",
    /// A temporary password was issued.
    TemporaryPasswordIssued = "temporary_password.issued",
    /// A temporary password was shown.
    TemporaryPasswordViewed = "temporary_password.viewed",
    /// A peer initialised a terminal user.
    PeerInitialised = "terminal.peer_initialised",
    /// A cargo record was registered.
    CargoRegistered = "cargo.registered",
    /// A cargo record was changed.
    CargoChanged = "cargo.changed",
    /// A cargo record got another status.
    CargoStatusChanged = "cargo.status_changed",
    /// A dangerous-goods declaration was filed.
    DangerousGoodsDeclared = "cargo.dangerous_goods_declared",
    /// A dangerous-goods declaration was taken back.
    DangerousGoodsWithdrawn = "cargo.dangerous_goods_withdrawn",
    /// A pickup request was made.
    PickupRequested = "pickup.requested",
    /// A pickup request was changed.
    PickupChanged = "pickup.changed",
    /// A pickup request got another status.
    PickupStatusChanged = "pickup.status_changed",
    /// Master data of a company were changed.
    MasterDataChanged = "master_data.changed",
    /// An operator put an airline into the table.
    AirlineChanged = "airline.changed",
    /// An assignment was sent.
    AssignmentSent = "assignment.sent",
    /// An assignment was sent again, with another PIN.
    AssignmentResent = "assignment.resent",
    /// An assignment was accepted.
    AssignmentAccepted = "assignment.accepted",
    /// A try to accept an assignment was refused.
    AssignmentRefused = "assignment.refused",
    /// An assignment was cancelled by its sender or an operator.
    AssignmentCancelled = "assignment.cancelled",
    /// The system cancelled an assignment that nobody accepted.
    AssignmentExpired = "assignment.expired",
    /// The owner company ended an accepted assignment.
    AssignmentRevoked = "assignment.revoked",
    /// An operator let an expired assignment be made again early.
    AssignmentReleased = "assignment.released",
    /// An assignment came to another company with the one that sent or accepted it.
    AssignmentCarried = "assignment.carried",
    /// An operator removed an own-company assignment.
    AssignmentRemoved = "assignment.removed",
    /// The service calendar got a closure.
    ClosureAdded = "closure.added",
    /// The service calendar lost a closure.
    ClosureRemoved = "closure.removed",
    /// An operator asked for a mail to be sent again.
    MailRetried = "mail.retried",
    /// The sandbox clock was moved.
    ClockMoved = "sandbox.clock_moved",
    /// A call was refused for what the caller is.
    CallRefused = "call.refused",
    }
}

/// On whom or what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The kind of thing, as its id is prefixed.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
}

impl<K: IdKind> From<Id<K>> for Subject {
    fn from(id: Id<K>) -> Self {
        Self { kind: K::PREFIX.to_owned(), id: id.uuid() }
    }
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its id.
    pub id: Id<kind::Audit>,
    /// When, in business time.
    pub at: Timestamp,
    /// What was done or tried.
    pub action: Action,
    /// Who.
    pub caller: Caller,
    /// On whom or what.
    pub subject: Option<Subject>,
    /// Why it was refused; absent when it was done.
    pub refused: Option<String>,
    /// The reason that an operator gave.
    pub reason: Option<String>,
    /// Further facts, such as the names of changed fields; no values.
    pub detail: Option<String>,
    /// The network that it came from.
    pub network: String,
    /// The request.
    pub request: Id<kind::Request>,
}

impl AuditEntry {
    /// What the trail says of a deed: done then, by this call.
    pub fn of(deed: Deed, id: Id<kind::Audit>, at: Timestamp, call: &Call) -> Self {
        Self {
            id,
            at,
            action: deed.action,
            caller: deed.by.unwrap_or(call.caller),
            subject: deed.subject,
            refused: deed.refused,
            reason: deed.reason,
            detail: deed.detail,
            network: call.origin.network(),
            request: call.request,
        }
    }
}

/// What was done or tried, as a use case says it. Who did it, when and from where is the act's to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    action: Action,
    by: Option<Caller>,
    subject: Option<Subject>,
    refused: Option<String>,
    reason: Option<String>,
    detail: Option<String>,
}

impl From<Action> for Deed {
    fn from(action: Action) -> Self {
        Self { action, by: None, subject: None, refused: None, reason: None, detail: None }
    }
}

impl Action {
    /// This, done to that.
    pub fn on(self, subject: impl Into<Subject>) -> Deed {
        Deed { subject: Some(subject.into()), ..Deed::from(self) }
    }

    /// This, with further facts.
    pub fn detail(self, detail: impl Into<String>) -> Deed {
        Deed::from(self).detail(detail)
    }
}

impl Deed {
    /// The same, done to this.
    #[must_use]
    pub fn on(self, subject: impl Into<Subject>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    /// The same, done by the account itself.
    #[must_use]
    pub fn by(self, account: Id<kind::Account>, session: Id<kind::Session>) -> Self {
        Self { by: Some(Caller::Account { account, session }), ..self }
    }

    /// The same, but refused.
    #[must_use]
    pub fn refused(self, code: Code) -> Self {
        Self { refused: Some(code.as_str().to_owned()), ..self }
    }

    /// The same, with the reason, where an operator gave one.
    #[must_use]
    pub fn because<'a>(self, reason: impl Into<Option<&'a str>>) -> Self {
        Self { reason: reason.into().map(str::to_owned), ..self }
    }

    /// The same, with further facts.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }
}

/// Which entries are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// On this subject.
    pub subject: Option<Uuid>,
    /// By this account.
    pub account: Option<Id<kind::Account>>,
    /// Of this action.
    pub action: Option<Action>,
}
