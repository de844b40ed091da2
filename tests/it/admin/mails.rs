//! `GET /v1/admin/mails`, `GET /v1/admin/mails/{id}`, `POST /v1/admin/mails/{id}/retry`

use diesel::prelude::{Connection as _, *};
use serde_json::{Value, json};
use tegata_infra::database::Connection;
use tegata_tests::harness::{Client, Reply, TestApp};
use tegata_tests::on_both;

use crate::account::{account_id, recovery_link};

/// Makes every sent mail one that the mail server refused.
fn bounce(app: &TestApp, state: &str) {
    let sql = format!("UPDATE mails SET state = '{state}', sent_at = NULL WHERE state = 'sent'");
    let url = &app.app.settings.database_url;
    let mut connection = Connection::establish(url).unwrap();
    if !app.postgres {
        // The server's worker may be writing at this moment.
        connection.batch("PRAGMA busy_timeout = 5000").unwrap();
    }
    assert!(diesel::sql_query(sql).execute(&mut connection).unwrap() > 0);
}

/// Reads until the worker has brought every mail into this state.
fn settled(operator: &Client, query: &str, state: &str) -> Reply {
    for _ in 0..2_000 {
        let page = operator.get(&format!("/v1/admin/mails{query}")).expect(200);
        let items = page.body["items"].as_array().unwrap();
        if !items.is_empty() && items.iter().all(|mail| mail["state"] == state) {
            return page;
        }
    }
    panic!("{query} never became {state}");
}

on_both! {
    /// OPS-MAIL-01: operators see where each mail is, never what it says, and send a refused one again.
    fn operators_see_and_retry_mails(app) {
        let taro = app.person("taro_cargo");
        let operator = app.operator();
        let token = recovery_link(app, "taro_cargo");
        let id = account_id(&operator, "taro_cargo");
        let of_taro = format!("?account_id={id}");
        let sent = settled(&operator, &of_taro, "sent");
        let mail = &sent.body["items"][0];
        assert_eq!(mail["letter"], "recovery_link");
        assert_eq!(mail["recipient"], "t***@e***.jp");
        assert!(!sent.text.contains(&token) && !sent.text.contains("taro_cargo@"));
        let path = format!("/v1/admin/mails/{}", mail["id"].as_str().unwrap());
        let retry = format!("{path}/retry");
        let reason = json!({ "reason": "The mailbox was full." });
        let refused = operator.post(&retry, reason.clone());
        refused.refused(409, "mail_not_retryable", "OPS-MAIL-01");

        for state in ["bounced", "failed"] {
            bounce(app, state);
            let page = operator.get(&format!("/v1/admin/mails?state={state}")).expect(200);
            assert!(page.body["items"].as_array().unwrap().iter().any(|one| one["id"] == mail["id"]));
            for (body, code) in [(json!({}), "required"), (json!({ "reason": " " }), "required")] {
                operator
                    .post(&retry, body)
                    .refused(422, "invalid_fields", "OPS-AUD-01")
                    .fields(&[("/reason", code)]);
            }
            taro.post(&retry, reason.clone()).refused(403, "wrong_actor", "OPS-AUD-01");
            let before = operator.get(&path).expect(200).body["attempts"].as_array().unwrap().len();
            operator.post(&retry, reason.clone()).expect(200);
            settled(&operator, &of_taro, "sent");
            let detail = operator.get(&path).expect(200);
            assert_eq!(detail.body["attempts"].as_array().unwrap().len(), before + 1);
            let trail = operator.get("/v1/admin/audit-entries?action=mail.retried").expect(200);
            assert_eq!(trail.text("/items/0/reason"), "The mailbox was full.");
            assert_eq!(trail.body["items"][0]["subject_id"], mail["id"]);
        }

        let to = operator.get("/v1/admin/mails?recipient=TARO_CARGO%40example.jp").expect(200);
        let letters: Vec<&Value> =
            to.body["items"].as_array().unwrap().iter().map(|one| &one["letter"]).collect();
        assert_eq!(letters, [&json!("recovery_link"), &json!("registration_link")]);
        let gone = mail["id"].as_str().unwrap().replace("mail_0", "mail_1");
        operator.get(&format!("/v1/admin/mails/{gone}")).refused(404, "not_found", "");
        operator.get("/v1/admin/mails?state=lost").expect(422).fields(&[("?state", "not_allowed")]);
    }

    /// RCV-02: a mail to nobody is withheld, never sent, and cannot be retried.
    fn a_withheld_mail_is_never_sent(app) {
        let operator = app.operator();
        app.stranger()
            .post("/v1/login-id-reminders", json!({ "email": "nobody@example.jp" }))
            .expect(202);
        let withheld = operator.get("/v1/admin/mails?state=withheld").expect(200);
        let path = format!("/v1/admin/mails/{}/retry", withheld.text("/items/0/id"));
        operator
            .post(&path, json!({ "reason": "Try." }))
            .refused(409, "mail_not_retryable", "OPS-MAIL-01");
        assert_eq!(withheld.body["items"][0]["attempts"], 0);
    }
}
