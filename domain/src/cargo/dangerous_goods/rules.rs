//! The table of rules, with its remedies (`data/README.md` says where it comes from). Read once, when
//! first asked for.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{HazardClass, Item, RadioactiveCategory};
use crate::kernel::{Language, names};

const RULES: &str = include_str!("../../../data/dangerous_goods_rules.csv");
const REMEDIES: &str = include_str!("../../../data/dangerous_goods_remedies.csv");
/// What stands in the table for something that is left out.
pub(super) const NONE: &str = "none";
/// What stands in the table for goods that never go so.
pub(super) const NEVER: &str = "never";

names! {
    /// What a rule looks at.
    RuleKind {
        /// How UN numbers of a class begin.
        UnNumber = "un_number",
        /// The class of goods with a number.
        HazardClass = "hazard_class",
        /// Compatibility groups.
        CompatibilityGroup = "compatibility_group",
        /// Subsidiary hazards that do not stand beside a class.
        SubsidiaryHazards = "subsidiary_hazards",
        /// Packing groups.
        PackingGroup = "packing_group",
        /// Packing instructions.
        PackingInstruction = "packing_instruction",
        /// Packing groups that go as a limited quantity.
        LimitedQuantity = "limited_quantity",
        /// Packing groups that go as an excepted quantity.
        ExceptedQuantity = "excepted_quantity",
        /// Goods that go on cargo aircraft alone.
        Aircraft = "aircraft",
        /// Goods that need an approval or exemption.
        Approval = "approval",
        /// Units of quantities.
        Unit = "unit",
        /// Categories of packages of radioactive material.
        Category = "category",
        /// Names that need a technical name.
        TechnicalName = "technical_name",
        /// The special handling code that goes with goods, and with nothing else.
        HandlingCode = "handling_code",
        /// The special handling code that goes with an aircraft limitation.
        AircraftCode = "aircraft_code",
        /// The weight of the record.
        NetWeight = "net_weight",
    }
}

names! {
    /// In which way a rule is broken.
    Fault {
        /// A number that its class does not have.
        UnNumber = "un_number",
        /// Another class than its number has.
        HazardClass = "hazard_class",
        /// No compatibility group of the division.
        CompatibilityGroup = "compatibility_group",
        /// A compatibility group of no explosive.
        CompatibilityGroupNone = "compatibility_group_none",
        /// A subsidiary hazard that does not stand beside the class.
        SubsidiaryHazard = "subsidiary_hazard",
        /// No packing group of the goods.
        PackingGroup = "packing_group",
        /// A packing group of goods that have none.
        PackingGroupNone = "packing_group_none",
        /// No packing instruction of the goods.
        PackingInstruction = "packing_instruction",
        /// A packing instruction of goods that have none.
        PackingInstructionNone = "packing_instruction_none",
        /// A packing group that goes as no limited quantity.
        LimitedQuantity = "limited_quantity",
        /// Goods that never go as a limited quantity.
        LimitedQuantityNever = "limited_quantity_never",
        /// A packing group that goes as no excepted quantity.
        ExceptedQuantity = "excepted_quantity",
        /// Goods that never go as an excepted quantity.
        ExceptedQuantityNever = "excepted_quantity_never",
        /// On passenger aircraft.
        Aircraft = "aircraft",
        /// Without an approval.
        Approval = "approval",
        /// Another unit.
        Unit = "unit",
        /// No category.
        Category = "category",
        /// A category of goods that have none.
        CategoryNone = "category_none",
        /// No technical name.
        TechnicalName = "technical_name",
        /// The record does not have the code.
        CodeMissing = "code_missing",
        /// The record has the code, and no such goods are declared.
        CodeWithoutGoods = "code_without_goods",
        /// The record does not have the code of the aircraft limitation.
        AircraftCodeMissing = "aircraft_code_missing",
        /// The record has the code of another aircraft limitation.
        AircraftCodeContradicted = "aircraft_code_contradicted",
        /// More than the record weighs.
        NetWeight = "net_weight",
    }
}

