//! `POST /v1/sessions`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::access::service;
use tegata_domain::identity::Realm;
use tegata_domain::kernel::{FieldCode, PlainPassword, Token, Violation};
use utoipa::ToSchema;
use validator::Validate;

use super::view::SessionTokens;
use crate::http::{Answer, App, Request, Stranger};

/// A sign-in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Who signs in: a `person` with a login id, an `office` with its office code, a `terminal` user
    /// with user code and identification number.
    #[schema(max_length = 20, example = "person", default = "person")]
    #[validate(length(max = 20))]
    pub realm: Option<String>,
    /// Which system a terminal user works with, `sea` or `air` (RIS-LOG-01); for the realm `terminal`
    /// alone.
    #[schema(max_length = 20)]
    #[validate(length(max = 20))]
    pub system: Option<String>,
    /// The login id, office code or terminal user id, without regard to case, width, spaces and
    /// hyphens.
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
/// locked and a disabled account (ACC-LCK-02). Five wrong passwords in a row lock a person's account
/// until recovery or an operator unlocks it. Offices and terminal users are locked for a while, longer
/// each time: 1, 5, 15, 60 minutes (ACC-LCK-04). Who answers for the account is told by mail, once.
///
/// A session that a terminal user began with a temporary password is `restricted`: it can only change
/// that password (RIS-TMP-02).
#[utoipa::path(
    tag = "access", operation_id = "sign_in", security(()),
    request_body = SignIn,
    responses((status = 201, description = "Signed in.", body = SessionTokens, links(("refresh" = (operation_id = "refresh_session", request_body = json!({ "refresh_token": "$response.body#/refresh_token" })))))),
    extensions(("x-refusals" = json!(["sign_in_refused", "office_sign_in_refused", "terminal_sign_in_refused", "temporary_password_expired", "sign_in_busy", "too_many_requests", "overloaded"])))
)]
#[post("/v1/sessions")]
pub async fn sign_in(app: web::Data<App>, request: Request<Stranger, SignIn>) -> Answer {
    let realm = Realm::named(request.body.realm.as_deref().unwrap_or("person"));
    let realm = realm.ok_or_else(|| {
        let refused = Violation::new("/realm", FieldCode::NotAllowed);
        refused.with("allowed", "person, office, terminal")
    })?;
    let done = request.run(&app, move |env, request| {
        let body = &request.body;
        let command = service::SignIn {
            realm,
            system: body.system.clone(),
            login_id: body.login_id.clone(),
            password: PlainPassword::new(body.password.clone()),
            device_token: body.device_token.clone().map(Token::presented),
        };
        service::sign_in(env, &request.call, &command)
    });
    Ok(done.await?.answer(StatusCode::CREATED, SessionTokens::from))
}
