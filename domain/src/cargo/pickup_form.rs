//! What is typed of a pickup request (CGO-REC-02), and how it is read.

use jiff::Timestamp;

use super::fields::Fields;
use super::{AwbNumber, PickupRequest, PickupStatus, RequestStatus, vehicle};
use crate::kernel::{self, FieldCode, Id, Rule, Violation, kind};

/// Air waybills of a request at most.
pub const AWBS_MAX: usize = 50;

/// What is typed of a request.
#[derive(Debug, Clone, Default)]
pub struct PickupForm {
    /// The air waybills.
    pub awbs: Vec<String>,
    /// The shed.
    pub shed: String,
    /// The trucking company.
    pub trucking_company: Option<String>,
    /// The shipper.
    pub shipper: Option<String>,
    /// The vehicle number.
    pub vehicle_number: Option<String>,
    /// When the vehicle is to come, in RFC 3339 form.
    pub scheduled_at: String,
    /// The alerts that the owner raises.
    pub alerts: Vec<String>,
}

impl From<&PickupRequest> for PickupForm {
    fn from(request: &PickupRequest) -> Self {
        Self {
            awbs: request.awbs.iter().map(ToString::to_string).collect(),
            shed: request.shed.clone(),
            trucking_company: request.trucking_company.clone(),
            shipper: request.shipper.clone(),
            vehicle_number: request.vehicle_number.clone(),
            scheduled_at: request.scheduled_at.to_string(),
            alerts: request.alerts.iter().map(|reason| reason.as_str().to_owned()).collect(),
        }
    }
}

/// Everything that is wrong with a form as far as it shows without the database.
pub fn violations(form: &PickupForm) -> Vec<Violation> {
    read(form, &blank(Id::from_uuid(uuid::Uuid::nil()))).err().unwrap_or_default()
}

/// A request of which nothing is known yet.
pub(super) fn blank(company: Id<kind::Company>) -> PickupRequest {
    let never = Timestamp::UNIX_EPOCH;
    PickupRequest {
        id: Id::from_uuid(uuid::Uuid::nil()),
        company,
        awbs: Vec::new(),
        shed: String::new(),
        trucking_company: None,
        shipper: None,
        vehicle_number: None,
        scheduled_at: never,
        request_status: RequestStatus::Requested,
        pickup_status: PickupStatus::Waiting,
        alerts: Vec::new(),
        version: 1,
        created_at: never,
        updated_at: never,
    }
}

/// The request with a form put in; every violation is named at once.
pub(super) fn read(
    form: &PickupForm,
    old: &PickupRequest,
) -> Result<PickupRequest, Vec<Violation>> {
    let mut fields = Fields::new(Rule::CgoRec02);
    let awbs = awbs(&mut fields, &form.awbs);
    let shed = fields.required(Some(&form.shed), "/shed");
    let shed = shed.and_then(|typed| fields.name(Some(typed), "/shed"));
    let scheduled_at = fields
        .required(Some(&form.scheduled_at), "/scheduled_at")
        .and_then(|typed| instant(&mut fields, typed));
    let next = PickupRequest {
        awbs,
        trucking_company: fields.name(form.trucking_company.as_deref(), "/trucking_company"),
        shipper: fields.name(form.shipper.as_deref(), "/shipper"),
        vehicle_number: vehicle_number(&mut fields, form.vehicle_number.as_deref()),
        alerts: fields.alerts(&form.alerts),
        ..old.clone()
    };
    let known = shed.zip(scheduled_at);
    fields.finish(known.map(|(shed, scheduled_at)| PickupRequest { shed, scheduled_at, ..next }))
}

/// Air waybills, each once.
fn awbs(fields: &mut Fields, typed: &[String]) -> Vec<AwbNumber> {
    let mut awbs = Vec::new();
    if !fields.fits(typed, AWBS_MAX, "/awbs") {
        return awbs;
    }
    for (index, typed) in typed.iter().enumerate() {
        let pointer = format!("/awbs/{index}");
        match fields.note(AwbNumber::read(typed, &pointer)) {
            Some(awb) if awbs.contains(&awb) => {
                fields.refuse(Violation::new(pointer, FieldCode::Duplicate));
            }
            awb => awbs.extend(awb),
        }
    }
    if typed.is_empty() {
        fields.refuse(Violation::new("/awbs", FieldCode::Required));
    }
    awbs
}

