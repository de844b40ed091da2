//! The offices of the benchmark and their terminal users: written straight into a database, and what
//! they ask.

use serde_json::{Value, json};
use tegata_domain::env::{Env, Tx};
use tegata_domain::identity::{
    AccountState, BusinessKind, Company, CompanyOrigin, Manager, Office, TerminalUsage,
    TerminalUser,
};
use tegata_domain::kernel::{
    EmailAddress, Failure, Id, Language, PasswordHash, PlainPassword, kind,
};
use tegata_domain::password::TERMINAL;
use tegata_domain::reissue::form::{TypedApplication, TypedContact, TypedTarget};
use tegata_domain::reissue::guidance;

use crate::{Outcome, people};

/// The password of all terminal users that have one.
pub const TERMINAL_PASSWORD: &str = "KX7WQ2ZR";

/// Offices of one company, each with terminal users of one user code.
#[derive(Debug, Clone, Copy)]
pub struct Fleet {
    /// What their codes begin with.
    pub prefix: char,
    /// So many offices.
    pub offices: usize,
    /// So many terminal users of each.
    pub terminals: usize,
    /// Passwords of each terminal user, the earlier ones counted; without one they cannot sign in.
    pub passwords: u32,
}

impl Fleet {
    /// The code of an office, and the user code of its terminal users.
    pub fn code(self, office: usize) -> String {
        format!("{}{office:04}", self.prefix)
    }

    /// The user id of a terminal user.
    pub fn user_id(self, office: usize, terminal: usize) -> String {
        format!("{}{terminal:03}", self.code(office))
    }

    /// Writes them. They share two password hashes: it costs the same to verify.
    pub fn write(self, env: &Env) -> Outcome<()> {
        let hash = |password: &str| env.hasher.hash(&PlainPassword::new(password.to_owned()));
        let of_office = hash(people::PASSWORD).map_err(|_| "no hash")?;
        let of_terminal = hash(TERMINAL_PASSWORD).map_err(|_| "no hash")?;
        let name = format!("通関 {}", self.prefix);
        let company = Company::new(env.id(), &name, CompanyOrigin::Operator, env.clock.real());
        let written = env.store.write(|tx| {
            tx.insert_company(&company)?;
            for number in 0..self.offices {
                let office = self.office(env, &company, number);
                tx.insert_office(&office)?;
                tx.set_password(office.account(), &of_office, 1, office.created_at)?;
                self.write_terminals(env, tx, (number, office.id), &of_terminal)?;
            }
            Ok(())
        });
        Ok(written.map_err(|failure: Failure| failure.to_string())?)
    }

    fn office(self, env: &Env, company: &Company, number: usize) -> Office {
        let code = self.code(number);
        let address = format!("{}@example.jp", code.to_lowercase());
        Office {
            id: env.id(),
            company: company.id,
            company_name: company.name.clone(),
            code,
            name: "東京事業所".to_owned(),
            roman_name: "TRADE COMPANY TOKYO OFFICE".to_owned(),
            roman_address: "TOKYO TO MINATO KU KOUNAN 10-100-1".to_owned(),
            manager: Manager {
                name: "山田 次郎".to_owned(),
                email: EmailAddress::parse(&address).unwrap_or_else(EmailAddress::nobody),
                phone: Some("+81354321000".to_owned()),
            },
            language: Language::Ja,
            state: AccountState::Active,
            version: 1,
            created_at: company.created_at,
            updated_at: company.created_at,
        }
    }

    fn write_terminals(
        self,
        env: &Env,
        tx: &mut dyn Tx,
        (office, id): (usize, Id<kind::Office>),
        hash: &PasswordHash,
    ) -> Result<(), Failure> {
        let now = env.clock.real();
        for number in 0..self.terminals {
            let terminal = TerminalUser {
                id: env.id(),
                office: id,
                user_code: self.code(office),
                identification: format!("{number:03}"),
                business_kind: BusinessKind::CustomsBroker,
                usage: TerminalUsage::Person,
                state: AccountState::Active,
                version: 1,
                created_at: now,
                updated_at: now,
            };
            tx.insert_terminal(&terminal)?.or_conflict()?;
            for _ in 0..self.passwords {
                tx.set_password(terminal.account(), hash, TERMINAL.generations, now)?;
            }
        }
        Ok(())
    }
}

/// A sign-in of an office.
pub fn sign_in(code: &str) -> Value {
    json!({ "realm": "office", "login_id": code, "password": people::PASSWORD })
}

/// A sign-in of a terminal user.
pub fn sign_in_at_terminal(user_id: &str) -> Value {
    json!({
        "realm": "terminal", "system": "air", "login_id": user_id, "password": TERMINAL_PASSWORD,
    })
}

/// An application for these terminal users, as it is typed.
pub fn application(user_ids: impl Iterator<Item = String>) -> TypedApplication {
    let reason = "パスワードを失念したため";
    TypedApplication {
        guidance_version: guidance::VERSION.to_owned(),
        contact: TypedContact {
            name: "佐々木 花子".to_owned(),
            department: "輸出課".to_owned(),
            phone: "03-1234-5678".to_owned(),
            email: "hanako@example.jp".to_owned(),
        },
        targets: user_ids
            .map(|user_id| TypedTarget { user_id, reason: reason.to_owned() })
            .collect(),
        desired_date: None,
    }
}

/// The filing of an application for a terminal user.
pub fn filing(user_id: String) -> Value {
    let TypedApplication { guidance_version, contact, targets, .. } =
        application(std::iter::once(user_id));
    let target =
        |target: TypedTarget| json!({ "user_id": target.user_id, "reason": target.reason });
    json!({
        "guidance_version": guidance_version,
        "contact": {
            "name": contact.name, "department": contact.department,
            "phone": contact.phone, "email": contact.email,
        },
        "targets": targets.into_iter().map(target).collect::<Vec<_>>(),
    })
}

/// A terminal user's password that was never theirs before.
pub fn next_password(number: usize) -> String {
    format!("K7W{:05}", number % 100_000)
}

/// A change to this password.
pub fn change(user_id: &str, password: &str) -> Value {
    json!({ "user_id": user_id, "new_password": password, "password_confirmation": password })
}
