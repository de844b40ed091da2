//! How many SQL statements a request runs, and whether its connection keeps each prepared: the use
//! cases themselves, listened to.

mod cargo;
mod ear;
mod reissue;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use tegata_domain::access::{Granted, service};
use tegata_domain::account::{recovery, registration};
use tegata_domain::env::Env;
use tegata_domain::identity::Realm;
use tegata_domain::kernel::{Call, Caller, Code, Failure, PlainPassword, Refusal};
use tegata_domain::mail::{Due, Outcome as Delivery, service as mails};

pub use ear::{Ear, listen, log};

use crate::server::{Settings, application};
use crate::{Outcome, people};

/// What a request ran.
#[derive(Debug, Clone)]
pub struct Statements {
    /// The request.
    pub name: &'static str,
    /// Statements of one.
    pub each: usize,
    /// How many of them insert.
    pub inserts: usize,
    /// Those that are prepared anew each time, by verb and table.
    pub anew: BTreeSet<String>,
}

/// Turns of each request.
const TURNS: usize = 10;

/// Counts the statements of each request, on a fresh database.
pub fn count(settings: &Settings, ear: Ear<'_>) -> Outcome<Vec<Statements>> {
    let mut settings = settings.clone();
    // One connection comes to know all statements.
    settings.insert("TEGATA_DATABASE_CONNECTIONS".to_owned(), "1".to_owned());
    let app = application(&settings)?;
    people::write(&app.env)?;
    let mut counted = of_people(&app.env, ear)?;
    counted.extend(cargo::count(&app.env, ear)?);
    counted.extend(reissue::count(&app.env, ear)?);
    Ok(counted)
}

fn call(env: &Env) -> Call {
    Call::internal(env.id(), "bench", Caller::Stranger)
}

/// Signs in.
fn sign_in(env: &Env, realm: Realm, login_id: String, password: &str) -> Result<Granted, Failure> {
    let command = service::SignIn {
        realm,
        system: (realm == Realm::Terminal).then(|| "air".to_owned()),
        login_id,
        password: PlainPassword::new(password.to_owned()),
        device_token: None,
    };
    service::sign_in(env, &call(env), &command)
}

fn of_people(env: &Env, ear: Ear<'_>) -> Outcome<Vec<Statements>> {
    let call = || call(env);
    let terms = env.settings.terms_version.clone();
    let sign_in = |number| sign_in(env, Realm::Person, people::login_id(number), people::PASSWORD);
    let session = sign_in(0).map_err(said)?;
    let (access, refresh) = (session.access_token, RefCell::new(session.refresh_token));
    let recover = |login_id: String| {
        let items = recovery::FourItems {
            email: format!("{login_id}@example.jp"),
            login_id,
            full_name: "山田 太郎".to_owned(),
            phone: "03-1234-5678".to_owned(),
        };
        recovery::request(env, &call(), &items).map(drop)
    };
    let mut counted = vec![
        ear.turns("sign-in", |turn| sign_in(turn).map(drop))?,
        ear.turns("`GET /v1/me`", |_| service::authenticate(env, &access).map(drop))?,
        ear.turns("refresh", |_| {
            let granted = service::refresh(env, &call(), &refresh.borrow())?;
            refresh.replace(granted.refresh_token);
            Ok(())
        })?,
        ear.turns("registration request", |turn| {
            let command = registration::Request {
                email: format!("new{turn}@example.jp"),
                kind: "general".to_owned(),
                terms: registration::Terms { accepted: true, version: terms.clone() },
            };
            registration::request(env, &call(), &command).map(drop)
        })?,
        ear.turns("recovery request, known", |turn| recover(people::login_id(turn)))?,
        ear.turns("recovery request, unknown", |turn| recover(format!("nobody{turn:05}")))?,
    ];
    counted.extend(of_mails(env, ear)?);
    Ok(counted)
}

/// The mail worker's part of the mails that those requests wrote.
fn of_mails(env: &Env, ear: Ear<'_>) -> Outcome<[Statements; 2]> {
    let leased: RefCell<Vec<Due>> = RefCell::default();
    let next = || -> Result<Due, Failure> {
        let due = mails::lease(env, 1)?.pop();
        Ok(due.ok_or_else(|| Refusal::new(Code::NotFound))?)
    };
    let sent = mails::Tried {
        outcome: Delivery::Accepted,
        reply_code: Some(250),
        reply: "2.0.0 kept".to_owned(),
    };
    Ok([
        ear.turns("mail leased", |_| {
            leased.borrow_mut().push(next()?);
            Ok(())
        })?,
        ear.turns("mail settled", |_| {
            let due = leased.borrow_mut().pop().ok_or_else(|| Refusal::new(Code::NotFound))?;
            mails::record(env, &[(Arc::new(due), sent.clone())], false)
        })?,
    ])
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn said(failure: Failure) -> String {
    failure.to_string()
}
