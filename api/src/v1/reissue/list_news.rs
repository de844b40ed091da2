//! `GET /v1/news`

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use tegata_domain::kernel::Language;
use tegata_domain::reissue::{NewsItem, news};
use utoipa::ToSchema;

use super::view::path;
use crate::http::{Answer, App, Listed, Office, PageQuery, Query, Request, listed};
use crate::problem::instant;

/// A piece of news (新着情報).
#[derive(Serialize, Deserialize, ToSchema)]
pub struct News {
    /// Its id.
    #[schema(example = "news_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// What it tells: `application_received`, `correction_requested`, `application_approved`,
    /// `application_withdrawn`, `peer_initialised`.
    #[schema(example = "application_approved")]
    pub topic: String,
    /// The same in words, in the wanted language.
    #[schema(
        example = "システム設定申込（申込受付番号：0000001C）の確認が完了しました。通知内容をご確認ください。"
    )]
    pub text: String,
    /// The receipt number of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "0000001C")]
    pub receipt_number: Option<String>,
    /// The terminal user.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "1ANACA0A")]
    pub user_id: Option<String>,
    /// Where the details are: the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        example = "/v1/reissue-applications/rapp_01kabd3ns8e9bv4r8j7xq7s0yz"
    )]
    pub href: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

impl News {
    fn new(item: NewsItem, language: Language) -> Self {
        Self {
            id: item.id.to_string(),
            topic: item.topic.as_str().to_owned(),
            text: news::text(&item, language),
            receipt_number: item.application.map(|(_, number)| number.to_string()),
            href: item.application.map(|(id, _)| path(id)),
            user_id: item.terminal.map(|(_, user_id)| user_id),
            at: instant(item.at),
        }
    }
}

/// List the news.
///
/// Newest first (RIS-REV-05).
#[utoipa::path(
    tag = "reissue", operation_id = "list_news", security(("bearer" = [])),
    params(PageQuery),
    responses((status = 200, description = "A page of news.", body = Listed<News>)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/news")]
pub async fn list_news(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<PageQuery>,
    request: Request<Office>,
) -> Answer {
    let language = request.call.language;
    let page = query.0.page(&app.env, &http)?;
    let done = request.run(&app, move |env, request| news::list(env, &request.actor.0, page));
    Ok(listed(&app.env, &http, done.await?.value, |item| News::new(item, language)))
}
