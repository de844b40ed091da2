//! The profile: what may stand in each field, who may edit which, and my page (ACC-PRO-01 to 07).

use serde::{Deserialize, Serialize};

use crate::access::{SignedIn, service::require_proof};
use crate::audit::Action;
use crate::env::Env;
use crate::identity::{Account, AccountKind, Company, CompanyRole, Industry, Profile, may_rename};
use crate::kernel::field::{
    ADDRESS_MAX, COMPANY_MAX, DEPARTMENT_MAX, NAME_MAX, line, name, phone, postal_code,
};
use crate::kernel::{
    Call, Code, Failure, FieldCode, Language, Refusal, Rule, Violation, names, text,
};

names! {
    /// The fields of my page.
    Field {
        /// Login id.
        LoginId = "login_id",
        /// E-mail address.
        Email = "email",
        /// Family name.
        FamilyName = "family_name",
        /// Given name.
        GivenName = "given_name",
        /// Family name in katakana.
        FamilyNameKana = "family_name_kana",
        /// Given name in katakana.
        GivenNameKana = "given_name_kana",
        /// Company name.
        CompanyName = "company_name",
        /// Department.
        Department = "department",
        /// Line of business.
        Industry = "industry",
        /// Telephone number.
        Phone = "phone",
        /// Postal code.
        PostalCode = "postal_code",
        /// Postal address.
        Address = "address",
        /// Notification-mail wish.
        NotificationMail = "notification_mail",
        /// Dangerous-goods qualification.
        DangerousGoodsQualified = "dangerous_goods_qualified",
        /// Language of mails.
        Language = "language",
    }
}

impl Field {
    /// Where the field stands in a body.
    pub fn pointer(self) -> String {
        format!("/{}", self.as_str())
    }

    /// Whether recovery compares it, so that a change needs the current password (ACC-PRO-07).
    pub const fn needs_proof(self) -> bool {
        matches!(self, Self::FamilyName | Self::GivenName | Self::Phone | Self::Email)
    }
}

/// Whether the account may edit the field by `PATCH /v1/me`; otherwise the rule that says no
/// (ACC-PRO-01, ACC-PRO-03: one table). The e-mail address has a way of its own (ACC-PRO-05), and the name of a
/// company is its own matter (`naming`: [`may_rename`]).
pub fn editable(kind: AccountKind, naming: Result<(), Rule>, field: Field) -> Result<(), Rule> {
    use AccountKind::{Agency, DeferredPayment, General, Office, Operator, Terminal};
    match (field, kind) {
        (Field::LoginId, _) => Err(Rule::AccPro02),
        (Field::Email, _) => Err(Rule::AccPro05),
        (Field::Department | Field::Phone | Field::NotificationMail | Field::Language, _) => Ok(()),
        (Field::CompanyName, General) => naming,
        (_, General) => Ok(()),
        (_, Agency | DeferredPayment | Operator | Office | Terminal) => Err(Rule::AccPro03),
    }
}

/// A profile as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileForm {
    /// Family name.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// Family name in katakana.
    pub family_name_kana: String,
    /// Given name in katakana.
    pub given_name_kana: String,
    /// Company name.
    pub company_name: String,
    /// Department.
    pub department: Option<String>,
    /// Line of business.
    pub industry: String,
    /// Telephone number.
    pub phone: String,
    /// Postal code.
    pub postal_code: String,
    /// Postal address.
    pub address: String,
    /// Notification-mail wish.
    pub notification_mail: bool,
    /// Dangerous-goods qualification: a required answer (ACC-REG-08).
    pub dangerous_goods_qualified: bool,
    /// Language of mails.
    pub language: String,
}

impl From<&Profile> for ProfileForm {
    fn from(profile: &Profile) -> Self {
        let profile = profile.clone();
        Self {
            family_name: profile.family_name,
            given_name: profile.given_name,
            family_name_kana: profile.family_name_kana,
            given_name_kana: profile.given_name_kana,
            company_name: profile.company_name,
            department: profile.department,
            industry: profile.industry.as_str().to_owned(),
            phone: profile.phone,
            postal_code: profile.postal_code,
            address: profile.address,
            notification_mail: profile.notification_mail,
            dangerous_goods_qualified: profile.dangerous_goods_qualified,
            language: profile.language.tag().to_owned(),
        }
    }
}

