//! ORG-03: what belongs to another company does not exist: the very same answer as for an unknown id.

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Reply};
use tegata_tests::on_both;

use super::{CURRENT, administrator, own_company, own_id};
use crate::account::looks;

/// How an answer looks, but for the id in its own path.
fn blind(reply: &Reply, id: &str) -> (u16, Value) {
    let (status, _, mut body) = looks(reply);
    let instance = body["instance"].as_str().unwrap_or_default().replace(id, "id");
    body["instance"] = json!(instance);
    body["request_id"] = json!("");
    (status, body)
}

/// Every call of an administrator that names an id.
fn calls(kind: &str, id: &str) -> Vec<(&'static str, String, Option<Value>)> {
    let at = |command: &str| format!("{CURRENT}/{kind}/{id}{command}");
    let post = |command| ("POST", at(command), None);
    let patch = |body| ("PATCH", at(""), Some(body));
    let mut calls = vec![("GET", at(""), None)];
    match kind {
        "members" => {
            calls.extend([post("/disable"), post("/enable")]);
            calls.push(patch(json!({ "company_role": "administrator" })));
        }
        "invitations" => calls.extend([post("/resend"), post("/withdraw")]),
        "offices" => {
            calls.extend([
                post("/disable"),
                post("/enable"),
                post("/unlock"),
                post("/send-password-link"),
            ]);
            calls.push(patch(json!({ "name": "別の名前" })));
        }
        _ => {
            calls.extend([post("/disable"), post("/enable"), post("/unlock")]);
            calls.push(patch(json!({ "business_kind": "other" })));
        }
    }
    calls
}

fn send(client: &Client, (method, path, body): &(&str, String, Option<Value>)) -> Reply {
    let text = body.as_ref().map(Value::to_string);
    client.with("if-match", "*").send(method, path, text.as_deref())
}

on_both! {
    /// ORG-03: each endpoint that names an id answers another company's administrator as if there were
    /// nothing, and changes nothing.
    fn what_is_anothers_does_not_exist(app) {
        let operator = app.operator();
        let [taro, jiro] = ["taro_cargo", "jiro_cargo"].map(|id| administrator(app, &operator, id));
        let company = own_company(&taro);
        app.member(&operator, &company, "hanako_cargo");
        let office = app.office(&operator, &company, "1ATYO");
        let office_id = office.get("/v1/offices/current").expect(200).text("/id");
        let terminal = app.terminal(&operator, &office_id, "1ANACA0A");
        let invite = json!({ "email": "a@example.jp", "company_role": "member" });
        let invitation = taro.post(&format!("{CURRENT}/invitations"), invite).expect(201).text("/id");
        let theirs = [
            ("members", own_id(&taro)),
            ("invitations", invitation),
            ("offices", office_id.clone()),
            ("terminal-users", terminal),
        ];
        let mut tried = 0;
        for (kind, id) in &theirs {
            let before = taro.get(&format!("{CURRENT}/{kind}/{id}")).expect(200).text;
            let unknown = format!("{}_{}", &id[..4], "0".repeat(26));
            for (theirs, nobodys) in calls(kind, id).iter().zip(calls(kind, &unknown)) {
                let refused = send(&jiro, theirs).refused(404, "not_found", "");
                let nothing = send(&jiro, &nobodys);
                assert_eq!(blind(&refused, id), blind(&nothing, &unknown), "{theirs:?}");
                tried += 1;
            }
            // An id of another kind, or none at all, is nothing either.
            for id in ["x", "comp_00000000000000000000000000"] {
                jiro.get(&format!("{CURRENT}/{kind}/{id}")).refused(404, "not_found", "");
            }
            assert_eq!(taro.get(&format!("{CURRENT}/{kind}/{id}")).expect(200).text, before);
        }
        assert_eq!(tried, 18);

        // What names an office in its body or query.
        let unknown = "offc_00000000000000000000000000";
        let terminal_at = |office: &str| {
            let body = json!({
                "office_id": office, "user_code": "2BNAC", "identification": "B0B",
                "business_kind": "other", "usage": "person"
            });
            jiro.post(&format!("{CURRENT}/terminal-users"), body).refused(404, "not_found", "")
        };
        assert_eq!(blind(&terminal_at(&office_id), ""), blind(&terminal_at(unknown), ""));
        let list = |office: &str| {
            jiro.get(&format!("{CURRENT}/terminal-users?office_id={office}")).refused(404, "not_found", "")
        };
        assert_eq!(blind(&list(&office_id), ""), blind(&list(unknown), ""));
    }

    /// ORG-03: lists hold what is of the own company alone.
    fn lists_hold_the_own_alone(app) {
        let (taro, jiro, operator) = (app.person("taro_cargo"), app.person("jiro_cargo"), app.operator());
        for (who, code) in [(&taro, "1ATYO"), (&jiro, "2BOSA")] {
            app.office(&operator, &own_company(who), code);
            let invite = json!({ "email": "a@example.jp", "company_role": "member" });
            who.post(&format!("{CURRENT}/invitations"), invite).expect(201);
        }
        for who in [&taro, &jiro] {
            for kind in ["members", "invitations", "offices"] {
                let list = who.get(&format!("{CURRENT}/{kind}")).expect(200);
                let items = list.body["items"].as_array().unwrap();
                assert_eq!(items.len(), 1, "{kind}: {}", list.text);
            }
            let company = who.get(CURRENT).expect(200);
            assert_eq!(company.text("/id"), own_company(who));
        }
    }

    /// ORG-03: an office and a terminal user are no administrators, whatever company they belong to.
    fn other_realms_administer_nothing(app) {
        let (taro, operator) = (app.person("taro_cargo"), app.operator());
        let office = app.office(&operator, &own_company(&taro), "1ATYO");
        for kind in ["members", "invitations", "offices"] {
            for caller in [&office, &operator] {
                caller.get(&format!("{CURRENT}/{kind}")).refused(403, "wrong_actor", "OPS-AUD-01");
            }
            app.stranger().get(&format!("{CURRENT}/{kind}")).refused(401, "unauthenticated", "");
        }
    }
}
