//! Temporary passwords are seen by whom they are for, and stand nowhere else (RIS-TMP-01).

use std::collections::BTreeMap;

use metrics_exporter_prometheus::PrometheusBuilder;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use tegata::operations::metrics_text;
use tegata_tests::harness::{Client, Desk, TERMINAL_PASSWORD, TestApp, change};
use tegata_tests::on_both;

use super::{Filed, desk_with, file, form};
use crate::log;

/// The path of every operation that reads, with these ids in place of its parameter, each where an id
/// of its kind stands.
fn readable(ids: &[String]) -> Vec<String> {
    let document = tegata::openapi::document();
    let paths = document["paths"].as_object().unwrap().iter();
    let readable =
        paths.filter(|(path, item)| !item["get"].is_null() && !path.contains("/openapi"));
    let paths = readable.flat_map(|(path, item)| match path.split_once('{') {
        None => vec![path.clone()],
        Some((before, rest)) => {
            let after = rest.split_once('}').unwrap().1;
            let parameters = item["get"]["parameters"].as_array().unwrap();
            let example = parameters.iter().find_map(|one| one["example"].as_str());
            let kind = example.unwrap().split_once('_').map(|(kind, _)| kind);
            let fitting = ids.iter().filter(|id| id.split_once('_').map(|(kind, _)| kind) == kind);
            fitting.map(|id| format!("{before}{id}{after}")).collect()
        }
    });
    paths.collect()
}

/// Where in the database a text stands in the clear, or as hexadecimal digits.
fn columns_with(app: &TestApp, text: &str) -> Vec<String> {
    let columns = if app.postgres {
        "SELECT table_name || '.' || column_name AS value FROM information_schema.columns \
         WHERE table_schema = 'public' ORDER BY 1"
    } else {
        "SELECT m.name || '.' || c.name AS value FROM sqlite_master m, pragma_table_info(m.name) c \
         WHERE m.type = 'table' ORDER BY 1"
    };
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    let text = text.to_lowercase();
    let look = |at: String| {
        let (table, column) = at.split_once('.').unwrap();
        let shown = if app.postgres {
            format!("lower(CAST(\"{column}\" AS text))")
        } else {
            format!("lower(CAST(\"{column}\" AS text)) || lower(hex(\"{column}\"))")
        };
        format!(
            "SELECT '{at}' AS value WHERE EXISTS (SELECT 1 FROM \"{table}\" \
             WHERE {shown} LIKE '%{text}%' OR {shown} LIKE '%{hex}%')"
        )
    };
    let looks: Vec<String> = app.sql_texts(columns).into_iter().map(look).collect();
    // SQLite joins no more than 500 of them.
    looks.chunks(400).flat_map(|looks| app.sql_texts(&looks.join(" UNION ALL "))).collect()
}

/// What operations read now.
fn metrics_now(app: &TestApp) -> String {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    metrics::with_local_recorder(&recorder, || {
        actix_web::rt::System::new().block_on(metrics_text(&app.app, &handle))
    })
}

/// Everybody but the filing office: strangers, people of the same company, its other office, terminal
/// users of the same user code, another company's, a reviewer.
fn others(desk: &Desk<'_>, other: &Desk<'_>) -> Vec<(&'static str, Client)> {
    vec![
        ("nobody", desk.app.stranger()),
        ("person", desk.app.person("taro_cargo")),
        ("sister", desk.app.office(&desk.operator, &desk.company, "1BTYO")),
        ("peer", desk.ready("1ANACA0B")),
        ("target", desk.ready("1ANACA0A")),
        ("other office", other.office.clone()),
        ("other terminal", other.ready("2BNACA0A")),
        ("reviewer", desk.operator.clone()),
    ]
}

