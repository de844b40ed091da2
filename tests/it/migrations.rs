//! Two migration trees, one schema: what one database has, the other has, and going back and forth
//! leaves the same.

mod data;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::{Connection as _, *};
use diesel::sql_types::Text;
use diesel::{QueryableByName, sql_query};
use jiff::Timestamp;
use tegata_domain::audit::{Action, AuditEntry, AuditFilter};
use tegata_domain::kernel::{
    Call, Caller, Claim, Code, Digest, Failure, Language, PageRequest, Purpose, Refusal,
    StoreError, later,
};
use tegata_domain::mail::{MailState, NewMail};
use tegata_infra::database::Connection;
use tegata_infra::database::unique::UNIQUE;
use tegata_infra::{Database, DatabaseSettings};
use tegata_tests::harness::{TestApp, cluster, own_folder};
use tegata_tests::on_both;

/// What a schema is made of, in words that both databases share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Schema {
    /// `table.column` with its class of type, whether it may be null, has a default, and is of the key.
    columns: BTreeSet<String>,
    /// `table: name` of each check, with the texts that it allows.
    checks: BTreeSet<String>,
    /// `table: name` of each index, with its columns, whether it is unique, whether partial, and the
    /// texts of that condition.
    indexes: BTreeSet<String>,
    /// `table.column -> table` of each reference.
    references: BTreeSet<String>,
    /// `table: name` of each trigger.
    triggers: BTreeSet<String>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    a: String,
    #[diesel(sql_type = Text)]
    b: String,
    #[diesel(sql_type = Text)]
    c: String,
}

fn postgres_schema(url: &str) -> Schema {
    let mut connection = Connection::establish(url).expect("a connection");
    let mut rows = |sql: &str| sql_query(sql).load::<Row>(&mut connection).expect("it runs");
    let columns = rows(
        "SELECT c.table_name::text AS a, c.column_name::text AS b, \
           CASE WHEN c.data_type IN ('uuid', 'bytea') THEN 'bytes' \
                WHEN c.data_type IN ('timestamp with time zone', 'bigint', 'boolean') THEN 'integer' \
                ELSE c.data_type END \
           || CASE c.is_nullable WHEN 'YES' THEN ' null' ELSE '' END \
           || CASE WHEN c.column_default IS NULL THEN '' ELSE ' default' END \
           || CASE WHEN k.column_name IS NULL THEN '' ELSE ' key' END AS c \
         FROM information_schema.columns c \
         LEFT JOIN information_schema.table_constraints t ON t.table_name = c.table_name \
           AND t.table_schema = c.table_schema AND t.constraint_type = 'PRIMARY KEY' \
         LEFT JOIN information_schema.key_column_usage k ON k.constraint_name = t.constraint_name \
           AND k.table_schema = t.table_schema AND k.column_name = c.column_name \
         WHERE c.table_schema = 'public'",
    );
    let checks = rows(
        "SELECT conrelid::regclass::text AS a, conname::text AS b, \
           pg_get_constraintdef(oid) AS c FROM pg_constraint \
         WHERE contype = 'c' AND connamespace = 'public'::regnamespace",
    );
    let indexes = rows(
        "SELECT i.indrelid::regclass::text AS a, i.indexrelid::regclass::text AS b, \
           (SELECT string_agg(pg_get_indexdef(i.indexrelid, n, true), ', ' ORDER BY n) \
            FROM generate_series(1, i.indnkeyatts) n) \
           || CASE WHEN i.indisunique THEN ' unique' ELSE '' END \
           || coalesce(' WHERE ' || pg_get_expr(i.indpred, i.indrelid), '') AS c \
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid \
         WHERE NOT i.indisprimary AND t.relnamespace = 'public'::regnamespace",
    );
    let references = rows(
        "SELECT o.conrelid::regclass::text AS a, k.attname::text AS b, \
           o.confrelid::regclass::text || CASE o.confdeltype WHEN 'c' THEN ' cascade' ELSE '' END AS c \
         FROM pg_constraint o JOIN pg_attribute k ON k.attrelid = o.conrelid AND k.attnum = ANY (o.conkey) \
         WHERE o.contype = 'f' AND o.connamespace = 'public'::regnamespace",
    );
    let triggers = rows(
        "SELECT tgrelid::regclass::text AS a, tgname::text AS b, '' AS c FROM pg_trigger \
         WHERE NOT tgisinternal",
    );
    schema(&columns, &checks, &indexes, &references, &triggers)
}

