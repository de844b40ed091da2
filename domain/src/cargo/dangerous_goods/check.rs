//! What is declared, held against the table of rules and against the record.

use super::rules::{Fault, GoodsRule, NEVER, NONE, RuleKind, remedy, rules};
use super::{Aircraft, Declaration, Item};
use crate::cargo::CargoRecord;
use crate::cargo::form::SPECIAL_HANDLING_MAX;
use crate::kernel::{FieldCode, Language, Rule, Violation};

/// A rule that is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static GoodsRule,
    /// In which way.
    pub fault: Fault,
    /// Where, in the body of a declaration.
    pub pointer: String,
    /// What was found; never what was typed freely.
    found: String,
    /// What was expected, unless it is what the rule says.
    expected: Option<String>,
}

impl Finding {
    fn new(rule: &'static GoodsRule, fault: Fault, pointer: impl Into<String>) -> Self {
        Self { rule, fault, pointer: pointer.into(), found: String::new(), expected: None }
    }

    fn found(self, found: &str) -> Self {
        Self { found: found.to_owned(), ..self }
    }

    fn expected(self, expected: String) -> Self {
        Self { expected: Some(expected), ..self }
    }

    /// What to do about it.
    pub fn remedy(&self, language: Language) -> String {
        let expected = self.expected.clone().unwrap_or_else(|| self.rule.expected.join(", "));
        let words = remedy(self.fault, language);
        words.replace("{expected}", &expected).replace("{found}", &self.found)
    }

    /// It as the refusal of a field.
    pub fn violation(&self, language: Language) -> Violation {
        Violation::new(self.pointer.as_str(), FieldCode::DangerousGoodsInconsistent)
            .rule(Rule::AccDg01)
            .with("key", &self.rule.key)
            .with("remedy", self.remedy(language))
    }
}

/// Whether a rule lets a value stand, or its absence.
fn allows(rule: &GoodsRule, value: Option<&str>) -> bool {
    rule.expected.iter().any(|expected| expected == value.unwrap_or(NONE))
}

/// The fault of a value that is not one of those expected, or that stands where none does.
fn value_fault(rule: &GoodsRule, value: Option<&str>, other: Fault, none: Fault) -> Option<Fault> {
    let has_none = rule.expected == [NONE];
    (!allows(rule, value)).then_some(if has_none { none } else { other })
}

/// Whether a packing instruction is the expected one: by how its number begins, by its number, or with
/// its section.
fn is_instruction(expected: &str, instruction: &str) -> bool {
    let number = instruction.split_once('-').map_or(instruction, |(number, _)| number);
    let digits = number.trim_start_matches('Y');
    instruction == expected
        || number == expected
        || (expected.len() == 1 && digits.starts_with(expected))
}

fn instruction_fault(rule: &GoodsRule, item: &Item) -> Option<Fault> {
    match item.packing_instruction.as_deref() {
        None => value_fault(rule, None, Fault::PackingInstruction, Fault::PackingInstructionNone),
        Some(given) if rule.expected.iter().any(|one| is_instruction(one, given)) => None,
        given => value_fault(rule, given, Fault::PackingInstruction, Fault::PackingInstructionNone),
    }
}

/// The fault of goods in small quantities, which go in some packing groups or never.
fn small_fault(rule: &GoodsRule, item: &Item, other: Fault, never: Fault) -> Option<Fault> {
    let forbidden = rule.expected == [NEVER];
    (!allows(rule, item.packing_group.as_deref())).then_some(if forbidden { never } else { other })
}

/// In which way an item breaks a rule about such goods, and in which field.
fn item_fault(
    rule: &GoodsRule,
    item: &Item,
    aircraft: Option<Aircraft>,
) -> Option<(Fault, &'static str)> {
    let is = |broken: bool, fault: Fault| broken.then_some(fault);
    let begins = |begin: &String| item.un_number.starts_with(begin.as_str());
    let limited = item.packing_instruction.as_deref().is_some_and(|one| one.starts_with('Y'));
    let (fault, field) = match rule.kind {
        RuleKind::UnNumber => (is(!rule.expected.iter().any(begins), Fault::UnNumber), "un_number"),
        RuleKind::HazardClass => {
            let fits = allows(rule, Some(item.hazard_class.as_str()));
            (is(!fits, Fault::HazardClass), "hazard_class")
        }
        RuleKind::CompatibilityGroup => {
            let (group, none) = (Fault::CompatibilityGroup, Fault::CompatibilityGroupNone);
            let given = item.compatibility_group.as_deref();
            (value_fault(rule, given, group, none), "compatibility_group")
        }
        RuleKind::PackingGroup => {
            let (group, none) = (Fault::PackingGroup, Fault::PackingGroupNone);
            (value_fault(rule, item.packing_group.as_deref(), group, none), "packing_group")
        }
        RuleKind::PackingInstruction => (instruction_fault(rule, item), "packing_instruction"),
        RuleKind::LimitedQuantity if limited => {
            let (some, never) = (Fault::LimitedQuantity, Fault::LimitedQuantityNever);
            (small_fault(rule, item, some, never), "packing_instruction")
        }
        RuleKind::ExceptedQuantity if item.excepted_quantity => {
            let (some, never) = (Fault::ExceptedQuantity, Fault::ExceptedQuantityNever);
            (small_fault(rule, item, some, never), "excepted_quantity")
        }
        RuleKind::Approval => (is(item.approval.is_none(), Fault::Approval), "approval"),
        RuleKind::Unit => (is(!allows(rule, Some(item.unit.as_str())), Fault::Unit), "unit"),
        RuleKind::Category => {
            let given = item.radioactive_category.map(|category| category.as_str());
            let fault = value_fault(rule, given, Fault::Category, Fault::CategoryNone);
            (fault, "radioactive_category")
        }
        RuleKind::TechnicalName => {
            let name = item.proper_shipping_name.to_lowercase();
            let missing = name.ends_with("n.o.s.") && item.technical_name.is_none();
            (is(missing, Fault::TechnicalName), "technical_name")
        }
        RuleKind::Aircraft => {
            let passenger = aircraft == Some(Aircraft::PassengerAndCargo);
            (is(passenger && item.approval.is_none(), Fault::Aircraft), "aircraft")
        }
        RuleKind::LimitedQuantity
        | RuleKind::ExceptedQuantity
        | RuleKind::SubsidiaryHazards
        | RuleKind::HandlingCode
        | RuleKind::AircraftCode
        | RuleKind::NetWeight => return None,
    };
    fault.map(|fault| (fault, field))
}

