//! What is typed of a cargo record (CGO-REC-01), and how it is read: by one reader for requests and
//! files.

use jiff::Timestamp;

use super::code::CodeList;
use super::fields::{Fields, RAISED_BY_OWNER, in_order};
use super::{AlertReason, AwbNumber, CargoRecord, CargoStatus, Direction};
use crate::kernel::{FieldCode, Id, Rule, Violation, kind, text};

/// Characters of a house waybill.
pub(super) const HAWB: std::ops::RangeInclusive<usize> = 1..=12;
/// Pieces at most.
const PIECES_MAX: i64 = 99_999;
/// Kilograms at most.
const KILOGRAMS_MAX: f64 = 9_999_999.0;
/// Special handling codes of a record at most, as on an air waybill.
pub(super) const SPECIAL_HANDLING_MAX: usize = 9;

/// What is typed of a record.
#[derive(Debug, Clone, Default)]
pub struct CargoForm {
    /// Which way it goes.
    pub direction: Option<String>,
    /// The master air waybill.
    pub mawb: Option<String>,
    /// The house waybill.
    pub hawb: Option<String>,
    /// Where it is.
    pub status: Option<String>,
    /// The alerts that the owner raises.
    pub alerts: Vec<String>,
    /// Whether space is reserved.
    pub reservation: bool,
    /// The bonded warehouse.
    pub bonded_warehouse: Option<String>,
    /// The shipper.
    pub shipper: Option<String>,
    /// The customs broker.
    pub customs_broker: Option<String>,
    /// Pieces; 0 for none given.
    pub pieces: Option<i64>,
    /// Weight in kilograms; 0 for none given.
    pub weight_kg: Option<f64>,
    /// The flight.
    pub flight: Option<String>,
    /// The airport of origin.
    pub origin: Option<String>,
    /// The airport of destination.
    pub destination: Option<String>,
    /// Special handling codes.
    pub special_handling: Vec<String>,
}

impl From<&CargoRecord> for CargoForm {
    fn from(record: &CargoRecord) -> Self {
        let raised = record.alerts.iter().filter(|reason| RAISED_BY_OWNER.contains(reason));
        Self {
            direction: Some(record.direction.as_str().to_owned()),
            mawb: Some(record.mawb.digits()),
            hawb: record.hawb.clone(),
            status: Some(record.status.as_str().to_owned()),
            alerts: raised.map(|reason| reason.as_str().to_owned()).collect(),
            reservation: record.reservation,
            bonded_warehouse: record.bonded_warehouse.clone(),
            shipper: record.shipper.clone(),
            customs_broker: record.customs_broker.clone(),
            pieces: record.pieces.map(i64::from),
            weight_kg: record.weight_kg(),
            flight: record.flight.clone(),
            origin: record.origin.clone(),
            destination: record.destination.clone(),
            special_handling: record.special_handling.clone(),
        }
    }
}

/// What is said of a record anew: what is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CargoChange {
    /// Which way it goes.
    pub direction: Option<String>,
    /// The master air waybill; of a new record alone.
    pub mawb: Option<String>,
    /// The house waybill; of a new record alone.
    pub hawb: Option<String>,
    /// Where it is.
    pub status: Option<String>,
    /// The alerts that the owner raises, all of them.
    pub alerts: Option<Vec<String>>,
    /// Whether space is reserved.
    pub reservation: Option<bool>,
    /// The bonded warehouse.
    pub bonded_warehouse: Option<String>,
    /// The shipper.
    pub shipper: Option<String>,
    /// The customs broker.
    pub customs_broker: Option<String>,
    /// Pieces.
    pub pieces: Option<i64>,
    /// Weight in kilograms.
    pub weight_kg: Option<f64>,
    /// The flight.
    pub flight: Option<String>,
    /// The airport of origin.
    pub origin: Option<String>,
    /// The airport of destination.
    pub destination: Option<String>,
    /// Special handling codes, all of them.
    pub special_handling: Option<Vec<String>>,
}