/// A range of UN numbers, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Numbers {
    from: String,
    until: String,
}

impl Numbers {
    fn parse(text: &str) -> Self {
        let (from, until) = text.split_once('-').unwrap_or((text, text));
        Self { from: from.to_owned(), until: until.to_owned() }
    }

    /// Numbers are of equal length, so they compare as they are written.
    fn include(&self, number: &str) -> bool {
        (self.from.as_str()..=self.until.as_str()).contains(&number)
    }
}

/// Which goods a rule is about: those for which all that is named holds; any, if nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Goods {
    classes: Vec<HazardClass>,
    groups: Vec<String>,
    numbers: Vec<Numbers>,
    except: Vec<Numbers>,
    instructions: Vec<String>,
    categories: Vec<RadioactiveCategory>,
    excepted: Option<bool>,
}

/// Whether one of these is the value, or nothing is asked for.
fn among<T: PartialEq>(asked: &[T], value: Option<&T>) -> bool {
    asked.is_empty() || value.is_some_and(|value| asked.contains(value))
}

impl Goods {
    /// Whether an item is among them.
    pub(super) fn include(&self, item: &Item) -> bool {
        let number = |range: &Numbers| range.include(&item.un_number);
        among(&self.classes, Some(&item.hazard_class))
            && among(&self.groups, item.compatibility_group.as_ref())
            && (self.numbers.is_empty() || self.numbers.iter().any(number))
            && !self.except.iter().any(number)
            && among(&self.instructions, item.packing_instruction.as_ref())
            && among(&self.categories, item.radioactive_category.as_ref())
            && self.excepted.is_none_or(|excepted| excepted == item.excepted_quantity)
    }
}

impl fmt::Display for Goods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = |ranges: &[Numbers]| -> Vec<String> {
            let one = |range: &Numbers| match &range.until {
                until if *until == range.from => until.clone(),
                until => format!("{}-{until}", range.from),
            };
            ranges.iter().map(one).collect()
        };
        let classes: Vec<&str> = self.classes.iter().map(|class| class.as_str()).collect();
        let categories: Vec<&str> = self.categories.iter().map(|one| one.as_str()).collect();
        let excepted = match self.excepted {
            None => String::new(),
            Some(true) => "as an excepted quantity".to_owned(),
            Some(false) => "not as an excepted quantity".to_owned(),
        };
        let parts = [
            ("class ", classes.join(" ")),
            ("group ", self.groups.join(" ")),
            ("", numbers(&self.numbers).join(" ")),
            ("but ", numbers(&self.except).join(" ")),
            ("packed by ", self.instructions.join(" ")),
            ("category ", categories.join(" ")),
            ("", excepted),
        ];
        let said = parts.iter().filter(|(_, value)| !value.is_empty());
        let said: Vec<String> = said.map(|(name, value)| format!("{name}{value}")).collect();
        f.write_str(&said.join(", "))
    }
}

/// A rule of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsRule {
    /// Its own key, such as `packing-group.3`.
    pub key: String,
    /// What it looks at.
    pub kind: RuleKind,
    /// Which goods it is about.
    pub goods: Goods,
    /// What it expects of them.
    pub expected: Vec<String>,
    /// What is to be said about it.
    pub remark: String,
}

#[derive(Deserialize)]
struct RuleRow {
    key: String,
    kind: RuleKind,
    classes: String,
    groups: String,
    un_numbers: String,
    except: String,
    instructions: String,
    categories: String,
    excepted: String,
    expected: String,
    remark: String,
}

