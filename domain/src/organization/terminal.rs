//! Terminal users: made and kept by operators and by the administrators of their company (ORG-03). The
//! office reads the first password in its id notice (RIS-TMP-01).

use jiff::Timestamp;

use super::issue;
use super::lifecycle::{self, Command};
use super::mandate::{Mandate, hold_active, require_verified};
use crate::access::{Holder, SignedInOffice};
use crate::audit::Action;
use crate::calendar::Calendar;
use crate::env::{Env, Tx};
use crate::identity::{AccountState, BusinessKind, Office, Reach, TerminalUsage, TerminalUser};
use crate::kernel::{
    Call, Code, Failure, FieldCode, Id, Page, PageRequest, PlainPassword, Refusal, Rule,
    StoreError, Unique, Violation, kind, text,
};
use crate::password::temporary::state as state_of;
use crate::password::{IssueSource, TemporaryState};

/// Characters of a user code (RIS-APP-04).
const USER_CODE: std::ops::RangeInclusive<usize> = 5..=5;
/// Characters of an identification number (RIS-APP-04).
const IDENTIFICATION: std::ops::RangeInclusive<usize> = 3..=3;

/// What is typed of a terminal user.
#[derive(Debug, Clone)]
pub struct TerminalForm {
    /// The user code.
    pub user_code: String,
    /// The identification number.
    pub identification: String,
    /// What is done with it.
    pub business_kind: String,
    /// Who uses it.
    pub usage: String,
}

/// What a form says, read.
struct Described {
    user_code: String,
    identification: String,
    business_kind: BusinessKind,
    usage: TerminalUsage,
}

/// Everything that is wrong with a form as far as it shows without the database.
pub fn violations(form: &TerminalForm) -> Vec<Violation> {
    read(form).err().unwrap_or_default()
}

/// Reads a form; every violation is named at once.
fn read(form: &TerminalForm) -> Result<Described, Vec<Violation>> {
    let mut violations = Vec::new();
    let user_code = text::capitals(&form.user_code);
    if !text::is_code(&user_code, USER_CODE) {
        let form = Violation::new("/user_code", FieldCode::InvalidFormat).rule(Rule::RisApp04);
        violations.push(form.with("expected", "5 A-Z, 0-9"));
    }
    let identification = text::capitals(&form.identification);
    if !text::is_code(&identification, IDENTIFICATION) {
        let form = Violation::new("/identification", FieldCode::InvalidFormat);
        violations.push(form.rule(Rule::RisApp04).with("expected", "3 A-Z, 0-9"));
    }
    let business_kind = business_kind(&form.business_kind);
    violations.extend(business_kind.as_ref().err().cloned());
    let usage = TerminalUsage::named(&form.usage);
    if usage.is_none() {
        let refused = Violation::new("/usage", FieldCode::NotAllowed);
        violations.push(refused.with("allowed", "person, own_system"));
    }
    match (business_kind, usage, violations.is_empty()) {
        (Ok(business_kind), Some(usage), true) => {
            Ok(Described { user_code, identification, business_kind, usage })
        }
        _ => Err(violations),
    }
}

fn business_kind(typed: &str) -> Result<BusinessKind, Violation> {
    BusinessKind::named(typed)
        .ok_or_else(|| Violation::new("/business_kind", FieldCode::NotAllowed))
}

/// A terminal user with its office, whose roman name and address a list shows (RIS-OFC-02).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TerminalOfOffice {
    /// The terminal user.
    pub terminal: TerminalUser,
    /// Its office.
    pub office: Office,
}