fn sqlite_schema(url: &str) -> Schema {
    let mut connection = Connection::establish(url).expect("a connection");
    let mut rows = |sql: &str| sql_query(sql).load::<Row>(&mut connection).expect("it runs");
    let tables = "FROM sqlite_master m, ";
    let of_tables = "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
    let columns = rows(&format!(
        "SELECT m.name AS a, c.name AS b, \
           CASE lower(c.type) WHEN 'blob' THEN 'bytes' ELSE lower(c.type) END \
           || CASE WHEN c.\"notnull\" THEN '' ELSE ' null' END \
           || CASE WHEN c.dflt_value IS NULL THEN '' ELSE ' default' END \
           || CASE WHEN c.pk > 0 THEN ' key' ELSE '' END AS c \
         {tables} pragma_table_info(m.name) c {of_tables}"
    ));
    let definitions =
        rows(&format!("SELECT m.name AS a, '' AS b, m.sql AS c FROM sqlite_master m {of_tables}"));
    let indexes = rows(&format!(
        "SELECT m.name AS a, i.name AS b, \
           (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) \
           || CASE WHEN i.\"unique\" THEN ' unique' ELSE '' END \
           || coalesce((SELECT substr(x.sql, instr(x.sql, ' WHERE ')) FROM sqlite_master x \
                        WHERE x.name = i.name AND i.partial), '') AS c \
         {tables} pragma_index_list(m.name) i {of_tables} AND i.origin = 'c'"
    ));
    let references = rows(&format!(
        "SELECT m.name AS a, f.\"from\" AS b, \
           f.\"table\" || CASE f.on_delete WHEN 'CASCADE' THEN ' cascade' ELSE '' END AS c \
         {tables} pragma_foreign_key_list(m.name) f {of_tables}"
    ));
    let triggers =
        rows("SELECT tbl_name AS a, name AS b, '' AS c FROM sqlite_master WHERE type = 'trigger'");
    let mut checks = Vec::new();
    for Row { a, c, .. } in definitions {
        for line in c.split("CONSTRAINT ").skip(1) {
            let (name, rule) = line.split_once(" CHECK ").expect("a check");
            let rule = rule.split(['\n', ';']).next().unwrap_or_default().to_owned();
            checks.push(Row { a: a.clone(), b: name.to_owned(), c: rule });
        }
    }
    schema(&columns, &checks, &indexes, &references, &triggers)
}

fn schema(
    columns: &[Row],
    checks: &[Row],
    indexes: &[Row],
    references: &[Row],
    triggers: &[Row],
) -> Schema {
    let ours = |row: &&Row| !row.a.starts_with("__diesel");
    let said = |rows: &[Row], said: &dyn Fn(&Row) -> String| -> BTreeSet<String> {
        rows.iter().filter(ours).map(said).collect()
    };
    // The texts that a check allows; both databases write the rest in their own way.
    let texts = |rule: &str| {
        let mut texts: Vec<&str> = rule.split('\'').skip(1).step_by(2).collect();
        texts.sort_unstable();
        texts.join(" ")
    };
    Schema {
        columns: said(columns, &|row| format!("{}.{} {}", row.a, row.b, row.c)),
        checks: said(checks, &|row| format!("{}: {} {}", row.a, row.b, texts(&row.c))),
        indexes: said(indexes, &|row| {
            let (columns, partial) = match row.c.split_once(" WHERE ") {
                Some((columns, condition)) => (columns, format!(" partial {}", texts(condition))),
                None => (row.c.as_str(), String::new()),
            };
            format!("{}: {} ({columns}){partial}", row.a, row.b)
        }),
        references: said(references, &|row| format!("{}.{} -> {}", row.a, row.b, row.c)),
        triggers: said(triggers, &|row| format!("{}: {}", row.a, row.b)),
    }
}

fn database(url: &str) -> Database {
    Database::new(&DatabaseSettings {
        url: url.to_owned(),
        connections: 2,
        connection_timeout: Duration::from_secs(10),
        lock_timeout: Duration::from_secs(10),
    })
}

#[test]
fn both_trees_make_the_same_schema() {
    let Some(cluster) = cluster() else { return };
    let url = cluster.migrated_database();
    let postgres = postgres_schema(&url);
    let folder = own_folder();
    let path = folder.join("parity.db").display().to_string();
    database(&path).migrate().expect("the schema");
    let sqlite = sqlite_schema(&path);
    assert!(postgres.columns.len() > 100 && postgres.indexes.len() > 20, "it was read");
    assert_eq!(postgres.columns, sqlite.columns);
    assert_eq!(postgres.checks, sqlite.checks);
    assert_eq!(postgres.indexes, sqlite.indexes);
    assert_eq!(postgres.references, sqlite.references);
    what_is_unique_is_named(&sqlite);
    // What is guarded in one is guarded in the other, by as many triggers as each needs.
    let guarded = |schema: &Schema| -> BTreeSet<String> {
        schema.triggers.iter().filter_map(|one| Some(one.split_once(':')?.0.to_owned())).collect()
    };
    assert_eq!(guarded(&postgres), guarded(&sqlite));
    assert_eq!(
        guarded(&postgres),
        BTreeSet::from(["accounts", "audit_entries", "companies"].map(str::to_owned))
    );
    std::fs::remove_dir_all(folder).expect("it was there");
}

