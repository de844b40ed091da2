//! Invitations to a company (ACC-REG-12): mailed, and accepted with the registration form. The diagram is
//! in the room's header. The invited address is proved by the mail, the company by who invites: nobody
//! types himself into one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::mandate::{Mandate, hold_active, not_found, state_conflict};
use super::member::role;
use super::{
    Company, CompanyOrigin, CompanyRole, CompanyState, Invitation, InvitationState, Reach,
};
use crate::access::{Opening, SignedIn, grant, open};
use crate::account::registration::{
    self, Completion, LOGIN_IDS, Preview, Registered, Terms, insert, mails, requests_of_client,
};
use crate::account::{Account, AccountKind, AccountState, login_id_form};
use crate::event::{Action, AuditEntry};
use crate::kernel::{
    Call, Code, DAY, EmailAddress, Env, Failure, FieldCode, Id, Language, MINUTE, Page,
    PageRequest, Refusal, Rule, StoreError, Token, Tx, Violation, kind, later,
};
use crate::notification::Letter;
use crate::notification::service::{Recipient, enqueue};
use crate::password::{self, policy_of};

/// Seconds for which an invitation is good: it waits for a person who did not ask.
const LIFE: i64 = 7 * DAY;
/// Seconds between two mails of one invitation: the mail before may still be on its way.
const APART: i64 = MINUTE;
/// What the tokens of invitations start with.
const PREFIX: &str = "tginv";

/// An invitation, as it was typed.
#[derive(Debug)]
pub struct TypedInvitation {
    /// The address.
    pub email: String,
    /// The role that is offered.
    pub company_role: String,
    /// The language of the mail; that of the call when none is named.
    pub language: Option<String>,
}

/// Everything that is wrong with an invitation as far as it shows without the database.
pub fn violations(typed: &TypedInvitation) -> Vec<Violation> {
    read(typed, Language::default()).err().unwrap_or_default()
}

fn read(
    typed: &TypedInvitation,
    default: Language,
) -> Result<(EmailAddress, CompanyRole, Language), Vec<Violation>> {
    let email = EmailAddress::parse(&typed.email)
        .ok_or_else(|| Violation::new("/email", FieldCode::EmailInvalid).rule(Rule::AccReg12));
    let language = typed.language.as_deref().map_or(Ok(default), |tag| {
        Language::from_tag(tag).ok_or_else(|| Violation::new("/language", FieldCode::NotAllowed))
    });
    match (email, role(&typed.company_role), language) {
        (Ok(email), Ok(role), Ok(language)) => Ok((email, role, language)),
        (email, role, language) => {
            Err([email.err(), role.err(), language.err()].into_iter().flatten().collect())
        }
    }
}

/// What is done with an invitation by who manages it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Mails it again.
    Resend,
    /// Takes it back.
    Withdraw,
}

impl Command {
    /// Every command.
    pub const ALL: [Self; 2] = [Self::Resend, Self::Withdraw];

    /// Its name, as in the path.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Withdraw => "withdraw",
        }
    }
}

/// Where an invitation is now, as it is shown.
pub fn state_of(invitation: &Invitation, now: Timestamp) -> &'static str {
    let pending = invitation.state == InvitationState::Pending;
    if pending && now >= invitation.expires_at { "expired" } else { invitation.state.as_str() }
}

/// Whether a command is possible now: what the endpoint does and `actions` tells. One whose time is
/// over may be sent again.
///
/// # Errors
/// [`Code::InvitationEnded`], [`Code::TooManyRequests`] for one that was mailed just now.
pub fn decide(invitation: &Invitation, command: Command, now: Timestamp) -> Result<(), Refusal> {
    require_pending(invitation)?;
    let again_at = later(invitation.sent_at, APART);
    if command == Command::Resend && now < again_at {
        let seconds = now.duration_until(again_at).as_secs().max(1);
        let refusal = Refusal::by(Rule::AccReg12, Code::TooManyRequests).retry_after(seconds);
        return Err(refusal.with("limit", 1).from(again_at));
    }
    Ok(())
}

fn require_pending(invitation: &Invitation) -> Result<(), Refusal> {
    if invitation.state == InvitationState::Pending {
        return Ok(());
    }
    let refusal = Refusal::by(Rule::AccReg12, Code::InvitationEnded);
    Err(refusal.with("state", invitation.state.as_str()))
}

