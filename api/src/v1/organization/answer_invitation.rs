//! `POST /v1/invitations/inspect`, `…/decline`, `…/accept`: what the addressee of an invitation does.

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::account::profile::ProfileForm;
use tegata_domain::account::registration::{Completion, Terms};
use tegata_domain::kernel::{PlainPassword, Token};
use tegata_domain::organization::acceptance::{self, Acceptance};
use utoipa::ToSchema;
use validator::Validate;

use super::invitation_view::InvitedTo;
use crate::http::{Answer, App, DryRun, Query, Request, Stranger};
use crate::v1::account::complete_registration::{RegistrationCompleted, RegistrationPreview};
use crate::v1::account::view::LinkToken;

/// Look at an invitation.
///
/// Any number of times; looking uses nothing up.
#[utoipa::path(
    tag = "organization", operation_id = "inspect_invitation", security(()),
    request_body = LinkToken,
    responses((status = 200, description = "The invitation is good.", body = InvitedTo)),
    extensions(("x-refusals" = json!(["invitation_unknown", "invitation_expired", "invitation_ended"])))
)]
#[post("/v1/invitations/inspect")]
pub async fn inspect_invitation(
    app: web::Data<App>,
    request: Request<Stranger, LinkToken>,
) -> Answer {
    let done = request.run(&app, |env, request| {
        acceptance::inspect(env, &Token::presented(request.body.token.clone()))
    });
    Ok(done.await?.answer(StatusCode::OK, InvitedTo::from))
}

/// Decline an invitation.
///
/// No account is made, and its link is void.
#[utoipa::path(
    tag = "organization", operation_id = "decline_invitation", security(()),
    request_body = LinkToken,
    responses((status = 204, description = "Declined.")),
    extensions(("x-refusals" = json!(["invitation_unknown", "invitation_expired", "invitation_ended"])))
)]
#[post("/v1/invitations/decline")]
pub async fn decline_invitation(
    app: web::Data<App>,
    request: Request<Stranger, LinkToken>,
) -> Answer {
    let done = request.run(&app, |env, request| {
        let token = Token::presented(request.body.token.clone());
        acceptance::decline(env, &request.call, &token)
    });
    Ok(done.await?.no_content())
}

/// The customer form behind an invitation. The company is the one that invites.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// The invitation's token.
    #[schema(
        min_length = 1,
        max_length = 100,
        example = "tginv_hX9cQ2mVq0sT1yq3kq5tqk6r7o8p9w0a1b2c3d4e5f6"
    )]
    #[validate(length(min = 1, max = 100))]
    pub token: String,
    /// Whether the terms are accepted: they must be (ACC-REG-02).
    #[schema(example = true)]
    pub accept_terms: bool,
    /// Which terms: `version` of `GET /v1/terms`.
    #[schema(min_length = 1, max_length = 40, example = "2026-11")]
    #[validate(length(min = 1, max = 40))]
    pub terms_version: String,
    /// The login id: 6–20 of a–z, 0–9, `-`, `_`, `.` (ACC-REG-10).
    #[schema(min_length = 1, max_length = 64, example = "hanako_cargo")]
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
    /// Department.
    #[schema(max_length = 100, example = "輸入課")]
    #[validate(length(max = 100))]
    pub department: Option<String>,
    /// Line of business.
    #[schema(min_length = 1, max_length = 40, example = "customs_broker")]
    #[validate(length(min = 1, max = 40))]
    pub industry: String,
    /// Telephone number, international with `+` or Japanese.
    #[schema(min_length = 1, max_length = 40, example = "03-1234-5679")]
    #[validate(length(min = 1, max = 40))]
    pub phone: String,
    /// Postal code.
    #[schema(min_length = 1, max_length = 20, example = "108-0075")]
    #[validate(length(min = 1, max = 20))]
    pub postal_code: String,
    /// Postal address.
    #[schema(min_length = 1, max_length = 200, example = "東京都港区港南10-100-1")]
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

/// Accept an invitation.
///
/// An account in the company that invites, and its session, are made together, or nothing is (ACC-REG-12).
/// With `dry_run=true` it is the confirm screen: the same checks, the exact result, no effect.
#[utoipa::path(
    tag = "organization", operation_id = "accept_invitation", security(()), params(DryRun),
    request_body = AcceptInvitation,
    responses(
        (status = 200, description = "The preview.", body = RegistrationPreview),
        (status = 201, description = "Registered and signed in.", body = RegistrationCompleted, links(("refresh" = (operation_id = "refresh_session", request_body = json!({ "refresh_token": "$response.body#/session/refresh_token" }))))),
    ),
    extensions(("x-refusals" = json!(["invitation_unknown", "invitation_expired", "invitation_ended", "concurrent_change", "overloaded"])))
)]
#[post("/v1/invitations/accept")]
pub async fn accept_invitation(
    app: web::Data<App>,
    query: Query<DryRun>,
    request: Request<Stranger, AcceptInvitation>,
) -> Answer {
    let request = request
        .checked(&app, |env, request| acceptance::violations(env, &command(request)))
        .await?;
    if query.0.wanted() {
        let done = request
            .run(&app, |env, request| acceptance::preview(env, &request.call, &command(request)));
        return Ok(done.await?.answer(StatusCode::OK, RegistrationPreview::from));
    }
    let done =
        request.run(&app, |env, request| acceptance::accept(env, &request.call, &command(request)));
    Ok(done.await?.answer(StatusCode::CREATED, RegistrationCompleted::from))
}

fn command(request: &Request<Stranger, AcceptInvitation>) -> Acceptance {
    let body = &request.body;
    let language = request.call.language.tag();
    Acceptance {
        terms: Terms { accepted: body.accept_terms, version: body.terms_version.clone() },
        completion: Completion {
            token: Token::presented(body.token.clone()),
            login_id: body.login_id.clone(),
            password: PlainPassword::new(body.password.clone()),
            confirmation: PlainPassword::new(body.password_confirmation.clone()),
            form: ProfileForm {
                family_name: body.family_name.clone(),
                given_name: body.given_name.clone(),
                family_name_kana: body.family_name_kana.clone(),
                given_name_kana: body.given_name_kana.clone(),
                company_name: String::new(),
                department: body.department.clone(),
                industry: body.industry.clone(),
                phone: body.phone.clone(),
                postal_code: body.postal_code.clone(),
                address: body.address.clone(),
                notification_mail: body.notification_mail,
                dangerous_goods_qualified: body.dangerous_goods_qualified,
                language: body.language.clone().unwrap_or_else(|| language.to_owned()),
            },
        },
    }
}
