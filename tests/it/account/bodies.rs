//! Bodies that try for more than a request takes: columns of the tables, other shapes.

use diesel::prelude::{Connection as _, *};
use diesel::sql_types::Text;
use serde_json::{Map, Value, json};
use tegata_infra::database::Connection;
use tegata_tests::harness::{Client, Desk, TestApp, registration_form};
use tegata_tests::on_both;

use super::{account_id, new_password, recovery_link, versioned};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The columns of the tables that hold who somebody is, what they may do and what they see.
fn columns(app: &TestApp) -> Vec<String> {
    let url = &app.app.settings.database_url;
    let mut connection = Connection::establish(url).unwrap();
    let tables = [
        "accounts",
        "sessions",
        "passwords",
        "companies",
        "guards",
        "links",
        "offices",
        "terminal_users",
        "invitations",
        "temporary_passwords",
        "cargo_records",
        "pickup_requests",
        "assignments",
    ];
    let mut names: Vec<String> = tables
        .iter()
        .flat_map(|table| {
            let sql = format!("SELECT name FROM pragma_table_info('{table}')");
            diesel::sql_query(sql).load::<Column>(&mut connection).unwrap()
        })
        .map(|column| column.name)
        .collect();
    names.sort();
    names.dedup();
    assert!(names.len() > 40, "{names:?}");
    names
}

/// An operation of the document that takes a body, with a body that it would take.
struct Operation {
    method: String,
    path: String,
    properties: Vec<String>,
    body: Map<String, Value>,
}

/// Every POST and PATCH of the document.
fn operations() -> Vec<Operation> {
    let document = tegata::openapi::document();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["post", "patch", "put"] {
            let pointer = "/requestBody/content/application~1json/schema/$ref";
            let Some(reference) = item[method].pointer(pointer).and_then(Value::as_str) else {
                continue;
            };
            let schema = document.pointer(reference.trim_start_matches('#')).unwrap();
            let properties = schema["properties"].as_object().unwrap();
            let examples = properties.iter().filter_map(|(name, property)| {
                let example = property.get("example").or_else(|| property["examples"].get(0))?;
                Some((name.clone(), example.clone()))
            });
            found.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                properties: properties.keys().cloned().collect(),
                body: examples.collect(),
            });
        }
    }
    assert!(found.len() >= 20, "{}", found.len());
    found
}

/// What the ids of a collection begin with.
const KINDS: [(&str, &str); 13] = [
    ("accounts", "acct"),
    ("members", "acct"),
    ("companies", "comp"),
    ("invitations", "invi"),
    ("offices", "offc"),
    ("terminal-users", "term"),
    ("reissue-applications", "rapp"),
    ("inquiries", "inqu"),
    ("mails", "mail"),
    ("cargo-records", "carg"),
    ("pickup-requests", "pick"),
    ("sheds", "mast"),
    ("assignments", "asgn"),
];

/// The path with an id that could be one of its collection.
fn filled(path: &str, id: &str) -> String {
    let path = path.replace("{kind}", "sheds").replace("{prefix}", "131");
    let Some((collection, _)) = path.split_once("/{id}") else { return path };
    let known = KINDS.iter().find(|(name, _)| collection.ends_with(name));
    let prefix = known.map_or("clos", |(_, prefix)| prefix);
    path.replace("{id}", &id.replace("acct", prefix))
}

/// ACC-REG-05, ACC-PRO-03: no column of a table is a field of a request unless it is meant to be one.
/// All of them are refused by name, and nothing changes.
#[test]
fn no_column_is_assigned_by_naming_it() {
    let app = TestApp::sqlite();
    let columns = columns(&app);
    let desk = Desk::new(&app);
    let terminal = desk.ready("1ANACA0A");
    let taro = app.person("taro_cargo");
    let operator = &desk.operator;
    let account = |login_id: &str| {
        app.app.env.store.read(|tx| Ok(tx.account_by_login_id(login_id)?)).unwrap().unwrap()
    };
    let before = (account("taro_cargo"), account("operator-1"));
    let id = account_id(operator, "taro_cargo");
    let mails =
        || app.stranger().get("/v1/sandbox/mails?limit=200").expect(200).body["items"].clone();
    let mailed = mails();

    for operation in operations() {
        let path = filled(&operation.path, &id);
        let extra: Vec<&String> =
            columns.iter().filter(|column| !operation.properties.contains(column)).collect();
        let who = match path.as_str() {
            path if path.starts_with("/v1/admin/") || path.starts_with("/v1/review/") => operator,
            path if path.starts_with("/v1/reissue-applications") => &desk.office,
            path if path.starts_with("/v1/terminal/") => &terminal,
            _ => &taro,
        };
        let who = who.with("if-match", "*");
        // Each alone, in an otherwise whole body, and as many at once as one refusal names.
        let alone = extra.chunks(1);
        let names: Vec<Vec<&String>> =
            alone.chain(extra.chunks(40)).map(<[&String]>::to_vec).collect();
        for names in names {
            let mut body = operation.body.clone();
            body.extend(names.iter().map(|name| ((*name).clone(), json!("x"))));
            let reply = who.send(&operation.method, &path, Some(&Value::Object(body).to_string()));
            let reply = reply.expect(422);
            assert_eq!(reply.body["code"], "invalid_fields");
            let errors = reply.body["errors"].as_array().unwrap();
            for name in names {
                let pointer = format!("/{name}");
                let named = errors.iter().any(|error| {
                    error["pointer"] == pointer.as_str() && error["code"] == "unknown_field"
                });
                assert!(named, "{} {path} {pointer}: {}", operation.method, reply.text);
            }
        }
    }
    assert_eq!((account("taro_cargo"), account("operator-1")), before);
    assert_eq!(mails(), mailed);
    taro.get("/v1/me").expect(200);
}

