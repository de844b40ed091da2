//! `POST /v1/admin/accounts/{id}/disable`, `…/enable`, `…/unlock`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use tegata_domain::account::admin::{self, Command};
use tegata_domain::kernel::{Id, kind};

use super::view::{AdminAccount, Reason};
use crate::http::{Answer, App, Operator, PathId, Request};

async fn act(
    app: &App,
    request: Request<Operator, Reason>,
    id: Id<kind::Account>,
    command: Command,
) -> Answer {
    let by = request.actor.0.account.id;
    let done = request.run(app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        admin::act(env, &request.call, id, command, &reason)
    });
    Ok(done.await?.answer(StatusCode::OK, |view| AdminAccount::new(view, by)))
}

/// Disable an account.
///
/// Its sessions end at once. Recovery does not enable it again (RCV-08).
#[utoipa::path(
    tag = "admin", operation_id = "disable_account", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account's id.", example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 200, description = "Disabled.", body = AdminAccount)),
    extensions(("x-refusals" = json!(["not_found", "account_state_conflict", "concurrent_change"])))
)]
#[post("/v1/admin/accounts/{id}/disable")]
pub async fn disable_account(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Account>,
) -> Answer {
    act(&app, request, id.0, Command::Disable).await
}

/// Enable an account.
///
/// That an operator disabled.
#[utoipa::path(
    tag = "admin", operation_id = "enable_account", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account's id.", example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 200, description = "Enabled.", body = AdminAccount)),
    extensions(("x-refusals" = json!(["not_found", "account_state_conflict", "concurrent_change"])))
)]
#[post("/v1/admin/accounts/{id}/enable")]
pub async fn enable_account(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Account>,
) -> Answer {
    act(&app, request, id.0, Command::Enable).await
}

/// Unlock an account.
///
/// That wrong passwords locked (ACC-LCK-01).
#[utoipa::path(
    tag = "admin", operation_id = "unlock_account", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account's id.", example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 200, description = "Unlocked.", body = AdminAccount)),
    extensions(("x-refusals" = json!(["not_found", "account_state_conflict"])))
)]
#[post("/v1/admin/accounts/{id}/unlock")]
pub async fn unlock_account(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Account>,
) -> Answer {
    act(&app, request, id.0, Command::Unlock).await
}
