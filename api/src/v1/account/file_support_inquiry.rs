//! `POST /v1/support-inquiries`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::inquiry::{self, StrangersInquiry};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{Answer, App, Request, Stranger};
use crate::problem::instant;

/// An inquiry of somebody who cannot sign in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileSupportInquiry {
    /// What it is about: `cannot_recover`, `registration`, `account`, `other`.
    #[schema(min_length = 1, max_length = 40, example = "cannot_recover")]
    #[validate(length(min = 1, max = 40))]
    pub topic: String,
    /// Who asks.
    #[schema(min_length = 1, max_length = 60, example = "山田 太郎")]
    #[validate(length(min = 1, max = 60))]
    pub name: String,
    /// Where the answer goes.
    #[schema(min_length = 1, max_length = 254, example = "taro@example.jp")]
    #[validate(length(min = 1, max = 254))]
    pub email: String,
    /// Where to ring.
    #[schema(max_length = 40, example = "03-1234-5678")]
    #[validate(length(max = 40))]
    pub phone: Option<String>,
    /// What is asked.
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "登録した電話番号が分からず、パスワードを初期化できません。"
    )]
    #[validate(length(min = 1, max = 4000))]
    pub message: String,
}

/// An inquiry was filed.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct SupportInquiryFiled {
    /// Its number, which the mails name.
    #[schema(example = "inqu_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// When.
    #[schema(format = DateTime)]
    pub created_at: String,
}

/// File a support inquiry without signing in.
///
/// For who cannot give all four items of a recovery, or not even register (RCV-03). Operators answer
/// by mail.
#[utoipa::path(
    tag = "account", operation_id = "file_support_inquiry", security(()),
    request_body = FileSupportInquiry,
    responses((status = 201, description = "Filed.", body = SupportInquiryFiled, links(
        ("read" = (operation_id = "read_inquiry", parameters(("id" = "$response.body#/id")))),
        ("answer" = (operation_id = "answer_inquiry", parameters(("id" = "$response.body#/id")))),
    ))),
    extensions(("x-refusals" = json!(["too_many_requests"])))
)]
#[post("/v1/support-inquiries")]
pub async fn file_support_inquiry(
    app: web::Data<App>,
    request: Request<Stranger, FileSupportInquiry>,
) -> Answer {
    let done = request.run(&app, |env, request| {
        let body = &request.body;
        let typed = StrangersInquiry {
            topic: body.topic.clone(),
            name: body.name.clone(),
            email: body.email.clone(),
            phone: body.phone.clone(),
            message: body.message.clone(),
        };
        inquiry::file_as_stranger(env, &request.call, &typed)
    });
    Ok(done.await?.answer(StatusCode::CREATED, |inquiry| SupportInquiryFiled {
        id: inquiry.id.to_string(),
        created_at: instant(inquiry.created_at),
    }))
}
