//! What an operation's shape says of it: its refusals, its headers, its idempotency key.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use tegata_domain::kernel::Code;

use crate::problem::entry;

/// Adds what follows from an operation's shape; gives its refusals.
pub fn finish(path: &str, method: &str, operation: &mut Map<String, Value>) -> BTreeSet<Code> {
    let named = operation.remove("x-refusals");
    let own = named.as_ref().and_then(Value::as_array).into_iter().flatten();
    let own: Vec<&str> = own.filter_map(Value::as_str).collect();
    let mut codes: BTreeSet<Code> =
        Code::ALL.iter().copied().filter(|code| own.contains(&code.as_str())).collect();
    let counted = codes.contains(&Code::TooManyRequests);
    codes.extend(implied(path, method, operation));
    if method == "post" {
        add_idempotency_key(operation);
    }
    add_answer_headers(method, counted, operation);
    add_refusals(operation, &codes);
    codes
}

/// The refusals that follow from the shape.
fn implied(path: &str, method: &str, operation: &Map<String, Value>) -> BTreeSet<Code> {
    // Unknown query parameters are refused everywhere.
    let mut codes = BTreeSet::from([Code::InvalidFields]);
    if needs_token(operation) {
        codes.extend([Code::Unauthenticated, Code::AccessTokenExpired, Code::SessionEnded]);
        codes.extend(by_actor(path, method));
        if method != "get" {
            // What the caller may do was changed while the call was on its way.
            codes.insert(Code::ConcurrentChange);
        }
    }
    if operation.contains_key("requestBody") {
        codes.extend([
            Code::MalformedJson,
            Code::NotAnObject,
            Code::RequestTimeout,
            Code::BodyTooLarge,
            Code::UnsupportedMediaType,
        ]);
    }
    let parameters = operation.get("parameters").and_then(Value::as_array);
    if parameters.into_iter().flatten().any(|parameter| parameter["in"] == "query") {
        codes.insert(Code::MalformedRequest);
    }
    if method == "post" {
        codes.extend([
            Code::MalformedRequest,
            Code::IdempotencyInProgress,
            Code::IdempotencyNotReplayable,
            Code::IdempotencyKeyReused,
        ]);
    }
    if path != "/livez" {
        codes.extend([Code::TooManyRequests, Code::Internal, Code::Unavailable]);
    }
    codes
}

/// The refusals of those who are signed in, and not for this.
fn by_actor(path: &str, method: &str) -> Vec<Code> {
    // A session with a temporary password ends by what it is for.
    let restricted_too = path == "/v1/sessions/current" || path == "/v1/terminal/password";
    let any_realm = path.starts_with("/v1/sessions") || path == "/v1/me/security-history";
    let administrators = path.starts_with("/v1/companies/current")
        && (path, method) != ("/v1/companies/current", "get");
    let mut codes = Vec::new();
    if path != "/v1/sessions/current" {
        codes.push(Code::TemporaryPasswordExpired);
    }
    if !restricted_too {
        codes.push(Code::TemporaryPasswordMustChange);
    }
    if !any_realm {
        codes.push(Code::WrongActor);
    }
    if administrators {
        codes.push(Code::NotCompanyAdministrator);
    }
    codes
}

fn needs_token(operation: &Map<String, Value>) -> bool {
    let schemes = operation.get("security").and_then(Value::as_array);
    schemes.into_iter().flatten().any(|scheme| scheme.get("bearer").is_some())
}

fn add_idempotency_key(operation: &mut Map<String, Value>) {
    let list = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(list) = list.as_array_mut() {
        list.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Repeats are answered with the first answer for 24 hours; an answer that holds a secret is not kept, and its repeat is refused.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255 },
            "example": "5b1c9e0e-6c3a-4a53-9d0c-1f0d8f1d3c55"
        }));
    }
}

fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

/// Names the headers of the answers that the handler names.
fn add_answer_headers(method: &str, counted: bool, operation: &mut Map<String, Value>) {
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    for response in responses.into_iter().flat_map(Map::values_mut) {
        let page = response["content"]["application/json"]["schema"]["$ref"]
            .as_str()
            .is_some_and(|target| target.ends_with("Page"));
        let headers = &mut response["headers"];
        headers["Request-Id"] = header("Request-Id");
        if page {
            headers["Link"] = header("Link");
        }
        if method == "post" {
            headers["Idempotent-Replayed"] = header("Idempotent-Replayed");
        }
        if counted {
            headers["RateLimit"] = header("RateLimit");
            headers["RateLimit-Policy"] = header("RateLimit-Policy");
        }
    }
}

/// Adds one response for each status, with an example of each code.
fn add_refusals(operation: &mut Map<String, Value>, codes: &BTreeSet<Code>) {
    let mut by_status: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for code in codes {
        by_status.entry(entry(*code).status).or_default().push(code.as_str());
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    for (status, codes) in by_status {
        let names: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
        let examples: Map<String, Value> = codes
            .iter()
            .map(|code| {
                let target = format!("#/components/examples/{code}");
                ((*code).to_owned(), json!({ "$ref": target }))
            })
            .collect();
        let mut response = json!({
            "description": format!("Refused: {}.", names.join(", ")),
            "headers": { "Request-Id": header("Request-Id") },
            "content": { "application/problem+json": {
                "schema": { "$ref": "#/components/schemas/Problem" },
                "examples": examples
            } }
        });
        match status {
            401 => response["headers"]["WWW-Authenticate"] = header("WWW-Authenticate"),
            429 | 503 => response["headers"]["Retry-After"] = header("Retry-After"),
            _ => {}
        }
        responses.insert(status.to_string(), response);
    }
    responses.sort_keys();
}

/// The headers that responses refer to.
pub fn headers() -> Value {
    let text = |description: &str, example: &str| {
        json!({
            "description": description, "schema": { "type": "string" }, "example": example
        })
    };
    json!({
        "Request-Id": text("The id of this request; give it to support.", "req_01kabd3ns8e9bv4r8j7xq7s0yz"),
        "Link": text("The next page, as `rel=\"next\"`; absent on the last one.", "</v1/inquiries?cursor=q83vEjRWeJA>; rel=\"next\""),
        "Idempotent-Replayed": text("`true` when this is the kept answer to an earlier request with the same `Idempotency-Key`.", "true"),
        "RateLimit": text("What is left of the limit that counts next, and seconds until more is (draft-ietf-httpapi-ratelimit-headers-11).", "\"client\";r=58;t=3541"),
        "RateLimit-Policy": text("That limit and its window in seconds.", "\"client\";q=60;w=3600"),
        "WWW-Authenticate": text("How to authenticate.", "Bearer realm=\"tegata\""),
        "Retry-After": {
            "description": "Seconds to wait.",
            "schema": { "type": "integer", "minimum": 0 }, "example": 2
        }
    })
}
