//! `tegata openapi`: the document that is served, and the references made of the code. Needs no
//! settings.

use clap::Args;

use super::say;
use crate::openapi;
use crate::server::StartError;

/// What to print.
#[derive(Debug, Args)]
pub struct Openapi {
    /// As JSON instead of YAML.
    #[arg(long)]
    json: bool,
    /// The catalogue of problems (docs/reference/problems.md) instead.
    #[arg(long, conflicts_with_all = ["json", "rules", "dangerous_goods", "glossary"])]
    problems: bool,
    /// The register of business rules (docs/reference/rules.md) instead.
    #[arg(long, conflicts_with_all = ["json", "dangerous_goods", "glossary"])]
    rules: bool,
    /// The table of dangerous-goods rules (docs/reference/dangerous-goods.md) instead.
    #[arg(long, conflicts_with_all = ["json", "glossary"])]
    dangerous_goods: bool,
    /// The words of the product in Japanese and English (docs/reference/glossary.md) instead.
    #[arg(long, conflicts_with = "json")]
    glossary: bool,
}

/// Prints it.
pub fn openapi(what: &Openapi) -> Result<(), StartError> {
    let text = if what.problems {
        openapi::problems_reference()
    } else if what.rules {
        openapi::rules_reference()
    } else if what.dangerous_goods {
        openapi::dangerous_goods_reference()
    } else if what.glossary {
        openapi::glossary_reference()
    } else {
        let served = openapi::Served::default();
        let document = if what.json { served.json } else { served.yaml };
        String::from_utf8_lossy(&document.plain()?).into_owned()
    };
    say(text.trim_end());
    Ok(())
}
