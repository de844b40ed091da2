//! Who calls, as a type: a handler for a person cannot be reached by an operator.

use actix_web::HttpRequest;
use actix_web::http::{Method, header};
use tegata_domain::access::{Session, SignedIn, SignedInOffice, SignedInTerminal, Who, service};
use tegata_domain::env::Env;
use tegata_domain::identity::{AccountKind, CompanyRole, Realm};
use tegata_domain::kernel::{Caller, Code, Failure, Id, Refusal, Rule, kind};

use super::App;
use super::frame::Facts;
use crate::problem::Problem;

/// A kind of caller.
pub trait Actor: Sized + 'static {
    /// Lets the caller in, or not.
    fn admit(app: &App, request: &HttpRequest) -> impl Future<Output = Result<Self, Problem>>;
    /// The caller's session; none for strangers.
    fn session(&self) -> Option<&Session>;
    /// The company that the caller acts for; none for strangers.
    fn company(&self) -> Option<Id<kind::Company>>;
    /// Looks again whether the caller may call, after something took their standing away.
    ///
    /// # Errors
    /// Why not any more.
    fn look_again(&self, env: &Env) -> Result<(), Failure>;

    /// How the audit trail names the caller.
    fn caller(&self) -> Caller {
        self.session().map_or(Caller::Stranger, caller)
    }
}

/// Anybody; whoever is signed in is treated as nobody.
#[derive(Debug, Clone, Copy)]
pub struct Stranger;

/// Anybody who is signed in, in any realm, even with a temporary password, and whatever became of it.
#[derive(Debug, Clone)]
pub struct AnySession(pub Who);

/// Anybody who is signed in, in any realm.
#[derive(Debug, Clone)]
pub struct Anyone(pub Who);

/// Whoever changes the own password by giving it: a person or an office.
#[derive(Debug, Clone)]
pub struct PasswordOwner(pub Who);

/// The account of a person or operator.
#[derive(Debug, Clone)]
pub struct Account(pub SignedIn);

/// A person's account: general, agency or deferred payment.
#[derive(Debug, Clone)]
pub struct Person(pub SignedIn);

/// A person who administers their company (ORG-03).
#[derive(Debug, Clone)]
pub struct CompanyAdministrator(pub SignedIn);

/// A member of the platform's staff.
#[derive(Debug, Clone)]
pub struct Operator(pub SignedIn);

/// An office (RIS-APP-01).
#[derive(Debug, Clone)]
pub struct Office(pub SignedInOffice);

/// A terminal user.
#[derive(Debug, Clone)]
pub struct Terminal(pub SignedInTerminal);

/// A terminal user who changes their password, a temporary one too (RIS-TMP-02).
#[derive(Debug, Clone)]
pub struct ChangingTerminal(pub SignedInTerminal);

impl Actor for Stranger {
    async fn admit(_: &App, _: &HttpRequest) -> Result<Self, Problem> {
        Ok(Self)
    }

    fn session(&self) -> Option<&Session> {
        None
    }

    fn company(&self) -> Option<Id<kind::Company>> {
        None
    }

    fn look_again(&self, _: &Env) -> Result<(), Failure> {
        Ok(())
    }
}

/// Declares actors that are signed in: which of those who are, and why not the others.
macro_rules! signed_in {
    ($($actor:ident, $restricted:expr, $pick:expr;)*) => {$(
        impl $actor {
            fn pick(who: Who) -> Result<Self, Refusal> {
                if who.session().restricted && !$restricted {
                    return Err(Refusal::by(Rule::RisTmp02, Code::TemporaryPasswordMustChange));
                }
                let pick: fn(Who) -> Result<Self, Refusal> = $pick;
                pick(who)
            }
        }

        impl Actor for $actor {
            async fn admit(app: &App, request: &HttpRequest) -> Result<Self, Problem> {
                let token = bearer(request)?;
                // A read hashes nothing itself.
                if request.method() == Method::GET {
                    app.env.hasher.make_way();
                }
                let who = app.blocking(move |env| service::authenticate(env, &token)).await?;
                let by = caller(who.session());
                let person = matches!(who, Who::Person(_));
                match Self::pick(who) {
                    Ok(actor) => Ok(actor),
                    Err(refusal) => {
                        let refusal = if person { refusal } else { of_cargo(request, refusal) };
                        Err(recorded(app, request, by, refusal).await)
                    }
                }
            }

            fn session(&self) -> Option<&Session> {
                Some(self.0.session())
            }

            fn company(&self) -> Option<Id<kind::Company>> {
                Some(self.0.company())
            }

            fn look_again(&self, env: &Env) -> Result<(), Failure> {
                let who = service::authenticate_again(env, self.0.session().id)?;
                Ok(Self::pick(who).map(drop)?)
            }
        }
    )*};
}

