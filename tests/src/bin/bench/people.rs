//! The people of the benchmark: accounts written straight into a database, and what they ask.

use serde_json::{Value, json};
use tegata_domain::env::Env;
use tegata_domain::identity::{
    Account, AccountKind, AccountState, BusinessRole, Company, CompanyOrigin, CompanyRole,
    Industry, Profile,
};
use tegata_domain::kernel::{EmailAddress, Failure, Language, PlainPassword};

use crate::Outcome;

/// Accounts in each database.
pub const ACCOUNTS: usize = 256;
/// The password of all of them.
pub const PASSWORD: &str = "purple-window-tiger";
/// The login id of the reviewer, who is an operator.
pub const REVIEWER: &str = "reviewer";

/// The login id of an account.
pub fn login_id(number: usize) -> String {
    format!("person{:05}", number % ACCOUNTS)
}

/// Writes the accounts and the reviewer. They share a password hash: it costs the same to verify.
pub fn write(env: &Env) -> Outcome<()> {
    let hash = env.hasher.hash(&PlainPassword::new(PASSWORD.to_owned())).map_err(|_| "no hash")?;
    let now = env.clock.real();
    let written = env.store.write(|tx| {
        let mut write = |company: &Company, kind, login_id: String| -> Result<(), Failure> {
            let account = account(env, company, kind, login_id);
            tx.insert_company(company)?;
            tx.insert_account(&account)?;
            tx.set_password(account.id, &hash, 1, now)?;
            Ok(())
        };
        for number in 0..ACCOUNTS {
            let name = format!("会社 {number}");
            let mut company = Company::new(env.id(), &name, CompanyOrigin::SelfRegistered, now);
            company.business_roles = vec![BusinessRole::Consolidator];
            write(&company, AccountKind::General, login_id(number))?;
        }
        let operating = Company::new(env.id(), "Tegata", CompanyOrigin::Operating, now);
        write(&operating, AccountKind::Operator, REVIEWER.to_owned())
    });
    Ok(written.map_err(|failure| failure.to_string())?)
}

fn account(env: &Env, company: &Company, kind: AccountKind, login_id: String) -> Account {
    let address = format!("{login_id}@example.jp");
    Account {
        id: env.id(),
        company: company.id,
        company_role: CompanyRole::Administrator,
        kind,
        login_id,
        email: EmailAddress::parse(&address).unwrap_or_else(EmailAddress::nobody),
        profile: profile(&company.name),
        state: AccountState::Active,
        terms: Some((env.settings.terms_version.clone(), company.created_at)),
        version: 1,
        created_at: company.created_at,
        updated_at: company.created_at,
    }
}

fn profile(company: &str) -> Profile {
    Profile {
        family_name: "山田".to_owned(),
        given_name: "太郎".to_owned(),
        family_name_kana: "ヤマダ".to_owned(),
        given_name_kana: "タロウ".to_owned(),
        company_name: company.to_owned(),
        department: Some("輸出部".to_owned()),
        industry: Industry::FreightForwarder,
        phone: "+81312345678".to_owned(),
        postal_code: "282-0011".to_owned(),
        address: "千葉県成田市成田国際空港内".to_owned(),
        notification_mail: true,
        dangerous_goods_qualified: false,
        language: Language::Ja,
    }
}

/// A sign-in.
pub fn sign_in(number: usize) -> Value {
    sign_in_as(&login_id(number))
}

/// A sign-in with a login id.
pub fn sign_in_as(login_id: &str) -> Value {
    json!({ "login_id": login_id, "password": PASSWORD })
}

/// A request for a registration link, to an address that nobody used before.
pub fn registration(terms: &str, address: &str) -> Value {
    json!({ "email": address, "accept_terms": true, "terms_version": terms })
}

/// A request for a recovery link with the four items of a login id, which may be unknown.
pub fn recovery(login_id: &str) -> Value {
    json!({
        "login_id": login_id, "email": format!("{login_id}@example.jp"),
        "full_name": "山田 太郎", "phone": "03-1234-5678",
    })
}
