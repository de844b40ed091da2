//! The limits: what the machine and the prescribed packages can do with no business rules.
//!
//! `raw_hashes` is argon2id alone. `serve` is a server of actix-web and r2d2 with the drivers' prepared
//! statements, run as a process of its own so that its processor time can be told apart: a bare JSON
//! answer, one session join, two inserts with one commit. Its tables are its own and have only the
//! columns and indexes that these need.

mod postgres;
mod sqlite;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use serde::{Deserialize, Serialize};
use tegata_infra::database::is_postgres;

use crate::pool::Pool;
use crate::{Outcome, process};

/// The cost of a password hash that is the server's default.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// Hashes that were computed.
#[derive(Debug, Clone, Copy)]
pub struct Hashes {
    /// A second, on all cores.
    pub rate: f64,
    /// Seconds of processor time of one.
    pub cpu: f64,
}

/// Computes argon2id on all cores, each in memory that it reuses.
pub fn raw_hashes(time: Duration) -> Outcome<Hashes> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(|e| e.to_string())?;
    let cores = std::thread::available_parallelism()?.get();
    let (before, begun) = (process::cpu(std::process::id())?, Instant::now());
    let until = begun + time;
    let count: u32 = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
                    let mut memory = vec![Block::default(); params.block_count()];
                    let (mut output, mut count) = ([0; 32], 0);
                    while Instant::now() < until {
                        let done = argon2.hash_password_into_with_memory(
                            b"purple-window-tiger",
                            b"sixteen bytes...",
                            &mut output,
                            &mut memory,
                        );
                        count += u32::from(done.is_ok());
                    }
                    count
                })
            })
            .collect();
        lanes.into_iter().map(|lane| lane.join().unwrap_or_default()).sum()
    });
    let (wall, cpu) = (begun.elapsed().as_secs_f64(), process::cpu(std::process::id())? - before);
    if count == 0 {
        return Err("no hash was computed".into());
    }
    Ok(Hashes { rate: f64::from(count) / wall, cpu: cpu / f64::from(count) })
}

/// The tables; `BYTES` is what the database calls them.
const TABLES: &str = "
    CREATE TABLE limit_companies (id BYTES PRIMARY KEY, name text NOT NULL);
    CREATE TABLE limit_accounts (id BYTES PRIMARY KEY, company_id BYTES NOT NULL,
        login_id text NOT NULL, email text NOT NULL, version bigint NOT NULL);
    CREATE TABLE limit_sessions (id BYTES PRIMARY KEY, account_id BYTES NOT NULL, ended_at bigint);
    CREATE TABLE limit_links (id BYTES PRIMARY KEY, digest BYTES NOT NULL UNIQUE,
        email text NOT NULL, expires_at bigint NOT NULL);
    CREATE TABLE limit_mails (id BYTES PRIMARY KEY, recipient text NOT NULL,
        content BYTES NOT NULL, state text NOT NULL, next_attempt_at bigint NOT NULL);
    CREATE INDEX limit_mails_due ON limit_mails (next_attempt_at) WHERE state = 'queued';";

/// The key of one of the limit's rows: the server's ids are 16 bytes as well.
fn key(number: u64) -> Vec<u8> {
    let mut bytes = vec![0; 8];
    bytes.extend(number.to_be_bytes());
    bytes
}

/// The digest of a link: spread over its index, as real ones are.
fn digest(number: u64) -> Vec<u8> {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes().repeat(4)
}

/// The bearer token of a session.
pub fn token(session: usize) -> String {
    format!("{session}")
}

/// What the session join answers with.
#[derive(Serialize)]
struct Who {
    login_id: String,
    email: String,
    version: i64,
    company: String,
}

/// What the two inserts are asked for with.
#[derive(Deserialize)]
struct Wanted {
    email: String,
}

/// The connections to either database.
#[derive(Clone)]
enum Limits {
    Postgres(Pool),
    Sqlite(sqlite::Pools),
}

impl Limits {
    fn open(url: &str, sessions: u64) -> Outcome<Self> {
        Ok(match is_postgres(url) {
            true => Self::Postgres(postgres::open(url, sessions)?),
            false => Self::Sqlite(sqlite::Pools::open(url, sessions)?),
        })
    }

    fn who(&self, session: u64) -> Outcome<Who> {
        match self {
            Self::Postgres(pool) => postgres::who(pool, session),
            Self::Sqlite(pools) => pools.who(session),
        }
    }

    fn insert(&self, number: u64, email: &str, content: &[u8]) -> Outcome<()> {
        match self {
            Self::Postgres(pool) => postgres::insert(pool, number, email, content),
            Self::Sqlite(pools) => pools.insert(number, email, content),
        }
    }
}

/// Serves the limits on a database, with so many sessions and mails of so many bytes.
pub fn serve(url: &str, port: u16, sessions: u64, mail: usize) -> Outcome<()> {
    let limits = Limits::open(url, sessions)?;
    let content = web::Data::new(vec![b'm'; mail]);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(limits.clone()))
            .app_data(content.clone())
            .route("/json", web::get().to(json))
            .route("/join", web::get().to(join))
            .route("/inserts", web::post().to(inserts))
    });
    let served = server.workers(2).bind(("127.0.0.1", port))?.run();
    Ok(actix_web::rt::System::new().block_on(served)?)
}

async fn json() -> HttpResponse {
    HttpResponse::Ok().json(Who {
        login_id: "person00001".to_owned(),
        email: "person00001@example.jp".to_owned(),
        version: 1,
        company: "person00001".to_owned(),
    })
}

async fn join(request: HttpRequest, limits: web::Data<Limits>) -> HttpResponse {
    let bearer = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let session = bearer.and_then(|text| text.strip_prefix("Bearer ")?.parse().ok());
    let Some(session) = session else { return HttpResponse::Unauthorized().finish() };
    match web::block(move || limits.who(session)).await {
        Ok(Ok(who)) => HttpResponse::Ok().json(who),
        _ => HttpResponse::InternalServerError().finish(),
    }
}

async fn inserts(
    wanted: web::Json<Wanted>,
    content: web::Data<Vec<u8>>,
    limits: web::Data<Limits>,
) -> HttpResponse {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    match web::block(move || limits.insert(number, &wanted.email, &content)).await {
        Ok(Ok(())) => HttpResponse::Accepted().json(number),
        _ => HttpResponse::InternalServerError().finish(),
    }
}

/// The session join as a `pgbench` script.
pub fn pgbench_join() -> String {
    format!(
        "\\set n random(0, {})\n\
         SELECT a.login_id, a.email, a.version, c.name FROM limit_sessions s \
         JOIN limit_accounts a ON a.id = s.account_id JOIN limit_companies c ON c.id = a.company_id \
         WHERE s.id = decode(lpad(to_hex(:n::bigint), 32, '0'), 'hex') AND s.ended_at IS NULL;\n",
        crate::people::ACCOUNTS - 1
    )
}

/// The two inserts as a `pgbench` script, with a mail of so many bytes.
pub fn pgbench_inserts(mail: usize) -> String {
    format!(
        "\\set n random(1000000000000, 9000000000000000)\nBEGIN;\n\
         INSERT INTO limit_links VALUES (decode(lpad(to_hex(:n::bigint), 32, '0'), 'hex'), \
         sha256(:n::bigint::text::bytea), 'new@example.jp', 86400);\n\
         INSERT INTO limit_mails VALUES (decode(lpad(to_hex(:n::bigint), 32, '0'), 'hex'), \
         'new@example.jp', repeat('m', {mail})::bytea, 'queued', 0);\nEND;\n"
    )
}
