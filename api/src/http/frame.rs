//! The frame around every request: its id, the rules that hold for all of them, and its answer's
//! last form. Every default answer of the framework becomes a problem here.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::Ordering;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use futures_util::FutureExt as _;
use tegata_domain::kernel::{Code, FieldCode, Id, Language, Origin, Violation, kind};

use super::table::QueryParameter;
use super::{OperationTable, origin};
use crate::app::App;
use crate::problem::{Problem, of_status};

/// The header that carries the request's id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// What the frame found out about a request.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Its id.
    pub request: Id<kind::Request>,
    /// The operation's id; empty outside the document.
    pub operation: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The wanted language.
    pub language: Language,
}

/// Marks a request that was HEAD: its answer shows nothing.
#[derive(Debug, Clone, Copy)]
pub struct HeadersAlone;

impl Facts {
    /// The facts of a request inside the frame.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }
}

/// Wraps a request: knows its facts, survives its panic, gives its answer the last form.
///
/// # Errors
/// Only when a handler panicked: the finished answer.
pub async fn frame(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let app = request.app_data::<web::Data<App>>().cloned().ok_or_else(no_app)?;
    let peer: Option<IpAddr> = request.peer_addr().map(|peer| peer.ip());
    let method = request.method().clone();
    let path = request.path().to_owned();
    let operations = app.operations.at(&path);
    let operation = operations.and_then(|operations| operations.get(looked_up(&method)));
    let facts = Facts {
        request: app.env.id(),
        operation: operation.map(|operation| operation.id.clone()).unwrap_or_default(),
        origin: origin::origin(peer, request.headers(), &app.settings.trusted_proxies.0),
        language: origin::language(request.headers()),
    };
    request.extensions_mut().insert(facts.clone());
    let response = match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(response) => response?.map_into_boxed_body(),
        Err(_) => {
            tracing::error!(request_id = %facts.request, "a handler panicked");
            let problem = Problem::from(Code::Internal);
            let mut answer = answer_to(&problem);
            problem_head(&facts, &problem, answer.headers_mut());
            finish_head(&app, &facts, answer.headers_mut());
            log(&facts, &method, answer.status(), started);
            let body = problem_body(&app, &facts, &path, &problem);
            return Err(InternalError::from_response("panic", answer.set_body(body)).into());
        }
    };
    let response = finish(&app, &facts, &path, response);
    log(&facts, &method, response.status(), started);
    Ok(response)
}

