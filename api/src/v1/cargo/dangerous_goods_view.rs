//! Dangerous-goods declarations on the wire.

use serde::{Deserialize, Serialize};
use tegata_domain::cargo::CargoRecord;
use tegata_domain::cargo::dangerous_goods::{
    Declared, Filed, Finding, HazardClass, Item, TypedDeclaration, TypedItem, TypedPerson,
    may_declare, notice,
};
use tegata_domain::kernel::Language;
use utoipa::ToSchema;
use validator::Validate;

use super::view::{CARGO, Reader};
use crate::problem::instant;
use crate::v1::action::ActionView;

/// Goods to be declared.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DangerousGoodsItemForm {
    /// The UN number, or `ID8000`; width, case and spaces do not matter.
    #[schema(min_length = 1, max_length = 20, example = "UN1263")]
    #[validate(length(min = 1, max = 20))]
    pub un_number: String,
    /// The proper shipping name.
    #[schema(min_length = 1, max_length = 200, example = "Paint")]
    #[validate(length(min = 1, max = 200))]
    pub proper_shipping_name: String,
    /// The technical name: where the proper shipping name ends with n.o.s.
    #[schema(max_length = 200, nullable = false)]
    #[validate(length(max = 200))]
    pub technical_name: Option<String>,
    /// The class or division: `1.1` to `1.6`, `2.1` to `2.3`, `3`, `4.1` to `4.3`, `5.1`, `5.2`, `6.1`,
    /// `6.2`, `7`, `8` or `9`.
    #[schema(min_length = 1, max_length = 10, example = "3")]
    #[validate(length(min = 1, max = 10))]
    pub hazard_class: String,
    /// The compatibility group of explosives (`GET /v1/cargo-codes?list=explosive_compatibility_group`).
    #[schema(max_length = 10, nullable = false)]
    #[validate(length(max = 10))]
    pub compatibility_group: Option<String>,
    /// Subsidiary hazards, as classes or divisions.
    #[serde(default)]
    #[schema(max_items = 3, example = json!([]))]
    #[validate(length(max = 3))]
    pub subsidiary_hazards: Vec<String>,
    /// The packing group: `I`, `II` or `III`.
    #[schema(max_length = 10, nullable = false, example = "II")]
    #[validate(length(max = 10))]
    pub packing_group: Option<String>,
    /// The packing instruction: three digits, `Y` before those of limited quantities, the section
    /// behind those of lithium batteries, as `965-IA`.
    #[schema(max_length = 20, nullable = false, example = "353")]
    #[validate(length(max = 20))]
    pub packing_instruction: Option<String>,
    /// Whether they go as an excepted quantity.
    #[serde(default)]
    #[schema(example = false)]
    pub excepted_quantity: bool,
    /// The category of packages of radioactive material: `i_white`, `ii_yellow` or `iii_yellow`.
    #[schema(max_length = 20, nullable = false)]
    #[validate(length(max = 20))]
    pub radioactive_category: Option<String>,
    /// The approval or exemption of the States concerned, by its number.
    #[schema(max_length = 100, nullable = false)]
    #[validate(length(max = 100))]
    pub approval: Option<String>,
    /// The quantity in one package, with up to three decimals.
    #[schema(minimum = 0.001, maximum = 999_999, example = 5)]
    pub quantity: f64,
    /// Its unit: `kg` or `kg_gross`, `g`, `l`, `ml`; of radioactive material `mbq`, `gbq`, `tbq`.
    #[schema(min_length = 1, max_length = 10, example = "l")]
    #[validate(length(min = 1, max = 10))]
    pub unit: String,
    /// How many packages.
    #[schema(minimum = 1, maximum = 9_999, example = 4)]
    pub packages: i64,
}

/// Whom to ring in an emergency.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyContactForm {
    /// The name.
    #[schema(min_length = 1, max_length = 100, example = "山田化学 当直")]
    #[validate(length(min = 1, max = 100))]
    pub name: String,
    /// The telephone number that answers at any hour, international with `+` or Japanese.
    #[schema(min_length = 1, max_length = 40, example = "03-1234-5678")]
    #[validate(length(min = 1, max = 40))]
    pub phone: String,
}

/// Who signs.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatoryForm {
    /// The name.
    #[schema(min_length = 1, max_length = 100, example = "山田 太郎")]
    #[validate(length(min = 1, max = 100))]
    pub name: String,
    /// The title.
    #[schema(max_length = 100, nullable = false, example = "危険物担当")]
    #[validate(length(max = 100))]
    pub title: Option<String>,
}

