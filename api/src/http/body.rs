//! Request bodies: one JSON object, of known fields, checked against its own schema.
//!
//! Everything that is wrong is named at once: unknown, missing and repeated fields, wrong types, and
//! what the field rules say. What was sent is never echoed.

use std::fmt;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header;
use futures_util::StreamExt as _;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use tegata_domain::kernel::{Code, FieldCode, Refusal, Violation};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Schema, SchemaType, Type};
use utoipa::openapi::{Object, RefOr};
use validator::{Validate, ValidationErrors};

use super::field_rule::rule_of;
use crate::app::App;
use crate::problem::{Problem, required};

/// A request body: a struct that refuses unknown fields and says its limits twice, as schema and as
/// validation; a test compares them.
pub trait Dto: DeserializeOwned + Validate + ToSchema + 'static {}

impl<T: DeserializeOwned + Validate + ToSchema + 'static> Dto for T {}

/// A request without a body.
#[derive(Debug, Clone, Copy)]
pub struct Empty;

/// What stands in the body of a request.
pub trait Payload: Sized + 'static {
    /// Reads it.
    fn read(
        app: &App,
        request: &HttpRequest,
        payload: actix_web::dev::Payload,
    ) -> impl Future<Output = Result<Arrived<Self>, Problem>>;
}

/// A body that has arrived.
#[derive(Debug)]
pub struct Arrived<B> {
    /// The body.
    pub body: B,
    /// Its bytes, for idempotency keys.
    pub raw: Vec<u8>,
    /// The limits that its fields break. The request is refused for them, together with what a use
    /// case finds in the same fields.
    pub violations: Vec<Violation>,
}

impl Payload for Empty {
    async fn read(
        _: &App,
        _: &HttpRequest,
        _: actix_web::dev::Payload,
    ) -> Result<Arrived<Self>, Problem> {
        Ok(Arrived { body: Self, raw: Vec::new(), violations: Vec::new() })
    }
}

impl<T: Dto> Payload for T {
    async fn read(
        app: &App,
        request: &HttpRequest,
        payload: actix_web::dev::Payload,
    ) -> Result<Arrived<Self>, Problem> {
        require_json(request)?;
        let limit = app.settings.body_limit_bytes;
        let time = Duration::from_millis(app.settings.body_timeout_ms);
        let raw = tokio::time::timeout(time, collect(request, payload, limit))
            .await
            .map_err(|_| Problem::from(Code::RequestTimeout))??;
        let (body, violations) = parse(&raw)?;
        Ok(Arrived { body, raw, violations })
    }
}

fn require_json(request: &HttpRequest) -> Result<(), Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let mut parts = kind.unwrap_or_default().split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let utf8 = parts.all(|parameter| {
        let value = parameter.to_ascii_lowercase().replace('"', "");
        !value.starts_with("charset=") || value == "charset=utf-8"
    });
    let encoded = request.headers().contains_key(header::CONTENT_ENCODING);
    if is_json && utf8 && !encoded { Ok(()) } else { Err(Code::UnsupportedMediaType.into()) }
}

async fn collect(
    request: &HttpRequest,
    mut payload: actix_web::dev::Payload,
    limit: usize,
) -> Result<Vec<u8>, Problem> {
    let too_large = || Problem::from(Refusal::new(Code::BodyTooLarge).with("limit", limit));
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let mut raw = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Problem::from(Code::MalformedRequest))?;
        if raw.len() + chunk.len() > limit {
            return Err(too_large());
        }
        raw.extend_from_slice(&chunk);
    }
    Ok(raw)
}

/// Reads a body that has arrived.
fn parse<T: Dto>(raw: &[u8]) -> Result<(T, Vec<Violation>), Problem> {
    let strict: Strict = serde_json::from_slice(raw).map_err(|error| {
        let place = |name, value: usize| (name, value.to_string());
        let mut refusal = Refusal::new(Code::MalformedJson);
        refusal.params.extend([place("line", error.line()), place("column", error.column())]);
        Problem::from(refusal)
    })?;
    let refused = |violations| Problem::from(Refusal::fields(with_rules::<T>(violations)));
    if !strict.repeated.is_empty() {
        let repeated = strict.repeated.iter();
        let violations =
            repeated.map(|pointer| Violation::new(pointer, FieldCode::Duplicate)).collect();
        return Err(refused(violations));
    }
    let Value::Object(object) = &strict.value else { return Err(Code::NotAnObject.into()) };
    let violations = check_shape(object, &T::schema());
    if !violations.is_empty() {
        return Err(refused(violations));
    }
    let body: T = serde_path_to_error::deserialize(strict.value).map_err(|error| {
        let pointer = format!("/{}", error.path().to_string().replace('.', "/"));
        refused(vec![Violation::new(pointer, FieldCode::WrongType)])
    })?;
    let violations = body.validate().err().map(|errors| from_validator(&errors));
    Ok((body, with_rules::<T>(violations.unwrap_or_default())))
}

/// The violations, each with the business rule behind it.
fn with_rules<T: Dto>(mut violations: Vec<Violation>) -> Vec<Violation> {
    for violation in &mut violations {
        violation.rule = rule_of(&T::name(), violation.pointer.trim_start_matches('/'));
    }
    violations
}

