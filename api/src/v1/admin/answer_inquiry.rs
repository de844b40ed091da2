//! `POST /v1/admin/inquiries/{id}/answer`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::Deserialize;
use tegata_domain::account::inquiry;
use tegata_domain::kernel::kind;
use utoipa::ToSchema;
use validator::Validate;

use super::view::AdminInquiry;
use crate::http::{Answer, App, Operator, PathId, Request};

/// An answer.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInquiry {
    /// The answer, mailed to who asked.
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "ご本人様確認のうえ、電話番号の登録を更新いたしました。"
    )]
    #[validate(length(min = 1, max = 4000))]
    pub answer: String,
}

/// Answer an inquiry.
///
/// Once; the answer is mailed.
#[utoipa::path(
    tag = "admin", operation_id = "answer_inquiry", security(("bearer" = [])),
    params(("id" = String, Path, description = "The inquiry's number.", example = "inqu_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = AnswerInquiry,
    responses((status = 200, description = "Answered; the mail is on its way.", body = AdminInquiry)),
    extensions(("x-refusals" = json!(["not_found", "inquiry_answered"])))
)]
#[post("/v1/admin/inquiries/{id}/answer")]
pub async fn answer_inquiry(
    app: web::Data<App>,
    request: Request<Operator, AnswerInquiry>,
    id: PathId<kind::Inquiry>,
) -> Answer {
    let done = request.run(&app, move |env, request| {
        inquiry::answer(env, &request.call, &request.actor.0, id.0, &request.body.answer)
    });
    Ok(done.await?.answer(StatusCode::OK, AdminInquiry::from))
}
