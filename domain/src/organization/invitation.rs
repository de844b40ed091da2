//! Invitations to a company (ACC-REG-12), as who invites sees them: mailed, mailed again, withdrawn. The
//! diagram is in the room's header; how they are answered is in [`super::acceptance`].

use jiff::Timestamp;

use super::mandate::{Mandate, hold_active, state_conflict};
use super::member::role;
use super::{Invitation, InvitationState};
use crate::access::SignedIn;
use crate::account::registration::{mails, requests_of_client};
use crate::audit::Action;
use crate::env::{Act, Env, Tx};
use crate::identity::{AccountKind, Company, CompanyOrigin, CompanyRole, Reach};
use crate::kernel::{
    Call, Code, DAY, EmailAddress, Failure, FieldCode, Id, Language, MINUTE, Page, PageRequest,
    Refusal, Rule, StoreError, Token, Unique, Violation, kind, later,
};
use crate::mail::Letter;
use crate::mail::service::Recipient;

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
pub(super) fn require_open(invitation: &Invitation, now: Timestamp) -> Result<(), Refusal> {
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
    env.write_counted(call, &requests_of_client(env, Rule::AccReg12), |act| {
        let company = hold_active(act.tx, company)?;
        // Operators belong to the operating company, and nobody else does.
        if company.origin == CompanyOrigin::Operating {
            return Err(state_conflict(&company).into());
        }
        if let Some(held) = act.tx.pending_invitation(company.id, &email)? {
            if act.now < held.expires_at {
                return Err(already_invited().into());
            }
            end(act.tx, &held, InvitationState::Withdrawn, None, act.now)?;
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
            created_at: act.now,
            sent_at: act.now,
            expires_at: later(act.now, LIFE),
            ended_at: None,
            account: None,
        };
        let token = env.token(PREFIX);
        match act.tx.insert_invitation(&invitation, env.keys.digest(&token)) {
            Err(StoreError::Taken(Unique::PendingInvitation)) => {
                return Err(already_invited().into());
            }
            other => other?,
        }
        mail(act, who, &company, &invitation, token)?;
        act.audit(
            mandate.deed(Action::InvitationSent).on(invitation.id).detail(company_role.as_str()),
        )?;
        Ok(invitation)
    })
}

fn already_invited() -> Refusal {
    let violation = Violation::new("/email", FieldCode::AlreadyInvited).rule(Rule::AccReg12);
    Refusal::fields(vec![violation])
}

/// Mails an invitation. Each mail counts, so that nobody's mailbox is flooded in a company's name.
fn mail(
    act: &mut Act<'_>,
    who: &SignedIn,
    company: &Company,
    invitation: &Invitation,
    token: Token,
) -> Result<(), Failure> {
    let email = &invitation.email;
    mails("invitation-mails", act.env, Rule::AccReg12).admit(act, &email.key())?;
    let letter = Letter::Invitation {
        company: company.name.clone(),
        company_verified: company.name_verified,
        inviter: inviter(who),
        administrator: invitation.company_role == CompanyRole::Administrator,
        token,
        expires_at: invitation.expires_at,
    };
    let recipient = Recipient { address: email, account: None, language: invitation.language };
    act.mail(recipient, &letter).map(drop)
}

/// Who invites, as the mail names them: a colleague by their name, the platform's staff by its company.
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
        tx.company(company)?.ok_or_else(Failure::not_found)?;
        Ok(tx.invitation_page(company, state, page)?)
    })
}

/// One invitation within reach.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(env: &Env, reach: Reach, id: Id<kind::Invitation>) -> Result<Invitation, Failure> {
    env.store.read(|tx| tx.invitation(id, reach)?.ok_or_else(Failure::not_found))
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
    env.write_kept(call, |act| {
        let invitation = act.tx.invitation(id, mandate.reach)?.ok_or_else(Failure::not_found)?;
        decide(&invitation, command, act.now)?;
        let action = match command {
            Command::Resend => {
                let company = hold_active(act.tx, invitation.company)?;
                let next = Invitation {
                    sent: invitation.sent + 1,
                    sent_at: act.now,
                    expires_at: later(act.now, LIFE),
                    ..invitation
                };
                let token = env.token(PREFIX);
                act.tx.resend_invitation(&next, env.keys.digest(&token))?.or_conflict()?;
                mail(act, who, &company, &next, token)?;
                Action::InvitationResent
            }
            Command::Withdraw => {
                end(act.tx, &invitation, InvitationState::Withdrawn, None, act.now)?;
                Action::InvitationWithdrawn
            }
        };
        act.audit(mandate.deed(action).on(id))?;
        act.tx.invitation(id, mandate.reach)?.ok_or_else(Failure::not_found)
    })
}

/// Ends a pending invitation, or refuses with the state to which somebody else brought it.
pub(super) fn end(
    tx: &mut dyn Tx,
    invitation: &Invitation,
    to: InvitationState,
    account: Option<Id<kind::Account>>,
    now: Timestamp,
) -> Result<(), Failure> {
    if tx.end_invitation(invitation.id, to, account, now)?.0 {
        return Ok(());
    }
    let ended = tx.invitation(invitation.id, Reach::All)?.ok_or_else(Failure::not_found)?;
    require_pending(&ended)?;
    Err(Refusal::new(Code::ConcurrentChange).retry_after(1).into())
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
