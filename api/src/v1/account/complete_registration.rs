//! `POST /v1/registrations/complete`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::profile::ProfileForm;
use tegata_domain::account::registration::{self, Completion, Preview, Registered};
use tegata_domain::kernel::{PlainPassword, Token};
use utoipa::ToSchema;
use validator::Validate;

use super::view::{Me, ProfileView};
use crate::http::{Answer, App, DryRun, Query, Request, Stranger};
use crate::v1::access::view::SessionTokens;

/// The customer form behind a registration link.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteRegistration {
    /// The link's token.
    #[schema(
        min_length = 1,
        max_length = 100,
        example = "tgreg_hX9cQ2mVq0sT1yq3kq5tqk6r7o8p9w0a1b2c3d4e5f6"
    )]
    #[validate(length(min = 1, max = 100))]
    pub token: String,
    /// The login id: 6–20 of a–z, 0–9, `-`, `_`, `.` (ACC-REG-10).
    #[schema(min_length = 1, max_length = 64, example = "taro_cargo")]
    #[validate(length(min = 1, max = 64))]
    pub login_id: String,
    /// The password; see `GET /v1/password-policies`.
    #[schema(min_length = 1, max_length = 256, format = Password, example = "purple-window-tiger")]
    #[validate(length(min = 1, max = 256))]
    pub password: String,
    /// The password again.
    #[schema(min_length = 1, max_length = 256, format = Password, example = "purple-window-tiger")]
    #[validate(length(min = 1, max = 256))]
    pub password_confirmation: String,
    /// Family name.
    #[schema(min_length = 1, max_length = 60, example = "山田")]
    #[validate(length(min = 1, max = 60))]
    pub family_name: String,
    /// Given name.
    #[schema(min_length = 1, max_length = 60, example = "太郎")]
    #[validate(length(min = 1, max = 60))]
    pub given_name: String,
    /// Family name in katakana.
    #[schema(min_length = 1, max_length = 60, example = "ヤマダ")]
    #[validate(length(min = 1, max = 60))]
    pub family_name_kana: String,
    /// Given name in katakana.
    #[schema(min_length = 1, max_length = 60, example = "タロウ")]
    #[validate(length(min = 1, max = 60))]
    pub given_name_kana: String,
    /// Company name. It gives no membership of a company of that name (ACC-REG-12).
    #[schema(min_length = 1, max_length = 100, example = "山田航空貨物株式会社")]
    #[validate(length(min = 1, max = 100))]
    pub company_name: String,
    /// Department.
    #[schema(max_length = 100, example = "輸出課")]
    #[validate(length(max = 100))]
    pub department: Option<String>,
    /// Line of business.
    #[schema(min_length = 1, max_length = 40, example = "freight_forwarder")]
    #[validate(length(min = 1, max = 40))]
    pub industry: String,
    /// Telephone number, international with `+` or Japanese.
    #[schema(min_length = 1, max_length = 40, example = "03-1234-5678")]
    #[validate(length(min = 1, max = 40))]
    pub phone: String,
    /// Postal code.
    #[schema(min_length = 1, max_length = 20, example = "144-0041")]
    #[validate(length(min = 1, max = 20))]
    pub postal_code: String,
    /// Postal address.
    #[schema(min_length = 1, max_length = 200, example = "東京都大田区羽田空港3-3-2")]
    #[validate(length(min = 1, max = 200))]
    pub address: String,
    /// Whether notification mails are wanted.
    #[schema(example = true)]
    pub notification_mail: bool,
    /// Whether the owner is qualified to file dangerous-goods declarations: a required answer
    /// (ACC-REG-08).
    #[schema(example = false)]
    pub dangerous_goods_qualified: bool,
    /// Language of mails: `ja` or `en`; that of the request by default.
    #[schema(max_length = 10, example = "ja")]
    #[validate(length(max = 10))]
    pub language: Option<String>,
}

/// The confirm screen: what completion would make (ACC-REG-06).
#[derive(Serialize, Deserialize, ToSchema)]
pub struct RegistrationPreview {
    /// Login id.
    #[schema(example = "taro_cargo")]
    pub login_id: String,
    /// The address that the link proved.
    #[schema(example = "taro@example.jp")]
    pub email: String,
    /// The profile as it would be stored.
    pub profile: ProfileView,
}

impl From<Preview> for RegistrationPreview {
    fn from(preview: Preview) -> Self {
        Self {
            login_id: preview.login_id,
            email: preview.email.as_str().to_owned(),
            profile: preview.profile.into(),
        }
    }
}

/// A new account, signed in.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct RegistrationCompleted {
    /// The account.
    pub account: Me,
    /// Its session (ACC-REG-09).
    pub session: SessionTokens,
}

impl From<Registered> for RegistrationCompleted {
    fn from(registered: Registered) -> Self {
        Self {
            account: Me::new(registered.account, &registered.company),
            session: registered.granted.into(),
        }
    }
}

/// Complete a registration.
///
/// Account, company of one and session are made together, or nothing is (ACC-REG-05). With
/// `dry_run=true` it is the confirm screen: the same checks, the exact result, no effect; completion
/// accepts exactly what a preview accepts (ACC-REG-06).
#[utoipa::path(
    tag = "account", operation_id = "complete_registration", security(()), params(DryRun),
    request_body = CompleteRegistration,
    responses(
        (status = 200, description = "The preview.", body = RegistrationPreview),
        (status = 201, description = "Registered and signed in.", body = RegistrationCompleted, links(("refresh" = (operation_id = "refresh_session", request_body = json!({ "refresh_token": "$response.body#/session/refresh_token" }))))),
    ),
    extensions(("x-refusals" = json!(["link_unknown", "link_expired", "link_used", "overloaded"])))
)]
#[post("/v1/registrations/complete")]
pub async fn complete_registration(
    app: web::Data<App>,
    query: Query<DryRun>,
    request: Request<Stranger, CompleteRegistration>,
) -> Answer {
    let request =
        request.checked(&app, |_, request| registration::violations(&command(request))).await?;
    if query.0.wanted() {
        let done = request
            .run(&app, |env, request| registration::preview(env, &request.call, &command(request)));
        return Ok(done.await?.answer(StatusCode::OK, RegistrationPreview::from));
    }
    let done = request
        .run(&app, |env, request| registration::complete(env, &request.call, &command(request)));
    Ok(done.await?.answer(StatusCode::CREATED, RegistrationCompleted::from))
}

fn command(request: &Request<Stranger, CompleteRegistration>) -> Completion {
    let body = &request.body;
    let language = request.call.language.tag();
    Completion {
        token: Token::presented(body.token.clone()),
        login_id: body.login_id.clone(),
        password: PlainPassword::new(body.password.clone()),
        confirmation: PlainPassword::new(body.password_confirmation.clone()),
        form: ProfileForm {
            family_name: body.family_name.clone(),
            given_name: body.given_name.clone(),
            family_name_kana: body.family_name_kana.clone(),
            given_name_kana: body.given_name_kana.clone(),
            company_name: body.company_name.clone(),
            department: body.department.clone(),
            industry: body.industry.clone(),
            phone: body.phone.clone(),
            postal_code: body.postal_code.clone(),
            address: body.address.clone(),
            notification_mail: body.notification_mail,
            dangerous_goods_qualified: body.dangerous_goods_qualified,
            language: body.language.clone().unwrap_or_else(|| language.to_owned()),
        },
    }
}
