//! `GET /v1/password-policies`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get};
use serde::{Deserialize, Serialize};
use tegata_domain::identity::AccountKind;
use tegata_domain::kernel::{Code, Language};
use tegata_domain::password::{PasswordPolicy, STANDARD, TERMINAL, policy_of, sentences};
use utoipa::ToSchema;

use crate::http::{Answer, json};

/// A place where a policy stays below a standard, and what makes up for it.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct PolicyDeviation {
    /// The clause of the standard.
    #[schema(example = "OWASP ASVS 5.0, 6.2.1")]
    pub clause: String,
    /// What it asks.
    #[schema(example = "At least 8 characters.")]
    pub asks: String,
    /// What holds instead.
    #[schema(example = "6 to 8 characters.")]
    pub instead: String,
    /// What makes up for it.
    #[schema(example = "Strict lock, slow rate, no self recovery.")]
    pub compensation: String,
}

/// A password policy, for machines and people (PWD-05).
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = PasswordPolicy)]
pub struct PasswordPolicyView {
    /// Its name: `standard`, `terminal`.
    #[schema(example = "standard")]
    pub name: String,
    /// Its version.
    pub version: u32,
    /// The account kinds that it holds for.
    #[schema(example = json!(["general", "agency", "deferred_payment", "operator"]))]
    pub account_kinds: Vec<String>,
    /// Characters at least.
    #[schema(example = 12)]
    pub min_length: usize,
    /// Characters at most.
    #[schema(example = 128)]
    pub max_length: usize,
    /// The characters allowed: `any`, `upper_and_digits`.
    #[schema(example = "any")]
    pub alphabet: String,
    /// Whether a letter and a digit are needed.
    pub needs_letter_and_digit: bool,
    /// How many passwords, the present one included, may not come again.
    pub previous_refused: u32,
    /// Whether common and breached passwords are refused.
    pub refuses_common: bool,
    /// Whether login id, e-mail name and company name are refused in it.
    pub refuses_personal: bool,
    /// The same in sentences, in the wanted language.
    #[schema(example = json!(["12文字以上128文字以下で設定してください。"]))]
    pub sentences: Vec<String>,
    /// Where it stays below OWASP ASVS 5.0 or NIST SP 800-63B-4.
    pub deviations: Vec<PolicyDeviation>,
}

impl PasswordPolicyView {
    fn new(policy: &PasswordPolicy, kinds: Vec<String>, language: Language) -> Self {
        let deviation = |deviation: &tegata_domain::password::Deviation| PolicyDeviation {
            clause: deviation.clause.to_owned(),
            asks: deviation.asks.to_owned(),
            instead: deviation.instead.to_owned(),
            compensation: deviation.compensation.to_owned(),
        };
        Self {
            name: policy.name.as_str().to_owned(),
            version: policy.version,
            account_kinds: kinds,
            min_length: policy.min,
            max_length: policy.max,
            alphabet: policy.alphabet.as_str().to_owned(),
            needs_letter_and_digit: policy.needs_letter_and_digit,
            previous_refused: policy.generations,
            refuses_common: policy.refuses_common,
            refuses_personal: policy.refuses_personal,
            sentences: sentences(policy, language),
            deviations: policy.deviations.iter().map(deviation).collect(),
        }
    }
}

/// The policies.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct PasswordPolicies {
    /// One for each name.
    pub items: Vec<PasswordPolicyView>,
}

/// List the password policies.
///
/// So that a client shows the rules before somebody types (PWD-05).
#[utoipa::path(
    tag = "reference", operation_id = "list_password_policies", security(()),
    responses((status = 200, description = "The policies.", body = PasswordPolicies)),
)]
#[get("/v1/password-policies")]
pub async fn list_password_policies(http: HttpRequest) -> Answer {
    let facts = crate::http::frame::Facts::of(&http).ok_or(Code::Internal)?;
    let kinds_of = |policy: &PasswordPolicy| {
        let kinds = AccountKind::ALL.iter().filter(|kind| policy_of(**kind).name == policy.name);
        kinds.map(|kind| kind.as_str().to_owned()).collect()
    };
    let policies = [&STANDARD, &TERMINAL];
    let view =
        |policy: &PasswordPolicy| PasswordPolicyView::new(policy, kinds_of(policy), facts.language);
    let items = policies.into_iter().map(view).collect();
    Ok(json(StatusCode::OK, &PasswordPolicies { items }))
}
