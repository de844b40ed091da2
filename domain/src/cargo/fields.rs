//! What forms of records and pickup requests have in common: fields that are read alike, alerts,
//! warnings and hints.

use serde::{Deserialize, Serialize};

use super::code::{CodeList, is_code};
use super::{AlertReason, AwbNumber, Warning};
use crate::access::SignedIn;
use crate::env::Tx;
use crate::identity::BusinessRole;
use crate::kernel::field::line;
use crate::kernel::{
    Code, Failure, FieldCode, Id, Refusal, Rule, StoreError, Violation, kind, text,
};

/// Characters of a name of a warehouse, shed or company at most.
pub(super) const NAME_MAX: usize = 100;
/// Numbers that a hint names at most.
const SIMILAR: usize = 5;

/// What was written, with what is odd about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted<R> {
    /// What was written.
    pub record: R,
    /// What is odd about it.
    pub warnings: Vec<Warning>,
}

/// Reads the fields of a form; every violation is named at once.
#[derive(Debug)]
pub(super) struct Fields {
    /// The rule behind the form.
    rule: Rule,
    /// What is wrong with it.
    pub violations: Vec<Violation>,
}

impl Fields {
    pub(super) const fn new(rule: Rule) -> Self {
        Self { rule, violations: Vec::new() }
    }

    /// What was read, or nothing and a violation more.
    pub(super) fn note<T>(&mut self, read: Result<T, Violation>) -> Option<T> {
        read.map_err(|violation| {
            let rule = violation.rule.unwrap_or(self.rule);
            self.violations.push(violation.rule(rule));
        })
        .ok()
    }

    /// Refuses a field.
    pub(super) fn refuse(&mut self, violation: Violation) {
        self.violations.push(violation.rule(self.rule));
    }

    /// A field that must be there.
    pub(super) fn required<'a>(
        &mut self,
        typed: Option<&'a str>,
        pointer: &str,
    ) -> Option<&'a str> {
        let typed = typed.filter(|typed| !typed.trim().is_empty());
        if typed.is_none() {
            self.refuse(Violation::new(pointer, FieldCode::Required));
        }
        typed
    }

    /// A name; an empty one is none.
    pub(super) fn name(&mut self, typed: Option<&str>, pointer: &str) -> Option<String> {
        let typed = typed.filter(|typed| !typed.trim().is_empty())?;
        self.note(line(typed, NAME_MAX, pointer))
    }

    /// A code of a list, in capitals; an empty one is none.
    pub(super) fn code(
        &mut self,
        list: CodeList,
        typed: Option<&str>,
        pointer: &str,
    ) -> Option<String> {
        let code = text::capitals(typed?);
        if code.is_empty() {
            return None;
        }
        if is_code(list, &code) {
            return Some(code);
        }
        self.refuse(Violation::new(pointer, FieldCode::CodeUnknown).with("list", list.as_str()));
        None
    }

    /// One name of a closed list.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        typed: &str,
        pointer: &str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let found = all.iter().copied().find(|value| name(*value) == typed);
        if found.is_none() {
            let allowed: Vec<&str> = all.iter().map(|value| name(*value)).collect();
            let refused = Violation::new(pointer, FieldCode::NotAllowed);
            self.refuse(refused.with("allowed", allowed.join(", ")));
        }
        found
    }

    /// Whether a list is no longer than this. One that is longer is refused as a whole: named one by one,
    /// what it holds would make an answer that outgrows its question.
    pub(super) fn fits<T>(&mut self, typed: &[T], max: usize, pointer: &str) -> bool {
        if typed.len() > max {
            self.refuse(Violation::new(pointer, FieldCode::TooLong).with("max", max));
        }
        typed.len() <= max
    }

    /// The alerts that an owner raises, each once.
    pub(super) fn alerts(&mut self, typed: &[String]) -> Vec<AlertReason> {
        if !self.fits(typed, RAISED_BY_OWNER.len(), "/alerts") {
            return Vec::new();
        }
        let read = |(index, typed): (usize, &String)| {
            let pointer = format!("/alerts/{index}");
            self.one_of(typed, &pointer, RAISED_BY_OWNER, AlertReason::as_str)
        };
        let raised: Vec<AlertReason> = typed.iter().enumerate().filter_map(read).collect();
        in_order(|reason| raised.contains(&reason))
    }

    /// What was read, if nothing was wrong.
    pub(super) fn finish<T>(self, read: Option<T>) -> Result<T, Vec<Violation>> {
        match read {
            Some(read) if self.violations.is_empty() => Ok(read),
            _ => Err(self.violations),
        }
    }
}

