//! The limits that the document shows are the limits that hold: each body field and query parameter
//! is driven beyond its edge and to it.

use serde_json::{Map, Value, json};
use tegata_tests::harness::{Client, TestApp};

use super::{Operation, operations};

/// An application whose own limits are out of the way.
fn open_app() -> TestApp {
    TestApp::sqlite_with(&[
        ("REQUESTS_PER_CLIENT", "100000"),
        ("MAILS_PER_ADDRESS", "100000"),
        ("FAILURES_PER_CLIENT", "100000"),
        ("LOCK_AFTER", "100000"),
    ])
}

/// The codes with which the field at a pointer is refused.
fn codes(
    client: &Client,
    operation: &Operation,
    body: &Map<String, Value>,
    name: &str,
    value: Value,
) -> Vec<String> {
    let mut body = body.clone();
    body.insert(name.to_owned(), value);
    let text = Value::Object(body).to_string();
    let mut client = client.clone();
    if operation.method == "PATCH" {
        let version = client.get(&operation.path).expect(200);
        client = client.with("if-match", version.header("etag").expect("a version"));
    }
    let reply = client.send(&operation.method, &operation.path, Some(&text));
    // Nothing else may stand in the way of the field.
    let secrets = ["sign_in", "refresh_session", "prove_password", "change_password"];
    let wrong_secret = secrets.contains(&operation.id.as_str());
    let in_the_way = [401, 403, 412, 428, 429].contains(&reply.status) && !wrong_secret;
    assert!(!in_the_way && reply.status < 500, "{}: {}", operation.id, reply.text);
    let pointer = format!("/{name}");
    let errors = reply.body["errors"].as_array().cloned().unwrap_or_default();
    let at = errors.iter().filter(|error| error["pointer"] == pointer.as_str());
    at.map(|error| error["code"].as_str().expect("a code").to_owned()).collect()
}

#[test]
fn every_length_in_the_document_is_the_validators() {
    let app = open_app();
    let (person, operator) = (app.person("taro_cargo"), app.operator());
    let mut driven = 0;
    for operation in operations() {
        let Some(body) = operation.example() else { continue };
        let client = match (operation.signed_in, operation.is_admin()) {
            (false, _) => app.stranger(),
            (true, false) => person.clone(),
            (true, true) => operator.clone(),
        };
        let schema = operation.body.as_ref().expect("a schema");
        for (name, property) in schema["properties"].as_object().expect("properties") {
            let drive = |value| codes(&client, &operation, &body, name, value);
            let place = format!("{} /{name}", operation.id);
            let is_text = property["type"].to_string().contains("string");
            let max = property["maxLength"].as_u64();
            assert!(!is_text || max.is_some(), "{place} has no limit");
            if let Some(max) = max {
                let max = usize::try_from(max).expect("a length");
                // Counted in characters, whatever they take in bytes.
                for letter in ["x", "漢"] {
                    let beyond = drive(json!(letter.repeat(max + 1)));
                    // A closed list, or a form of its own, says so instead.
                    let said = ["too_long", "not_allowed", "invalid_format"];
                    let refused = said.iter().any(|code| beyond == [*code]);
                    assert!(refused, "{place}: {beyond:?}");
                    let at_max = drive(json!(letter.repeat(max)));
                    assert!(!at_max.contains(&"too_long".to_owned()), "{place}: {at_max:?}");
                }
                driven += 1;
            }
            if let Some(min) = property["minLength"].as_u64() {
                assert_eq!(min, 1, "{place}: this test knows one minimum");
                assert_eq!(drive(json!("")), ["required"], "{place}");
            }
            if let Some(max) = property["maximum"].as_i64() {
                assert_eq!(drive(json!(max + 1)), ["too_long"], "{place}");
            }
            let nullable = property["type"].as_array().is_some();
            let at_null = drive(Value::Null);
            assert_eq!(at_null.contains(&"wrong_type".to_owned()), !nullable, "{place}");
            assert_eq!(drive(json!(["x"])), ["wrong_type"], "{place}");
            assert_eq!(drive(json!({ "x": 1 })), ["wrong_type"], "{place}");
        }
    }
    assert!(driven > 40, "{driven}");
}

/// What is not in the schema, and what must be and is not, is named, all at once.
#[test]
fn unknown_and_missing_fields_are_named_everywhere() {
    let app = open_app();
    let (person, operator) = (app.person("taro_cargo"), app.operator());
    for operation in operations().iter().filter(|operation| operation.body.is_some()) {
        let client = if operation.is_admin() { &operator } else { &person };
        let required = operation.body.as_ref().expect("a schema")["required"].clone();
        let mut expected = vec![("/no_such_field".to_owned(), "unknown_field")];
        for name in required.as_array().into_iter().flatten() {
            expected.push((format!("/{}", name.as_str().expect("a name")), "required"));
        }
        let expected: Vec<(&str, &str)> =
            expected.iter().map(|(pointer, code)| (pointer.as_str(), *code)).collect();
        client
            .send(&operation.method, &operation.path, Some(r#"{"no_such_field":1}"#))
            .fields(&expected);
        // One parser takes the first of two, another the last: neither is right.
        client
            .send(&operation.method, &operation.path, Some(r#"{"twice":1,"twice":2}"#))
            .fields(&[("/twice", "duplicate")]);
    }
}

#[test]
fn every_limit_of_a_query_parameter_holds() {
    let app = open_app();
    let (person, operator) = (app.person("taro_cargo"), app.operator());
    let mut driven = 0;
    for operation in operations().iter().filter(|operation| !operation.query.is_empty()) {
        let client = if operation.is_admin() { &operator } else { &person };
        for parameter in &operation.query {
            let name = parameter["name"].as_str().expect("a name");
            let schema = &parameter["schema"];
            let ask = |value: &str| {
                client.send("GET", &format!("{}?{name}={value}", operation.path), None)
            };
            let pointer = format!("?{name}");
            if operation.method != "GET" {
                continue;
            }
            if let Some(max) = schema["maximum"].as_u64() {
                ask(&max.to_string()).expect(200);
                ask(&schema["minimum"].to_string()).expect(200);
                ask(&(max + 1).to_string()).fields(&[(&pointer, "too_long")]);
                ask("0").fields(&[(&pointer, "too_short")]);
                ask("-1").fields(&[(&pointer, "invalid_format")]);
                ask("many").fields(&[(&pointer, "invalid_format")]);
            } else {
                let max = schema["maxLength"].as_u64();
                let max = max.unwrap_or_else(|| panic!("{} {name} has no limit", operation.id));
                let reply = ask(&"x".repeat(usize::try_from(max).expect("a length") + 1));
                let code = reply.body["code"].as_str().unwrap_or_default();
                let refused = ["invalid_fields", "cursor_invalid"].contains(&code);
                assert!(refused, "{} {name}: {}", operation.id, reply.text);
            }
            driven += 1;
        }
    }
    assert!(driven > 15, "{driven}");
}
