//! Accounts on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tegata_domain::account::profile::{Capabilities, Field, ProfileForm, capabilities, editable};
use tegata_domain::identity::{Account, Company, Profile, may_rename};
use tegata_domain::kernel::EmailAddress;
use utoipa::ToSchema;
use validator::Validate;

use crate::problem::instant;

/// The token of a mailed link. The front end reads it from the fragment of the link's URL.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkToken {
    /// The token.
    #[schema(
        min_length = 1,
        max_length = 100,
        example = "tgreg_hX9cQ2mVq0sT1yq3kq5tqk6r7o8p9w0a1b2c3d4e5f6"
    )]
    #[validate(length(min = 1, max = 100))]
    pub token: String,
}

/// What the owner tells of themselves.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Profile)]
pub struct ProfileView {
    /// Family name.
    #[schema(example = "山田")]
    pub family_name: String,
    /// Given name.
    #[schema(example = "太郎")]
    pub given_name: String,
    /// Family name in katakana.
    #[schema(example = "ヤマダ")]
    pub family_name_kana: String,
    /// Given name in katakana.
    #[schema(example = "タロウ")]
    pub given_name_kana: String,
    /// Company name.
    #[schema(example = "山田航空貨物株式会社")]
    pub company_name: String,
    /// Department.
    #[schema(example = "輸出課")]
    pub department: Option<String>,
    /// Line of business: `freight_forwarder`, `customs_broker`, `trucking`, `warehouse`, `airline`,
    /// `manufacturer`, `trading`, `retail`, `agriculture_fishery`, `public_body`, `individual`,
    /// `other`.
    #[schema(example = "freight_forwarder")]
    pub industry: String,
    /// Telephone number in E.164 form.
    #[schema(example = "+81312345678")]
    pub phone: String,
    /// Postal code.
    #[schema(example = "144-0041")]
    pub postal_code: String,
    /// Postal address.
    #[schema(example = "東京都大田区羽田空港3-3-2")]
    pub address: String,
    /// Whether notification mails are wanted.
    pub notification_mail: bool,
    /// Whether the owner is qualified to file dangerous-goods declarations.
    pub dangerous_goods_qualified: bool,
    /// Language of mails: `ja` or `en`.
    #[schema(example = "ja")]
    pub language: String,
}

impl From<Profile> for ProfileView {
    fn from(profile: Profile) -> Self {
        let form = ProfileForm::from(&profile);
        Self {
            family_name: form.family_name,
            given_name: form.given_name,
            family_name_kana: form.family_name_kana,
            given_name_kana: form.given_name_kana,
            company_name: form.company_name,
            department: form.department,
            industry: form.industry,
            phone: form.phone,
            postal_code: form.postal_code,
            address: form.address,
            notification_mail: form.notification_mail,
            dangerous_goods_qualified: form.dangerous_goods_qualified,
            language: form.language,
        }
    }
}

/// What an account may do, so that a client knows before it asks (ACC-DG-02).
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Capabilities)]
pub struct CapabilitiesView {
    /// File dangerous-goods declarations.
    pub dangerous_goods_declaration: bool,
    /// Manage members, invitations, offices and terminal users of the own company (ORG-03).
    pub company_administration: bool,
    /// Use the operators' endpoints.
    pub administration: bool,
}

impl From<Capabilities> for CapabilitiesView {
    fn from(capabilities: Capabilities) -> Self {
        Self {
            dangerous_goods_declaration: capabilities.dangerous_goods_declaration,
            company_administration: capabilities.company_administration,
            administration: capabilities.administration,
        }
    }
}

/// Whether this account may edit a field.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Editability {
    /// Whether `PATCH /v1/me` changes it.
    pub editable: bool,
    /// Whether a change needs the current password, given in the last five minutes (ACC-PRO-07).
    pub needs_password_proof: bool,
    /// The rule that says no.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ACC-PRO-02")]
    pub rule: Option<String>,
}

/// An account as its owner sees it.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// Its id.
    #[schema(example = "acct_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// Its kind: `general`, `agency`, `deferred_payment`, `operator`.
    #[schema(example = "general")]
    pub kind: String,
    /// Login id; never changes.
    #[schema(example = "taro_cargo")]
    pub login_id: String,
    /// The verified e-mail address.
    #[schema(example = "taro@example.jp")]
    pub email: String,
    /// Its company's id.
    #[schema(example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub company_id: String,
    /// What it may do there: `administrator` or `member` (ORG-03).
    #[schema(example = "administrator")]
    pub company_role: String,
    /// The profile.
    pub profile: ProfileView,
    /// What it may do.
    pub capabilities: CapabilitiesView,
    /// Per field, whether this account may edit it (ACC-PRO-01, ACC-PRO-03).
    #[schema(example = json!({ "phone": { "editable": true, "needs_password_proof": true } }))]
    pub fields: BTreeMap<String, Editability>,
    /// The version of the accepted terms.
    #[schema(example = "2026-11")]
    pub terms_version: Option<String>,
    /// The version, as in the `ETag`.
    pub version: i64,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was changed last.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

impl Me {
    /// The account with its company.
    pub fn new(account: Account, company: &Company) -> Self {
        let naming = may_rename(company, account.company_role);
        let fields = Field::ALL.iter().copied().map(|field| {
            let allowed = editable(account.kind, naming, field);
            let editability = Editability {
                editable: allowed.is_ok(),
                needs_password_proof: field.needs_proof(),
                rule: allowed.err().map(|rule| rule.id().to_owned()),
            };
            (field.as_str().to_owned(), editability)
        });
        Self {
            id: account.id.to_string(),
            kind: account.kind.as_str().to_owned(),
            login_id: account.login_id.clone(),
            email: account.email.as_str().to_owned(),
            company_id: account.company.to_string(),
            company_role: account.company_role.as_str().to_owned(),
            capabilities: capabilities(&account).into(),
            fields: fields.collect(),
            terms_version: account.terms.map(|(version, _)| version),
            version: account.version,
            created_at: instant(account.created_at),
            updated_at: instant(account.updated_at),
            profile: account.profile.into(),
        }
    }
}

/// An address as somebody who only holds a link may see it.
pub fn masked(email: Option<&EmailAddress>) -> String {
    email.map(EmailAddress::masked).unwrap_or_default()
}
