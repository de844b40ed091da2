//! `POST /v1/companies/current/offices/{id}/disable`, `…/enable`, `…/unlock`, `…/send-password-link`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use tegata_domain::kernel::{Id, kind};
use tegata_domain::organization::lifecycle::Command;
use tegata_domain::organization::mandate::Mandate;
use tegata_domain::organization::office;

use super::office_view::OfficeView;
use super::offices::KEEPER;
use crate::http::{Answer, App, CompanyAdministrator, PathId, Request};

async fn act(
    app: &App,
    request: Request<CompanyAdministrator>,
    id: Id<kind::Office>,
    command: Command,
) -> Answer {
    let done = request.run(app, move |env, request| {
        let mandate = Mandate::of_company(request.actor.0.account.company);
        office::act(env, &request.call, &mandate, id, command)
    });
    Ok(done.await?.answer(StatusCode::OK, |office| OfficeView::new(office, Some(KEEPER))))
}

/// Disable an office.
///
/// It can sign in no more; its sessions end at once. Its terminal users go on.
#[utoipa::path(
    tag = "organization", operation_id = "disable_office", security(("bearer" = [])),
    params(("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "Disabled.", body = OfficeView)),
    extensions(("x-refusals" = json!(["not_found", "account_state_conflict", "concurrent_change"])))
)]
#[post("/v1/companies/current/offices/{id}/disable")]
pub async fn disable_office(
    app: web::Data<App>,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Office>,
) -> Answer {
    act(&app, request, id.0, Command::Disable).await
}

/// Enable an office.
///
/// That was disabled.
#[utoipa::path(
    tag = "organization", operation_id = "enable_office", security(("bearer" = [])),
    params(("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "Enabled.", body = OfficeView)),
    extensions(("x-refusals" = json!(["not_found", "account_state_conflict", "concurrent_change"])))
)]
#[post("/v1/companies/current/offices/{id}/enable")]
pub async fn enable_office(
    app: web::Data<App>,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Office>,
) -> Answer {
    act(&app, request, id.0, Command::Enable).await
}

/// Unlock an office.
///
/// That wrong passwords locked for a while (ACC-LCK-04).
#[utoipa::path(
    tag = "organization", operation_id = "unlock_office", security(("bearer" = [])),
    params(("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "Unlocked.", body = OfficeView)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[post("/v1/companies/current/offices/{id}/unlock")]
pub async fn unlock_office(
    app: web::Data<App>,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Office>,
) -> Answer {
    act(&app, request, id.0, Command::Unlock).await
}

/// Mail the link to an office's password again.
///
/// To its responsible manager; earlier links are void (RIS-OFC-01).
#[utoipa::path(
    tag = "organization", operation_id = "send_office_password_link", security(("bearer" = [])),
    params(("id" = String, Path, description = "The office's id.", example = "offc_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "A link is on its way.", body = OfficeView)),
    extensions(("x-refusals" = json!(["not_found", "account_state_conflict"])))
)]
#[post("/v1/companies/current/offices/{id}/send-password-link")]
pub async fn send_office_password_link(
    app: web::Data<App>,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Office>,
) -> Answer {
    act(&app, request, id.0, Command::SendPasswordLink).await
}
