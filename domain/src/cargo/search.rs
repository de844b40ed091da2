//! What lists of cargo records and pickup requests are asked for, and what they show.
//!
//! Whom a search is for is part of it ([`Viewer`]): own records and those of live accepted
//! assignments, nothing else (CGO-VIS-01). There is no search without it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    AwbNumber, CargoRecord, CargoStatus, Direction, PickupRequest, PickupStatus, RequestStatus,
};
use crate::access::SignedIn;
use crate::env::Env;
use crate::kernel::{Id, Page, kind, names};

/// Who looks: visibility is part of every query (CGO-VIS-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// The company.
    pub company: Id<kind::Company>,
    /// A pending assignment that was sent before here has expired (ASG-EXP-01).
    pub live_from: Timestamp,
}

impl Viewer {
    /// Somebody of a company, now.
    pub fn new(env: &Env, who: &SignedIn) -> Self {
        let live_from = env.settings.assignment.live_from(env.clock.now());
        Self { company: who.company.id, live_from }
    }
}

names! {
    /// How a record relates to assignments, as its viewer may know it. Every visible record is in
    /// exactly one of these states.
    AssignmentFilter {
        /// Own records that no assignment is pending or accepted for.
        None = "none",
        /// Own records with a pending assignment that no other company sees yet.
        Pending = "pending",
        /// Own records that another company sees.
        Accepted = "accepted",
        /// Records of other companies that were assigned to the viewer's.
        Received = "received",
    }
}

/// From when to when: `from` included, `until` excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// From here.
    pub from: Timestamp,
    /// Until before here.
    pub until: Timestamp,
}

/// A search, for one company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search<F> {
    /// Who searches.
    pub viewer: Viewer,
    /// When the record was registered, or the pickup is scheduled; none with an exact AWB (CGO-LST-07).
    pub period: Option<Period>,
    /// What else is asked for.
    pub filter: F,
}

/// Filters of the cargo list (CGO-LST-03), all combinable. Names are compared folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CargoFilter {
    /// With this air waybill.
    pub awb: Option<AwbNumber>,
    /// With this house waybill.
    pub hawb: Option<String>,
    /// Which way.
    pub direction: Option<Direction>,
    /// In this status.
    pub status: Option<CargoStatus>,
    /// With or without an alert.
    pub alert: Option<bool>,
    /// With or without a reservation.
    pub reservation: Option<bool>,
    /// At this bonded warehouse.
    pub bonded_warehouse: Option<String>,
    /// Of this shipper.
    pub shipper: Option<String>,
    /// With this customs broker.
    pub customs_broker: Option<String>,
    /// In this assignment state.
    pub assignment: Option<AssignmentFilter>,
}

/// Filters of the pickup list (CGO-LST-03), all combinable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PickupFilter {
    /// With this air waybill.
    pub awb: Option<AwbNumber>,
    /// In this request status.
    pub request_status: Option<RequestStatus>,
    /// In this pickup status.
    pub pickup_status: Option<PickupStatus>,
    /// At this shed.
    pub shed: Option<String>,
    /// With this trucking company.
    pub trucking_company: Option<String>,
    /// With this vehicle.
    pub vehicle_number: Option<String>,
    /// Of this shipper.
    pub shipper: Option<String>,
    /// With or without an alert.
    pub alert: Option<bool>,
    /// In this assignment state.
    pub assignment: Option<AssignmentFilter>,
}

/// A record as the searching company sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen<R> {
    /// The record.
    pub record: R,
    /// Through which assignment; `None` for an own record.
    pub through: Option<Id<kind::Assignment>>,
    /// The name of the company that owns it; `None` for an own record.
    pub owner_name: Option<String>,
    /// The assignment state that the viewer may know.
    pub assignment: AssignmentFilter,
}

impl<R> Seen<R> {
    /// An own record.
    pub const fn own(record: R, assignment: AssignmentFilter) -> Self {
        Self { record, through: None, owner_name: None, assignment }
    }

    /// Another company's record, seen through an assignment.
    pub const fn granted(record: R, through: Id<kind::Assignment>, owner_name: String) -> Self {
        let assignment = AssignmentFilter::Received;
        Self { record, through: Some(through), owner_name: Some(owner_name), assignment }
    }
}

/// A cargo record in a list.
pub type SeenCargo = Seen<CargoRecord>;
/// A pickup request in a list.
pub type SeenPickup = Seen<PickupRequest>;

/// How many records a search finds: exact up to a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hits {
    /// How many; the bound when there are more.
    pub count: u32,
    /// Whether there are more than the bound.
    pub more: bool,
}

impl Hits {
    /// Hits that are counted exactly.
    pub const BOUND: u32 = 1_000;
}

/// What the first page of a list was: the next ones are of the same search, and count nothing again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// For which company: what it counted is nobody else's (CGO-VIS-01).
    pub company: Id<kind::Company>,
    /// When it was asked for, which says what "today" is (CGO-LST-09).
    #[serde(with = "jiff::fmt::serde::timestamp::microsecond::required")]
    pub at: Timestamp,
    /// How many the search found then (CGO-LST-04).
    pub hits: Hits,
}

names! {
    /// Why a list is empty or short (CGO-LST-06).
    HintCode {
        /// The search finds more in another period.
        OutsidePeriod = "outside_period",
        /// The search finds something that goes the other way.
        OtherDirection = "other_direction",
        /// The search finds something when less is asked for.
        OtherFilters = "other_filters",
        /// Assignments wait to be accepted; then their records list.
        AssignmentsWaiting = "assignments_waiting",
    }
}

/// Why a list is empty or short, with a search that finds what the caller named (CGO-LST-06).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Why.
    pub code: HintCode,
    /// Parameters of a search that finds it; none where no search does.
    pub query: Vec<(&'static str, String)>,
}

/// A page of a list with what the rules ask beside it (CGO-LST-04).
#[derive(Debug, Clone)]
pub struct Found<R> {
    /// The page.
    pub page: Page<Seen<R>>,
    /// When the first page was asked for, and how many there were then.
    pub begun: Begun,
    /// Pending assignments that the caller could accept now.
    pub acceptable: Hits,
    /// Why it is empty or short.
    pub hints: Vec<Hint>,
}