/// A dangerous-goods declaration to be filed, the whole of it.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareDangerousGoods {
    /// The goods.
    #[schema(min_items = 1, max_items = 50)]
    #[validate(nested)]
    pub items: Vec<DangerousGoodsItemForm>,
    /// On which aircraft they may go: `passenger_and_cargo` or `cargo_aircraft_only`.
    #[schema(min_length = 1, max_length = 30, example = "passenger_and_cargo")]
    #[validate(length(min = 1, max = 30))]
    pub aircraft: String,
    /// Whom to ring in an emergency.
    #[validate(nested)]
    pub emergency_contact: EmergencyContactForm,
    /// How they are to be handled.
    #[schema(max_length = 500, nullable = false, example = "天地無用。直射日光を避けること。")]
    #[validate(length(max = 500))]
    pub handling_information: Option<String>,
    /// Where it is signed.
    #[schema(min_length = 1, max_length = 100, example = "成田")]
    #[validate(length(min = 1, max = 100))]
    pub place: String,
    /// On which day, in Japan; today or earlier.
    #[schema(format = Date, min_length = 1, max_length = 10, example = "2026-11-20")]
    #[validate(length(min = 1, max = 10))]
    pub date: String,
    /// Who signs.
    #[validate(nested)]
    pub signatory: SignatoryForm,
}

impl From<&DangerousGoodsItemForm> for TypedItem {
    fn from(form: &DangerousGoodsItemForm) -> Self {
        Self {
            un_number: form.un_number.clone(),
            proper_shipping_name: form.proper_shipping_name.clone(),
            technical_name: form.technical_name.clone(),
            hazard_class: form.hazard_class.clone(),
            compatibility_group: form.compatibility_group.clone(),
            subsidiary_hazards: form.subsidiary_hazards.clone(),
            packing_group: form.packing_group.clone(),
            packing_instruction: form.packing_instruction.clone(),
            excepted_quantity: form.excepted_quantity,
            radioactive_category: form.radioactive_category.clone(),
            approval: form.approval.clone(),
            quantity: form.quantity,
            unit: form.unit.clone(),
            packages: form.packages,
        }
    }
}

impl From<&DeclareDangerousGoods> for TypedDeclaration {
    fn from(form: &DeclareDangerousGoods) -> Self {
        let (contact, signatory) = (&form.emergency_contact, &form.signatory);
        let person = |name: &String, beside| TypedPerson { name: name.clone(), beside };
        Self {
            items: form.items.iter().map(TypedItem::from).collect(),
            aircraft: form.aircraft.clone(),
            emergency_contact: person(&contact.name, Some(contact.phone.clone())),
            handling_information: form.handling_information.clone(),
            place: form.place.clone(),
            date: form.date.clone(),
            signatory: person(&signatory.name, signatory.title.clone()),
        }
    }
}

/// Declared goods.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct DangerousGoodsItem {
    /// The UN number, or `ID8000`.
    #[schema(example = "UN1263")]
    pub un_number: String,
    /// The proper shipping name.
    #[schema(example = "Paint")]
    pub proper_shipping_name: String,
    /// The technical name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub technical_name: Option<String>,
    /// The class or division.
    #[schema(example = "3")]
    pub hazard_class: String,
    /// The compatibility group of explosives.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub compatibility_group: Option<String>,
    /// Subsidiary hazards.
    #[schema(example = json!([]))]
    pub subsidiary_hazards: Vec<String>,
    /// The packing group.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "II")]
    pub packing_group: Option<String>,
    /// The packing instruction.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "353")]
    pub packing_instruction: Option<String>,
    /// Whether they go as an excepted quantity.
    #[schema(example = false)]
    pub excepted_quantity: bool,
    /// The category of packages of radioactive material.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub radioactive_category: Option<String>,
    /// The approval or exemption of the States concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub approval: Option<String>,
    /// The quantity in one package.
    #[schema(example = 5)]
    pub quantity: f64,
    /// Its unit.
    #[schema(example = "l")]
    pub unit: String,
    /// How many packages.
    #[schema(example = 4)]
    pub packages: u32,
}

impl From<Item> for DangerousGoodsItem {
    fn from(item: Item) -> Self {
        let hazards = item.subsidiary_hazards.iter().map(|hazard| HazardClass::as_str(*hazard));
        Self {
            subsidiary_hazards: hazards.map(str::to_owned).collect(),
            hazard_class: item.hazard_class.as_str().to_owned(),
            radioactive_category: item.radioactive_category.map(|one| one.as_str().to_owned()),
            quantity: item.quantity(),
            unit: item.unit.as_str().to_owned(),
            un_number: item.un_number,
            proper_shipping_name: item.proper_shipping_name,
            technical_name: item.technical_name,
            compatibility_group: item.compatibility_group,
            packing_group: item.packing_group,
            packing_instruction: item.packing_instruction,
            excepted_quantity: item.excepted_quantity,
            approval: item.approval,
            packages: item.packages,
        }
    }
}

