//! What is typed of a search (CGO-LST-03), and how it is read: everything wrong is named at once. What
//! is left blank is not asked for.

use jiff::Timestamp;

use super::form::{HAWB, house_waybill_number};
use super::search::{AssignmentFilter, CargoFilter, Period, PickupFilter};
use super::{AwbNumber, CargoStatus, Direction, PickupStatus, RequestStatus, period, vehicle};
use crate::kernel::{FieldCode, Rule, Violation, text};

/// A search of cargo records, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct TypedCargoSearch {
    /// From when.
    pub from: Option<String>,
    /// Until when.
    pub until: Option<String>,
    /// With this air waybill.
    pub awb: Option<String>,
    /// With this house waybill.
    pub hawb: Option<String>,
    /// Which way.
    pub direction: Option<String>,
    /// In this status.
    pub status: Option<String>,
    /// With or without an alert.
    pub alert: Option<String>,
    /// With or without a reservation.
    pub reservation: Option<String>,
    /// At this bonded warehouse.
    pub bonded_warehouse: Option<String>,
    /// Of this shipper.
    pub shipper: Option<String>,
    /// With this customs broker.
    pub customs_broker: Option<String>,
    /// In this assignment state.
    pub assignment: Option<String>,
}

/// A search of pickup requests, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct TypedPickupSearch {
    /// From when.
    pub from: Option<String>,
    /// Until when.
    pub until: Option<String>,
    /// With this air waybill.
    pub awb: Option<String>,
    /// In this request status.
    pub request_status: Option<String>,
    /// In this pickup status.
    pub pickup_status: Option<String>,
    /// At this shed.
    pub shed: Option<String>,
    /// With this trucking company.
    pub trucking_company: Option<String>,
    /// With this vehicle.
    pub vehicle_number: Option<String>,
    /// Of this shipper.
    pub shipper: Option<String>,
    /// With or without an alert.
    pub alert: Option<String>,
    /// In this assignment state.
    pub assignment: Option<String>,
}

/// What a search asks for, whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked<F> {
    /// From when to when; none with an exact air waybill (CGO-LST-07).
    pub period: Option<Period>,
    /// What else.
    pub filter: F,
}

/// Reads parameters and collects what is wrong with them.
#[derive(Default)]
struct Reader {
    violations: Vec<Violation>,
}

impl Reader {
    fn awb(&mut self, typed: Option<&str>) -> Option<AwbNumber> {
        let read = AwbNumber::read(given(typed)?, "?awb");
        read.map_err(|violation| self.violations.push(violation)).ok()
    }

    /// A house waybill; what is none finds none, and would find the masters where nothing is left of it.
    fn hawb(&mut self, typed: Option<&str>) -> Option<String> {
        let hawb = house_waybill_number(given(typed)?);
        if !text::is_code(&hawb, HAWB) {
            self.violations.push(Violation::new("?hawb", FieldCode::HawbForm).rule(Rule::CgoLst03));
        }
        Some(hawb)
    }

    fn one_of<T: Copy>(
        &mut self,
        typed: Option<&str>,
        pointer: &str,
        values: &[(&str, T)],
    ) -> Option<T> {
        let typed = given(typed)?;
        let found = values.iter().find(|(name, _)| *name == typed);
        if found.is_none() {
            let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
            let refused = Violation::new(pointer, FieldCode::NotAllowed).rule(Rule::CgoLst03);
            self.violations.push(refused.with("allowed", names.join(", ")));
        }
        found.map(|(_, value)| *value)
    }

    fn named<T: Copy>(
        &mut self,
        typed: Option<&str>,
        pointer: &str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let values: Vec<(&str, T)> = all.iter().map(|value| (name(*value), *value)).collect();
        self.one_of(typed, pointer, &values)
    }

    fn yes_or_no(&mut self, typed: Option<&str>, pointer: &str) -> Option<bool> {
        self.one_of(typed, pointer, &[("true", true), ("false", false)])
    }

    fn assignment(&mut self, typed: Option<&str>) -> Option<AssignmentFilter> {
        self.named(typed, "?assignment", AssignmentFilter::ALL, AssignmentFilter::as_str)
    }

    /// The period; an exact air waybill needs none (CGO-LST-07).
    fn period(
        &mut self,
        from: Option<&str>,
        until: Option<&str>,
        awb: Option<&str>,
        now: Timestamp,
    ) -> Option<Period> {
        let (from, until) = (given(from), given(until));
        if given(awb).is_some() && from.is_none() && until.is_none() {
            return None;
        }
        match period::read(from, until, now) {
            Ok(period) => Some(period),
            Err(violations) => {
                self.violations.extend(violations);
                None
            }
        }
    }

    fn finish<F>(self, period: Option<Period>, filter: F) -> Result<Asked<F>, Vec<Violation>> {
        if self.violations.is_empty() { Ok(Asked { period, filter }) } else { Err(self.violations) }
    }
}

/// What was typed, unless it is blank.
fn given(typed: Option<&str>) -> Option<&str> {
    typed.map(str::trim).filter(|typed| !typed.is_empty())
}

/// A name as it is compared.
fn folded(typed: Option<&str>) -> Option<String> {
    given(typed).map(text::folded)
}

