//! Cargo records and pickup requests on the wire.

use serde::{Deserialize, Serialize};
use tegata_domain::access::SignedIn;
use tegata_domain::account::profile::capabilities;
use tegata_domain::cargo::dangerous_goods::may_declare;
use tegata_domain::cargo::pickup::{self, Command};
use tegata_domain::cargo::search::{Seen, SeenCargo, SeenPickup};
use tegata_domain::cargo::{
    AlertReason, CargoRecord, Noted, PickupRequest, StatusStep, Warning, record,
};
use tegata_domain::kernel::{Code, Id, Refusal, Rule, kind};
use utoipa::ToSchema;

use crate::problem::instant;
use crate::v1::action::ActionView;

/// Where people act on cargo records.
pub const CARGO: &str = "/v1/cargo-records";
/// Where people act on pickup requests.
pub const PICKUPS: &str = "/v1/pickup-requests";
/// Where records are assigned.
const ASSIGNMENTS: &str = "/v1/assignments";

/// Who reads a record: what may be done with it follows from that.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// The company.
    pub company: Id<kind::Company>,
    /// Whether the account is qualified for dangerous goods.
    pub qualified: bool,
}

impl From<&SignedIn> for Reader {
    fn from(who: &SignedIn) -> Self {
        let qualified = capabilities(&who.account).dangerous_goods_declaration;
        Self { company: who.company.id, qualified }
    }
}

/// A cargo record.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = CargoRecord)]
pub struct CargoView {
    /// Its id.
    #[schema(example = "carg_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// The owner company.
    #[schema(example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub company_id: String,
    /// The owner company's name; absent for the reader's own company.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "東京物流株式会社")]
    pub company_name: Option<String>,
    /// Whether it is the reader's own company.
    pub own: bool,
    /// `import` or `export` (登録対象).
    #[schema(example = "import")]
    pub direction: String,
    /// The master air waybill.
    #[schema(example = "131-12345675")]
    pub mawb: String,
    /// The house waybill.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "NAX0001")]
    pub hawb: Option<String>,
    /// Where it is.
    #[schema(example = "arrived")]
    pub status: String,
    /// The IATA status code; absent before the airline knows of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "ARR")]
    pub iata_status: Option<String>,
    /// Why it has an alert; empty without one.
    #[schema(example = json!(["customs_hold"]))]
    pub alerts: Vec<String>,
    /// Whether space is reserved (予約).
    pub reservation: bool,
    /// How it relates to assignments: `none`, `pending`, `accepted` or `received`.
    #[schema(example = "none")]
    pub assignment: String,
    /// The assignment through which another company's record is seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub assignment_id: Option<String>,
    /// The bonded warehouse (保税蔵置場).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "成田第一保税蔵置場")]
    pub bonded_warehouse: Option<String>,
    /// The shipper (荷主).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "株式会社山田電子")]
    pub shipper: Option<String>,
    /// The customs broker (通関業者).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "ナックス通関株式会社")]
    pub customs_broker: Option<String>,
    /// Pieces.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 12)]
    pub pieces: Option<u32>,
    /// Weight in kilograms.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 1250.5)]
    pub weight_kg: Option<f64>,
    /// The flight.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "NH8401")]
    pub flight: Option<String>,
    /// The airport of origin.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "HKG")]
    pub origin: Option<String>,
    /// The airport of destination.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "NRT")]
    pub destination: Option<String>,
    /// IATA special handling codes.
    #[schema(example = json!(["PER"]))]
    pub special_handling: Vec<String>,
    /// What is odd about it and refuses nothing, such as `airline_prefix_unknown`. Lists and exports do
    /// not look.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = json!([]))]
    pub warnings: Option<Vec<String>>,
    /// When it was registered: its place in lists (CGO-LST-01).
    #[schema(format = DateTime)]
    pub registered_at: String,
    /// Its version.
    pub version: i64,
    /// When it was changed last.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// What the reader may do with it now.
    pub actions: Vec<ActionView>,
}

/// Names on the wire.
fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<String> {
    all.iter().map(|one| name(*one).to_owned()).collect()
}

/// Whether a company may assign a record: the owner may (ASG-SND-01).
fn may_assign(own: bool) -> Result<(), Refusal> {
    if own { Ok(()) } else { Err(Refusal::by(Rule::CgoVis01, Code::NotRecordOwner)) }
}

fn cargo_actions(record: &CargoRecord, reader: Reader) -> Vec<ActionView> {
    let Reader { company: reader, qualified } = reader;
    let path = format!("{CARGO}/{}", record.id);
    let status = format!("{path}/status");
    let declaration = format!("{path}/dangerous-goods-declaration");
    let declare = may_declare(record, reader, qualified);
    let own = record.company == reader;
    vec![
        ActionView::new("change", record::may_change(record, reader), "PATCH", path),
        ActionView::new("set_status", record::may_change(record, reader), "POST", status),
        ActionView::new("assign", may_assign(own), "POST", ASSIGNMENTS.to_owned()),
        ActionView::new("declare_dangerous_goods", declare, "PUT", declaration),
    ]
}

