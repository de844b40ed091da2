//! `/v1/companies/current/invitations`: whom an administrator invites.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get, post, web};
use serde::Deserialize;
use tegata_domain::identity::Reach;
use tegata_domain::kernel::{Id, kind};
use tegata_domain::organization::invitation::{self, Command};
use tegata_domain::organization::{InvitationState, Mandate};
use utoipa::IntoParams;

use super::invitation_view::{InvitationView, Invite};
use crate::http::{
    Answer, App, CompanyAdministrator, Listed, PageQuery, PathId, Query, Request, WithEtag as _,
    listed, one_of,
};

/// Where administrators act on invitations.
const BASE: &str = "/v1/companies/current/invitations";

/// Invite somebody to the company.
///
/// The mail brings a link to the registration form, good for seven days; its completion makes an account
/// in this company (ACC-REG-12).
#[utoipa::path(
    tag = "organization", operation_id = "invite", security(("bearer" = [])),
    request_body = Invite,
    responses((status = 201, description = "A mail is on its way.", body = InvitationView, links(
        ("read" = (operation_id = "read_invitation", parameters(("id" = "$response.body#/id")))),
        ("resend" = (operation_id = "resend_invitation", parameters(("id" = "$response.body#/id")))),
        ("withdraw" = (operation_id = "withdraw_invitation", parameters(("id" = "$response.body#/id")))),
    ))),
    extensions(("x-refusals" = json!(["company_state_conflict", "too_many_requests"])))
)]
#[post("/v1/companies/current/invitations")]
pub async fn invite(app: web::Data<App>, request: Request<CompanyAdministrator, Invite>) -> Answer {
    let request =
        request.checked(&app, |_, request| invitation::violations(&(&request.body).into())).await?;
    let done = request.run(&app, |env, request| {
        let who = &request.actor.0;
        let mandate = Mandate::of_company(who.company.id);
        let typed = (&request.body).into();
        let sent = invitation::invite(env, &request.call, who, &mandate, who.company.id, &typed)?;
        Ok(InvitationView::new(&sent, BASE, env.clock.now()))
    });
    let done = done.await?;
    let path = format!("{BASE}/{}", done.value.id);
    Ok(done.answer(StatusCode::CREATED, |view| view).location(&path))
}

/// Which invitations are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InvitationQuery {
    /// In this state: `pending` (expired or not), `accepted`, `declined` or `withdrawn`.
    #[param(max_length = 40, example = "pending")]
    pub state: Option<String>,
    /// Rows at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// Where the page begins.
    #[param(max_length = 300)]
    pub cursor: Option<String>,
}

/// List the company's invitations.
///
/// Newest first.
#[utoipa::path(
    tag = "organization", operation_id = "list_invitations", security(("bearer" = [])),
    params(InvitationQuery),
    responses((status = 200, description = "A page of invitations.", body = Listed<InvitationView>)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/companies/current/invitations")]
pub async fn list_invitations(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<InvitationQuery>,
    request: Request<CompanyAdministrator>,
) -> Answer {
    let InvitationQuery { state, limit, cursor } = query.0;
    let state = one_of("state", state.as_ref(), InvitationState::named)?;
    let page = PageQuery { limit, cursor }.page(&app.env, &http)?;
    let done = request.run(&app, move |env, request| {
        let found = invitation::list(env, request.actor.0.company.id, state, page)?;
        Ok((found, env.clock.now()))
    });
    let (page, now) = done.await?.value;
    Ok(listed(&app.env, &http, page, |one| InvitationView::new(&one, BASE, now)))
}

/// Read an invitation.
///
/// Of the own company, with what may be done with it now.
#[utoipa::path(
    tag = "organization", operation_id = "read_invitation", security(("bearer" = [])),
    params(("id" = String, Path, description = "The invitation's id.", example = "invi_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "The invitation.", body = InvitationView)),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/companies/current/invitations/{id}")]
pub async fn read_invitation(
    app: web::Data<App>,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Invitation>,
) -> Answer {
    let done = request.run(&app, move |env, request| {
        let found = invitation::get(env, Reach::Company(request.actor.0.company.id), id.0)?;
        Ok(InvitationView::new(&found, BASE, env.clock.now()))
    });
    Ok(done.await?.answer(StatusCode::OK, |view| view))
}

async fn act(
    app: &App,
    request: Request<CompanyAdministrator>,
    id: Id<kind::Invitation>,
    command: Command,
) -> Answer {
    let done = request.run(app, move |env, request| {
        let who = &request.actor.0;
        let mandate = Mandate::of_company(who.company.id);
        let acted = invitation::act(env, &request.call, who, &mandate, id, command)?;
        Ok(InvitationView::new(&acted, BASE, env.clock.now()))
    });
    Ok(done.await?.answer(StatusCode::OK, |view| view))
}

/// Mail an invitation again.
///
/// With a new link, good for another seven days; the old one is void. A minute apart at least.
#[utoipa::path(
    tag = "organization", operation_id = "resend_invitation", security(("bearer" = [])),
    params(("id" = String, Path, description = "The invitation's id.", example = "invi_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "A mail is on its way.", body = InvitationView)),
    extensions(("x-refusals" = json!(["not_found", "invitation_ended", "company_state_conflict", "too_many_requests", "concurrent_change"])))
)]
#[post("/v1/companies/current/invitations/{id}/resend")]
pub async fn resend_invitation(
    app: web::Data<App>,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Invitation>,
) -> Answer {
    act(&app, request, id.0, Command::Resend).await
}

/// Withdraw an invitation.
///
/// Its link is void.
#[utoipa::path(
    tag = "organization", operation_id = "withdraw_invitation", security(("bearer" = [])),
    params(("id" = String, Path, description = "The invitation's id.", example = "invi_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "Withdrawn.", body = InvitationView)),
    extensions(("x-refusals" = json!(["not_found", "invitation_ended"])))
)]
#[post("/v1/companies/current/invitations/{id}/withdraw")]
pub async fn withdraw_invitation(
    app: web::Data<App>,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Invitation>,
) -> Answer {
    act(&app, request, id.0, Command::Withdraw).await
}
