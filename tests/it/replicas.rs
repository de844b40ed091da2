//! Two server processes on one PostgreSQL know the same; a process that is killed forgets nothing.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use tegata_tests::harness::{
    Client, Folder, PASSWORD, Process, Reply, at_once, cluster, eventually, registration_form,
};
use tegata_tests::smtp::SmtpSink;

/// The built program.
pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_tegata-under-test"))
}

/// Two processes that started at the same moment, on a database that only they use.
fn pair(more: &[(&str, &str)]) -> Option<[Process; 2]> {
    let url = cluster()?.migrated_database();
    let pair = at_once(2, |_| Process::start(program(), &url, more));
    pair.try_into().ok()
}

/// Asks one process for a registration link and reads its token at another.
fn link(asked: &Client, read: &Client, email: &str) -> String {
    let body = json!({ "email": email, "accept_terms": true, "terms_version": "2026-11" });
    asked.post("/v1/registrations", body).expect(202);
    let mails = read.get(&format!("/v1/sandbox/mails?to={}", email.replace('@', "%40")));
    mails.expect(200).text("/items/0/links/0/token")
}

fn sign_in(client: &Client, password: &str) -> Reply {
    client.post("/v1/sessions", json!({ "login_id": "taro_cargo", "password": password }))
}

/// ACC-LCK-01, OPS-SBX-01: what one process does counts at once at the other: accounts, access tokens,
/// signing keys, sessions that end, the lock, the clock, idempotency keys.
#[test]
fn two_processes_know_the_same() {
    let Some([a, b]) = pair(&[]) else { return };
    let (at_a, at_b) = (a.stranger(), b.stranger());

    // The first sessions there are begin at both at once; tokens of either are good at both, and both
    // publish the same keys.
    let links = ["taro", "hanako"].map(|name| link(&at_a, &at_b, &format!("{name}@example.jp")));
    let sessions = at_once(2, |number| {
        let client = [&at_a, &at_b][number];
        let form = registration_form(&links[number], ["taro_cargo", "hanako_cargo"][number]);
        client.post("/v1/registrations/complete", form).expect(201).text("/session/access_token")
    });
    for token in &sessions {
        a.with_token(token).get("/v1/me").expect(200);
        b.with_token(token).get("/v1/me").expect(200);
    }
    let [keys_a, keys_b] =
        [&at_a, &at_b].map(|client| client.get("/.well-known/jwks.json").expect(200).body);
    assert_eq!(keys_a, keys_b);

    // A session that ends at one is over at the other.
    let token = &sessions[0];
    b.with_token(token).get("/v1/me").expect(200);
    a.with_token(token).delete("/v1/sessions/current").expect(204);
    b.with_token(token).get("/v1/me").refused(401, "session_ended", "");

    // A refresh token that was spent at one has the same successor at the other.
    let refresh = sign_in(&at_a, PASSWORD).expect(201).text("/refresh_token");
    let refresh = json!({ "refresh_token": refresh });
    let [one, other] = [&at_a, &at_b].map(|client| {
        client.post("/v1/sessions/refresh", refresh.clone()).expect(200).text("/refresh_token")
    });
    assert_eq!(one, other);

    // Two and three wrong passwords are five.
    for (number, client) in [&at_a, &at_b, &at_a, &at_b, &at_a].into_iter().enumerate() {
        let wrong = format!("not-my-password-{number}");
        sign_in(client, &wrong).refused(401, "sign_in_refused", "ACC-LCK-01");
    }
    for client in [&at_a, &at_b] {
        sign_in(client, PASSWORD).refused(401, "sign_in_refused", "ACC-LCK-01");
    }

    // The clock that is moved at one has moved at the other: a link is over.
    let token = link(&at_b, &at_a, "jiro@example.jp");
    at_a.post("/v1/sandbox/clock", json!({ "advance_seconds": 86_400 })).expect(200);
    at_b.post("/v1/registrations/inspect", json!({ "token": token })).refused(
        410,
        "link_expired",
        "ACC-REG-04",
    );

    // What was done under a key at one is not done again at the other.
    let body =
        json!({ "email": "saburo@example.jp", "accept_terms": true, "terms_version": "2026-11" });
    let [first, again] = [&at_a, &at_b].map(|client| {
        client.with("idempotency-key", "k-1").post("/v1/registrations", body.clone()).expect(202)
    });
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(first.body, again.body);
}

