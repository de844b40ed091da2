//! Accounts, inquiries and mails as operators see them.

use serde::{Deserialize, Serialize};
use tegata_domain::account::admin::{Command, decide};
use tegata_domain::account::correction::may_correct;
use tegata_domain::account::inquiry::Inquiry;
use tegata_domain::identity::AccountView;
use tegata_domain::kernel::{Code, Id, Refusal, kind};
use tegata_domain::mail::{Mail, MailAttempt, MailDetail};
use utoipa::ToSchema;
use validator::Validate;

use crate::problem::instant;
use crate::v1::account::view::ProfileView;
use crate::v1::action::ActionView;

/// Why an operator acts (OPS-AUD-01).
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason, kept in the audit trail.
    #[schema(
        min_length = 1,
        max_length = 500,
        example = "Identity checked by telephone, ticket 4711."
    )]
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}

/// An account as operators see it.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AdminAccount {
    /// Its id.
    #[schema(example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// Its kind.
    #[schema(example = "agency")]
    pub kind: String,
    /// Login id.
    #[schema(example = "haneda_agency")]
    pub login_id: String,
    /// The verified e-mail address.
    #[schema(example = "desk@agency.example.jp")]
    pub email: String,
    /// Its company's id.
    #[schema(example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub company_id: String,
    /// What it may do there: `administrator` or `member` (ORG-03).
    #[schema(example = "administrator")]
    pub company_role: String,
    /// The profile.
    pub profile: ProfileView,
    /// `active`, `suspended` by its company, or `disabled` by an operator.
    #[schema(example = "active")]
    pub state: String,
    /// Since when it is locked.
    #[schema(format = DateTime)]
    pub locked_at: Option<String>,
    /// Whether a password was ever set.
    pub has_password: bool,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// What may be done with it now.
    pub actions: Vec<ActionView>,
}

impl AdminAccount {
    /// The account, seen by this operator.
    pub fn new(view: AccountView, by: Id<kind::Account>) -> Self {
        let id = view.account.id.to_string();
        let path = format!("/v1/admin/accounts/{id}");
        let commands = Command::ALL.into_iter().map(|command| {
            let href = format!("{path}/{}", command.as_str());
            ActionView::new(command.as_str(), decide(&view, command, Some(by)), "POST", href)
        });
        let correction =
            may_correct(view.account.kind).map_err(|rule| Refusal::by(rule, Code::InvalidFields));
        let correct = ActionView::new("correct", correction, "PATCH", path.clone());
        Self {
            actions: commands.chain([correct]).collect(),
            id,
            kind: view.account.kind.as_str().to_owned(),
            login_id: view.account.login_id,
            email: view.account.email.as_str().to_owned(),
            company_id: view.account.company.to_string(),
            company_role: view.account.company_role.as_str().to_owned(),
            profile: view.account.profile.into(),
            state: view.account.state.as_str().to_owned(),
            locked_at: view.locked_at.map(instant),
            has_password: view.has_password,
            created_at: instant(view.account.created_at),
        }
    }
}

/// An inquiry as operators see it.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AdminInquiry {
    /// Its number.
    #[schema(example = "inqu_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// The account that filed it; absent for a stranger.
    #[schema(example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub account_id: Option<String>,
    /// What it is about.
    #[schema(example = "cannot_recover")]
    pub topic: String,
    /// The assignment that it names (ASG-INQ-01): `GET /v1/admin/assignments/{id}` shows it.
    #[schema(example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub assignment_id: Option<String>,
    /// Who asks.
    #[schema(example = "山田 太郎")]
    pub name: String,
    /// Where the answer goes.
    #[schema(example = "taro@example.jp")]
    pub email: String,
    /// Where to ring.
    #[schema(example = "+81312345678")]
    pub phone: Option<String>,
    /// What is asked.
    #[schema(example = "登録した電話番号が分からず、パスワードを初期化できません。")]
    pub message: String,
    /// `open` or `answered`.
    #[schema(example = "open")]
    pub state: String,
    /// The answer.
    #[schema(example = "ご本人様確認のうえ、電話番号の登録を更新いたしました。")]
    pub answer: Option<String>,
    /// When it was filed.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was answered.
    #[schema(format = DateTime)]
    pub answered_at: Option<String>,
    /// By whom.
    #[schema(example = "acct_01kabd3ns9fbqtfgz2vd0tqzqr")]
    pub answered_by: Option<String>,
}

