//! `GET /v1/sandbox/clock`, `POST /v1/sandbox/clock`

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tegata_domain::audit::service;
use tegata_domain::kernel::{self, Code, FieldCode, Refusal, Rule, Violation};
use utoipa::ToSchema;
use validator::Validate;

use super::require_sandbox;
use crate::http::{Answer, App, Request, Stranger, json};
use crate::problem::{Problem, instant};

/// The sandbox clock.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = SandboxClock)]
pub struct SandboxClockView {
    /// Business time: what the rules see.
    #[schema(format = DateTime)]
    pub now: String,
    /// Real time: what tokens, limits and idempotency keys live on.
    #[schema(format = DateTime)]
    pub real: String,
}

/// How far the clock is moved. One of the two.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveSandboxClock {
    /// Seconds forward.
    #[schema(minimum = 0, maximum = 315360000, example = 86400)]
    pub advance_seconds: Option<i64>,
    /// Forward to this instant.
    #[schema(format = DateTime, max_length = 64)]
    #[validate(length(max = 64))]
    pub advance_to: Option<String>,
}

/// Seconds that one move may take at most: ten years.
const FARTHEST: i64 = 315_360_000;

impl MoveSandboxClock {
    /// Microseconds forward from `now`.
    fn micros(&self, now: Timestamp) -> Result<i64, Problem> {
        let refuse = |pointer, code| Problem::from(Violation::new(pointer, code));
        let micros = match (self.advance_seconds, &self.advance_to) {
            (Some(seconds), None) => {
                let seconds = if seconds > FARTHEST { None } else { Some(seconds) };
                let seconds =
                    seconds.ok_or_else(|| refuse("/advance_seconds", FieldCode::TooLong))?;
                seconds.saturating_mul(1_000_000)
            }
            (None, Some(text)) => {
                let to = kernel::instant(text)
                    .ok_or_else(|| refuse("/advance_to", FieldCode::InvalidFormat))?;
                let micros = to.as_microsecond().saturating_sub(now.as_microsecond());
                if micros > FARTHEST * 1_000_000 {
                    return Err(refuse("/advance_to", FieldCode::TooLong));
                }
                micros
            }
            (None, None) => return Err(refuse("/advance_seconds", FieldCode::Required)),
            (Some(_), Some(_)) => return Err(refuse("/advance_to", FieldCode::NotAllowed)),
        };
        if micros < 0 {
            let refusal = Refusal::by(Rule::OpsSbx01, Code::ClockBackwards);
            return Err(refusal.with("now", now).into());
        }
        Ok(micros)
    }
}

/// Read the sandbox clock.
///
/// Sandbox only.
#[utoipa::path(
    tag = "sandbox", operation_id = "read_sandbox_clock", security(()),
    responses((status = 200, description = "The clock.", body = SandboxClockView)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/sandbox/clock")]
pub async fn read_sandbox_clock(app: web::Data<App>, request: Request<Stranger>) -> Answer {
    require_sandbox(&app)?;
    let done = request.run(&app, |env, _| Ok((env.clock.now(), env.clock.real())));
    let (now, real) = done.await?.value;
    Ok(json(StatusCode::OK, &SandboxClockView { now: instant(now), real: instant(real) }))
}

/// Move the sandbox clock forward.
///
/// Stored, for all processes, never back. Every time rule can be tried in minutes. Sandbox only.
#[utoipa::path(
    tag = "sandbox", operation_id = "move_sandbox_clock", security(()),
    request_body = MoveSandboxClock,
    responses((status = 200, description = "The clock after the move.", body = SandboxClockView)),
    extensions(("x-refusals" = json!(["not_found", "clock_backwards"])))
)]
#[post("/v1/sandbox/clock")]
pub async fn move_sandbox_clock(
    app: web::Data<App>,
    request: Request<Stranger, MoveSandboxClock>,
) -> Answer {
    require_sandbox(&app)?;
    let now = app.blocking(|env| Ok(env.clock.now())).await?;
    let micros = request.body.micros(now)?;
    let done = request.run(&app, move |env, request| {
        Ok((service::move_clock(env, &request.call, micros)?, env.clock.real()))
    });
    Ok(done.await?.answer(StatusCode::OK, |(now, real)| SandboxClockView {
        now: instant(now),
        real: instant(real),
    }))
}
