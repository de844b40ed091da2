//! What the room needs of the database.

use jiff::Timestamp;

use super::dangerous_goods::Filed;
use super::search::{CargoFilter, Hits, PickupFilter, Search, SeenCargo, SeenPickup, Viewer};
use super::{
    Airline, AwbNumber, CargoRecord, MasterEntry, MasterKind, MasterPrefix, PickupRequest,
    StatusStep,
};
use crate::kernel::{Guarded, Id, Page, PageRequest, StoreError, kind};

/// Cargo records in the database.
pub trait CargoStore {
    /// Adds a record with the first step of its history. The schema refuses an air or house waybill
    /// that the company has already, but for a duplicate.
    fn insert_cargo(
        &mut self,
        record: &CargoRecord,
        by: Id<kind::Account>,
    ) -> Result<(), StoreError>;

    /// A record of a company of its own.
    fn own_cargo(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Cargo>,
    ) -> Result<Option<CargoRecord>, StoreError>;

    /// The same, held until the transaction ends: nobody changes it meanwhile.
    fn hold_cargo(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Cargo>,
    ) -> Result<Option<CargoRecord>, StoreError>;

    /// The company's own records of these air and house waybills (`""` for a master), without duplicates.
    fn own_cargo_by_waybills(
        &mut self,
        company: Id<kind::Company>,
        waybills: &[(AwbNumber, &str)],
    ) -> Result<Vec<CargoRecord>, StoreError>;

    /// Which of these air waybills the company has records of.
    fn own_awbs(
        &mut self,
        company: Id<kind::Company>,
        among: &[AwbNumber],
    ) -> Result<Vec<AwbNumber>, StoreError>;

    /// Holds a company against others that hold it, until the transaction ends.
    fn hold_cargo_of(&mut self, company: Id<kind::Company>) -> Result<(), StoreError>;

    /// Adds records with the first step of their histories, in few statements.
    fn insert_cargo_batch(
        &mut self,
        records: &[CargoRecord],
        by: Id<kind::Account>,
    ) -> Result<(), StoreError>;

    /// House waybills that a company has under these air waybills, where it has any (CGO-REC-01).
    fn count_house_waybills(
        &mut self,
        company: Id<kind::Company>,
        mawbs: &[AwbNumber],
    ) -> Result<Vec<(AwbNumber, u32)>, StoreError>;

    /// Replaces what a record says if it still has `version`, which then grows by one. A changed
    /// status is added to its history.
    fn update_cargo(
        &mut self,
        record: &CargoRecord,
        version: i64,
        step: Option<&StatusStep>,
    ) -> Result<Guarded, StoreError>;

    /// Calls a record by its waybill in the assignments of it.
    fn rename_cargo(&mut self, record: &CargoRecord) -> Result<(), StoreError>;

    /// The history of a record, oldest first.
    fn cargo_steps(&mut self, id: Id<kind::Cargo>) -> Result<Vec<StatusStep>, StoreError>;
}

/// Dangerous-goods declarations in the database.
pub trait DeclarationStore {
    /// The declaration of a record, standing or withdrawn.
    fn declaration(&mut self, record: Id<kind::Cargo>) -> Result<Option<Filed>, StoreError>;

    /// Adds the first declaration of a record. The schema refuses a second one.
    fn insert_declaration(&mut self, filed: &Filed) -> Result<(), StoreError>;

    /// Writes a declaration over the one of its record, if that still has `version`.
    fn update_declaration(&mut self, filed: &Filed, version: i64) -> Result<Guarded, StoreError>;
}

/// The lists in which a company sees cargo records, its own and those granted to it.
pub trait CargoListStore {
    /// One record that a company may see (CGO-VIS-01).
    fn visible_cargo(
        &mut self,
        viewer: Viewer,
        id: Id<kind::Cargo>,
    ) -> Result<Option<SeenCargo>, StoreError>;

    /// Records that a company may see, newest first.
    fn cargo_page(
        &mut self,
        search: &Search<CargoFilter>,
        page: PageRequest,
    ) -> Result<Page<SeenCargo>, StoreError>;