/// Alerts that an owner raises and clears; the others follow from a status.
pub(super) const RAISED_BY_OWNER: &[AlertReason] = &[
    AlertReason::CustomsHold,
    AlertReason::Damage,
    AlertReason::DocumentsMissing,
    AlertReason::Temperature,
];

/// The alerts for which this holds, in the order of the list.
pub(super) fn in_order(holds: impl Fn(AlertReason) -> bool) -> Vec<AlertReason> {
    AlertReason::ALL.iter().copied().filter(|reason| holds(*reason)).collect()
}

/// Whether a company has one of the business roles that register something (CGO-REC-01, CGO-REC-02).
pub(super) fn has_role(who: &SignedIn, rule: Rule, roles: &[BusinessRole]) -> Result<(), Refusal> {
    if who.company.business_roles.iter().any(|role| roles.contains(role)) {
        return Ok(());
    }
    let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    Err(Refusal::by(rule, Code::BusinessRoleRequired).with("roles", names.join(", ")))
}

/// What is odd about these numbers.
pub(super) fn warnings(tx: &mut dyn Tx, awbs: &[AwbNumber]) -> Result<Vec<Warning>, StoreError> {
    let mut prefixes: Vec<String> = awbs.iter().map(|awb| awb.prefix()).collect();
    prefixes.sort_unstable();
    prefixes.dedup();
    let known = tx.known_prefixes(&prefixes)?.len();
    Ok(if known < prefixes.len() { vec![Warning::AirlinePrefixUnknown] } else { Vec::new() })
}

/// The violations of a form, with hints. A wrong check digit is hinted at with numbers of the company's
/// own records that read alike (CGO-AWB-02): another company's never show.
pub(super) fn hinted<'a>(
    tx: &mut dyn Tx,
    company: Id<kind::Company>,
    mut violations: Vec<Violation>,
    typed: impl Fn(&str) -> Option<&'a str>,
) -> Result<Vec<Violation>, StoreError> {
    for violation in &mut violations {
        if violation.code != FieldCode::AwbCheckDigit {
            continue;
        }
        let near = typed(&violation.pointer).map(AwbNumber::near).unwrap_or_default();
        let own = tx.own_awbs(company, &near)?;
        if !own.is_empty() {
            let shown: Vec<String> = own.iter().take(SIMILAR).map(ToString::to_string).collect();
            violation.params.insert("similar", shown.join(", "));
        }
    }
    Ok(violations)
}

/// The refusal of a form, with hints.
pub(super) fn refusal<'a>(
    tx: &mut dyn Tx,
    company: Id<kind::Company>,
    violations: Vec<Violation>,
    typed: impl Fn(&str) -> Option<&'a str>,
) -> Failure {
    match hinted(tx, company, violations, typed) {
        Ok(violations) => Refusal::fields(violations).into(),
        Err(error) => error.into(),
    }
}

/// The refusal of a change by a company that only sees the record (CGO-VIS-01).
pub(super) fn not_owner() -> Refusal {
    Refusal::by(Rule::CgoVis01, Code::NotRecordOwner)
}

/// The refusal of a change of another version than the present one (ACC-PRO-06).
pub(super) fn stale() -> Refusal {
    Refusal::by(Rule::AccPro06, Code::VersionStale)
}
