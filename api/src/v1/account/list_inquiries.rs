//! `GET /v1/inquiries`

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::inquiry::{self, Inquiry};
use utoipa::ToSchema;

use crate::http::{Answer, App, Listed, PageQuery, Person, Query, Request, listed};
use crate::problem::instant;

/// An inquiry of one's own.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct OwnInquiry {
    /// Its number.
    #[schema(example = "inqu_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// What it is about.
    #[schema(example = "account")]
    pub topic: String,
    /// The assignment that it names.
    #[schema(example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub assignment_id: Option<String>,
    /// What was asked.
    #[schema(example = "会社の合併にともない、アカウントの移動を希望します。")]
    pub message: String,
    /// `open` or `answered`.
    #[schema(example = "open")]
    pub state: String,
    /// The answer.
    #[schema(example = "手続きの書類をお送りしました。")]
    pub answer: Option<String>,
    /// When it was filed.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was answered.
    #[schema(format = DateTime)]
    pub answered_at: Option<String>,
}

impl From<Inquiry> for OwnInquiry {
    fn from(inquiry: Inquiry) -> Self {
        Self {
            id: inquiry.id.to_string(),
            topic: inquiry.topic.as_str().to_owned(),
            assignment_id: inquiry.assignment.map(|id| id.to_string()),
            message: inquiry.message,
            state: inquiry.state.as_str().to_owned(),
            answer: inquiry.answer,
            created_at: instant(inquiry.created_at),
            answered_at: inquiry.answered_at.map(instant),
        }
    }
}

/// List the own inquiries.
///
/// Newest first, with their answers.
#[utoipa::path(
    tag = "account", operation_id = "list_inquiries", security(("bearer" = [])),
    params(PageQuery),
    responses((status = 200, description = "A page of inquiries.", body = Listed<OwnInquiry>)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/inquiries")]
pub async fn list_inquiries(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<PageQuery>,
    request: Request<Person>,
) -> Answer {
    let page = query.0.page(&app.env, &http)?;
    let done = request.run(&app, move |env, request| {
        inquiry::list(env, None, Some(request.actor.0.account.id), page)
    });
    Ok(listed(&app.env, &http, done.await?.value, OwnInquiry::from))
}
