//! `POST /v1/terminal/password`

use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::kernel::PlainPassword;
use tegata_domain::reissue::own_change::{self, OwnChange};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{Answer, App, ChangingTerminal, DryRun, Query, Request};

/// A terminal user's new password.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTerminalPassword {
    /// The terminal user id: the one that is signed in (RIS-CHG-01).
    #[schema(min_length = 1, max_length = 64, example = "1ANACA0A")]
    #[validate(length(min = 1, max = 64))]
    pub user_id: String,
    /// The new password: 6 to 8 capital letters and digits, at least one of each (PWD-02).
    #[schema(min_length = 1, max_length = 256, format = Password, example = "K7WQ2ZR4")]
    #[validate(length(min = 1, max = 256))]
    pub new_password: String,
    /// The new password again.
    #[schema(min_length = 1, max_length = 256, format = Password, example = "K7WQ2ZR4")]
    #[validate(length(min = 1, max = 256))]
    pub password_confirmation: String,
}

/// Change the own terminal password.
///
/// On weekdays from 0:00 to 23:00 Japan time (RIS-CHG-03, see `GET /v1/service-calendar`). The new
/// password differs from the last three (PWD-03). It is all that a session with a temporary password
/// can do; after it, the session can do everything (RIS-TMP-02). With `dry_run=true` everything is
/// checked and nothing changed.
#[utoipa::path(
    tag = "terminal", operation_id = "change_terminal_password", security(("bearer" = [])),
    params(DryRun), request_body = ChangeTerminalPassword,
    responses((status = 204, description = "Changed, or found changeable.")),
    extensions(("x-refusals" = json!(["outside_service_hours", "own_system_terminal", "too_many_requests", "overloaded"])))
)]
#[post("/v1/terminal/password")]
pub async fn change_terminal_password(
    app: web::Data<App>,
    query: Query<DryRun>,
    request: Request<ChangingTerminal, ChangeTerminalPassword>,
) -> Answer {
    let dry_run = query.0.wanted();
    let done = request.run(&app, move |env, request| {
        let body = &request.body;
        let command = OwnChange {
            user_id: body.user_id.clone(),
            new: PlainPassword::new(body.new_password.clone()),
            confirmation: PlainPassword::new(body.password_confirmation.clone()),
        };
        own_change::change(env, &request.call, &request.actor.0, &command, dry_run)
    });
    Ok(done.await?.no_content())
}
