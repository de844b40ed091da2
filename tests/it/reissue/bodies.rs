//! Bodies with objects and lists in them: what holds for fields of a body holds however deep they stand.

use serde_json::{Value, json};
use tegata_tests::harness::{Client, Reply};
use tegata_tests::on_both;

use super::{APPLICATIONS, desk_with, file, form};

/// The schema of the form, references put in.
fn schema() -> Value {
    fn resolved(document: &Value, schema: &Value) -> Value {
        if let Some(at) = schema["$ref"].as_str() {
            return resolved(document, document.pointer(at.trim_start_matches('#')).unwrap());
        }
        let mut schema = schema.clone();
        for member in ["properties", "items"] {
            match (member, &schema[member]) {
                (_, Value::Null) => {}
                ("items", items) => schema[member] = resolved(document, items),
                (_, Value::Object(properties)) => {
                    let properties = properties.iter();
                    let properties =
                        properties.map(|(name, one)| (name.clone(), resolved(document, one)));
                    schema[member] = properties.collect();
                }
                _ => unreachable!("an object of properties"),
            }
        }
        schema
    }
    let document = tegata::openapi::document();
    resolved(&document, &document["components"]["schemas"]["ReissueForm"])
}

/// Every property of the form with its place in [`form`]'s only example.
fn properties(schema: &Value, at: &str) -> Vec<(String, Value)> {
    let own = schema["properties"].as_object().into_iter().flatten();
    own.flat_map(|(name, property)| {
        let here = format!("{at}/{name}");
        let deeper = match property["type"].as_str() {
            Some("array") => properties(&property["items"], &format!("{here}/0")),
            _ => properties(property, &here),
        };
        [vec![(here, property.clone())], deeper].concat()
    })
    .collect()
}

/// Previews the form with another value at one place.
fn with_value(office: &Client, pointer: &str, value: Value) -> Reply {
    let mut body = form(&["1ANACA0A"]);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    office.post(&format!("{APPLICATIONS}?dry_run=true"), body)
}

/// The codes with which a place is refused.
fn codes(reply: &Reply, pointer: &str) -> Vec<String> {
    let errors = reply.body["errors"].as_array().cloned().unwrap_or_default();
    let at = errors.iter().filter(|error| error["pointer"] == pointer);
    at.map(|error| error["code"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    /// RIS-APP-02 to 06: each limit of the document holds, where it stands, and names the rule behind it.
    fn every_limit_of_the_form_holds_at_its_depth(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let all = properties(&schema(), "");
        let places: Vec<&str> = all.iter().map(|(place, _)| place.as_str()).collect();
        for expected in ["/contact/phone", "/targets/0/reason", "/desired_date", "/targets"] {
            assert!(places.contains(&expected), "{places:?}");
        }
        for (place, property) in &all {
            let refused = |value: Value| {
                let reply = with_value(&desk.office, place, value);
                assert_eq!(reply.status, 422, "{place}: {}", reply.text);
                assert!(reply.body["rule"].as_str().unwrap().starts_with("RIS-APP-"), "{}", reply.text);
                codes(&reply, place)
            };
            let wrong_type = ["wrong_type"];
            assert_eq!(refused(json!(1)), wrong_type, "{place}");
            if property["type"] != json!(["string", "null"]) {
                assert_eq!(refused(Value::Null), wrong_type, "{place}");
            }
            if let Some(max) = property["maxLength"].as_u64() {
                let max = usize::try_from(max).unwrap();
                for letter in ["x", "漢"] {
                    assert_eq!(refused(json!(letter.repeat(max + 1))), ["too_long"], "{place}");
                    let at_max = with_value(&desk.office, place, json!(letter.repeat(max)));
                    assert!(!codes(&at_max, place).contains(&"too_long".to_owned()), "{place}");
                }
                assert_eq!(refused(json!("a\0b")), ["unprintable_character"], "{place}");
                assert_eq!(refused(json!({ "x": 1 })), wrong_type, "{place}");
            }
            if property["minLength"] == 1 {
                assert_eq!(refused(json!("")), ["required"], "{place}");
            }
            if property["type"] == "object" || property["type"] == "array" {
                assert_eq!(refused(json!("text")), wrong_type, "{place}");
            }
        }
    }

    /// Unknown, missing and repeated fields are named where they stand, all at once.
    fn fields_are_named_however_deep(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let mut body = form(&["1ANACA0A"]);
        body["contact"] = json!({ "name": 1, "email": "x", "fax": "x" });
        body["targets"] = json!([{ "reason": [] }, [], { "user_id": "1ANACA0A", "reason": "x", "id": 1 }]);
        desk.office.post(APPLICATIONS, body).fields(&[
            ("/contact/department", "required"),
            ("/contact/phone", "required"),
            ("/contact/name", "wrong_type"),
            ("/contact/fax", "unknown_field"),
            ("/targets/0/user_id", "required"),
            ("/targets/0/reason", "wrong_type"),
            ("/targets/1", "wrong_type"),
            ("/targets/2/id", "unknown_field"),
        ]);
        let twice = r#"{"contact":{"name":"a","name":"b"},"targets":[{},{"reason":"a","reason":"b"}]}"#;
        desk.office
            .send("POST", APPLICATIONS, Some(twice))
            .fields(&[("/contact/name", "duplicate"), ("/targets/1/reason", "duplicate")]);
        // An answer does not outgrow its question.
        let many: Vec<Value> = (0..5_000).map(|_| json!({})).collect();
        let reply = desk.office.post(APPLICATIONS, json!({ "targets": many }));
        assert_eq!(reply.expect(422).body["errors"].as_array().unwrap().len(), 50);
        let mut empty = form(&["1ANACA0A"]);
        let target = json!({ "user_id": "", "reason": "" });
        empty["targets"] = vec![target; 2_000].into();
        let reply = desk.office.post(APPLICATIONS, empty).expect(422);
        assert!(reply.body["errors"].as_array().unwrap().len() <= 60);
    }

    /// The correction is the only operation by `PUT`: other methods say so, and pages of allowed origins
    /// may use it.
    fn put_is_a_method_like_others(app) {
        let desk = desk_with(app, &["1ANACA0A"]);
        let path = file(&desk.office, &["1ANACA0A"]).path();
        let allowed = Some("GET, HEAD, OPTIONS, PUT");
        assert_eq!(desk.office.send("OPTIONS", &path, None).expect(204).header("allow"), allowed);
        let refused = desk.office.patch(&path, json!({})).refused(405, "method_not_allowed", "");
        assert_eq!(refused.header("allow"), allowed);
        desk.office.put(APPLICATIONS, json!({})).refused(405, "method_not_allowed", "");
        let page = app.beside(&[("CORS_ORIGINS", "https://portal.example.com")]);
        let preflight = page
            .stranger()
            .with("origin", "https://portal.example.com")
            .with("access-control-request-method", "PUT")
            .with("access-control-request-headers", "authorization, if-match, content-type")
            .send("OPTIONS", &path, None);
        assert!([200, 204].contains(&preflight.status), "{}", preflight.text);
        let methods = preflight.header("access-control-allow-methods").unwrap_or_default();
        assert!(methods.contains("PUT"), "{methods}");
    }
}
