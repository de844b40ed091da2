//! `GET /v1/admin/accounts`

use serde_json::{Value, json};
use tegata_tests::harness::Client;
use tegata_tests::on_both;

use super::dedicated;
use crate::account::act;

/// The login ids that a search finds, in its order.
fn found(operator: &Client, query: &str) -> Vec<String> {
    let page = operator.get(&format!("/v1/admin/accounts{query}")).expect(200);
    let items = page.body["items"].as_array().unwrap();
    items.iter().map(|item| item["login_id"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    /// ACC-REG-03, RCV-03: operators find accounts by login id, address, kind and state, page by page.
    fn operators_find_accounts(app) {
        let operator = app.operator();
        for login_id in ["taro_cargo", "hanako_cargo"] {
            app.person(login_id);
        }
        for (kind, login_id) in [("agency", "agency_desk"), ("deferred_payment", "later_desk")] {
            let mut body = dedicated(kind, login_id);
            body["email"] = json!("taro_cargo@example.jp");
            operator.post("/v1/admin/accounts", body).expect(201);
        }
        act(&operator, "hanako_cargo", "disable").expect(200);

        let all = ["later_desk", "agency_desk", "hanako_cargo", "taro_cargo", "operator-1"];
        let searches: [(&str, &[&str]); 9] = [
            ("", &all),
            ("?login_id=TARO_CARGO", &["taro_cargo"]),
            ("?login_id=taro", &[]),
            ("?email=Taro_Cargo%40EXAMPLE.jp", &["later_desk", "agency_desk", "taro_cargo"]),
            ("?kind=agency", &["agency_desk"]),
            ("?kind=operator", &["operator-1"]),
            ("?state=disabled", &["hanako_cargo"]),
            ("?state=active&kind=general", &["taro_cargo"]),
            ("?email=nobody%40example.jp", &[]),
        ];
        for (query, expected) in searches {
            assert_eq!(found(&operator, query), expected, "{query}");
        }
        let (mut query, mut seen) = ("?limit=2".to_owned(), Vec::new());
        loop {
            let page = operator.get(&format!("/v1/admin/accounts{query}")).expect(200);
            let items = page.body["items"].as_array().unwrap();
            seen.extend(items.iter().map(|item| item["login_id"].as_str().unwrap().to_owned()));
            assert_eq!(page.body["has_more"], page.body["next_cursor"] != Value::Null);
            let Some(cursor) = page.body["next_cursor"].as_str() else { break };
            assert!(page.header("link").unwrap().contains("rel=\"next\""));
            query = format!("?limit=2&cursor={cursor}");
        }
        assert_eq!(seen, all);

        for (query, code) in [
            ("?kind=baron", "not_allowed"),
            ("?state=locked", "not_allowed"),
            ("?email=taro", "not_allowed"),
            ("?name=taro", "unknown_field"),
            ("?kind=agency&kind=general", "duplicate"),
        ] {
            let name = query[1..].split('=').next().unwrap();
            operator
                .get(&format!("/v1/admin/accounts{query}"))
                .expect(422)
                .fields(&[(&format!("?{name}"), code)]);
        }
        // Nothing of a password is ever shown.
        let page = operator.get("/v1/admin/accounts").expect(200);
        assert!(!page.text.contains("argon2") && !page.text.contains("\"password\""));
    }
}
