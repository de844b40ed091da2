//! Support inquiries (RCV-03): open to whoever cannot sign in, kept, and answered by operators.
//!
//! ```text
//!   filed ──► open ── answer (operator) ──► answered
//! ```

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::registration::{mails, requests_of_client};
use crate::access::SignedIn;
use crate::audit::Action;
use crate::env::Env;
use crate::kernel::field::{NAME_MAX, line, phone};
use crate::kernel::{
    Call, Code, EmailAddress, Failure, FieldCode, Id, Language, Page, PageRequest, Refusal, Rule,
    Violation, kind, names, text,
};
use crate::mail::Letter;
use crate::mail::service::Recipient;

/// Characters of a message or answer at most.
pub const MESSAGE_MAX: usize = 4_000;

names! {
    /// What an inquiry is about.
    Topic {
        /// One of the four items is not at hand.
        CannotRecover = "cannot_recover",
        /// Something about registration.
        Registration = "registration",
        /// Something about the account.
        Account = "account",
        /// Something about an assignment: an urgent one, or one to be removed (ASG-INQ-01).
        Assignment = "assignment",
        /// Anything else.
        Other = "other",
    }
}

names! {
    /// Where an inquiry is.
    InquiryState {
        /// Waiting for an operator.
        Open = "open",
        /// Answered.
        Answered = "answered",
    }
}

/// An inquiry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inquiry {
    /// Its id.
    pub id: Id<kind::Inquiry>,
    /// The account that filed it; absent for a stranger.
    pub account: Option<Id<kind::Account>>,
    /// What it is about.
    pub topic: Topic,
    /// Where the answer goes.
    pub email: EmailAddress,
    /// Who asks.
    pub name: String,
    /// Where to ring.
    pub phone: Option<String>,
    /// What is asked.
    pub message: String,
    /// The language of the answer mail.
    pub language: Language,
    /// Where it is.
    pub state: InquiryState,
    /// The answer.
    pub answer: Option<String>,
    /// When it was filed.
    pub created_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// By whom.
    pub answered_by: Option<Id<kind::Account>>,
    /// The assignment that it names (ASG-INQ-01).
    #[serde(default)]
    pub assignment: Option<Id<kind::Assignment>>,
}

/// A stranger's inquiry, as it was typed.
#[derive(Debug)]
pub struct StrangersInquiry {
    /// What it is about.
    pub topic: String,
    /// Who asks.
    pub name: String,
    /// Where the answer goes.
    pub email: String,
    /// Where to ring.
    pub phone: Option<String>,
    /// What is asked.
    pub message: String,
}

/// Reads a message: printable text of several lines, no longer than `max` characters.
///
/// # Errors
/// The violation.
pub fn message(typed: &str, max: usize, pointer: &str) -> Result<String, Violation> {
    let message = typed.replace("\r\n", "\n").trim().to_owned();
    if message.is_empty() {
        Err(Violation::new(pointer, FieldCode::Required))
    } else if message.chars().count() > max {
        Err(Violation::new(pointer, FieldCode::TooLong).with("max", max))
    } else if !message.chars().all(|c| c == '\n' || c == '\t' || text::is_printable(c)) {
        Err(Violation::new(pointer, FieldCode::UnprintableCharacter))
    } else {
        Ok(message)
    }
}

/// Files an inquiry of somebody who is not signed in.
///
/// # Errors
/// [`Code::InvalidFields`], [`Code::TooManyRequests`].
pub fn file_as_stranger(
    env: &Env,
    call: &Call,
    typed: &StrangersInquiry,
) -> Result<Inquiry, Failure> {
    let mut violations = Vec::new();
    let topic = Topic::named(&typed.topic).unwrap_or_else(|| {
        violations.push(Violation::new("/topic", FieldCode::NotAllowed));
        Topic::Other
    });
    let name = line(&typed.name, NAME_MAX, "/name").unwrap_or_else(|violation| {
        violations.push(violation);
        String::new()
    });
    let email = EmailAddress::parse(&typed.email).unwrap_or_else(|| {
        violations.push(Violation::new("/email", FieldCode::EmailInvalid));
        EmailAddress::nobody()
    });
    let phone = typed.phone.as_ref().filter(|typed| !typed.trim().is_empty()).and_then(|typed| {
        let read = phone(typed);
        if read.is_none() {
            violations.push(Violation::new("/phone", FieldCode::PhoneInvalid));
        }
        read
    });
    let message = message(&typed.message, MESSAGE_MAX, "/message").unwrap_or_else(|violation| {
        violations.push(violation);
        String::new()
    });
    if !violations.is_empty() {
        return Err(Refusal::fields(violations).into());
    }
    let inquiry = Inquiry {
        id: env.id(),
        account: None,
        topic,
        email,
        name,
        phone,
        message,
        language: call.language,
        state: InquiryState::Open,
        answer: None,
        created_at: env.clock.now(),
        answered_at: None,
        answered_by: None,
        assignment: None,
    };
    file(env, call, &inquiry)
}

/// An inquiry of a signed-in account, as it was typed.
#[derive(Debug)]
pub struct OwnInquiry<'a> {
    /// What it is about.
    pub topic: &'a str,
    /// What is asked.
    pub message: &'a str,
    /// The id of an assignment that the caller's company sent (ASG-INQ-01).
    pub assignment: Option<&'a str>,
}

