//! Data on the way up and down: what a version held is held by the next, and by the former again.
//!
//! The rows stand in SQL files in words that both databases understand once they are [`spoken`].

use std::collections::{BTreeMap, BTreeSet};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::{Connection as _, *};
use diesel::sql_query;
use jiff::Timestamp;
use tegata_domain::access::Device;
use tegata_domain::env::Store;
use tegata_domain::kernel::{Failure, Id, StoreError};
use tegata_infra::SystemEntropy;
use tegata_infra::database::Connection;
use tegata_tests::harness::{at_once, cluster, own_folder};

use super::{Row, Schema, database, digest, postgres_schema, sqlite_schema};

const FIRST: &str = "20261121000001";
const SECOND: &str = "20261121000002";
const DATA_OF_FIRST: &str = include_str!("first.sql");
const DATA_OF_SECOND: &str = include_str!("second.sql");
const DATA_OF_THIRD: &str = include_str!("third.sql");

/// What the tables hold: of each, the columns that are read and their values.
type Held = BTreeMap<String, BTreeSet<String>>;

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://")
}

/// `<id 11>`, `<bytes ab>` and `<at 5>` in the words of the database.
fn spoken(url: &str, sql: &str) -> String {
    let mut parts = sql.split('<');
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (word, rest) = part.split_once('>').expect("a word and its end");
        let (what, value) = word.split_once(' ').expect("a word and its value");
        said += &match (what, is_postgres(url)) {
            ("id", true) => format!("'00000000-0000-7000-8000-0000000000{value}'"),
            ("id", false) => format!("x'000000000000700080000000000000{value}'"),
            ("bytes", true) => format!("'\\x{value}'"),
            ("bytes", false) => format!("x'{value}'"),
            ("at", true) => format!("to_timestamp({value})"),
            ("at", false) => format!("{value}000000"),
            other => panic!("{other:?} is no word"),
        };
        said += rest;
    }
    said
}

fn apply(url: &str, sql: &str) {
    let mut sql = spoken(url, sql);
    if !is_postgres(url) {
        sql = format!("PRAGMA foreign_keys = ON; BEGIN; {sql} COMMIT;");
    }
    Connection::establish(url).expect("a connection").batch_execute(&sql).expect("it runs");
}

fn rows(url: &str, sql: &str) -> Vec<Row> {
    sql_query(sql).load(&mut Connection::establish(url).expect("a connection")).expect("it runs")
}

fn schema_of(url: &str) -> Schema {
    if is_postgres(url) { postgres_schema(url) } else { sqlite_schema(url) }
}

/// Everything in the columns of a schema.
fn held(url: &str, schema: &Schema) -> Held {
    let mut tables: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for column in &schema.columns {
        let (table, rest) = column.split_once('.').expect("a table");
        let (column, _) = rest.split_once(' ').expect("a type");
        tables.entry(table).or_default().push(column);
    }
    let read = |table: &str, columns: &[&str]| {
        let quoted = if is_postgres(url) { "quote_nullable" } else { "quote" };
        let values: Vec<_> = columns.iter().map(|name| format!("{quoted}({name})")).collect();
        let values = values.join(" || ', ' || ");
        let read = rows(url, &format!("SELECT {values} AS a, '' AS b, '' AS c FROM {table}"));
        read.into_iter().map(|row| row.a).collect()
    };
    tables.iter().map(|(table, columns)| ((*table).to_owned(), read(table, columns))).collect()
}

/// Makes the schema of the first version as its program left it.
fn of_the_first_version(url: &str) {
    let tree = if is_postgres(url) { "postgres" } else { "sqlite" };
    let folder = format!("{}/../migrations/{tree}", env!("CARGO_MANIFEST_DIR"));
    let path = format!("{folder}/2026-11-21-000001_accounts/up.sql");
    apply(url, &std::fs::read_to_string(path).expect("the first migration"));
    apply(
        url,
        &format!(
            "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
               run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP); \
             INSERT INTO __diesel_schema_migrations (version) VALUES ('{FIRST}');"
        ),
    );
}

/// On a SQLite file and on PostgreSQL, empty both.
fn on_empty_databases(check: impl Fn(&str)) {
    let folder = own_folder();
    check(&folder.join("data.db").display().to_string());
    std::fs::remove_dir_all(folder).expect("it was there");
    if let Some(cluster) = cluster() {
        check(&cluster.database());
    }
}

