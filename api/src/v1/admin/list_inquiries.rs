//! `GET /v1/admin/inquiries`

use actix_web::{HttpRequest, get, web};
use serde::Deserialize;
use tegata_domain::account::inquiry::{self, InquiryState};
use utoipa::IntoParams;

use super::view::AdminInquiry;
use crate::http::{Answer, App, Listed, Operator, PageQuery, Query, Request, listed, one_of};

/// Which inquiries are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InquiryQuery {
    /// In this state: `open` or `answered`.
    #[param(max_length = 40, example = "open")]
    pub state: Option<String>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

/// List inquiries.
///
/// Of strangers and of accounts, newest first.
#[utoipa::path(
    tag = "admin", operation_id = "list_all_inquiries", security(("bearer" = [])),
    params(InquiryQuery),
    responses((status = 200, description = "A page of inquiries.", body = Listed<AdminInquiry>)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/admin/inquiries")]
pub async fn list_all_inquiries(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<InquiryQuery>,
    request: Request<Operator>,
) -> Answer {
    let state = one_of("state", query.0.state.as_ref(), InquiryState::named)?;
    let page = PageQuery { limit: query.0.limit, cursor: query.0.cursor }.page(&app.env, &http)?;
    let done = request.run(&app, move |env, _| inquiry::list(env, state, None, page));
    Ok(listed(&app.env, &http, done.await?.value, AdminInquiry::from))
}
