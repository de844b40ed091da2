//! `GET /v1/admin/audit-entries`

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use tegata_domain::audit::{Action, AuditEntry, AuditFilter, service};
use tegata_domain::kernel::{Caller, Id, kind};
use utoipa::{IntoParams, ToSchema};

use crate::http::{Answer, App, Listed, Operator, PageQuery, Query, Request, listed, one_of};
use crate::problem::instant;

/// Which entries are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// By this account.
    #[param(max_length = 60)]
    pub account_id: Option<String>,
    /// On this: the id of an account, a company, an invitation, an office, a terminal user, an
    /// application …
    #[param(max_length = 60)]
    pub subject_id: Option<String>,
    /// Of this action.
    #[param(max_length = 60, example = "account.locked")]
    pub action: Option<String>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

/// One entry of the audit trail.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct AuditEntryView {
    /// Its id.
    #[schema(example = "audt_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// What was done or tried.
    #[schema(example = "account.locked")]
    pub action: String,
    /// Who: `stranger`, `account`, `command_line`, `system`.
    #[schema(example = "account")]
    pub caller: String,
    /// Which account.
    #[schema(example = "acct_01kabd3ns9fbqtfgz2vd0tqzqr")]
    pub account_id: Option<String>,
    /// In which session.
    #[schema(example = "sess_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub session_id: Option<String>,
    /// On what: the prefix of its id, such as `acct`.
    #[schema(example = "acct")]
    pub subject_kind: Option<String>,
    /// On which.
    #[schema(example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub subject_id: Option<String>,
    /// Why it was refused; absent when it was done.
    #[schema(example = "wrong_actor")]
    pub refused: Option<String>,
    /// The reason that an operator gave.
    #[schema(example = "Identity checked by telephone, ticket 4711.")]
    pub reason: Option<String>,
    /// Further facts, such as the names of changed fields.
    #[schema(example = "phone, address")]
    pub detail: Option<String>,
    /// The network that it came from.
    #[schema(example = "203.0.113.7")]
    pub network: String,
    /// The request.
    #[schema(example = "req_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub request_id: String,
}

impl From<AuditEntry> for AuditEntryView {
    fn from(entry: AuditEntry) -> Self {
        let (caller, account_id, session_id) = match entry.caller {
            Caller::Stranger => ("stranger", None, None),
            Caller::Account { account, session } => ("account", Some(account), Some(session)),
            Caller::CommandLine => ("command_line", None, None),
            Caller::System => ("system", None, None),
        };
        // Any kind's id differs from an account's by its prefix alone.
        let subject_id = entry.subject.as_ref().map(|subject| {
            let id = Id::<kind::Account>::from_uuid(subject.id).to_string();
            format!("{}_{}", subject.kind, id.split_once('_').map_or("", |(_, text)| text))
        });
        Self {
            id: entry.id.to_string(),
            at: instant(entry.at),
            action: entry.action.as_str().to_owned(),
            caller: caller.to_owned(),
            account_id: account_id.map(|id| id.to_string()),
            session_id: session_id.map(|id| id.to_string()),
            subject_kind: entry.subject.map(|subject| subject.kind),
            subject_id,
            refused: entry.refused,
            reason: entry.reason,
            detail: entry.detail,
            network: entry.network,
            request_id: entry.request.to_string(),
        }
    }
}

/// Read the audit trail.
///
/// Who did what, on whom, when, from where, with which outcome; newest first. Entries are only ever
/// added.
#[utoipa::path(
    tag = "admin", operation_id = "list_audit_entries", security(("bearer" = [])),
    params(AuditQuery),
    responses((status = 200, description = "A page of the trail.", body = Listed<AuditEntryView>)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/admin/audit-entries")]
pub async fn list_audit_entries(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<AuditQuery>,
    request: Request<Operator>,
) -> Answer {
    let query = query.0;
    let account = |text: &str| text.parse::<Id<kind::Account>>().ok();
    // Read as shown above: the prefix alone tells the kinds apart.
    let subject = |text: &str| account(&format!("acct_{}", text.split_once('_')?.1));
    let filter = AuditFilter {
        subject: one_of("subject_id", query.subject_id.as_ref(), subject)?.map(|id| id.uuid()),
        account: one_of("account_id", query.account_id.as_ref(), account)?,
        action: one_of("action", query.action.as_ref(), Action::named)?,
    };
    let page = PageQuery { limit: query.limit, cursor: query.cursor }.page(&app.env, &http)?;
    let done = request.run(&app, move |env, _| service::list(env, &filter, page));
    Ok(listed(&app.env, &http, done.await?.value, AuditEntryView::from))
}
