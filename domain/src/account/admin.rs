//! What operators do with accounts: make the dedicated kinds, find, disable, enable, unlock. Every
//! action is audited with its reason.

use super::profile::{ProfileForm, read};
use super::registration::insert;
use crate::access::{Holder, SessionEnd, service};
use crate::audit::Action;
use crate::env::{Act, Env};
use crate::identity::link::NewLink;
use crate::identity::{
    Account, AccountFilter, AccountKind, AccountState, AccountView, Authority, Company,
    CompanyOrigin, CompanyRole, Link, LinkPurpose, login_id_form,
};
use crate::kernel::field::line;
use crate::kernel::{
    Call, Caller, Code, EmailAddress, Failure, FieldCode, Id, Page, PageRequest, Refusal, Rule,
    Token, Violation, kind, later,
};
use crate::mail::Letter;

/// Characters of a reason at most.
pub const REASON_MAX: usize = 500;

/// Reads the reason that every action of an operator needs (OPS-AUD-01).
///
/// # Errors
/// [`Code::InvalidFields`].
pub fn reason(typed: &str) -> Result<String, Failure> {
    line(typed, REASON_MAX, "/reason")
        .map_err(|violation| Refusal::fields(vec![violation.rule(Rule::OpsAud01)]).into())
}

/// An account to be made.
#[derive(Debug)]
pub struct Creation {
    /// Its kind; `None` for one that is not made this way.
    pub kind: Option<AccountKind>,
    /// Its login id.
    pub login_id: String,
    /// Its address, to which the first-password link goes.
    pub email: String,
    /// Its profile.
    pub form: ProfileForm,
}

/// An account that was made, with the token of its first-password link.
#[derive(Debug)]
pub struct Created {
    /// The account.
    pub view: AccountView,
    /// The token, for a command line alone; everybody else reads it in the mail.
    pub token: Token,
}

/// Makes an agency or deferred-payment account (ACC-REG-01); the person sets the password by mailed
/// link.
///
/// # Errors
/// [`Code::InvalidFields`] with every violation at once.
pub fn create(
    env: &Env,
    call: &Call,
    command: &Creation,
    reason: &str,
) -> Result<AccountView, Failure> {
    env.write_kept(call, |act| {
        let origin = CompanyOrigin::Operator;
        let name = &command.form.company_name;
        let company = Company::new(env.id(), name, origin, env.clock.now());
        Ok(make(act, command, company, true, reason)?.view)
    })
}

/// Makes an operator, in the operating company, which is made with the first one. For the command
/// line: there is no default account.
///
/// # Errors
/// [`Code::InvalidFields`] with every violation at once.
pub fn create_operator(
    env: &Env,
    call: &Call,
    command: &Creation,
    reason: &str,
) -> Result<Created, Failure> {
    env.write(call, |act| {
        let (company, new) = match act.tx.operating_company()? {
            Some(company) => (company, false),
            None => {
                let origin = CompanyOrigin::Operating;
                let name = &command.form.company_name;
                (Company::new(env.id(), name, origin, env.clock.now()), true)
            }
        };
        make(act, command, company, new, reason)
    })
}

/// Everything that is wrong with an account to be made as far as it shows without the database.
pub fn violations(command: &Creation) -> Vec<Violation> {
    let mut violations = read(&command.form).err().unwrap_or_default();
    if command.kind.is_none() {
        let violation = Violation::new("/kind", FieldCode::NotAllowed).rule(Rule::AccReg01);
        violations.push(violation.with("allowed", "agency, deferred_payment"));
    }
    if !login_id_form(&command.login_id) {
        violations.push(Violation::new("/login_id", FieldCode::LoginIdForm).rule(Rule::AccReg10));
    }
    if EmailAddress::parse(&command.email).is_none() {
        violations.push(Violation::new("/email", FieldCode::EmailInvalid));
    }
    violations
}

/// Makes an account with its first-password link.
fn make(
    act: &mut Act<'_>,
    command: &Creation,
    company: Company,
    new_company: bool,
    reason: &str,
) -> Result<Created, Failure> {
    let now = act.now;
    let mut violations = violations(command);
    if login_id_form(&command.login_id) && act.tx.login_id_taken(&command.login_id)? {
        violations.push(Violation::new("/login_id", FieldCode::LoginIdTaken).rule(Rule::AccReg10));
    }
    let (Some(kind), Ok(profile), Some(email), true) = (
        command.kind,
        read(&command.form),
        EmailAddress::parse(&command.email),
        violations.is_empty(),
    ) else {
        return Err(Refusal::fields(violations).into());
    };
    if new_company {
        act.tx.insert_company(&company)?;
    }
    let account = Account {
        id: act.env.id(),
        company: company.id,
        company_role: match kind {
            AccountKind::Operator => CompanyRole::Member,
            _ => CompanyRole::Administrator,
        },
        kind,
        login_id: command.login_id.clone(),
        email,
        profile,
        state: AccountState::Active,
        terms: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    insert(act.tx, &account)?;
    let holder = Holder::of(&account);
    let (new, token) = first_password_link(act.env, &holder);
    let expires_at = new.link.expires_at;
    act.tx.insert_link(&new)?;
    act.audit(Action::AccountCreated.on(account.id).because(reason).detail(account.kind.as_str()))?;
    let letter = Letter::FirstPassword {
        login_id: account.login_id.clone(),
        company: company.name.clone(),
        company_verified: company.name_verified,
        token: token.clone(),
        expires_at,
    };
    act.mail(&holder, &letter)?;
    Ok(Created {
        view: AccountView { account, company, locked_at: None, has_password: false },
        token,
    })
}

/// A link to the first password of whoever is to have it.
pub(crate) fn first_password_link(env: &Env, holder: &Holder) -> (NewLink, Token) {
    let now = env.clock.now();
    let token = env.token(LinkPurpose::FirstPassword.prefix());
    let link = Link {
        id: env.id(),
        purpose: LinkPurpose::FirstPassword,
        account: Some(holder.account),
        email: Some(holder.address.clone()),
        terms_version: None,
        language: holder.language,
        created_at: now,
        expires_at: later(now, env.settings.account.first_password_link),
        used_at: None,
        voided_at: None,
        tries: 0,
    };
    (NewLink { digest: env.keys.digest(&token), link }, token)
}

/// Accounts, newest first.
///
/// # Errors
/// When the store cannot be read.
pub fn list(
    env: &Env,
    filter: &AccountFilter,
    page: PageRequest,
) -> Result<Page<AccountView>, Failure> {
    env.store.read(|tx| Ok(tx.account_page(filter, page)?))
}

/// One account.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(env: &Env, id: Id<kind::Account>) -> Result<AccountView, Failure> {
    env.store.read(|tx| tx.account(id)?.ok_or_else(Failure::not_found))
}

