//! Examples: of bodies, put together from the examples of their fields, and of refusals.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use tegata_domain::kernel::{Code, Language};

use crate::problem::{Problem, entry, required};

/// Adds an example to each body that has none.
pub fn add(operation: &mut Map<String, Value>, schemas: &Value) {
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    for response in responses.into_iter().flat_map(Map::values_mut) {
        add_to_body(response, schemas);
    }
    if let Some(request) = operation.get_mut("requestBody") {
        add_to_body(request, schemas);
    }
}

fn add_to_body(body: &mut Value, schemas: &Value) {
    let content = body.get_mut("content").and_then(Value::as_object_mut);
    for media in content.into_iter().flat_map(Map::values_mut) {
        if media.get("example").is_none() && media.get("examples").is_none() {
            media["example"] = sample(&media["schema"], schemas);
        }
    }
}

/// A value of a schema. A field that may be missing and has no example is left out.
fn sample(schema: &Value, schemas: &Value) -> Value {
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next()) {
        return sample(&schemas[name], schemas);
    }
    let kind = &schema["type"];
    match kind.as_str().or_else(|| kind[0].as_str()) {
        Some("object") => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            let fields = properties.map(|(name, field)| (name.clone(), sample(field, schemas)));
            fields.filter(|(_, value)| !value.is_null()).collect()
        }
        Some("array") => json!([sample(&schema["items"], schemas)]),
        Some("boolean") => json!(true),
        Some("integer") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("string") if schema["format"] == "date-time" => json!("2026-11-21T15:04:05+09:00"),
        _ => Value::Null,
    }
}

/// An example of each refusal, for responses to refer to.
pub fn refusals(codes: &BTreeSet<Code>) -> Value {
    let examples = codes.iter().map(|code| {
        let words = entry(*code).en;
        (code.as_str().to_owned(), json!({ "summary": words.title, "value": refusal(*code) }))
    });
    Value::Object(examples.collect())
}

/// A refusal of this code as a client sees it.
fn refusal(code: Code) -> Value {
    let problem = match code {
        Code::InvalidFields => Problem::from(required("/email")),
        code => Problem::from(code),
    };
    let request = "req_01kabd3ns8e9bv4r8j7xq7s0yz";
    let base = "https://api.example.com";
    let body = problem.body(Language::En, base, "/v1/…", request);
    let mut example = serde_json::to_value(body).unwrap_or_default();
    if let Some(rule) = entry(code).rules.first() {
        example["rule"] = json!(rule.id());
    }
    example
}
