//! `POST /v1/companies/current/terminal-users/{id}/disable`, `…/enable`, `…/unlock`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use tegata_domain::kernel::{Id, kind};
use tegata_domain::organization::lifecycle::Command;
use tegata_domain::organization::mandate::Mandate;
use tegata_domain::organization::terminal;

use super::terminal_view::TerminalUserView;
use super::terminals::KEEPER;
use crate::http::{Answer, App, CompanyAdministrator, PathId, Request};

async fn act(
    app: &App,
    request: Request<CompanyAdministrator>,
    id: Id<kind::Terminal>,
    command: Command,
) -> Answer {
    let done = request.run(app, move |env, request| {
        let mandate = Mandate::of_company(request.actor.0.account.company);
        terminal::act(env, &request.call, &mandate, id, command)
    });
    Ok(done.await?.answer(StatusCode::OK, |found| {
        TerminalUserView::new(found.terminal, &found.office, Some(KEEPER))
    }))
}

/// Disable a terminal user.
///
/// It can sign in no more; its sessions end at once.
#[utoipa::path(
    tag = "organization", operation_id = "disable_terminal_user", security(("bearer" = [])),
    params(("id" = String, Path, description = "The terminal user's id.", example = "term_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "Disabled.", body = TerminalUserView)),
    extensions(("x-refusals" = json!(["not_found", "account_state_conflict", "concurrent_change"])))
)]
#[post("/v1/companies/current/terminal-users/{id}/disable")]
pub async fn disable_terminal_user(
    app: web::Data<App>,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Terminal>,
) -> Answer {
    act(&app, request, id.0, Command::Disable).await
}

/// Enable a terminal user.
///
/// That was disabled.
#[utoipa::path(
    tag = "organization", operation_id = "enable_terminal_user", security(("bearer" = [])),
    params(("id" = String, Path, description = "The terminal user's id.", example = "term_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "Enabled.", body = TerminalUserView)),
    extensions(("x-refusals" = json!(["not_found", "account_state_conflict", "concurrent_change"])))
)]
#[post("/v1/companies/current/terminal-users/{id}/enable")]
pub async fn enable_terminal_user(
    app: web::Data<App>,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Terminal>,
) -> Answer {
    act(&app, request, id.0, Command::Enable).await
}

/// Unlock a terminal user.
///
/// That wrong passwords locked for a while (ACC-LCK-04).
#[utoipa::path(
    tag = "organization", operation_id = "unlock_terminal_user", security(("bearer" = [])),
    params(("id" = String, Path, description = "The terminal user's id.", example = "term_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "Unlocked.", body = TerminalUserView)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[post("/v1/companies/current/terminal-users/{id}/unlock")]
pub async fn unlock_terminal_user(
    app: web::Data<App>,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Terminal>,
) -> Answer {
    act(&app, request, id.0, Command::Unlock).await
}
