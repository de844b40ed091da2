//! Every class and every code of the code file, kept and broken; every rule of the table broken once.

use std::collections::BTreeSet;

use jiff::civil::date;

use super::rules::RuleKind;
use super::*;
use crate::cargo::CargoRecord;
use crate::cargo::code::{CodeList, codes};
use crate::cargo::form::blank;
use crate::kernel::{Id, Language};

/// Special handling codes of dangerous goods that the file has outside its list of them.
const OTHER_CODES: &[&str] = &["RDS", "REQ", "RRE"];

/// An example: number, class, compatibility or packing group, packing instruction, code.
type Example = (&'static str, HazardClass, &'static str, &'static str, &'static str);

use HazardClass as C;

/// Goods of every class and code that keep all rules.
const EXAMPLES: &[Example] = &[
    ("UN0081", C::MassExplosion, "D", "131", "REX"),
    ("UN0329", C::Projection, "E", "130", "REX"),
    ("UN0161", C::ExplosiveFire, "C", "114", "RCX"),
    ("UN0335", C::ExplosiveFire, "G", "135", "RGX"),
    ("UN0247", C::ExplosiveFire, "J", "101", "REX"),
    ("UN0350", C::MinorExplosion, "B", "101", "RXB"),
    ("UN0351", C::MinorExplosion, "C", "101", "RXC"),
    ("UN0352", C::MinorExplosion, "D", "101", "RXD"),
    ("UN0471", C::MinorExplosion, "E", "130", "RXE"),
    ("UN0472", C::MinorExplosion, "F", "130", "REX"),
    ("UN0336", C::MinorExplosion, "G", "135", "RXG"),
    ("UN0012", C::MinorExplosion, "S", "130", "RXS"),
    ("UN0331", C::VeryInsensitive, "D", "131", "REX"),
    ("UN0486", C::ExtremelyInsensitive, "N", "101", "REX"),
    ("UN1950", C::FlammableGas, "", "Y203", "RFG"),
    ("UN1006", C::OtherGas, "", "200", "RNG"),
    ("UN1977", C::OtherGas, "", "202", "RCL"),
    ("UN1005", C::ToxicGas, "", "200", "RPG"),
    ("UN1263", C::FlammableLiquid, "II", "Y341", "RFL"),
    ("UN1325", C::FlammableSolid, "III", "Y443", "RFS"),
    ("UN1362", C::SpontaneouslyCombustible, "III", "472", "RSC"),
    ("UN1428", C::DangerousWhenWet, "I", "487", "RFW"),
    ("UN1479", C::Oxidizer, "II", "558", "ROX"),
    ("UN3103", C::OrganicPeroxide, "", "570", "ROP"),
    ("UN2810", C::Toxic, "III", "655", "RPB"),
    ("UN2814", C::Infectious, "", "620", "RIS"),
    ("UN3291", C::Infectious, "II", "622", "RIS"),
    ("UN3373", C::Infectious, "", "650", "RDS"),
    ("UN2915", C::Radioactive, "", "", "RRY"),
    ("UN2916", C::Radioactive, "", "", "RRW"),
    ("UN2910", C::Radioactive, "", "", "RRE"),
    ("UN1830", C::Corrosive, "II", "855", "RCM"),
    ("UN3082", C::Miscellaneous, "III", "964", "RMD"),
    ("ID8000", C::Miscellaneous, "", "Y963", "RMD"),
    ("UN1845", C::Miscellaneous, "", "954", "ICE"),
    ("UN2807", C::Miscellaneous, "", "953", "MAG"),
    ("UN2211", C::Miscellaneous, "III", "957", "RSB"),
    ("UN3480", C::Miscellaneous, "", "965-IB", "RBI"),
    ("UN3480", C::Miscellaneous, "", "965-II", "EBI"),
    ("UN3481", C::Miscellaneous, "", "966-I", "RLI"),
    ("UN3481", C::Miscellaneous, "", "967-II", "ELI"),
    ("UN3090", C::Miscellaneous, "", "968-IA", "RBM"),
    ("UN3090", C::Miscellaneous, "", "968-II", "EBM"),
    ("UN3091", C::Miscellaneous, "", "969-I", "RLM"),
    ("UN3091", C::Miscellaneous, "", "970-II", "ELM"),
];

