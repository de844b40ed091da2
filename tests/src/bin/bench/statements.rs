//! How many SQL statements a request runs, and whether its connection keeps each prepared: the use
//! cases themselves, listened to.

mod reissue;

use std::collections::BTreeSet;
use std::sync::Mutex;

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use tegata_domain::access::{Realm, service};
use tegata_domain::account::{recovery, registration};
use tegata_domain::kernel::{Call, Caller, Env, Failure, PlainPassword};

use crate::{Outcome, people};

/// What was heard.
#[derive(Debug)]
struct Heard {
    /// Statements that a connection keeps prepared.
    kept: BTreeSet<String>,
    /// Statements that ran, in order.
    run: Vec<String>,
}

static HEARD: Mutex<Heard> = Mutex::new(Heard { kept: BTreeSet::new(), run: Vec::new() });

/// Listens to every connection that is opened from now on.
pub fn listen() -> Outcome<()> {
    Ok(set_default_instrumentation(|| Some(Box::new(Listener)))?)
}

/// What begins and ends transactions, and those within them, is not counted.
const BOUNDS: [&str; 5] = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"];

struct Listener;

impl Instrumentation for Listener {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let Ok(mut heard) = HEARD.lock() else { return };
        match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                let text = query.to_string();
                let text = text.split(" -- binds").next().unwrap_or_default().to_owned();
                if !BOUNDS.iter().any(|word| text.starts_with(word)) {
                    heard.run.push(text);
                }
            }
            InstrumentationEvent::CacheQuery { sql, .. } => {
                heard.kept.insert(sql.to_owned());
            }
            _ => {}
        }
    }
}

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

/// Counts the statements of each request.
pub fn count(env: &Env) -> Outcome<Vec<Statements>> {
    let mut counted = of_people(env)?;
    counted.extend(reissue::count(env)?);
    Ok(counted)
}

fn call(env: &Env) -> Call {
    Call::internal(env.id(), "bench", Caller::Stranger)
}

/// Signs in; gives the access token.
fn sign_in(env: &Env, realm: Realm, login_id: String, password: &str) -> Result<String, Failure> {
    let command = service::SignIn {
        realm,
        system: (realm == Realm::Terminal).then(|| "air".to_owned()),
        login_id,
        password: PlainPassword::new(password.to_owned()),
        device_token: None,
    };
    service::sign_in(env, &call(env), &command).map(|granted| granted.access_token)
}

fn of_people(env: &Env) -> Outcome<Vec<Statements>> {
    let call = || call(env);
    let terms = env.settings.terms_version.clone();
    let sign_in = |number| sign_in(env, Realm::Person, people::login_id(number), people::PASSWORD);
    let access = sign_in(0).map_err(said)?;
    let recover = |login_id: String| {
        let items = recovery::FourItems {
            email: format!("{login_id}@example.jp"),
            login_id,
            full_name: "山田 太郎".to_owned(),
            phone: "03-1234-5678".to_owned(),
        };
        recovery::request(env, &call(), &items).map(drop)
    };
    Ok(vec![
        turns("sign-in", |turn| sign_in(turn).map(drop))?,
        turns("`GET /v1/me`", |_| service::authenticate(env, &access).map(drop))?,
        turns("registration request", |turn| {
            let command = registration::Request {
                email: format!("new{turn}@example.jp"),
                kind: "general".to_owned(),
                terms: registration::Terms { accepted: true, version: terms.clone() },
            };
            registration::request(env, &call(), &command).map(drop)
        })?,
        turns("recovery request, known", |turn| recover(people::login_id(turn)))?,
        turns("recovery request, unknown", |turn| recover(format!("nobody{turn:05}")))?,
    ])
}

/// Runs a request once to prepare, then some times to count.
fn turns(
    name: &'static str,
    request: impl Fn(usize) -> Result<(), Failure>,
) -> Outcome<Statements> {
    request(0).map_err(said)?;
    let clear = || HEARD.lock().map(|mut heard| std::mem::take(&mut heard.run));
    clear().map_err(|_| "nobody listens")?;
    for turn in 1..=TURNS {
        request(turn).map_err(said)?;
    }
    let run = clear().map_err(|_| "nobody listens")?;
    let heard = HEARD.lock().map_err(|_| "nobody listens")?;
    let anew = run.iter().filter(|text| !heard.kept.contains(*text));
    let inserts = run.iter().filter(|text| text.starts_with("INSERT")).count();
    Ok(Statements {
        name,
        each: run.len() / TURNS,
        inserts: inserts / TURNS,
        anew: anew.map(|text| verb_and_table(text)).collect(),
    })
}

/// What a statement does, and to which table first.
fn verb_and_table(text: &str) -> String {
    let verb = text.split(' ').next().unwrap_or_default();
    let rest = ["FROM ", "INTO ", "UPDATE "].iter().find_map(|word| text.split_once(word));
    let table = rest.map_or("", |(_, rest)| rest.trim_start_matches('('));
    let table = table.split([' ', '(', ')']).next().unwrap_or_default();
    format!("`{verb} {}`", table.trim_matches(['"', '`']))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn said(failure: Failure) -> String {
    failure.to_string()
}
