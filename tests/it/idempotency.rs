//! `Idempotency-Key`: done once, answered the same.

use serde_json::json;
use tegata_tests::harness::{DAY, PASSWORD, at_once};
use tegata_tests::{on_both, on_postgres};

on_both! {
    /// OPS-ERR-01: a repeated call gets the first answer, marked; another body under the same key is
    /// refused; after a day the key is free.
    fn a_repeated_call_is_answered_as_the_first(app) {
        let taro = app.person("taro_cargo");
        let keyed = taro.with("idempotency-key", "key-1");
        let inquiry = json!({ "topic": "other", "message": "Where is my cargo?" });
        let first = keyed.post("/v1/inquiries", inquiry.clone()).expect(201);
        assert_eq!(first.header("idempotent-replayed"), None);
        let again = keyed.post("/v1/inquiries", inquiry.clone()).expect(201);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(again.body, first.body);
        assert_eq!(app.sql_number("(SELECT count(*) FROM inquiries)"), 1);

        let other = json!({ "topic": "other", "message": "Something else." });
        keyed.post("/v1/inquiries", other).refused(422, "idempotency_key_reused", "");
        // The key is the caller's own.
        let jiro = app.person("jiro_cargo").with("idempotency-key", "key-1");
        let theirs = jiro.post("/v1/inquiries", inquiry.clone()).expect(201);
        assert_eq!(theirs.header("idempotent-replayed"), None);

        app.advance_real(DAY + 1);
        let keyed = app.sign_in("taro_cargo").with("idempotency-key", "key-1");
        let later = keyed.post("/v1/inquiries", inquiry).expect(201);
        assert_eq!(later.header("idempotent-replayed"), None);
        assert_ne!(later.body, first.body);
    }

    /// OPS-ERR-01: a refusal is not kept: the corrected call may use the same key. A preview takes no
    /// key.
    fn a_refusal_leaves_the_key_free(app) {
        let taro = app.person("taro_cargo");
        let keyed = taro.with("idempotency-key", "key-1");
        keyed.post("/v1/inquiries", json!({ "topic": "other", "message": "" })).expect(422);
        let inquiry = json!({ "topic": "other", "message": "Where is my cargo?" });
        keyed.post("/v1/inquiries", inquiry).expect(201);

        let new = "seven-lanterns-drift";
        let change = json!({
            "current_password": PASSWORD, "new_password": new, "password_confirmation": new
        });
        let keyed = taro.with("idempotency-key", "key-2");
        keyed.post("/v1/me/password?dry_run=true", change.clone()).expect(204);
        keyed.post("/v1/me/password", change.clone()).expect(204);
        // The lost answer of a change of password is repeated, too: its old password is no wrong one.
        let again = keyed.post("/v1/me/password", change.clone()).expect(204);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        // A preview reads no key either, however it is encoded: it judges anew.
        for preview in ["?dry_run=true", "?dry_run=%74rue"] {
            let shown = keyed.post(&format!("/v1/me/password{preview}"), change.clone());
            assert_eq!((shown.header("idempotent-replayed"), shown.status), (None, 403), "{preview}");
        }
    }

    /// OPS-ERR-01: an answer that holds a secret is never kept: its repetition is told so, and does
    /// nothing.
    fn a_secret_is_never_kept(app) {
        let token = app.registration_link("taro@example.jp");
        let keyed = app.stranger().with("idempotency-key", "key-1");
        let form = tegata_tests::harness::registration_form(&token, "taro_cargo");
        keyed.post("/v1/registrations/complete", form.clone()).expect(201);
        keyed
            .post("/v1/registrations/complete", form)
            .refused(409, "idempotency_not_replayable", "");
        assert_eq!(app.sql_number("(SELECT count(*) FROM accounts)"), 1);
        let kept = "(SELECT count(*) FROM idempotency_keys WHERE answer IS NOT NULL)";
        assert_eq!(app.sql_number(kept), 0);
    }

    /// OPS-ERR-01: a key that is none is refused by name.
    fn a_bad_key_is_named(app) {
        let taro = app.person("taro_cargo");
        for key in ["", "\"\"", &"k".repeat(256)] {
            let keyed = taro.with("idempotency-key", key);
            let inquiry = json!({ "topic": "other", "message": "Where is my cargo?" });
            let refused = keyed.post("/v1/inquiries", inquiry).refused(400, "malformed_request", "");
            assert!(refused.text.contains("Idempotency-Key"), "{}", refused.text);
        }
    }
}

on_postgres! {
    /// OPS-ERR-01: the same call many times at once is done once, and all get the same answer.
    fn one_effect_for_many_at_once(app) {
        let taro = app.person("taro_cargo").with("idempotency-key", "key-1");
        let replies = at_once(20, |_| {
            let inquiry = json!({ "topic": "other", "message": "Where is my cargo?" });
            taro.post("/v1/inquiries", inquiry)
        });
        assert_eq!(app.sql_number("(SELECT count(*) FROM inquiries)"), 1);
        let answered: Vec<_> = replies.iter().filter(|reply| reply.status == 201).collect();
        assert!(!answered.is_empty());
        for reply in &replies {
            match reply.status {
                201 => assert_eq!(reply.body, answered[0].body),
                409 => assert_eq!(reply.body["retryable"], true, "{}", reply.text),
                status => panic!("{status} {}", reply.text),
            }
        }
        let first = answered.iter().filter(|reply| reply.header("idempotent-replayed").is_none());
        assert_eq!(first.count(), 1);
    }

    /// ACC-REG-02: a stranger's repeated request mails one link.
    fn one_mail_for_many_at_once(app) {
        let terms = app.stranger().get("/v1/terms").expect(200).text("/version");
        let keyed = app.stranger().with("idempotency-key", "key-1");
        let replies = at_once(20, |_| {
            let body = json!({ "email": "taro@example.jp", "accept_terms": true, "terms_version": terms });
            keyed.post("/v1/registrations", body)
        });
        assert!(replies.iter().all(|reply| reply.status == 202), "{:?}", replies[0]);
        assert_eq!(app.sql_number("(SELECT count(*) FROM mails)"), 1);
    }
}