/// Whoever may call an operation of this path.
fn caller(app: &TestApp, path: &str, taro: &Client, operator: &Client) -> Client {
    match path {
        path if path.starts_with("/v1/admin/") => operator.clone(),
        path if path.starts_with("/v1/me") => versioned(taro),
        _ => app.stranger(),
    }
}

on_both! {
    /// ACC-REG-05, ACC-PRO-04, RCV-06: a body is one object of known fields, each given once and of its
    /// type; what is not is named, and nothing is used up.
    fn a_body_is_one_object_of_known_fields(app) {
        let taro = app.person("taro_cargo");
        let operator = app.operator();
        let registration = app.registration_link("jiro@example.jp");
        let recovery = recovery_link(app, "taro_cargo");
        let form = registration_form(&registration, "jiro_cargo");
        let table = [
            ("POST", "/v1/registrations", json!({ "email": "a@example.jp" }), "email"),
            ("POST", "/v1/registrations/complete", form, "family_name"),
            ("PATCH", "/v1/me", json!({ "department": "業務課" }), "department"),
            ("POST", "/v1/me/email-changes", json!({ "email": "b@example.jp" }), "email"),
            ("POST", "/v1/recoveries/complete", new_password(&recovery, "x"), "password"),
            ("POST", "/v1/recoveries/inspect", json!({ "token": recovery }), "token"),
            ("POST", "/v1/login-id-reminders", json!({ "email": "b@example.jp" }), "email"),
            ("POST", "/v1/admin/accounts", json!({ "kind": "agency" }), "kind"),
        ];
        for (method, path, body, field) in table {
            let client = caller(app, path, &taro, &operator);
            let send = |text: &str| client.send(method, path, Some(text));
            let pointer = format!("/{field}");
            let object = body.to_string();
            let named = |reply: tegata_tests::harness::Reply, code: &str| {
                let errors = reply.expect(422).body["errors"].as_array().unwrap().clone();
                let found = errors.iter().any(|error| error["pointer"] == pointer.as_str() && error["code"] == code);
                assert!(found, "{method} {path} {code}: {errors:?}");
            };
            for array in [format!("[{object}]"), "[]".to_owned(), "\"x\"".to_owned(), "null".to_owned()] {
                send(&array).refused(400, "not_an_object", "");
            }
            for broken in ["", "{", "{\"a\":}", &format!("{object}x"), &format!("{object}{object}")] {
                send(broken).refused(400, "malformed_json", "");
            }
            for wrong in [json!(7), json!(true), json!(["x"]), json!({ "x": 1 })] {
                let mut body = body.clone();
                body[field] = wrong;
                named(send(&body.to_string()), "wrong_type");
            }
            let twice = format!("{},\"{field}\":\"x\"}}", object.trim_end_matches('}'));
            named(send(&twice), "duplicate");
            let mut longer = body.clone();
            longer["admin"] = json!(true);
            let reply = send(&longer.to_string()).expect(422);
            assert!(reply.text.contains("\"/admin\""), "{}", reply.text);
        }
        let page = taro.get("/v1/me").expect(200);
        assert_eq!(page.text("/profile/department"), "輸出課");
        let link = app.stranger().post("/v1/recoveries/inspect", json!({ "token": recovery }));
        assert_eq!(link.expect(200).body["tries_left"], 10);
        app.stranger()
            .post("/v1/registrations/inspect", json!({ "token": registration }))
            .expect(200);
    }
}
