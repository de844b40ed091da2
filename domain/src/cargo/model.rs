//! What cargo records and pickup requests are.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::AwbNumber;
use crate::kernel::{Id, kind, names};

names! {
    /// Which way cargo goes (登録対象).
    Direction {
        /// Into Japan (輸入).
        Import = "import",
        /// Out of Japan (輸出).
        Export = "export",
    }
}

names! {
    /// Where a consignment is. Each stands for an IATA status code, see [`CargoStatus::iata`].
    CargoStatus {
        /// Registered here; nothing happened yet.
        Registered = "registered",
        /// Booked on a flight.
        Booked = "booked",
        /// Received from the shipper.
        Received = "received",
        /// Manifested for a flight.
        Manifested = "manifested",
        /// Departed.
        Departed = "departed",
        /// Arrived.
        Arrived = "arrived",
        /// Received from a flight.
        ReceivedFromFlight = "received_from_flight",
        /// Its consignee was notified of the arrival.
        Notified = "notified",
        /// Cleared by customs.
        CustomsCleared = "customs_cleared",
        /// Something is wrong with it or its documents.
        Discrepancy = "discrepancy",
        /// Delivered: final.
        Delivered = "delivered",
    }
}

impl CargoStatus {
    /// The IATA status code (Cargo-IMP, ONE Record); none before the airline knows of it.
    pub const fn iata(self) -> Option<&'static str> {
        match self {
            Self::Registered => None,
            Self::Booked => Some("BKD"),
            Self::Received => Some("RCS"),
            Self::Manifested => Some("MAN"),
            Self::Departed => Some("DEP"),
            Self::Arrived => Some("ARR"),
            Self::ReceivedFromFlight => Some("RCF"),
            Self::Notified => Some("NFD"),
            Self::CustomsCleared => Some("CCD"),
            Self::Discrepancy => Some("DIS"),
            Self::Delivered => Some("DLV"),
        }
    }
}

names! {
    /// Why a record or request has an alert (アラート).
    AlertReason {
        /// The status says so: raised and cleared by it alone.
        Discrepancy = "discrepancy",
        /// Customs holds it; the owner raises and clears it.
        CustomsHold = "customs_hold",
        /// It is damaged; the owner raises and clears it.
        Damage = "damage",
        /// Documents are missing; the owner raises and clears it.
        DocumentsMissing = "documents_missing",
        /// It must be kept at a temperature; the owner raises and clears it.
        Temperature = "temperature",
        /// The owner has another record of its waybill since it took another company over: raised by
        /// that, and cleared when the waybill is changed to one that the owner has no record of.
        DuplicateWaybill = "duplicate_waybill",
    }
}

names! {
    /// What is odd about a record and refuses nothing.
    Warning {
        /// No airline of the table has the air waybill's prefix (CGO-AWB-01).
        AirlinePrefixUnknown = "airline_prefix_unknown",
    }
}

/// An airline, by the prefix of its air waybills; operators keep the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Airline {
    /// The prefix of its air waybills: 3 digits.
    pub prefix: String,
    /// Its IATA designator, such as `NH`.
    pub designator: String,
    /// Its name.
    pub name: String,
}

