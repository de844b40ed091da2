//! What the room needs of the database.

use super::search::{CargoFilter, Hits, PickupFilter, Search, SeenCargo, SeenPickup};
use super::{
    AwbNumber, CargoRecord, MasterEntry, MasterKind, PickupRequest, StatusStep,
};
use crate::kernel::{Guarded, Id, Page, PageRequest, StoreError, kind};

/// Cargo records, pickup requests and master data in the database.
pub trait CargoStore {
    /// Adds a record with the first step of its history. The schema refuses an air or house waybill
    /// that the company has already.
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
    /// House waybills that a company has under an air waybill (CGO-REC-01).
    fn count_house_waybills(
        &mut self,
        company: Id<kind::Company>,
        mawb: AwbNumber,
    ) -> Result<u32, StoreError>;
    /// Replaces what a record says if it still has `version`, which then grows by one. A changed
    /// status is added to its history.
    fn update_cargo(
        &mut self,
        record: &CargoRecord,
        version: i64,
        step: Option<&StatusStep>,
    ) -> Result<Guarded, StoreError>;
    /// The history of a record, oldest first.
    fn cargo_steps(&mut self, id: Id<kind::Cargo>) -> Result<Vec<StatusStep>, StoreError>;
    /// One record that a company may see (CGO-VIS-01); a look at a granted one is noted.
    fn visible_cargo(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Cargo>,
    ) -> Result<Option<SeenCargo>, StoreError>;
    /// Records that a company may see, newest first.
    fn cargo_page(
        &mut self,
        search: &Search<CargoFilter>,
        page: PageRequest,
    ) -> Result<Page<SeenCargo>, StoreError>;
    /// How many of them there are.
    fn count_cargo(&mut self, search: &Search<CargoFilter>) -> Result<Hits, StoreError>;

    /// Adds a pickup request with the first step of its history.
    fn insert_pickup(
        &mut self,
        request: &PickupRequest,
        by: Id<kind::Account>,
    ) -> Result<(), StoreError>;
    /// A pickup request of a company of its own.
    fn own_pickup(
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
    /// One pickup request that a company may see (CGO-VIS-01).
    fn visible_pickup(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Pickup>,
    ) -> Result<Option<SeenPickup>, StoreError>;
    /// Pickup requests that a company may see, latest scheduled first.
    fn pickup_page(
        &mut self,
        search: &Search<PickupFilter>,
        page: PageRequest,
    ) -> Result<Page<SeenPickup>, StoreError>;
    /// How many of them there are.
    fn count_pickups(&mut self, search: &Search<PickupFilter>) -> Result<Hits, StoreError>;

    /// Adds an entry of master data. The schema refuses a name that the company has already.
    fn insert_master(&mut self, entry: &MasterEntry) -> Result<(), StoreError>;
    /// An entry of a company.
    fn master(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Master>,
    ) -> Result<Option<MasterEntry>, StoreError>;
    /// Entries of a company, newest first; those whose name or kana begins with `prefix` (folded)
    /// alone, if one is given.
    fn master_page(
        &mut self,
        company: Id<kind::Company>,
        kind: MasterKind,
        prefix: Option<&str>,
        page: PageRequest,
    ) -> Result<Page<MasterEntry>, StoreError>;
    /// Writes an entry if it still has `version`, which then grows by one.
    fn update_master(&mut self, entry: &MasterEntry, version: i64) -> Result<Guarded, StoreError>;
    /// Removes an entry of a company.
    fn remove_master(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Master>,
    ) -> Result<Guarded, StoreError>;
}
