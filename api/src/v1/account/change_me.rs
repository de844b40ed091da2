//! `PATCH /v1/me`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, patch, web};
use serde::{Deserialize, Deserializer};
use tegata_domain::account::profile::{self, ProfileForm};
use utoipa::ToSchema;
use validator::Validate;

use super::view::Me;
use crate::http::{Account, Answer, App, DryRun, Query, Request, WithEtag as _, if_match};

/// A change of the profile: the fields to change, the others left out. `null` empties a field that
/// may be empty.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMe {
    /// Family name.
    #[schema(min_length = 1, max_length = 60, nullable = false, example = "佐々木")]
    #[validate(length(min = 1, max = 60))]
    pub family_name: Option<String>,
    /// Given name.
    #[schema(min_length = 1, max_length = 60, nullable = false, example = "太郎")]
    #[validate(length(min = 1, max = 60))]
    pub given_name: Option<String>,
    /// Family name in katakana.
    #[schema(min_length = 1, max_length = 60, nullable = false, example = "ササキ")]
    #[validate(length(min = 1, max = 60))]
    pub family_name_kana: Option<String>,
    /// Given name in katakana.
    #[schema(min_length = 1, max_length = 60, nullable = false, example = "タロウ")]
    #[validate(length(min = 1, max = 60))]
    pub given_name_kana: Option<String>,
    /// Company name.
    #[schema(min_length = 1, max_length = 100, nullable = false, example = "山田航空貨物株式会社")]
    #[validate(length(min = 1, max = 100))]
    pub company_name: Option<String>,
    /// Department; `null` empties it.
    #[schema(max_length = 100, value_type = Option<String>, example = "輸入課")]
    #[serde(default, deserialize_with = "given")]
    #[validate(length(max = 100))]
    pub department: Option<Option<String>>,
    /// Line of business.
    #[schema(min_length = 1, max_length = 40, nullable = false, example = "freight_forwarder")]
    #[validate(length(min = 1, max = 40))]
    pub industry: Option<String>,
    /// Telephone number.
    #[schema(min_length = 1, max_length = 40, nullable = false, example = "03-1234-5679")]
    #[validate(length(min = 1, max = 40))]
    pub phone: Option<String>,
    /// Postal code.
    #[schema(min_length = 1, max_length = 20, nullable = false, example = "144-0041")]
    #[validate(length(min = 1, max = 20))]
    pub postal_code: Option<String>,
    /// Postal address.
    #[schema(
        min_length = 1,
        max_length = 200,
        nullable = false,
        example = "東京都大田区羽田空港3-3-2"
    )]
    #[validate(length(min = 1, max = 200))]
    pub address: Option<String>,
    /// Whether notification mails are wanted.
    #[schema(nullable = false, example = true)]
    pub notification_mail: Option<bool>,
    /// Dangerous-goods qualification.
    #[schema(nullable = false, example = true)]
    pub dangerous_goods_qualified: Option<bool>,
    /// Language of mails: `ja` or `en`.
    #[schema(min_length = 1, max_length = 10, nullable = false, example = "ja")]
    #[validate(length(min = 1, max = 10))]
    pub language: Option<String>,
}

/// Tells a field that is `null` from one that is left out.
fn given<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// Change my page.
///
/// Which fields an account may edit depends on its kind (ACC-PRO-03); a refused field names itself.
/// Name and telephone number need the current password, given in the last five minutes (ACC-PRO-07).
/// With `dry_run=true` it is the confirm screen (ACC-PRO-04).
#[utoipa::path(
    tag = "account", operation_id = "change_me", security(("bearer" = [])),
    params(DryRun, ("If-Match" = String, Header, description = "The `ETag` of the version that is changed.", example = "\"1\"")),
    request_body = ChangeMe,
    responses((status = 200, description = "My page after the change, or as it would be.", body = Me, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["password_proof_required", "version_stale", "version_required"])))
)]
#[patch("/v1/me")]
pub async fn change_me(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<DryRun>,
    request: Request<Account, ChangeMe>,
) -> Answer {
    let version = if_match(&http)?;
    let dry_run = query.0.wanted();
    let request = request
        .checked(&app, |_, request| profile::read(&form(request)).err().unwrap_or_default())
        .await?;
    let done = request.run(&app, move |env, request| {
        let who = &request.actor.0;
        profile::change(env, &request.call, who, version, &form(request), dry_run)
    });
    let done = done.await?;
    let version = done.value.account.version;
    Ok(done.answer(StatusCode::OK, |page| Me::new(page.account, &page.company)).etag(version))
}

/// The present profile with the given fields put in.
fn form(request: &Request<Account, ChangeMe>) -> ProfileForm {
    let change = &request.body;
    let form = ProfileForm::from(&request.actor.0.account.profile);
    let text = |new: &Option<String>, old: String| new.clone().unwrap_or(old);
    ProfileForm {
        family_name: text(&change.family_name, form.family_name),
        given_name: text(&change.given_name, form.given_name),
        family_name_kana: text(&change.family_name_kana, form.family_name_kana),
        given_name_kana: text(&change.given_name_kana, form.given_name_kana),
        company_name: text(&change.company_name, form.company_name),
        department: change.department.clone().unwrap_or(form.department),
        industry: text(&change.industry, form.industry),
        phone: text(&change.phone, form.phone),
        postal_code: text(&change.postal_code, form.postal_code),
        address: text(&change.address, form.address),
        notification_mail: change.notification_mail.unwrap_or(form.notification_mail),
        dangerous_goods_qualified: change
            .dangerous_goods_qualified
            .unwrap_or(form.dangerous_goods_qualified),
        language: text(&change.language, form.language),
    }
}
