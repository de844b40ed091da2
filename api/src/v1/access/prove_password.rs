//! `POST /v1/me/password-proofs`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::access::service;
use tegata_domain::kernel::PlainPassword;
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{Account, Answer, App, Request};
use crate::problem::instant;

/// The current password, once more.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordProof {
    /// The current password.
    #[schema(min_length = 1, max_length = 256, format = Password, example = "purple-window-tiger")]
    #[validate(length(min = 1, max = 256))]
    pub password: String,
}

/// How long the password counts as given.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct PasswordProved {
    /// Until then, what recovery compares may be changed (ACC-PRO-07).
    #[schema(format = DateTime)]
    pub valid_until: String,
}

/// Give the current password.
///
/// E-mail address, telephone number and name are what recovery compares; they change only within
/// five minutes of this, or of a sign-in (ACC-PRO-07). Wrong passwords count towards the lock.
#[utoipa::path(
    tag = "access", operation_id = "prove_password",
    security(("bearer" = [])), request_body = PasswordProof,
    responses((status = 200, description = "The password is right.", body = PasswordProved)),
    extensions(("x-refusals" = json!(["password_proof_wrong", "sign_in_busy", "too_many_requests", "overloaded"])))
)]
#[post("/v1/me/password-proofs")]
pub async fn prove_password(
    app: web::Data<App>,
    request: Request<Account, PasswordProof>,
) -> Answer {
    let done = request.run(&app, |env, request| {
        let password = PlainPassword::new(request.body.password.clone());
        service::prove_password(env, &request.call, &request.actor.0, &password)
    });
    Ok(done.await?.answer(StatusCode::OK, |until| PasswordProved { valid_until: instant(until) }))
}
