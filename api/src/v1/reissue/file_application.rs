//! `POST /v1/reissue-applications`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use tegata_domain::reissue::application;

use super::view::{ReissueFiled, ReissueForm, ReissuePreview, path};
use crate::http::{Answer, App, DryRun, Office, Query, Request, WithEtag as _};

/// File an application for reissue.
///
/// It gets a receipt number, and both contacts a mail (RIS-APP-07). With `dry_run=true` it is the
/// confirm screen: the same checks, what would be filed, what is worth knowing before; filing accepts
/// exactly what a preview accepts.
#[utoipa::path(
    tag = "reissue", operation_id = "file_reissue_application", security(("bearer" = [])),
    params(DryRun), request_body = ReissueForm,
    responses(
        (status = 200, description = "The preview.", body = ReissuePreview),
        (status = 201, description = "Filed.", body = ReissueFiled, links(
            ("read" = (operation_id = "read_reissue_application", parameters(("id" = "$response.body#/application/id")))),
            ("correct" = (operation_id = "correct_reissue_application", parameters(("id" = "$response.body#/application/id"), ("If-Match" = "$response.header.ETag")))),
            ("withdraw" = (operation_id = "withdraw_reissue_application", parameters(("id" = "$response.body#/application/id")))),
            ("notice" = (operation_id = "read_reissue_notice", parameters(("id" = "$response.body#/application/id")))),
        ), headers(("ETag" = String, description = "The version."), ("Location" = String, description = "Where it is."))),
    ),
    extensions(("x-refusals" = json!(["too_many_requests", "receipt_numbers_exhausted"])))
)]
#[post("/v1/reissue-applications")]
pub async fn file_reissue_application(
    app: web::Data<App>,
    query: Query<DryRun>,
    request: Request<Office, ReissueForm>,
) -> Answer {
    let language = request.call.language;
    let request = request
        .checked(&app, |env, request| application::violations(env, &(&request.body).into()))
        .await?;
    if query.0.wanted() {
        let done = request.run(&app, |env, request| {
            application::preview(env, &request.actor.0, &(&request.body).into())
        });
        return Ok(done
            .await?
            .answer(StatusCode::OK, |preview| ReissuePreview::new(preview, language)));
    }
    let done = request.run(&app, |env, request| {
        application::file(env, &request.call, &request.actor.0, &(&request.body).into())
    });
    let done = done.await?;
    let (version, place) =
        (done.value.detail.application.version, path(done.value.detail.application.id));
    let answer = done.answer(StatusCode::CREATED, |filed| ReissueFiled::new(filed, language));
    Ok(answer.etag(version).location(&place))
}
