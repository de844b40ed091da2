//! Companies as operators keep them, and the name that a company's own administrators may still choose
//! (ORG-01).

use jiff::Timestamp;

use super::mandate::state_conflict;
use crate::access::SignedIn;
use crate::audit::Action;
use crate::env::Env;
use crate::identity::{
    BusinessRole, Company, CompanyOrigin, CompanyState, corporate_number, may_rename,
};
use crate::kernel::field::{self, COMPANY_MAX};
use crate::kernel::{
    Call, Code, Failure, FieldCode, Id, Page, PageRequest, Refusal, Rule, StoreError, Unique,
    Violation, kind,
};

/// What is typed of a company; what is left out stays as it is.
#[derive(Debug, Clone, Default)]
pub struct CompanyForm {
    /// Its name.
    pub name: Option<String>,
    /// Its corporate number; an empty one takes it away.
    pub corporate_number: Option<String>,
    /// What it does.
    pub business_roles: Option<Vec<String>>,
}

/// Everything that is wrong with a form as far as it shows without the database.
pub fn violations(form: &CompanyForm) -> Vec<Violation> {
    put_in(blank(Id::from_uuid(uuid::Uuid::nil()), Timestamp::UNIX_EPOCH), form)
        .err()
        .unwrap_or_default()
}

/// A company of which nothing is known yet.
fn blank(id: Id<kind::Company>, now: Timestamp) -> Company {
    Company::new(id, "", CompanyOrigin::Operator, now)
}

/// The company with the form put in. A name that an operator types is verified.
fn put_in(company: Company, form: &CompanyForm) -> Result<Company, Vec<Violation>> {
    let mut next = company;
    let mut violations = Vec::new();
    if let Some(typed) = &form.name {
        match read_name(typed) {
            Ok(name) => (next.name, next.name_verified) = (name, true),
            Err(violation) => violations.push(violation),
        }
    }
    if let Some(typed) = &form.corporate_number {
        next.corporate_number = corporate_number::parse(typed);
        if next.corporate_number.is_none() && !typed.trim().is_empty() {
            let code = FieldCode::CorporateNumberInvalid;
            violations.push(Violation::new("/corporate_number", code));
        }
    }
    if let Some(typed) = &form.business_roles {
        let (roles, refused) = business_roles(typed);
        next.business_roles = roles;
        violations.extend(refused);
    }
    if violations.is_empty() { Ok(next) } else { Err(violations) }
}

/// Reads business roles: each once, in the order of the list; and those that are none.
fn business_roles(typed: &[String]) -> (Vec<BusinessRole>, Vec<Violation>) {
    let named = |role: &&BusinessRole| typed.iter().any(|name| name == role.as_str());
    let roles = BusinessRole::ALL.iter().filter(named).copied().collect();
    let unknown = typed.iter().enumerate().filter(|(_, name)| BusinessRole::named(name).is_none());
    let refused = unknown.map(|(index, _)| {
        let pointer = format!("/business_roles/{index}");
        Violation::new(pointer, FieldCode::NotAllowed).rule(Rule::Org01)
    });
    (roles, refused.collect())
}

/// The refusal of a corporate number that another company has.
fn unless_taken<T>(written: Result<T, StoreError>) -> Result<T, Failure> {
    match written {
        Err(StoreError::Taken(Unique::CorporateNumber)) => {
            let taken = Violation::new("/corporate_number", FieldCode::Taken);
            Err(Refusal::fields(vec![taken]).into())
        }
        other => Ok(other?),
    }
}

/// Makes a company. An operator names it, so its name is verified (ORG-01).
///
/// # Errors
/// [`Code::InvalidFields`] with every violation at once.
pub fn create(
    env: &Env,
    call: &Call,
    form: &CompanyForm,
    reason: &str,
) -> Result<Company, Failure> {
    env.write_kept(call, |act| {
        let company = put_in(blank(env.id(), act.now), form).map_err(Refusal::fields)?;
        unless_taken(act.tx.insert_company(&company))?;
        act.audit(Action::CompanyCreated.on(company.id).because(reason))?;
        Ok(company)
    })
}