/// Reads a search of cargo records.
pub(super) fn cargo(
    typed: &TypedCargoSearch,
    now: Timestamp,
) -> Result<Asked<CargoFilter>, Vec<Violation>> {
    let mut reader = Reader::default();
    let (from, until) = (typed.from.as_deref(), typed.until.as_deref());
    let period = reader.period(from, until, typed.awb.as_deref(), now);
    let (direction, status) = (typed.direction.as_deref(), typed.status.as_deref());
    let filter = CargoFilter {
        awb: reader.awb(typed.awb.as_deref()),
        hawb: reader.hawb(typed.hawb.as_deref()),
        direction: reader.named(direction, "?direction", Direction::ALL, Direction::as_str),
        status: reader.named(status, "?status", CargoStatus::ALL, CargoStatus::as_str),
        alert: reader.yes_or_no(typed.alert.as_deref(), "?alert"),
        reservation: reader.yes_or_no(typed.reservation.as_deref(), "?reservation"),
        bonded_warehouse: folded(typed.bonded_warehouse.as_deref()),
        shipper: folded(typed.shipper.as_deref()),
        customs_broker: folded(typed.customs_broker.as_deref()),
        assignment: reader.assignment(typed.assignment.as_deref()),
    };
    reader.finish(period, filter)
}

/// Reads a search of pickup requests.
pub(super) fn pickup(
    typed: &TypedPickupSearch,
    now: Timestamp,
) -> Result<Asked<PickupFilter>, Vec<Violation>> {
    let mut reader = Reader::default();
    let (from, until) = (typed.from.as_deref(), typed.until.as_deref());
    let period = reader.period(from, until, typed.awb.as_deref(), now);
    let (request, pickup) = (typed.request_status.as_deref(), typed.pickup_status.as_deref());
    let as_on_plate = |typed| vehicle::parse(typed).map(|number| text::folded(&number));
    let vehicle_number = given(typed.vehicle_number.as_deref());
    let filter = PickupFilter {
        awb: reader.awb(typed.awb.as_deref()),
        request_status: reader.named(
            request,
            "?request_status",
            RequestStatus::ALL,
            RequestStatus::as_str,
        ),
        pickup_status: reader.named(
            pickup,
            "?pickup_status",
            PickupStatus::ALL,
            PickupStatus::as_str,
        ),
        shed: folded(typed.shed.as_deref()),
        trucking_company: folded(typed.trucking_company.as_deref()),
        vehicle_number: vehicle_number
            .map(|typed| as_on_plate(typed).unwrap_or_else(|| text::folded(typed))),
        shipper: folded(typed.shipper.as_deref()),
        alert: reader.yes_or_no(typed.alert.as_deref(), "?alert"),
        assignment: reader.assignment(typed.assignment.as_deref()),
    };
    reader.finish(period, filter)
}

/// The parameters that have a value.
type Parameters = Vec<(&'static str, String)>;

fn kept<const N: usize>(parameters: [(&'static str, Option<String>); N]) -> Parameters {
    parameters.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn name<T>(value: Option<T>, name: impl Fn(T) -> &'static str) -> Option<String> {
    value.map(|value| name(value).to_owned())
}

/// Whether an index of own records leads to the newest of those that have these: nothing is asked for, or
/// one thing that has an index. The other searches would read on until they find one.
fn is_led(parameters: &Parameters, unindexed: &[&str]) -> bool {
    match parameters.as_slice() {
        [] => true,
        [(name, value)] => !unindexed.contains(name) && value != "false",
        _ => false,
    }
}

impl CargoFilter {
    /// Whether an index of own records leads to the newest that it asks for.
    pub fn is_led(&self) -> bool {
        is_led(&self.parameters(), &["hawb", "assignment"])
    }

    /// The parameters that ask for it.
    pub fn parameters(&self) -> Parameters {
        kept([
            ("awb", self.awb.map(|awb| awb.to_string())),
            ("hawb", self.hawb.clone()),
            ("direction", name(self.direction, Direction::as_str)),
            ("status", name(self.status, CargoStatus::as_str)),
            ("alert", self.alert.map(|alert| alert.to_string())),
            ("reservation", self.reservation.map(|reserved| reserved.to_string())),
            ("bonded_warehouse", self.bonded_warehouse.clone()),
            ("shipper", self.shipper.clone()),
            ("customs_broker", self.customs_broker.clone()),
            ("assignment", name(self.assignment, AssignmentFilter::as_str)),
        ])
    }
}

impl PickupFilter {
    /// Whether an index of own requests leads to the newest that it asks for.
    pub fn is_led(&self) -> bool {
        is_led(&self.parameters(), &["assignment"])
    }

    /// The parameters that ask for it.
    pub fn parameters(&self) -> Parameters {
        kept([
            ("awb", self.awb.map(|awb| awb.to_string())),
            ("request_status", name(self.request_status, RequestStatus::as_str)),
            ("pickup_status", name(self.pickup_status, PickupStatus::as_str)),
            ("shed", self.shed.clone()),
            ("trucking_company", self.trucking_company.clone()),
            ("vehicle_number", self.vehicle_number.clone()),
            ("shipper", self.shipper.clone()),
            ("alert", self.alert.map(|alert| alert.to_string())),
            ("assignment", name(self.assignment, AssignmentFilter::as_str)),
        ])
    }
}