impl CargoChange {
    /// The form with what is said put in.
    #[must_use]
    pub fn put_in(&self, form: CargoForm) -> CargoForm {
        CargoForm {
            direction: self.direction.clone().or(form.direction),
            mawb: form.mawb.or_else(|| self.mawb.clone()),
            hawb: form.hawb.or_else(|| self.hawb.clone()),
            status: self.status.clone().or(form.status),
            alerts: self.alerts.clone().unwrap_or(form.alerts),
            reservation: self.reservation.unwrap_or(form.reservation),
            bonded_warehouse: self.bonded_warehouse.clone().or(form.bonded_warehouse),
            shipper: self.shipper.clone().or(form.shipper),
            customs_broker: self.customs_broker.clone().or(form.customs_broker),
            pieces: self.pieces.or(form.pieces),
            weight_kg: self.weight_kg.or(form.weight_kg),
            flight: self.flight.clone().or(form.flight),
            origin: self.origin.clone().or(form.origin),
            destination: self.destination.clone().or(form.destination),
            special_handling: self.special_handling.clone().unwrap_or(form.special_handling),
        }
    }
}

/// Everything that is wrong with a form as far as it shows without the database.
pub fn violations(form: &CargoForm) -> Vec<Violation> {
    read(form, &blank(Id::from_uuid(uuid::Uuid::nil()))).err().unwrap_or_default()
}

/// A record of which nothing is known yet.
pub(super) fn blank(company: Id<kind::Company>) -> CargoRecord {
    let never = Timestamp::UNIX_EPOCH;
    CargoRecord {
        id: Id::from_uuid(uuid::Uuid::nil()),
        company,
        direction: Direction::Import,
        mawb: AwbNumber::default(),
        hawb: None,
        status: CargoStatus::Registered,
        alerts: Vec::new(),
        reservation: false,
        bonded_warehouse: None,
        shipper: None,
        customs_broker: None,
        pieces: None,
        weight_grams: None,
        flight: None,
        origin: None,
        destination: None,
        special_handling: Vec::new(),
        registered_at: never,
        version: 1,
        updated_at: never,
    }
}

/// The record with a form put in; every violation is named at once.
pub(super) fn read(form: &CargoForm, old: &CargoRecord) -> Result<CargoRecord, Vec<Violation>> {
    let mut fields = Fields::new(Rule::CgoRec01);
    let direction = fields
        .required(form.direction.as_deref(), "/direction")
        .and_then(|typed| fields.one_of(typed, "/direction", Direction::ALL, Direction::as_str));
    let mawb = fields.required(form.mawb.as_deref(), "/mawb");
    let mawb = mawb.and_then(|typed| fields.note(AwbNumber::read(typed, "/mawb")));
    let hawb = form.hawb.as_deref().and_then(|typed| house_waybill(&mut fields, typed));
    let status = match form.status.as_deref() {
        None => Some(old.status),
        Some(typed) => fields.one_of(typed, "/status", CargoStatus::ALL, CargoStatus::as_str),
    };
    let mut raised = fields.alerts(&form.alerts);
    raised.extend(old.is_duplicate().then_some(AlertReason::DuplicateWaybill));
    let next = CargoRecord {
        hawb,
        reservation: form.reservation,
        bonded_warehouse: fields.name(form.bonded_warehouse.as_deref(), "/bonded_warehouse"),
        shipper: fields.name(form.shipper.as_deref(), "/shipper"),
        customs_broker: fields.name(form.customs_broker.as_deref(), "/customs_broker"),
        pieces: form.pieces.and_then(|typed| pieces(&mut fields, typed)),
        weight_grams: form.weight_kg.and_then(|typed| grams(&mut fields, typed)),
        flight: form.flight.as_deref().and_then(|typed| flight(&mut fields, typed)),
        origin: fields.code(CodeList::Airport, form.origin.as_deref(), "/origin"),
        destination: fields.code(CodeList::Airport, form.destination.as_deref(), "/destination"),
        special_handling: special_handling(&mut fields, &form.special_handling),
        ..old.clone()
    };
    let known = direction.zip(mawb).zip(status);
    fields.finish(known.map(|((direction, mawb), status)| {
        let alerts = alerts(status, &raised);
        CargoRecord { direction, mawb, status, alerts, ..next }
    }))
}