/// Files an inquiry of a signed-in account; its contact data are those of the account.
///
/// # Errors
/// [`Code::InvalidFields`], [`Code::TooManyRequests`].
pub fn file_signed_in(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    typed: &OwnInquiry<'_>,
) -> Result<Inquiry, Failure> {
    let topic =
        Topic::named(typed.topic).ok_or_else(|| Violation::new("/topic", FieldCode::NotAllowed));
    let message = message(typed.message, MESSAGE_MAX, "/message");
    let assignment = sent_assignment(env, who, typed.assignment)?;
    let (topic, message, assignment) = match (topic, message, assignment) {
        (Ok(topic), Ok(message), Ok(assignment)) => (topic, message, assignment),
        (topic, message, assignment) => {
            let violations = [topic.err(), message.err(), assignment.err()];
            return Err(Refusal::fields(violations.into_iter().flatten().collect()).into());
        }
    };
    let profile = &who.account.profile;
    let inquiry = Inquiry {
        id: env.id(),
        account: Some(who.account.id),
        topic,
        email: who.account.email.clone(),
        name: format!("{} {}", profile.family_name, profile.given_name),
        phone: Some(profile.phone.clone()),
        message,
        language: profile.language,
        state: InquiryState::Open,
        answer: None,
        created_at: env.clock.now(),
        answered_at: None,
        answered_by: None,
        assignment,
    };
    file(env, call, &inquiry)
}

/// The assignment that an inquiry names, if the caller's company sent it (ASG-INQ-01).
fn sent_assignment(
    env: &Env,
    who: &SignedIn,
    typed: Option<&str>,
) -> Result<Result<Option<Id<kind::Assignment>>, Violation>, Failure> {
    let Some(typed) = typed else { return Ok(Ok(None)) };
    let found = match typed.parse() {
        Ok(id) => env.store.read(|tx| Ok(tx.sent_assignment(who.account.company, id)?))?,
        Err(_) => None,
    };
    let unknown = || Violation::new("/assignment_id", FieldCode::NotAllowed).rule(Rule::AsgInq01);
    Ok(found.map(|found| Some(found.id)).ok_or_else(unknown))
}

fn file(env: &Env, call: &Call, inquiry: &Inquiry) -> Result<Inquiry, Failure> {
    env.write_counted(call, &requests_of_client(env, Rule::Rcv03), |act| {
        let key = match inquiry.account {
            Some(account) => account.to_string(),
            None => inquiry.email.key(),
        };
        mails("inquiry-mails", env, Rule::Rcv03).admit(act, &key)?;
        act.tx.insert_inquiry(inquiry)?;
        act.audit(Action::InquiryFiled.on(inquiry.id))?;
        let letter = Letter::InquiryReceived {
            number: inquiry.id.to_string(),
            // A stranger's words are not mailed to an address that they only typed.
            message: inquiry.account.map(|_| inquiry.message.clone()),
        };
        act.mail(recipient(inquiry), &letter)?;
        Ok(inquiry.clone())
    })
}

const fn recipient(inquiry: &Inquiry) -> Recipient<'_> {
    Recipient { address: &inquiry.email, account: inquiry.account, language: inquiry.language }
}

/// Inquiries for operators, or those of one account.
///
/// # Errors
/// When the store cannot be read.
pub fn list(
    env: &Env,
    state: Option<InquiryState>,
    account: Option<Id<kind::Account>>,
    page: PageRequest,
) -> Result<Page<Inquiry>, Failure> {
    env.store.read(|tx| Ok(tx.inquiry_page(state, account, page)?))
}

/// One inquiry, for operators.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(env: &Env, id: Id<kind::Inquiry>) -> Result<Inquiry, Failure> {
    env.store.read(|tx| tx.inquiry(id)?.ok_or_else(|| Refusal::new(Code::NotFound).into()))
}

/// Answers an inquiry; the answer is mailed.
///
/// # Errors
/// [`Code::NotFound`], [`Code::InquiryAnswered`], [`Code::InvalidFields`].
pub fn answer(
    env: &Env,
    call: &Call,
    operator: &SignedIn,
    id: Id<kind::Inquiry>,
    typed: &str,
) -> Result<Inquiry, Failure> {
    let answer = message(typed, MESSAGE_MAX, "/answer").map_err(|v| Refusal::fields(vec![v]))?;
    env.write_kept(call, |act| {
        let inquiry = act.tx.inquiry(id)?.ok_or_else(|| Refusal::new(Code::NotFound))?;
        let answered = Refusal::by(Rule::Rcv03, Code::InquiryAnswered);
        act.tx.answer_inquiry(id, &answer, operator.account.id, act.now)?.or(answered)?;
        act.audit(Action::InquiryAnswered.on(id))?;
        let letter = Letter::InquiryAnswered { number: id.to_string(), answer: answer.clone() };
        act.mail(recipient(&inquiry), &letter)?;
        Ok(Inquiry {
            state: InquiryState::Answered,
            answer: Some(answer.clone()),
            answered_at: Some(act.now),
            answered_by: Some(operator.account.id),
            ..inquiry
        })
    })
}
