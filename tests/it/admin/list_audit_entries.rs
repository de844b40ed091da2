//! `GET /v1/admin/audit-entries`, `GET /v1/me/security-history`

use serde_json::{Value, json};
use tegata_tests::harness::{Client, PASSWORD};
use tegata_tests::on_both;

use crate::account::{account_id, act, lock, new_password, recovery_link, sign_in};

/// The actions of a trail, newest first.
fn actions(client: &Client, path: &str) -> Vec<String> {
    let page = client.get(path).expect(200);
    let items = page.body["items"].as_array().unwrap();
    items.iter().map(|item| item["action"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    /// OPS-AUD-01: who did what, on whom, when, from where and with what outcome; no secret in it.
    fn the_trail_of_an_account(app) {
        let taro = app.person("taro_cargo");
        let operator = app.operator();
        let id = account_id(&operator, "taro_cargo");
        lock(app, "taro_cargo");
        act(&operator, "taro_cargo", "unlock").expect(200);
        let token = recovery_link(app, "taro_cargo");
        let new = "seven-lanterns-drift";
        app.stranger().post("/v1/recoveries/complete", new_password(&token, new)).expect(201);

        let on_taro = format!("/v1/admin/audit-entries?subject_id={id}");
        let trail = actions(&operator, &on_taro);
        for action in [
            "registration.completed", "session.refused", "account.locked", "account.unlocked",
            "recovery.requested", "recovery.completed",
        ] {
            assert!(trail.iter().any(|one| one == action), "{action}: {trail:?}");
        }
        assert_eq!(trail.iter().filter(|action| *action == "session.refused").count(), 5);

        let refused = operator.get(&format!("{on_taro}&action=session.refused")).expect(200);
        let entry = &refused.body["items"][0];
        assert_eq!(entry["refused"], "sign_in_refused");
        assert_eq!(entry["caller"], "stranger");
        assert_eq!(entry["account_id"], Value::Null);
        assert_eq!(entry["network"], "127.0.0.1");
        assert!(entry["request_id"].as_str().unwrap().starts_with("req_"));
        let unlocked = operator.get(&format!("{on_taro}&action=account.unlocked")).expect(200);
        let by_operator = unlocked.body["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(by_operator["caller"], "account");
        assert_eq!(by_operator["reason"], "Ticket 4711.");
        let by = format!("/v1/admin/audit-entries?account_id={}", by_operator["account_id"].as_str().unwrap());
        assert!(actions(&operator, &by).contains(&"account.unlocked".to_owned()));

        let whole = operator.get("/v1/admin/audit-entries?limit=200").expect(200).text;
        for secret in [PASSWORD, new, &token, "not-my-password", "山田", "+81312345678", "@"] {
            assert!(!whole.contains(secret), "the trail holds {secret}");
        }
        taro.get("/v1/admin/audit-entries").expect(401);
        for query in ["?action=x", "?account_id=x", "?subject_id=x"] {
            let name = query[1..].split('=').next().unwrap();
            operator
                .get(&format!("/v1/admin/audit-entries{query}"))
                .expect(422)
                .fields(&[(&format!("?{name}"), "not_allowed")]);
        }
    }

    /// OPS-AUD-01: the owner reads their own history, and nobody else's.
    fn an_owner_reads_his_own_history(app) {
        let taro = app.person("taro_cargo");
        let hanako = app.person("hanako_cargo");
        sign_in(app, "taro_cargo", "not-my-password").expect(401);
        taro.post("/v1/me/password-proofs", json!({ "password": PASSWORD })).expect(200);
        let history = actions(&taro, "/v1/me/security-history");
        assert_eq!(history[0], "password.proved", "{history:?}");
        assert!(history.contains(&"session.refused".to_owned()), "{history:?}");
        assert!(history.contains(&"registration.completed".to_owned()), "{history:?}");
        let other = actions(&hanako, "/v1/me/security-history");
        assert!(!other.contains(&"session.refused".to_owned()), "{other:?}");
        hanako.get("/v1/admin/audit-entries").refused(403, "wrong_actor", "OPS-AUD-01");
    }
}
