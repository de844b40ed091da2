//! `GET /v1/me/security-history`

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use tegata_domain::audit::{AuditEntry, service};
use utoipa::ToSchema;

use crate::http::{Answer, Anyone, App, Listed, PageQuery, Query, Request, listed};
use crate::problem::instant;

/// What was done with the account.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct SecurityEvent {
    /// Its id.
    #[schema(example = "audt_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// What was done or tried.
    #[schema(example = "session.started")]
    pub action: String,
    /// Why it was refused; absent when it was done.
    #[schema(example = "sign_in_refused")]
    pub refused: Option<String>,
    /// Further facts, such as the names of changed fields.
    #[schema(example = "phone, address")]
    pub detail: Option<String>,
    /// The network that it came from.
    #[schema(example = "203.0.113.7")]
    pub network: String,
}

impl From<AuditEntry> for SecurityEvent {
    fn from(entry: AuditEntry) -> Self {
        Self {
            id: entry.id.to_string(),
            at: instant(entry.at),
            action: entry.action.as_str().to_owned(),
            refused: entry.refused,
            detail: entry.detail,
            network: entry.network,
        }
    }
}

/// Read the own security history.
///
/// Sign-ins, refused tries, locks, changes, newest first.
#[utoipa::path(
    tag = "account", operation_id = "read_security_history", security(("bearer" = [])),
    params(PageQuery),
    responses((status = 200, description = "A page of the history.", body = Listed<SecurityEvent>)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/me/security-history")]
pub async fn read_security_history(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<PageQuery>,
    request: Request<Anyone>,
) -> Answer {
    let page = query.0.page(&app.env, &http)?;
    let done = request.run(&app, move |env, request| {
        service::security_history(env, request.actor.0.session().account, page)
    });
    Ok(listed(&app.env, &http, done.await?.value, SecurityEvent::from))
}
