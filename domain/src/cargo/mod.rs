//! Cargo records and pickup requests of a company, its master data, and the lists in which it sees
//! its own and those that were assigned to it.
//!
//! Source: the assignment FAQ of an airport cargo cloud.
//!
//! A cargo record is registered by a consolidator or customs broker (CGO-REC-01); only its owner
//! company changes it, naming the version that it read:
//!
//! ```text
//!   registered ──► booked, received, manifested, departed, arrived, received from flight, notified,
//!        │         customs cleared, discrepancy: in any order, as the messages come (history kept)
//!        └────────────────────────────────────────────────────────────────► delivered: final
//!   alert `discrepancy`: raised by that status, cleared by the next other one
//!   alert `duplicate_waybill`: raised when the owner takes a company over that has a record of the same
//!     waybill, cleared when that record gets a waybill of its own
//!   other alerts: raised and cleared by the owner
//! ```
//!
//! A pickup request, of a consolidator, customs broker, trucking company or shipper (CGO-REC-02):
//!
//! ```text
//!   requested ──► confirmed          waiting ──► arrived ──► partly picked up ──► picked up: final
//!       │             │
//!       └─────────────┴──► cancelled: final, while nothing was picked up
//! ```
//!
//! Dangerous goods of a record are declared beside it: [`dangerous_goods`].
//!
//! Who sees a record: its owner company, and companies with a live accepted assignment; to everyone
//! else it does not exist (CGO-VIS-01). Office and terminal sessions see none (CGO-VIS-02).

pub mod airline;
mod awb;
pub mod bulk;
pub mod bulk_file;
pub mod code;
pub mod dangerous_goods;
pub mod export;
mod fields;
pub mod filter;
pub mod form;
mod hint;
pub mod list;
pub mod listing;
pub mod master;
mod model;
mod period;
pub mod pickup;
pub mod pickup_form;
mod ports;
pub mod record;
pub mod search;
pub mod vehicle;

pub use awb::{AwbError, AwbNumber};
pub use fields::Noted;
pub use master::MasterPrefix;
pub use model::{
    Airline, AlertReason, CargoRecord, CargoStatus, Direction, MasterEntry, MasterKind,
    PickupRequest, PickupStatus, RequestStatus, StatusStep, Warning,
};
pub use ports::{
    CargoCarryStore, CargoListStore, CargoStore, DeclarationStore, MasterStore, PickupListStore,
    PickupStore,
};
