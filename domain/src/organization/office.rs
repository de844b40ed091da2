//! Offices: made and kept by operators and by the administrators of their company (ORG-03). The
//! responsible manager sets the password by a mailed link (RIS-OFC-01).

use super::lifecycle::{self, Command, mail_password_link};
use super::mandate::{Mandate, hold_active, require_verified};
use crate::access::Holder;
use crate::audit::Action;
use crate::env::Env;
use crate::identity::{AccountState, LinkPurpose, Manager, Office, Reach};
use crate::kernel::field::{NAME_MAX, line, phone};
use crate::kernel::{
    Call, Code, EmailAddress, Failure, FieldCode, Id, Language, Page, PageRequest, Refusal, Rule,
    StoreError, Unique, Violation, kind, text,
};
use crate::mail::Letter;

/// Characters of an office code.
const CODE: std::ops::RangeInclusive<usize> = 5..=8;
/// Characters of an office's names at most.
const OFFICE_NAME_MAX: usize = 100;
/// Characters of an address in Roman letters at most.
const ROMAN_ADDRESS_MAX: usize = 200;

/// What is typed of an office.
#[derive(Debug, Clone)]
pub struct OfficeForm {
    /// The office code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its name in Roman letters.
    pub roman_name: String,
    /// Its address in Roman letters.
    pub roman_address: String,
    /// The responsible manager's name.
    pub manager_name: String,
    /// The manager's address.
    pub manager_email: String,
    /// The manager's telephone number.
    pub manager_phone: Option<String>,
    /// The language of its mails.
    pub language: String,
}

impl From<&Office> for OfficeForm {
    fn from(office: &Office) -> Self {
        let office = office.clone();
        Self {
            code: office.code,
            name: office.name,
            roman_name: office.roman_name,
            roman_address: office.roman_address,
            manager_name: office.manager.name,
            manager_email: office.manager.email.as_str().to_owned(),
            manager_phone: office.manager.phone,
            language: office.language.tag().to_owned(),
        }
    }
}

/// What a form says, read.
struct Described {
    code: String,
    name: String,
    roman_name: String,
    roman_address: String,
    manager: Manager,
    language: Language,
}

/// Everything that is wrong with a form as far as it shows without the database.
pub fn violations(form: &OfficeForm) -> Vec<Violation> {
    read(form).err().unwrap_or_default()
}

/// Reads one line in Roman letters: printable ASCII with a letter in it.
fn roman(typed: &str, max: usize, pointer: &str) -> Result<String, Violation> {
    let line = line(typed, max, pointer)?;
    let fits = line.bytes().all(|b| (b' '..=b'~').contains(&b))
        && line.bytes().any(|b| b.is_ascii_alphabetic());
    if fits { Ok(line) } else { Err(Violation::new(pointer, FieldCode::NotRoman)) }
}

/// Reads a form; every violation is named at once.
fn read(form: &OfficeForm) -> Result<Described, Vec<Violation>> {
    let mut violations = Vec::new();
    let mut note = |result: Result<String, Violation>| {
        result.unwrap_or_else(|violation| {
            violations.push(violation);
            String::new()
        })
    };
    let name = note(line(&form.name, OFFICE_NAME_MAX, "/name"));
    let roman_name = note(roman(&form.roman_name, OFFICE_NAME_MAX, "/roman_name"));
    let roman_address = note(roman(&form.roman_address, ROMAN_ADDRESS_MAX, "/roman_address"));
    let manager_name = note(line(&form.manager_name, NAME_MAX, "/manager_name"));
    let code = text::capitals(&form.code);
    if !text::is_code(&code, CODE) {
        let form = Violation::new("/code", FieldCode::InvalidFormat);
        violations.push(form.with("expected", "5-8 A-Z, 0-9"));
    }
    let email = EmailAddress::parse(&form.manager_email);
    if email.is_none() {
        violations.push(Violation::new("/manager_email", FieldCode::EmailInvalid));
    }
    let typed = form.manager_phone.as_deref().filter(|typed| !typed.trim().is_empty());
    let manager_phone = typed.and_then(phone);
    if typed.is_some() && manager_phone.is_none() {
        violations.push(Violation::new("/manager_phone", FieldCode::PhoneInvalid));
    }
    let language = Language::from_tag(&form.language);
    if language.is_none() {
        violations
            .push(Violation::new("/language", FieldCode::NotAllowed).with("allowed", "ja, en"));
    }
    match (email, language, violations.is_empty()) {
        (Some(email), Some(language), true) => Ok(Described {
            code,
            name,
            roman_name,
            roman_address,
            manager: Manager { name: manager_name, email, phone: manager_phone },
            language,
        }),
        _ => Err(violations),
    }
}

