//! `/v1/companies/current/members`: the persons of the own company.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, patch, post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::admin::Command;
use tegata_domain::identity::CompanyRole;
use tegata_domain::kernel::{Id, kind};
use tegata_domain::organization::member::{self, Member, decide, decide_role};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::{
    Answer, App, CompanyAdministrator, Listed, PageQuery, PathId, Query, Request, WithEtag as _,
    if_match, listed, not_modified,
};
use crate::problem::instant;
use crate::v1::action::ActionView;

/// Where administrators act on members.
const BASE: &str = "/v1/companies/current/members";

/// A member, as their company's administrators see them.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Member)]
pub struct MemberView {
    /// The account's id.
    #[schema(example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// Its kind.
    #[schema(example = "general")]
    pub kind: String,
    /// Login id.
    #[schema(example = "taro_cargo")]
    pub login_id: String,
    /// The verified e-mail address.
    #[schema(example = "taro@example.jp")]
    pub email: String,
    /// Family name.
    #[schema(example = "山田")]
    pub family_name: String,
    /// Given name.
    #[schema(example = "太郎")]
    pub given_name: String,
    /// Department.
    #[schema(example = "輸出課")]
    pub department: Option<String>,
    /// `administrator` or `member`.
    #[schema(example = "member")]
    pub company_role: String,
    /// `active`, `suspended` by its company, or `disabled` by an operator.
    #[schema(example = "active")]
    pub state: String,
    /// Its version.
    pub version: i64,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// What may be done with it now, by who reads it.
    pub actions: Vec<ActionView>,
}

impl MemberView {
    /// The member, seen by this administrator.
    fn new(member: Member, by: Id<kind::Account>) -> Self {
        let id = member.view.account.id.to_string();
        let account = &member.view.account;
        let other = match account.company_role {
            CompanyRole::Administrator => CompanyRole::Member,
            CompanyRole::Member => CompanyRole::Administrator,
        };
        let path = format!("{BASE}/{id}");
        let role = ActionView::new("change", decide_role(&member, other), "PATCH", path.clone());
        let acts = [Command::Disable, Command::Enable].map(|command| {
            let href = format!("{path}/{}", command.as_str());
            ActionView::new(command.as_str(), decide(&member, command, by), "POST", href)
        });
        let actions = std::iter::once(role).chain(acts).collect();
        let account = member.view.account;
        Self {
            id,
            kind: account.kind.as_str().to_owned(),
            login_id: account.login_id,
            email: account.email.as_str().to_owned(),
            family_name: account.profile.family_name,
            given_name: account.profile.given_name,
            department: account.profile.department,
            company_role: account.company_role.as_str().to_owned(),
            state: account.state.as_str().to_owned(),
            version: account.version,
            created_at: instant(account.created_at),
            actions,
        }
    }
}

/// List the company's members.
///
/// Newest first.
#[utoipa::path(
    tag = "organization", operation_id = "list_members", security(("bearer" = [])),
    params(PageQuery),
    responses((status = 200, description = "A page of members.", body = Listed<MemberView>)),
    extensions(("x-refusals" = json!(["cursor_invalid"])))
)]
#[get("/v1/companies/current/members")]
pub async fn list_members(
    app: web::Data<App>,
    http: HttpRequest,
    query: Query<PageQuery>,
    request: Request<CompanyAdministrator>,
) -> Answer {
    let page = query.0.page(&app.env, &http)?;
    let by = request.actor.0.account.id;
    let done = request.run(&app, move |env, request| member::list(env, &request.actor.0, page));
    Ok(listed(&app.env, &http, done.await?.value, |member| MemberView::new(member, by)))
}

