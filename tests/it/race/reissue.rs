//! Receipt numbers, targets, verdicts and temporary passwords that many reach for at once.

use std::collections::BTreeSet;

use serde_json::json;
use tegata_tests::harness::{Client, Desk, PASSWORD, Reply, TestApp, at_once};
use tegata_tests::on_postgres;

use super::{count, one_wins, statuses};
use crate::reissue::{Filed, desk_with, file, form, try_file};

/// The same client at another instance.
fn at(instance: &TestApp, client: &Client) -> Client {
    let token = client.sends("authorization").unwrap().strip_prefix("Bearer ").unwrap().to_owned();
    instance.with_token(&token)
}

fn office_at(instance: &TestApp, code: &str) -> Client {
    let body = json!({ "realm": "office", "login_id": code, "password": PASSWORD });
    let reply = instance.stranger().post("/v1/sessions", body).expect(201);
    instance.with_token(&reply.text("/access_token"))
}

on_postgres! {
    /// RIS-APP-07: receipt numbers have no gaps, however many file at once at two instances, and though
    /// some of them are refused before, and some after a number was taken.
    fn receipt_numbers_have_no_gaps(app) {
        const RACERS: usize = 8;
        const ROUNDS: usize = 6;
        let desk = desk_with(app, &[]);
        let beside = app.beside(&[]);
        for racer in 0..RACERS {
            for round in 0..ROUNDS {
                desk.terminal(&format!("1ANAC{racer}{round}A"));
            }
        }
        let shared: Vec<String> = (0..ROUNDS).map(|round| format!("1SNAC{round:03}")).collect();
        for user_id in &shared {
            desk.terminal(user_id);
        }
        let instances = [&desk.office, &at(&beside, &desk.office)];
        let replies: Vec<Vec<Reply>> = at_once(RACERS, |racer| {
            let office = instances[racer % 2];
            let file = |user_id: &str| try_file(office, &[user_id]);
            let rounds = (0..ROUNDS).map(|round| match (racer + round) % 4 {
                0 => file("9ZZZZA0A"),
                // All reach for the same target in the same round: most take a number in vain.
                1 => file(&shared[round]),
                _ => file(&format!("1ANAC{racer}{round}A")),
            });
            rounds.collect()
        });
        let replies: Vec<Reply> = replies.into_iter().flatten().collect();
        assert!(replies.iter().all(|reply| [201, 422].contains(&reply.status)), "{:?}", statuses(&replies));
        let filed = replies.iter().filter(|reply| reply.status == 201);
        let numbers: BTreeSet<String> = filed.map(|reply| Filed::of(reply).number).collect();
        let expected: BTreeSet<String> =
            (1..=count(&replies, 201)).map(|number| format!("{number:07}C")).collect();
        assert_eq!(numbers, expected);
        assert!(numbers.len() >= RACERS * ROUNDS / 2, "{}", numbers.len());
        let last = app.sql_number("(SELECT last FROM receipt_numbers)");
        assert_eq!(usize::try_from(last).unwrap(), numbers.len());
        assert_eq!(app.sql_number("(SELECT count(*) FROM reissue_applications)"), last);
    }

    /// RIS-APP-08: of many who file for one target at once, one does; the others are told its number.
    fn one_open_application_per_target(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        let beside = app.beside(&[]);
        let instances = [&desk.office, &at(&beside, &desk.office)];
        for _ in 0..3 {
            let replies = at_once(8, |racer| {
                // In different orders, so that nobody waits for who waits for them.
                let targets = [["1ANACA0A", "1ANACA0B"], ["1ANACA0B", "1ANACA0A"]];
                try_file(instances[racer % 2], &targets[racer / 2 % 2])
            });
            one_wins(&replies, 201, &["invalid_fields"]);
            let won = Filed::of(replies.iter().find(|reply| reply.status == 201).unwrap());
            for reply in replies.iter().filter(|reply| reply.status == 422) {
                assert_eq!(reply.body["rule"], "RIS-APP-08", "{}", reply.text);
                assert_eq!(reply.text("/errors/0/params/receipt_number"), won.number);
            }
            won.withdraw(&desk.office).expect(200);
        }
    }

    /// RIS-REV-04: of many verdicts on one application, by two reviewers at two instances, one wins; the
    /// others are told the state that it came to, and issue nothing.
    fn one_verdict_wins(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let second = app.operator_named("operator-2");
        let beside = app.beside(&[]);
        let reviewers = [desk.operator.clone(), at(&beside, &second)];
        for round in 0..4 {
            let filed = file(&desk.office, &["1ANACA0A"]);
            let replies = at_once(8, |racer| {
                let reviewer = &reviewers[racer % 2];
                if racer / 2 % 2 == 0 { filed.approve(reviewer) } else { filed.request_correction(reviewer) }
            });
            one_wins(&replies, 200, &["application_state_conflict"]);
            let state = replies.iter().find(|reply| reply.status == 200).unwrap().text("/application/state");
            let told = if state == "approved" { "確認完了" } else { "確認依頼中" };
            for reply in replies.iter().filter(|reply| reply.status == 409) {
                assert!(reply.text("/detail").contains(told), "{state}: {}", reply.text);
                assert_eq!(reply.body["rule"], "RIS-REV-02");
            }
            let issued = format!(
                "(SELECT count(*) FROM audit_entries WHERE action = 'temporary_password.issued' \
                 AND detail = 'reissue' AND at >= (SELECT filed_at FROM reissue_applications \
                 WHERE receipt_number = {}))",
                filed.number.trim_end_matches('C').trim_start_matches('0')
            );
            let expected = i64::from(state == "approved");
            assert_eq!(app.sql_number(&issued), expected, "round {round}");
            if state == "correction_requested" {
                filed.withdraw(&desk.office).expect(200);
            }
            app.advance(60);
        }
    }

    /// RIS-REV-04, RIS-REV-02: of a verdict and a withdrawal one wins; an application that was withdrawn
    /// issues nothing.
    fn a_verdict_or_a_withdrawal_wins(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let beside = app.beside(&[]);
        let office = at(&beside, &desk.office);
        for _ in 0..6 {
            let filed = file(&desk.office, &["1ANACA0A"]);
            let replies = at_once(4, |racer| match racer % 2 {
                0 => filed.approve(&desk.operator),
                _ => filed.withdraw(&office),
            });
            one_wins(&replies, 200, &["application_state_conflict"]);
            let read = desk.office.get(&filed.path()).expect(200);
            assert_eq!(read.body["steps"].as_array().unwrap().len(), 2, "{}", read.text);
            let notice = filed.notice(&desk.office).expect(200);
            let issued = notice.body["issued"].as_array().unwrap().len();
            assert_eq!(issued == 1, read.text("/application/state") == "approved");
            app.advance(60);
        }
    }

    /// ACC-PRO-06, RIS-REV-02: of many corrections of one version one wins; its targets are those that
    /// are there.
    fn one_correction_wins(app) {
        let ids: Vec<String> = (0..6).map(|number| format!("1ANAC{number:03}")).collect();
        let desk = desk_with(app, &[]);
        for id in &ids {
            desk.terminal(id);
        }
        let filed = file(&desk.office, &[&ids[0]]);
        filed.request_correction(&desk.operator).expect(200);
        let replies = at_once(6, |racer| {
            desk.office.with("if-match", "\"2\"").put(&filed.path(), form(&[&ids[racer]]))
        });
        one_wins(&replies, 200, &["application_state_conflict", "version_stale"]);
        let won = replies.iter().find(|reply| reply.status == 200).unwrap();
        let read = desk.office.get(&filed.path()).expect(200);
        assert_eq!(read.body["application"], won.body["application"]);
        assert_eq!(app.sql_number("(SELECT count(*) FROM reissue_targets WHERE open)"), 1);
    }

    /// RIS-PEER-01, RIS-REV-03: a peer and a reviewer at once: both did it, the later one's password
    /// works, the other's does not, and the notice shows none but its own.
    fn a_peer_and_a_reviewer_at_once(app) {
        let desk = Desk::new(app);
        desk.ready("1ANACA0A");
        let peer = desk.ready("1ANACA0B");
        for _ in 0..4 {
            let filed = file(&desk.office, &["1ANACA0A"]);
            let replies = at_once(2, |racer| {
                if racer == 0 {
                    return filed.approve(&desk.operator);
                }
                let body = json!({ "user_id": "1ANACA0A" });
                peer.post("/v1/terminal/peer-initialisations", body)
            });
            assert_eq!(statuses(&replies), [200, 201]);
            let given = replies[1].text("/temporary_password");
            let notice = filed.notice(&desk.office).expect(200);
            assert!(!notice.text.contains(&given), "{}", notice.text);
            if notice.text("/issued/0/state") == "live" {
                app.try_terminal("1ANACA0A", &given).expect(401);
                app.at_terminal("1ANACA0A", &notice.text("/issued/0/temporary_password"));
            } else {
                assert_eq!(notice.text("/issued/0/state"), "replaced");
                app.at_terminal("1ANACA0A", &given);
            }
        }
    }

    /// ORG-02: an approval that races with the office's merger ends with one of the two orders, never with
    /// a password that works for nobody.
    fn an_approval_races_with_a_merger(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let into = app.company(&desk.operator, "引継ぎ物流株式会社");
        let filed = file(&desk.office, &["1ANACA0A"]);
        let replies = at_once(2, |racer| {
            if racer == 0 {
                return filed.approve(&desk.operator);
            }
            let body = json!({ "into_company_id": into, "reason": "Merged." });
            desk.operator.post(&format!("/v1/admin/companies/{}/merge", desk.company), body)
        });
        assert_eq!(statuses(&replies), [200, 200]);
        let office = office_at(app, "1ATYO");
        app.at_terminal("1ANACA0A", &filed.password(&office));
    }
}