/// Whether the addressee may still answer it.
fn require_open(invitation: &Invitation, now: Timestamp) -> Result<(), Refusal> {
    require_pending(invitation)?;
    if now < invitation.expires_at {
        return Ok(());
    }
    let refusal = Refusal::by(Rule::AccReg12, Code::InvitationExpired);
    Err(refusal.with("expired_at", invitation.expires_at))
}

/// Invites an address to a company. An invitation to it whose time is over makes room.
///
/// # Errors
/// [`Code::NotFound`], [`Code::CompanyStateConflict`], [`Code::InvalidFields`],
/// [`Code::TooManyRequests`].
pub fn invite(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    mandate: &Mandate<'_>,
    company: Id<kind::Company>,
    typed: &TypedInvitation,
) -> Result<Invitation, Failure> {
    let (email, company_role, language) = read(typed, call.language).map_err(Refusal::fields)?;
    let now = env.clock.now();
    env.write_kept(call, |tx| {
        requests_of_client(env, Rule::AccReg12).admit(env, tx, call, &call.origin.network())?;
        let company = hold_active(tx, company)?;
        // Operators belong to the operating company, and nobody else does.
        if company.origin == CompanyOrigin::Operating {
            return Err(state_conflict(&company).into());
        }
        if let Some(held) = tx.pending_invitation(company.id, &email)? {
            if now < held.expires_at {
                return Err(already_invited().into());
            }
            end(tx, &held, InvitationState::Withdrawn, None, now)?;
        }
        let invitation = Invitation {
            id: env.id(),
            company: company.id,
            email: email.clone(),
            company_role,
            language,
            state: InvitationState::Pending,
            sent: 1,
            invited_by: who.account.id,
            created_at: now,
            sent_at: now,
            expires_at: later(now, LIFE),
            ended_at: None,
            account: None,
        };
        let token = env.token(PREFIX);
        match tx.insert_invitation(&invitation, env.keys.digest(&token)) {
            Err(StoreError::Constraint(_)) => return Err(already_invited().into()),
            other => other?,
        }
        mail(env, tx, call, who, &company, &invitation, token)?;
        let entry = mandate.entry(env, call, now, Action::InvitationSent).on(invitation.id);
        tx.append_audit(&entry.detail(company_role.as_str()))?;
        Ok(invitation)
    })
}

fn already_invited() -> Refusal {
    let violation = Violation::new("/email", FieldCode::AlreadyInvited).rule(Rule::AccReg12);
    Refusal::fields(vec![violation])
}

/// Mails an invitation. Each mail counts, so that nobody's mailbox is flooded in a company's name.
fn mail(
    env: &Env,
    tx: &mut dyn Tx,
    call: &Call,
    who: &SignedIn,
    company: &Company,
    invitation: &Invitation,
    token: Token,
) -> Result<(), Failure> {
    let email = &invitation.email;
    mails("invitation-mails", env, Rule::AccReg12).admit(env, tx, call, &email.key())?;
    let letter = Letter::Invitation {
        company: company.name.clone(),
        company_verified: company.name_verified,
        inviter: inviter(who),
        administrator: invitation.company_role == CompanyRole::Administrator,
        token,
        expires_at: invitation.expires_at,
    };
    let recipient = Recipient { address: email, account: None, language: invitation.language };
    enqueue(env, tx, recipient, &letter).map(drop)
}

/// Who invites, as the mail names him: a colleague by his name, the platform's staff by its company.
fn inviter(who: &SignedIn) -> String {
    let profile = &who.account.profile;
    match who.account.kind {
        AccountKind::Operator => who.company.name.clone(),
        _ => format!("{} {}", profile.family_name, profile.given_name),
    }
}

/// Invitations of a company, newest first.
///
/// # Errors
/// [`Code::NotFound`].
pub fn list(
    env: &Env,
    company: Id<kind::Company>,
    state: Option<InvitationState>,
    page: PageRequest,
) -> Result<Page<Invitation>, Failure> {
    env.store.read(|tx| {
        tx.company(company)?.ok_or_else(not_found)?;
        Ok(tx.invitation_page(company, state, page)?)
    })
}

/// One invitation within reach.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(env: &Env, reach: Reach, id: Id<kind::Invitation>) -> Result<Invitation, Failure> {
    env.store.read(|tx| tx.invitation(id, reach)?.ok_or_else(not_found))
}

