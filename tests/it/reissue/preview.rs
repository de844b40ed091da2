//! `POST /v1/reissue-applications?dry_run=true`: the confirm step.

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Reply};
use tegata_tests::on_both;

use super::{APPLICATIONS, desk_with, file, form, rows};
use crate::account::with;

fn preview(office: &Client, form: &Value) -> Reply {
    office.post(&format!("{APPLICATIONS}?dry_run=true"), form.clone())
}

/// The codes of an answer's notices.
fn codes(reply: &Reply) -> Vec<String> {
    let notices = reply.body["notices"].as_array().unwrap();
    notices.iter().map(|notice| notice["code"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    /// RIS-APP-07: the confirm step shows what would be filed and changes nothing, however often; filing
    /// then gives just that.
    fn a_preview_shows_the_result_and_changes_nothing(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        let wanted = with(form(&["1anac-a0a"]), json!({ "desired_date": "2041-12-02" }));
        app.advance_to("2041-12-01T12:00:00+09:00");
        let before = rows(app);
        let keyed = desk.office.with("idempotency-key", "look");
        let seen = preview(&keyed, &wanted).expect(200);
        assert_eq!(preview(&keyed, &wanted).expect(200).body, seen.body);
        assert_eq!(rows(app), before);
        assert_eq!(app.sql_number("(SELECT count(*) FROM idempotency_keys)"), 0);
        let filed = desk.office.post(APPLICATIONS, wanted).expect(201);
        for part in ["contact", "targets", "desired_date"] {
            assert_eq!(filed.body["application"][part], seen.body[part], "{part}");
        }
        assert_eq!(filed.body["notices"], seen.body["notices"]);
        assert_eq!(seen.body["targets"][0]["user_id"], "1ANACA0A");
        assert!(seen.body["receipt_number"].is_null() && seen.body["id"].is_null());
    }

    /// RIS-APP-07: filing accepts exactly what a preview accepts, and refuses the rest in the same words.
    fn filing_accepts_what_a_preview_accepts(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B", "1ANACA0C"]);
        desk.own_system("1ANACSYS");
        file(&desk.office, &["1ANACA0C"]);
        let mut mute = form(&["1ANACA0A"]);
        mute["contact"]["phone"] = json!("");
        for wanted in [
            form(&[]),
            form(&["9ZZZZA0A"]),
            form(&["1ANACAOA"]),
            form(&["1ANACSYS"]),
            form(&["1ANACA0C"]),
            form(&["1ANACA0A", "1ANACA0A"]),
            with(form(&["1ANACA0A"]), json!({ "guidance_version": "x" })),
            with(form(&["1ANACA0A"]), json!({ "desired_date": "2020-01-01" })),
            mute,
            form(&["1ANACA0A", "1ANACA0B"]),
        ] {
            let seen = preview(&desk.office, &wanted);
            let done = desk.office.post(APPLICATIONS, wanted.clone());
            if seen.status == 200 {
                done.expect(201);
            } else {
                assert_eq!((done.status, &done.body["errors"]), (seen.status, &seen.body["errors"]));
            }
        }
    }

    /// RIS-APP-05: where another person-used id of the same user code is, the preview says that it is
    /// faster, for each target and with its id; own-system ids, disabled ones, other targets and other
    /// user codes are no help.
    fn a_peer_is_faster(app) {
        let desk = desk_with(app, &["1ANACA0A", "1CNACA0A", "1DNACA0A", "1DNACA0B", "1ENACA0A"]);
        let peer = desk.terminal("1ANACA0B");
        desk.own_system("1CNACSYS");
        desk.terminal("1ENACA0B");
        let wanted = form(&["1ANACA0A", "1CNACA0A", "1DNACA0A", "1DNACA0B", "1ENACA0A"]);
        let seen = preview(&desk.office, &wanted).expect(200);
        assert_eq!(codes(&seen), ["peer_is_faster", "peer_is_faster", "answer_expected"]);
        let params = |at: usize| seen.body["notices"][at]["params"].clone();
        assert_eq!(params(0), json!({ "user_id": "1ANACA0A", "peer_user_id": "1ANACA0B" }));
        assert_eq!(params(1), json!({ "user_id": "1ENACA0A", "peer_user_id": "1ENACA0B" }));
        assert_eq!(seen.text("/notices/0/rule"), "RIS-APP-05");
        let detail = seen.text("/notices/0/detail");
        assert!(detail.contains("1ANACA0B") && detail.contains("URY"), "{detail}");
        let english = preview(&desk.office.with("accept-language", "en"), &wanted).expect(200);
        assert!(english.text("/notices/0/detail").contains("faster"), "{}", english.text);
        // A peer that is disabled cannot help.
        desk.operator
            .post(&format!("/v1/admin/terminal-users/{peer}/disable"), json!({ "reason": "Left." }))
            .expect(200);
        let seen = preview(&desk.office, &form(&["1ANACA0A"])).expect(200);
        assert_eq!(codes(&seen), ["answer_expected"]);
    }

    /// RIS-APP-06: with a desired date the preview warns that the reviewer may ring.
    fn with_a_date_the_reviewer_may_ring(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        app.advance_to("2041-12-01T12:00:00+09:00");
        let seen = preview(&desk.office, &form(&["1ANACA0A"])).expect(200);
        assert_eq!(codes(&seen), ["answer_expected"]);
        let dated = with(form(&["1ANACA0A"]), json!({ "desired_date": "2041-12-10" }));
        let seen = preview(&desk.office, &dated).expect(200);
        assert_eq!(codes(&seen), ["reviewer_may_ring", "answer_expected"]);
        assert_eq!(seen.text("/notices/0/params/desired_date"), "2041-12-10");
        assert!(seen.text("/notices/0/detail").contains("電話"), "{}", seen.text);
    }

    /// RIS-APP-07: the answer may take until the next business day, or later: over weekends, holidays
    /// and closures.
    fn the_answer_may_take_until_the_next_business_day(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let closure = json!({
            "from": "2041-11-25", "to": "2041-11-26", "yearly": false,
            "public_reason": "システム更新", "reason": "Notice 31."
        });
        for (now, closed, due) in [
            ("2041-11-21T00:00:00+09:00", false, "2041-11-22"),
            ("2041-11-21T23:30:00+09:00", false, "2041-11-22"),
            ("2041-11-22T09:00:00+09:00", false, "2041-11-25"),
            ("2041-11-23T09:00:00+09:00", true, "2041-11-27"),
        ] {
            app.advance_to(now);
            if closed {
                desk.operator.post("/v1/admin/closures", closure.clone()).expect(201);
            }
            let seen = preview(&desk.office, &form(&["1ANACA0A"])).expect(200);
            assert_eq!(seen.text("/answer_due"), due, "{now}");
            assert_eq!(seen.text("/notices/0/params/answer_due"), due, "{now}");
            assert!(seen.text("/notices/0/detail").contains(due), "{now}");
        }
    }
}