/// OPS-MAIL-01: two workers on one outbox send each mail once.
#[test]
fn two_workers_send_each_mail_once() {
    let mut sink = SmtpSink::start(Path::new(env!("CARGO_BIN_EXE_smtp-sink")), None);
    let port = sink.port().to_string();
    let mail = [
        ("SMTP_HOST", "127.0.0.1"),
        ("SMTP_PORT", port.as_str()),
        ("SMTP_SECURITY", "none"),
        ("REQUESTS_PER_CLIENT", "1000"),
    ];
    let Some(pair) = pair(&mail) else { return };
    at_once(8, |racer| {
        for number in 0..10 {
            let email = format!("person-{racer}-{number}@example.jp");
            let body = json!({ "email": email, "accept_terms": true, "terms_version": "2026-11" });
            pair[racer % 2].stranger().post("/v1/registrations", body).expect(202);
        }
    });
    eventually("all are sent", || sink.count() >= 80);
    let mut addressees: Vec<String> =
        sink.messages().into_iter().flat_map(|message| message.to).collect();
    assert_eq!(addressees.len(), 80);
    addressees.sort();
    addressees.dedup();
    assert_eq!(addressees.len(), 80, "one was sent twice");
}

/// A server is killed again and again while clients register and change things; whatever it had
/// acknowledged is there afterwards.
fn acknowledged_outlives(kills: usize, url: &str, look: impl FnOnce()) {
    let limits = [("REQUESTS_PER_CLIENT", "1000000"), ("MAILS_PER_ADDRESS", "1000000")];
    let acknowledged: Mutex<Vec<String>> = Mutex::default();
    for round in 0..kills {
        let process = Process::start(program(), url, &limits);
        let (base, stop) = (process.stranger(), AtomicBool::new(false));
        let before = acknowledged.lock().unwrap().len();
        std::thread::scope(|scope| {
            for racer in 0..4 {
                let (base, stop, acknowledged) = (&base, &stop, &acknowledged);
                scope.spawn(move || {
                    for number in 0.. {
                        let email = format!("p-{round}-{racer}-{number}@example.jp");
                        let body = json!({
                            "email": email, "accept_terms": true, "terms_version": "2026-11"
                        });
                        let reply =
                            base.try_send("POST", "/v1/registrations", Some(&body.to_string()));
                        match reply {
                            Some(reply) if reply.status == 202 => {
                                acknowledged.lock().unwrap().push(email);
                            }
                            _ if stop.load(Ordering::SeqCst) => return,
                            Some(reply) => panic!("{}", reply.text),
                            None => {}
                        }
                    }
                });
            }
            // Under way: some are acknowledged, others are not.
            eventually("it works", || acknowledged.lock().unwrap().len() > before + 3 + round);
            stop.store(true, Ordering::SeqCst);
            process.kill();
        });
    }
    let process = Process::start(program(), url, &limits);
    let reader = process.stranger();
    for email in acknowledged.into_inner().unwrap() {
        let mails = reader.get(&format!("/v1/sandbox/mails?to={}", email.replace('@', "%40")));
        let mails = mails.expect(200);
        let letters = mails.body["items"].as_array().map_or(0, Vec::len);
        assert_eq!(letters, 1, "{email}: {}", mails.text);
    }
    process.kill();
    look();
}

/// OPS-MAIL-01: what a killed server acknowledged is on disk, and the SQLite file is sound.
#[test]
fn sqlite_outlives_killed_servers() {
    let folder = Folder::new();
    let url = folder.0.join("killed.db").display().to_string();
    acknowledged_outlives(20, &url, || {
        use diesel::{Connection as _, RunQueryDsl as _};
        let mut database = tegata_infra::database::Connection::establish(&url).unwrap();
        let sound: Check =
            diesel::sql_query("PRAGMA integrity_check").get_result(&mut database).unwrap();
        assert_eq!(sound.integrity_check, "ok");
        let orphans: Vec<Orphan> =
            diesel::sql_query("PRAGMA foreign_key_check").load(&mut database).unwrap();
        assert!(orphans.is_empty(), "{orphans:?}");
    });
}

/// OPS-MAIL-01: the same on PostgreSQL.
#[test]
fn postgresql_outlives_killed_servers() {
    let Some(cluster) = cluster() else { return };
    acknowledged_outlives(3, &cluster.migrated_database(), || {});
}

/// What `PRAGMA integrity_check` says.
#[derive(diesel::QueryableByName)]
struct Check {
    #[diesel(sql_type = diesel::sql_types::Text)]
    integrity_check: String,
}

/// A row that refers to nothing.
#[derive(Debug, diesel::QueryableByName)]
struct Orphan {
    #[expect(dead_code, reason = "shown when there is one")]
    #[diesel(sql_type = diesel::sql_types::Text)]
    table: String,
}