/// Mails an invitation again, or takes it back.
///
/// # Errors
/// [`Code::NotFound`], [`Code::CompanyStateConflict`] and those of [`decide`].
pub fn act(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    mandate: &Mandate<'_>,
    id: Id<kind::Invitation>,
    command: Command,
) -> Result<Invitation, Failure> {
    let now = env.clock.now();
    env.write_kept(call, |tx| {
        let invitation = tx.invitation(id, mandate.reach)?.ok_or_else(not_found)?;
        decide(&invitation, command, now)?;
        let action = match command {
            Command::Resend => {
                let company = hold_active(tx, invitation.company)?;
                let next = Invitation {
                    sent: invitation.sent + 1,
                    sent_at: now,
                    expires_at: later(now, LIFE),
                    ..invitation
                };
                let token = env.token(PREFIX);
                tx.resend_invitation(&next, env.keys.digest(&token))?.or_conflict()?;
                mail(env, tx, call, who, &company, &next, token)?;
                Action::InvitationResent
            }
            Command::Withdraw => {
                end(tx, &invitation, InvitationState::Withdrawn, None, now)?;
                Action::InvitationWithdrawn
            }
        };
        tx.append_audit(&mandate.entry(env, call, now, action).on(id))?;
        tx.invitation(id, mandate.reach)?.ok_or_else(not_found)
    })
}

/// Ends a pending invitation, or refuses with the state to which somebody else brought it.
fn end(
    tx: &mut dyn Tx,
    invitation: &Invitation,
    to: InvitationState,
    account: Option<Id<kind::Account>>,
    now: Timestamp,
) -> Result<(), Failure> {
    if tx.end_invitation(invitation.id, to, account, now)?.0 {
        return Ok(());
    }
    let ended = tx.invitation(invitation.id, Reach::All)?.ok_or_else(not_found)?;
    require_pending(&ended)?;
    Err(Refusal::new(Code::ConcurrentChange).retry_after(1).into())
}

/// An invitation as its addressee sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    /// The company.
    pub company: Company,
}

/// The invitation that a token belongs to, if it may still be answered. A token is looked up among
/// invitations alone, so that it opens no other door.
fn find(env: &Env, tx: &mut dyn Tx, token: &Token) -> Result<Invited, Failure> {
    let found = tx.invitation_by_token(env.keys.digest(token))?;
    let unknown = || Refusal::by(Rule::AccReg12, Code::InvitationUnknown);
    let (invitation, company) = found.ok_or_else(unknown)?;
    require_open(&invitation, env.clock.now())?;
    Ok(Invited { invitation, company })
}

/// What an invitation is to, without using it up.
///
/// # Errors
/// [`Code::InvitationUnknown`], [`Code::InvitationExpired`], [`Code::InvitationEnded`].
pub fn inspect(env: &Env, token: &Token) -> Result<Invited, Failure> {
    env.store.read(|tx| find(env, tx, token))
}

/// Declines an invitation.
///
/// # Errors
/// Those of [`inspect`].
pub fn decline(env: &Env, call: &Call, token: &Token) -> Result<(), Failure> {
    let now = env.clock.now();
    env.write_kept(call, |tx| {
        let Invited { invitation, .. } = find(env, tx, token)?;
        end(tx, &invitation, InvitationState::Declined, None, now)?;
        let entry = AuditEntry::new(env, call, now, Action::InvitationDeclined);
        Ok(tx.append_audit(&entry.on(invitation.id))?)
    })
}

/// The filled-in form behind an invitation: the customer form, in which the company stands already.
#[derive(Debug)]
pub struct Acceptance {
    /// The form; its company name is put in here.
    pub completion: Completion,
    /// The terms, accepted here: nobody asked before.
    pub terms: Terms,
}

impl Acceptance {
    /// The form with the company's name in it.
    fn in_company(&self, name: &str) -> Completion {
        let mut completion = self.completion.clone();
        name.clone_into(&mut completion.form.company_name);
        completion
    }
}

/// Everything that is wrong with an acceptance as far as it shows without the invitation.
pub fn acceptance_violations(env: &Env, acceptance: &Acceptance) -> Vec<Violation> {
    let mut violations = acceptance.terms.violations(env);
    let form = registration::violations(&acceptance.completion);
    violations.extend(form.into_iter().filter(|one| one.pointer != "/company_name"));
    violations
}