/// Read a member.
///
/// Of the own company, with what may be done with them now.
#[utoipa::path(
    tag = "organization", operation_id = "read_member", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account's id.", example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses(
        (status = 200, description = "The member.", body = MemberView, headers(("ETag" = String, description = "The version.")), links(
            ("change" = (operation_id = "change_member", parameters(("id" = "$response.body#/id"), ("If-Match" = "$response.header.ETag")))),
            ("disable" = (operation_id = "disable_member", parameters(("id" = "$response.body#/id")))),
            ("enable" = (operation_id = "enable_member", parameters(("id" = "$response.body#/id")))),
        )),
        (status = 304, description = "The client holds this version."),
    ),
    extensions(("x-refusals" = json!(["not_found"])))
)]
#[get("/v1/companies/current/members/{id}")]
pub async fn read_member(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Account>,
) -> Answer {
    let by = request.actor.0.account.id;
    let done = request.run(&app, move |env, request| member::get(env, &request.actor.0, id.0));
    let done = done.await?;
    let version = done.value.view.account.version;
    if not_modified(&http, version) {
        return Ok(HttpResponse::NotModified().finish().etag(version));
    }
    Ok(done.answer(StatusCode::OK, |member| MemberView::new(member, by)).etag(version))
}

/// A change of a member.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMember {
    /// `administrator` or `member`.
    #[schema(min_length = 1, max_length = 40, example = "administrator")]
    #[validate(length(min = 1, max = 40))]
    pub company_role: String,
}

/// Change a member's role.
///
/// A company keeps an administrator (ORG-03).
#[utoipa::path(
    tag = "organization", operation_id = "change_member", security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The account's id.", example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz"),
        ("If-Match" = String, Header, description = "The `ETag` of the version that is changed.", example = "\"1\""),
    ),
    request_body = ChangeMember,
    responses((status = 200, description = "Changed.", body = MemberView, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["not_found", "last_administrator", "version_stale", "version_required", "concurrent_change"])))
)]
#[patch("/v1/companies/current/members/{id}")]
pub async fn change_member(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<CompanyAdministrator, ChangeMember>,
    id: PathId<kind::Account>,
) -> Answer {
    let version = if_match(&http)?;
    let by = request.actor.0.account.id;
    let request = request
        .checked(&app, |_, request| {
            member::role(&request.body.company_role).err().into_iter().collect()
        })
        .await?;
    let done = request.run(&app, move |env, request| {
        let role = &request.body.company_role;
        member::change_role(env, &request.call, &request.actor.0, id.0, version, role)
    });
    let done = done.await?;
    let version = done.value.view.account.version;
    Ok(done.answer(StatusCode::OK, |member| MemberView::new(member, by)).etag(version))
}

async fn act(
    app: &App,
    request: Request<CompanyAdministrator>,
    id: Id<kind::Account>,
    command: Command,
) -> Answer {
    let by = request.actor.0.account.id;
    let done = request.run(app, move |env, request| {
        member::act(env, &request.call, &request.actor.0, id, command)
    });
    Ok(done.await?.answer(StatusCode::OK, |member| MemberView::new(member, by)))
}

/// Disable a member.
///
/// Their sessions end at once. Nobody disables themselves, and a company keeps an administrator (ORG-03).
#[utoipa::path(
    tag = "organization", operation_id = "disable_member", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account's id.", example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "Disabled.", body = MemberView)),
    extensions(("x-refusals" = json!(["not_found", "account_state_conflict", "last_administrator", "concurrent_change"])))
)]
#[post("/v1/companies/current/members/{id}/disable")]
pub async fn disable_member(
    app: web::Data<App>,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Account>,
) -> Answer {
    act(&app, request, id.0, Command::Disable).await
}

/// Enable a member.
///
/// That was disabled.
#[utoipa::path(
    tag = "organization", operation_id = "enable_member", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account's id.", example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")),
    responses((status = 200, description = "Enabled.", body = MemberView)),
    extensions(("x-refusals" = json!(["not_found", "account_state_conflict", "concurrent_change"])))
)]
#[post("/v1/companies/current/members/{id}/enable")]
pub async fn enable_member(
    app: web::Data<App>,
    request: Request<CompanyAdministrator>,
    id: PathId<kind::Account>,
) -> Answer {
    act(&app, request, id.0, Command::Enable).await
}
