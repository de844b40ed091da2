//! `POST /v1/password-checks`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::identity::AccountKind;
use tegata_domain::kernel::{FieldCode, PlainPassword, Refusal, Violation};
use tegata_domain::password::{Owner, check, policy_of};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{Answer, App, Request, Stranger};

/// A candidate and whom it is for.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckPassword {
    /// The kind of account: `general`, `agency`, `deferred_payment`, `operator`.
    #[schema(min_length = 1, max_length = 40, example = "general")]
    #[validate(length(min = 1, max = 40))]
    pub account_kind: String,
    /// The candidate.
    #[schema(min_length = 1, max_length = 256, format = Password, example = "purple-window-tiger")]
    #[validate(length(min = 1, max = 256))]
    pub password: String,
    /// The login id that it must not contain.
    #[schema(max_length = 64, example = "taro_cargo")]
    #[validate(length(max = 64))]
    pub login_id: Option<String>,
    /// The address whose name it must not contain.
    #[schema(max_length = 254, example = "taro@example.jp")]
    #[validate(length(max = 254))]
    pub email: Option<String>,
    /// The company name that it must not contain.
    #[schema(max_length = 100, example = "山田航空貨物株式会社")]
    #[validate(length(max = 100))]
    pub company_name: Option<String>,
}

/// The candidate meets the policy.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct PasswordAccepted {
    /// The policy that it was checked against.
    #[schema(example = "standard")]
    pub policy: String,
}

/// Check a candidate password.
///
/// The refusal names every rule that it breaks, at once, and never echoes it (PWD-06). Nothing is
/// kept. Whether it is a previous password shows only where it is set.
#[utoipa::path(
    tag = "reference", operation_id = "check_password", security(()),
    request_body = CheckPassword,
    responses((status = 200, description = "It meets the policy.", body = PasswordAccepted)),
)]
#[post("/v1/password-checks")]
pub async fn check_password(
    app: web::Data<App>,
    request: Request<Stranger, CheckPassword>,
) -> Answer {
    let done = request.run(&app, |_, request| {
        let body = &request.body;
        let kind = AccountKind::named(&body.account_kind).ok_or_else(|| {
            Refusal::fields(vec![Violation::new("/account_kind", FieldCode::NotAllowed)])
        })?;
        let policy = policy_of(kind);
        let owner = Owner {
            login_id: body.login_id.as_deref().unwrap_or_default(),
            email: body.email.as_deref().unwrap_or_default(),
            company_name: body.company_name.as_deref().unwrap_or_default(),
        };
        let password = PlainPassword::new(body.password.clone());
        let violations = check(policy, &password, &owner, "/password");
        if violations.is_empty() {
            Ok(policy.name)
        } else {
            Err(Refusal::fields(violations).into())
        }
    });
    let accepted = done.await?;
    Ok(accepted
        .answer(StatusCode::OK, |name| PasswordAccepted { policy: name.as_str().to_owned() }))
}
