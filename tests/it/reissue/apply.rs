//! `POST /v1/reissue-applications`

use serde_json::{Value, json};
use tegata_tests::harness::Desk;
use tegata_tests::on_both;

use super::{
    APPLICATIONS, CONTACT, Filed, MANAGER, desk_with, file, form, letters, office_again, rows,
    try_file,
};
use crate::account::{with, without};

on_both! {
    /// RIS-APP-01, RIS-APP-07: an office files and gets a receipt number of seven digits and `C`; both
    /// contacts are told, with the date until which the answer may take, or longer.
    fn a_filed_application_has_a_receipt_number_and_two_mails(app) {
        let desk = desk_with(app, &["1ANACA0A", "1BNACA0A"]);
        // A Friday; the day after is a holiday, and Monday is open.
        app.advance_to("2041-11-22T15:00:00+09:00");
        let filed = try_file(&desk.office, &["1ANACA0A"]).expect(201);
        let Filed { id, number } = Filed::of(&filed);
        assert_eq!(number, "0000001C");
        assert!(id.starts_with("rapp_"));
        assert_eq!(filed.header("etag"), Some("\"1\""));
        assert_eq!(filed.header("location"), Some(format!("{APPLICATIONS}/{id}").as_str()));
        assert_eq!(filed.text("/application/state"), "filed");
        assert_eq!(filed.text("/application/filed_at")[..16], *"2041-11-22T15:00");
        assert_eq!(filed.text("/application/contact/phone"), "+81312345678");
        assert_eq!(filed.text("/steps/0/state"), "filed");
        assert_eq!(filed.text("/steps/0/by"), "office");
        let read = desk.office.get(&format!("{APPLICATIONS}/{id}")).expect(200);
        assert_eq!(read.body["application"], filed.body["application"]);
        assert_eq!(read.body["steps"], filed.body["steps"]);

        for address in [MANAGER, CONTACT] {
            let mail = app.mail(address, "application_received");
            let text = mail["text"].as_str().unwrap();
            for said in ["0000001C", "2041年11月22日", "2041年11月25日"] {
                assert!(text.contains(said), "{said} in {text}");
            }
            assert_eq!(mail["links"], json!([]), "no token leads past the sign-in");
        }
        assert_eq!(file(&desk.office, &["1BNACA0A"]).number, "0000002C");
    }

    /// RIS-APP-07: one mail, when manager and contact have one address.
    fn one_address_gets_one_mail(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let mut one = form(&["1ANACA0A"]);
        one["contact"]["email"] = json!("1ATYO@Example.jp");
        let before = app.mails(MANAGER).len();
        desk.office.post(APPLICATIONS, one).expect(201);
        assert_eq!(app.mails(MANAGER).len(), before + 1);
    }

    /// RIS-REV-05, OPS-AUD-01: filing stands in the audit trail, with its receipt number alone.
    fn filing_is_audited(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        let trail = app.audit(&desk.operator);
        let entry = trail.iter().find(|entry| entry["action"] == "reissue.filed").unwrap();
        assert_eq!(entry["subject_id"], filed.id.as_str());
        assert_eq!(entry["detail"], "0000001C");
        let all = json!(trail).to_string();
        assert!(!all.contains("佐々木") && !all.contains("失念") && !all.contains(CONTACT), "{all}");
    }

    /// RIS-APP-02: the guidance is read by anybody, in both languages; an application names the
    /// current version.
    fn the_current_guidance_is_acknowledged(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let ja = app.stranger().get("/v1/reissue-guidance").expect(200);
        let en = app.stranger().with("accept-language", "en").get("/v1/reissue-guidance").expect(200);
        assert_eq!(ja.body["version"], en.body["version"]);
        assert_ne!(ja.body["paragraphs"], en.body["paragraphs"]);
        assert!(ja.text.contains("翌営業日") && en.text.contains("next business day"));
        let version = ja.text("/version");
        let outdated = with(form(&["1ANACA0A"]), json!({ "guidance_version": "2025-01" }));
        let refused = desk.office.post(APPLICATIONS, outdated);
        let refused = refused
            .refused(422, "invalid_fields", "RIS-APP-02")
            .fields(&[("/guidance_version", "guidance_outdated")]);
        assert_eq!(refused.text("/errors/0/params/current"), version);
        desk.office
            .post(APPLICATIONS, without(form(&["1ANACA0A"]), "guidance_version"))
            .refused(422, "invalid_fields", "RIS-APP-02")
            .fields(&[("/guidance_version", "required")]);
        file(&desk.office, &["1ANACA0A"]);
    }

    /// RIS-APP-03: the applicant contact is required, each item of it.
    fn the_contact_is_required(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        desk.office
            .post(APPLICATIONS, without(form(&["1ANACA0A"]), "contact"))
            .refused(422, "invalid_fields", "RIS-APP-03")
            .fields(&[("/contact", "required")]);
        for item in ["name", "department", "phone", "email"] {
            let mut body = form(&["1ANACA0A"]);
            body["contact"] = without(body["contact"].clone(), item);
            let pointer = format!("/contact/{item}");
            desk.office
                .post(APPLICATIONS, body)
                .refused(422, "invalid_fields", "RIS-APP-03")
                .fields(&[(&pointer, "required")]);
        }
        let mut body = form(&["1ANACA0A"]);
        body["contact"] = json!({ "name": " ", "department": "輸\n出", "phone": "119", "email": "hanako" });
        desk.office
            .post(APPLICATIONS, body)
            .refused(422, "invalid_fields", "RIS-APP-03")
            .fields(&[
                ("/contact/name", "required"),
                ("/contact/department", "unprintable_character"),
                ("/contact/phone", "phone_invalid"),
                ("/contact/email", "email_invalid"),
            ]);
    }

    /// RIS-APP-04: one to twenty terminal users of this office, each once, each with its reason.
    fn targets_are_the_offices_own(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        let post = |targets: Value| {
            desk.office.post(APPLICATIONS, with(form(&[]), json!({ "targets": targets })))
        };
        let target = |id: &str| json!({ "user_id": id, "reason": "失念" });
        for (targets, pointer, code) in [
            (json!([]), "/targets", "required"),
            (json!([target("1ANACA0A"), target("１ａｎａｃ-a0a")]), "/targets/1/user_id", "duplicate"),
            (json!([target("1ANAC")]), "/targets/0/user_id", "invalid_format"),
            (json!([target("1ANACA0A"), target("9ZZZZA0A")]), "/targets/1/user_id", "terminal_unknown"),
            (json!([{ "user_id": "1ANACA0A" }]), "/targets/0/reason", "required"),
            (json!([{ "user_id": "1ANACA0A", "reason": " " }]), "/targets/0/reason", "required"),
            (
                json!([{ "user_id": "1ANACA0A", "reason": "x".repeat(201) }]),
                "/targets/0/reason",
                "too_long",
            ),
            (json!([with(target("1ANACA0A"), json!({ "x": 1 }))]), "/targets/0/x", "unknown_field"),
            (json!(["1ANACA0A"]), "/targets/0", "wrong_type"),
            (json!(vec![target("9ZZZZA0A"); 21]), "/targets", "too_long"),
        ] {
            let reply = post(targets).refused(422, "invalid_fields", "RIS-APP-04");
            let errors = reply.body["errors"].as_array().unwrap();
            let named = |error: &Value| error["pointer"] == pointer && error["code"] == code;
            assert!(errors.iter().any(named), "{pointer} {code}: {}", reply.text);
        }
        let both = post(json!([target("1anac a0b"), target("1ANACA0A")])).expect(201);
        let ids = [both.text("/application/targets/0/user_id"), both.text("/application/targets/1/user_id")];
        assert_eq!(ids, ["1ANACA0B", "1ANACA0A"], "in the order in which they were named");
    }

    /// RIS-PEER-02, RIS-APP-04: own-system ids take no part, disabled ones neither; each is told where to turn.
    fn own_systems_and_disabled_terminals_are_refused(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        desk.own_system("1ANACSYS");
        let refused = try_file(&desk.office, &["1ANACSYS"])
            .refused(422, "invalid_fields", "RIS-PEER-02")
            .fields(&[("/targets/0/user_id", "own_system_terminal")]);
        assert!(refused.text.contains("システム管理者"), "{}", refused.text);
        let id = desk.terminal_id("1ANACA0A");
        desk.operator
            .post(&format!("/v1/admin/terminal-users/{id}/disable"), json!({ "reason": "Left." }))
            .expect(200);
        try_file(&desk.office, &["1ANACA0A"])
            .refused(422, "invalid_fields", "RIS-APP-04")
            .fields(&[("/targets/0/user_id", "terminal_disabled")]);
        assert_eq!(app.sql_number("(SELECT count(*) FROM reissue_applications)"), 0);
    }

    /// RIS-APP-06: the desired date is optional; tomorrow in Japan or later, never today, a year ahead
    /// at most.
    fn the_desired_date_is_tomorrow_or_later(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let on = |date: &str| {
            let body = with(form(&["1ANACA0A"]), json!({ "desired_date": date }));
            desk.office.post(&format!("{APPLICATIONS}?dry_run=true"), body)
        };
        let refused = |date: &str, code: &str, param: Option<(&str, &str)>| {
            let reply = on(date).refused(422, "invalid_fields", "RIS-APP-06");
            let reply = reply.fields(&[("/desired_date", code)]);
            if let Some((name, value)) = param {
                assert_eq!(reply.body["errors"][0]["params"][name], value, "{}", reply.text);
            }
        };
        app.advance_to("2041-11-21T23:59:58+09:00");
        refused("2041-11-20", "date_too_early", Some(("earliest", "2041-11-22")));
        refused("2041-11-21", "date_too_early", Some(("earliest", "2041-11-22")));
        on("2041-11-22").expect(200);
        app.advance_to("2041-11-22T00:00:00+09:00");
        refused("2041-11-22", "date_too_early", Some(("earliest", "2041-11-23")));
        // A Saturday and holiday: review does not wait for it.
        on("2041-11-23").expect(200);
        on("2042-11-22").expect(200);
        refused("2042-11-23", "date_too_late", Some(("latest", "2042-11-22")));
        for text in ["", "tomorrow", "2041-13-01", "2041/12/1"] {
            refused(text, "invalid_format", None);
        }
        let body = with(form(&["1ANACA0A"]), json!({ "desired_date": "2041-11-23" }));
        let filed = desk.office.post(APPLICATIONS, body).expect(201);
        assert_eq!(filed.text("/application/desired_date"), "2041-11-23");
    }

    /// RIS-APP-08: one open application per target; a second is refused and names the first's receipt
    /// number; what was decided or withdrawn stands in nobody's way.
    fn one_open_application_per_target(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        let first = file(&desk.office, &["1ANACA0A"]);
        let second = || {
            let reply = try_file(&desk.office, &["1ANACA0B", "1ANACA0A"]);
            let reply = reply
                .refused(422, "invalid_fields", "RIS-APP-08")
                .fields(&[("/targets/1/user_id", "already_applied")]);
            assert_eq!(reply.text("/errors/0/params/receipt_number"), first.number);
            assert!(reply.text("/errors/0/detail").contains(&first.number), "{}", reply.text);
        };
        second();
        first.request_correction(&desk.operator).expect(200);
        second();
        first.withdraw(&desk.office).expect(200);
        let next = file(&desk.office, &["1ANACA0B", "1ANACA0A"]);
        assert_eq!(next.number, "0000002C", "what was refused took no number");
        next.approve(&desk.operator).expect(200);
        file(&desk.office, &["1ANACA0A"]);
    }

    /// OPS-ERR-01: everything that is wrong is named at once, form and database together.
    fn everything_wrong_is_named_at_once(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        file(&desk.office, &["1ANACA0B"]);
        let before = rows(app);
        let mut body = form(&["9ZZZZA0A", "1ANACA0B", "1ANACA0A"]);
        body["guidance_version"] = json!("1999-01");
        body["contact"]["email"] = json!("nobody");
        body["desired_date"] = json!("2001-01-01");
        desk.office.post(APPLICATIONS, body).fields(&[
            ("/guidance_version", "guidance_outdated"),
            ("/contact/email", "email_invalid"),
            ("/desired_date", "date_too_early"),
            ("/targets/0/user_id", "terminal_unknown"),
            ("/targets/1/user_id", "already_applied"),
        ]);
        // A limit of the document does not hide what the form says elsewhere.
        let mut body = form(&["1ANACA0A"]);
        body["contact"]["name"] = json!("x".repeat(61));
        body["contact"]["phone"] = json!("119");
        desk.office
            .post(APPLICATIONS, body)
            .fields(&[("/contact/name", "too_long"), ("/contact/phone", "phone_invalid")]);
        assert_eq!(rows(app), before);
    }

    /// A repeated key gets the first answer: one application, one number, one pair of mails.
    fn a_repetition_files_once(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let office = desk.office.with("idempotency-key", "file-1");
        let first = try_file(&office, &["1ANACA0A"]).expect(201);
        let again = try_file(&office, &["1ANACA0A"]).expect(201);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(first.body, again.body);
        assert_eq!(app.sql_number("(SELECT last FROM receipt_numbers)"), 1);
        assert_eq!(letters(app, CONTACT), ["application_received"]);
    }

    /// RIS-APP-07: receipt numbers have seven digits; when they are used up, filing is refused clearly.
    fn receipt_numbers_end_at_seven_digits(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        app.sql("UPDATE receipt_numbers SET last = 9999998");
        assert_eq!(file(&desk.office, &["1ANACA0A"]).number, "9999999C");
        try_file(&desk.office, &["1ANACA0B"]).refused(409, "receipt_numbers_exhausted", "RIS-APP-07");
        assert_eq!(app.sql_number("(SELECT last FROM receipt_numbers)"), 9_999_999);
    }

    /// RIS-APP-07: each filing mails an address that the office typed, so an hour has an end of them.
    fn filings_of_an_office_are_limited(app) {
        desk_with(app, &["1ANACA0A"]);
        crate::account::next_hour(app);
        let office = office_again(app, "1ATYO");
        for _ in 0..60 {
            file(&office, &["1ANACA0A"]).withdraw(&office).expect(200);
        }
        let limited = try_file(&office, &["1ANACA0A"]);
        let limited = limited.refused(429, "too_many_requests", "RIS-APP-07");
        assert!(limited.header("retry-after").is_some());
        let other = Desk::of(app, app.sign_in("operator-1"), "別の通関株式会社", "2BTYO");
        other.terminal("2BNACA0A");
        file(&other.office, &["2BNACA0A"]);
    }

    /// RIS-APP-01, RIS-TMP-01: another office's application does not exist: the same answer as for an
    /// id that nobody has, byte by byte but for the request's id.
    fn another_offices_application_does_not_exist(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let filed = file(&desk.office, &["1ANACA0A"]);
        filed.approve(&desk.operator).expect(200);
        let other = Desk::of(app, desk.operator, "別の通関株式会社", "2BTYO");
        let unknown = Filed { id: filed.id.replace(&filed.id[filed.id.len() - 6..], "000000"), ..filed.clone() };
        let looks = |filed: &Filed| {
            let replies = [
                other.office.get(&filed.path()),
                filed.notice(&other.office),
                filed.withdraw(&other.office),
                filed.correct(&other.office, form(&["1ANACA0A"])),
            ];
            replies.map(|reply| {
                let reply = reply.refused(404, "not_found", "");
                let request = reply.text("/request_id");
                reply.text.replace(&request, "").replace(&filed.id, "")
            })
        };
        assert_eq!(looks(&filed), looks(&unknown));
        let list = other.office.get(APPLICATIONS).expect(200);
        assert_eq!(list.body["items"], json!([]));
        let news = other.office.get("/v1/news").expect(200);
        assert_eq!(news.body["items"], json!([]));
    }

    /// RIS-REV-05: the office lists its applications, newest first, by state, in pages.
    fn the_office_lists_its_applications(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B", "1ANACA0C"]);
        let [a, b, c] = ["1ANACA0A", "1ANACA0B", "1ANACA0C"].map(|id| {
            app.advance(1);
            file(&desk.office, &[id])
        });
        b.approve(&desk.operator).expect(200);
        let ids = |query: &str| -> Vec<String> {
            let list = desk.office.get(&format!("{APPLICATIONS}{query}")).expect(200);
            let items = list.body["items"].as_array().unwrap().clone();
            items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(ids(""), [c.id.as_str(), b.id.as_str(), a.id.as_str()]);
        assert_eq!(ids("?state=filed"), [c.id.as_str(), a.id.as_str()]);
        assert_eq!(ids("?state=approved"), [b.id.as_str()]);
        desk.office.get(&format!("{APPLICATIONS}?state=lost")).fields(&[("?state", "not_allowed")]);
        let first = desk.office.get(&format!("{APPLICATIONS}?limit=2")).expect(200);
        assert_eq!(first.body["items"][1]["targets"][0]["user_id"], "1ANACA0B");
        let cursor = first.text("/next_cursor");
        assert_eq!(ids(&format!("?limit=2&cursor={cursor}")), [a.id]);
        // A conditional read.
        let read = desk.office.get(&c.path()).expect(200);
        let tag = read.header("etag").unwrap();
        desk.office.with("if-none-match", tag).get(&c.path()).expect(304);
        c.withdraw(&desk.office).expect(200);
        desk.office.with("if-none-match", tag).get(&c.path()).expect(200);
    }
}
