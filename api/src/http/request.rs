//! A request as a handler gets it: who calls, the call's facts, and the checked body.

use std::str::FromStr as _;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use tegata_domain::access::Session;
use tegata_domain::audit::service::record_refusal;
use tegata_domain::env::Env;
use tegata_domain::kernel::{
    Call, Caller, Claim, Code, Failure, Id, IdKind, Purpose, Refusal, Rule, Violation,
};

use super::frame::{Facts, HeadersAlone};
use super::{Actor, App, Arrived, Done, DryRun, Payload};
use crate::problem::Problem;

/// A request from actor `A` with body `B`. The actor is admitted before the body is read.
#[derive(Debug)]
pub struct Request<A, B = super::Empty> {
    /// Who calls.
    pub actor: A,
    /// The call.
    pub call: Call,
    /// The body.
    pub body: B,
    violations: Vec<Violation>,
}

impl<A: Actor, B: Payload> FromRequest for Request<A, B> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut actix_web::dev::Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let app = app(&request)?;
            let actor = A::admit(&app, &request).await?;
            let Arrived { body, raw, violations } = B::read(&app, &request, payload).await?;
            let claim = claim(&app, &request, &actor, &raw)?;
            let standing = actor.session().map(Session::standing);
            let call = Call { standing, ..call(&request, actor.caller(), claim)? };
            Ok(Self { actor, call, body, violations })
        })
    }
}

impl<A: Actor + Send, B: Payload + Send> Request<A, B> {
    /// Names what a use case would refuse in the fields, too, when their limits are broken: all
    /// violations at once. What keeps its limits is left to the use case.
    ///
    /// # Errors
    /// [`Code::InvalidFields`].
    pub async fn checked(
        self,
        app: &App,
        more: impl FnOnce(&Env, &Self) -> Vec<Violation> + Send + 'static,
    ) -> Result<Self, Problem> {
        if self.violations.is_empty() {
            return Ok(self);
        }
        app.blocking(move |env| {
            let mut all = more(env, &self);
            all.retain(|one| !self.violations.iter().any(|known| known.pointer == one.pointer));
            Err(Refusal::fields([self.violations, all].concat()).into())
        })
        .await
    }

    /// Runs a use case on a blocking thread: the one bridge to the domain.
    ///
    /// # Errors
    /// The use case's refusal.
    pub async fn run<T: Send + 'static>(
        self,
        app: &App,
        work: impl FnOnce(&Env, &Self) -> Result<T, Failure> + Send + 'static,
    ) -> Result<Done<T>, Problem> {
        if !self.violations.is_empty() {
            return Err(Refusal::fields(self.violations).into());
        }
        app.blocking(move |env| match work(env, &self) {
            Ok(value) => Ok(Done::new(value, &self.call)),
            Err(failure) => {
                let failure = self.explained(env, failure);
                record(env, &self.call, &failure)?;
                Err(failure)
            }
        })
        .await
    }
}

impl<A: Actor, B> Request<A, B> {
    /// Why the caller's standing is another than when they were let in, where that is why the use case
    /// refused. Whoever may call all the same tries again: what they were let in for was looked at as what
    /// they were.
    fn explained(&self, env: &Env, failure: Failure) -> Failure {
        if !matches!(&failure, Failure::Refused(refusal) if refusal.code == Code::SessionEnded) {
            return failure;
        }
        match self.actor.look_again(env) {
            Ok(()) => Refusal::by(Rule::OpsAut01, Code::ConcurrentChange).retry_after(1).into(),
            Err(why) => why,
        }
    }
}

/// Writes down the refused tries of real links, sessions and reviewers, which the use case's own
/// transaction took back, and of those who may not call any more (OPS-AUD-01). Guesses are no event, and
/// would fill the trail.
fn record(env: &Env, call: &Call, failure: &Failure) -> Result<(), Failure> {
    let Failure::Refused(refusal) = failure else { return Ok(()) };
    match refusal.code {
        Code::LinkUsed
        | Code::LinkVoid
        | Code::LinkExhausted
        | Code::PasswordProofRequired
        | Code::OwnCompanyReview
        | Code::WrongActor
        | Code::NotCompanyAdministrator => record_refusal(env, call, refusal.code),
        _ => Ok(()),
    }
}

/// The application behind a request.
pub fn app(request: &HttpRequest) -> Result<web::Data<App>, Problem> {
    request.app_data::<web::Data<App>>().cloned().ok_or_else(|| Code::Internal.into())
}

/// The call's facts for the use cases.
pub fn call(request: &HttpRequest, caller: Caller, claim: Option<Claim>) -> Result<Call, Problem> {
    let facts = Facts::of(request).ok_or(Code::Internal)?;
    Ok(Call {
        request: facts.request,
        operation: facts.operation_id().to_owned(),
        origin: facts.origin.clone(),
        caller,
        standing: None,
        language: facts.language,
        claim,
        replayed: AtomicBool::new(false),
        quota: Mutex::new(None),
    })
}