/// Lets an account in again whatever its state: enabled, unlocked, with a token that sets a new
/// password. For the command line, when no operator can sign in any more.
///
/// # Errors
/// [`Code::NotFound`].
pub fn break_glass(
    env: &Env,
    call: &Call,
    id: Id<kind::Account>,
    reason: &str,
) -> Result<Token, Failure> {
    env.write(call, |act| {
        let view = act.tx.account(id)?.ok_or_else(Failure::not_found)?;
        if let Some(open) = view.account.state.opened_by(Authority::Operator) {
            act.tx.move_account(id, view.account.state, open, act.now)?.or_conflict()?;
        }
        service::unlock(act, view.account.id)?;
        act.tx.void_links(id, LinkPurpose::ALL, act.now)?;
        let (new, token) = first_password_link(env, &Holder::of(&view.account));
        act.tx.insert_link(&new)?;
        act.audit(Action::AccountUnlocked.on(id).because(reason).detail("break-glass"))?;
        Ok(token)
    })
}

/// What an operator does with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Forbids its use: its sessions end, a change of address under way becomes void.
    Disable,
    /// Allows its use again.
    Enable,
    /// Opens the lock (ACC-LCK-01).
    Unlock,
}

impl Command {
    /// Every command.
    pub const ALL: [Self; 3] = [Self::Disable, Self::Enable, Self::Unlock];

    /// Its name, as in the path.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::Unlock => "unlock",
        }
    }
}

/// Whether a command is possible now, for this operator: what the endpoint does and `actions` tells.
///
/// # Errors
/// [`Code::AccountStateConflict`].
pub fn decide(
    view: &AccountView,
    command: Command,
    by: Option<Id<kind::Account>>,
) -> Result<(), Refusal> {
    let allowed = match command {
        // Nobody disables themselves: somebody must be left to enable them.
        Command::Disable => {
            let closed = view.account.state.closed_by(Authority::Operator);
            closed.is_some() && by != Some(view.account.id)
        }
        Command::Enable => view.account.state.opened_by(Authority::Operator).is_some(),
        Command::Unlock => view.locked_at.is_some(),
    };
    if allowed {
        return Ok(());
    }
    let rule = match command {
        Command::Unlock => Rule::AccLck01,
        Command::Disable | Command::Enable => Rule::Rcv08,
    };
    let locked = if view.locked_at.is_some() { "locked" } else { "not locked" };
    Err(Refusal::by(rule, Code::AccountStateConflict)
        .with("state", view.account.state.as_str())
        .with("lock", locked))
}

/// Carries a command out.
///
/// # Errors
/// [`Code::NotFound`] and those of [`decide`].
pub fn act(
    env: &Env,
    call: &Call,
    id: Id<kind::Account>,
    command: Command,
    reason: &str,
) -> Result<AccountView, Failure> {
    env.write_kept(call, |act| {
        let view = act.tx.account(id)?.ok_or_else(Failure::not_found)?;
        let by = match call.caller {
            Caller::Account { account, .. } => Some(account),
            Caller::Stranger | Caller::CommandLine | Caller::System => None,
        };
        decide(&view, command, by)?;
        let action = carry_out(act, &view.account, command, Authority::Operator)?;
        act.audit(action.on(id).because(reason))?;
        act.tx.account(id)?.ok_or_else(Failure::not_found)
    })
}

/// Does it to a person's account; gives what the audit trail calls it.
pub(crate) fn carry_out(
    act: &mut Act<'_>,
    account: &Account,
    command: Command,
    by: Authority,
) -> Result<Action, Failure> {
    let now = act.now;
    let (id, from) = (account.id, account.state);
    match command {
        Command::Disable => {
            let to = from.closed_by(by).unwrap_or(from);
            act.tx.move_account(id, from, to, now)?.or_conflict()?;
            // Who lost their rights keeps no door open.
            act.tx.withdraw_invitations_by(id, now)?;
            act.tx.end_sessions(id, None, SessionEnd::Disabled, act.env.clock.real())?;
            act.tx.void_links(id, &[LinkPurpose::EmailChange], now)?;
            Ok(Action::AccountDisabled)
        }
        Command::Enable => {
            let to = from.opened_by(by).unwrap_or(from);
            act.tx.move_account(id, from, to, now)?.or_conflict()?;
            Ok(Action::AccountEnabled)
        }
        Command::Unlock => {
            service::unlock(act, id)?;
            Ok(Action::AccountUnlocked)
        }
    }
}