/// Reads a typed profile; every violation is named at once.
///
/// # Errors
/// The violations.
pub fn read(form: &ProfileForm) -> Result<Profile, Vec<Violation>> {
    let mut reader = Reader::default();
    let profile = Profile {
        family_name: reader.name(Field::FamilyName, &form.family_name, NAME_MAX),
        given_name: reader.name(Field::GivenName, &form.given_name, NAME_MAX),
        family_name_kana: reader.kana(Field::FamilyNameKana, &form.family_name_kana),
        given_name_kana: reader.kana(Field::GivenNameKana, &form.given_name_kana),
        company_name: reader.name(Field::CompanyName, &form.company_name, COMPANY_MAX),
        department: form
            .department
            .as_ref()
            .filter(|typed| !typed.trim().is_empty())
            .map(|typed| reader.line(Field::Department, typed, DEPARTMENT_MAX)),
        industry: Industry::named(&form.industry).unwrap_or_else(|| {
            reader.refuse(Field::Industry, FieldCode::NotAllowed);
            Industry::Other
        }),
        phone: phone(&form.phone).unwrap_or_else(|| {
            reader.refuse(Field::Phone, FieldCode::PhoneInvalid);
            String::new()
        }),
        postal_code: postal_code(&form.postal_code).unwrap_or_else(|| {
            reader.refuse(Field::PostalCode, FieldCode::PostalCodeInvalid);
            String::new()
        }),
        address: reader.line(Field::Address, &form.address, ADDRESS_MAX),
        notification_mail: form.notification_mail,
        // A required answer: nothing stands for it (ACC-REG-08).
        dangerous_goods_qualified: form.dangerous_goods_qualified,
        language: Language::from_tag(&form.language).unwrap_or_else(|| {
            reader.refuse(Field::Language, FieldCode::NotAllowed);
            Language::Ja
        }),
    };
    if reader.violations.is_empty() { Ok(profile) } else { Err(reader.violations) }
}

/// Reads fields and gathers what is wrong with them.
#[derive(Default)]
struct Reader {
    violations: Vec<Violation>,
}

impl Reader {
    fn refuse(&mut self, field: Field, code: FieldCode) {
        self.violations.push(Violation::new(field.pointer(), code));
    }

    fn note(&mut self, read: Result<String, Violation>) -> String {
        read.unwrap_or_else(|violation| {
            self.violations.push(violation);
            String::new()
        })
    }

    fn line(&mut self, field: Field, typed: &str, max: usize) -> String {
        self.note(line(typed, max, &field.pointer()))
    }

    /// What stands in mails to others.
    fn name(&mut self, field: Field, typed: &str, max: usize) -> String {
        self.note(name(typed, max, &field.pointer()))
    }

    fn kana(&mut self, field: Field, typed: &str) -> String {
        let before = self.violations.len();
        let kana = unicode_normalization::UnicodeNormalization::nfkc(typed).collect::<String>();
        let kana = self.line(field, &kana, NAME_MAX);
        if self.violations.len() == before && !text::is_katakana(&kana) {
            self.refuse(field, FieldCode::NotKatakana);
        }
        kana
    }
}

/// What an account may do, so that a client knows before it asks (ACC-DG-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// File dangerous-goods declarations.
    pub dangerous_goods_declaration: bool,
    /// Manage members, invitations, offices and terminal users of the own company (ORG-03).
    pub company_administration: bool,
    /// Use the operators' endpoints.
    pub administration: bool,
}

/// The capabilities of an account.
pub const fn capabilities(account: &Account) -> Capabilities {
    let person = !matches!(account.kind, AccountKind::Operator);
    Capabilities {
        dangerous_goods_declaration: person && account.profile.dangerous_goods_qualified,
        company_administration: person
            && matches!(account.company_role, CompanyRole::Administrator),
        administration: !person,
    }
}

/// My page after a change, or as it would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyPage {
    /// The account.
    pub account: Account,
    /// Its company.
    pub company: Company,
}