/// What is wrong with an item in itself, and with the aircraft that it may go on.
pub(super) fn item_findings(index: usize, item: &Item, aircraft: Option<Aircraft>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in rules().iter().filter(|rule| rule.goods.include(item)) {
        if rule.kind == RuleKind::SubsidiaryHazards {
            for (place, hazard) in item.subsidiary_hazards.iter().enumerate() {
                if allows(rule, Some(hazard.as_str())) {
                    let pointer = format!("/items/{index}/subsidiary_hazards/{place}");
                    let finding = Finding::new(rule, Fault::SubsidiaryHazard, pointer);
                    findings.push(finding.found(hazard.as_str()));
                }
            }
        }
        let Some((fault, field)) = item_fault(rule, item, aircraft) else { continue };
        // The aircraft is the whole declaration's.
        let pointer = match fault {
            Fault::Aircraft => format!("/{field}"),
            _ => format!("/items/{index}/{field}"),
        };
        findings.push(Finding::new(rule, fault, pointer).found(&item.un_number));
    }
    findings
}

/// What does not fit between the goods and the record's special handling codes.
fn code_findings(declaration: &Declaration, record: &CargoRecord) -> Vec<Finding> {
    let has = |code: &String| record.special_handling.contains(code);
    // A record holds no more codes than an air waybill, and one that is full takes none.
    let is_full = record.special_handling.len() >= SPECIAL_HANDLING_MAX;
    let mut findings = Vec::new();
    let of_codes = || rules().iter().filter(|rule| rule.kind == RuleKind::HandlingCode);
    for rule in of_codes() {
        let place = declaration.items.iter().position(|item| rule.goods.include(item));
        if let Some(index) = place.filter(|_| !is_full && !rule.expected.iter().all(has)) {
            let pointer = format!("/items/{index}/un_number");
            findings.push(Finding::new(rule, Fault::CodeMissing, pointer));
        }
    }
    for code in &record.special_handling {
        let declared =
            |rule: &&GoodsRule| declaration.items.iter().any(|item| rule.goods.include(item));
        let mut of_code = of_codes().filter(|rule| rule.expected.contains(code)).peekable();
        let Some(first) = of_code.peek().copied() else { continue };
        if !of_code.any(|rule| declared(&rule)) {
            findings.push(Finding::new(first, Fault::CodeWithoutGoods, "/items"));
        }
    }
    findings
}

/// What does not fit between the declaration as a whole and the record.
fn whole_findings(declaration: &Declaration, record: &CargoRecord) -> Vec<Finding> {
    let is_full = record.special_handling.len() >= SPECIAL_HANDLING_MAX;
    let net: i64 =
        declaration.items.iter().filter_map(Item::net_grams).fold(0, i64::saturating_add);
    let find = |rule: &'static GoodsRule| match rule.kind {
        RuleKind::AircraftCode => {
            let has = rule.expected.iter().all(|code| record.special_handling.contains(code));
            match (declaration.aircraft, has) {
                (Aircraft::CargoOnly, false) if !is_full => {
                    Some(Finding::new(rule, Fault::AircraftCodeMissing, "/aircraft"))
                }
                (Aircraft::PassengerAndCargo, true) => {
                    Some(Finding::new(rule, Fault::AircraftCodeContradicted, "/aircraft"))
                }
                _ => None,
            }
        }
        RuleKind::NetWeight => {
            let weight = record.weight_grams.filter(|weight| net > *weight)?;
            let kilograms = |grams: i64| (grams as f64 / 1000.0).to_string();
            let finding = Finding::new(rule, Fault::NetWeight, "/items");
            Some(finding.found(&kilograms(net)).expected(kilograms(weight)))
        }
        _ => None,
    };
    rules().iter().filter_map(find).collect()
}

/// Every rule that a declaration breaks, in itself and against its record as it is now. What several
/// items break in the same place is named once.
pub fn findings(declaration: &Declaration, record: &CargoRecord) -> Vec<Finding> {
    let aircraft = Some(declaration.aircraft);
    let of_items = declaration
        .items
        .iter()
        .enumerate()
        .flat_map(|(index, item)| item_findings(index, item, aircraft));
    let mut findings: Vec<Finding> = Vec::new();
    let all = of_items
        .chain(code_findings(declaration, record))
        .chain(whole_findings(declaration, record));
    for finding in all {
        let known =
            |one: &Finding| one.rule.key == finding.rule.key && one.pointer == finding.pointer;
        if !findings.iter().any(known) {
            findings.push(finding);
        }
    }
    findings
}
