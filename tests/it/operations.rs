//! What operations read, and the audit trail: health, metrics, public keys, who did what.

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::{Value, json};
use tegata::server::{compose_with, database, prepare};
use tegata_tests::harness::{
    PASSWORD, Reply, TestApp, TestClock, own_folder, registration_form, settings,
};
use tegata_tests::on_both;

on_both! {
    fn it_says_whether_it_lives_and_is_ready(app) {
        let stranger = app.stranger();
        assert_eq!(stranger.get("/livez").expect(200).body, json!({ "state": "alive" }));
        let ready = stranger.get("/readyz").expect(200);
        assert_eq!(ready.body["state"], "ready");
        let kind = if app.postgres { "postgresql" } else { "sqlite" };
        assert_eq!(ready.body["database"], kind);
        assert!(ready.body["mails_waiting"].is_i64());

        // Without its schema it lives and is not ready; with it, it is again, by itself.
        app.app.database.revert_all().unwrap();
        let away = stranger.get("/readyz").refused(503, "unavailable", "");
        assert!(away.header("retry-after").is_some());
        assert!(!away.text.contains("migration"), "what is wrong inside is for the log");
        stranger.get("/livez").expect(200);
        app.app.database.migrate().unwrap();
        stranger.get("/readyz").expect(200);
    }

    /// The keys verify the tokens, and hold nothing with which to sign.
    fn the_public_keys_are_published(app) {
        let taro = app.person("taro_cargo");
        let token = taro.sends("authorization").unwrap().strip_prefix("Bearer ").unwrap().to_owned();
        let part = |number: usize| -> Value {
            let part = token.split('.').nth(number).unwrap();
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        let (head, claims) = (part(0), part(1));
        let keys = app.stranger().get("/.well-known/jwks.json").expect(200).body["keys"].clone();
        let key = keys.as_array().unwrap().iter().find(|key| key["kid"] == head["kid"]);
        let key = key.expect("the key of the token").as_object().unwrap();
        let names: BTreeSet<&str> = key.keys().map(String::as_str).collect();
        assert_eq!(names, BTreeSet::from(["alg", "crv", "kid", "kty", "use", "x"]));
        assert_eq!((&key["alg"], &key["crv"], &key["use"]), (&json!("EdDSA"), &json!("Ed25519"), &json!("sig")));
        assert_eq!(URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap().len(), 32);
        assert_eq!(claims["iss"], app.app.base_url());
        assert_eq!(claims["aud"], "tegata");
        assert!(!claims.to_string().contains("taro"), "a token names nobody: {claims}");
    }
}

/// Numbers by route, without anybody's name in them.
#[test]
fn metrics_count_by_operation_and_name_nobody() {
    let folder = own_folder();
    let settings = settings(&folder.join("metrics.db").display().to_string(), &[]);
    let database = database(&settings);
    let clock = Arc::new(TestClock::new(Arc::clone(&database)));
    let metrics = PrometheusBuilder::new().install_recorder().expect("the only recorder");
    let app =
        compose_with(&settings, Some(metrics), database, clock.clone()).expect("an application");
    prepare(&app).expect("a database");
    let app = TestApp::serving(app, clock, Some(folder));
    let taro = app.person("taro_cargo");
    let id = taro.get("/v1/me").expect(200).text("/id");
    app.operator().get(&format!("/v1/admin/accounts/{id}")).expect(200);
    app.stranger().get(&format!("/v1/nowhere/{id}")).expect(404);
    app.stranger().get("/v1/problems/no_such_problem").expect(404);

    let shown = app.stranger().get("/metrics").expect(200);
    assert!(shown.header("content-type").is_some_and(|kind| kind.starts_with("text/plain")));
    for line in [
        "tegata_requests_total{operation=\"read_me\",status=\"200\"}",
        "tegata_requests_total{operation=\"none\",status=\"404\"}",
        "tegata_requests_total{operation=\"read_problem\",status=\"404\"}",
        "tegata_request_seconds",
        "tegata_database_connections{state=\"open\"}",
        "tegata_mails_waiting",
        "tegata_oldest_mail_age_seconds",
    ] {
        assert!(shown.text.contains(line), "no {line} in\n{}", shown.text);
    }
    let labels: BTreeSet<&str> = shown
        .text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| Some(line.split_once('{')?.1.split_once('}')?.0))
        .flat_map(|labels| labels.split("\",").filter_map(|label| Some(label.split_once('=')?.0)))
        .collect();
    let known = BTreeSet::from(["operation", "quantile", "state", "status"]);
    assert!(labels.is_subset(&known), "{labels:?}");
    for personal in ["acct_", "req_", "@", "127.0.0.1", "taro", "no_such_problem", "nowhere"] {
        assert!(!shown.text.contains(personal), "{personal} in\n{}", shown.text);
    }
}