/// Makes an office; its responsible manager is mailed the link to its password (RIS-OFC-01).
///
/// # Errors
/// [`Code::NotFound`], [`Code::CompanyStateConflict`], [`Code::CompanyUnverified`],
/// [`Code::TooManyRequests`], [`Code::InvalidFields`] with every violation at once.
pub fn create(
    env: &Env,
    call: &Call,
    mandate: &Mandate<'_>,
    company: Id<kind::Company>,
    form: &OfficeForm,
) -> Result<Office, Failure> {
    env.write_kept(call, |act| {
        let described = read(form).map_err(Refusal::fields)?;
        let company = hold_active(act.tx, company)?;
        require_verified(mandate, &company)?;
        let office = Office {
            id: env.id(),
            company: company.id,
            company_name: company.name,
            code: described.code,
            name: described.name,
            roman_name: described.roman_name,
            roman_address: described.roman_address,
            manager: described.manager,
            language: described.language,
            state: AccountState::Active,
            version: 1,
            created_at: act.now,
            updated_at: act.now,
        };
        match act.tx.insert_office(&office) {
            Err(StoreError::Taken(Unique::LoginId)) => {
                return Err(Refusal::fields(vec![Violation::new("/code", FieldCode::Taken)]).into());
            }
            other => other?,
        }
        act.audit(mandate.deed(Action::OfficeCreated).on(office.id))?;
        mail_password_link(act, &Holder::of_office(&office), office.company)?;
        Ok(office)
    })
}

/// Offices of a company, newest first.
///
/// # Errors
/// [`Code::NotFound`].
pub fn list(
    env: &Env,
    company: Id<kind::Company>,
    page: PageRequest,
) -> Result<Page<Office>, Failure> {
    env.store.read(|tx| {
        tx.company(company)?.ok_or_else(Failure::not_found)?;
        Ok(tx.office_page(company, page)?)
    })
}

/// One office within reach.
///
/// # Errors
/// [`Code::NotFound`], also for an office of another company (ORG-03).
pub fn get(env: &Env, reach: Reach, id: Id<kind::Office>) -> Result<Office, Failure> {
    env.store.read(|tx| tx.office(id, reach)?.ok_or_else(Failure::not_found))
}

/// Changes what describes an office. Its code stays; a new address of its manager makes links to the
/// old one void.
///
/// # Errors
/// [`Code::NotFound`], [`Code::VersionStale`], [`Code::InvalidFields`] with every violation at once.
pub fn change(
    env: &Env,
    call: &Call,
    mandate: &Mandate<'_>,
    id: Id<kind::Office>,
    version: Option<i64>,
    put_in: impl Fn(OfficeForm) -> OfficeForm,
) -> Result<Office, Failure> {
    env.write(call, |act| {
        let stale = || Refusal::by(Rule::AccPro06, Code::VersionStale);
        let office = act.tx.office(id, mandate.reach)?.ok_or_else(Failure::not_found)?;
        if version.is_some_and(|version| version != office.version) {
            return Err(stale().into());
        }
        let described = read(&put_in(OfficeForm::from(&office))).map_err(Refusal::fields)?;
        let next = Office {
            name: described.name,
            roman_name: described.roman_name,
            roman_address: described.roman_address,
            manager: described.manager,
            language: described.language,
            ..office.clone()
        };
        if next == office {
            return Ok(office);
        }
        let next = Office { version: office.version + 1, updated_at: act.now, ..next };
        act.tx.update_office(&next, office.version)?.or(stale())?;
        if next.manager.email != office.manager.email {
            act.tx.void_links(office.account(), LinkPurpose::ALL, act.now)?;
            // Whoever answered for it so far hears of it: nobody takes an office over unnoticed.
            let letter = Letter::EmailChanged {
                login_id: office.code.clone(),
                new_address_masked: next.manager.email.masked(),
                at: act.now,
            };
            act.mail(&Holder::of_office(&office), &letter)?;
        }
        act.audit(mandate.deed(Action::OfficeChanged).on(id))?;
        Ok(next)
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
    id: Id<kind::Office>,
    command: Command,
) -> Result<Office, Failure> {
    env.write_kept(call, |act| {
        let office = act.tx.office(id, mandate.reach)?.ok_or_else(Failure::not_found)?;
        let (holder, company) = (Holder::of_office(&office), office.company);
        let changed = Action::OfficeChanged;
        lifecycle::carry_out(act, mandate, changed, &holder, company, command)?;
        act.tx.office(id, mandate.reach)?.ok_or_else(Failure::not_found)
    })
}