fn item((number, class, group, instruction, code): &Example) -> Item {
    let radioactive = *class == C::Radioactive;
    let explosive = class.as_str().starts_with("1.");
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Item {
        un_number: (*number).to_owned(),
        proper_shipping_name: "Example, n.o.s.".to_owned(),
        technical_name: Some("example".to_owned()),
        hazard_class: *class,
        compatibility_group: text(group).filter(|_| explosive),
        subsidiary_hazards: Vec::new(),
        packing_group: text(group).filter(|_| !explosive),
        packing_instruction: text(instruction),
        excepted_quantity: false,
        radioactive_category: match *code {
            "RRW" => Some(RadioactiveCategory::White),
            "RRY" => Some(RadioactiveCategory::YellowThree),
            _ => None,
        },
        approval: (*code == "REX").then(|| "JCAB 1".to_owned()),
        quantity_thousandths: 1_500,
        unit: if radioactive { QuantityUnit::Gigabecquerel } else { QuantityUnit::Kilogram },
        packages: 2,
    }
}

fn declaration(items: Vec<Item>) -> Declaration {
    Declaration {
        items,
        aircraft: Aircraft::CargoOnly,
        emergency_contact: EmergencyContact {
            name: "当直".to_owned(),
            phone: "+81312345678".to_owned(),
        },
        handling_information: None,
        place: "成田".to_owned(),
        date: date(2026, 11, 21),
        signatory: Signatory { name: "山田 太郎".to_owned(), title: None },
    }
}

/// A record of so many kilograms with these codes.
fn record(codes: &[&str]) -> CargoRecord {
    let special_handling = codes.iter().map(|code| (*code).to_owned()).collect();
    let weight_grams = Some(3_000);
    CargoRecord { special_handling, weight_grams, ..blank(Id::from_uuid(uuid::Uuid::nil())) }
}

fn keys(declaration: &Declaration, record: &CargoRecord) -> BTreeSet<&'static str> {
    findings(declaration, record).iter().map(|finding| finding.rule.key.as_str()).collect()
}

fn excepted() -> Item {
    let paint = ("UN1263", C::FlammableLiquid, "II", "", "REQ");
    Item { excepted_quantity: true, ..item(&paint) }
}

/// Everything that can be said of an item otherwise.
fn spoiled(item: &Item) -> Vec<Item> {
    let base = || item.clone();
    let text = |text: &str| Some(text.to_owned());
    let mut all = vec![
        Item { technical_name: None, ..base() },
        Item { approval: None, ..base() },
        Item { unit: QuantityUnit::Litre, ..base() },
        Item { unit: QuantityUnit::Terabecquerel, ..base() },
        Item { packing_group: None, ..base() },
        Item { compatibility_group: None, ..base() },
        Item { radioactive_category: None, ..base() },
        Item { radioactive_category: Some(RadioactiveCategory::YellowTwo), ..base() },
    ];
    for group in ["I", "II", "III"] {
        all.push(Item { packing_group: text(group), ..base() });
    }
    for group in ["A", "N", "S"] {
        all.push(Item { compatibility_group: text(group), ..base() });
    }
    for number in ["UN0004", "UN1993", "UN2910", "ID8000"] {
        all.push(Item { un_number: number.to_owned(), ..base() });
    }
    for class in HazardClass::ALL {
        all.push(Item { hazard_class: *class, ..base() });
        all.push(Item { subsidiary_hazards: vec![*class], ..base() });
    }
    for instruction in ["Y999", "100", "300"] {
        all.push(Item { packing_instruction: text(instruction), ..base() });
    }
    for group in [None, text("I"), text("II")] {
        let packing_instruction = item
            .packing_instruction
            .as_deref()
            .map(|one| format!("Y{}", one.trim_start_matches('Y')));
        all.push(Item { packing_instruction, packing_group: group.clone(), ..base() });
        let small = Item { excepted_quantity: true, packing_group: group, ..base() };
        all.push(Item { packing_instruction: None, ..small.clone() });
        all.push(small);
    }
    all
}