/// A cargo record: an air waybill, or a house waybill under it (CGO-REC-01).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CargoRecord {
    /// Its id.
    pub id: Id<kind::Cargo>,
    /// The owner company.
    pub company: Id<kind::Company>,
    /// Which way it goes.
    pub direction: Direction,
    /// The master air waybill.
    pub mawb: AwbNumber,
    /// The house waybill: 1 to 12 letters A–Z and digits.
    pub hawb: Option<String>,
    /// Where it is.
    pub status: CargoStatus,
    /// Its alerts, in the order of [`AlertReason::ALL`].
    pub alerts: Vec<AlertReason>,
    /// Whether space is reserved (予約).
    pub reservation: bool,
    /// The bonded warehouse (保税蔵置場).
    pub bonded_warehouse: Option<String>,
    /// The shipper (荷主).
    pub shipper: Option<String>,
    /// The customs broker (通関業者).
    pub customs_broker: Option<String>,
    /// Pieces.
    pub pieces: Option<u32>,
    /// Weight in grams.
    pub weight_grams: Option<i64>,
    /// The flight, such as `NH8401`.
    pub flight: Option<String>,
    /// The airport of origin, an IATA code.
    pub origin: Option<String>,
    /// The airport of destination, an IATA code.
    pub destination: Option<String>,
    /// IATA special handling codes, such as `PER`.
    pub special_handling: Vec<String>,
    /// When it was registered: its place in lists (CGO-LST-01).
    pub registered_at: Timestamp,
    /// Grows with every change.
    pub version: i64,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl CargoRecord {
    /// Whether its owner has another record of its waybill (ORG-02).
    pub fn is_duplicate(&self) -> bool {
        self.alerts.contains(&AlertReason::DuplicateWaybill)
    }

    /// Its weight in kilograms.
    pub fn weight_kg(&self) -> Option<f64> {
        // Exact: grams are whole and far below 2^53.
        self.weight_grams.map(|grams| grams as f64 / 1000.0)
    }
}

names! {
    /// Where the request itself is (搬出依頼ステータス).
    RequestStatus {
        /// Made.
        Requested = "requested",
        /// The shed took it on.
        Confirmed = "confirmed",
        /// Taken back: final.
        Cancelled = "cancelled",
    }
}

names! {
    /// Where the pickup is.
    PickupStatus {
        /// Nobody has come yet.
        Waiting = "waiting",
        /// The vehicle is there.
        Arrived = "arrived",
        /// Part of the cargo left.
        PartlyPickedUp = "partly_picked_up",
        /// All of it left: final.
        PickedUp = "picked_up",
    }
}

/// A request to take cargo out of a shed (CGO-REC-02).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickupRequest {
    /// Its id.
    pub id: Id<kind::Pickup>,
    /// The owner company.
    pub company: Id<kind::Company>,
    /// The air waybills, 1 to 50, each once, in order.
    pub awbs: Vec<AwbNumber>,
    /// The shed (上屋).
    pub shed: String,
    /// The trucking company (運送会社).
    pub trucking_company: Option<String>,
    /// The shipper (荷主).
    pub shipper: Option<String>,
    /// The vehicle number as on a Japanese plate.
    pub vehicle_number: Option<String>,
    /// When the vehicle is to come: its place in lists (CGO-LST-01).
    pub scheduled_at: Timestamp,
    /// Where the request is.
    pub request_status: RequestStatus,
    /// Where the pickup is.
    pub pickup_status: PickupStatus,
    /// Its alerts.
    pub alerts: Vec<AlertReason>,
    /// Grows with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// A step in the history of a record or request; only ever added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusStep {
    /// Which, from 1.
    pub number: u32,
    /// The status after it, as its name; for a pickup request `request/pickup`.
    pub status: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Id<kind::Account>,
}

names! {
    /// What master data a company keeps (CGO-MST-01).
    MasterKind {
        /// Bonded warehouses.
        BondedWarehouse = "bonded-warehouses",
        /// Sheds.
        Shed = "sheds",
        /// Shippers.
        Shipper = "shippers",
        /// Customs brokers.
        CustomsBroker = "customs-brokers",
        /// Trucking companies.
        TruckingCompany = "trucking-companies",
    }
}

/// An entry of a company's master data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MasterEntry {
    /// Its id.
    pub id: Id<kind::Master>,
    /// Whose.
    pub company: Id<kind::Company>,
    /// What it names.
    pub kind: MasterKind,
    /// The name.
    pub name: String,
    /// The name in katakana.
    pub kana: Option<String>,
    /// The company's own code for it.
    pub code: Option<String>,
    /// Grows with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}