/// Makes a terminal user with its first password, which its office reads in the id notice.
///
/// # Errors
/// [`Code::NotFound`], [`Code::CompanyStateConflict`], [`Code::InvalidFields`] with every violation at
/// once, [`Code::Overloaded`].
pub fn create(
    env: &Env,
    call: &Call,
    mandate: &Mandate<'_>,
    office: Id<kind::Office>,
    form: &TerminalForm,
) -> Result<TerminalOfOffice, Failure> {
    if let Some(made) = env.repeated(call)? {
        return Ok(made);
    }
    let described = read(form).map_err(Refusal::fields)?;
    let now = env.clock.now();
    let terminal = TerminalUser {
        id: env.id(),
        office,
        user_code: described.user_code,
        identification: described.identification,
        business_kind: described.business_kind,
        usage: described.usage,
        state: AccountState::Active,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let prepared = issue::prepare(env)?;
    env.write_kept(call, |act| {
        let office = act.tx.office(office, mandate.reach)?.ok_or_else(Failure::not_found)?;
        require_verified(mandate, &hold_active(act.tx, office.company)?)?;
        let taken =
            |pointer: &str| Refusal::fields(vec![Violation::new(pointer, FieldCode::Taken)]);
        match act.tx.insert_terminal(&terminal) {
            Err(StoreError::Taken(Unique::LoginId)) => {
                return Err(taken("/identification").into());
            }
            // Whose the user code is, is not told.
            other => other?.or(taken("/user_code"))?,
        }
        act.audit(mandate.deed(Action::TerminalCreated).on(terminal.id))?;
        issue::issue(act, &[(&terminal, &prepared)], issue::Issue::First)?;
        Ok(TerminalOfOffice { terminal: terminal.clone(), office })
    })
}

/// Terminal users of an office within reach, newest first.
///
/// # Errors
/// [`Code::NotFound`].
pub fn list(
    env: &Env,
    reach: Reach,
    office: Id<kind::Office>,
    page: PageRequest,
) -> Result<(Office, Page<TerminalUser>), Failure> {
    env.store.read(|tx| {
        let office = tx.office(office, reach)?.ok_or_else(Failure::not_found)?;
        let page = tx.terminal_page(office.id, page)?;
        Ok((office, page))
    })
}

fn find(
    tx: &mut dyn Tx,
    reach: Reach,
    id: Id<kind::Terminal>,
) -> Result<TerminalOfOffice, Failure> {
    let terminal = tx.terminal(id, reach)?.ok_or_else(Failure::not_found)?;
    let office = tx.office(terminal.office, reach)?.ok_or_else(Failure::not_found)?;
    Ok(TerminalOfOffice { terminal, office })
}

/// One terminal user within reach.
///
/// # Errors
/// [`Code::NotFound`], also for one of another company (ORG-03).
pub fn get(
    env: &Env,
    mandate: &Mandate<'_>,
    id: Id<kind::Terminal>,
) -> Result<TerminalOfOffice, Failure> {
    env.store.read(|tx| find(tx, mandate.reach, id))
}

/// Changes what is done with a terminal user.
///
/// # Errors
/// [`Code::NotFound`], [`Code::VersionStale`], [`Code::InvalidFields`].
pub fn change(
    env: &Env,
    call: &Call,
    mandate: &Mandate<'_>,
    id: Id<kind::Terminal>,
    version: Option<i64>,
    typed: &str,
) -> Result<TerminalOfOffice, Failure> {
    let business_kind = business_kind(typed).map_err(|refused| Refusal::fields(vec![refused]))?;
    env.write(call, |act| {
        let stale = || Refusal::by(Rule::AccPro06, Code::VersionStale);
        let TerminalOfOffice { terminal, office } = find(act.tx, mandate.reach, id)?;
        if version.is_some_and(|version| version != terminal.version) {
            return Err(stale().into());
        }
        if terminal.business_kind == business_kind {
            return Ok(TerminalOfOffice { terminal, office });
        }
        let before = terminal.version;
        let terminal =
            TerminalUser { business_kind, version: before + 1, updated_at: act.now, ..terminal };
        act.tx.update_terminal(&terminal, before)?.or(stale())?;
        act.audit(mandate.deed(Action::TerminalChanged).on(id).detail("business_kind"))?;
        Ok(TerminalOfOffice { terminal, office })
    })
}

/// Carries a command out.
///
/// # Errors
/// [`Code::NotFound`] and those of [`lifecycle::decide`].
pub fn act(
    env: &Env,
    call: &Call,
    mandate: &Mandate<'_>,
    id: Id<kind::Terminal>,
    command: Command,
) -> Result<TerminalOfOffice, Failure> {
    env.write_kept(call, |act| {
        let TerminalOfOffice { terminal, office } = find(act.tx, mandate.reach, id)?;
        let holder = Holder::of_terminal(&terminal, &office);
        let changed = Action::TerminalChanged;
        lifecycle::carry_out(act, mandate, changed, &holder, office.company, command)?;
        find(act.tx, mandate.reach, id)
    })
}

/// What an office reads of the password that was issued last to one of its terminal users.
#[derive(Debug)]
pub struct PasswordNotice {
    /// The terminal user.
    pub user_id: String,
    /// What issued it.
    pub source: IssueSource,
    /// Where it is.
    pub state: TemporaryState,
    /// Itself, while it may be shown.
    pub password: Option<PlainPassword>,
    /// Until when it is good, or for an own system shown.
    pub valid_until: Timestamp,
}

/// One of the caller's own terminal users.
///
/// # Errors
/// [`Code::NotFound`], also for one of another office.
pub fn get_own(
    env: &Env,
    who: &SignedInOffice,
    id: Id<kind::Terminal>,
) -> Result<TerminalUser, Failure> {
    env.store.read(|tx| own(tx, who, id))
}

fn own(
    tx: &mut dyn Tx,
    who: &SignedInOffice,
    id: Id<kind::Terminal>,
) -> Result<TerminalUser, Failure> {
    let terminal = tx.terminal(id, Reach::Company(who.office.company))?;
    terminal.filter(|terminal| terminal.office == who.office.id).ok_or_else(Failure::not_found)
}

/// The id notice of a terminal user: the password that was issued last, while it is live and was
/// not shown to a peer. That it was shown is written down with it (RIS-TMP-01).
///
/// # Errors
/// [`Code::NotFound`], also for a terminal user of another office.
pub fn read_notice(
    env: &Env,
    call: &Call,
    who: &SignedInOffice,
    id: Id<kind::Terminal>,
) -> Result<PasswordNotice, Failure> {
    env.write(call, |act| {
        let terminal = own(act.tx, who, id)?;
        let issued = act.tx.temporary(terminal.account())?.ok_or_else(Failure::not_found)?;
        let calendar = Calendar::new(act.tx.closures()?);
        let valid_until = calendar.temporary_password_expires_at(issued.issued_at);
        let state = state_of(issued.changed_at.is_some(), valid_until, act.now);
        let live = state == TemporaryState::Live;
        let password = if live { issue::reveal(env, &issued) } else { None };
        if password.is_some() {
            act.audit(Action::TemporaryPasswordViewed.on(id))?;
        }
        let (user_id, source) = (terminal.user_id(), issued.source);
        Ok(PasswordNotice { user_id, source, state, password, valid_until })
    })
}
