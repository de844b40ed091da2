//! What is typed of a declaration, and how it is read.

use jiff::civil::Date;

use super::check::{Finding, item_findings};
use super::{
    Aircraft, Declaration, EmergencyContact, HazardClass, Item, QuantityUnit, RadioactiveCategory,
    Signatory,
};
use crate::cargo::code::CodeList;
use crate::cargo::fields::Fields;
use crate::kernel::field::{line, phone};
use crate::kernel::{FieldCode, Language, Rule, Violation, civil_date, text};

/// Lines of a declaration at most.
const ITEMS_MAX: usize = 50;
/// Subsidiary hazards of an item at most.
const SUBSIDIARY_MAX: usize = 3;
/// Characters of a shipping or technical name at most.
const SHIPPING_NAME_MAX: usize = 200;
/// Characters of handling information at most.
const HANDLING_MAX: usize = 500;
/// Characters of a person's name, a title, a place and an approval at most.
const LINE_MAX: usize = 100;
/// The quantity in one package at most.
const QUANTITY_MAX: f64 = 999_999.0;
/// Packages of an item at most.
const PACKAGES_MAX: i64 = 9_999;
/// Sections of packing instructions.
const SECTIONS: &[&str] = &["IA", "IB", "I", "II"];

/// A declaration as it was typed.
#[derive(Debug, Clone, Default)]
pub struct TypedDeclaration {
    /// The goods.
    pub items: Vec<TypedItem>,
    /// On which aircraft they may go.
    pub aircraft: String,
    /// Whom to ring in an emergency: name and telephone number.
    pub emergency_contact: TypedPerson,
    /// How they are to be handled.
    pub handling_information: Option<String>,
    /// Where it was signed.
    pub place: String,
    /// On which day.
    pub date: String,
    /// Who signed: name and title.
    pub signatory: TypedPerson,
}

/// Somebody as typed: a name, and a telephone number or title beside it.
#[derive(Debug, Clone, Default)]
pub struct TypedPerson {
    /// The name.
    pub name: String,
    /// The telephone number or title.
    pub beside: Option<String>,
}

/// A line of goods as it was typed.
#[derive(Debug, Clone, Default)]
pub struct TypedItem {
    /// The UN number.
    pub un_number: String,
    /// The proper shipping name.
    pub proper_shipping_name: String,
    /// The technical name.
    pub technical_name: Option<String>,
    /// The class or division.
    pub hazard_class: String,
    /// The compatibility group.
    pub compatibility_group: Option<String>,
    /// Subsidiary hazards.
    pub subsidiary_hazards: Vec<String>,
    /// The packing group.
    pub packing_group: Option<String>,
    /// The packing instruction.
    pub packing_instruction: Option<String>,
    /// Whether it goes as an excepted quantity.
    pub excepted_quantity: bool,
    /// The category of packages of radioactive material.
    pub radioactive_category: Option<String>,
    /// The approval or exemption.
    pub approval: Option<String>,
    /// The quantity in one package.
    pub quantity: f64,
    /// Its unit.
    pub unit: String,
    /// How many packages.
    pub packages: i64,
}

