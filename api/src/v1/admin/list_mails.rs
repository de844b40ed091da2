//! `GET /v1/admin/mails`

use actix_web::{HttpRequest, get, web};
use serde::Deserialize;
use tegata_domain::kernel::{EmailAddress, Id, kind};
use tegata_domain::mail::{MailFilter, MailState, service};
use utoipa::IntoParams;

use super::view::AdminMail;
use crate::http::{Answer, App, Listed, Operator, PageQuery, Query, Request, listed, one_of};

/// Which mails are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MailQuery {
    /// In this state: `queued`, `deferred`, `sent`, `bounced`, `failed`, `expired`, `withheld`.
    #[param(max_length = 40, example = "bounced")]
    pub state: Option<String>,
    /// About this account.
    #[param(max_length = 60)]
    pub account_id: Option<String>,
    /// To this address.
    #[param(max_length = 254)]
    pub recipient: Option<String>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

/// List mails.
///
/// Where each is on its way, newest first; never what it says.
#[utoipa::path(
    tag = "admin", operation_id = "list_mails", security(("bearer" = [])),
    params(MailQuery),
    responses((status = 200, description = "A page of mails.", body = Listed<AdminMail>, links(
        ("read" = (operation_id = "read_mail", parameters(("id" = "$response.body#/items/0/id")))),
        ("retry" = (operation_id = "retry_mail", parameters(("id" = "$response.body#/items/0/id")))),
    ))),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/admin/mails")]
pub async fn list_mails(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<MailQuery>,
    request: Request<Operator>,
) -> Answer {
    let query = query.0;
    let account = |text: &str| text.parse::<Id<kind::Account>>().ok();
    let recipient = one_of("recipient", query.recipient.as_ref(), EmailAddress::parse)?;
    let filter = MailFilter {
        state: one_of("state", query.state.as_ref(), MailState::named)?,
        account: one_of("account_id", query.account_id.as_ref(), account)?,
        recipient_key: recipient.map(|address| service::recipient_key(&app.env, &address)),
    };
    let page = PageQuery { limit: query.limit, cursor: query.cursor }.page(&app.env, &http)?;
    let done = request.run(&app, move |env, _| service::list(env, &filter, page));
    Ok(listed(&app.env, &http, done.await?.value, AdminMail::from))
}
