//! Request bodies: one JSON object, of known fields, checked against its own schema.
//!
//! Everything that is wrong is named at once: unknown, missing and repeated fields, wrong types, and
//! what the field rules say. What was sent is never echoed.

use std::fmt;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};
use tegata_domain::kernel::{Code, FieldCode, Refusal, Violation};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayItems, Schema, SchemaType, Type};
use utoipa::openapi::{Object, RefOr};
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use super::App;
use super::field_rule::rule_of;
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
    pub raw: Bytes,
    /// The limits that its fields break. The request is refused for them, together with what a use
    /// case finds in the same fields.
    pub violations: Vec<Violation>,
}

/// What may be sent where no body is asked for: an object without fields.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct Fieldless {}

impl Payload for Empty {
    async fn read(
        app: &App,
        request: &HttpRequest,
        payload: actix_web::dev::Payload,
    ) -> Result<Arrived<Self>, Problem> {
        let raw = arrive(app, request, payload).await?;
        if !raw.is_empty() {
            require_json(request)?;
            parse::<Fieldless>(&raw)?;
        }
        Ok(Arrived { body: Self, raw, violations: Vec::new() })
    }
}

impl<T: Dto> Payload for T {
    async fn read(
        app: &App,
        request: &HttpRequest,
        payload: actix_web::dev::Payload,
    ) -> Result<Arrived<Self>, Problem> {
        require_json(request)?;
        let raw = arrive(app, request, payload).await?;
        let (body, violations) = parse(&raw)?;
        Ok(Arrived { body, raw, violations })
    }
}

/// The bytes of a body, within the limits of size and time.
async fn arrive(
    app: &App,
    request: &HttpRequest,
    payload: actix_web::dev::Payload,
) -> Result<Bytes, Problem> {
    let limit = app.settings.body_limit_bytes;
    let time = Duration::from_millis(app.settings.body_timeout_ms);
    tokio::time::timeout(time, collect(request, payload, limit))
        .await
        .map_err(|_| Problem::from(Code::RequestTimeout))?
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

/// The bytes of a body, up to a limit.
pub(super) async fn collect(
    request: &HttpRequest,
    mut payload: actix_web::dev::Payload,
    limit: usize,
) -> Result<Bytes, Problem> {
    let too_large = || Problem::from(Refusal::new(Code::BodyTooLarge).with("limit", limit));
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let mut raw = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Problem::from(Code::MalformedRequest))?;
        if raw.len() + chunk.len() > limit {
            return Err(too_large());
        }
        raw.extend_from_slice(&chunk);
    }
    Ok(raw.freeze())
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
    let violations = check_shape::<T>(object);
    if !violations.is_empty() {
        return Err(refused(violations));
    }
    let body: T = serde_path_to_error::deserialize(strict.value).map_err(|error| {
        refused(vec![Violation::new(place(error.path()), FieldCode::WrongType)])
    })?;
    let mut violations = Vec::new();
    if let Err(errors) = body.validate() {
        from_validator(&errors, "", &mut violations);
        violations.truncate(NAMED);
    }
    Ok((body, with_rules::<T>(violations)))
}

/// The violations, each with the business rule behind it.
fn with_rules<T: Dto>(mut violations: Vec<Violation>) -> Vec<Violation> {
    for violation in &mut violations {
        violation.rule = rule_of(&T::name(), violation.pointer.trim_start_matches('/'));
    }
    violations
}

/// The schemas that a body's schema refers to, by name.
type Named = [(String, RefOr<Schema>)];

/// Unknown and missing fields, wrong types and what no database stores, against the schema that the
/// document shows, however deep they stand.
fn check_shape<T: Dto>(object: &Map<String, Value>) -> Vec<Violation> {
    let mut named = Vec::new();
    T::schemas(&mut named);
    let mut found = Vec::new();
    if let RefOr::T(Schema::Object(schema)) = &T::schema() {
        check_object(object, schema, "", &named, &mut found);
    }
    found.truncate(NAMED);
    found
}

