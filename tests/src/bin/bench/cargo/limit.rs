//! The limit of a list: a server of actix-web, the diesel DSL and r2d2 that looks who asks and reads one
//! page of own and one of granted records along their indexes. It counts nothing, knows no filters, and
//! tells nobody why.

use actix_web::{App, HttpResponse, HttpServer, web};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::dsl::sql;
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::query_builder::QueryId;
use diesel::r2d2::{ConnectionManager, Pool};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Bool, SqlType};
use serde::Serialize;

use super::PAGE;
use crate::Outcome;

/// The SQL type of ids.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
pub struct SqlId;

/// The SQL type of instants.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
pub struct SqlInstant;

/// An id.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, AsExpression, FromSqlRow, Serialize,
)]
#[diesel(sql_type = SqlId)]
struct Key(u128);

/// Microseconds since 1970.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, AsExpression, FromSqlRow, Serialize,
)]
#[diesel(sql_type = SqlInstant)]
struct Micros(i64);

/// Microseconds from 1970 to 2000, where PostgreSQL begins to count.
const POSTGRES_EPOCH: i64 = 946_684_800_000_000;

impl FromSql<SqlId, Pg> for Key {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(u128::from_be_bytes(value.as_bytes().try_into()?)))
    }
}

impl ToSql<SqlId, Pg> for Key {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &self.0.to_be_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<SqlInstant, Pg> for Micros {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(<i64 as FromSql<BigInt, Pg>>::from_sql(value)? + POSTGRES_EPOCH))
    }
}

impl ToSql<SqlInstant, Pg> for Micros {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, &(self.0 - POSTGRES_EPOCH).to_be_bytes())?;
        Ok(IsNull::No)
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::{SqlId, SqlInstant};

    sessions (id) { id -> SqlId, account_id -> SqlId, ended_at -> Nullable<SqlInstant>, }
}
diesel::table! {
    use diesel::sql_types::*;
    use super::SqlId;

    accounts (id) { id -> SqlId, company_id -> SqlId, }
}
diesel::table! {
    use diesel::sql_types::*;
    use super::{SqlId, SqlInstant};

    cargo_records (id) {
        id -> SqlId, company_id -> SqlId, direction -> Text, mawb -> Text, hawb -> Text, status -> Text,
        alert -> Bool, alerts -> Text, reservation -> Bool, bonded_warehouse -> Nullable<Text>,
        shipper -> Nullable<Text>, customs_broker -> Nullable<Text>, pieces -> Nullable<BigInt>,
        weight_grams -> Nullable<BigInt>, flight -> Nullable<Text>, origin -> Nullable<Text>,
        destination -> Nullable<Text>, special_handling -> Text, registered_at -> SqlInstant,
        version -> BigInt, updated_at -> SqlInstant,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    use super::{SqlId, SqlInstant};

    assignments (id) {
        id -> SqlId, kind -> Text, record_id -> SqlId, record_at -> SqlInstant,
        accepted_company_id -> Nullable<SqlId>,
    }
}
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(assignments -> cargo_records (record_id));
diesel::allow_tables_to_appear_in_same_query!(sessions, accounts);
diesel::allow_tables_to_appear_in_same_query!(assignments, cargo_records);

/// A record, as it is answered.
#[derive(Serialize, Queryable, Selectable)]
#[diesel(table_name = cargo_records)]
struct Record {
    id: Key,
    company_id: Key,
    direction: String,
    mawb: String,
    hawb: String,
    status: String,
    alert: bool,
    alerts: String,
    reservation: bool,
    bonded_warehouse: Option<String>,
    shipper: Option<String>,
    customs_broker: Option<String>,
    pieces: Option<i64>,
    weight_grams: Option<i64>,
    flight: Option<String>,
    origin: Option<String>,
    destination: Option<String>,
    special_handling: String,
    registered_at: Micros,
    version: i64,
    updated_at: Micros,
}

/// What is asked for: the session, and the period.
type Asked = (String, i64, i64);

/// The connections.
type Connections = Pool<ConnectionManager<PgConnection>>;

/// One page, newest first.
fn page(pool: &Connections, (session, from, until): &Asked) -> Outcome<Vec<Record>> {
    let session = Key(u128::from_str_radix(&session.replace('-', ""), 16)?);
    let (from, until) = (Micros(*from), Micros(*until));
    let limit = i64::try_from(PAGE)? + 1;
    let connection = &mut pool.get()?;
    let company: Key = sessions::table
        .inner_join(accounts::table)
        .filter(sessions::id.eq(session))
        .filter(sessions::ended_at.is_null())
        .select(accounts::company_id)
        .first(connection)?;
    let mut records: Vec<Record> = cargo_records::table
        .filter(cargo_records::company_id.eq(company))
        .filter(cargo_records::registered_at.ge(from))
        .filter(cargo_records::registered_at.lt(until))
        .order((cargo_records::registered_at.desc(), cargo_records::id.desc()))
        .limit(limit)
        .select(Record::as_select())
        .load(connection)?;
    let granted: Vec<Record> = assignments::table
        .inner_join(cargo_records::table)
        .filter(assignments::accepted_company_id.eq(company))
        .filter(assignments::kind.eq("cargo"))
        .filter(sql::<Bool>("assignments.state = 'accepted'"))
        .filter(assignments::record_at.ge(from))
        .filter(assignments::record_at.lt(until))
        .order((assignments::record_at.desc(), assignments::record_id.desc()))
        .limit(limit)
        .select(Record::as_select())
        .load(connection)?;
    records.extend(granted);
    records.sort_by_key(|record| std::cmp::Reverse((record.registered_at, record.id)));
    records.truncate(PAGE);
    Ok(records)
}

/// Serves the limit on a database.
pub fn serve(url: &str, port: u16) -> Outcome<()> {
    let manager = ConnectionManager::new(url);
    let pool = Pool::builder().max_size(16).min_idle(Some(0)).test_on_check_out(false);
    let pool: Connections = pool.build(manager)?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(pool.clone()))
            .route("/ready", web::get().to(HttpResponse::Ok))
            .route("/page/{session}/{from}/{until}", web::get().to(answer))
    });
    let served = server.workers(2).bind(("127.0.0.1", port))?.run();
    Ok(actix_web::rt::System::new().block_on(served)?)
}

async fn answer(asked: web::Path<Asked>, pool: web::Data<Connections>) -> HttpResponse {
    match web::block(move || page(&pool, &asked)).await {
        Ok(Ok(records)) => HttpResponse::Ok().json(records),
        _ => HttpResponse::InternalServerError().finish(),
    }
}