on_both! {
    /// RIS-TMP-01: of everything that can be read by whomever, with whatever id, the id notices alone show
    /// a temporary password, of the application and of the terminal user, to their office alone.
    fn no_path_shows_it_to_anybody_else(app) {
        let desk = Desk::new(app);
        let other = Desk::of(app, desk.operator.clone(), "別の通関株式会社", "2BTYO");
        let others = others(&desk, &other);
        let filed = file(&desk.office, &["1ANACA0A"]);
        filed.approve(&desk.operator).expect(200);
        let password = filed.password(&desk.office);
        let news = desk.office.get("/v1/news").expect(200).text("/items/0/id");
        let terminal = desk.terminal_id("1ANACA0A");
        let number = |id: &str| id.split_once('_').unwrap().1.to_owned();
        let account = format!("acct_{}", number(&terminal));
        let ids = [filed.id.clone(), news, terminal.clone(), account, desk.office_id.clone(), desk.company.clone()];
        let (mut read, mut shown) = (0, 0);
        for path in readable(&ids) {
            for (who, client) in &others {
                let reply = client.get(&path);
                assert_ne!(reply.status, 500, "{path}: {}", reply.text);
                assert!(!reply.text.contains(&password), "{who} reads it at {path}");
                read += 1;
            }
            let reply = desk.office.get(&path);
            let notices = [filed.path(), format!("/v1/offices/current/terminal-users/{terminal}")];
            let notice = notices.iter().any(|of| path == format!("{of}/notice"));
            assert_eq!(reply.text.contains(&password), notice, "the office at {path}");
            shown += usize::from(notice);
        }
        assert!(read > 200, "{read}");
        assert_eq!(shown, 2, "the notices were among them");
        // What acts on it does not show it, either.
        for reply in [
            filed.approve(&desk.operator),
            filed.withdraw(&desk.office),
            filed.correct(&desk.office, form(&["1ANACA0A"])),
            desk.office.post("/v1/reissue-applications?dry_run=true", form(&["1ANACA0A"])),
        ] {
            assert!(!reply.text.contains(&password), "{}", reply.text);
        }
    }

    /// RIS-TMP-01: none stands in a mail, in the log, in the audit trail, in the metrics, or in a column
    /// of the database in the clear: before it is shown, after, once changed, and once it is over.
    fn it_stands_nowhere_else(app) {
        log::capture();
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        let keyed = desk.operator.with("idempotency-key", "approve-1");
        let filed = file(&desk.office, &["1ANACA0A", "1ANACA0B"]);
        let approved = filed.approve(&keyed).expect(200);
        filed.approve(&keyed).expect(200);
        let notice = filed.notice(&desk.office).expect(200);
        let passwords = [0, 1].map(|at| notice.text(&format!("/issued/{at}/temporary_password")));
        let session = app.at_terminal("1ANACA0A", &passwords[0]);
        change(&session, "1ANACA0A", &passwords[0]).expect(422);
        let search = |when: &str| {
            let trail = json!(app.audit(&desk.operator)).to_string();
            let (log, metrics) = (log::captured(), metrics_now(app));
            assert!(log.contains(approved.header("request-id").unwrap()), "the log is captured");
            let mails = app.stranger().get("/v1/sandbox/mails?limit=200").expect(200).text;
            assert!(mails.contains("application_approved") && trail.contains("temporary_password.viewed"));
            for password in &passwords {
                for (place, text) in [("mails", &mails), ("log", &log), ("trail", &trail), ("metrics", &metrics)] {
                    assert!(!text.contains(password.as_str()), "{when}: in the {place}");
                }
                assert_eq!(columns_with(app, password), Vec::<String>::new(), "{when}");
            }
        };
        // The search finds what is there.
        assert!(columns_with(app, "1ANACA0A").contains(&"accounts.login_id".to_owned()));
        search("live");
        let sealed = "(SELECT count(*) FROM temporary_passwords WHERE sealed IS NOT NULL)";
        assert_eq!(app.sql_number(sealed), 2);
        change(&session, "1ANACA0A", TERMINAL_PASSWORD).expect(204);
        search("changed");
        assert_eq!(app.sql_number(sealed), 1, "what was changed is erased");
    }
}

/// What somebody does in a walk.
#[derive(Debug, Clone, Copy)]
enum Act {
    File(usize),
    Withdraw,
    RequestCorrection,
    Correct(usize),
    Approve,
    Peer(usize),
    Change(usize),
    Wait,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        3 => (0..2_usize).prop_map(Act::File),
        1 => Just(Act::Withdraw),
        1 => Just(Act::RequestCorrection),
        1 => (0..2_usize).prop_map(Act::Correct),
        3 => Just(Act::Approve),
        1 => (0..2_usize).prop_map(Act::Peer),
        1 => (0..2_usize).prop_map(Act::Change),
        1 => Just(Act::Wait),
    ];
    proptest::collection::vec(act, 4..14)
}

/// The terminal users of a walk, and who initialises them.
const TARGETS: [&str; 2] = ["1ANACA0A", "1ANACA0B"];
const PEER: &str = "1ANACA0C";

