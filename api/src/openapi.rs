//! The API document: OpenAPI 3.1, made of the routes, without server or database.
//!
//! A handler names its own refusals (`x-refusals`); what follows from an operation's shape – that it
//! needs a token, has a body, a version, a repeatable key – is added by `operation`, once. Examples
//! of bodies are put together by `example` from those of their fields.

mod example;
mod glossary;
mod operation;
mod reference;
mod serve;

use std::collections::BTreeSet;

use serde_json::Value;
use tegata_domain::kernel::Code;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_actix_web::AppExt as _;

use crate::http::Routes;
use crate::{operations, v1};

pub use glossary::{GLOSSARY, Term};
pub use reference::{
    dangerous_goods_reference, glossary_reference, problems_reference, rules_reference,
};
pub use serve::Served;

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
        (name = "organization", description = "Companies, members, invitations, offices and terminal users; what an office sees of itself."),
        (name = "terminal", description = "What terminal users do: change the own password, initialise a peer, within service hours."),
        (name = "reissue", description = "What offices do to get terminal users back in: applications, their notices, news."),
        (name = "review", description = "What reviewers do with those applications."),
        (name = "assignment", description = "Letting another company see records: sending, the inbox, accepting with the mailed PIN."),
        (name = "cargo", description = "Cargo records and pickup requests of the own company and those assigned to it; its master data."),
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

/// Every route, in the order of the document.
pub fn routes(routes: &mut impl Routes) {
    v1::routes(routes);
    operations::routes(routes);
    serve::routes(routes);
}

/// The document as the routes make it.
fn raw() -> utoipa::openapi::OpenApi {
    let (_, document) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .configure(|config| routes(config))
        .split_for_parts();
    document
}

/// The finished document.
pub fn document() -> Value {
    let mut document = serde_json::to_value(raw()).unwrap_or_default();
    name_pages(&mut document);
    let schemas = document["components"]["schemas"].clone();
    let mut refusals = BTreeSet::<Code>::new();
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                if let Some(operation) = operation.as_object_mut() {
                    refusals.extend(operation::finish(path, method, operation));
                    example::add(operation, &schemas);
                }
            }
        }
    }
    document["components"]["headers"] = operation::headers();
    document["components"]["examples"] = example::refusals(&refusals);
    document
}

/// Gives pages names that generated clients can use: utoipa calls a page of accounts
/// `Listed_Account` and writes its rows out; here it is an `AccountPage` that refers to them.
fn name_pages(document: &mut Value) {
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
    let rows: Vec<String> =
        schemas.keys().filter_map(|name| name.strip_prefix(LISTED).map(str::to_owned)).collect();
    for row in rows {
        if let Some(mut page) = schemas.remove(&format!("{LISTED}{row}")) {
            page["properties"]["items"]["items"] =
                serde_json::json!({ "$ref": format!("#/components/schemas/{row}") });
            schemas.insert(format!("{row}Page"), page);
        }
    }
    schemas.sort_keys();
    rename_references(&mut document["paths"]);
}

/// How utoipa begins the name of a page.
const LISTED: &str = "Listed_";

fn rename_references(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(target)) = object.get_mut("$ref")
                && let Some((place, row)) = target.split_once(LISTED)
            {
                *target = format!("{place}{row}Page");
            }
            object.values_mut().for_each(rename_references);
        }
        Value::Array(items) => items.iter_mut().for_each(rename_references),
        _ => {}
    }
}

/// The finished document as YAML, as it stands in the repository.
///
/// # Errors
/// When it cannot be written, which a test excludes.
pub fn text() -> Result<String, String> {
    serde_norway::to_string(&document()).map_err(|error| error.to_string())
}
