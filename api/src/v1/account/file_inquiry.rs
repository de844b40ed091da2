//! `POST /v1/inquiries`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::account::inquiry;
use utoipa::ToSchema;
use validator::Validate;

use super::list_inquiries::OwnInquiry;
use crate::http::{Answer, App, Person, Request};

/// An inquiry of somebody who is signed in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileInquiry {
    /// What it is about: `registration`, `account`, `assignment`, `other`.
    #[schema(min_length = 1, max_length = 40, example = "account")]
    #[validate(length(min = 1, max = 40))]
    pub topic: String,
    /// What is asked.
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "会社の合併にともない、アカウントの移動を希望します。"
    )]
    #[validate(length(min = 1, max = 4000))]
    pub message: String,
    /// An assignment of the own company that it is about: an urgent one, or one to be removed
    /// (ASG-INQ-01).
    #[schema(max_length = 40, example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    #[validate(length(max = 40))]
    pub assignment_id: Option<String>,
}

/// File an inquiry.
///
/// Contact data are those of the account. Operators answer by mail; the answer shows here too.
#[utoipa::path(
    tag = "account", operation_id = "file_inquiry", security(("bearer" = [])),
    request_body = FileInquiry,
    responses((status = 201, description = "Filed.", body = OwnInquiry, links(
        ("read" = (operation_id = "read_inquiry", parameters(("id" = "$response.body#/id")))),
        ("answer" = (operation_id = "answer_inquiry", parameters(("id" = "$response.body#/id")))),
    ))),
    extensions(("x-refusals" = json!(["too_many_requests"])))
)]
#[post("/v1/inquiries")]
pub async fn file_inquiry(app: web::Data<App>, request: Request<Person, FileInquiry>) -> Answer {
    let done = request.run(&app, |env, request| {
        let (who, body) = (&request.actor.0, &request.body);
        let typed = inquiry::OwnInquiry {
            topic: &body.topic,
            message: &body.message,
            assignment: body.assignment_id.as_deref(),
        };
        inquiry::file_signed_in(env, &request.call, who, &typed)
    });
    Ok(done.await?.answer(StatusCode::CREATED, OwnInquiry::from))
}
