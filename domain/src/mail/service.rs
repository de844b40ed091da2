//! Writing mails, sending them, and what operators and the sandbox see of them.

use std::sync::Arc;

use super::{
    CapturedMail, Content, Due, Letter, Mail, MailAttempt, MailDetail, MailFilter, MailState,
    NewMail, Outcome, Settled, settle,
};
use crate::audit::Action;
use crate::env::{Env, Tx};
use crate::kernel::{
    Call, Code, DAY, EmailAddress, Failure, Id, Language, MINUTE, Page, PageRequest, Purpose,
    Refusal, Rule, StoreError, kind, later,
};

/// Seconds for which a notice without a link is worth sending.
const NOTICE_LIFE: i64 = 5 * DAY;
/// Seconds for which a worker holds the mails it leased: longer than any try may take.
const LEASE: i64 = 5 * MINUTE;

/// To whom a mail goes.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// The address.
    pub address: &'a EmailAddress,
    /// The account it is about.
    pub account: Option<Id<kind::Account>>,
    /// Its language.
    pub language: Language,
}

/// Writes a mail into the outbox, in the transaction of what it tells of.
///
/// # Errors
/// When the store cannot be written.
pub fn enqueue(
    env: &Env,
    tx: &mut dyn Tx,
    recipient: Recipient<'_>,
    letter: &Letter,
) -> Result<Id<kind::Mail>, Failure> {
    write(env, tx, recipient, letter, MailState::Queued)
}

/// Writes a mail that goes to nobody, at the same cost: the unknown must not be told by time
/// (RCV-02).
///
/// # Errors
/// When the store cannot be written.
pub fn withhold(
    env: &Env,
    tx: &mut dyn Tx,
    recipient: Recipient<'_>,
    letter: &Letter,
) -> Result<(), Failure> {
    write(env, tx, recipient, letter, MailState::Withheld).map(drop)
}

fn write(
    env: &Env,
    tx: &mut dyn Tx,
    recipient: Recipient<'_>,
    letter: &Letter,
    state: MailState,
) -> Result<Id<kind::Mail>, Failure> {
    let now = env.clock.real();
    let content = letter.render(recipient.address, recipient.language, &env.settings.front_end_url);
    let json = serde_json::to_vec(&content).map_err(|e| StoreError::Other(e.to_string()))?;
    let id = env.id();
    tx.insert_mail(&NewMail {
        id,
        letter: letter.name(),
        account: recipient.account,
        recipient: recipient.address.masked(),
        recipient_key: recipient_key(env, recipient.address),
        language: recipient.language,
        content: env.keys.seal(Purpose::Mail, &json),
        state,
        created_at: now,
        expires_at: letter.expires_at().unwrap_or(later(now, NOTICE_LIFE)),
    })?;
    Ok(id)
}

/// How mails to an address are found without storing it.
pub fn recipient_key(env: &Env, address: &EmailAddress) -> crate::kernel::Digest {
    env.keys.keyed(Purpose::Mail, &[address.key().as_bytes()])
}

/// Leases mails that are due.
///
/// # Errors
/// When the store cannot be written.
pub fn lease(env: &Env, limit: i64) -> Result<Vec<Due>, Failure> {
    let now = env.clock.real();
    env.store.write(|tx| Ok(tx.lease_mails(now, later(now, LEASE), limit)?))
}

/// What a leased mail says; `None` when it was sealed under a secret that is gone.
pub fn open(env: &Env, due: &Due) -> Option<Content> {
    let json = env.keys.open(Purpose::Mail, &due.content)?;
    serde_json::from_slice(&json).ok()
}

/// How a try went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// What it means.
    pub outcome: Outcome,
    /// The server's reply code.
    pub reply_code: Option<u16>,
    /// What happened, without addresses.
    pub reply: String,
}

/// Gives mails back that were leased and not tried, so that the next worker need not wait.
///
/// # Errors
/// When the store cannot be written.
pub fn give_back(env: &Env, untried: &[Arc<Due>]) -> Result<(), Failure> {
    if untried.is_empty() {
        return Ok(());
    }
    env.store.write(|tx| Ok(tx.give_back_mails(untried)?))
}

