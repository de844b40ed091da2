//! `POST /v1/recoveries/complete`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::recovery::{self, Completion};
use tegata_domain::kernel::{PlainPassword, Token};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{Answer, App, DryRun, Query, Request, Stranger};
use crate::v1::access::view::SessionTokens;

/// A new password behind a recovery link.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteRecovery {
    /// The link's token.
    #[schema(
        min_length = 1,
        max_length = 100,
        example = "tgrec_hX9cQ2mVq0sT1yq3kq5tqk6r7o8p9w0a1b2c3d4e5f6"
    )]
    #[validate(length(min = 1, max = 100))]
    pub token: String,
    /// The new password; see `GET /v1/password-policies`.
    #[schema(min_length = 1, max_length = 256, format = Password, example = "seven-lanterns-drift")]
    #[validate(length(min = 1, max = 256))]
    pub password: String,
    /// The new password again.
    #[schema(min_length = 1, max_length = 256, format = Password, example = "seven-lanterns-drift")]
    #[validate(length(min = 1, max = 256))]
    pub password_confirmation: String,
}

/// What a completed recovery gives.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct RecoveryCompleted {
    /// Whose password was set, or would be.
    #[schema(example = "taro_cargo")]
    pub login_id: String,
    /// The account's state. A disabled one has its new password but no session (RCV-08).
    #[schema(example = "active")]
    pub state: String,
    /// The new session; absent in a preview, and for a disabled account.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub session: Option<SessionTokens>,
}

/// Complete a recovery.
///
/// Sets the new password, unlocks the account, ends all its other sessions, signs it in and tells its
/// owner by mail (RCV-07). A refused password does not use the link up; ten tries do, previews
/// counted (RCV-06). With `dry_run=true` everything is checked and nothing changed.
#[utoipa::path(
    tag = "account", operation_id = "complete_recovery", security(()), params(DryRun),
    request_body = CompleteRecovery,
    responses(
        (status = 200, description = "The preview.", body = RecoveryCompleted, example = json!({ "login_id": "taro_cargo", "state": "active" })),
        (status = 201, description = "The password is set and the account signed in.", body = RecoveryCompleted),
    ),
    extensions(("x-refusals" = json!(["link_unknown", "link_expired", "link_used", "link_void", "link_exhausted", "overloaded"])))
)]
#[post("/v1/recoveries/complete")]
pub async fn complete_recovery(
    app: web::Data<App>,
    query: Query<DryRun>,
    request: Request<Stranger, CompleteRecovery>,
) -> Answer {
    if query.0.wanted() {
        let done = request.run(&app, |env, request| recovery::preview(env, &command(request)));
        return Ok(done.await?.answer(StatusCode::OK, |holder| RecoveryCompleted {
            login_id: holder.login_id,
            state: holder.state.as_str().to_owned(),
            session: None,
        }));
    }
    let done =
        request.run(&app, |env, request| recovery::complete(env, &request.call, &command(request)));
    Ok(done.await?.answer(StatusCode::CREATED, |recovered| RecoveryCompleted {
        login_id: recovered.holder.login_id,
        state: recovered.holder.state.as_str().to_owned(),
        session: recovered.granted.map(SessionTokens::from),
    }))
}

fn command(request: &Request<Stranger, CompleteRecovery>) -> Completion {
    Completion {
        token: Token::presented(request.body.token.clone()),
        password: PlainPassword::new(request.body.password.clone()),
        confirmation: PlainPassword::new(request.body.password_confirmation.clone()),
    }
}
