//! `/v1/admin/companies/{id}/invitations`, `/v1/admin/invitations/{id}/resend`, `…/withdraw`: a company's
//! first administrator is invited by an operator.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get, post, web};
use serde::Deserialize;
use tegata_domain::account::admin;
use tegata_domain::kernel::{Id, kind};
use tegata_domain::organization::invitation::{self, Command, TypedInvitation};
use tegata_domain::organization::{InvitationState, Mandate};
use utoipa::ToSchema;
use validator::Validate;

use super::view::Reason;
use crate::http::{
    Answer, App, Listed, Operator, PageQuery, PathId, Query, Request, listed, one_of,
};
use crate::v1::organization::invitation_view::InvitationView;
use crate::v1::organization::invitations::InvitationQuery;

/// Where operators act on invitations.
const BASE: &str = "/v1/admin/invitations";

/// An invitation to be mailed for an operator.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdminInvite {
    /// The address.
    #[schema(min_length = 1, max_length = 254, example = "hanako@example.jp")]
    #[validate(length(min = 1, max = 254))]
    pub email: String,
    /// The offered role: `administrator` or `member`.
    #[schema(min_length = 1, max_length = 40, example = "administrator")]
    #[validate(length(min = 1, max = 40))]
    pub company_role: String,
    /// Language of the mail: `ja` or `en`; that of the request by default.
    #[schema(max_length = 10, example = "ja")]
    #[validate(length(max = 10))]
    pub language: Option<String>,
    /// Why.
    #[schema(min_length = 1, max_length = 500, example = "Contract 2026-118.")]
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}

impl From<&AdminInvite> for TypedInvitation {
    fn from(body: &AdminInvite) -> Self {
        Self {
            email: body.email.clone(),
            company_role: body.company_role.clone(),
            language: body.language.clone(),
        }
    }
}

/// Invite somebody to a company.
///
/// Such as its first administrator. The mail brings a link to the registration form, good for seven days
/// (ACC-REG-12).
#[utoipa::path(
    tag = "admin", operation_id = "admin_invite", security(("bearer" = [])),
    params(("id" = String, Path, description = "The company's id.", example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = AdminInvite,
    responses((status = 201, description = "A mail is on its way.", body = InvitationView, links(
        ("resend" = (operation_id = "admin_resend_invitation", parameters(("id" = "$response.body#/id")))),
        ("withdraw" = (operation_id = "admin_withdraw_invitation", parameters(("id" = "$response.body#/id")))),
    ))),
    extensions(("x-refusals" = json!(["not_found", "company_state_conflict", "too_many_requests"])))
)]
#[post("/v1/admin/companies/{id}/invitations")]
pub async fn admin_invite(
    app: web::Data<App>,
    request: Request<Operator, AdminInvite>,
    id: PathId<kind::Company>,
) -> Answer {
    let request =
        request.checked(&app, |_, request| invitation::violations(&(&request.body).into())).await?;
    let done = request.run(&app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        let (mandate, typed) = (Mandate::of_operator(&reason), (&request.body).into());
        let sent =
            invitation::invite(env, &request.call, &request.actor.0, &mandate, id.0, &typed)?;
        Ok(InvitationView::new(&sent, BASE, env.clock.now()))
    });
    Ok(done.await?.answer(StatusCode::CREATED, |view| view))
}

/// List the invitations of a company.
///
/// Newest first.
#[utoipa::path(
    tag = "admin", operation_id = "admin_list_invitations", security(("bearer" = [])),
    params(("id" = String, Path, description = "The company's id.", example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz"), InvitationQuery),
    responses((status = 200, description = "A page of invitations.", body = Listed<InvitationView>)),
    extensions(("x-refusals" = json!(["cursor_invalid", "not_found"])))
)]
#[get("/v1/admin/companies/{id}/invitations")]
pub async fn admin_list_invitations(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<InvitationQuery>,
    request: Request<Operator>,
    id: PathId<kind::Company>,
) -> Answer {
    let InvitationQuery { state, limit, cursor } = query.0;
    let state = one_of("state", state.as_ref(), InvitationState::named)?;
    let page = PageQuery { limit, cursor }.page(&app.env, &http)?;
    let done = request
        .run(&app, move |env, _| Ok((invitation::list(env, id.0, state, page)?, env.clock.now())));
    let (page, now) = done.await?.value;
    Ok(listed(&app.env, &http, page, |one| InvitationView::new(&one, BASE, now)))
}

async fn act(
    app: &App,
    request: Request<Operator, Reason>,
    id: Id<kind::Invitation>,
    command: Command,
) -> Answer {
    let done = request.run(app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        let mandate = Mandate::of_operator(&reason);
        let acted = invitation::act(env, &request.call, &request.actor.0, &mandate, id, command)?;
        Ok(InvitationView::new(&acted, BASE, env.clock.now()))
    });
    Ok(done.await?.answer(StatusCode::OK, |view| view))
}

/// Mail a company's invitation again.
///
/// With a new link, good for another seven days; the old one is void. A minute apart at least.
#[utoipa::path(
    tag = "admin", operation_id = "admin_resend_invitation", security(("bearer" = [])),
    params(("id" = String, Path, description = "The invitation's id.", example = "invi_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 200, description = "A mail is on its way.", body = InvitationView)),
    extensions(("x-refusals" = json!(["not_found", "invitation_ended", "company_state_conflict", "too_many_requests", "concurrent_change"])))
)]
#[post("/v1/admin/invitations/{id}/resend")]
pub async fn admin_resend_invitation(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Invitation>,
) -> Answer {
    act(&app, request, id.0, Command::Resend).await
}

/// Withdraw a company's invitation.
///
/// Its link is void.
#[utoipa::path(
    tag = "admin", operation_id = "admin_withdraw_invitation", security(("bearer" = [])),
    params(("id" = String, Path, description = "The invitation's id.", example = "invi_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = Reason,
    responses((status = 200, description = "Withdrawn.", body = InvitationView)),
    extensions(("x-refusals" = json!(["not_found", "invitation_ended"])))
)]
#[post("/v1/admin/invitations/{id}/withdraw")]
pub async fn admin_withdraw_invitation(
    app: web::Data<App>,
    request: Request<Operator, Reason>,
    id: PathId<kind::Invitation>,
) -> Answer {
    act(&app, request, id.0, Command::Withdraw).await
}
