//! The limits that the document shows are the limits that hold: each body field, however deep, and
//! each query parameter is driven beyond its edge and to it.

use serde_json::{Value, json};
use tegata_tests::harness::Client;

use super::cast::{Cast, open_app};
use super::{Operation, example_of, operations};

/// An operation with its caller and what it is called on: something that there is to be changed, in
/// any version; nothing for what cannot be taken back, and a preview of what changes a state.
struct Driven<'a> {
    operation: &'a Operation,
    client: Client,
    path: String,
    body: Value,
}

impl<'a> Driven<'a> {
    fn new(cast: &Cast<'_>, operation: &'a Operation) -> Option<Self> {
        let path = match operation.method.as_str() {
            "PUT" if operation.asks("dry_run") => cast.real(&operation.with("dry_run=true")),
            "PUT" | "PATCH" => cast.real(&operation.with("")),
            _ => operation.with(""),
        };
        let client = cast.caller_of(operation).with("if-match", "*");
        Some(Self { operation, client, path, body: operation.example()? })
    }

    /// The codes with which a place in the body is refused when this value stands there.
    fn codes(&self, place: &str, value: Value) -> Vec<String> {
        let mut body = self.body.clone();
        let (parent, name) = place.rsplit_once('/').expect("a pointer");
        body.pointer_mut(parent).expect("a place")[name] = value;
        let reply = self.client.send(&self.operation.method, &self.path, Some(&body.to_string()));
        // Nothing else may stand in the way of the field.
        let secrets = ["sign_in", "refresh_session", "prove_password", "change_password"];
        let wrong_secret = secrets.contains(&self.operation.id.as_str());
        let in_the_way = [401, 403, 412, 428, 429].contains(&reply.status) && !wrong_secret;
        assert!(!in_the_way && reply.status < 500, "{}: {}", self.operation.id, reply.text);
        let errors = reply.body["errors"].as_array().cloned().unwrap_or_default();
        let at = errors.iter().filter(|error| error["pointer"] == place);
        at.map(|error| error["code"].as_str().expect("a code").to_owned()).collect()
    }
}

/// Every property of a schema with its place; of lists, the first item's.
fn places<'a>(schema: &'a Value, at: &str) -> Vec<(String, &'a Value)> {
    let own = schema["properties"].as_object().into_iter().flatten();
    let deeper = own.flat_map(|(name, property)| {
        let here = format!("{at}/{name}");
        let below = places(property, &here);
        std::iter::once((here, property)).chain(below)
    });
    let item = format!("{at}/0");
    let items = schema.get("items").map(|items| places(items, &item));
    deeper.chain(items.into_iter().flatten()).collect()
}

#[test]
fn every_length_in_the_document_is_the_validators() {
    let app = open_app();
    let cast = Cast::new(&app);
    let mut driven = 0;
    for operation in operations() {
        let Some(call) = Driven::new(&cast, &operation) else { continue };
        let schema = operation.body.as_ref().expect("a schema");
        for (at, property) in places(schema, "") {
            let drive = |value| call.codes(&at, value);
            let place = format!("{} {at}", operation.id);
            let has_type = |name: &str| property["type"].to_string().contains(name);
            let max = property["maxLength"].as_u64();
            assert!(!has_type("string") || max.is_some(), "{place} has no limit");
            assert!(!has_type("array") || property["maxItems"].is_u64(), "{place} has no limit");
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
            if let Some(max) = property["maxItems"].as_u64() {
                let max = usize::try_from(max).expect("a number");
                let beyond = json!(vec![example_of(&property["items"]); max + 1]);
                assert_eq!(drive(beyond), ["too_long"], "{place}");
            }
            if property["minItems"] == 1 {
                assert_eq!(drive(json!([])), ["required"], "{place}");
            }
            if let Some(max) = property["maximum"].as_i64() {
                assert_eq!(drive(json!(max + 1)), ["too_long"], "{place}");
            }
            let nullable = property["type"].as_array().is_some();
            let at_null = drive(Value::Null);
            assert_eq!(at_null.contains(&"wrong_type".to_owned()), !nullable, "{place}");
            if !has_type("array") {
                assert_eq!(drive(json!(["x"])), ["wrong_type"], "{place}");
            }
            if !has_type("object") {
                assert_eq!(drive(json!({ "x": 1 })), ["wrong_type"], "{place}");
            }
        }
    }
    assert!(driven > 100, "{driven}");
}

/// What is not in the schema, and what must be and is not, is named, all at once.
#[test]
fn unknown_and_missing_fields_are_named_everywhere() {
    let app = open_app();
    let cast = Cast::new(&app);
    for operation in operations().iter().filter(|operation| operation.body.is_some()) {
        let client = cast.caller_of(operation);
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
    let cast = Cast::new(&app);
    let mut driven = 0;
    let reads = operations().into_iter().filter(|operation| operation.method == "GET");
    for operation in reads {
        let client = cast.caller_of(&operation);
        for parameter in &operation.query {
            let name = parameter["name"].as_str().expect("a name");
            let schema = &parameter["schema"];
            let ask =
                |value: &str| client.get(&cast.real(&operation.with(&format!("{name}={value}"))));
            let pointer = format!("?{name}");
            if parameter["required"] == true {
                ask("").fields(&[(&pointer, "required")]);
                client.get(&cast.real(&operation.path)).fields(&[(&pointer, "required")]);
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
    assert!(driven > 40, "{driven}");
}