/// RIS-TMP-01, RIS-REV-02: wherever a random walk leads, a notice shows a password if and only if it is
/// the latest one of its terminal user, was issued by this application, and was neither changed nor is
/// over; what it shows signs in; and no other notice, list or news shows it.
#[test]
fn on_any_walk_a_notice_shows_the_present_password_of_its_own_or_none() {
    let app = TestApp::sqlite();
    let desk = Desk::new(&app);
    for user_id in TARGETS {
        desk.terminal(user_id);
    }
    let peer = desk.ready(PEER);
    let config = Config { cases: 12, failure_persistence: None, ..Config::default() };
    let walked = TestRunner::new(config).run(&acts(), |acts| {
        walk(&desk, &peer, &acts);
        Ok(())
    });
    walked.unwrap();
}

/// Which application issued a terminal user's present password; nothing when a peer did, or when it was
/// changed, or is over.
type Present = BTreeMap<&'static str, Option<String>>;

fn walk(desk: &Desk<'_>, peer: &Client, acts: &[Act]) {
    let mut all: Vec<Filed> = Vec::new();
    let mut present = Present::new();
    desk.app.advance(30 * 86_400);
    desk.app.to_opening();
    // Walks are no requests of one hour.
    desk.app.sql("DELETE FROM counters");
    for act in acts {
        let latest = all.last().cloned();
        match (act, latest) {
            (Act::File(target), _) => {
                let reply = super::try_file(&desk.office, &[TARGETS[*target]]);
                if reply.status == 201 {
                    all.push(Filed::of(&reply));
                }
            }
            (Act::Withdraw, Some(filed)) => drop(filed.withdraw(&desk.office)),
            (Act::RequestCorrection, Some(filed)) => drop(filed.request_correction(&desk.operator)),
            (Act::Correct(target), Some(filed)) => {
                drop(filed.correct(&desk.office, form(&[TARGETS[*target]])));
            }
            (Act::Approve, Some(filed)) => {
                let reply = filed.approve(&desk.operator);
                if reply.status == 200 {
                    let user_id = reply.text("/application/targets/0/user_id");
                    let target = TARGETS.into_iter().find(|known| *known == user_id).unwrap();
                    present.insert(target, Some(filed.id));
                }
            }
            (Act::Peer(target), _) => {
                let body = json!({ "user_id": TARGETS[*target] });
                if peer.post("/v1/terminal/peer-initialisations", body).status == 201 {
                    present.insert(TARGETS[*target], None);
                }
            }
            (Act::Change(target), _) => {
                let target = TARGETS[*target];
                if let Some(Some(id)) = present.get(target).cloned() {
                    let filed = Filed { id, number: String::new() };
                    let session = desk.app.at_terminal(target, &filed.password(&desk.office));
                    if change(&session, target, TERMINAL_PASSWORD).status == 204 {
                        present.insert(target, None);
                    }
                }
            }
            (Act::Wait, _) => {
                desk.app.advance(12 * 86_400);
                desk.app.to_opening();
                present.clear();
            }
            (Act::Withdraw | Act::RequestCorrection | Act::Correct(_) | Act::Approve, None) => {}
        }
        check(desk, &all, &present);
    }
    // The next walk begins with no open application.
    for filed in all {
        drop(filed.withdraw(&desk.office));
    }
}

/// Compares what the notices show with what the walk knows.
fn check(desk: &Desk<'_>, all: &[Filed], present: &Present) {
    let mut shown = Vec::new();
    for filed in all {
        let notice = filed.notice(&desk.office).expect(200);
        for issued in notice.body["issued"].as_array().unwrap() {
            let user_id = issued["user_id"].as_str().unwrap();
            let live = present.get(user_id) == Some(&Some(filed.id.clone()));
            assert_eq!(issued["state"] == "live", live, "{}", notice.text);
            assert_eq!(issued["temporary_password"].is_string(), live, "{}", notice.text);
            shown.extend(issued["temporary_password"].as_str().map(str::to_owned));
        }
    }
    let lists = ["/v1/reissue-applications?limit=200", "/v1/news?limit=200"];
    for text in lists.map(|path| desk.office.get(path).expect(200).text) {
        assert!(shown.iter().all(|password| !text.contains(password.as_str())), "{text}");
    }
    let queue = desk.operator.get("/v1/review/reissue-applications?limit=200").expect(200).text;
    assert!(shown.iter().all(|password| !queue.contains(password.as_str())), "{queue}");
}