#[derive(Deserialize)]
struct RemedyRow {
    fault: Fault,
    ja: String,
    en: String,
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn numbers(text: &str) -> Vec<Numbers> {
    text.split_whitespace().map(Numbers::parse).collect()
}

impl From<RuleRow> for GoodsRule {
    fn from(row: RuleRow) -> Self {
        let goods = Goods {
            classes: row.classes.split_whitespace().filter_map(HazardClass::named).collect(),
            groups: words(&row.groups),
            numbers: numbers(&row.un_numbers),
            except: numbers(&row.except),
            instructions: words(&row.instructions),
            categories: row
                .categories
                .split_whitespace()
                .filter_map(RadioactiveCategory::named)
                .collect(),
            excepted: (!row.excepted.is_empty()).then(|| row.excepted == "yes"),
        };
        let expected = words(&row.expected);
        Self { key: row.key, kind: row.kind, goods, expected, remark: row.remark }
    }
}

fn rows<T: DeserializeOwned>(file: &'static str) -> impl Iterator<Item = T> {
    csv::Reader::from_reader(file.as_bytes()).into_deserialize().filter_map(Result::ok)
}

static TABLE: LazyLock<Vec<GoodsRule>> =
    LazyLock::new(|| rows::<RuleRow>(RULES).map(GoodsRule::from).collect());
static REMEDY: LazyLock<Vec<RemedyRow>> = LazyLock::new(|| rows(REMEDIES).collect());

/// Every rule, in the order of the table.
pub fn rules() -> &'static [GoodsRule] {
    &TABLE
}

/// What to do about a fault: a template of `{expected}` and `{found}`.
pub fn remedy(fault: Fault, language: Language) -> &'static str {
    let row = REMEDY.iter().find(|row| row.fault == fault);
    row.map_or("", |row| language.pick(row.ja.as_str(), row.en.as_str()))
}

/// What every declaration says of itself.
pub const fn notice(language: Language) -> &'static str {
    match language {
        Language::Ja => {
            "この申告は、最新のIATA危険物規則書（DGR）および航空法令に基づく危険物申告書に代わるものでは\
             ありません。ここでの確認は入力の手助けにすぎず、輸送の可否は必ず最新の規則で確認してください。"
        }
        Language::En => {
            "This declaration does not replace the shipper's declaration under the IATA Dangerous \
             Goods Regulations and the civil aeronautics law in force. What is checked here helps \
             with typing and no more: consult the current regulations before anything is carried."
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_of_the_files_is_read_as_it_stands() {
        assert_eq!(rules().len(), RULES.lines().count() - 1);
        let keys: BTreeSet<&str> = rules().iter().map(|rule| rule.key.as_str()).collect();
        assert_eq!(keys.len(), rules().len(), "a key stands twice");
        for (rule, row) in rules().iter().zip(rows::<RuleRow>(RULES)) {
            let Goods { classes, categories, .. } = &rule.goods;
            assert_eq!(classes.len(), words(&row.classes).len(), "{}", rule.key);
            assert_eq!(categories.len(), words(&row.categories).len(), "{}", rule.key);
            assert!(!rule.expected.is_empty(), "{}", rule.key);
            assert!(["", "yes", "no"].contains(&row.excepted.as_str()), "{}", rule.key);
            let ranges = rule.goods.numbers.iter().chain(&rule.goods.except);
            for Numbers { from, until } in ranges {
                assert!(from.len() == 6 && until.len() == 6 && from <= until, "{}", rule.key);
            }
        }
        let kinds: BTreeSet<&str> = rules().iter().map(|rule| rule.kind.as_str()).collect();
        assert_eq!(kinds.len(), RuleKind::ALL.len(), "a kind without a rule");
    }

    #[test]
    fn every_fault_has_a_remedy_in_both_languages() {
        assert_eq!(REMEDY.len(), REMEDIES.lines().count() - 1);
        assert_eq!(REMEDY.len(), Fault::ALL.len());
        for fault in Fault::ALL {
            let (ja, en) = (remedy(*fault, Language::Ja), remedy(*fault, Language::En));
            assert!(!ja.is_ascii() && ja.ends_with('。') && !ja.contains(' '), "{fault:?}: {ja}");
            assert!(en.is_ascii() && en.ends_with('.'), "{fault:?}: {en}");
            for value in ["{expected}", "{found}"] {
                assert_eq!(ja.contains(value), en.contains(value), "{fault:?}: {value}");
            }
        }
    }
}
