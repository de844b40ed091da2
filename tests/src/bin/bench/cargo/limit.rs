//! The limit of a list: a server of actix-web and r2d2 that looks who asks and reads one page of own and
//! one of granted records along their indexes, by prepared statements. It counts nothing, knows no
//! filters, and tells nobody why.

use actix_web::{App, HttpResponse, HttpServer, web};
use jiff::Timestamp;
use postgres::Row;
use serde::Serialize;
use uuid::Uuid;

use super::PAGE;
use crate::Outcome;
use crate::pool::{self, Pool};

/// The columns of a record.
macro_rules! columns {
    () => {
        "r.id, r.company_id, direction, mawb, hawb, status, alert, alerts, reservation, bonded_warehouse, \
         shipper, customs_broker, pieces, weight_grams, flight, origin, destination, special_handling, \
         registered_at, version, updated_at"
    };
}

/// Who asks, own records, granted records.
const STATEMENTS: &[&str] = &[
    "SELECT a.company_id FROM sessions s JOIN accounts a ON a.id = s.account_id \
     WHERE s.id = $1 AND s.ended_at IS NULL",
    concat!(
        "SELECT ",
        columns!(),
        " FROM cargo_records r WHERE r.company_id = $1 AND registered_at >= $2 AND registered_at < $3 \
         ORDER BY registered_at DESC, id DESC LIMIT $4"
    ),
    concat!(
        "SELECT ",
        columns!(),
        " FROM assignments a JOIN cargo_records r ON r.id = a.record_id \
         WHERE a.accepted_company_id = $1 AND a.kind = 'cargo' AND a.state = 'accepted' \
           AND a.record_at >= $2 AND a.record_at < $3 \
         ORDER BY a.record_at DESC, a.record_id DESC LIMIT $4"
    ),
];

/// A record, as it is answered.
#[derive(Serialize)]
struct Record {
    id: Uuid,
    company_id: Uuid,
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
    registered_at: Timestamp,
    version: i64,
    updated_at: Timestamp,
}

impl Record {
    fn read(row: &Row) -> Result<Self, postgres::Error> {
        Ok(Self {
            id: row.try_get(0)?,
            company_id: row.try_get(1)?,
            direction: row.try_get(2)?,
            mawb: row.try_get(3)?,
            hawb: row.try_get(4)?,
            status: row.try_get(5)?,
            alert: row.try_get(6)?,
            alerts: row.try_get(7)?,
            reservation: row.try_get(8)?,
            bonded_warehouse: row.try_get(9)?,
            shipper: row.try_get(10)?,
            customs_broker: row.try_get(11)?,
            pieces: row.try_get(12)?,
            weight_grams: row.try_get(13)?,
            flight: row.try_get(14)?,
            origin: row.try_get(15)?,
            destination: row.try_get(16)?,
            special_handling: row.try_get(17)?,
            registered_at: row.try_get(18)?,
            version: row.try_get(19)?,
            updated_at: row.try_get(20)?,
        })
    }
}

/// What is asked for: the session, and the period in microseconds since 1970.
type Asked = (Uuid, i64, i64);

/// One page, newest first.
fn page(pool: &Pool, &(session, from, until): &Asked) -> Outcome<Vec<Record>> {
    let (from, until) = (Timestamp::from_microsecond(from)?, Timestamp::from_microsecond(until)?);
    let limit = i64::try_from(PAGE)? + 1;
    let connection = &mut *pool.get()?;
    let row = connection.client.query_one(&connection.statements[0], &[&session])?;
    let company: Uuid = row.try_get(0)?;
    let mut records = Vec::new();
    for statement in &connection.statements[1..] {
        let rows = connection.client.query(statement, &[&company, &from, &until, &limit])?;
        records.extend(rows.iter().map(Record::read).collect::<Result<Vec<_>, _>>()?);
    }
    records.sort_by_key(|record| std::cmp::Reverse((record.registered_at, record.id)));
    records.truncate(PAGE);
    Ok(records)
}

/// Serves the limit on a database.
pub fn serve(url: &str, port: u16) -> Outcome<()> {
    let pool = pool::open(url, STATEMENTS)?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(pool.clone()))
            .route("/ready", web::get().to(HttpResponse::Ok))
            .route("/page/{session}/{from}/{until}", web::get().to(answer))
    });
    let served = server.workers(2).bind(("127.0.0.1", port))?.run();
    Ok(actix_web::rt::System::new().block_on(served)?)
}

async fn answer(asked: web::Path<Asked>, pool: web::Data<Pool>) -> HttpResponse {
    match web::block(move || page(&pool, &asked)).await {
        Ok(Ok(records)) => HttpResponse::Ok().json(records),
        _ => HttpResponse::InternalServerError().finish(),
    }
}