/// Reads a declaration on this day, in Japan. Everything wrong with it is named at once: what cannot be
/// read, and the rules that those items break which can.
pub(super) fn read(
    typed: &TypedDeclaration,
    today: Date,
    language: Language,
) -> Result<Declaration, Vec<Violation>> {
    let mut fields = Fields::new(Rule::AccDg01);
    if typed.items.is_empty() {
        fields.refuse(Violation::new("/items", FieldCode::Required));
    }
    if typed.items.len() > ITEMS_MAX {
        fields.refuse(Violation::new("/items", FieldCode::TooLong).with("max", ITEMS_MAX));
    }
    let aircraft = fields.one_of(&typed.aircraft, "/aircraft", Aircraft::ALL, Aircraft::as_str);
    let mut items = Vec::new();
    for (index, typed) in typed.items.iter().take(ITEMS_MAX).enumerate() {
        if let Some(item) = item(&mut fields, typed, &format!("/items/{index}")) {
            items.push((index, item));
        }
    }
    let contact = &typed.emergency_contact;
    let emergency_name = fields.note(line(&contact.name, LINE_MAX, "/emergency_contact/name"));
    let number = phone(contact.beside.as_deref().unwrap_or_default());
    if number.is_none() {
        let refused = Violation::new("/emergency_contact/phone", FieldCode::PhoneInvalid);
        fields.refuse(refused);
    }
    let handling_information = typed.handling_information.as_deref();
    let handling_information =
        optional(&mut fields, handling_information, HANDLING_MAX, "/handling_information");
    let place = fields.note(line(&typed.place, LINE_MAX, "/place"));
    let date = fields.note(date(&typed.date, today));
    let name = fields.note(line(&typed.signatory.name, LINE_MAX, "/signatory/name"));
    let title = typed.signatory.beside.as_deref();
    let title = optional(&mut fields, title, LINE_MAX, "/signatory/title");
    let persons = emergency_name.zip(number).zip(name);
    let read = aircraft.zip(place).zip(date).zip(persons).filter(|_| fields.violations.is_empty());
    match read {
        Some((((aircraft, place), date), ((emergency_name, phone), name))) => Ok(Declaration {
            items: items.into_iter().map(|(_, item)| item).collect(),
            aircraft,
            emergency_contact: EmergencyContact { name: emergency_name, phone },
            handling_information,
            place,
            date,
            signatory: Signatory { name, title },
        }),
        None => {
            let broken = items.iter().flat_map(|(at, item)| item_findings(*at, item, aircraft));
            let broken = broken.map(|finding: Finding| finding.violation(language));
            Err(fields.violations.into_iter().chain(broken).collect())
        }
    }
}

/// A line of text that may be left out; an empty one is none.
fn optional(fields: &mut Fields, typed: Option<&str>, max: usize, at: &str) -> Option<String> {
    let typed = typed.filter(|typed| !typed.trim().is_empty())?;
    fields.note(line(typed, max, at))
}

/// Reads an item, if nothing is wrong with it.
fn item(fields: &mut Fields, typed: &TypedItem, at: &str) -> Option<Item> {
    let before = fields.violations.len();
    let here = |name: &str| format!("{at}/{name}");
    let un_number = fields.note(un_number(&typed.un_number, &here("un_number")));
    let shipping_name = here("proper_shipping_name");
    let proper_shipping_name =
        fields.note(line(&typed.proper_shipping_name, SHIPPING_NAME_MAX, &shipping_name));
    let technical_name = typed.technical_name.as_deref();
    let technical_name =
        optional(fields, technical_name, SHIPPING_NAME_MAX, &here("technical_name"));
    let hazard_class = hazard_class(fields, &typed.hazard_class, &here("hazard_class"));
    let group = typed.compatibility_group.as_deref();
    let group_list = CodeList::ExplosiveCompatibilityGroup;
    let compatibility_group = fields.code(group_list, group, &here("compatibility_group"));
    let subsidiary_hazards = subsidiary(fields, &typed.subsidiary_hazards, at);
    let packing_group = typed.packing_group.as_deref();
    let packing_group =
        fields.code(CodeList::PackagingDangerLevel, packing_group, &here("packing_group"));
    let instruction = typed.packing_instruction.as_deref().unwrap_or_default();
    let packing_instruction =
        fields.note(packing_instruction(instruction, &here("packing_instruction"))).flatten();
    let category = typed.radioactive_category.as_deref().filter(|typed| !typed.trim().is_empty());
    let radioactive_category = category.and_then(|typed| {
        let all = RadioactiveCategory::ALL;
        fields.one_of(typed, &here("radioactive_category"), all, RadioactiveCategory::as_str)
    });
    let approval = optional(fields, typed.approval.as_deref(), LINE_MAX, &here("approval"));
    let quantity = fields.note(thousandths(typed.quantity, &here("quantity")));
    let unit = fields.one_of(&typed.unit, &here("unit"), QuantityUnit::ALL, QuantityUnit::as_str);
    let packages = fields.note(packages(typed.packages, &here("packages")));
    let names = un_number.zip(proper_shipping_name).zip(hazard_class);
    let amounts = quantity.zip(unit).zip(packages);
    let ((names, amounts), true) = (names.zip(amounts)?, fields.violations.len() == before) else {
        return None;
    };
    let ((un_number, proper_shipping_name), hazard_class) = names;
    let ((quantity_thousandths, unit), packages) = amounts;
    Some(Item {
        un_number,
        proper_shipping_name,
        technical_name,
        hazard_class,
        compatibility_group,
        subsidiary_hazards,
        packing_group,
        packing_instruction,
        excepted_quantity: typed.excepted_quantity,
        radioactive_category,
        approval,
        quantity_thousandths,
        unit,
        packages,
    })
}

