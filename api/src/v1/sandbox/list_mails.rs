//! `GET /v1/sandbox/mails`

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use tegata_domain::kernel::EmailAddress;
use tegata_domain::mail::service;
use tegata_domain::mail::service::Readable;
use utoipa::{IntoParams, ToSchema};

use super::require_sandbox;
use crate::http::{Answer, App, Listed, PageQuery, Query, Request, Stranger, listed, one_of};
use crate::problem::instant;

/// Which mails are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SandboxMailQuery {
    /// To this address.
    #[param(max_length = 254, example = "taro@example.jp")]
    pub to: Option<String>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

/// A link in a mail.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct SandboxLink {
    /// What it opens.
    #[schema(example = "登録を続ける")]
    pub label: String,
    /// The front end's address, with the token in the fragment.
    #[schema(
        example = "http://127.0.0.1:3000/register#t=tgreg_hX9cQ2mVq0sT1yq3kq5tqk6r7o8p9w0a1b2c3d4e5f6"
    )]
    pub url: String,
    /// The token, which the front end posts.
    #[schema(example = "tgreg_hX9cQ2mVq0sT1yq3kq5tqk6r7o8p9w0a1b2c3d4e5f6")]
    pub token: String,
}

/// A mail that the sandbox kept instead of sending it.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct SandboxMail {
    /// Its id.
    #[schema(example = "mail_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// Which letter it is.
    #[schema(example = "registration_link")]
    pub letter: String,
    /// To whom.
    #[schema(example = "taro@example.jp")]
    pub to: String,
    /// The subject line.
    #[schema(example = "登録の手続き")]
    pub subject: String,
    /// The plain text.
    #[schema(example = "登録を続けるには、次のリンクを開いてください。")]
    pub text: String,
    /// The same as HTML.
    #[schema(example = "<p>登録を続けるには、次のリンクを開いてください。</p>")]
    pub html: String,
    /// The links in it.
    pub links: Vec<SandboxLink>,
    /// When it was written.
    #[schema(format = DateTime)]
    pub created_at: String,
}

impl From<Readable> for SandboxMail {
    fn from(readable: Readable) -> Self {
        let content = readable.content;
        let links = content.links.into_iter().map(|link| SandboxLink {
            label: link.label,
            url: link.url,
            token: link.token,
        });
        Self {
            id: readable.mail.id.to_string(),
            letter: readable.mail.letter,
            to: content.to.as_str().to_owned(),
            subject: content.subject,
            text: content.text,
            html: content.html,
            links: links.collect(),
            created_at: instant(readable.mail.created_at),
        }
    }
}

/// Read the sandbox mailbox.
///
/// Every mail that was written, newest first. Sandbox only.
#[utoipa::path(
    tag = "sandbox", operation_id = "list_sandbox_mails", security(()),
    params(SandboxMailQuery),
    responses((status = 200, description = "A page of mails.", body = Listed<SandboxMail>)),
    extensions(("x-refusals" = json!(["not_found", "cursor_invalid"])))
)]
#[get("/v1/sandbox/mails")]
pub async fn list_sandbox_mails(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<SandboxMailQuery>,
    request: Request<Stranger>,
) -> Answer {
    require_sandbox(&app)?;
    let query = query.0;
    let to = one_of("to", query.to.as_ref(), EmailAddress::parse)?;
    let page = PageQuery { limit: query.limit, cursor: query.cursor }.page(&app.env, &http)?;
    let done = request.run(&app, move |env, _| service::mailbox(env, to.as_ref(), page));
    Ok(listed(&app.env, &http, done.await?.value, SandboxMail::from))
}