#[test]
fn acc_dg_01_every_class_and_every_code_keeps_the_rules() {
    for example in EXAMPLES {
        let declared = declaration(vec![item(example)]);
        let found = findings(&declared, &record(&[example.4, "CAO"]));
        assert!(found.is_empty(), "{example:?}: {found:?}");
    }
    let declared = declaration(vec![excepted()]);
    assert_eq!(findings(&declared, &record(&["REQ", "CAO"])), []);
    let classes: BTreeSet<&str> = EXAMPLES.iter().map(|example| example.1.as_str()).collect();
    assert_eq!(classes.len(), HazardClass::ALL.len());
}

#[test]
fn acc_dg_01_every_class_has_rules_and_breaks_them() {
    for example in EXAMPLES {
        let item = item(example);
        let class = example.1;
        let with_code = record(&[example.4, "CAO"]);
        let broken: BTreeSet<&str> = spoiled(&item)
            .into_iter()
            .filter(|item| item.hazard_class == class)
            .flat_map(|item| keys(&declaration(vec![item]), &with_code))
            .collect();
        // Name, class against number or number against class, units, subsidiary hazards, code.
        for kind in ["technical-name", "unit", "subsidiary", "code"] {
            let has = broken.iter().any(|key| key.starts_with(kind));
            assert!(has, "{example:?}: no {kind} in {broken:?}");
        }
    }
}

/// The codes of the file, each with goods and without.
#[test]
fn acc_dg_01_every_code_of_the_file_goes_with_its_goods_alone() {
    let of_file: BTreeSet<&str> = codes(CodeList::DangerousGoods, "")
        .map(|entry| entry.code.as_str())
        .chain(OTHER_CODES.iter().copied())
        .collect();
    let is_code =
        |rule: &&GoodsRule| matches!(rule.kind, RuleKind::HandlingCode | RuleKind::AircraftCode);
    let of_rules: BTreeSet<&str> = rules()
        .iter()
        .filter(is_code)
        .flat_map(|rule| &rule.expected)
        .map(String::as_str)
        .collect();
    assert_eq!(of_rules, of_file);
    let mut kept: BTreeSet<&str> = ["CAO", "REQ"].into();
    for example in EXAMPLES {
        let declared = declaration(vec![item(example)]);
        let code = example.4;
        kept.insert(code);
        // Without it, and with every other one beside it.
        let missing = findings(&declared, &record(&["CAO"]));
        let is_missing =
            |one: &Finding| one.fault == Fault::CodeMissing && one.rule.expected == [code];
        assert!(missing.len() == 1 && missing.iter().all(is_missing), "{example:?}: {missing:?}");
        for other in of_file.iter().filter(|other| **other != code && **other != "CAO") {
            let found = findings(&declared, &record(&[code, other, "CAO"]));
            let is_extra = |one: &Finding| {
                one.fault == Fault::CodeWithoutGoods && one.rule.expected == [*other]
            };
            assert!(
                found.len() == 1 && found.iter().all(is_extra),
                "{example:?} {other}: {found:?}"
            );
        }
    }
    assert_eq!(kept, of_file);
    // A code of no dangerous goods says nothing about them.
    let declared = declaration(vec![excepted()]);
    assert_eq!(findings(&declared, &record(&["REQ", "PER", "CAO"])), []);
}