/// Characters of an idempotency key at most.
const KEY_MAX: usize = 255;

/// The idempotency key, bound to caller, company, method, path, and for strangers the body: what was
/// answered in one company is not for who acts for another by now. A dry run has none.
fn claim(
    app: &App,
    request: &HttpRequest,
    actor: &impl Actor,
    raw: &[u8],
) -> Result<Option<Claim>, Problem> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().map(|key| key.trim().trim_matches('"'));
    let key = key.filter(|key| (1..=KEY_MAX).contains(&key.len())).ok_or_else(|| {
        Problem::from(Refusal::new(Code::MalformedRequest).with("name", "Idempotency-Key"))
    })?;
    if DryRun::asked_by(request.query_string()) {
        return Ok(None);
    }
    let keys = &app.env.keys;
    let fingerprint = keys.keyed(Purpose::Idempotency, &[b"body", raw]);
    let company = actor.company().map(|company| company.uuid().into_bytes());
    let who = match actor.caller() {
        Caller::Account { account, .. } => account.uuid().as_bytes().to_vec(),
        Caller::Stranger | Caller::CommandLine | Caller::System => fingerprint.0.to_vec(),
    };
    let method = request.method().as_str().as_bytes();
    let company = company.as_ref().map_or(&[][..], |company| company);
    let parts = [&who, company, method, request.path().as_bytes(), key.as_bytes()];
    Ok(Some(Claim { scope: keys.keyed(Purpose::Idempotency, &parts), fingerprint }))
}

/// An id in the path. Anything that is not one is nothing that exists.
pub struct PathId<K>(pub Id<K>);

impl<K: IdKind> FromRequest for PathId<K> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let id = request.match_info().get("id").and_then(|text| Id::from_str(text).ok());
        std::future::ready(id.map(Self).ok_or_else(|| Code::NotFound.into()))
    }
}

/// The version in `If-Match` (ACC-PRO-06); `None` for `*`, which is any.
///
/// # Errors
/// [`Code::VersionRequired`] without one, [`Code::VersionStale`] for one that is not ours.
pub fn if_match(request: &HttpRequest) -> Result<Option<i64>, Problem> {
    let value = request
        .headers()
        .get(header::IF_MATCH)
        .ok_or_else(|| Refusal::by(Rule::AccPro06, Code::VersionRequired))?;
    let text = value.to_str().ok().map(str::trim).unwrap_or_default();
    if text == "*" {
        return Ok(None);
    }
    let tag = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    // A tag may say more than the version; only the version is matched.
    let version = tag.map(|tag| tag.split_once('-').map_or(tag, |(version, _)| version));
    version
        .and_then(|text| text.parse().ok())
        .map(Some)
        .ok_or_else(|| Refusal::by(Rule::AccPro06, Code::VersionStale).into())
}

/// The version in `If-Match`, where a client may name the one that it saw and need not.
///
/// # Errors
/// [`Code::VersionStale`] for one that is not ours.
pub fn seen_version(request: &HttpRequest) -> Result<Option<i64>, Problem> {
    if request.headers().contains_key(header::IF_MATCH) { if_match(request) } else { Ok(None) }
}

/// Whether the client holds this version already.
pub fn not_modified(request: &HttpRequest, version: i64) -> bool {
    holds(request, &super::etag(version))
}

/// Whether the client holds what has this entity tag already.
pub fn holds(request: &HttpRequest, tag: &str) -> bool {
    Wanted::of(request).holds(tag)
}

/// What a reader wants to be shown: something that they do not hold, or nothing but its headers.
pub struct Wanted {
    held: Option<String>,
    body: bool,
}

impl Wanted {
    /// What a request wants.
    pub fn of(request: &HttpRequest) -> Self {
        let held = request.headers().get(header::IF_NONE_MATCH);
        let held = held.and_then(|value| value.to_str().ok()).map(str::to_owned);
        Self { held, body: !request.extensions().contains::<HeadersAlone>() }
    }

    /// Whether the client holds what has this entity tag already.
    fn holds(&self, tag: &str) -> bool {
        let is_ours = |one: &str| unweakened(one.trim()) == tag;
        let held = self.held.as_deref();
        held.is_some_and(|held| held.trim() == "*" || held.split(',').any(is_ours))
    }

    /// Whether the answer will show what has this entity tag.
    pub fn shows(&self, tag: &str) -> bool {
        self.body && !self.holds(tag)
    }
}

/// An entity tag without its mark of weakness: a proxy that compresses weakens ours, and what a client
/// holds is the same in any encoding. What it changes it names exactly.
fn unweakened(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}