    /// The newest of them, whenever it is, as far as it is found without reading everything.
    fn newest_cargo(
        &mut self,
        search: &Search<CargoFilter>,
    ) -> Result<Option<SeenCargo>, StoreError>;

    /// How many of them there are.
    fn count_cargo(&mut self, search: &Search<CargoFilter>) -> Result<Hits, StoreError>;
}

/// Pickup requests in the database.
pub trait PickupStore {
    /// Adds a pickup request with the first step of its history.
    fn insert_pickup(
        &mut self,
        request: &PickupRequest,
        by: Id<kind::Account>,
    ) -> Result<(), StoreError>;

    /// A pickup request of a company of its own, held until the transaction ends: nobody changes it
    /// meanwhile.
    fn hold_pickup(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Pickup>,
    ) -> Result<Option<PickupRequest>, StoreError>;

    /// Replaces what a pickup request says if it still has `version`, which then grows by one.
    fn update_pickup(
        &mut self,
        request: &PickupRequest,
        version: i64,
        step: Option<&StatusStep>,
    ) -> Result<Guarded, StoreError>;

    /// The history of a pickup request, oldest first.
    fn pickup_steps(&mut self, id: Id<kind::Pickup>) -> Result<Vec<StatusStep>, StoreError>;
}

/// The lists in which a company sees pickup requests, its own and those granted to it.
pub trait PickupListStore {
    /// One pickup request that a company may see (CGO-VIS-01).
    fn visible_pickup(
        &mut self,
        viewer: Viewer,
        id: Id<kind::Pickup>,
    ) -> Result<Option<SeenPickup>, StoreError>;

    /// Pickup requests that a company may see, latest scheduled first.
    fn pickup_page(
        &mut self,
        search: &Search<PickupFilter>,
        page: PageRequest,
    ) -> Result<Page<SeenPickup>, StoreError>;

    /// The latest scheduled of them, whenever it is, as far as it is found without reading everything.
    fn newest_pickup(
        &mut self,
        search: &Search<PickupFilter>,
    ) -> Result<Option<SeenPickup>, StoreError>;

    /// How many of them there are.
    fn count_pickups(&mut self, search: &Search<PickupFilter>) -> Result<Hits, StoreError>;
}

/// Master data and airlines in the database.
pub trait MasterStore {
    /// Adds an entry of master data. The schema refuses a name that the company has already.
    fn insert_master(&mut self, entry: &MasterEntry) -> Result<(), StoreError>;

    /// An entry of a company.
    fn master(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Master>,
    ) -> Result<Option<MasterEntry>, StoreError>;

    /// Entries of a company, newest first; those whose name, kana or code begins so alone, if a
    /// prefix is given.
    fn master_page(
        &mut self,
        company: Id<kind::Company>,
        kind: MasterKind,
        prefix: Option<&MasterPrefix>,
        page: PageRequest,
    ) -> Result<Page<MasterEntry>, StoreError>;

    /// Writes an entry if it still has `version`, which then grows by one.
    fn update_master(&mut self, entry: &MasterEntry, version: i64) -> Result<Guarded, StoreError>;

    /// Removes an entry of a company if it still has `version`.
    fn remove_master(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Master>,
        version: i64,
    ) -> Result<Guarded, StoreError>;

    /// Every airline, by prefix.
    fn airlines(&mut self) -> Result<Vec<Airline>, StoreError>;

    /// Which of these prefixes are in the table.
    fn known_prefixes(&mut self, among: &[String]) -> Result<Vec<String>, StoreError>;

    /// Puts an airline into the table, in place of the one with its prefix.
    fn put_airline(&mut self, airline: &Airline) -> Result<(), StoreError>;
}

/// What comes along with a company that another one takes over.
pub trait CargoCarryStore {
    /// Carries records, pickup requests and master data; gives how many records came beside another of
    /// their waybill. An entry of master data that the other company has, too, stays where it is, as it
    /// is the same.
    fn carry_cargo(
        &mut self,
        from: Id<kind::Company>,
        into: Id<kind::Company>,
        at: Timestamp,
    ) -> Result<usize, StoreError>;
}