/// Reads a UN number without regard to width, case and spaces.
fn un_number(typed: &str, at: &str) -> Result<String, Violation> {
    let number = text::capitals(typed);
    let digits = number.strip_prefix("UN").unwrap_or_default();
    let fits = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    if fits || number == "ID8000" {
        return Ok(number);
    }
    let code = if number.is_empty() { FieldCode::Required } else { FieldCode::InvalidFormat };
    Err(Violation::new(at, code).with("expected", "UN1263, ID8000"))
}

fn hazard_class(fields: &mut Fields, typed: &str, at: &str) -> Option<HazardClass> {
    fields.one_of(&text::folded(typed), at, HazardClass::ALL, HazardClass::as_str)
}

/// Reads subsidiary hazards, each once.
fn subsidiary(fields: &mut Fields, typed: &[String], at: &str) -> Vec<HazardClass> {
    let at = format!("{at}/subsidiary_hazards");
    if typed.len() > SUBSIDIARY_MAX {
        fields.refuse(Violation::new(at.as_str(), FieldCode::TooLong).with("max", SUBSIDIARY_MAX));
    }
    let mut hazards = Vec::new();
    for (index, typed) in typed.iter().take(SUBSIDIARY_MAX).enumerate() {
        let hazard = hazard_class(fields, typed, &format!("{at}/{index}"));
        hazards.extend(hazard.filter(|hazard| !hazards.contains(hazard)));
    }
    hazards
}

/// Reads a packing instruction: three digits, perhaps `Y` before and a section behind. An empty one is
/// none.
fn packing_instruction(typed: &str, at: &str) -> Result<Option<String>, Violation> {
    let typed = text::capitals(typed);
    if typed.is_empty() {
        return Ok(None);
    }
    let rest = typed.strip_prefix('Y').unwrap_or(&typed);
    let mark = &typed[..typed.len() - rest.len()];
    let section = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &rest[..rest.len() - section.len()];
    match (digits.len(), section) {
        (3, "") => Ok(Some(format!("{mark}{digits}"))),
        (3, section) if mark.is_empty() && SECTIONS.contains(&section) => {
            Ok(Some(format!("{digits}-{section}")))
        }
        _ => {
            let form = Violation::new(at, FieldCode::InvalidFormat);
            Err(form.with("expected", "353, Y341, 965-IA"))
        }
    }
}

/// Thousandths of a quantity with up to three decimals.
fn thousandths(typed: f64, at: &str) -> Result<i64, Violation> {
    let thousandths = (typed * 1000.0).round();
    if thousandths < 1.0 {
        Err(Violation::new(at, FieldCode::TooShort).with("min", "0.001"))
    } else if typed > QUANTITY_MAX {
        Err(Violation::new(at, FieldCode::TooLong).with("max", QUANTITY_MAX))
    } else if (typed * 1000.0 - thousandths).abs() > 1e-3 {
        Err(Violation::new(at, FieldCode::InvalidFormat).with("expected", "0.000"))
    } else {
        // A whole number far below 2^53.
        Ok(thousandths as i64)
    }
}

fn packages(typed: i64, at: &str) -> Result<u32, Violation> {
    let number = u32::try_from(typed).ok().filter(|number| *number > 0);
    match number {
        _ if typed > PACKAGES_MAX => {
            Err(Violation::new(at, FieldCode::TooLong).with("max", PACKAGES_MAX))
        }
        Some(number) => Ok(number),
        None => Err(Violation::new(at, FieldCode::TooShort).with("min", 1)),
    }
}

/// Reads the day of the signature: no later than today.
fn date(typed: &str, today: Date) -> Result<Date, Violation> {
    let refused = |code| Violation::new("/date", code);
    let date = civil_date(typed)
        .ok_or_else(|| refused(FieldCode::InvalidFormat).with("expected", "YYYY-MM-DD"))?;
    if date > today {
        return Err(refused(FieldCode::DateTooLate).with("latest", today));
    }
    Ok(date)
}