/// Writes down how tries went, all in one transaction: those that a server took in one statement.
/// `keep_content` leaves a sent mail readable (sandbox).
///
/// # Errors
/// When the store cannot be written.
pub fn record(env: &Env, tries: &[(Arc<Due>, Tried)], keep_content: bool) -> Result<(), Failure> {
    let now = env.clock.real();
    let outcomes: Vec<(&Due, MailAttempt, Settled)> = tries
        .iter()
        .map(|(due, tried)| {
            let number = due.attempts + 1;
            let mut random = [0_u8; 1];
            env.entropy.fill(&mut random);
            let jitter = f64::from(random[0]) / 255.0;
            let settled = settle(tried.outcome, number, due.expires_at, now, jitter);
            let reply = tried.reply.clone();
            let attempt = MailAttempt { number, at: now, reply_code: tried.reply_code, reply };
            (&**due, attempt, settled)
        })
        .collect();
    let (sent, others): (Vec<_>, Vec<_>) =
        outcomes.into_iter().partition(|(.., settled)| settled.state == MailState::Sent);
    let sent: Vec<_> = sent.into_iter().map(|(due, attempt, _)| (due, attempt)).collect();
    // A worker that lost its lease has nothing to write: another one has the mail.
    env.store.write(|tx| {
        tx.settle_sent(&sent, now, !keep_content)?;
        for (due, attempt, settled) in &others {
            let erase = !keep_content && settled.state == MailState::Expired;
            let _held = tx.settle_mail(due, attempt, *settled, erase)?;
        }
        Ok(())
    })
}

/// Mails, newest first.
///
/// # Errors
/// When the store cannot be read.
pub fn list(env: &Env, filter: &MailFilter, page: PageRequest) -> Result<Page<Mail>, Failure> {
    env.store.read(|tx| Ok(tx.mail_page(filter, page)?))
}

/// One mail with its tries.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(env: &Env, id: Id<kind::Mail>) -> Result<MailDetail, Failure> {
    env.store.read(|tx| tx.mail(id)?.ok_or_else(|| Refusal::new(Code::NotFound).into()))
}

/// Queues a bounced or failed mail again, for an operator with a reason (OPS-MAIL-01).
///
/// # Errors
/// [`Code::NotFound`], [`Code::MailNotRetryable`].
pub fn retry(
    env: &Env,
    call: &Call,
    id: Id<kind::Mail>,
    reason: &str,
) -> Result<MailDetail, Failure> {
    let real = env.clock.real();
    env.write_secret(call, |act| {
        let mail = act.tx.mail(id)?.ok_or_else(|| Refusal::new(Code::NotFound))?;
        let refusal = Refusal::by(Rule::OpsMail01, Code::MailNotRetryable)
            .with("state", mail.mail.state.as_str());
        act.tx.retry_mail(id, real, later(real, NOTICE_LIFE))?.or(refusal)?;
        act.audit(Action::MailRetried.on(id).because(reason))?;
        act.tx.mail(id)?.ok_or_else(|| Refusal::new(Code::NotFound).into())
    })
}

/// A mail in the sandbox mailbox, readable.
#[derive(Debug, Clone)]
pub struct Readable {
    /// The mail.
    pub mail: CapturedMail,
    /// What it says.
    pub content: Content,
}

/// The sandbox mailbox, newest first (OPS-SBX-01). The caller makes sure that this is a sandbox.
///
/// # Errors
/// When the store cannot be read.
pub fn mailbox(
    env: &Env,
    address: Option<&EmailAddress>,
    page: PageRequest,
) -> Result<Page<Readable>, Failure> {
    let key = address.map(|address| recipient_key(env, address));
    let page = env.store.read(|tx| Ok(tx.captured_mails(key, page)?))?;
    let items = page.items.into_iter().filter_map(|mail| {
        let json = env.keys.open(Purpose::Mail, mail.content.as_ref()?)?;
        let content = serde_json::from_slice(&json).ok()?;
        Some(Readable { mail, content })
    });
    Ok(Page { items: items.collect(), next: page.next })
}
