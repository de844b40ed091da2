//! `GET /v1/dangerous-goods-rules`: what declarations are checked against.

use actix_web::get;
use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use tegata_domain::cargo::dangerous_goods::{Fault, GoodsRule, notice, remedy, rules};
use tegata_domain::kernel::Language;
use utoipa::ToSchema;

use crate::http::{Answer, json};

/// A rule of dangerous-goods declarations.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct DangerousGoodsRule {
    /// Its own key, which refusals give.
    #[schema(example = "packing-group.3")]
    pub key: String,
    /// What it looks at.
    #[schema(example = "packing_group")]
    pub kind: String,
    /// Which goods it is about; empty for all.
    #[schema(example = "class 3, but UN3473")]
    pub goods: String,
    /// What stands; `none` is left out, `never` is in no packing group. Of subsidiary hazards, what does
    /// not stand beside the class.
    #[schema(example = json!(["I", "II", "III"]))]
    pub expected: Vec<String>,
    /// What is to be said about it.
    #[schema(example = "")]
    pub remark: String,
}

impl From<&GoodsRule> for DangerousGoodsRule {
    fn from(rule: &GoodsRule) -> Self {
        Self {
            key: rule.key.clone(),
            kind: rule.kind.as_str().to_owned(),
            goods: rule.goods.to_string(),
            expected: rule.expected.clone(),
            remark: rule.remark.clone(),
        }
    }
}

/// The same in both languages.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct InBothLanguages {
    /// In Japanese.
    #[schema(example = "この物品に容器等級はありません。記入を取り消してください。")]
    pub ja: String,
    /// In English.
    #[schema(example = "These goods have no packing group. Leave it out.")]
    pub en: String,
}

impl InBothLanguages {
    fn new(words: impl Fn(Language) -> &'static str) -> Self {
        Self { ja: words(Language::Ja).to_owned(), en: words(Language::En).to_owned() }
    }
}

/// What to do where a rule is broken.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct DangerousGoodsRemedy {
    /// In which way it is broken.
    #[schema(example = "packing_group_none")]
    pub fault: String,
    /// What to do; `{expected}` and `{found}` stand for what a refusal names.
    pub remedy: InBothLanguages,
}

/// The rules of dangerous-goods declarations.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct DangerousGoodsRules {
    /// That they replace nothing that the regulations ask for.
    pub notice: InBothLanguages,
    /// The rules.
    pub items: Vec<DangerousGoodsRule>,
    /// What to do where one is broken.
    pub remedies: Vec<DangerousGoodsRemedy>,
}

/// List the rules of dangerous-goods declarations.
///
/// The whole table that a declaration is checked against, so that a client can check before it asks. It is
/// a help, and no copy of the regulations in force.
#[utoipa::path(
    tag = "reference", operation_id = "list_dangerous_goods_rules", security(()),
    responses((status = 200, description = "The rules.", body = DangerousGoodsRules)),
)]
#[get("/v1/dangerous-goods-rules")]
pub async fn list_dangerous_goods_rules() -> Answer {
    let remedy = |fault: &Fault| DangerousGoodsRemedy {
        fault: fault.as_str().to_owned(),
        remedy: InBothLanguages::new(|language| remedy(*fault, language)),
    };
    let rules = DangerousGoodsRules {
        notice: InBothLanguages::new(notice),
        items: rules().iter().map(Into::into).collect(),
        remedies: Fault::ALL.iter().map(remedy).collect(),
    };
    Ok(json(StatusCode::OK, &rules))
}