/// Checks an acceptance without any effect: the confirm screen. Acceptance begins with the same check.
///
/// # Errors
/// Those of [`inspect`], [`Code::InvalidFields`] with every violation at once.
pub fn preview(env: &Env, call: &Call, acceptance: &Acceptance) -> Result<Preview, Failure> {
    let typed = &acceptance.completion.login_id;
    let (invited, taken) = env.store.write(|tx| {
        let invited = find(env, tx, &acceptance.completion.token)?;
        // As behind a registration link: each answer tells whether a login id is taken.
        LOGIN_IDS.admit(env, tx, call, &invited.invitation.id.to_string())?;
        let taken = login_id_form(typed) && tx.login_id_taken(typed)?;
        Ok((invited, taken))
    })?;
    let email = invited.invitation.email;
    let completion = acceptance.in_company(&invited.company.name);
    let mut violations = acceptance.terms.violations(env);
    match registration::check(&completion, &email, taken) {
        Ok(profile) if violations.is_empty() => {
            Ok(Preview { login_id: typed.clone(), email, profile })
        }
        checked => {
            violations.extend(checked.err().unwrap_or_default());
            Err(Refusal::fields(violations).into())
        }
    }
}

/// Accepts an invitation: an account in the company with the offered role, and a session, or nothing.
///
/// # Errors
/// Those of [`preview`], and [`Code::Overloaded`].
pub fn accept(env: &Env, call: &Call, acceptance: &Acceptance) -> Result<Registered, Failure> {
    env.repeated::<()>(call)?;
    let Preview { login_id, email, profile } = preview(env, call, acceptance)?;
    let policy = policy_of(AccountKind::General);
    let completion = &acceptance.completion;
    let hash = env.hasher.hash(&password::normalised(&completion.password))?;
    let now = env.clock.now();
    let (account, company, opened) = env.write_secret(call, |tx| {
        let Invited { invitation, company } = find(env, tx, &completion.token)?;
        let company = tx.hold_company(company.id)?.ok_or_else(not_found)?;
        if company.state == CompanyState::Merged {
            // Merged just now: with it, the invitation was withdrawn.
            return Err(Refusal::new(Code::ConcurrentChange).retry_after(1).into());
        }
        let account = Account {
            id: env.id(),
            company: company.id,
            company_role: invitation.company_role,
            kind: AccountKind::General,
            login_id: login_id.clone(),
            email: email.clone(),
            profile: profile.clone(),
            state: AccountState::Active,
            terms: Some((acceptance.terms.version.clone(), now)),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        insert(tx, &account)?;
        end(tx, &invitation, InvitationState::Accepted, Some(account.id), now)?;
        tx.set_password(account.id, &hash, policy.generations, now)?;
        let entry = |action| AuditEntry::new(env, call, now, action);
        tx.append_audit(&entry(Action::InvitationAccepted).on(invitation.id))?;
        tx.append_audit(&entry(Action::RegistrationCompleted).on(account.id))?;
        let opened = open(env, tx, call, Opening::of(account.id))?;
        Ok((account, company, opened))
    })?;
    Ok(Registered { account, company, granted: grant(env, opened)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn invitation(state: InvitationState) -> Invitation {
        Invitation {
            id: Id::from_uuid(uuid::Uuid::nil()),
            company: Id::from_uuid(uuid::Uuid::nil()),
            email: EmailAddress::nobody(),
            company_role: CompanyRole::Member,
            language: Language::Ja,
            state,
            sent: 1,
            invited_by: Id::from_uuid(uuid::Uuid::nil()),
            created_at: START,
            sent_at: START,
            expires_at: later(START, LIFE),
            ended_at: None,
            account: None,
        }
    }

    #[test]
    fn it_is_answered_within_seven_days_and_mailed_a_minute_apart() {
        let pending = invitation(InvitationState::Pending);
        let open = |now| require_open(&pending, now).err().map(|refusal| refusal.code);
        assert_eq!(open(later(START, LIFE - 1)), None);
        assert_eq!(open(later(START, LIFE)), Some(Code::InvitationExpired));
        let early = decide(&pending, Command::Resend, later(START, APART - 1)).err();
        assert_eq!(early.and_then(|refusal| refusal.available_from), Some(later(START, APART)));
        assert_eq!(decide(&pending, Command::Resend, later(START, APART)), Ok(()));
        assert_eq!(decide(&pending, Command::Resend, later(START, LIFE)), Ok(()));
        assert_eq!(decide(&pending, Command::Withdraw, START), Ok(()));
    }

    #[test]
    fn what_ended_stays_so() {
        let ended = InvitationState::ALL.iter().filter(|state| **state != InvitationState::Pending);
        for state in ended {
            let invitation = invitation(*state);
            let late = later(START, DAY);
            let told = [
                decide(&invitation, Command::Resend, late),
                decide(&invitation, Command::Withdraw, late),
                require_open(&invitation, late),
            ];
            for refused in told {
                assert_eq!(refused.err().map(|refusal| refusal.code), Some(Code::InvitationEnded));
            }
        }
    }
}
