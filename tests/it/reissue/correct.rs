//! `PUT /v1/reissue-applications/{id}`, `POST …/withdraw`

use serde_json::{Value, json};
use tegata_tests::on_both;

use super::{CONTACT, MANAGER, desk_with, file, form, letters, rows, try_file};
use crate::account::with;

on_both! {
    /// RIS-REV-02, RIS-APP-07: asked for a correction, the office replaces the whole form and files it
    /// again, under the same receipt number and receipt date; both contacts are told again.
    fn a_corrected_application_is_filed_again(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B", "1ANACA0C"]);
        let filed = file(&desk.office, &["1ANACA0A", "1ANACA0B"]);
        let first = desk.office.get(&filed.path()).expect(200);
        filed.request_correction(&desk.operator).expect(200);
        app.advance(3600);
        let read = desk.office.get(&filed.path()).expect(200);
        assert_eq!(read.text("/application/state"), "correction_requested");
        assert_eq!(read.text("/steps/1/note"), "対象の利用者IDをご確認ください。");
        assert_eq!(read.text("/steps/1/by"), "reviewer");
        let tag = read.header("etag").unwrap();

        let mut corrected = form(&["1ANACA0C", "1ANACA0A"]);
        corrected["contact"]["name"] = json!("鈴木 一郎");
        let done = desk.office.with("if-match", tag).put(&filed.path(), corrected).expect(200);
        assert_eq!(done.text("/application/state"), "filed");
        assert_eq!(done.text("/application/receipt_number"), filed.number);
        assert_eq!(done.body["application"]["filed_at"], first.body["application"]["filed_at"]);
        assert_ne!(done.body["application"]["submitted_at"], first.body["application"]["submitted_at"]);
        assert_eq!(done.text("/application/contact/name"), "鈴木 一郎");
        assert_eq!(done.text("/application/targets/0/user_id"), "1ANACA0C");
        assert_eq!(done.header("etag"), Some("\"3\""));
        assert_eq!(done.body["notices"].as_array().unwrap().last().unwrap()["code"], "answer_expected");
        let after = desk.office.get(&filed.path()).expect(200);
        assert_eq!(after.body["application"], done.body["application"]);
        assert_eq!(after.body["steps"].as_array().unwrap().len(), 3);
        let expected = ["application_received", "correction_requested", "application_received"];
        assert_eq!(letters(app, CONTACT), expected);
        assert_eq!(letters(app, MANAGER)[..3], expected);
        // The target that was left out is free, the one that came is not.
        file(&desk.office, &["1ANACA0B"]);
        try_file(&desk.office, &["1ANACA0C"]).refused(422, "invalid_fields", "RIS-APP-08");
        filed.approve(&desk.operator).expect(200);
        assert_eq!(letters(app, CONTACT).len(), 5);
    }

    /// RIS-REV-02, ACC-PRO-06: a correction names the version it is made to; without one, or with a
    /// stale one, nothing is replaced.
    fn a_correction_names_its_version(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        filed.request_correction(&desk.operator).expect(200);
        let before = rows(app);
        let put = |tag: Option<&str>| {
            let office = tag.map_or(desk.office.clone(), |tag| desk.office.with("if-match", tag));
            office.put(&filed.path(), form(&["1ANACA0A"]))
        };
        put(None).refused(428, "version_required", "ACC-PRO-06");
        for tag in ["\"1\"", "\"3\"", "nonsense", "W/\"1\""] {
            put(Some(tag)).refused(412, "version_stale", "ACC-PRO-06");
        }
        assert_eq!(rows(app), before);
        put(Some("\"2\"")).expect(200);
        // Corrected once, it waits for the reviewer again.
        let late = put(Some("\"2\"")).refused(409, "application_state_conflict", "RIS-REV-02");
        assert!(late.text("/detail").contains(&filed.number), "{}", late.text);
    }

    /// RIS-REV-02: the corrected form is checked as the first one was; its own targets are no obstacle.
    fn a_correction_is_checked_like_a_filing(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        let other = file(&desk.office, &["1ANACA0B"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        filed.request_correction(&desk.operator).expect(200);
        let before = rows(app);
        let refused = filed.correct(&desk.office, form(&["1ANACA0A", "1ANACA0B", "9ZZZZA0A"]));
        let refused = refused.refused(422, "invalid_fields", "RIS-APP-08").fields(&[
            ("/targets/1/user_id", "already_applied"),
            ("/targets/2/user_id", "terminal_unknown"),
        ]);
        assert_eq!(refused.text("/errors/0/params/receipt_number"), other.number);
        let outdated = with(form(&["1ANACA0A"]), json!({ "guidance_version": "2020-01" }));
        filed.correct(&desk.office, outdated).refused(422, "invalid_fields", "RIS-APP-02");
        assert_eq!(rows(app), before);
        filed.correct(&desk.office, form(&["1ANACA0A"])).expect(200);
    }

    /// RIS-APP-07: a correction has its confirm step, too: it shows the result and changes nothing.
    fn a_correction_is_previewed(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        filed.request_correction(&desk.operator).expect(200);
        let office = desk.office.with("if-match", "\"2\"");
        let wanted = form(&["1ANACA0B"]);
        let before = (rows(app), desk.office.get(&filed.path()).expect(200).body);
        let seen = office.put(&format!("{}?dry_run=true", filed.path()), wanted.clone()).expect(200);
        assert_eq!((rows(app), desk.office.get(&filed.path()).expect(200).body), before);
        assert_eq!(seen.header("etag"), Some("\"2\""), "what completion has to name");
        let done = office.put(&filed.path(), wanted).expect(200);
        for part in ["state", "contact", "targets", "desired_date", "receipt_number"] {
            assert_eq!(done.body["application"][part], seen.body["application"][part], "{part}");
        }
        assert_eq!(done.body["notices"], seen.body["notices"]);
    }

    /// RIS-REV-02: the office withdraws what waits and what is to be corrected, once; both contacts are
    /// told, nothing else happens to the targets.
    fn an_application_is_withdrawn(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        for asked in [false, true] {
            let filed = file(&desk.office, &["1ANACA0A"]);
            if asked {
                filed.request_correction(&desk.operator).expect(200);
            }
            let done = filed.withdraw(&desk.office).expect(200);
            assert_eq!(done.text("/application/state"), "withdrawn");
            let allowed = |action: &Value| action["allowed"] == true;
            assert!(!done.body["application"]["actions"].as_array().unwrap().iter().any(allowed));
            filed.withdraw(&desk.office).refused(409, "application_state_conflict", "RIS-REV-02");
            for address in [MANAGER, CONTACT] {
                let mail = app.mail(address, "application_withdrawn").to_string();
                assert!(mail.contains(&filed.number), "{mail}");
            }
        }
        assert_eq!(app.sql_number("(SELECT count(*) FROM temporary_passwords WHERE source = 'reissue')"), 0);
        let trail = app.audit(&desk.operator);
        assert_eq!(trail.iter().filter(|entry| entry["action"] == "reissue.withdrawn").count(), 2);
    }

    /// A repeated withdrawal under one key gets the first answer.
    fn a_repeated_withdrawal_is_answered_again(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        let keyed = desk.office.with("idempotency-key", "withdraw-1");
        let first = filed.withdraw(&keyed).expect(200);
        let again = filed.withdraw(&keyed).expect(200);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(first.body, again.body);
    }
}
