//! What stands in the database and in the log: nothing with which anybody could act for somebody.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::{Connection as _, *};
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, sql_query};
use serde_json::json;
use tegata_domain::kernel::Token;
use tegata_infra::database::Connection;
use tegata_tests::harness::{MINUTE, PASSWORD, TestApp, registration_form};
use tegata_tests::smtp::Behaviour;

use super::{mailing, settled};
use crate::log;

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn connection(app: &TestApp) -> Connection {
    let url = &app.app.settings.database_url;
    let mut connection = Connection::establish(url).expect("the file");
    connection.batch_execute("PRAGMA busy_timeout = 5000").expect("a pragma");
    connection
}

/// The bytes of the whole database, its log of writes included.
fn bytes(app: &TestApp) -> Vec<u8> {
    let url = &app.app.settings.database_url;
    let read = |end: &str| std::fs::read(format!("{url}{end}")).unwrap_or_default();
    [read(""), read("-wal")].concat()
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// The columns in which a text stands in the clear.
fn columns_with(app: &TestApp, text: &str) -> Vec<String> {
    let mut connection = connection(app);
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
    let mut found = Vec::new();
    for table in sql_query(tables).load::<Name>(&mut connection).expect("tables") {
        let table = table.name;
        let columns = format!("SELECT name FROM pragma_table_info('{table}') ORDER BY name");
        for column in sql_query(columns).load::<Name>(&mut connection).expect("columns") {
            let column = column.name;
            let count = format!(
                "SELECT count(*) AS count FROM \"{table}\" \
                 WHERE instr(lower(CAST(\"{column}\" AS TEXT)), ?) > 0"
            );
            let count: Count =
                sql_query(count).bind::<Text, _>(text).get_result(&mut connection).expect("it");
            if count.count > 0 {
                found.push(format!("{table}.{column}"));
            }
        }
    }
    found
}

fn contents(app: &TestApp) -> i64 {
    let count = "SELECT count(*) AS count FROM mails WHERE content IS NOT NULL";
    sql_query(count).get_result::<Count>(&mut connection(app)).expect("a count").count
}

/// OPS-AUD-01: tokens and passwords stand nowhere but in the mail itself; addresses stand where they
/// are needed, which is known by name. The log has neither.
#[test]
fn no_secret_is_at_rest_or_in_the_log() {
    log::capture();
    let (app, mut sink) = mailing();
    sink.set(Behaviour::Down);
    let stranger = app.stranger().with("user-agent", "at-rest-test");
    let email = "canary.address@example.jp";
    let link = app.registration_link(email);
    let file = bytes(&app);
    assert!(!holds(&file, link.as_bytes()), "the link's token is in the database");
    let digest = app.app.env.keys.digest(&Token::presented(link.clone()));
    assert!(holds(&file, &digest.0), "its digest is, so the search does find things");

    let mut form = registration_form(&link, "canary_login");
    let password = "canary-password-unguessable";
    form["password"] = json!(password);
    form["password_confirmation"] = json!(password);
    let done = stranger.post("/v1/registrations/complete", form).expect(201);
    let signed_in = json!({ "login_id": "canary_login", "password": password, "device_token": "canary-device" });
    let session = stranger.post("/v1/sessions", signed_in).expect(201);
    let refresh = json!({ "refresh_token": session.text("/refresh_token") });
    let refreshed = stranger
        .with("idempotency-key", "canary-idempotency-key")
        .post("/v1/sessions/refresh", refresh)
        .expect(200);
    let wrong = json!({ "login_id": "canary_login", "password": "canary-wrong-password" });
    stranger.post("/v1/sessions", wrong).refused(401, "sign_in_refused", "ACC-LCK-01");
    let items = json!({
        "login_id": "canary_login", "email": email, "full_name": "山田太郎", "phone": "0312345678"
    });
    stranger.post("/v1/recoveries", items).expect(202);
    let recovery = app.mailed_token(email, "recovery_link");
    let query = stranger.get(&format!("/v1/terms?token={recovery}"));
    assert!(!query.text.contains(&recovery), "what was sent is echoed");
    stranger.get(&format!("/{recovery}")).expect(404);

    let mut secrets = vec![
        link,
        recovery,
        password.to_owned(),
        PASSWORD.to_owned(),
        "canary-wrong-password".to_owned(),
        "canary-device".to_owned(),
        "canary-idempotency-key".to_owned(),
    ];
    for reply in [&done.body["session"], &session.body, &refreshed.body] {
        for name in ["access_token", "refresh_token", "device_token"] {
            secrets.extend(reply[name].as_str().map(str::to_owned));
        }
    }
    assert!(secrets.len() >= 13, "{}", secrets.len());
    let operator = app.operator();
    let (file, trail) = (bytes(&app), app.audit(&operator));
    let (trail, log) = (json!(trail).to_string(), log::captured());
    assert!(log.contains(done.header("request-id").expect("an id")), "the log is captured");
    for secret in secrets.iter().filter(|secret| *secret != PASSWORD) {
        assert!(!holds(&file, secret.as_bytes()), "in the database: {secret}");
        assert!(!trail.contains(secret.as_str()), "in the audit trail: {secret}");
        assert!(!log.contains(secret.as_str()), "in the log: {secret}");
    }
    for personal in [email, "山田航空貨物", "at-rest-test", "canary_login"] {
        assert!(!log.contains(personal), "in the log: {personal}");
    }
    assert!(!trail.contains(email), "the trail names accounts by id");
    let known = ["accounts.email", "accounts.email_key", "links.email"];
    assert_eq!(columns_with(&app, email), known);
    assert!(contents(&app) > 0, "they wait");

    // Once sent, nothing of a mail is left but that it was.
    sink.set(Behaviour::Accept);
    app.advance_real(2 * MINUTE);
    let operator = app.sign_in("operator-1");
    for recipient in [email, "operator-1@tegata.example"] {
        settled(&app, &operator, recipient, "sent");
    }
    let _woken = app.stranger().get("/readyz").expect(200);
    tegata_tests::harness::eventually("every content is erased", || contents(&app) == 0);
    assert_eq!(columns_with(&app, email), known);
}