/// Companies, newest first; the one with this corporate number alone, if one is given.
///
/// # Errors
/// [`Code::InvalidFields`] for what is no corporate number.
pub fn list(env: &Env, typed: Option<&str>, page: PageRequest) -> Result<Page<Company>, Failure> {
    let invalid = || Violation::new("?corporate_number", FieldCode::CorporateNumberInvalid);
    let read = |typed| corporate_number::parse(typed).ok_or_else(invalid);
    let number = typed.map(read).transpose().map_err(|one| Refusal::fields(vec![one]))?;
    env.store.read(|tx| Ok(tx.company_page(number.as_deref(), page)?))
}

/// One company.
///
/// # Errors
/// [`Code::NotFound`].
pub fn get(env: &Env, id: Id<kind::Company>) -> Result<Company, Failure> {
    env.store.read(|tx| tx.company(id)?.ok_or_else(Failure::not_found))
}

fn stale() -> Refusal {
    Refusal::by(Rule::AccPro06, Code::VersionStale)
}

/// Which fields differ between two companies.
fn changed(old: &Company, new: &Company) -> Vec<&'static str> {
    let differs = [
        ("name", old.name != new.name),
        ("name_verified", old.name_verified != new.name_verified),
        ("corporate_number", old.corporate_number != new.corporate_number),
        ("business_roles", old.business_roles != new.business_roles),
    ];
    differs.into_iter().filter_map(|(field, differs)| differs.then_some(field)).collect()
}

/// Whether an operator may change a company: what the endpoint does and `actions` tells.
///
/// # Errors
/// [`Code::CompanyStateConflict`] for one that another took over.
pub fn may_change(company: &Company) -> Result<(), Refusal> {
    match company.state {
        CompanyState::Active => Ok(()),
        CompanyState::Merged => Err(state_conflict(company)),
    }
}

/// Changes a company, for an operator (ORG-01).
///
/// # Errors
/// [`Code::NotFound`], [`Code::VersionStale`], [`Code::CompanyStateConflict`],
/// [`Code::InvalidFields`] with every violation at once.
pub fn change(
    env: &Env,
    call: &Call,
    id: Id<kind::Company>,
    version: Option<i64>,
    form: &CompanyForm,
    reason: &str,
) -> Result<Company, Failure> {
    env.write(call, |act| {
        let company = act.tx.company(id)?.ok_or_else(Failure::not_found)?;
        if version.is_some_and(|version| version != company.version) {
            return Err(stale().into());
        }
        may_change(&company)?;
        let next = put_in(company.clone(), form).map_err(Refusal::fields)?;
        let changed = changed(&company, &next);
        if changed.is_empty() {
            return Ok(company);
        }
        let next = Company { version: company.version + 1, updated_at: act.now, ..next };
        unless_taken(act.tx.update_company(&next, company.version))?.or(stale())?;
        act.audit(Action::CompanyChanged.on(id).because(reason).detail(changed.join(",")))?;
        Ok(next)
    })
}

/// Gives the own company another name, as long as nobody verified it (ORG-01).
///
/// # Errors
/// [`Code::VersionStale`], [`Code::InvalidFields`] naming the contact for a verified name.
pub fn rename(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    version: Option<i64>,
    typed: &str,
) -> Result<Company, Failure> {
    let id = who.company.id;
    let name = read_name(typed).map_err(|violation| Refusal::fields(vec![violation]))?;
    env.write(call, |act| {
        let company = act.tx.company(id)?.ok_or_else(Failure::not_found)?;
        if version.is_some_and(|version| version != company.version) {
            return Err(stale().into());
        }
        if company.name == name {
            return Ok(company);
        }
        may_rename(&company, who.account.company_role)
            .map_err(|rule| Refusal::fields(vec![not_editable(env, rule)]))?;
        act.tx.rename_company(id, &name, act.now)?.or(stale())?;
        act.audit(Action::CompanyChanged.on(id).detail("name"))?;
        let version = company.version + 1;
        Ok(Company { name: name.clone(), version, updated_at: act.now, ..company })
    })
}

/// Reads a company's name.
///
/// # Errors
/// The violation.
pub fn read_name(typed: &str) -> Result<String, Violation> {
    field::name(typed, COMPANY_MAX, "/name")
}

fn not_editable(env: &Env, rule: Rule) -> Violation {
    Violation::new("/name", FieldCode::NotEditable)
        .rule(rule)
        .with("contact", &env.settings.contact)
}