#[test]
fn acc_dg_01_every_rule_of_the_table_is_broken_by_something() {
    let mut broken: BTreeSet<&str> = BTreeSet::new();
    let all = EXAMPLES.iter().map(item).chain([excepted()]);
    let numbered = rules().iter().filter(|rule| rule.kind == RuleKind::HazardClass);
    let numbered: Vec<&GoodsRule> = numbered.collect();
    for base in all {
        for item in spoiled(&base) {
            for aircraft in [Aircraft::CargoOnly, Aircraft::PassengerAndCargo] {
                let declared = Declaration { aircraft, ..declaration(vec![item.clone()]) };
                broken.extend(keys(&declared, &record(&[])));
            }
        }
    }
    // Numbers that no example has.
    for rule in numbered {
        for number in ["UN1011", "UN1006", "UN1005", "UN1361", "UN2794", "UN1950"] {
            let spoiled = Item { un_number: number.to_owned(), ..item(&EXAMPLES[0]) };
            if rule.goods.include(&spoiled) {
                broken.extend(keys(&declaration(vec![spoiled]), &record(&[])));
            }
        }
    }
    let heavy = Item { packages: 3, ..item(&EXAMPLES[18]) };
    broken.extend(keys(&declaration(vec![heavy]), &record(&[])));
    let known: BTreeSet<&str> = rules().iter().map(|rule| rule.key.as_str()).collect();
    let unbroken: Vec<&&str> = known.difference(&broken).collect();
    assert!(unbroken.is_empty(), "{unbroken:?}");
}

#[test]
fn acc_dg_01_the_aircraft_and_its_code_agree() {
    let lithium = item(&("UN3480", C::Miscellaneous, "", "965-IA", "RBI"));
    let paint = item(&("UN1263", C::FlammableLiquid, "II", "353", "RFL"));
    let faults = |item: &Item, aircraft, codes: &[&str]| -> Vec<(Fault, String)> {
        let declared = Declaration { aircraft, ..declaration(vec![item.clone()]) };
        let found = findings(&declared, &record(codes)).into_iter();
        found.map(|finding| (finding.fault, finding.pointer)).collect()
    };
    let at = |fault: Fault| vec![(fault, "/aircraft".to_owned())];
    let passenger = Aircraft::PassengerAndCargo;
    assert_eq!(faults(&paint, passenger, &["RFL"]), []);
    assert_eq!(faults(&lithium, passenger, &["RBI"]), at(Fault::Aircraft));
    // An approval of the States concerned may let it fly all the same.
    let approved = Item { approval: Some("A201".to_owned()), ..lithium };
    assert_eq!(faults(&approved, passenger, &["RBI"]), []);
    assert_eq!(faults(&paint, Aircraft::CargoOnly, &["RFL"]), at(Fault::AircraftCodeMissing));
    let contradicted = at(Fault::AircraftCodeContradicted);
    assert_eq!(faults(&paint, passenger, &["RFL", "CAO"]), contradicted);
    // A record that is full of codes is asked for no other one.
    let full = ["PER", "PES", "COL", "EAT", "AVI", "HEA", "BIG", "VAL", "VUN"];
    assert_eq!(faults(&paint, Aircraft::CargoOnly, &full), []);
}

#[test]
fn a_remedy_names_what_is_expected_and_found() {
    let paint = item(&("UN1263", C::Corrosive, "II", "855", "RCM"));
    let found = findings(&declaration(vec![paint]), &record(&["RCM", "CAO"]));
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (finding.fault, finding.pointer.as_str()),
        (Fault::HazardClass, "/items/0/hazard_class")
    );
    let en = finding.remedy(Language::En);
    assert!(en.contains("UN1263 are of class 3."), "{en}");
    assert!(finding.remedy(Language::Ja).contains("「UN1263」の区分は3です。"));
    let heavy = Item { packages: 3, ..item(&EXAMPLES[18]) };
    let found = findings(&declaration(vec![heavy]), &record(&["RFL", "CAO"]));
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert!(
        finding
            .remedy(Language::En)
            .starts_with("The net weights add up to 4.5 kg and the cargo record weighs 3 kg.")
    );
}
