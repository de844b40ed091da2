//! The mails of assignments: the PIN to the addressee, and notices to the sender.

use super::Batch;
use super::policy::PIN_MAILS;
use crate::env::{Act, Env, Tx};
use crate::identity::AccountState;
use crate::kernel::{Code, EmailAddress, Failure, Id, Pin, Refusal, kind};
use crate::mail::Letter;
use crate::mail::service::Recipient;

/// Mails a PIN to the address of a batch (ASG-SND-02).
pub(super) fn mail_pin(
    act: &mut Act<'_>,
    batch: &Batch,
    pin: &Pin,
    count: usize,
) -> Result<Id<kind::Mail>, Failure> {
    let admitted = PIN_MAILS.admit(act, &mails_of(batch.company, &batch.email));
    admitted.map_err(too_many_mails)?;
    let letter = Letter::AssignmentPin {
        kind: batch.kind,
        company: batch.company_name.clone(),
        company_verified: batch.company_verified,
        count,
        pin: pin.clone(),
        accept_until: act.env.settings.assignment.window(batch.sent_at).accept_until,
    };
    let recipient = Recipient { address: &batch.email, account: None, language: batch.language };
    act.mail(recipient, &letter)
}

/// Whether a company may mail a PIN to an address now: so many an hour (ASG-SND-05).
pub(super) fn may_mail_pin(
    env: &Env,
    tx: &mut dyn Tx,
    company: Id<kind::Company>,
    email: &EmailAddress,
) -> Result<(), Failure> {
    PIN_MAILS.check(env, tx, &mails_of(company, email)).map_err(too_many_mails)
}

/// What counts the mails of a company to an address.
fn mails_of(company: Id<kind::Company>, email: &EmailAddress) -> String {
    format!("{company} {}", email.key())
}

/// Says of what there were too many: mails to an address, not calls.
fn too_many_mails(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(refusal) if refusal.code == Code::TooManyRequests => {
            Refusal { code: Code::AssignmentMailsLimited, ..*refusal }.into()
        }
        other => other,
    }
}

/// Mails the sender, if they are still there and want notices.
pub(super) fn tell_sender(
    act: &mut Act<'_>,
    batch: &Batch,
    letter: &Letter,
) -> Result<(), Failure> {
    let sender = act.tx.account(batch.sender)?.map(|view| view.account);
    let sender = sender.filter(|sender| {
        sender.state == AccountState::Active
            && sender.company == batch.company
            && sender.profile.notification_mail
    });
    if let Some(sender) = sender {
        let language = sender.profile.language;
        let recipient = Recipient { address: &sender.email, account: Some(sender.id), language };
        act.mail(recipient, letter)?;
    }
    Ok(())
}
