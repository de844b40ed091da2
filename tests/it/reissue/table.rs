//! The whole table of applications over HTTP: state × command × who.

use serde_json::Value;
use tegata_tests::harness::{Client, Desk, Reply};
use tegata_tests::on_both;

use super::{Filed, desk_with, file, form, rows};

const STATES: [&str; 4] = ["filed", "correction_requested", "approved", "withdrawn"];
const COMMANDS: [&str; 4] = ["correct", "withdraw", "approve", "request-correction"];

/// The state to which a command leads; nothing where it is refused.
fn next(state: &str, command: &str) -> Option<&'static str> {
    match (state, command) {
        ("filed", "approve") => Some("approved"),
        ("filed", "request-correction") => Some("correction_requested"),
        ("filed" | "correction_requested", "withdraw") => Some("withdrawn"),
        ("correction_requested", "correct") => Some("filed"),
        _ => None,
    }
}

/// A new application in this state.
fn in_state(desk: &Desk<'_>, state: &str, user_id: &str) -> Filed {
    desk.terminal(user_id);
    let filed = file(&desk.office, &[user_id]);
    match state {
        "correction_requested" => drop(filed.request_correction(&desk.operator).expect(200)),
        "approved" => drop(filed.approve(&desk.operator).expect(200)),
        "withdrawn" => drop(filed.withdraw(&desk.office).expect(200)),
        _ => {}
    }
    filed
}

fn give(command: &str, filed: &Filed, who: &Client, user_id: &str) -> Reply {
    match command {
        "correct" => filed.correct(who, form(&[user_id])),
        "withdraw" => filed.withdraw(who),
        "approve" => filed.approve(who),
        _ => filed.request_correction(who),
    }
}

/// What the answers say of a command: to the office, or to a reviewer.
fn action(desk: &Desk<'_>, filed: &Filed, command: &str) -> Value {
    let read = if ["correct", "withdraw"].contains(&command) {
        desk.office.get(&filed.path())
    } else {
        desk.operator.get(&filed.review())
    };
    let read = read.expect(200);
    let actions = read.body["application"]["actions"].as_array().unwrap();
    actions.iter().find(|action| action["name"] == command).unwrap().clone()
}

on_both! {
    /// RIS-REV-02: each command of who may give it, in each state: it leads where the table says, or is
    /// refused with the present state and changes nothing; `actions` says so before.
    fn the_table_of_states_and_commands(app) {
        let desk = desk_with(app, &[]);
        let mut number = 0;
        for state in STATES {
            for command in COMMANDS {
                number += 1;
                let user_id = format!("1ANAC{number:03}");
                let filed = in_state(&desk, state, &user_id);
                let who = if number % 4 == 1 || number % 4 == 2 { &desk.office } else { &desk.operator };
                let told = action(&desk, &filed, command);
                let expected = next(state, command);
                assert_eq!(told["allowed"], expected.is_some(), "{state} {command}");
                let method = if command == "correct" { "PUT" } else { "POST" };
                assert_eq!(told["method"], method);
                let before = rows(app);
                let reply = give(command, &filed, who, &user_id);
                let Some(next) = expected else {
                    let reply = reply.refused(409, "application_state_conflict", "RIS-REV-02");
                    assert_eq!(told["code"], "application_state_conflict");
                    assert!(reply.text("/detail").contains(&filed.number), "{}", reply.text);
                    let word = match state {
                        "filed" => "受付済み",
                        "correction_requested" => "確認依頼中",
                        "approved" => "確認完了",
                        _ => "取り下げ済み",
                    };
                    assert!(reply.text("/detail").contains(word), "{}", reply.text);
                    assert_eq!(rows(app), before, "{state} {command}");
                    continue;
                };
                let reply = reply.expect(200);
                assert_eq!(reply.text("/application/state"), next, "{state} {command}");
                assert!(told["href"].as_str().unwrap().contains(&filed.id));
                let read = desk.office.get(&filed.path()).expect(200);
                assert_eq!(read.text("/application/state"), next);
                let steps = read.body["steps"].as_array().unwrap();
                assert_eq!(steps.last().unwrap()["state"], next);
            }
        }
    }

    /// RIS-REV-02, RIS-REV-04: nobody else gives a command, in no state: each is refused for what they are,
    /// and nothing moves.
    fn nobody_else_moves_an_application(app) {
        let desk = desk_with(app, &[]);
        let other = Desk::of(app, desk.operator.clone(), "別の通関株式会社", "2BTYO");
        let terminal = desk.ready("1BNACA0A");
        let person = app.person("taro_cargo");
        let stranger = app.stranger();
        for (number, state) in STATES.into_iter().enumerate() {
            let user_id = format!("1ANAC{number:03}");
            let filed = in_state(&desk, state, &user_id);
            let before = desk.operator.get(&filed.review()).expect(200).body;
            for command in COMMANDS {
                let of_office = ["correct", "withdraw"].contains(&command);
                let own_side = if of_office { &desk.operator } else { &desk.office };
                for who in [own_side, &terminal, &person] {
                    give(command, &filed, who, &user_id).refused(403, "wrong_actor", "OPS-AUD-01");
                }
                let reply = give(command, &filed, &other.office, &user_id);
                if of_office {
                    reply.refused(404, "not_found", "");
                } else {
                    reply.refused(403, "wrong_actor", "OPS-AUD-01");
                }
                give(command, &filed, &stranger, &user_id).refused(401, "unauthenticated", "");
            }
            assert_eq!(desk.operator.get(&filed.review()).expect(200).body, before, "{state}");
        }
        assert_eq!(app.sql_number("(SELECT count(*) FROM temporary_passwords WHERE source = 'reissue')"), 1);
    }
}