/// A house waybill as it is kept; empty for none.
pub(super) fn house_waybill_number(typed: &str) -> String {
    text::capitals(typed)
}

fn house_waybill(fields: &mut Fields, typed: &str) -> Option<String> {
    let hawb = house_waybill_number(typed);
    if hawb.is_empty() {
        return None;
    }
    if !text::is_code(&hawb, HAWB) {
        fields.refuse(Violation::new("/hawb", FieldCode::HawbForm));
    }
    Some(hawb)
}

fn pieces(fields: &mut Fields, typed: i64) -> Option<u32> {
    if !(0..=PIECES_MAX).contains(&typed) {
        fields.refuse(out_of_range("/pieces", typed < 0, PIECES_MAX));
    }
    u32::try_from(typed).ok().filter(|pieces| *pieces > 0)
}

/// Grams of kilograms with up to three decimals.
fn grams(fields: &mut Fields, typed: f64) -> Option<i64> {
    if !(0.0..=KILOGRAMS_MAX).contains(&typed) {
        fields.refuse(out_of_range("/weight_kg", typed < 0.0, KILOGRAMS_MAX));
        return None;
    }
    let grams = (typed * 1000.0).round();
    if (typed * 1000.0 - grams).abs() > 1e-3 || (grams < 1.0 && typed > 0.0) {
        let form = Violation::new("/weight_kg", FieldCode::InvalidFormat);
        fields.refuse(form.with("expected", "0.000"));
    }
    // A whole number far below 2^53.
    let grams = grams as i64;
    Some(grams).filter(|grams| *grams > 0)
}

fn out_of_range(pointer: &str, below: bool, max: impl std::fmt::Display) -> Violation {
    if below {
        Violation::new(pointer, FieldCode::TooShort).with("min", 0)
    } else {
        Violation::new(pointer, FieldCode::TooLong).with("max", max)
    }
}

/// A flight: the airline's designator, up to four digits, perhaps a letter.
fn flight(fields: &mut Fields, typed: &str) -> Option<String> {
    let flight = text::capitals(typed);
    if flight.is_empty() {
        return None;
    }
    let number = flight.get(2..).unwrap_or_default();
    let digits = number.strip_suffix(|last: char| last.is_ascii_uppercase()).unwrap_or(number);
    let fits = text::is_code(&flight, 3..=7)
        && flight.get(..2).is_some_and(|airline| airline.bytes().any(|b| b.is_ascii_uppercase()))
        && (1..=4).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit());
    if !fits {
        let form = Violation::new("/flight", FieldCode::InvalidFormat);
        fields.refuse(form.with("expected", "NH8401"));
    }
    Some(flight)
}

/// Special handling codes, each once, in the order in which they were typed.
fn special_handling(fields: &mut Fields, typed: &[String]) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    if !fields.fits(typed, SPECIAL_HANDLING_MAX, "/special_handling") {
        return codes;
    }
    for (index, typed) in typed.iter().enumerate() {
        let pointer = format!("/special_handling/{index}");
        let code = fields.code(CodeList::SpecialHandling, Some(typed), &pointer);
        codes.extend(code.filter(|code| !codes.contains(code)));
    }
    codes
}

/// The alerts of a record: a discrepancy follows from the status alone, the others were raised.
pub(super) fn alerts(status: CargoStatus, raised: &[AlertReason]) -> Vec<AlertReason> {
    in_order(|reason| match reason {
        AlertReason::Discrepancy => status == CargoStatus::Discrepancy,
        other => raised.contains(&other),
    })
}

#[cfg(test)]
mod tests;
