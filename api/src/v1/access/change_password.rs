//! `POST /v1/me/password`

use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::access::service::{self, PasswordChange};
use tegata_domain::kernel::PlainPassword;
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{Answer, App, DryRun, PasswordOwner, Query, Request};

/// A change of the own password.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The current password.
    #[schema(min_length = 1, max_length = 256, format = Password, example = "purple-window-tiger")]
    #[validate(length(min = 1, max = 256))]
    pub current_password: String,
    /// The new password; see `GET /v1/password-policies`.
    #[schema(min_length = 1, max_length = 256, format = Password, example = "seven-lanterns-drift")]
    #[validate(length(min = 1, max = 256))]
    pub new_password: String,
    /// The new password again.
    #[schema(min_length = 1, max_length = 256, format = Password, example = "seven-lanterns-drift")]
    #[validate(length(min = 1, max = 256))]
    pub password_confirmation: String,
}

/// Change the own password.
///
/// All other sessions end, and the owner is told by mail. With `dry_run=true` everything is checked
/// and nothing changed.
#[utoipa::path(
    tag = "access", operation_id = "change_password",
    security(("bearer" = [])), params(DryRun), request_body = ChangePassword,
    responses((status = 204, description = "Changed, or found changeable.")),
    extensions(("x-refusals" = json!(["password_proof_wrong", "sign_in_busy", "too_many_requests", "overloaded"])))
)]
#[post("/v1/me/password")]
pub async fn change_password(
    app: web::Data<App>,
    query: Query<DryRun>,
    request: Request<PasswordOwner, ChangePassword>,
) -> Answer {
    let dry_run = query.0.wanted();
    let done = request.run(&app, move |env, request| {
        let body = &request.body;
        let command = PasswordChange {
            current: PlainPassword::new(body.current_password.clone()),
            new: PlainPassword::new(body.new_password.clone()),
            confirmation: PlainPassword::new(body.password_confirmation.clone()),
        };
        service::change_password(env, &request.call, &request.actor.0, &command, dry_run)
    });
    Ok(done.await?.no_content())
}
