//! The requests of a company with cargo.

use tegata_domain::access::{SignedIn, Who, service};
use tegata_domain::cargo::filter::TypedCargoSearch;
use tegata_domain::cargo::form::CargoForm;
use tegata_domain::cargo::{CargoRecord, list, record};
use tegata_domain::env::Env;
use tegata_domain::identity::Realm;
use tegata_domain::kernel::{Code, Failure, PageRequest, Refusal, tokyo_date};

use super::{Ear, Statements, call, said, sign_in};
use crate::{Outcome, people};

/// Rows of a page: fewer than were registered, so that another follows.
const ROWS: usize = 5;

/// Counts the statements of each request, with the look at who asks.
pub fn count(env: &Env, ear: Ear<'_>) -> Outcome<Vec<Statements>> {
    let access = sign_in(env, Realm::Person, people::login_id(0), people::PASSWORD);
    let access = access.map_err(said)?.access_token;
    let who = || -> Result<SignedIn, Failure> {
        match service::authenticate(env, &access)? {
            Who::Person(who) => Ok(*who),
            Who::Office(_) | Who::Terminal(_) => Err(Refusal::new(Code::WrongActor).into()),
        }
    };
    let registered = ear.turns("register cargo", |turn| {
        let form = CargoForm {
            direction: Some("import".to_owned()),
            mawb: Some(awb(turn)),
            ..CargoForm::default()
        };
        record::register(env, &call(env), &who()?, &form).map(drop)
    })?;
    let today = Some(tokyo_date(env.clock.now()).to_string());
    let period = TypedCargoSearch { from: today.clone(), until: today, ..Default::default() };
    let find = |search: &TypedCargoSearch, after, begun| {
        list::find::<CargoRecord>(env, &who()?, search, PageRequest { limit: ROWS, after }, begun)
    };
    let first = find(&period, None, None).map_err(said)?;
    let (begun, next) = (first.begun, first.page.next.ok_or("no page behind the first")?);
    let ids: Vec<_> = first.page.items.iter().map(|seen| seen.record.id).collect();
    Ok(vec![
        registered,
        ear.turns("cargo list, first page", |_| find(&period, None, None).map(drop))?,
        ear.turns("cargo list, later page", |_| find(&period, Some(next), Some(begun)).map(drop))?,
        ear.turns("cargo list, exact AWB", |turn| {
            let search = TypedCargoSearch { awb: Some(awb(turn)), ..Default::default() };
            find(&search, None, None).map(drop)
        })?,
        ear.turns("one cargo record", |turn| {
            let id = ids[turn % ids.len()].uuid();
            list::get::<CargoRecord>(env, &who()?, id, |_| true).map(drop)
        })?,
    ])
}

/// An air waybill for each turn.
fn awb(turn: usize) -> String {
    let serial = 1_000 + turn;
    format!("131{serial:07}{}", serial % 7)
}
