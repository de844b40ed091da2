//! `GET /v1/admin/closures`, `POST /v1/admin/closures`, `POST /v1/admin/closures/{id}/remove`

use serde_json::{Value, json};
use tegata_tests::harness::Client;
use tegata_tests::on_both;

use crate::account::{with, without};

const CLOSURES: &str = "/v1/admin/closures";

fn closure(from: &str, to: &str) -> Value {
    json!({
        "from": from, "to": to, "yearly": false, "public_reason": "システム更新", "reason": "Notice 31."
    })
}

fn remove(operator: &Client, id: &str) -> tegata_tests::harness::Reply {
    operator.post(&format!("{CLOSURES}/{id}/remove"), json!({ "reason": "Notice 32." }))
}

/// The first days of the closures in the list.
fn listed(operator: &Client) -> Vec<String> {
    let list = operator.get(CLOSURES).expect(200);
    let items = list.body["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["from"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    /// RIS-CHG-03, OPS-AUD-01: operators add, list and remove closures; the trail keeps days and reasons.
    fn operators_close_and_open_the_service(app) {
        let operator = app.operator();
        assert_eq!(listed(&operator), Vec::<String>::new());
        let later = operator.post(CLOSURES, closure("2046-12-29", "2047-01-03")).expect(201);
        let yearly = with(closure("2046-05-01", "2046-05-01"), json!({ "yearly": true }));
        let first = operator.post(CLOSURES, yearly).expect(201);
        assert_eq!(listed(&operator), ["2046-05-01", "2046-12-29"], "in the order of their first day");
        assert_eq!(operator.get(CLOSURES).expect(200).body["items"][0], first.body);
        assert_eq!(first.body["yearly"], true);
        assert_eq!(later.text("/to"), "2047-01-03");
        assert_eq!(later.text("/public_reason"), "システム更新");
        let id = later.text("/id");
        assert!(id.starts_with("clos_"));

        remove(&operator, &id).expect(204);
        assert_eq!(listed(&operator), ["2046-05-01"]);
        remove(&operator, &id).refused(404, "not_found", "");
        remove(&operator, &format!("{}0000", &id[..id.len() - 4])).refused(404, "not_found", "");
        remove(&operator, "2046-05-01").refused(404, "not_found", "");

        for (action, reason) in [("closure.removed", "Notice 32."), ("closure.added", "Notice 31.")] {
            let query = format!("?subject_id={}&action={action}", id.replace("clos_", "acct_"));
            let trail = operator.get(&format!("/v1/admin/audit-entries{query}")).expect(200);
            assert_eq!(trail.body["items"].as_array().unwrap().len(), 1, "{action}");
            assert_eq!(trail.text("/items/0/reason"), reason);
            assert_eq!(trail.text("/items/0/detail"), "2046-12-29 to 2047-01-03");
            assert_eq!(trail.text("/items/0/subject_id"), id);
        }
    }

    /// RIS-CHG-03: 1 to 31 days that exist, with a reason that can be read; everything wrong at once.
    fn what_a_closure_must_say(app) {
        let operator = app.operator();
        let post = |body: Value| operator.post(CLOSURES, body);
        for (from, to, fields) in [
            ("2046-12-29", "2046-12-28", vec![("/to", "date_too_early")]),
            ("2046-12-01", "2047-01-01", vec![("/to", "date_too_late")]),
            ("2046-02-29", "2046-02-29", vec![("/from", "invalid_format"), ("/to", "invalid_format")]),
            ("20461229", "2046-12-29", vec![("/from", "invalid_format")]),
            ("", "2046-12-29", vec![("/from", "required")]),
            ("2046-12-29T", "2047-03-01", vec![("/from", "too_long")]),
        ] {
            post(closure(from, to)).expect(422).fields(&fields);
        }
        let good = closure("2046-12-01", "2046-12-31");
        for (public_reason, code) in [
            ("", "required"),
            (" \u{3000}", "required"),
            ("…", "invalid_format"),
            ("two\nlines", "unprintable_character"),
            (&"年".repeat(101), "too_long"),
        ] {
            post(with(good.clone(), json!({ "public_reason": public_reason })))
                .expect(422)
                .fields(&[("/public_reason", code)]);
        }
        post(with(good.clone(), json!({ "public_reason": "x".repeat(101), "to": "2046-11-30" })))
            .expect(422)
            .fields(&[("/public_reason", "too_long"), ("/to", "date_too_early")]);
        for body in [without(good.clone(), "reason"), with(good.clone(), json!({ "reason": " " }))] {
            post(body).refused(422, "invalid_fields", "OPS-AUD-01").fields(&[("/reason", "required")]);
        }
        assert_eq!(listed(&operator), Vec::<String>::new());
        let made = post(with(good, json!({ "public_reason": " 年末  年始 " }))).expect(201);
        assert_eq!(made.text("/public_reason"), "年末 年始");
        let no_reason = operator.post(&format!("{CLOSURES}/{}/remove", made.text("/id")), json!({}));
        no_reason.refused(422, "invalid_fields", "OPS-AUD-01").fields(&[("/reason", "required")]);
    }

    /// RIS-CHG-03: a repeated call adds one closure; persons and strangers add none.
    fn operators_alone_close_the_service(app) {
        let operator = app.operator().with("idempotency-key", "close-once");
        let first = operator.post(CLOSURES, closure("2046-05-01", "2046-05-01")).expect(201);
        let again = operator.post(CLOSURES, closure("2046-05-01", "2046-05-01")).expect(201);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(again.body, first.body);
        let operator = app.operator_named("operator-2");
        assert_eq!(listed(&operator).len(), 1);

        let taro = app.person("taro_cargo");
        taro.post(CLOSURES, closure("2046-05-02", "2046-05-02")).refused(403, "wrong_actor", "OPS-AUD-01");
        remove(&taro, &first.text("/id")).refused(403, "wrong_actor", "OPS-AUD-01");
        app.stranger().get(CLOSURES).refused(401, "unauthenticated", "");
        assert_eq!(listed(&operator).len(), 1);
    }

    /// RIS-CHG-03: the calendar holds 200 closures; then one must go before another comes.
    fn a_full_calendar_takes_no_more(app) {
        let operator = app.operator();
        let day = closure("2046-05-01", "2046-05-01");
        let made: Vec<_> = (0..200).map(|_| operator.post(CLOSURES, day.clone()).expect(201)).collect();
        let full = operator.post(CLOSURES, day.clone()).refused(409, "list_full", "");
        assert!(full.text("/detail").contains("200"), "{}", full.text);
        remove(&operator, &made[7].text("/id")).expect(204);
        operator.post(CLOSURES, day).expect(201);
        assert_eq!(listed(&operator).len(), 200);
    }
}