#[test]
fn data_survives_the_way_to_the_latest_and_back() {
    on_empty_databases(|url| {
        of_the_first_version(url);
        apply(url, DATA_OF_FIRST);
        let schema = schema_of(url);
        let before = held(url, &schema);
        assert!(before.values().all(|rows| !rows.is_empty()), "something in every table");

        let database = database(url);
        assert_eq!(database.migrate().expect("up").first().map(String::as_str), Some(SECOND));
        assert_eq!(held(url, &schema), before, "what was there is there");
        let now_known = rows(
            url,
            "SELECT a.login_id AS a, a.realm || ' ' || a.company_role AS b, \
               CASE WHEN c.name_verified THEN 'verified' ELSE 'typed' END || ' ' || c.state AS c \
             FROM accounts a JOIN companies c ON c.id = a.company_id \
             WHERE c.updated_at = c.created_at AND c.version = 1 AND c.merged_into IS NULL \
               AND c.business_roles = '' AND c.corporate_number IS NULL ORDER BY a.created_at",
        );
        let now_known: Vec<_> = now_known.into_iter().map(|row| (row.a, row.b, row.c)).collect();
        let known = |login: &str, role: &str, company: &str| {
            (login.to_owned(), format!("person {role}"), format!("{company} active"))
        };
        assert_eq!(
            now_known,
            [
                known("Taro_10", "administrator", "typed"),
                known("unei", "member", "verified"),
                known("suzuki", "administrator", "verified"),
            ]
        );

        apply(url, DATA_OF_SECOND);
        apply(url, DATA_OF_THIRD);
        let latest = held(url, &schema_of(url));
        assert!(latest.values().all(|rows| !rows.is_empty()), "something in every table");
        while database.revert_last().expect("down") != SECOND {}
        assert_eq!(schema_of(url), schema);
        // A support inquiry stands without its asker; all else of offices and cargo is gone.
        let inquiry = "SELECT message AS a, email AS b, coalesce(phone, '') AS c FROM inquiries \
                       WHERE account_id IS NULL AND email = 'm@example.jp'";
        assert_eq!(rows(url, inquiry).len(), 1);
        apply(url, "DELETE FROM inquiries WHERE email = 'm@example.jp';");
        assert_eq!(held(url, &schema), before);
        assert_eq!(database.migrate().expect("up again").first().map(String::as_str), Some(SECOND));
        assert_eq!(held(url, &schema), before);
    });
}

/// Several processes that start at once run each migration once.
#[test]
fn migrations_of_several_processes_run_once() {
    on_empty_databases(|url| {
        of_the_first_version(url);
        apply(url, DATA_OF_FIRST);
        let ran = at_once(4, |_| database(url).migrate().expect("up"));
        let ran: Vec<_> = ran.into_iter().flatten().collect();
        let once: BTreeSet<_> = ran.iter().collect();
        assert_eq!((once.len(), once.contains(&SECOND.to_owned())), (ran.len(), true), "{ran:?}");
        assert!(database(url).pending_migrations().expect("a list").is_empty());
    });
}

/// While a table is made anew, SQLite keeps no foreign keys: what is broken is found before the commit.
#[test]
fn a_broken_reference_leaves_nothing_half_done() {
    let folder = own_folder();
    let url = &folder.join("broken.db").display().to_string();
    of_the_first_version(url);
    apply(url, DATA_OF_FIRST);
    let mut connection = Connection::establish(url).expect("a connection");
    let orphan = "PRAGMA foreign_keys = OFF; UPDATE devices SET account_id = x'ff'";
    connection.batch_execute(orphan).expect("it runs");
    let schema = schema_of(url);
    let before = held(url, &schema);

    let database = database(url);
    let fault = database.migrate().expect_err("a device of nobody");
    assert!(fault.to_string().contains("devices -> accounts"), "{fault}");
    assert_eq!((schema_of(url), held(url, &schema)), (schema, before));
    assert!(
        database.pending_migrations().expect("a list").iter().any(|one| one.ends_with("_offices"))
    );

    apply(url, "UPDATE devices SET account_id = <id 11>;");
    assert_eq!(database.migrate().expect("up").first().map(String::as_str), Some(SECOND));
    std::fs::remove_dir_all(folder).expect("it was there");
}

/// SQLite does without foreign keys while it migrates, and not a moment longer, however that ended.
#[test]
fn references_are_kept_after_migrations() {
    on_empty_databases(|url| {
        let database = database(url);
        let refused = || {
            let last_used_at = Timestamp::UNIX_EPOCH;
            let device = Device {
                id: Id::new(last_used_at, &SystemEntropy),
                account: Id::new(last_used_at, &SystemEntropy),
                digest: digest(1),
                last_used_at,
            };
            let store: &dyn Store = &database;
            let wrote = store.write(|tx| Ok(tx.insert_device(&device)?));
            assert!(matches!(wrote, Err(Failure::Store(StoreError::Constraint(_)))), "{wrote:?}");
        };
        database.migrate().expect("up");
        refused();
        database.revert_all().expect("down");
        apply(url, "CREATE TABLE devices (id integer);");
        assert!(database.migrate().is_err(), "a table is in the way");
        apply(url, "DROP TABLE devices;");
        database.migrate().expect("up again");
        refused();
    });
}
