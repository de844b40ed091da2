//! `PATCH /v1/admin/accounts/{id}`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, patch, web};
use serde::Deserialize;
use tegata_domain::account::admin;
use tegata_domain::account::correction::{self, Correction};
use tegata_domain::kernel::kind;
use utoipa::ToSchema;
use validator::Validate;

use super::view::AdminAccount;
use crate::http::{Answer, App, Operator, PathId, Request, WithEtag as _, if_match};

/// A correction of an account: the fields to change, the others left out.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectAccount {
    /// Family name.
    #[schema(min_length = 1, max_length = 60, nullable = false, example = "佐藤")]
    #[validate(length(min = 1, max = 60))]
    pub family_name: Option<String>,
    /// Given name.
    #[schema(min_length = 1, max_length = 60, nullable = false, example = "花子")]
    #[validate(length(min = 1, max = 60))]
    pub given_name: Option<String>,
    /// Family name in katakana.
    #[schema(min_length = 1, max_length = 60, nullable = false, example = "サトウ")]
    #[validate(length(min = 1, max = 60))]
    pub family_name_kana: Option<String>,
    /// Given name in katakana.
    #[schema(min_length = 1, max_length = 60, nullable = false, example = "ハナコ")]
    #[validate(length(min = 1, max = 60))]
    pub given_name_kana: Option<String>,
    /// Line of business.
    #[schema(min_length = 1, max_length = 40, nullable = false, example = "freight_forwarder")]
    #[validate(length(min = 1, max = 40))]
    pub industry: Option<String>,
    /// Postal code.
    #[schema(min_length = 1, max_length = 20, nullable = false, example = "144-0041")]
    #[validate(length(min = 1, max = 20))]
    pub postal_code: Option<String>,
    /// Postal address.
    #[schema(
        min_length = 1,
        max_length = 200,
        nullable = false,
        example = "東京都大田区羽田空港2-6-5"
    )]
    #[validate(length(min = 1, max = 200))]
    pub address: Option<String>,
    /// Dangerous-goods qualification (ACC-DG-01).
    #[schema(nullable = false, example = true)]
    pub dangerous_goods_qualified: Option<bool>,
    /// Why it is corrected.
    #[schema(min_length = 1, max_length = 500, example = "Certificate of qualification seen.")]
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}

impl From<&CorrectAccount> for Correction {
    fn from(body: &CorrectAccount) -> Self {
        Self {
            family_name: body.family_name.clone(),
            given_name: body.given_name.clone(),
            family_name_kana: body.family_name_kana.clone(),
            given_name_kana: body.given_name_kana.clone(),
            industry: body.industry.clone(),
            postal_code: body.postal_code.clone(),
            address: body.address.clone(),
            dangerous_goods_qualified: body.dangerous_goods_qualified,
        }
    }
}

/// Correct an account.
///
/// That may not edit its name, business, address and dangerous-goods qualification itself (ACC-PRO-03):
/// agency, deferred-payment and operator accounts. General ones are their holders' own.
#[utoipa::path(
    tag = "admin", operation_id = "correct_account", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The account's id.", example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = String, Header, description = "The `ETag` of the version that is changed.", example = "\"1\""),
    ),
    request_body = CorrectAccount,
    responses((status = 200, description = "Corrected.", body = AdminAccount, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "version_stale", "version_required"])))
)]
#[patch("/v1/admin/accounts/{id}")]
pub async fn correct_account(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Operator, CorrectAccount>,
    id: PathId<kind::Account>,
) -> Answer {
    let version = if_match(&http)?;
    let by = request.actor.0.account.id;
    let done = request.run(&app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        correction::correct(env, &request.call, id.0, version, &(&request.body).into(), &reason)
    });
    let done = done.await?;
    let version = done.value.account.version;
    Ok(done.answer(StatusCode::OK, |view| AdminAccount::new(view, by)).etag(version))
}