/// The rules that a write can be told of are those of the schema, by name and columns.
fn what_is_unique_is_named(schema: &Schema) {
    let unique = schema.indexes.iter().filter_map(|index| {
        let (index, columns) = index.split_once(" (")?;
        let columns = columns.split_once(" unique)")?.0;
        Some(format!("{index} ({columns})"))
    });
    let named = UNIQUE.iter().filter(|(_, name, ..)| !name.ends_with("_pkey"));
    let named =
        named.map(|(_, name, table, columns)| format!("{table}: {name} ({})", columns.join(", ")));
    assert_eq!(unique.collect::<BTreeSet<_>>(), named.collect());
    for (_, name, table, columns) in UNIQUE.iter().filter(|(_, name, ..)| name.ends_with("_pkey")) {
        assert_eq!(*name, format!("{table}_pkey"));
        let of_key =
            |column: &&String| column.starts_with(&format!("{table}.")) && column.ends_with(" key");
        let key: Vec<_> = schema.columns.iter().filter(of_key).collect();
        assert_eq!(key.len(), columns.len(), "{key:?}");
        let is =
            |column: &&str| key.iter().any(|key| key.starts_with(&format!("{table}.{column} ")));
        assert!(columns.iter().all(is), "{key:?}");
    }
}

#[test]
fn both_trees_have_the_same_versions_and_a_way_back() {
    let versions = |tree: &str| -> BTreeMap<String, bool> {
        let folder = format!("{}/../migrations/{tree}", env!("CARGO_MANIFEST_DIR"));
        let entries = std::fs::read_dir(folder).expect("a tree");
        let entries = entries.map(|entry| entry.expect("an entry"));
        entries
            .map(|entry| {
                let down = std::fs::read_to_string(entry.path().join("down.sql"));
                let back = down.is_ok_and(|sql| sql.to_uppercase().contains("DROP "));
                (entry.file_name().to_string_lossy().into_owned(), back)
            })
            .collect()
    };
    let postgres = versions("postgres");
    assert_eq!(postgres, versions("sqlite"));
    assert!(!postgres.is_empty() && postgres.values().all(|back| *back), "{postgres:?}");
}

/// Up, down, up: the same schema, and nothing is left in between.
#[test]
fn there_and_back_leaves_the_same() {
    let round = |url: &str, read: &dyn Fn(&str) -> Schema| {
        let database = database(url);
        assert!(!database.pending_migrations().expect("a list").is_empty());
        let ran = database.migrate().expect("up");
        assert_eq!(database.migrate().expect("up again"), Vec::<String>::new());
        assert!(database.pending_migrations().expect("a list").is_empty());
        let first = read(url);
        assert_eq!(database.revert_all().expect("down").len(), ran.len());
        assert_eq!(read(url), Schema::default(), "something is left");
        assert_eq!(database.migrate().expect("up").len(), ran.len());
        assert_eq!(read(url), first);
    };
    let folder = own_folder();
    round(&folder.join("round.db").display().to_string(), &sqlite_schema);
    std::fs::remove_dir_all(folder).expect("it was there");
    if let Some(cluster) = cluster() {
        round(&cluster.database(), &postgres_schema);
    }
}

/// Runs SQL beside the application; the fault in its words.
fn run(app: &TestApp, sql: &str) -> Result<(), String> {
    let url = &app.app.settings.database_url;
    let mut connection = Connection::establish(url).expect("a connection");
    if !app.postgres {
        connection.batch_execute("PRAGMA busy_timeout = 10000").expect("a setting");
    }
    connection.batch_execute(sql).map_err(|error| error.to_string())
}

fn digest(byte: u8) -> Digest {
    Digest([byte; 32])
}

