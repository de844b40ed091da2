//! `/v1/review/reissue-applications`: the queue, approve, request correction

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Desk, TERMINAL_PASSWORD};
use tegata_tests::on_both;

use super::{
    CONTACT, Filed, MANAGER, QUEUE, desk_with, file, form, letters, office_again, rows, sql_id,
};

/// The receipt numbers in the queue.
fn numbers(reviewer: &Client, query: &str) -> Vec<String> {
    let queue = reviewer.get(&format!("{QUEUE}{query}")).expect(200);
    let items = queue.body["items"].as_array().unwrap();
    items.iter().map(|item| item["receipt_number"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    /// RIS-REV-01, RIS-APP-03: the queue shows who waits longest first, with whom to contact; a corrected
    /// application waits anew.
    fn the_queue_has_the_longest_waiting_first(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B", "1ANACA0C"]);
        let other = Desk::of(app, desk.operator.clone(), "別の通関株式会社", "2BTYO");
        other.terminal("2BNACA0A");
        let mut filed: Vec<Filed> = Vec::new();
        for (office, id) in [
            (&desk.office, "1ANACA0A"),
            (&other.office, "2BNACA0A"),
            (&desk.office, "1ANACA0B"),
            (&desk.office, "1ANACA0C"),
        ] {
            app.advance(60);
            filed.push(file(office, &[id]));
        }
        let [a, b, c, d] = ["0000001C", "0000002C", "0000003C", "0000004C"];
        assert_eq!(numbers(&desk.operator, ""), [a, b, c, d]);
        filed[0].request_correction(&desk.operator).expect(200);
        filed[3].approve(&desk.operator).expect(200);
        assert_eq!(numbers(&desk.operator, ""), [b, c]);
        app.advance(60);
        filed[0].correct(&desk.office, form(&["1ANACA0A"])).expect(200);
        assert_eq!(numbers(&desk.operator, ""), [b, c, a]);

        assert_eq!(numbers(&desk.operator, "?state=approved"), [d]);
        assert_eq!(numbers(&desk.operator, "?office_code=2btyo"), [b]);
        assert_eq!(numbers(&desk.operator, "?office_code=9ZZZZ"), Vec::<String>::new());
        assert_eq!(numbers(&desk.operator, "?receipt_number=0000004c"), [d], "in any state");
        assert_eq!(numbers(&desk.operator, "?receipt_number=0000004C&state=filed"), Vec::<String>::new());
        for (query, field, code) in [
            ("?state=lost", "?state", "not_allowed"),
            ("?receipt_number=4", "?receipt_number", "invalid_format"),
            ("?overdue=maybe", "?overdue", "not_allowed"),
        ] {
            desk.operator.get(&format!("{QUEUE}{query}")).fields(&[(field, code)]);
        }

        let first = desk.operator.get(&format!("{QUEUE}?limit=1")).expect(200);
        let item = &first.body["items"][0];
        assert_eq!(item["office"]["code"], "2BTYO");
        assert_eq!(item["office"]["company_name"], "別の通関株式会社");
        assert_eq!(item["office"]["manager"]["email"], "2btyo@example.jp");
        assert_eq!(item["contact"]["phone"], "+81312345678");
        assert_eq!(item["targets"][0]["user_id"], "2BNACA0A");
        assert_eq!(item["targets"][0]["eligible"], true);
        let cursor = first.text("/next_cursor");
        assert_eq!(numbers(&desk.operator, &format!("?limit=2&cursor={cursor}")), [c, a]);
    }

    /// RIS-APP-07, RIS-REV-01: how long each waits is counted in business days; overdue is what was not
    /// decided by the end of the business day after.
    fn the_queue_tells_what_is_overdue(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        app.advance_to("2041-11-22T15:00:00+09:00");
        let friday = file(&desk.office, &["1ANACA0A"]);
        let waiting = |filed: &Filed| {
            let read = desk.operator.get(&filed.review()).expect(200);
            read.body["application"]["waiting"].clone()
        };
        let expected = |days: u32, due: &str, overdue: bool| {
            json!({ "business_days": days, "answer_due": due, "overdue": overdue })
        };
        for (now, days, overdue) in [
            ("2041-11-24T12:00:00+09:00", 0, false),
            ("2041-11-25T00:00:00+09:00", 1, false),
            ("2041-11-25T23:59:59+09:00", 1, false),
        ] {
            app.advance_to(now);
            assert_eq!(waiting(&friday), expected(days, "2041-11-25", overdue), "{now}");
            assert_eq!(numbers(&desk.operator, "?overdue=true"), Vec::<String>::new(), "{now}");
            assert_eq!(numbers(&desk.operator, "?overdue=false"), [friday.number.as_str()], "{now}");
        }
        let monday = file(&desk.office, &["1ANACA0B"]);
        app.advance_to("2041-11-26T00:00:00+09:00");
        assert_eq!(waiting(&friday), expected(2, "2041-11-25", true));
        assert_eq!(waiting(&monday), expected(1, "2041-11-26", false));
        assert_eq!(numbers(&desk.operator, "?overdue=true"), [friday.number.as_str()]);
        assert_eq!(numbers(&desk.operator, "?overdue=false"), [monday.number.as_str()]);
        // What does not wait for a reviewer is not overdue.
        friday.request_correction(&desk.operator).expect(200);
        assert_eq!(waiting(&friday), Value::Null);
        assert_eq!(numbers(&desk.operator, "?overdue=true"), Vec::<String>::new());
    }

    /// RIS-REV-03: approval gives each target a temporary password, unlocks it and ends its sessions.
    fn an_approval_lets_every_target_in(app) {
        let desk = Desk::new(app);
        let sessions = ["1ANACA0A", "1ANACA0B"].map(|id| desk.ready(id));
        for _ in 0..6 {
            app.try_terminal("1ANACA0A", "WRONG123");
        }
        app.try_terminal("1ANACA0A", TERMINAL_PASSWORD).refused(
            401,
            "terminal_sign_in_refused",
            "ACC-LCK-04",
        );
        let filed = file(&desk.office, &["1ANACA0A", "1ANACA0B"]);
        sessions[0].get("/v1/terminal").expect(200);
        let done = filed.approve(&desk.operator).expect(200);
        assert_eq!(done.text("/application/state"), "approved");
        assert_eq!(done.body["application"]["waiting"], Value::Null);
        for session in &sessions {
            session.get("/v1/terminal").refused(401, "session_ended", "");
        }
        let notice = filed.notice(&desk.office).expect(200);
        for (at, id) in ["1ANACA0A", "1ANACA0B"].into_iter().enumerate() {
            let password = notice.text(&format!("/issued/{at}/temporary_password"));
            app.try_terminal(id, TERMINAL_PASSWORD).expect(401);
            app.at_terminal(id, &password)
                .get("/v1/terminal")
                .refused(403, "temporary_password_must_change", "RIS-TMP-02");
        }
        assert_ne!(notice.body["issued"][0]["temporary_password"], notice.body["issued"][1]["temporary_password"]);
    }

    /// RIS-REV-01: both verdicts mail both contacts, with receipt date and number and the portal's
    /// address; what the reviewer wrote is read in the portal.
    fn both_verdicts_are_mailed_to_both_contacts(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        app.advance_to("2041-11-22T15:00:00+09:00");
        let filed = file(&desk.office, &["1ANACA0A"]);
        app.advance_to("2041-11-25T09:00:00+09:00");
        filed.request_correction(&desk.operator).expect(200);
        filed.correct(&desk.office, form(&["1ANACA0A"])).expect(200);
        let note = json!({ "note": "ご本人様に\n確認いたしました。" });
        let reviewer = desk.operator.with("if-match", "*");
        let done = reviewer.post(&format!("{}/approve", filed.review()), note).expect(200);
        let password = filed.password(&desk.office);
        for address in [MANAGER, CONTACT] {
            for letter in ["correction_requested", "application_approved"] {
                let mail = app.mail(address, letter);
                let text = mail["text"].as_str().unwrap();
                for said in [filed.number.as_str(), "2041年11月22日", "http"] {
                    assert!(text.contains(said), "{said} in {text}");
                }
                for unsaid in [password.as_str(), "ご確認ください。\n対象", "ご本人様に"] {
                    assert!(!mail.to_string().contains(unsaid), "{unsaid} in {text}");
                }
                assert_eq!(mail["links"], json!([]));
            }
        }
        assert_eq!(letters(app, CONTACT).len(), 4);
        assert_eq!(done.text("/steps/3/note"), "ご本人様に\n確認いたしました。");
        let read = desk.office.get(&filed.path()).expect(200);
        assert_eq!(read.body["steps"], done.body["steps"]);
        assert_eq!(filed.notice(&desk.office).expect(200).text("/note"), "ご本人様に\n確認いたしました。");
    }

    /// RIS-REV-01: asking for a correction takes words, an approval may have some; 1,000 characters.
    fn a_verdict_is_put_into_words(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        let before = rows(app);
        let reviewer = desk.operator.with("if-match", "*");
        let post = |verb: &str, body: Value| reviewer.post(&format!("{}/{verb}", filed.review()), body);
        for (body, code) in [
            (json!({}), "required"),
            (json!({ "note": "" }), "required"),
            (json!({ "note": " \n\u{3000}" }), "required"),
            (json!({ "note": "x".repeat(1001) }), "too_long"),
            (json!({ "note": "a\u{202E}b" }), "unprintable_character"),
        ] {
            post("request-correction", body)
                .refused(422, "invalid_fields", "RIS-REV-01")
                .fields(&[("/note", code)]);
        }
        for (note, code) in [("\u{7}", "unprintable_character"), (&"x".repeat(1001), "too_long")] {
            post("approve", json!({ "note": note }))
                .refused(422, "invalid_fields", "RIS-REV-01")
                .fields(&[("/note", code)]);
        }
        assert_eq!(rows(app), before);
        post("request-correction", json!({ "note": "漢".repeat(1000) })).expect(200);
        filed.correct(&desk.office, form(&["1ANACA0A"])).expect(200);
        // An approval needs no words; blank ones are none.
        let done = post("approve", json!({ "note": " " })).expect(200);
        assert_eq!(done.body["steps"][3]["note"], Value::Null);
    }

    /// RIS-REV-04: a reviewer decides on no application of a company they belong to, neither the one at
    /// filing nor the present one; what they may do is told before.
    fn nobody_reviews_his_own_company(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        let own = desk.operator.get("/v1/me").expect(200).text("/company_id");
        let set = |table: &str, column: &str, key: &str, to: &str| {
            let [key, to] = [key, to].map(|id| sql_id(app, id));
            app.sql(&format!("UPDATE {table} SET {column} = {to} WHERE id = {key}"));
        };
        let refused = || {
            let read = desk.operator.get(&filed.review()).expect(200);
            let actions = read.body["application"]["actions"].as_array().unwrap();
            assert!(actions.iter().all(|action| action["code"] == "own_company_review"), "{}", read.text);
            filed.approve(&desk.operator).refused(403, "own_company_review", "RIS-REV-04");
            filed.request_correction(&desk.operator).refused(403, "own_company_review", "RIS-REV-04");
        };
        // The office came to the reviewer's company since.
        set("accounts", "company_id", &desk.office_id, &own);
        refused();
        // OPS-AUD-01: who tried stands in the trail.
        let trail = app.audit(&desk.operator);
        let tried = trail.iter().filter(|entry| entry["refused"] == "own_company_review");
        let operations: Vec<&str> = tried.map(|entry| entry["detail"].as_str().unwrap()).collect();
        assert_eq!(operations, ["request_reissue_correction", "approve_reissue_application"]);
        // It belonged to that company when it filed.
        set("accounts", "company_id", &desk.office_id, &desk.company);
        set("reissue_applications", "company_id", &filed.id, &own);
        refused();
        set("reissue_applications", "company_id", &filed.id, &desk.company);
        filed.approve(&desk.operator).expect(200);
    }

    /// ORG-02, RIS-REV-04: a company that is merged between filing and review takes its applications
    /// along; the office reads them after, and both companies count for the reviewer's own.
    fn a_merger_between_filing_and_review_changes_nothing(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        let into = app.company(&desk.operator, "引継ぎ物流株式会社");
        let merge = format!("/v1/admin/companies/{}/merge", desk.company);
        desk.operator
            .post(&merge, json!({ "into_company_id": into, "reason": "Merged." }))
            .expect(200);
        let read = desk.operator.get(&filed.review()).expect(200);
        assert_eq!(read.text("/application/office/company_id"), into);
        assert_eq!(read.text("/application/office/company_name"), "引継ぎ物流株式会社");
        filed.approve(&desk.operator).expect(200);
        desk.office.get(&filed.path()).refused(401, "session_ended", "");
        let office = office_again(app, "1ATYO");
        let password = filed.password(&office);
        app.at_terminal("1ANACA0A", &password);
    }

    /// RIS-REV-03, RIS-PEER-02: what became unable to get a temporary password cannot be approved; it can
    /// be sent back.
    fn an_ineligible_target_cannot_be_approved(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        let filed = file(&desk.office, &["1ANACA0A", "1ANACA0B"]);
        let id = desk.terminal_id("1ANACA0B");
        let act = |verb: &str| {
            let path = format!("/v1/admin/terminal-users/{id}/{verb}");
            desk.operator.post(&path, json!({ "reason": "Ticket 1." })).expect(200);
        };
        act("disable");
        let before = rows(app);
        let read = desk.operator.get(&filed.review()).expect(200);
        assert_eq!(read.body["application"]["targets"][1]["eligible"], false);
        assert_eq!(read.text("/application/actions/0/code"), "target_ineligible");
        let refused = filed.approve(&desk.operator).refused(409, "target_ineligible", "RIS-REV-03");
        assert!(refused.text("/detail").contains("1ANACA0B"), "{}", refused.text);
        assert!(!refused.text("/detail").contains("1ANACA0A"), "{}", refused.text);
        assert_eq!(rows(app), before);
        act("enable");
        app.sql("UPDATE terminal_users SET usage = 'own_system' WHERE identification = 'A0B'");
        filed.approve(&desk.operator).refused(409, "target_ineligible", "RIS-REV-03");
        filed.request_correction(&desk.operator).expect(200);
        filed.correct(&desk.office, form(&["1ANACA0A"])).expect(200);
        filed.approve(&desk.operator).expect(200);
    }

    /// RIS-REV-04: a verdict on another version than the one that was read is refused, if the reviewer
    /// names it.
    fn a_verdict_is_on_what_was_read(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        let read = desk.operator.get(&filed.review()).expect(200);
        let seen = desk.operator.with("if-match", read.header("etag").unwrap());
        filed.request_correction(&desk.operator).expect(200);
        filed.correct(&desk.office, form(&["1ANACA0B"])).expect(200);
        filed.approve(&seen).refused(412, "version_stale", "ACC-PRO-06");
        filed.request_correction(&seen).refused(412, "version_stale", "ACC-PRO-06");
        let read = desk.operator.get(&filed.review()).expect(200);
        let seen = desk.operator.with("if-match", read.header("etag").unwrap());
        let done = filed.approve(&seen).expect(200);
        assert_eq!(done.header("etag"), Some("\"4\""));
    }

    /// RIS-REV-04: a repeated approval under one key is answered again, and issues nothing twice.
    fn a_repeated_approval_issues_once(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        let keyed = desk.operator.with("idempotency-key", "approve-1");
        let first = filed.approve(&keyed).expect(200);
        let password = filed.password(&desk.office);
        let again = filed.approve(&keyed).expect(200);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(first.body, again.body);
        assert_eq!(filed.password(&desk.office), password);
        assert!(!first.text.contains(&password));
        filed
            .approve(&desk.operator)
            .refused(409, "application_state_conflict", "RIS-REV-02");
    }

    /// OPS-AUD-01: each verdict stands in the audit trail, and each password that it issued.
    fn verdicts_are_audited(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        let filed = file(&desk.office, &["1ANACA0A", "1ANACA0B"]);
        filed.request_correction(&desk.operator).expect(200);
        filed.correct(&desk.office, form(&["1ANACA0A", "1ANACA0B"])).expect(200);
        filed.approve(&desk.operator).expect(200);
        let trail = app.audit(&desk.operator);
        let reviewer = desk.operator.get("/v1/me").expect(200).text("/id");
        for (action, by_reviewer) in [
            ("reissue.correction_requested", true),
            ("reissue.corrected", false),
            ("reissue.approved", true),
        ] {
            let entry = trail.iter().find(|entry| entry["action"] == action).unwrap();
            assert_eq!(entry["subject_id"], filed.id.as_str());
            assert_eq!(entry["account_id"] == reviewer.as_str(), by_reviewer, "{entry}");
        }
        let issued = trail.iter().filter(|entry| {
            entry["action"] == "temporary_password.issued" && entry["detail"] == "reissue"
        });
        assert_eq!(issued.count(), 2);
        assert!(!json!(trail).to_string().contains("ご確認ください"), "no words in the trail");
    }

    /// RIS-REV-01: what is not there cannot be reviewed.
    fn an_unknown_application_is_not_there(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        let lost = Filed { id: filed.id.replace(&filed.id[filed.id.len() - 6..], "000000"), ..filed };
        desk.operator.get(&lost.review()).refused(404, "not_found", "");
        lost.approve(&desk.operator).refused(404, "not_found", "");
        lost.request_correction(&desk.operator).refused(404, "not_found", "");
        desk.operator.get(&format!("{QUEUE}/nonsense")).refused(404, "not_found", "");
    }
}
