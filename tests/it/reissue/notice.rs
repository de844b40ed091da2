//! `GET /v1/reissue-applications/{id}/notice`

use serde_json::json;
use tegata_tests::harness::{DAY, Desk, TERMINAL_PASSWORD, change};
use tegata_tests::on_both;

use super::{APPLICATIONS, Filed, desk_with, file, form};

on_both! {
    /// RIS-REV-05: the progress notice says where the application is, in the wanted language; there is
    /// nothing to show before approval.
    fn the_progress_is_told(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        let told = |state: &str| {
            let notice = filed.notice(&desk.office).expect(200);
            assert_eq!(notice.text("/state"), state);
            assert_eq!(notice.text("/receipt_number"), filed.number);
            let english = filed.notice(&desk.office.with("accept-language", "en")).expect(200);
            let progress = english.text("/progress");
            assert!(progress.is_ascii() && progress != notice.text("/progress"), "{progress}");
            assert_eq!(notice.body["issued"] == json!([]), state != "approved");
            (notice.text("/progress"), notice.body["note"].clone())
        };
        let (waits, nothing) = told("filed");
        assert!(waits.contains("翌営業日") && nothing.is_null());
        filed.request_correction(&desk.operator).expect(200);
        let (asks, note) = told("correction_requested");
        assert!(asks.contains("修正または取り下げ") && note == "対象の利用者IDをご確認ください。");
        filed.correct(&desk.office, form(&["1ANACA0A"])).expect(200);
        filed.approve(&desk.operator).expect(200);
        assert!(told("approved").0.contains("仮パスワード"));
        let other = file(&desk.office, &["1ANACA0B"]);
        other.withdraw(&desk.office).expect(200);
        assert_eq!(other.notice(&desk.office).expect(200).text("/state"), "withdrawn");
    }

    /// RIS-TMP-01: the filing office reads the temporary password as often as it likes, each view is
    /// audited, and the answer is stored nowhere on its way; it works at once, whatever the desired date.
    fn the_office_reads_the_temporary_password(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        app.advance_to("2041-12-02T10:00:00+09:00");
        let dated = crate::account::with(
            form(&["1ANACA0A", "1ANACA0B"]),
            json!({ "desired_date": "2041-12-20" }),
        );
        let filed = Filed::of(&desk.office.post(APPLICATIONS, dated).expect(201));
        filed.approve(&desk.operator).expect(200);
        let views = || {
            let trail = app.audit(&desk.operator);
            let viewed = trail.into_iter().filter(|entry| {
                entry["action"] == "temporary_password.viewed" && entry["subject_id"] == filed.id.as_str()
            });
            viewed.collect::<Vec<_>>()
        };
        assert_eq!(views().len(), 0);
        let notice = filed.notice(&desk.office).expect(200);
        assert_eq!(notice.header("cache-control"), Some("no-store"));
        assert_eq!(filed.notice(&desk.office).expect(200).body, notice.body);
        let viewed = views();
        assert_eq!(viewed.len(), 2);
        assert_eq!(viewed[0]["detail"], "1ANACA0A,1ANACA0B");
        for at in 0..2 {
            assert_eq!(notice.text(&format!("/issued/{at}/state")), "live");
            assert_eq!(notice.text(&format!("/issued/{at}/valid_until"))[..19], *"2041-12-09T10:00:00");
            let user_id = notice.text(&format!("/issued/{at}/user_id"));
            let password = notice.text(&format!("/issued/{at}/temporary_password"));
            assert!(!json!(viewed).to_string().contains(&password));
            app.at_terminal(&user_id, &password);
        }
    }

    /// RIS-TMP-03: it stops being shown once changed.
    fn a_changed_password_is_shown_no_more(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        filed.approve(&desk.operator).expect(200);
        let password = filed.password(&desk.office);
        let session = app.at_terminal("1ANACA0A", &password);
        assert_eq!(filed.password(&desk.office), password, "signing in changes nothing yet");
        change(&session, "1ANACA0A", TERMINAL_PASSWORD).expect(204);
        let notice = filed.notice(&desk.office).expect(200);
        assert_eq!(notice.text("/issued/0/state"), "changed");
        assert!(notice.body["issued"][0]["temporary_password"].is_null());
        assert!(!notice.text.contains(&password));
    }

    /// RIS-TMP-03: it is shown for seven days, and until the end of the third day on which it could be
    /// changed; then it works no more, and says so.
    fn an_expired_password_is_shown_no_more(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        app.advance_to("2041-12-03T10:00:00+09:00");
        let plain = file(&desk.office, &["1ANACA0A"]);
        plain.approve(&desk.operator).expect(200);
        let password = plain.password(&desk.office);
        app.advance_to("2041-12-10T09:59:59+09:00");
        assert_eq!(plain.password(&desk.office), password);
        app.advance_to("2041-12-10T10:01:00+09:00");
        let notice = plain.notice(&desk.office).expect(200);
        assert_eq!(notice.text("/issued/0/state"), "expired");
        assert!(!notice.text.contains(&password));
        app.try_terminal("1ANACA0A", &password).refused(403, "temporary_password_expired", "RIS-TMP-03");
        // The days over the year's end are closed: the third open day comes later than the week.
        let closure = json!({
            "from": "2041-12-24", "to": "2042-01-07", "yearly": false,
            "public_reason": "年末年始", "reason": "Notice 32."
        });
        desk.operator.post("/v1/admin/closures", closure).expect(201);
        app.advance_to("2041-12-23T10:00:00+09:00");
        let long = file(&desk.office, &["1ANACA0B"]);
        long.approve(&desk.operator).expect(200);
        let password = long.password(&desk.office);
        let until = long.notice(&desk.office).expect(200).text("/issued/0/valid_until");
        assert_eq!(until[..19], *"2042-01-10T00:00:00");
        app.advance_to("2042-01-09T23:59:59+09:00");
        assert_eq!(long.password(&desk.office), password);
        app.advance(1);
        assert_eq!(long.notice(&desk.office).expect(200).text("/issued/0/state"), "expired");
    }

    /// RIS-TMP-01: a later password replaces it: of a peer, and of another application. The notice of
    /// the first one never shows the second's.
    fn a_replaced_password_is_shown_no_more(app) {
        let desk = Desk::new(app);
        desk.terminal("1ANACA0A");
        let peer = desk.ready("1ANACA0B");
        let first = file(&desk.office, &["1ANACA0A"]);
        first.approve(&desk.operator).expect(200);
        let old = first.password(&desk.office);
        let second = file(&desk.office, &["1ANACA0A"]);
        second.approve(&desk.operator).expect(200);
        let notice = first.notice(&desk.office).expect(200);
        assert_eq!(notice.text("/issued/0/state"), "replaced");
        let new = second.password(&desk.office);
        assert_ne!(old, new);
        assert!(!notice.text.contains(&new) && !notice.text.contains(&old));

        let body = json!({ "user_id": "1ANACA0A" });
        let given = peer.post("/v1/terminal/peer-initialisations", body).expect(201);
        let given = given.text("/temporary_password");
        let notice = second.notice(&desk.office).expect(200);
        assert_eq!(notice.text("/issued/0/state"), "replaced");
        assert!(!notice.text.contains(&given) && !notice.text.contains(&new));
    }

    /// RIS-TMP-01: shown to the signed-in filing office alone: not to its company's people, its
    /// terminal users, other offices of the company, operators or strangers; and no try is a view.
    fn nobody_else_reads_it(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let peer = desk.ready("1ANACA0B");
        let filed = file(&desk.office, &["1ANACA0A"]);
        filed.approve(&desk.operator).expect(200);
        let sister = app.office(&desk.operator, &desk.company, "1BTYO");
        filed.notice(&sister).refused(404, "not_found", "");
        for other in [&desk.operator, &peer, &app.person("taro_cargo")] {
            filed.notice(other).refused(403, "wrong_actor", "OPS-AUD-01");
        }
        filed.notice(&app.stranger()).refused(401, "unauthenticated", "");
        let trail = app.audit(&desk.operator);
        assert!(trail.iter().all(|entry| {
            entry["action"] != "temporary_password.viewed" || entry["subject_id"] != filed.id.as_str()
        }));
        app.advance(DAY);
        filed.password(&desk.office);
    }
}