/// Whom to ring in an emergency.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct EmergencyContact {
    /// The name.
    #[schema(example = "山田化学 当直")]
    pub name: String,
    /// The telephone number in E.164 form.
    #[schema(example = "+81312345678")]
    pub phone: String,
}

/// Who signed.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Signatory {
    /// The name.
    #[schema(example = "山田 太郎")]
    pub name: String,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "危険物担当")]
    pub title: Option<String>,
}

/// A rule that a declaration no longer keeps, as its record changed since.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct DangerousGoodsFinding {
    /// The rule's own key, of docs/reference/dangerous-goods.md.
    #[schema(example = "code.RFL")]
    pub key: String,
    /// Where, in the declaration.
    #[schema(example = "/items/0/un_number")]
    pub pointer: String,
    /// What to do.
    #[schema(
        example = "These goods need the special handling code RFL. Add it to the cargo record."
    )]
    pub remedy: String,
}

/// A dangerous-goods declaration of a cargo record.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = DangerousGoodsDeclaration)]
pub struct DeclarationView {
    /// The record.
    #[schema(example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub record_id: String,
    /// That it replaces nothing that the regulations ask for.
    #[schema(example = "This declaration does not replace the shipper's declaration.")]
    pub notice: String,
    /// The goods.
    pub items: Vec<DangerousGoodsItem>,
    /// On which aircraft they may go: `passenger_and_cargo` or `cargo_aircraft_only`.
    #[schema(example = "passenger_and_cargo")]
    pub aircraft: String,
    /// Whom to ring in an emergency.
    pub emergency_contact: EmergencyContact,
    /// How they are to be handled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "天地無用。直射日光を避けること。")]
    pub handling_information: Option<String>,
    /// Where it was signed.
    #[schema(example = "成田")]
    pub place: String,
    /// On which day, in Japan.
    #[schema(format = Date, example = "2026-11-20")]
    pub date: String,
    /// Who signed.
    pub signatory: Signatory,
    /// What no longer fits the record, which changed since; empty when all fits.
    #[schema(example = json!([]))]
    pub findings: Vec<DangerousGoodsFinding>,
    /// Its version.
    pub version: i64,
    /// When it was filed.
    #[schema(format = DateTime)]
    pub declared_at: String,
    /// What the reader may do with it now.
    pub actions: Vec<ActionView>,
}

/// Where a record's declaration is.
pub fn path(record: &CargoRecord) -> String {
    format!("{CARGO}/{}/dangerous-goods-declaration", record.id)
}

impl DeclarationView {
    /// A declaration as somebody reads it.
    pub fn new(
        filed: Filed,
        record: &CargoRecord,
        findings: &[Finding],
        (reader, language): (Reader, Language),
    ) -> Self {
        let Filed { declaration, version, declared_at, .. } = filed;
        let finding = |finding: &Finding| DangerousGoodsFinding {
            key: finding.rule.key.clone(),
            pointer: finding.pointer.clone(),
            remedy: finding.remedy(language),
        };
        let action = |name: &str, method: &str| {
            let decision = may_declare(record, reader.company, reader.qualified);
            ActionView::new(name, decision, method, path(record))
        };
        let (contact, signatory) = (declaration.emergency_contact, declaration.signatory);
        Self {
            record_id: record.id.to_string(),
            notice: notice(language).to_owned(),
            items: declaration.items.into_iter().map(Into::into).collect(),
            aircraft: declaration.aircraft.as_str().to_owned(),
            emergency_contact: EmergencyContact { name: contact.name, phone: contact.phone },
            handling_information: declaration.handling_information,
            place: declaration.place,
            date: declaration.date.to_string(),
            signatory: Signatory { name: signatory.name, title: signatory.title },
            findings: findings.iter().map(finding).collect(),
            version,
            declared_at: instant(declared_at),
            actions: vec![action("replace", "PUT"), action("withdraw", "DELETE")],
        }
    }

    /// A declaration that was just filed: it fits its record.
    pub fn declared(declared: Declared, reader: (Reader, Language)) -> Self {
        Self::new(declared.filed, &declared.record, &[], reader)
    }
}
