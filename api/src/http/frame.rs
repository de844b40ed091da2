//! The frame around every request: its id, the rules that hold for all of them, and its answer's
//! last form. Every default answer of the framework becomes a problem here.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
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
use tegata_domain::kernel::{Code, Id, Language, Origin, Refusal, kind};

use super::table::Place;
use super::{App, Operation, origin, query};
use crate::problem::{Problem, of_status};

/// The header that carries the request's id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// What the frame found out about a request.
#[derive(Debug)]
pub struct Facts {
    /// Its id.
    pub request: Id<kind::Request>,
    /// What there is at its path, by the document.
    pub place: Option<Arc<Place>>,
    /// What it asks of that.
    pub operation: Option<Arc<Operation>>,
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
    pub fn of(request: &HttpRequest) -> Option<Rc<Self>> {
        request.extensions().get::<Rc<Self>>().cloned()
    }

    /// The operation's id; empty outside the document.
    pub fn operation_id(&self) -> &str {
        self.operation.as_ref().map_or("", |operation| &operation.id)
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
    let uri = request.uri().clone();
    // As the server matches it: what was escaped for no reason is itself again.
    let place = app.operations.at(request.match_info().as_str());
    let facts = Rc::new(Facts {
        request: app.env.id(),
        operation: place.as_ref().and_then(|place| place.operation(&method)).cloned(),
        place,
        origin: origin::origin(peer, request.headers(), &app.settings.trusted_proxies.0),
        language: origin::language(request.headers()),
    });
    request.extensions_mut().insert(Rc::clone(&facts));
    let response = match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(response) => response?.map_into_boxed_body(),
        Err(_) => {
            tracing::error!(request_id = %facts.request, "a handler panicked");
            let problem = Problem::from(Code::Internal);
            let mut answer = answer_to(&problem);
            problem_head(&facts, &problem, answer.headers_mut());
            finish_head(&app, &facts, answer.headers_mut());
            log(&app, &facts, &method, answer.status(), started);
            let body = problem_body(&app, &facts, uri.path(), &problem);
            return Err(InternalError::from_response("panic", answer.set_body(body)).into());
        }
    };
    let response = finish(&app, &facts, uri.path(), response);
    log(&app, &facts, &method, response.status(), started);
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
    match (request.method(), &facts.place) {
        (&Method::OPTIONS, Some(place)) => {
            let allow = (header::ALLOW, place.allow.as_str());
            return Ok(
                request.into_response(HttpResponse::NoContent().insert_header(allow).finish())
            );
        }
        // The codec still knows that this was HEAD and sends no body.
        (&Method::HEAD, _) => {
            request.head_mut().method = Method::GET;
            request.extensions_mut().insert(HeadersAlone);
        }
        _ => {}
    }
    let counted = is_strangers(&request, &facts);
    let response = next.call(request).await?.map_into_boxed_body();
    // A token that is none makes nobody known: it is counted now, and told like the others.
    let unknown = response.response().extensions().get::<Problem>().map(|it| it.refusal.code)
        == Some(Code::Unauthenticated);
    if unknown && !counted && !app.flood.admits(&facts.origin) {
        return Ok(response.into_response(answer_to(&flooded())));
    }
    Ok(response)
}

/// The refusal of a flood.
fn flooded() -> Problem {
    Refusal::new(Code::TooManyRequests).retry_after(1).into()
}

fn no_app() -> actix_web::Error {
    Problem::from(Code::Internal).into()
}

/// Whether a request is counted before it is handled, for it shows no token that could be asked for.
fn is_strangers(request: &ServiceRequest, facts: &Facts) -> bool {
    facts.operation.as_ref().is_none_or(|operation| operation.open)
        || !request.headers().contains_key(header::AUTHORIZATION)
}

/// What is refused before any handler: floods of strangers; unknown, repeated and overlong query
/// parameters.
fn refuse_early(app: &App, request: &ServiceRequest, facts: &Facts) -> Option<Problem> {
    let operation = facts.operation.as_deref();
    let livez = facts.operation_id() == "livez";
    if is_strangers(request, facts) && !livez && !app.flood.admits(&facts.origin) {
        return Some(flooded());
    }
    if !app.prepared.load(Ordering::Acquire) && !livez {
        return Some(Refusal::new(Code::Unavailable).retry_after(2).into());
    }
    let place = facts.place.as_ref()?;
    let Some(operation) = operation else {
        let allow = Some(place.allow.clone());
        return (request.method() != Method::OPTIONS)
            .then(|| Problem { allow, ..Code::MethodNotAllowed.into() });
    };
    query::refuse(&operation.query, request.query_string())
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
    let id = web::Bytes::from(facts.request.to_string());
    if let Ok(id) = HeaderValue::from_maybe_shared(id) {
        headers.insert(REQUEST_ID, id);
    }
}

/// One line for each request; ids and codes, no address, no query.
fn log(app: &App, facts: &Facts, method: &Method, status: StatusCode, started: Instant) {
    let tally = facts.operation.as_ref().map_or(&app.operations.none, |one| &one.tally);
    let seconds = started.elapsed().as_secs_f64();
    tally.count(status, seconds);
    tracing::info!(
        request_id = %facts.request,
        operation = tally.operation(),
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
