//! `/v1/companies/current`: the own company.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, patch, web};
use serde::Deserialize;
use tegata_domain::identity::{Company, CompanyRole, may_rename};
use tegata_domain::kernel::{Code, Refusal};
use tegata_domain::organization::company;
use tegata_domain::organization::company::read_name;
use utoipa::ToSchema;
use validator::Validate;

use super::company_view::CompanyView;
use crate::http::{
    Answer, App, CompanyAdministrator, Person, Request, WithEtag as _, if_match, json, not_modified,
};
use crate::v1::action::ActionView;

const PATH: &str = "/v1/companies/current";

/// The company as a person with this role sees it.
fn view(company: Company, role: CompanyRole) -> CompanyView {
    let naming = may_rename(&company, role).map_err(|rule| match role {
        CompanyRole::Member => Refusal::by(rule, Code::NotCompanyAdministrator),
        CompanyRole::Administrator => Refusal::by(rule, Code::InvalidFields),
    });
    let action = ActionView::new("change", naming, "PATCH", PATH.to_owned());
    CompanyView::new(company, vec![action])
}

/// Read the own company.
///
/// Every person of the company may.
#[utoipa::path(
    tag = "organization", operation_id = "read_current_company", security(("bearer" = [])),
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` that the client holds.")),
    responses(
        (status = 200, description = "The company.", body = CompanyView, headers(("ETag" = String, description = "The version."))),
        (status = 304, description = "The client holds this version."),
    ),
)]
#[get("/v1/companies/current")]
pub async fn read_current_company(http: HttpRequest, request: Request<Person>) -> Answer {
    let who = request.actor.0;
    let version = who.company.version;
    if not_modified(&http, version) {
        return Ok(HttpResponse::NotModified().finish().etag(version));
    }
    Ok(json(StatusCode::OK, &view(who.company, who.account.company_role)).etag(version))
}

/// A change of the own company.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCompany {
    /// Its name, as long as nobody verified it (ORG-01).
    #[schema(min_length = 1, max_length = 100, example = "山田航空貨物株式会社")]
    #[validate(length(min = 1, max = 100))]
    pub name: String,
}

/// Change the own company.
///
/// Its administrators choose its name as long as no operator verified it; business roles and corporate
/// number are set by operators (ORG-01).
#[utoipa::path(
    tag = "organization", operation_id = "change_current_company", security(("bearer" = [])),
    params(("If-Match" = String, Header, description = "The `ETag` of the version that is changed.", example = "\"1\"")),
    request_body = ChangeCompany,
    responses((status = 200, description = "Changed.", body = CompanyView, headers(("ETag" = String, description = "The version.")))),
    extensions(("x-refusals" = json!(["version_stale", "version_required"])))
)]
#[patch("/v1/companies/current")]
pub async fn change_current_company(
    app: web::Data<App>,
    http: HttpRequest,
    request: Request<CompanyAdministrator, ChangeCompany>,
) -> Answer {
    let version = if_match(&http)?;
    let role = request.actor.0.account.company_role;
    let request = request
        .checked(&app, |_, request| read_name(&request.body.name).err().into_iter().collect())
        .await?;
    let done = request.run(&app, move |env, request| {
        company::rename(env, &request.call, &request.actor.0, version, &request.body.name)
    });
    let done = done.await?;
    let version = done.value.version;
    Ok(done.answer(StatusCode::OK, |company| view(company, role)).etag(version))
}
