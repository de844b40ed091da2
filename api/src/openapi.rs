//! The API document: OpenAPI 3.1, made of the routes, without server or database.
//!
//! A handler names its own refusals (`x-refusals`); what follows from an operation's shape – that it
//! needs a token, has a body, a version, a repeatable key – is added here, once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use tegata_domain::kernel::{Code, Language};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_actix_web::AppExt as _;

use crate::problem::{Problem, entry};
use crate::{operations, v1};

/// What stands before the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tegata",
        description = "The identity and sharing back end of an air-cargo community.\n\n\
            Every refusal is an RFC 9457 problem with a stable `code`, the business `rule` behind \
            it, a `remedy`, and from when it is possible. `Accept-Language: ja` or `en` changes its \
            words. A `POST` may carry an `Idempotency-Key`.\n\n\
            In a sandbox, read the mails at `/v1/sandbox/mails` and move the clock at \
            `/v1/sandbox/clock`.",
        version = "1.0.0",
        contact(name = "Tegata maintainers"),
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "reference", description = "What a client reads before it asks: terms, problems, password policies."),
        (name = "account", description = "Registration, my page, recovery, inquiries."),
        (name = "access", description = "Signing in, sessions, the own password."),
        (name = "admin", description = "What operators do. Every action carries a reason and is audited."),
        (name = "sandbox", description = "The readable mailbox and the movable clock. In production these paths do not exist."),
        (name = "operations", description = "Health, metrics, public keys, this document."),
    ),
    components(schemas(crate::problem::ProblemBody)),
    modifiers(&Bearer),
)]
struct Base;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("The access token of a session: `POST /v1/sessions`."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The document as the routes make it.
pub fn raw() -> utoipa::openapi::OpenApi {
    let (_, document) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .configure(v1::routes)
        .configure(operations::routes)
        .split_for_parts();
    document
}

/// The finished document.
pub fn document() -> Value {
    let mut document = serde_json::to_value(raw()).unwrap_or_default();
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                if let Some(operation) = operation.as_object_mut() {
                    finish(path, method, operation);
                }
            }
        }
    }
    document["components"]["headers"] = headers();
    document["components"]["examples"] = Code::ALL
        .iter()
        .map(|code| (code.as_str().to_owned(), json!({ "value": example(*code) })))
        .collect::<Map<String, Value>>()
        .into();
    document
}

/// The finished document as JSON and as YAML.
///
/// # Errors
/// When it cannot be written, which a test excludes.
pub fn texts() -> Result<(String, String), String> {
    let document = document();
    let json = serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?;
    let yaml = yaml(&document)?;
    Ok((json, yaml))
}

fn yaml(document: &Value) -> Result<String, String> {
    serde_norway::to_string(document).map_err(|error| error.to_string())
}

/// Adds what follows from an operation's shape.
fn finish(path: &str, method: &str, operation: &mut Map<String, Value>) {
    let named = operation.remove("x-refusals");
    let own = named.as_ref().and_then(Value::as_array).into_iter().flatten();
    let own: Vec<&str> = own.filter_map(Value::as_str).collect();
    let mut codes: BTreeSet<Code> =
        Code::ALL.iter().copied().filter(|code| own.contains(&code.as_str())).collect();
    let has = |key: &str, operation: &Map<String, Value>| operation.contains_key(key);
    let signed_in = operation
        .get("security")
        .and_then(Value::as_array)
        .is_some_and(|list| list.iter().any(|one| one.get("bearer").is_some()));
    let parameters = operation.get("parameters").and_then(Value::as_array).cloned();
    let parameters = parameters.unwrap_or_default();
    let at = |place: &str| parameters.iter().any(|one| one["in"] == place);
    if signed_in {
        codes.extend([Code::Unauthenticated, Code::AccessTokenExpired, Code::SessionEnded]);
    }
    if path.starts_with("/v1/admin/") || path == "/v1/inquiries" {
        codes.insert(Code::WrongActor);
    }
    if has("requestBody", operation) {
        codes.extend([
            Code::MalformedJson,
            Code::NotAnObject,
            Code::RequestTimeout,
            Code::BodyTooLarge,
            Code::UnsupportedMediaType,
            Code::InvalidFields,
        ]);
    }
    if at("query") {
        codes.extend([Code::InvalidFields, Code::MalformedRequest]);
    }
    if method == "post" {
        codes.extend([
            Code::MalformedRequest,
            Code::IdempotencyInProgress,
            Code::IdempotencyNotReplayable,
            Code::IdempotencyKeyReused,
        ]);
        let key = json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Repeats are answered with the first answer for 24 hours; an answer that holds a secret is not kept, and its repeat is refused.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255 },
            "example": "5b1c9e0e-6c3a-4a53-9d0c-1f0d8f1d3c55"
        });
        let list = operation.entry("parameters").or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.push(key);
        }
    }
    if path != "/livez" {
        codes.extend([Code::TooManyRequests, Code::Internal, Code::Unavailable]);
    }
    // Unknown query parameters are refused everywhere.
    codes.extend([Code::InvalidFields]);
    add_responses(operation, &codes);
}