/// What the trail says of a request: the entry with this action and this request's id.
#[track_caller]
fn entry_of<'a>(trail: &'a [Value], action: &str, reply: &Reply) -> &'a Value {
    let request = reply.header("request-id").expect("an id");
    let found = trail.iter().find(|one| one["action"] == action && one["request_id"] == request);
    found.unwrap_or_else(|| panic!("no {action} of {request} in {trail:#?}"))
}

on_both! {
    /// OPS-AUD-01: who, what, on whom, when, from where, with which outcome; no secrets.
    fn every_change_and_refused_try_is_in_the_trail(app) {
        let stranger = app.stranger();
        let email = "taro_cargo@example.jp";
        let taro = app.person("taro_cargo");
        let me = taro.get("/v1/me").expect(200);
        let id = me.text("/id");
        let operator = app.operator();
        let staff = operator.get("/v1/me").expect(200).text("/id");

        let wrong = json!({ "login_id": "taro_cargo", "password": "wrong-password-1" });
        let refused = stranger.post("/v1/sessions", wrong);
        let signed_in = json!({ "login_id": "taro_cargo", "password": PASSWORD });
        let signed_in = stranger.post("/v1/sessions", signed_in).expect(201);
        let versioned = taro.with("if-match", me.header("etag").unwrap());
        let changed = versioned.patch("/v1/me", json!({ "department": "極秘部門" })).expect(200);
        let proved = taro.post("/v1/me/password-proofs", json!({ "password": PASSWORD })).expect(200);
        let link = app.registration_link("hanako@example.jp");
        let form = registration_form(&link, "hanako_cargo");
        stranger.post("/v1/registrations/complete", form).expect(201);
        let used = stranger.post("/v1/registrations/inspect", json!({ "token": link }));
        let denied = taro.get("/v1/admin/accounts");
        let items = json!({
            "login_id": "taro_cargo", "email": email, "full_name": "山田太郎", "phone": "0312345678"
        });
        let recovery = stranger.post("/v1/recoveries", items).expect(202);
        let reminded = stranger.post("/v1/login-id-reminders", json!({ "email": email })).expect(202);
        let inquiry = json!({ "topic": "account", "message": "極秘の相談" });
        let inquiry = taro.post("/v1/inquiries", inquiry).expect(201);
        let path = format!("/v1/admin/inquiries/{}/answer", inquiry.text("/id"));
        let answered = operator.post(&path, json!({ "answer": "極秘の回答" })).expect(200);
        let why = json!({ "reason": "Asked for by the company." });
        let disabled = operator.post(&format!("/v1/admin/accounts/{id}/disable"), why.clone());
        let disabled = disabled.expect(200);
        let enabled = operator.post(&format!("/v1/admin/accounts/{id}/enable"), why).expect(200);

        let trail = app.audit(&operator);
        for (reply, action, caller, who, on, outcome) in [
            (&refused, "session.refused", "stranger", None, None, Some("sign_in_refused")),
            (&signed_in, "session.started", "account", Some(&id), None, None),
            (&changed, "account.profile_changed", "account", Some(&id), Some(&id), None),
            (&proved, "password.proved", "account", Some(&id), Some(&id), None),
            (&used, "call.refused", "stranger", None, None, Some("link_used")),
            (&denied, "call.refused", "account", Some(&id), None, Some("wrong_actor")),
            (&recovery, "recovery.requested", "stranger", None, Some(&id), None),
            (&reminded, "account.login_ids_reminded", "stranger", None, None, None),
            (&inquiry, "inquiry.filed", "account", Some(&id), None, None),
            (&answered, "inquiry.answered", "account", Some(&staff), None, None),
            (&disabled, "account.disabled", "account", Some(&staff), Some(&id), None),
            (&enabled, "account.enabled", "account", Some(&staff), Some(&id), None),
        ] {
            let entry = entry_of(&trail, action, reply);
            assert_eq!(entry["caller"], caller, "{entry}");
            assert_eq!(entry["account_id"].as_str(), who.map(String::as_str), "{entry}");
            if let Some(on) = on {
                assert_eq!(entry["subject_id"], on.as_str(), "{entry}");
            }
            assert_eq!(entry["refused"].as_str(), outcome, "{entry}");
            assert_eq!(entry["network"], "127.0.0.1");
            assert!(entry["at"].as_str().is_some_and(|at| at.ends_with("+09:00")), "{entry}");
        }
        assert_eq!(entry_of(&trail, "account.disabled", &disabled)["reason"], "Asked for by the company.");
        let changed = &entry_of(&trail, "account.profile_changed", &changed)["detail"];
        assert!(changed.as_str().is_some_and(|detail| detail.contains("department")), "{changed}");
        let all = json!(trail).to_string();
        for secret in [PASSWORD, "wrong-password-1", &link, email, "極秘"] {
            assert!(!all.contains(secret), "{secret} is in the trail");
        }
        let other = app.stranger().get("/v1/admin/audit-entries");
        other.refused(401, "unauthenticated", "");
        let mine = operator.get(&format!("/v1/admin/audit-entries?account_id={id}&action=password.proved"));
        assert_eq!(mine.expect(200).body["items"].as_array().unwrap().len(), 1);
    }

    /// OPS-ERR-01: code, rule, what, why, remedy, when, and where to go.
    fn a_refusal_says_everything(app) {
        let token = app.registration_link("taro@example.jp");
        app.advance(24 * 60 * 60);
        let inspect = json!({ "token": token });
        let english = app.stranger().with("accept-language", "en");
        let refused = english.post("/v1/registrations/inspect", inspect);
        let refused = refused.refused(410, "link_expired", "ACC-REG-04");
        assert_eq!(refused.body["retryable"], false);
        assert_eq!(refused.text("/instance"), "/v1/registrations/inspect");
        assert!(refused.text("/detail").contains("(Japan time)"), "it says since when");
        assert_eq!(refused.text("/links/0/href"), "/v1/registrations");
        assert!(!refused.text.contains(&token), "what was sent is echoed");
        // Where time is the reason, it says from when.
        let ask = || app.stranger().post("/v1/login-id-reminders", json!({ "email": "a@example.jp" }));
        let limit = app.app.settings.mails_per_address;
        for _ in 0..limit {
            ask().expect(202);
        }
        let reply = ask();
        assert_eq!(reply.status, 429, "{}", reply.text);
        let rule = reply.body["rule"].as_str().unwrap_or_default().to_owned();
        let refused = reply.refused(429, "too_many_requests", &rule);
        assert_eq!(refused.body["retryable"], true);
        assert!(refused.text("/available_from").ends_with("+09:00"));
        let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=3600).contains(&wait), "{wait}");
        app.advance_real(wait);
        ask().expect(202);
    }
}