impl CargoView {
    /// The record as a company sees it; `warnings` where somebody looked for them.
    pub fn new(seen: SeenCargo, reader: Reader, warnings: Option<&[Warning]>) -> Self {
        let Seen { record, through, owner_name, assignment } = seen;
        Self {
            actions: cargo_actions(&record, reader),
            id: record.id.to_string(),
            company_id: record.company.to_string(),
            company_name: owner_name,
            own: record.company == reader.company,
            direction: record.direction.as_str().to_owned(),
            mawb: record.mawb.to_string(),
            status: record.status.as_str().to_owned(),
            iata_status: record.status.iata().map(str::to_owned),
            alerts: names(&record.alerts, AlertReason::as_str),
            reservation: record.reservation,
            assignment: assignment.as_str().to_owned(),
            assignment_id: through.map(|id| id.to_string()),
            pieces: record.pieces,
            weight_kg: record.weight_kg(),
            warnings: warnings.map(|warnings| names(warnings, Warning::as_str)),
            registered_at: instant(record.registered_at),
            version: record.version,
            updated_at: instant(record.updated_at),
            hawb: record.hawb,
            bonded_warehouse: record.bonded_warehouse,
            shipper: record.shipper,
            customs_broker: record.customs_broker,
            flight: record.flight,
            origin: record.origin,
            destination: record.destination,
            special_handling: record.special_handling,
        }
    }

    /// A record that was just written.
    pub fn noted(noted: Noted<SeenCargo>, reader: Reader) -> Self {
        Self::new(noted.record, reader, Some(&noted.warnings))
    }
}

/// A pickup request.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = PickupRequest)]
pub struct PickupView {
    /// Its id.
    #[schema(example = "pick_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub id: String,
    /// The owner company.
    #[schema(example = "comp_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub company_id: String,
    /// The owner company's name; absent for the reader's own company.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "東京物流株式会社")]
    pub company_name: Option<String>,
    /// Whether it is the reader's own company.
    pub own: bool,
    /// The air waybills.
    #[schema(example = json!(["131-12345675"]))]
    pub awbs: Vec<String>,
    /// The shed (上屋).
    #[schema(example = "成田第一上屋")]
    pub shed: String,
    /// The trucking company (運送会社).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "東京運送株式会社")]
    pub trucking_company: Option<String>,
    /// The shipper (荷主).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "株式会社山田電子")]
    pub shipper: Option<String>,
    /// The vehicle number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "品川 100 あ 12-34")]
    pub vehicle_number: Option<String>,
    /// When the vehicle is to come: its place in lists (CGO-LST-01).
    #[schema(format = DateTime)]
    pub scheduled_at: String,
    /// Where the request is (搬出依頼ステータス): `requested`, `confirmed` or `cancelled`.
    #[schema(example = "requested")]
    pub request_status: String,
    /// Where the pickup is: `waiting`, `arrived`, `partly_picked_up` or `picked_up`.
    #[schema(example = "waiting")]
    pub pickup_status: String,
    /// Why it has an alert; empty without one.
    #[schema(example = json!(["damage"]))]
    pub alerts: Vec<String>,
    /// How it relates to assignments: `none`, `pending`, `accepted` or `received`.
    #[schema(example = "none")]
    pub assignment: String,
    /// The assignment through which another company's request is seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "asgn_01kabd3ns8e9bv4r8j7xq7s0yz")]
    pub assignment_id: Option<String>,
    /// What is odd about it and refuses nothing, such as `airline_prefix_unknown`. Lists and exports do
    /// not look.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = json!([]))]
    pub warnings: Option<Vec<String>>,
    /// Its version.
    pub version: i64,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was changed last.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// What the reader may do with it now.
    pub actions: Vec<ActionView>,
}

fn pickup_actions(request: &PickupRequest, reader: Id<kind::Company>) -> Vec<ActionView> {
    let path = format!("{PICKUPS}/{}", request.id);
    let (status, cancel) = (format!("{path}/status"), format!("{path}/cancel"));
    let decide = |command| pickup::decide(request, reader, command).map(drop);
    let set_status = decide(Command::SetStatus(None, None));
    let assign = may_assign(request.company == reader);
    vec![
        ActionView::new("change", decide(Command::Change), "PATCH", path),
        ActionView::new("set_status", set_status, "POST", status),
        ActionView::new("cancel", decide(Command::Cancel), "POST", cancel),
        ActionView::new("assign", assign, "POST", ASSIGNMENTS.to_owned()),
    ]
}

impl PickupView {
    /// The request as a company sees it; `warnings` where somebody looked for them.
    pub fn new(seen: SeenPickup, reader: Id<kind::Company>, warnings: Option<&[Warning]>) -> Self {
        let Seen { record: request, through, owner_name, assignment } = seen;
        Self {
            actions: pickup_actions(&request, reader),
            id: request.id.to_string(),
            company_id: request.company.to_string(),
            company_name: owner_name,
            own: request.company == reader,
            awbs: request.awbs.iter().map(ToString::to_string).collect(),
            scheduled_at: instant(request.scheduled_at),
            request_status: request.request_status.as_str().to_owned(),
            pickup_status: request.pickup_status.as_str().to_owned(),
            alerts: names(&request.alerts, AlertReason::as_str),
            assignment: assignment.as_str().to_owned(),
            assignment_id: through.map(|id| id.to_string()),
            warnings: warnings.map(|warnings| names(warnings, Warning::as_str)),
            version: request.version,
            created_at: instant(request.created_at),
            updated_at: instant(request.updated_at),
            shed: request.shed,
            trucking_company: request.trucking_company,
            shipper: request.shipper,
            vehicle_number: request.vehicle_number,
        }
    }

    /// A request that was just written.
    pub fn noted(noted: Noted<SeenPickup>, reader: Id<kind::Company>) -> Self {
        Self::new(noted.record, reader, Some(&noted.warnings))
    }
}

/// A step in the history of a record or request.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = StatusStep)]
pub struct StepView {
    /// Which, from 1.
    #[schema(minimum = 1)]
    pub number: u32,
    /// The status after it; of a pickup request both, as `confirmed/arrived`.
    #[schema(example = "arrived")]
    pub status: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

impl From<StatusStep> for StepView {
    fn from(step: StatusStep) -> Self {
        Self { number: step.number, status: step.status, at: instant(step.at) }
    }
}
