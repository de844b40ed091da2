//! One acceptance wins, whatever else happens to the assignment.

use serde_json::json;
use tegata_domain::assignment::expiry::expire;
use tegata_tests::harness::{Client, Reply, at_once};
use tegata_tests::on_postgres;

use super::{count, statuses};
use crate::assignment::{Community, accept_cargo, pin_of, wrong_pin};

/// How many grants there are.
fn grants(community: &Community<'_>) -> i64 {
    community.app.sql_number("(SELECT count(*) FROM assignments WHERE state = 'accepted')")
}

on_postgres! {
    /// ASG-ACC-07: a hundred acceptances at once are one grant, and one answer.
    fn one_of_a_hundred_acceptances_grants(app) {
        let community = Community::new(app);
        let (record, _) = community.assigned(1);
        let pin = community.pin();
        let replies = at_once(100, |_| accept_cargo(&community.addressee, &pin));
        assert_eq!(count(&replies, 200), 100, "{:?}", statuses(&replies));
        assert!(replies.iter().all(|reply| reply.body == replies[0].body));
        assert_eq!(grants(&community), 1);
        let accepted = "(SELECT count(*) FROM audit_entries WHERE action = 'assignment.accepted')";
        assert_eq!(app.sql_number(accepted), 1);
        community.colleague.get(&format!("/v1/cargo-records/{record}")).expect(200);
    }

    /// ASG-ACC-07: two addressees of one company accept the same record at once: one grant.
    fn one_grant_of_a_record_to_a_company(app) {
        let community = Community::new(app);
        for serial in 1..=5 {
            let (record, _) = community.assigned(serial);
            community.try_assign("cargo", &[&record], "broker_c@example.jp").expect(201);
            let pins =
                [community.pin(), pin_of(app, "broker_c@example.jp")];
            let people = [&community.addressee, &community.colleague];
            let replies = at_once(2, |number| accept_cargo(people[number], &pins[number]));
            assert_eq!(count(&replies, 200), 1, "{:?}", statuses(&replies));
            assert_eq!(grants(&community), i64::from(serial));
        }
    }

    /// ASG-CAN-01: an acceptance and a cancellation at once: one of them.
    fn accepted_or_cancelled(app) {
        let community = Community::new(app);
        for serial in 1..=8 {
            let (_, assignment) = community.assigned(serial);
            let pin = community.pin();
            let replies = at_once(8, |number| {
                if number % 2 == 0 {
                    accept_cargo(&community.addressee, &pin)
                } else {
                    community.act(&assignment, "cancel")
                }
            });
            let (accepts, cancels) = parted(&replies);
            let won = (count_of(&accepts, 200), count_of(&cancels, 200));
            // Whoever accepted first gets their answer again; a cancellation is one.
            assert!(won == (4, 0) || won == (0, 1), "{won:?} {:?}", statuses(&replies));
            let state = if won.0 > 0 { "accepted" } else { "cancelled" };
            assert_eq!(community.state(&assignment), state);
        }
    }

    /// ASG-REV-01: acceptances and a revocation at once end with no sight, or with a revocation that came
    /// too early.
    fn accepted_or_revoked(app) {
        let community = Community::new(app);
        for serial in 1..=8 {
            let (record, assignment) = community.assigned(serial);
            let pin = community.pin();
            let replies = at_once(6, |number| {
                if number == 5 {
                    community.act(&assignment, "revoke")
                } else {
                    accept_cargo(&community.addressee, &pin)
                }
            });
            let revoked = replies[5].status == 200;
            let state = if revoked { "revoked" } else { "accepted" };
            assert_eq!(community.state(&assignment), state, "{:?}", statuses(&replies));
            let seen = community.colleague.get(&format!("/v1/cargo-records/{record}"));
            assert_eq!(seen.status, if revoked { 404 } else { 200 });
        }
    }

    /// ASG-EXP-01: at the end of day 7 it is accepted or expired, never both, and never twice told.
    fn accepted_or_expired(app) {
        let community = Community::new(app);
        let env = &app.app.env;
        let assignments: Vec<(String, String)> = (1..=12)
            .map(|serial| {
                let (_, assignment) = community.assigned(serial);
                (assignment, community.pin())
            })
            .collect();
        community.go_to(7, "23:59:59");
        at_once(12, |number| {
            let (_, pin) = &assignments[number];
            // Around the end of the day, a little later each.
            std::thread::park_timeout(std::time::Duration::from_millis(150 * number as u64));
            if number % 4 == 0 {
                expire(env, 100).expect("it is stored");
            }
            accept_cargo(&community.addressee, pin);
        });
        community.go_to(8, "00:00:05");
        at_once(4, |_| expire(env, 100).expect("it is stored"));
        for (assignment, _) in &assignments {
            let state = community.state(assignment);
            assert!(["accepted", "expired"].contains(&state.as_str()), "{state}");
        }
        let number = |what: &str| app.sql_number(&format!("(SELECT count(*) FROM {what})"));
        let expired = number("assignments WHERE state = 'expired'");
        assert_eq!(number("audit_entries WHERE action = 'assignment.expired'"), expired);
        assert_eq!(number("mails WHERE letter = 'assignment_expired'"), expired);
        assert_eq!(grants(&community) + expired, 12);
    }

    /// ORG-02, ASG-LIFE-01: a company that accepts while another one takes it over: the grant comes along,
    /// or nothing is accepted.
    fn accepted_or_merged_away(app) {
        let community = Community::new(app);
        let into = community.company_of(&community.other);
        for round in 1..=8 {
            let login_id = format!("broker_r{round}");
            let name = format!("消える通関{round}株式会社");
            let broker = app.person_with(&login_id, json!({ "company_name": name }));
            let (record, email) = (community.cargo(round), format!("{login_id}@example.jp"));
            community.try_assign("cargo", &[&record], &email).expect(201);
            let pin = pin_of(app, &email);
            let path = format!("/v1/admin/companies/{}/merge", community.company_of(&broker));
            let body = json!({ "into_company_id": into, "reason": "Merger." });
            let replies = at_once(2, |number| match number {
                0 => community.operator.post(&path, body.clone()),
                _ => accept_cargo(&broker, &pin),
            });
            assert_eq!(replies[0].status, 200, "{}", replies[0].text);
            let code = replies[1].body["code"].as_str().unwrap_or_default();
            let accepted = replies[1].status == 200;
            let refused = ["company_state_conflict", "session_ended"].contains(&code);
            assert!(accepted || refused, "{}", replies[1].text);
            let seen = community.other.get(&format!("/v1/cargo-records/{record}"));
            assert_eq!(seen.status, if accepted { 200 } else { 404 });
            let left = "(SELECT count(*) FROM assignments JOIN companies \
                ON companies.id = accepted_company_id WHERE companies.state = 'merged')";
            assert_eq!(app.sql_number(left), 0);
            // What was not accepted waits for the address in the other company.
            let moved = app.sign_in(&login_id);
            accept_cargo(&moved, &pin).expect(200);
        }
    }

    /// ORG-02, ASG-SND-03: what names a company while it is taken over names the other one, or is not
    /// sent: somebody can accept it.
    fn named_or_merged_away(app) {
        let community = Community::new(app);
        let into = community.company_of(&community.other);
        for round in 1..=8 {
            let login_id = format!("broker_n{round}");
            let name = format!("消える物流{round}株式会社");
            let broker = app.person_with(&login_id, json!({ "company_name": name }));
            let (company, email) = (community.company_of(&broker), format!("{login_id}@example.jp"));
            let sent = json!({
                "kind": "cargo", "record_ids": [community.cargo(round)], "email": email,
                "company_id": company
            });
            let path = format!("/v1/admin/companies/{company}/merge");
            let body = json!({ "into_company_id": into, "reason": "Merger." });
            let replies = at_once(2, |number| match number {
                0 => community.operator.post(&path, body.clone()),
                _ => community.sender.post("/v1/assignments", sent.clone()),
            });
            assert_eq!(replies[0].status, 200, "{}", replies[0].text);
            if replies[1].status == 201 {
                accept_cargo(&app.sign_in(&login_id), &pin_of(app, &email)).expect(200);
            } else {
                assert_eq!(replies[1].body["errors"][0]["pointer"], "/company_id", "{}", replies[1].text);
            }
        }
    }

    /// ORG-02, ASG-LIFE-01: an account that accepts while it is moved: for the company that it was in, or
    /// not at all.
    fn accepted_or_moved_away(app) {
        let community = Community::new(app);
        let into = community.company_of(&community.other);
        for round in 1..=8 {
            let login_id = format!("broker_r{round}");
            let left = community.company_of(&community.addressee);
            let broker = app.member(&community.operator, &left, &login_id);
            let (record, email) = (community.cargo(round), format!("{login_id}@example.jp"));
            community.try_assign("cargo", &[&record], &email).expect(201);
            let pin = pin_of(app, &email);
            let id = broker.get("/v1/me").expect(200).text("/id");
            let path = format!("/v1/admin/accounts/{id}/move");
            let body = json!({ "company_id": into, "company_role": "member", "reason": "Moved." });
            let replies = at_once(2, |number| match number {
                0 => community.operator.post(&path, body.clone()),
                _ => accept_cargo(&broker, &pin),
            });
            assert_eq!(replies[0].status, 200, "{}", replies[0].text);
            let accepted = replies[1].status == 200;
            let code = replies[1].body["code"].as_str().unwrap_or_default();
            assert!(accepted || code == "session_ended", "{}", replies[1].text);
            let path = format!("/v1/cargo-records/{record}");
            assert_eq!(community.addressee.get(&path).status, if accepted { 200 } else { 404 });
            community.other.get(&path).expect(404);
            if !accepted {
                accept_cargo(&app.sign_in(&login_id), &pin).expect(200);
                community.other.get(&path).expect(200);
            }
        }
    }

    /// ASG-ACC-06: guesses at once are counted as if they came one after the other.
    fn guesses_at_once_are_counted(app) {
        let community = Community::new(app);
        let (_, assignment) = community.assigned(1);
        let guess = |person: &Client, number: usize, named: bool| {
            let mut body = json!({ "pin": wrong_pin(number) });
            if named {
                body["assignment_id"] = json!(assignment);
            }
            person.post("/v1/cargo-records/assignment-acceptances", body)
        };
        let replies = at_once(40, |number| guess(&community.other, number, false));
        assert_eq!((count(&replies, 404), count(&replies, 429)), (5, 35), "{:?}", statuses(&replies));
        let replies = at_once(40, |number| guess(&community.addressee, number, true));
        assert_eq!((count(&replies, 404), count(&replies, 409)), (5, 35), "{:?}", statuses(&replies));
    }

    /// ASG-SND-04: the same record to the same address at once: one assignment, one mail.
    fn one_pending_assignment(app) {
        let community = Community::new(app);
        let record = community.cargo(1);
        let replies =
            at_once(20, |_| community.try_assign("cargo", &[&record], crate::assignment::ADDRESSEE));
        assert_eq!((count(&replies, 201), count(&replies, 422)), (1, 19), "{:?}", statuses(&replies));
        assert_eq!(app.sql_number("(SELECT count(*) FROM mails WHERE letter = 'assignment_pin')"), 1);
    }
}

/// The answers of the even and of the odd ones.
fn parted(replies: &[Reply]) -> (Vec<&Reply>, Vec<&Reply>) {
    let numbered = replies.iter().enumerate();
    let (even, odd): (Vec<_>, Vec<_>) = numbered.partition(|(number, _)| number % 2 == 0);
    let replies = |part: Vec<(usize, _)>| part.into_iter().map(|(_, reply)| reply).collect();
    (replies(even), replies(odd))
}

fn count_of(replies: &[&Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}