/// Which fields differ between two profiles.
pub(super) fn changed(old: &Profile, new: &Profile) -> Vec<Field> {
    let differs = |field: &Field| match field {
        Field::LoginId | Field::Email => false,
        Field::FamilyName => old.family_name != new.family_name,
        Field::GivenName => old.given_name != new.given_name,
        Field::FamilyNameKana => old.family_name_kana != new.family_name_kana,
        Field::GivenNameKana => old.given_name_kana != new.given_name_kana,
        Field::CompanyName => old.company_name != new.company_name,
        Field::Department => old.department != new.department,
        Field::Industry => old.industry != new.industry,
        Field::Phone => old.phone != new.phone,
        Field::PostalCode => old.postal_code != new.postal_code,
        Field::Address => old.address != new.address,
        Field::NotificationMail => old.notification_mail != new.notification_mail,
        Field::DangerousGoodsQualified => {
            old.dangerous_goods_qualified != new.dangerous_goods_qualified
        }
        Field::Language => old.language != new.language,
    };
    Field::ALL.iter().copied().filter(differs).collect()
}

/// Decides a change of the profile: the new profile and the changed fields.
///
/// # Errors
/// [`Code::InvalidFields`] naming every field that is malformed or not editable.
pub fn decide(
    account: &Account,
    company: &Company,
    form: &ProfileForm,
) -> Result<(Profile, Vec<Field>), Refusal> {
    let profile = read(form).map_err(Refusal::fields)?;
    let changed = changed(&account.profile, &profile);
    let naming = may_rename(company, account.company_role);
    let refused: Vec<Violation> = changed
        .iter()
        .filter_map(|field| {
            let rule = editable(account.kind, naming, *field).err()?;
            let violation = Violation::new(field.pointer(), FieldCode::NotEditable);
            Some(violation.rule(rule).with("kind", account.kind.as_str()))
        })
        .collect();
    if refused.is_empty() { Ok((profile, changed)) } else { Err(Refusal::fields(refused)) }
}

/// Changes the profile (ACC-PRO-03 to 07). A dry run checks everything and changes nothing
/// (ACC-PRO-04).
///
/// # Errors
/// Those of [`decide`], [`Code::PasswordProofRequired`], [`Code::VersionStale`].
pub fn change(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    version: Option<i64>,
    form: &ProfileForm,
    dry_run: bool,
) -> Result<MyPage, Failure> {
    let now = env.clock.now();
    let account = &who.account;
    let stale = || Refusal::by(Rule::AccPro06, Code::VersionStale);
    if version.is_some_and(|version| version != account.version) {
        return Err(stale().into());
    }
    let (profile, changed) = decide(account, &who.company, form)?;
    if changed.iter().any(|field| field.needs_proof()) {
        require_proof(env, who)?;
    }
    let company = Company { name: profile.company_name.clone(), ..who.company.clone() };
    let next = |version| MyPage {
        account: Account { profile: profile.clone(), version, updated_at: now, ..account.clone() },
        company: company.clone(),
    };
    if dry_run {
        return Ok(next(account.version));
    }
    if changed.is_empty() {
        return Ok(MyPage { account: account.clone(), company: who.company.clone() });
    }
    let names: Vec<&str> = changed.iter().map(|field| field.as_str()).collect();
    env.write(call, |act| {
        act.tx.update_profile(account.id, account.version, &profile, now)?.or(stale())?;
        if changed.contains(&Field::CompanyName) {
            act.tx.rename_company(company.id, &company.name, now)?.or(stale())?;
            act.audit(Action::CompanyChanged.on(company.id).detail("name"))?;
        }
        act.audit(Action::ProfileChanged.on(account.id).detail(names.join(",")))?;
        Ok(next(account.version + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_editable_fields() {
        for field in Field::ALL.iter().copied() {
            let general = editable(AccountKind::General, Ok(()), field).is_ok();
            assert_eq!(general, !matches!(field, Field::LoginId | Field::Email), "{field:?}");
            for kind in [AccountKind::Agency, AccountKind::DeferredPayment] {
                let dedicated = editable(kind, Ok(()), field).is_ok();
                let expected = matches!(
                    field,
                    Field::Department | Field::Phone | Field::NotificationMail | Field::Language
                );
                assert_eq!(dedicated, expected, "{field:?}");
            }
        }
        let naming = editable(AccountKind::General, Err(Rule::Org01), Field::CompanyName);
        assert_eq!(naming, Err(Rule::Org01));
    }
}
