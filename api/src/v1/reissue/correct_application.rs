//! `PUT /v1/reissue-applications/{id}`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, put, web};
use tegata_domain::kernel::kind;
use tegata_domain::reissue::application::{self, Correction};

use super::view::{ReissueFiled, ReissueForm};
use crate::http::{Answer, App, DryRun, Office, PathId, Query, Request, WithEtag as _, if_match};

/// Correct an application and file it again.
///
/// When a reviewer asked for it: the whole form, under the same receipt number (RIS-REV-02). With
/// `dry_run=true` it is the confirm screen.
#[utoipa::path(
    tag = "reissue", operation_id = "correct_reissue_application", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The application's id.", example = "rapp_01kabd3ns8e9bv4r8j7xq7s0yz"),
        DryRun,
        ("If-Match" = String, Header, description = "The `ETag` of the version that is corrected.", example = "\"2\""),
    ),
    request_body = ReissueForm,
    responses((status = 200, description = "Filed again, or as it would be.", body = ReissueFiled, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "application_state_conflict", "version_stale", "version_required", "too_many_requests"])))
)]
#[put("/v1/reissue-applications/{id}")]
pub async fn correct_reissue_application(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<DryRun>,
    request: Request<Office, ReissueForm>,
    id: PathId<kind::Application>,
) -> Answer {
    let (language, id) = (request.call.language, id.0);
    let version = if_match(&http)?;
    let request = request
        .checked(&app, |env, request| application::violations(env, &(&request.body).into()))
        .await?;
    let dry_run = query.0.wanted();
    let done = request.run(&app, move |env, request| {
        let typed = &(&request.body).into();
        let correction = Correction { id, version, typed };
        application::correct(env, &request.call, &request.actor.0, &correction, dry_run)
    });
    let done = done.await?;
    let version = done.value.detail.application.version;
    Ok(done.answer(StatusCode::OK, |filed| ReissueFiled::new(filed, language)).etag(version))
}
