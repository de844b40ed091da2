//! `GET /v1/admin/accounts`

use actix_web::{HttpRequest, get, web};
use serde::Deserialize;
use tegata_domain::account::admin;
use tegata_domain::identity::{AccountFilter, AccountKind, AccountState};
use tegata_domain::kernel::EmailAddress;
use utoipa::IntoParams;

use super::view::AdminAccount;
use crate::http::{Answer, App, Listed, Operator, PageQuery, Query, Request, listed, one_of};
use crate::problem::Problem;

/// Which accounts are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountQuery {
    /// With this login id.
    #[param(max_length = 64)]
    pub login_id: Option<String>,
    /// With this address.
    #[param(max_length = 254)]
    pub email: Option<String>,
    /// Of this kind.
    #[param(max_length = 40, example = "agency")]
    pub kind: Option<String>,
    /// In this state.
    #[param(max_length = 40, example = "disabled")]
    pub state: Option<String>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

impl AccountQuery {
    fn filter(&self) -> Result<AccountFilter, Problem> {
        Ok(AccountFilter {
            login_id: self.login_id.clone(),
            email: one_of("email", self.email.as_ref(), EmailAddress::parse)?,
            kind: one_of("kind", self.kind.as_ref(), AccountKind::named)?,
            state: one_of("state", self.state.as_ref(), AccountState::named)?,
        })
    }
}

/// Find accounts.
///
/// Newest first.
#[utoipa::path(
    tag = "admin", operation_id = "list_accounts", security(("bearer" = [])),
    params(AccountQuery),
    responses((status = 200, description = "A page of accounts.", body = Listed<AdminAccount>)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/admin/accounts")]
pub async fn list_accounts(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<AccountQuery>,
    request: Request<Operator>,
) -> Answer {
    let filter = query.0.filter()?;
    let page = PageQuery { limit: query.0.limit, cursor: query.0.cursor }.page(&app.env, &http)?;
    let by = request.actor.0.account.id;
    let done = request.run(&app, move |env, _| admin::list(env, &filter, page));
    Ok(listed(&app.env, &http, done.await?.value, |view| AdminAccount::new(view, by)))
}