impl From<Inquiry> for AdminInquiry {
    fn from(inquiry: Inquiry) -> Self {
        Self {
            id: inquiry.id.to_string(),
            account_id: inquiry.account.map(|id| id.to_string()),
            topic: inquiry.topic.as_str().to_owned(),
            assignment_id: inquiry.assignment.map(|id| id.to_string()),
            name: inquiry.name,
            email: inquiry.email.as_str().to_owned(),
            phone: inquiry.phone,
            message: inquiry.message,
            state: inquiry.state.as_str().to_owned(),
            answer: inquiry.answer,
            created_at: instant(inquiry.created_at),
            answered_at: inquiry.answered_at.map(instant),
            answered_by: inquiry.answered_by.map(|id| id.to_string()),
        }
    }
}

/// A mail as operators see it: where it is on its way, not what it says.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AdminMail {
    /// Its id, its Message-ID too.
    #[schema(example = "mail_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// Which letter it is.
    #[schema(example = "recovery_link")]
    pub letter: String,
    /// The account it is about.
    #[schema(example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub account_id: Option<String>,
    /// The recipient, masked.
    #[schema(example = "t***@e***.jp")]
    pub recipient: String,
    /// Its language.
    #[schema(example = "ja")]
    pub language: String,
    /// `queued`, `deferred`, `sent`, `bounced`, `failed`, `expired`, or `withheld` for one that goes
    /// to nobody.
    #[schema(example = "deferred")]
    pub state: String,
    /// Tries so far.
    pub attempts: u32,
    /// When it is tried next.
    #[schema(format = DateTime)]
    pub next_attempt_at: Option<String>,
    /// When it was written.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// After this it is not sent any more.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// When the mail server took it.
    #[schema(format = DateTime)]
    pub sent_at: Option<String>,
}

impl From<Mail> for AdminMail {
    fn from(mail: Mail) -> Self {
        Self {
            id: mail.id.to_string(),
            letter: mail.letter,
            account_id: mail.account.map(|id| id.to_string()),
            recipient: mail.recipient,
            language: mail.language.tag().to_owned(),
            state: mail.state.as_str().to_owned(),
            attempts: mail.attempts,
            next_attempt_at: mail.next_attempt_at.map(instant),
            created_at: instant(mail.created_at),
            expires_at: instant(mail.expires_at),
            sent_at: mail.sent_at.map(instant),
        }
    }
}

/// One try to hand a mail over.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AdminMailAttempt {
    /// Which, from 1.
    pub number: u32,
    /// When it ended.
    #[schema(format = DateTime)]
    pub at: String,
    /// The server's reply code.
    #[schema(example = 451)]
    pub reply_code: Option<u16>,
    /// What happened, without addresses.
    #[schema(example = "mailbox busy")]
    pub reply: String,
}

impl From<MailAttempt> for AdminMailAttempt {
    fn from(attempt: MailAttempt) -> Self {
        Self {
            number: attempt.number,
            at: instant(attempt.at),
            reply_code: attempt.reply_code,
            reply: attempt.reply,
        }
    }
}

/// A mail with its tries.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AdminMailDetail {
    /// The mail.
    pub mail: AdminMail,
    /// Its tries, oldest first.
    pub attempts: Vec<AdminMailAttempt>,
}

impl From<MailDetail> for AdminMailDetail {
    fn from(detail: MailDetail) -> Self {
        Self {
            mail: detail.mail.into(),
            attempts: detail.attempts.into_iter().map(Into::into).collect(),
        }
    }
}