impl Actor for AnySession {
    async fn admit(app: &App, request: &HttpRequest) -> Result<Self, Problem> {
        let token = bearer(request)?;
        app.blocking(move |env| service::recognise(env, &token)).await.map(Self)
    }

    fn session(&self) -> Option<&Session> {
        Some(self.0.session())
    }

    fn company(&self) -> Option<Id<kind::Company>> {
        Some(self.0.company())
    }

    fn look_again(&self, env: &Env) -> Result<(), Failure> {
        service::recognise_again(env, self.0.session().id).map(drop)
    }
}

signed_in! {
    Anyone, false, |who| Ok(Self(who));
    PasswordOwner, false, |who| match who {
        Who::Person(_) | Who::Office(_) => Ok(Self(who)),
        Who::Terminal(_) => Err(wrong_actor()),
    };
    Account, false, |who| person(who).map(Self);
    Person, false, |who| match person(who)? {
        who if who.account.kind == AccountKind::Operator => Err(wrong_actor()),
        who => Ok(Self(who)),
    };
    CompanyAdministrator, false, |who| match person(who)? {
        who if who.account.kind == AccountKind::Operator => Err(wrong_actor()),
        who if who.account.company_role != CompanyRole::Administrator => {
            Err(Refusal::by(Rule::Org03, Code::NotCompanyAdministrator))
        }
        who => Ok(Self(who)),
    };
    Operator, false, |who| match person(who)? {
        who if who.account.kind == AccountKind::Operator => Ok(Self(who)),
        _ => Err(wrong_actor()),
    };
    Office, false, |who| match who {
        Who::Office(who) => Ok(Self(*who)),
        Who::Person(_) | Who::Terminal(_) => Err(wrong_actor()),
    };
    Terminal, false, |who| terminal(who).map(Self);
    ChangingTerminal, true, |who| terminal(who).map(Self);
}

fn person(who: Who) -> Result<SignedIn, Refusal> {
    match who {
        Who::Person(who) => Ok(*who),
        Who::Office(_) | Who::Terminal(_) => Err(wrong_actor()),
    }
}

fn terminal(who: Who) -> Result<SignedInTerminal, Refusal> {
    match who {
        Who::Terminal(who) => Ok(*who),
        Who::Person(_) | Who::Office(_) => Err(wrong_actor()),
    }
}

fn wrong_actor() -> Refusal {
    Refusal::by(Rule::OpsAud01, Code::WrongActor)
}

/// The same refusal, with its reason where offices and terminal users ask for cargo (CGO-VIS-02).
fn of_cargo(request: &HttpRequest, refusal: Refusal) -> Refusal {
    let facts = Facts::of(request);
    let operation = facts.as_ref().and_then(|facts| facts.operation.as_ref());
    if refusal.code == Code::WrongActor && operation.is_some_and(|operation| operation.cargo) {
        Refusal { rule: Some(Rule::CgoVis02), ..refusal }.with("realm", Realm::Person.as_str())
    } else {
        refusal
    }
}

const fn caller(session: &Session) -> Caller {
    Caller::Account { account: session.account, session: session.id }
}

/// The bearer token of a request: one, and well-formed.
fn bearer(request: &HttpRequest) -> Result<String, Code> {
    let mut values = request.headers().get_all(header::AUTHORIZATION);
    let value = values.next().and_then(|value| value.to_str().ok());
    value
        .filter(|_| values.next().is_none())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim().to_owned())
        .ok_or(Code::Unauthenticated)
}

/// Refuses a known caller, and writes it down (OPS-AUD-01).
async fn recorded(app: &App, request: &HttpRequest, by: Caller, refusal: Refusal) -> Problem {
    let code = refusal.code;
    if let Ok(call) = super::request::call(request, by, None) {
        let recorded = app
            .blocking(move |env| tegata_domain::audit::service::record_refusal(env, &call, code))
            .await;
        if let Err(problem) = recorded {
            return problem;
        }
    }
    refusal.into()
}