on_both! {
    /// OPS-AUD-01: not even somebody with the application's own database user changes the trail.
    fn the_audit_trail_is_only_added_to(app) {
        app.person("taro_cargo");
        let operator = app.operator();
        let before = app.audit(&operator);
        assert!(before.len() > 2);
        let mut tries = vec![
            "UPDATE audit_entries SET action = 'nothing'",
            "UPDATE audit_entries SET network = network WHERE refused IS NULL",
            "DELETE FROM audit_entries",
            "DELETE FROM audit_entries WHERE caller = 'stranger'",
        ];
        if app.postgres {
            tries.push("TRUNCATE audit_entries");
            tries.push("TRUNCATE accounts, audit_entries CASCADE");
        } else {
            tries.push("REPLACE INTO audit_entries SELECT * FROM audit_entries");
        }
        for sql in tries {
            let fault = run(app, sql).expect_err(sql);
            assert!(fault.contains("the audit trail is append-only"), "{sql}: {fault}");
        }
        assert_eq!(app.audit(&operator), before);
    }

    fn a_transaction_is_all_or_nothing(app) {
        let env = &app.app.env;
        let (bucket, window) = (digest(1), Timestamp::UNIX_EPOCH);
        let refused: Result<(), Failure> = env.store.write(|tx| {
            assert_eq!(tx.count(bucket, window)?, 1);
            assert_eq!(tx.count(bucket, window)?, 2);
            Err(Refusal::new(Code::NotFound).into())
        });
        assert!(matches!(refused, Err(Failure::Refused(_))));
        let counted = || env.store.read(|tx| Ok(tx.counted(bucket, window)?)).unwrap();
        assert_eq!(counted(), 0, "a refusal left something behind");
        env.store.write(|tx| Ok(tx.count(bucket, window)?)).unwrap();
        assert_eq!(counted(), 1);
        let other = later(window, 60);
        assert_eq!(env.store.read(|tx| Ok(tx.counted(bucket, other)?)).unwrap(), 0);
        env.store.write(|tx| Ok(tx.sweep_counters(other, 10)?)).unwrap();
        assert_eq!(counted(), 0, "a window that is over is forgotten");
    }

    fn a_key_is_claimed_once_until_it_is_over(app) {
        let env = &app.app.env;
        let now = env.clock.real();
        let claim = Claim { scope: digest(2), fingerprint: digest(3) };
        let take = |now, expired| env.store.write(|tx| Ok(tx.claim_key(&claim, now, expired)?)).unwrap();
        let day = 24 * 60 * 60;
        assert!(take(now, later(now, -day)).is_none());
        let kept = take(now, later(now, -day)).expect("it is taken");
        assert_eq!((kept.fingerprint, kept.answer.is_none()), (digest(3), true));
        let sealed = env.keys.seal(Purpose::KeptAnswer, b"answer");
        env.store.write(|tx| Ok(tx.keep_answer(claim.scope, &sealed)?)).unwrap();
        let kept = take(now, later(now, -day)).expect("it is taken").answer.expect("an answer");
        let opened = env.keys.open(Purpose::KeptAnswer, &kept);
        assert_eq!(opened.as_deref(), Some(&b"answer"[..]));
        let next = later(now, day + 1);
        assert!(take(next, later(next, -day)).is_none(), "after a day it is free again");
    }

    /// A page goes on where the last one ended, also among rows of one instant.
    fn pages_neither_skip_nor_repeat(app) {
        let env = &app.app.env;
        let call = Call::internal(env.id(), "test", Caller::System);
        let now = env.clock.now();
        let written: Vec<AuditEntry> = (0..7)
            .map(|number| {
                let at = if number < 4 { now } else { later(now, number) };
                AuditEntry::of(Action::ClockMoved.into(), env.id(), at, &call)
            })
            .collect();
        env.store
            .write(|tx| written.iter().try_for_each(|entry| Ok(tx.append_audit(entry)?)))
            .unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = PageRequest { limit: 3, after };
            let filter = AuditFilter { action: Some(Action::ClockMoved), ..AuditFilter::default() };
            let page = env.store.read(|tx| Ok(tx.audit_page(&filter, page)?)).unwrap();
            assert!(page.items.len() <= 3);
            seen.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let mut expected = written;
        expected.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id.uuid())));
        assert_eq!(seen, expected);
    }

    fn a_broken_rule_of_the_schema_is_named(app) {
        let env = &app.app.env;
        let now = env.clock.real();
        let mail = NewMail {
            id: env.id(),
            letter: "test",
            account: None,
            recipient: "n***@n***.invalid".to_owned(),
            recipient_key: digest(5),
            language: Language::Ja,
            content: env.keys.seal(Purpose::Mail, b"content"),
            state: MailState::Withheld,
            created_at: now,
            expires_at: now,
        };
        env.store.write(|tx| Ok(tx.insert_mail(&mail)?)).unwrap();
        let twice = env.store.write(|tx| Ok(tx.insert_mail(&mail)?));
        assert!(matches!(twice, Err(Failure::Store(StoreError::Constraint(_)))), "{twice:?}");
        let state = "UPDATE accounts SET state = 'gone'";
        app.person("taro_cargo");
        assert!(run(app, state).is_err(), "a check holds");
    }
}

/// What reads cannot write: a slip in a query changes nothing.
#[test]
fn a_read_cannot_write() {
    let app = TestApp::sqlite();
    let (bucket, window) = (digest(4), Timestamp::UNIX_EPOCH);
    let wrote = app.app.env.store.read(|tx| Ok(tx.count(bucket, window)?));
    assert!(matches!(wrote, Err(Failure::Store(_))), "{wrote:?}");
}
