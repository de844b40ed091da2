//! `POST /v1/admin/companies/{id}/merge`, `POST /v1/admin/accounts/{id}/move`

use actix_web::http::StatusCode;
use actix_web::{post, web};
use serde::{Deserialize, Serialize};
use tegata_domain::account::admin;
use tegata_domain::kernel::kind;
use tegata_domain::merger;
use tegata_domain::organization::transfer::{self, Placement};
use utoipa::ToSchema;
use validator::Validate;

use super::companies;
use super::view::AdminAccount;
use crate::http::{Answer, App, Operator, PathId, Request};
use crate::v1::organization::company_view::CompanyView;

/// Into which company another is merged.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeCompany {
    /// The id of the company that takes it over.
    #[schema(min_length = 1, max_length = 40, example = "comp_01kabd3ns9fbqtfgz2vd0tqzqr")]
    #[validate(length(min = 1, max = 40))]
    pub into_company_id: String,
    /// Why they are merged.
    #[schema(min_length = 1, max_length = 500, example = "Merger of 1 April, register checked.")]
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}

/// A company that another one took over.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct CompanyMerged {
    /// The company as it is now.
    pub company: CompanyView,
    /// The one that took it over.
    pub into: CompanyView,
    /// How many accounts of every realm came to the other one.
    #[schema(example = 12)]
    pub accounts: usize,
    /// How many cargo records came beside another of their waybill. They have the alert
    /// `duplicate_waybill` until their waybill is changed.
    #[schema(example = 0)]
    pub duplicate_waybills: usize,
}

/// Merge a company into another.
///
/// All its accounts come to the other one, persons as members; their sessions end, and its pending
/// invitations are withdrawn (ORG-02). Its cargo comes along, with who sees it; a record whose waybill
/// the other one has a record of, too, stays beside that, with an alert. It cannot be undone.
#[utoipa::path(
    tag = "admin", operation_id = "merge_company", security(("bearer" = [])),
    params(("id" = String, Path, description = "The company's id.", example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = MergeCompany,
    responses((status = 200, description = "Merged.", body = CompanyMerged)),
    extensions(("x-refusals" = json!(["not_found", "company_state_conflict", "concurrent_change"])))
)]
#[post("/v1/admin/companies/{id}/merge")]
pub async fn merge_company(
    app: web::Data<App>,
    request: Request<Operator, MergeCompany>,
    id: PathId<kind::Company>,
) -> Answer {
    let done = request.run(&app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        merger::merge(env, &request.call, id.0, &request.body.into_company_id, &reason)
    });
    Ok(done.await?.answer(StatusCode::OK, |merged| CompanyMerged {
        company: companies::view(merged.company),
        into: companies::view(merged.into),
        accounts: merged.accounts,
        duplicate_waybills: merged.duplicate_waybills,
    }))
}

/// Where an account is to belong.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveAccount {
    /// The company's id.
    #[schema(min_length = 1, max_length = 40, example = "comp_01kabd3ns9fbqtfgz2vd0tqzqr")]
    #[validate(length(min = 1, max = 40))]
    pub company_id: String,
    /// The role there: `administrator` or `member`; a member's when none is named.
    #[schema(max_length = 40, example = "member")]
    #[validate(length(max = 40))]
    pub company_role: Option<String>,
    /// Why it is moved.
    #[schema(min_length = 1, max_length = 500, example = "Transferred, inquiry answered.")]
    #[validate(length(min = 1, max = 500))]
    pub reason: String,
}

impl From<&MoveAccount> for Placement {
    fn from(body: &MoveAccount) -> Self {
        Self { company: body.company_id.clone(), company_role: body.company_role.clone() }
    }
}

/// Move an account to another company.
///
/// Its sessions end (ORG-02). Named its own company, it is given another role there. A company that
/// keeps other members keeps an administrator.
#[utoipa::path(
    tag = "admin", operation_id = "move_account", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account's id.", example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")),
    request_body = MoveAccount,
    responses((status = 200, description = "Moved.", body = AdminAccount)),
    extensions(("x-refusals" = json!(["not_found", "company_state_conflict", "last_administrator", "concurrent_change"])))
)]
#[post("/v1/admin/accounts/{id}/move")]
pub async fn move_account(
    app: web::Data<App>,
    request: Request<Operator, MoveAccount>,
    id: PathId<kind::Account>,
) -> Answer {
    let by = request.actor.0.account.id;
    let request =
        request.checked(&app, |_, request| transfer::violations(&(&request.body).into())).await?;
    let done = request.run(&app, move |env, request| {
        let reason = admin::reason(&request.body.reason)?;
        transfer::move_account(env, &request.call, id.0, &(&request.body).into(), &reason)
    });
    Ok(done.await?.answer(StatusCode::OK, |view| AdminAccount::new(view, by)))
}