/// Unknown and missing fields, wrong types and what no database stores, against the schema that the
/// document shows.
fn check_shape(object: &Map<String, Value>, schema: &RefOr<Schema>) -> Vec<Violation> {
    let RefOr::T(Schema::Object(schema)) = schema else { return Vec::new() };
    let unknown = object
        .keys()
        .filter(|name| !schema.properties.contains_key(*name))
        .map(|name| Violation::new(pointer(name), FieldCode::UnknownField));
    let missing = schema
        .required
        .iter()
        .filter(|name| !object.contains_key(*name))
        .map(|name| required(pointer(name)));
    let wrong = schema.properties.iter().filter_map(|(name, property)| {
        let RefOr::T(Schema::Object(property)) = property else { return None };
        let value = object.get(name)?;
        // PostgreSQL stores no text with it, so no rule ever sees it.
        if value.as_str().is_some_and(|text| text.contains('\0')) {
            return Some(Violation::new(pointer(name), FieldCode::UnprintableCharacter));
        }
        let expected = mismatch(value, property)?;
        Some(Violation::new(pointer(name), FieldCode::WrongType).with("expected", expected))
    });
    missing.chain(wrong).chain(unknown).take(NAMED).collect()
}

/// How many fields one refusal names at most: an answer must not outgrow its question.
const NAMED: usize = 50;

fn pointer(name: &str) -> String {
    let name: String = name.chars().take(64).collect();
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The type that was expected, when the value has another.
fn mismatch(value: &Value, schema: &Object) -> Option<String> {
    let types: Vec<&Type> = match &schema.schema_type {
        SchemaType::Type(one) => vec![one],
        SchemaType::Array(several) => several.iter().collect(),
        SchemaType::AnyValue => return None,
    };
    let fits = |expected: &&Type| match expected {
        Type::String => value.is_string(),
        Type::Boolean => value.is_boolean(),
        Type::Integer => value.is_i64() || value.is_u64(),
        Type::Number => value.is_number(),
        Type::Array => value.is_array(),
        Type::Object => value.is_object(),
        Type::Null => value.is_null(),
    };
    if types.iter().any(fits) {
        return None;
    }
    let name = |expected: &&Type| match expected {
        Type::String => "string",
        Type::Boolean => "boolean",
        Type::Integer => "integer",
        Type::Number => "number",
        Type::Array => "array",
        Type::Object => "object",
        Type::Null => "null",
    };
    Some(types.iter().map(name).collect::<Vec<_>>().join(", "))
}

/// What the field rules say, as violations.
fn from_validator(errors: &ValidationErrors) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (field, errors) in errors.field_errors() {
        for error in errors {
            let limit = |name: &str| error.params.get(name).and_then(Value::as_u64);
            let length = error.params.get("value").and_then(Value::as_str);
            let length = length.map_or(0, |text| text.chars().count() as u64);
            let field = pointer(&field);
            violations.push(match (limit("min"), limit("max")) {
                (_, Some(max)) if length > max => {
                    Violation::new(field, FieldCode::TooLong).with("max", max)
                }
                (Some(_), _) if length == 0 => required(field),
                (Some(min), _) => Violation::new(field, FieldCode::TooShort).with("min", min),
                _ => Violation::new(field, FieldCode::InvalidFormat),
            });
        }
    }
    violations
}

/// A JSON value that remembers keys given twice: parsers disagree on which one counts.
struct Strict {
    value: Value,
    repeated: Vec<String>,
}

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Strict, A::Error> {
        let (mut object, mut repeated) = (Map::new(), Vec::new());
        while let Some((name, inner)) = map.next_entry::<String, Strict>()? {
            let here = pointer(&name);
            let room = NAMED.saturating_sub(repeated.len());
            let deeper = inner.repeated.into_iter().take(room);
            repeated.extend(deeper.map(|deeper| format!("{here}{deeper}")));
            if object.contains_key(&name) && repeated.len() < NAMED {
                repeated.push(here);
            }
            object.insert(name, inner.value);
        }
        Ok(Strict { value: Value::Object(object), repeated })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Strict, A::Error> {
        let (mut items, mut repeated) = (Vec::new(), Vec::new());
        while let Some(inner) = seq.next_element::<Strict>()? {
            let room = NAMED.saturating_sub(repeated.len());
            repeated.extend(inner.repeated.into_iter().take(room));
            items.push(inner.value);
        }
        Ok(Strict { value: Value::Array(items), repeated })
    }

    fn visit_bool<E>(self, value: bool) -> Result<Strict, E> {
        Ok(plain(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Strict, E> {
        Ok(plain(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Strict, E> {
        Ok(plain(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Strict, E> {
        Ok(plain(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Strict, E> {
        Ok(plain(value))
    }

    fn visit_unit<E>(self) -> Result<Strict, E> {
        Ok(plain(Value::Null))
    }
}

fn plain(value: impl Into<Value>) -> Strict {
    Strict { value: value.into(), repeated: Vec::new() }
}
