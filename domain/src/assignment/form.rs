//! What is typed to assign records (ASG-SND-01), and what is wrong with it without a look at them.

use uuid::Uuid;

use crate::env::Env;
use crate::kernel::{EmailAddress, FieldCode, Id, Language, RecordKind, Rule, Violation, kind};

/// What is to be assigned, as it was typed.
#[derive(Debug)]
pub struct TypedSending {
    /// What is assigned.
    pub kind: String,
    /// The ids of the records.
    pub records: Vec<String>,
    /// The address.
    pub email: String,
    /// The id of the only company that may accept.
    pub company: Option<String>,
    /// The language of the mail; that of the call when none is named.
    pub language: Option<String>,
}

/// The same, read.
pub(super) struct Sending {
    pub(super) kind: RecordKind,
    /// The records as they were named, each with its number if it is an id of this kind.
    pub(super) records: Vec<(String, Option<Uuid>)>,
    pub(super) email: EmailAddress,
    pub(super) company: Option<Id<kind::Company>>,
    pub(super) language: Language,
}

/// Everything that is wrong with it as far as it shows without the database.
pub fn violations(env: &Env, typed: &TypedSending) -> Vec<Violation> {
    read(env, typed, Language::default()).err().unwrap_or_default()
}

/// Reads it.
pub(super) fn read(
    env: &Env,
    typed: &TypedSending,
    default: Language,
) -> Result<Sending, Vec<Violation>> {
    let mut violations = Vec::new();
    let kind = RecordKind::named(&typed.kind);
    if kind.is_none() {
        let violation = Violation::new("/kind", FieldCode::NotAllowed).rule(Rule::AsgSnd01);
        violations.push(violation.with("allowed", "cargo, pickup"));
    }
    violations.extend(wrong_list(&typed.records, env.settings.assignment.batch));
    let email = EmailAddress::parse(&typed.email);
    if email.is_none() {
        let violation = Violation::new("/email", FieldCode::EmailInvalid);
        violations.push(violation.rule(Rule::AsgSnd01));
    }
    let company = typed.company.as_ref().map(|typed| typed.parse());
    if matches!(company, Some(Err(_))) {
        violations.push(unknown_company());
    }
    let language = typed.language.as_deref().map_or(Some(default), Language::from_tag);
    if language.is_none() {
        violations.push(Violation::new("/language", FieldCode::NotAllowed));
    }
    match (kind, email, company.transpose(), language) {
        (Some(kind), Some(email), Ok(company), Some(language)) if violations.is_empty() => {
            let records = typed.records.iter().map(|text| (text.clone(), kind.record(text)));
            Ok(Sending { kind, records: records.collect(), email, company, language })
        }
        _ => Err(violations),
    }
}

/// What is wrong with a list of records, whichever they are.
fn wrong_list(records: &[String], max: usize) -> Vec<Violation> {
    let list = |code| Violation::new("/record_ids", code).rule(Rule::AsgSnd01);
    if records.is_empty() {
        return vec![list(FieldCode::Required)];
    }
    if records.len() > max {
        return vec![list(FieldCode::TooLong).with("max", max)];
    }
    let mut seen = std::collections::HashSet::new();
    let repeated = records.iter().enumerate().filter(|(_, text)| !seen.insert(text.as_str()));
    repeated.map(|(index, _)| at(index, FieldCode::Duplicate, Rule::AsgSnd01)).collect()
}

pub(super) fn at(index: usize, code: FieldCode, rule: Rule) -> Violation {
    Violation::new(format!("/record_ids/{index}"), code).rule(rule)
}

pub(super) fn unknown_company() -> Violation {
    Violation::new("/company_id", FieldCode::NotAllowed).rule(Rule::AsgSnd03)
}
