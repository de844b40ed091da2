//! Who calls, as a type: a handler for a person cannot be reached by an operator.

use actix_web::HttpRequest;
use actix_web::http::header;
use tegata_domain::access::{SignedIn, service};
use tegata_domain::account::AccountKind;
use tegata_domain::kernel::{Caller, Code, Refusal, Rule};

use crate::app::App;
use crate::problem::Problem;

/// A kind of caller.
pub trait Actor: Sized + 'static {
    /// Lets the caller in, or not.
    fn admit(app: &App, request: &HttpRequest) -> impl Future<Output = Result<Self, Problem>>;
    /// How the audit trail names the caller.
    fn caller(&self) -> Caller;
}

/// Anybody; whoever is signed in is treated as nobody.
#[derive(Debug, Clone, Copy)]
pub struct Stranger;

/// Anybody who is signed in.
#[derive(Debug, Clone)]
pub struct Account(pub SignedIn);

/// A person's account: general, agency or deferred payment.
#[derive(Debug, Clone)]
pub struct Person(pub SignedIn);

/// A member of the platform's staff.
#[derive(Debug, Clone)]
pub struct Operator(pub SignedIn);

impl Actor for Stranger {
    async fn admit(_: &App, _: &HttpRequest) -> Result<Self, Problem> {
        Ok(Self)
    }

    fn caller(&self) -> Caller {
        Caller::Stranger
    }
}

impl Actor for Account {
    async fn admit(app: &App, request: &HttpRequest) -> Result<Self, Problem> {
        authenticate(app, request).await.map(Self)
    }

    fn caller(&self) -> Caller {
        caller(&self.0)
    }
}

impl Actor for Person {
    async fn admit(app: &App, request: &HttpRequest) -> Result<Self, Problem> {
        let who = authenticate(app, request).await?;
        if who.account.kind == AccountKind::Operator {
            return Err(wrong_actor(app, request, &who).await);
        }
        Ok(Self(who))
    }

    fn caller(&self) -> Caller {
        caller(&self.0)
    }
}

impl Actor for Operator {
    async fn admit(app: &App, request: &HttpRequest) -> Result<Self, Problem> {
        let who = authenticate(app, request).await?;
        if who.account.kind != AccountKind::Operator {
            return Err(wrong_actor(app, request, &who).await);
        }
        Ok(Self(who))
    }

    fn caller(&self) -> Caller {
        caller(&self.0)
    }
}

const fn caller(who: &SignedIn) -> Caller {
    Caller::Account { account: who.account.id, session: who.session.id }
}

/// Who the bearer token stands for.
async fn authenticate(app: &App, request: &HttpRequest) -> Result<SignedIn, Problem> {
    let mut values = request.headers().get_all(header::AUTHORIZATION);
    let value = values.next().and_then(|value| value.to_str().ok());
    let token = value
        .filter(|_| values.next().is_none())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim().to_owned())
        .ok_or(Code::Unauthenticated)?;
    app.blocking(move |env| service::authenticate(env, &token)).await
}

/// Refuses a known caller, and writes it down (OPS-AUD-01).
async fn wrong_actor(app: &App, request: &HttpRequest, who: &SignedIn) -> Problem {
    let code = Code::WrongActor;
    if let Ok(call) = super::request::call(request, caller(who), None) {
        let recorded = app
            .blocking(move |env| tegata_domain::event::service::record_refusal(env, &call, code))
            .await;
        if let Err(problem) = recorded {
            return problem;
        }
    }
    Refusal::by(Rule::OpsAud01, code).into()
}