/// Adds one response for each status, with an example of each code.
fn add_responses(operation: &mut Map<String, Value>, codes: &BTreeSet<Code>) {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in codes {
        by_status.entry(entry(*code).status).or_default().push(*code);
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    for response in responses.values_mut() {
        response["headers"]["Request-Id"] = json!({ "$ref": "#/components/headers/Request-Id" });
    }
    for (status, codes) in by_status {
        let names: Vec<String> = codes.iter().map(|code| format!("`{}`", code.as_str())).collect();
        let examples: Map<String, Value> = codes
            .iter()
            .map(|code| {
                let name = code.as_str();
                (name.to_owned(), json!({ "$ref": format!("#/components/examples/{name}") }))
            })
            .collect();
        let mut response = json!({
            "description": format!("Refused: {}.", names.join(", ")),
            "headers": { "Request-Id": { "$ref": "#/components/headers/Request-Id" } },
            "content": { "application/problem+json": {
                "schema": { "$ref": "#/components/schemas/Problem" },
                "examples": examples
            } }
        });
        if matches!(status, 429 | 503) {
            response["headers"]["Retry-After"] =
                json!({ "$ref": "#/components/headers/Retry-After" });
        }
        responses.insert(status.to_string(), response);
    }
    responses.sort_keys();
}

/// A refusal of this code as a client sees it.
fn example(code: Code) -> Value {
    let problem = Problem::from(code);
    let request = "req_01kabd3ns8e9bv4r8j7xq7s0yz";
    let base = "https://api.example.com";
    let body = problem.body(Language::En, base, "/v1/…", request);
    let mut example = serde_json::to_value(body).unwrap_or_default();
    if let Some(rule) = entry(code).rules.first() {
        example["rule"] = json!(rule.id());
    }
    example
}

fn headers() -> Value {
    json!({
        "Request-Id": {
            "description": "The id of this request; give it to support.",
            "schema": { "type": "string" }, "example": "req_01kabd3ns8e9bv4r8j7xq7s0yz"
        },
        "Retry-After": {
            "description": "Seconds to wait.",
            "schema": { "type": "integer", "minimum": 0 }, "example": 2
        }
    })
}

/// `docs/problems.md`: the catalogue of refusals.
pub fn problems_reference() -> String {
    let mut text = String::from(
        "# Problems\n\nGenerated by `tegata openapi --problems`; a test keeps it current. Every \
         refusal has one of these codes; `GET /v1/problems` gives the same list.\n",
    );
    let none = BTreeMap::new();
    for code in Code::ALL {
        let entry = entry(*code);
        let rules: Vec<&str> = entry.rules.iter().map(|rule| rule.id()).collect();
        text.push_str(&format!(
            "\n## `{}`\n\nStatus {}{}{}\n\n| | ja | en |\n|---|---|---|\n",
            code.as_str(),
            entry.status,
            if entry.retryable { ", retryable" } else { "" },
            if rules.is_empty() { String::new() } else { format!(", rules {}", rules.join(", ")) },
        ));
        let row = |name: &str, ja: &str, en: &str| {
            let fill = |text| crate::problem::fill(text, &none).replace('\n', " ");
            format!("| {name} | {} | {} |\n", fill(ja), fill(en))
        };
        text.push_str(&row("title", entry.ja.title, entry.en.title));
        text.push_str(&row("detail", entry.ja.detail, entry.en.detail));
        text.push_str(&row("remedy", entry.ja.remedy, entry.en.remedy));
    }
    text.push_str("\n# Codes of single fields\n\n| code | ja | en |\n|---|---|---|\n");
    for code in tegata_domain::kernel::FieldCode::ALL {
        let field = crate::problem::field(*code);
        let fill = |text| crate::problem::fill(text, &none);
        text.push_str(&format!(
            "| `{}` | {} | {} |\n",
            code.as_str(),
            fill(field.ja),
            fill(field.en)
        ));
    }
    text
}

/// `docs/rules.md`: the register of business rules.
pub fn rules_reference() -> String {
    let mut text = String::from(
        "# Business rules\n\nGenerated by `tegata openapi --rules`; a test keeps it current. The id \
         stands at the decision in the code, in the test that proves it, and in refusals.\n\n\
         | id | rule |\n|---|---|\n",
    );
    for rule in tegata_domain::kernel::Rule::ALL {
        text.push_str(&format!("| {} | {} |\n", rule.id(), rule.text()));
    }
    text
}