fn check_object(
    object: &Map<String, Value>,
    schema: &Object,
    at: &str,
    named: &Named,
    found: &mut Vec<Violation>,
) {
    let here = |name: &str| format!("{at}{}", pointer(name));
    let missing = schema.required.iter().filter(|name| !object.contains_key(*name));
    found.extend(missing.map(|name| required(here(name))));
    for (name, property) in &schema.properties {
        if let Some(value) = object.get(name) {
            check_value(value, property, &here(name), named, found);
        }
    }
    let unknown = object.keys().filter(|name| !schema.properties.contains_key(*name));
    let unknown = unknown.map(|name| Violation::new(here(name), FieldCode::UnknownField));
    found.extend(unknown.take(NAMED));
}

fn check_value(
    value: &Value,
    schema: &RefOr<Schema>,
    at: &str,
    named: &Named,
    found: &mut Vec<Violation>,
) {
    if found.len() >= NAMED {
        return;
    }
    let wrong =
        |expected: String| Violation::new(at, FieldCode::WrongType).with("expected", expected);
    match schema {
        RefOr::Ref(target) => {
            let name = target.ref_location.rsplit('/').next().unwrap_or_default();
            if let Some((_, schema)) = named.iter().find(|(known, _)| known == name) {
                check_value(value, schema, at, named, found);
            }
        }
        RefOr::T(Schema::Array(array)) => match (value, &array.items) {
            (Value::Array(values), ArrayItems::RefOrSchema(items)) => {
                for (index, value) in values.iter().enumerate() {
                    check_value(value, items, &format!("{at}/{index}"), named, found);
                }
            }
            _ => found.extend(mismatch(value, &array.schema_type).map(wrong)),
        },
        // PostgreSQL stores no text with it, so no rule ever sees it.
        RefOr::T(Schema::Object(_)) if value.as_str().is_some_and(|text| text.contains('\0')) => {
            found.push(Violation::new(at, FieldCode::UnprintableCharacter));
        }
        RefOr::T(Schema::Object(schema)) => {
            if let Some(expected) = mismatch(value, &schema.schema_type) {
                found.push(wrong(expected));
            } else if let Value::Object(object) = value
                && !schema.properties.is_empty()
            {
                check_object(object, schema, at, named, found);
            }
        }
        RefOr::T(_) => {}
    }
}

/// How many fields one refusal names at most: an answer must not outgrow its question.
pub(super) const NAMED: usize = 50;

/// As much of a client's name for something as an answer repeats.
pub(super) fn cut(name: &str) -> String {
    name.chars().take(64).collect()
}

fn pointer(name: &str) -> String {
    let name = cut(name);
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Where reading stopped, as a pointer.
fn place(path: &Path) -> String {
    let step = |step: &Segment| match step {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => pointer(key),
        Segment::Enum { variant } => pointer(variant),
        Segment::Unknown => String::new(),
    };
    path.iter().map(step).collect()
}

/// The type that was expected, when the value has another.
fn mismatch(value: &Value, expected: &SchemaType) -> Option<String> {
    let types: Vec<&Type> = match expected {
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
fn from_validator(errors: &ValidationErrors, at: &str, found: &mut Vec<Violation>) {
    for (field, kind) in errors.errors() {
        let here = format!("{at}{}", pointer(field));
        match kind {
            ValidationErrorsKind::Field(errors) => {
                found.extend(errors.iter().map(|error| from_rule(error, &here)));
            }
            ValidationErrorsKind::Struct(errors) => from_validator(errors, &here, found),
            ValidationErrorsKind::List(items) => {
                for (index, errors) in items {
                    from_validator(errors, &format!("{here}/{index}"), found);
                }
            }
        }
    }
}

/// What one field rule says.
fn from_rule(error: &ValidationError, at: &str) -> Violation {
    let limit = |name: &str| error.params.get(name).and_then(Value::as_u64);
    let length = match error.params.get("value") {
        Some(Value::String(text)) => text.chars().count() as u64,
        Some(Value::Array(items)) => items.len() as u64,
        _ => 0,
    };
    match (limit("min"), limit("max")) {
        (_, Some(max)) if length > max => Violation::new(at, FieldCode::TooLong).with("max", max),
        (Some(_), _) if length == 0 => required(at),
        (Some(min), _) => Violation::new(at, FieldCode::TooShort).with("min", min),
        _ => Violation::new(at, FieldCode::InvalidFormat),
    }
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
            let (index, room) = (items.len(), NAMED.saturating_sub(repeated.len()));
            let deeper = inner.repeated.into_iter().take(room);
            repeated.extend(deeper.map(|deeper| format!("/{index}{deeper}")));
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
