//! The people of the benchmark: accounts written straight into a database, and what they ask.

use serde_json::{Value, json};
use tegata_domain::account::{Account, AccountKind, AccountState, Industry, Profile};
use tegata_domain::kernel::{EmailAddress, Env, Failure, Language, PlainPassword};
use tegata_domain::organization::{Company, CompanyOrigin, CompanyRole};

use crate::Outcome;

/// Accounts in each database.
pub const ACCOUNTS: usize = 256;
/// The password of all of them.
pub const PASSWORD: &str = "purple-window-tiger";

/// The login id of an account.
pub fn login_id(number: usize) -> String {
    format!("person{:05}", number % ACCOUNTS)
}

/// Writes the accounts. They share a password hash: it costs the same to verify.
pub fn write(env: &Env) -> Outcome<()> {
    let hash = env.hasher.hash(&PlainPassword::new(PASSWORD.to_owned())).map_err(|_| "no hash")?;
    let now = env.clock.real();
    let written = env.store.write(|tx| {
        for number in 0..ACCOUNTS {
            let login_id = login_id(number);
            let address = format!("{login_id}@example.jp");
            let name = format!("会社 {number}");
            let company = Company::new(env.id(), &name, CompanyOrigin::SelfRegistered, now);
            let account = Account {
                id: env.id(),
                company: company.id,
                company_role: CompanyRole::Administrator,
                kind: AccountKind::General,
                login_id,
                email: EmailAddress::parse(&address).unwrap_or_else(EmailAddress::nobody),
                profile: profile(&company.name),
                state: AccountState::Active,
                terms: Some((env.settings.terms_version.clone(), now)),
                version: 1,
                created_at: now,
                updated_at: now,
            };
            tx.insert_company(&company)?;
            tx.insert_account(&account)?;
            tx.set_password(account.id, &hash, 1, now)?;
        }
        Ok(())
    });
    Ok(written.map_err(|failure: Failure| failure.to_string())?)
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
    json!({ "login_id": login_id(number), "password": PASSWORD })
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
