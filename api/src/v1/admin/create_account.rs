//! `POST /v1/admin/accounts`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::account::admin::{self, Creation};
use tegata_domain::account::profile::ProfileForm;
use tegata_domain::identity::AccountKind;
use utoipa::ToSchema;
use validator::Validate;

use super::view::AdminAccount;
use crate::http::{Answer, App, Operator, Request, WithEtag as _};

/// An account of a dedicated kind.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAccount {
    /// Its kind: `agency` or `deferred_payment`.
    #[schema(min_length = 1, max_length = 40, example = "agency")]
    #[validate(length(min = 1, max = 40))]
    pub kind: String,
    /// Login id.
    #[schema(min_length = 1, max_length = 64, example = "haneda_agency")]
    #[validate(length(min = 1, max = 64))]
    pub login_id: String,
    /// Where the first-password link goes.
    #[schema(min_length = 1, max_length = 254, example = "desk@agency.example.jp")]
    #[validate(length(min = 1, max = 254))]
    pub email: String,
    /// Family name.
    #[schema(min_length = 1, max_length = 60, example = "佐藤")]
    #[validate(length(min = 1, max = 60))]
    pub family_name: String,
    /// Given name.
    #[schema(min_length = 1, max_length = 60, example = "花子")]
    #[validate(length(min = 1, max = 60))]
    pub given_name: String,
    /// Family name in katakana.
    #[schema(min_length = 1, max_length = 60, example = "サトウ")]
    #[validate(length(min = 1, max = 60))]
    pub family_name_kana: String,
    /// Given name in katakana.
    #[schema(min_length = 1, max_length = 60, example = "ハナコ")]
    #[validate(length(min = 1, max = 60))]
    pub given_name_kana: String,
    /// Company name.
    #[schema(min_length = 1, max_length = 100, example = "羽田代理店株式会社")]
    #[validate(length(min = 1, max = 100))]
    pub company_name: String,
    /// Department.
    #[schema(max_length = 100, example = "空港営業所")]
    #[validate(length(max = 100))]
    pub department: Option<String>,
    /// Line of business.
    #[schema(min_length = 1, max_length = 40, example = "freight_forwarder")]
    #[validate(length(min = 1, max = 40))]
    pub industry: String,
    /// Telephone number.
    #[schema(min_length = 1, max_length = 40, example = "03-9876-5432")]
    #[validate(length(min = 1, max = 40))]
    pub phone: String,
    /// Postal code.
    #[schema(min_length = 1, max_length = 20, example = "144-0041")]
    #[validate(length(min = 1, max = 20))]
    pub postal_code: String,
    /// Postal address.
    #[schema(min_length = 1, max_length = 200, example = "東京都大田区羽田空港2-6-5")]
    #[validate(length(min = 1, max = 200))]
    pub address: String,
    /// Dangerous-goods qualification.
    #[schema(example = true)]
    pub dangerous_goods_qualified: bool,
    /// Language of mails: `ja` or `en`.
    #[schema(min_length = 1, max_length = 10, example = "ja")]
    #[validate(length(min = 1, max = 10))]
    pub language: String,
    /// Why it is made.
    #[schema(min_length = 1, max_length = 500, example = "Contract 2026-118.")]
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}

/// Make an agency or deferred-payment account.
///
/// In a company of its own. The person sets the password by a mailed link (ACC-REG-01).
#[utoipa::path(
    tag = "admin", operation_id = "create_account", security(("bearer" = [])),
    request_body = CreateAccount,
    responses((status = 201, description = "Made; a link is on its way.", body = AdminAccount, links(
        ("read" = (operation_id = "read_account", parameters(("id" = "$response.body#/id")))),
        ("disable" = (operation_id = "disable_account", parameters(("id" = "$response.body#/id")))),
        ("enable" = (operation_id = "enable_account", parameters(("id" = "$response.body#/id")))),
        ("unlock" = (operation_id = "unlock_account", parameters(("id" = "$response.body#/id")))),
    ))),
)]
#[post("/v1/admin/accounts")]
pub async fn create_account(
    app: web::Data<App>,
    request: Request<Operator, CreateAccount>,
) -> Answer {
    let by = request.actor.0.account.id;
    let request =
        request.checked(&app, |_, request| admin::violations(&command(&request.body))).await?;
    let done = request.run(&app, |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        admin::create(env, &request.call, &command(&request.body), &reason)
    });
    let done = done.await?;
    let path = format!("/v1/admin/accounts/{}", done.value.account.id);
    Ok(done.answer(StatusCode::CREATED, |view| AdminAccount::new(view, by)).location(&path))
}

fn command(body: &CreateAccount) -> Creation {
    let dedicated = [AccountKind::Agency, AccountKind::DeferredPayment];
    Creation {
        kind: AccountKind::named(&body.kind).filter(|kind| dedicated.contains(kind)),
        login_id: body.login_id.clone(),
        email: body.email.clone(),
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
            notification_mail: false,
            dangerous_goods_qualified: body.dangerous_goods_qualified,
            language: body.language.clone(),
        },
    }
}