/// Answers what needs no handler, and turns HEAD into GET. It stands within CORS, so that a page of
/// an allowed origin can read its refusals.
///
/// # Errors
/// Those of the handler.
pub async fn gate(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let app = request.app_data::<web::Data<App>>().cloned().ok_or_else(no_app)?;
    let facts = Facts::of(request.request()).ok_or_else(no_app)?;
    if let Some(problem) = refuse_early(&app, &request, &facts) {
        return Ok(request.into_response(answer_to(&problem)));
    }
    match (request.method().as_str(), app.operations.at(request.path())) {
        ("OPTIONS", Some(operations)) => {
            let allow = (header::ALLOW, OperationTable::allow(operations));
            return Ok(
                request.into_response(HttpResponse::NoContent().insert_header(allow).finish())
            );
        }
        // The codec still knows that this was HEAD and sends no body.
        ("HEAD", _) => {
            request.head_mut().method = Method::GET;
            request.extensions_mut().insert(HeadersAlone);
        }
        _ => {}
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// The method under which an operation is documented.
fn looked_up(method: &Method) -> &str {
    if method == Method::HEAD { "GET" } else { method.as_str() }
}

fn no_app() -> actix_web::Error {
    Problem::from(Code::Internal).into()
}

/// What is refused before any handler: floods of strangers; unknown, repeated and overlong query
/// parameters.
fn refuse_early(app: &App, request: &ServiceRequest, facts: &Facts) -> Option<Problem> {
    let operations = app.operations.at(request.path());
    let operation = operations.and_then(|all| all.get(looked_up(request.method())));
    let strangers = operation.is_none_or(|operation| operation.open)
        || !request.headers().contains_key(header::AUTHORIZATION);
    if strangers && facts.operation != "livez" && !app.flood.admits(&facts.origin) {
        let refusal = tegata_domain::kernel::Refusal::new(Code::TooManyRequests);
        return Some(refusal.retry_after(1).into());
    }
    if !app.prepared.load(Ordering::Acquire) && facts.operation != "livez" {
        let refusal = tegata_domain::kernel::Refusal::new(Code::Unavailable);
        return Some(refusal.retry_after(2).into());
    }
    let operations = operations?;
    let Some(operation) = operation else {
        // Asked here, because the router would go on to another path's template.
        let allow = Some(OperationTable::allow(operations));
        return (request.method() != Method::OPTIONS)
            .then(|| Problem { allow, ..Code::MethodNotAllowed.into() });
    };
    let Ok(pairs) = serde_urlencoded::from_str::<Vec<(String, String)>>(request.query_string())
    else {
        return Some(Code::MalformedRequest.into());
    };
    let mut seen: Vec<&str> = Vec::new();
    let mut violations = Vec::new();
    for (name, value) in &pairs {
        let refuse = |code| Violation::new(format!("?{name}"), code);
        match operation.query.iter().find(|known| known.name == *name) {
            None => violations.push(refuse(FieldCode::UnknownField)),
            Some(_) if seen.contains(&name.as_str()) => {
                violations.push(refuse(FieldCode::Duplicate));
            }
            Some(QueryParameter { max_length: Some(max), .. }) if value.chars().count() > *max => {
                violations.push(refuse(FieldCode::TooLong).with("max", max));
            }
            Some(_) if value.contains('\0') => {
                violations.push(refuse(FieldCode::UnprintableCharacter));
            }
            Some(_) => {}
        }
        seen.push(name);
    }
    (!violations.is_empty()).then(|| tegata_domain::kernel::Refusal::fields(violations).into())
}

/// A bare answer that [`finish`] writes.
fn answer_to(problem: &Problem) -> HttpResponse {
    actix_web::ResponseError::error_response(problem)
}

fn problem_body(app: &App, facts: &Facts, path: &str, problem: &Problem) -> BoxBody {
    let request = facts.request.to_string();
    let body = problem.body(facts.language, &app.base_url(), path, &request);
    BoxBody::new(serde_json::to_vec(&body).unwrap_or_default())
}

/// Gives an answer its last form.
fn finish(
    app: &App,
    facts: &Facts,
    path: &str,
    response: ServiceResponse<BoxBody>,
) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let problem = response.response().extensions().get::<Problem>().cloned();
    let ours = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem+json"));
    let failed = status.is_client_error() || status.is_server_error();
    let problem = problem.or_else(|| (failed && !ours).then(|| of_status(status)));
    let mut response = match problem {
        Some(problem) => {
            if let Some(internal) = &problem.refusal.internal {
                tracing::error!(request_id = %facts.request, internal, "a request failed");
            }
            let mut response = response.map_body(|_, _| problem_body(app, facts, path, &problem));
            problem_head(facts, &problem, response.headers_mut());
            response
        }
        None => response,
    };
    finish_head(app, facts, response.headers_mut());
    response
}

/// The headers of every problem.
fn problem_head(facts: &Facts, problem: &Problem, headers: &mut HeaderMap) {
    problem.headers(headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(facts.language.tag()));
    headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    if actix_web::ResponseError::status_code(problem) == StatusCode::UNAUTHORIZED {
        let scheme = HeaderValue::from_static("Bearer realm=\"tegata\"");
        headers.insert(header::WWW_AUTHENTICATE, scheme);
    }
}

/// The headers of every answer.
fn finish_head(app: &App, facts: &Facts, headers: &mut HeaderMap) {
    let mut default = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    default(header::CACHE_CONTROL, "no-store");
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "no-referrer");
    default(header::X_FRAME_OPTIONS, "DENY");
    if app.settings.public_url.scheme() == "https" {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    if let Ok(id) = HeaderValue::from_str(&facts.request.to_string()) {
        headers.insert(REQUEST_ID, id);
    }
}

/// One line for each request; ids and codes, no address, no query.
fn log(facts: &Facts, method: &Method, status: StatusCode, started: Instant) {
    let operation = if facts.operation.is_empty() { "none" } else { facts.operation.as_str() };
    let seconds = started.elapsed().as_secs_f64();
    metrics::counter!(
        "tegata_requests_total",
        "operation" => operation.to_owned(),
        "status" => status.as_str().to_owned()
    )
    .increment(1);
    metrics::histogram!("tegata_request_seconds", "operation" => operation.to_owned())
        .record(seconds);
    tracing::info!(
        request_id = %facts.request,
        operation,
        method = method.as_str(),
        status = status.as_u16(),
        millis = seconds * 1000.0,
        "request"
    );
}

/// What no route takes.
///
/// # Errors
/// Always: [`Code::NotFound`].
pub async fn fallback() -> Result<HttpResponse, Problem> {
    Err(Code::NotFound.into())
}
