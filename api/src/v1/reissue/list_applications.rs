//! `GET /v1/reissue-applications`

use actix_web::{HttpRequest, get, web};
use serde::Deserialize;
use tegata_domain::reissue::{ApplicationState, application};
use utoipa::IntoParams;

use super::view::ReissueApplication;
use crate::http::{Answer, App, Listed, Office, PageQuery, Query, Request, listed, one_of};

/// Which applications are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ApplicationQuery {
    /// In this state.
    #[param(max_length = 40, example = "correction_requested")]
    pub state: Option<String>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

/// List the office's applications.
///
/// Newest first.
#[utoipa::path(
    tag = "reissue", operation_id = "list_reissue_applications", security(("bearer" = [])),
    params(ApplicationQuery),
    responses((status = 200, description = "A page of applications.", body = Listed<ReissueApplication>, links(
        ("read" = (operation_id = "read_reissue_application", parameters(("id" = "$response.body#/items/0/id")))),
    ))),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/reissue-applications")]
pub async fn list_reissue_applications(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<ApplicationQuery>,
    request: Request<Office>,
) -> Answer {
    let query = query.0;
    let state = one_of("state", query.state.as_ref(), ApplicationState::named)?;
    let page = PageQuery { limit: query.limit, cursor: query.cursor }.page(&app.env, &http)?;
    let done = request
        .run(&app, move |env, request| application::list(env, &request.actor.0, state, page));
    Ok(listed(&app.env, &http, done.await?.value, ReissueApplication::from))
}
