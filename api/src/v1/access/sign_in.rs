//! `POST /v1/sessions`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::access::service;
use tegata_domain::kernel::{FieldCode, PlainPassword, Token, Violation};
use utoipa::ToSchema;
use validator::Validate;

use super::view::SessionTokens;
use crate::app::App;
use crate::http::{Answer, Request, Stranger};

/// A sign-in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Which kind of identity signs in: `person` for a person's account.
    #[schema(max_length = 20, example = "person", default = "person")]
    #[validate(length(max = 20))]
    pub realm: Option<String>,
    /// The login id, without regard to case.
    #[schema(min_length = 1, max_length = 64, example = "taro_cargo")]
    #[validate(length(min = 1, max = 64))]
    pub login_id: String,
    /// The password.
    #[schema(min_length = 1, max_length = 256, format = Password, example = "purple-window-tiger")]
    #[validate(length(min = 1, max = 256))]
    pub password: String,
    /// The token that an earlier sign-in on this device gave (ACC-LCK-03).
    #[schema(max_length = 100, example = "tgdev_hX9cQ2mVq0sT1yq3kq5tqk6r7o8p9w0a1b2c3d4e5f6")]
    #[validate(length(max = 100))]
    pub device_token: Option<String>,
}

/// Sign in.
///
/// The answer is the same, and takes the same time, for an unknown login id, a wrong password, a
/// locked and a disabled account (ACC-LCK-02). Five wrong passwords in a row lock an account until
/// recovery or an operator unlocks it; its owner is told by mail, once.
#[utoipa::path(
    tag = "access", operation_id = "sign_in", security(()),
    request_body = SignIn,
    responses((status = 201, description = "Signed in.", body = SessionTokens, links(("refresh" = (operation_id = "refresh_session", request_body = json!({ "refresh_token": "$response.body#/refresh_token" })))))),
    extensions(("x-refusals" = json!(["sign_in_refused", "sign_in_busy", "too_many_requests", "overloaded"])))
)]
#[post("/v1/sessions")]
pub async fn sign_in(app: web::Data<App>, request: Request<Stranger, SignIn>) -> Answer {
    let realm = request.body.realm.as_deref().unwrap_or("person");
    if realm != "person" {
        return Err(Violation::new("/realm", FieldCode::NotAllowed)
            .with("allowed", "person")
            .into());
    }
    let done = request.run(&app, |env, request| {
        let body = &request.body;
        let command = service::SignIn {
            login_id: body.login_id.clone(),
            password: PlainPassword::new(body.password.clone()),
            device_token: body.device_token.clone().map(Token::presented),
        };
        service::sign_in(env, &request.call, &command)
    });
    Ok(done.await?.answer(StatusCode::CREATED, SessionTokens::from))
}