fn instant(fields: &mut Fields, typed: &str) -> Option<Timestamp> {
    let instant = kernel::instant(typed);
    if instant.is_none() {
        let form = Violation::new("/scheduled_at", FieldCode::InvalidFormat);
        fields.refuse(form.with("expected", "YYYY-MM-DDThh:mm:ss+09:00"));
    }
    instant
}

fn vehicle_number(fields: &mut Fields, typed: Option<&str>) -> Option<String> {
    let typed = typed.filter(|typed| !typed.trim().is_empty())?;
    let number = vehicle::parse(typed);
    if number.is_none() {
        fields.refuse(Violation::new("/vehicle_number", FieldCode::VehicleNumberForm));
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> PickupForm {
        PickupForm {
            awbs: vec!["131-12345675".to_owned()],
            shed: "成田第一上屋".to_owned(),
            scheduled_at: "2026-11-24T10:00:00+09:00".to_owned(),
            ..PickupForm::default()
        }
    }

    fn refused(form: &PickupForm) -> Vec<(String, FieldCode)> {
        violations(form).into_iter().map(|one| (one.pointer, one.code)).collect()
    }

    #[test]
    fn cgo_rec_02_a_form_of_a_request_reads_as_the_request() {
        let form = PickupForm {
            vehicle_number: Some("品川100あ1234".to_owned()),
            alerts: vec!["damage".to_owned()],
            scheduled_at: "2026-11-24T10:00:00.1234567+09:00".to_owned(),
            ..form()
        };
        let old = blank(Id::from_uuid(uuid::Uuid::nil()));
        let request = read(&form, &old).expect("a request");
        assert_eq!(request.vehicle_number.as_deref(), Some("品川 100 あ 12-34"));
        assert_eq!(request.scheduled_at.to_string(), "2026-11-24T01:00:00.123456Z");
        assert_eq!(read(&PickupForm::from(&request), &request), Ok(request));
    }

    #[test]
    fn cgo_rec_02_everything_wrong_is_named_at_once() {
        let form = PickupForm {
            awbs: ["131-12345675", "13112345675", "131-12345674", "x"].map(str::to_owned).to_vec(),
            shed: " ".to_owned(),
            vehicle_number: Some("100".to_owned()),
            scheduled_at: "2026-11-24 10:00".to_owned(),
            alerts: vec!["discrepancy".to_owned()],
            ..form()
        };
        let expected = [
            ("/awbs/1", FieldCode::Duplicate),
            ("/awbs/2", FieldCode::AwbCheckDigit),
            ("/awbs/3", FieldCode::AwbForm),
            ("/shed", FieldCode::Required),
            ("/scheduled_at", FieldCode::InvalidFormat),
            ("/vehicle_number", FieldCode::VehicleNumberForm),
            ("/alerts/0", FieldCode::NotAllowed),
        ];
        assert_eq!(refused(&form), expected.map(|(at, code)| (at.to_owned(), code)));
        let ancient =
            PickupForm { scheduled_at: "-004713-01-01T00:00:00Z".to_owned(), ..self::form() };
        let expected = [("/scheduled_at".to_owned(), FieldCode::InvalidFormat)];
        assert_eq!(refused(&ancient), expected);
        let none = PickupForm { awbs: Vec::new(), ..self::form() };
        assert_eq!(refused(&none), [("/awbs".to_owned(), FieldCode::Required)]);
    }

    #[test]
    fn cgo_rec_02_fifty_air_waybills_at_most() {
        let numbers = |count: u32| {
            let awbs = (0..count).map(|serial| format!("131{serial:07}{}", serial % 7)).collect();
            PickupForm { awbs, ..form() }
        };
        assert_eq!(refused(&numbers(50)), []);
        assert_eq!(refused(&numbers(51)), [("/awbs".to_owned(), FieldCode::TooLong)]);
    }
}
