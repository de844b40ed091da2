//! `POST /v1/review/reissue-applications/{id}/approve`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, post, web};
use serde::Deserialize;
use tegata_domain::kernel::kind;
use tegata_domain::reissue::review::{self, Verdict};
use utoipa::ToSchema;
use validator::Validate;

use super::view::ReviewedApplicationDetail;
use crate::http::{Answer, App, Operator, PathId, Request, WithEtag as _, if_match};

/// An approval.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveApplication {
    /// What the office reads with the notice; never a password.
    #[schema(max_length = 1000, example = "ご本人様に確認いたしました。")]
    #[validate(length(max = 1000))]
    pub note: Option<String>,
}

/// Approve an application.
///
/// Each target gets a temporary password, is unlocked and signed out; both contacts are told by mail,
/// without the password (RIS-REV-01, RIS-REV-03). Only the version that was read is approved.
#[utoipa::path(
    tag = "review", operation_id = "approve_reissue_application", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The application's id.", example = "rapp_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = String, Header, description = "The `ETag` of the version that was read.", example = "\"1\""),
    ),
    request_body = ApproveApplication,
    responses((status = 200, description = "Approved.", body = ReviewedApplicationDetail, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "own_company_review", "application_state_conflict", "target_ineligible", "version_stale", "version_required", "overloaded"])))
)]
#[post("/v1/review/reissue-applications/{id}/approve")]
pub async fn approve_reissue_application(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<Operator, ApproveApplication>,
    id: PathId<kind::Application>,
) -> Answer {
    let own = request.actor.0.account.company;
    let version = if_match(&http)?;
    let done = request.run(&app, move |env, request| {
        let verdict = Verdict { reviewer: &request.actor.0, id: id.0, version };
        review::approve(env, &request.call, &verdict, request.body.note.as_deref())
    });
    let done = done.await?;
    let version = done.value.reviewable.application.version;
    let view = |reviewed| ReviewedApplicationDetail::new(reviewed, own);
    Ok(done.answer(StatusCode::OK, view).etag(version))
}
