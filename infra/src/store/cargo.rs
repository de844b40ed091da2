//! Cargo records, pickup requests and master data: the port, which forwards to a file for each.

use tegata_domain::cargo::dangerous_goods::Filed;
use tegata_domain::cargo::search::{
    CargoFilter, Hits, PickupFilter, Search, SeenCargo, SeenPickup, Viewer,
};
use tegata_domain::cargo::{
    Airline, AwbNumber, CargoRecord, CargoStore, MasterEntry, MasterKind, MasterPrefix,
    PickupRequest, StatusStep,
};
use tegata_domain::event::AuditEntry;
use tegata_domain::kernel::{Guarded, Id, Page, PageRequest, StoreError, kind};

use super::SqlTx;

/// Names in one column: with a comma between.
pub(super) fn joined<T: Copy>(names: &[T], name: impl Fn(T) -> &'static str) -> String {
    names.iter().map(|one| name(*one)).collect::<Vec<_>>().join(",")
}

/// The names in a column that [`joined`] wrote; `None` when one is unknown.
pub(super) fn parted<T>(column: &str, named: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    column.split(',').filter(|name| !name.is_empty()).map(named).collect()
}

impl CargoStore for SqlTx<'_> {
    fn insert_cargo(
        &mut self,
        record: &CargoRecord,
        by: Id<kind::Account>,
    ) -> Result<(), StoreError> {
        self.insert_cargo_rows(std::slice::from_ref(record), by)
    }

    fn own_cargo(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Cargo>,
    ) -> Result<Option<CargoRecord>, StoreError> {
        self.find_own_cargo(company, id)
    }

    fn hold_cargo(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Cargo>,
    ) -> Result<Option<CargoRecord>, StoreError> {
        self.hold_own_cargo(company, id)
    }

    fn own_cargo_by_waybills(
        &mut self,
        company: Id<kind::Company>,
        waybills: &[(AwbNumber, &str)],
    ) -> Result<Vec<CargoRecord>, StoreError> {
        self.find_own_cargo_by_waybills(company, waybills)
    }

    fn own_awbs(
        &mut self,
        company: Id<kind::Company>,
        among: &[AwbNumber],
    ) -> Result<Vec<AwbNumber>, StoreError> {
        self.find_own_awbs(company, among)
    }

    fn hold_cargo_of(&mut self, company: Id<kind::Company>) -> Result<(), StoreError> {
        self.hold_company_row(company)
    }

    fn insert_cargo_batch(
        &mut self,
        records: &[CargoRecord],
        by: Id<kind::Account>,
        entries: &[AuditEntry],
    ) -> Result<(), StoreError> {
        self.insert_cargo_rows(records, by)?;
        self.insert_audit_rows(entries)
    }

    fn count_house_waybills(
        &mut self,
        company: Id<kind::Company>,
        mawbs: &[AwbNumber],
    ) -> Result<Vec<(AwbNumber, u32)>, StoreError> {
        self.count_hawbs(company, mawbs)
    }

    fn update_cargo(
        &mut self,
        record: &CargoRecord,
        version: i64,
        step: Option<&StatusStep>,
    ) -> Result<Guarded, StoreError> {
        self.update_cargo_row(record, version, step)
    }

    fn rename_cargo(&mut self, record: &CargoRecord) -> Result<(), StoreError> {
        self.rename_assignments_of(record)
    }

    fn cargo_steps(&mut self, id: Id<kind::Cargo>) -> Result<Vec<StatusStep>, StoreError> {
        self.list_cargo_steps(id)
    }

    fn declaration(&mut self, record: Id<kind::Cargo>) -> Result<Option<Filed>, StoreError> {
        self.find_declaration(record)
    }

    fn insert_declaration(&mut self, filed: &Filed) -> Result<(), StoreError> {
        self.insert_declaration_row(filed)
    }

    fn update_declaration(&mut self, filed: &Filed, version: i64) -> Result<Guarded, StoreError> {
        self.update_declaration_row(filed, version)
    }

    fn visible_cargo(
        &mut self,
        viewer: Viewer,
        id: Id<kind::Cargo>,
    ) -> Result<Option<SeenCargo>, StoreError> {
        self.find_visible_cargo(viewer, id)
    }

    fn cargo_page(
        &mut self,
        search: &Search<CargoFilter>,
        page: PageRequest,
    ) -> Result<Page<SeenCargo>, StoreError> {
        self.list_cargo(search, page)
    }

    fn newest_cargo(
        &mut self,
        search: &Search<CargoFilter>,
    ) -> Result<Option<SeenCargo>, StoreError> {
        self.find_newest_cargo(search)
    }

    fn count_cargo(&mut self, search: &Search<CargoFilter>) -> Result<Hits, StoreError> {
        self.count_cargo_hits(search)
    }

    fn insert_pickup(
        &mut self,
        request: &PickupRequest,
        by: Id<kind::Account>,
    ) -> Result<(), StoreError> {
        self.insert_pickup_rows(request, by)
    }

    fn hold_pickup(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Pickup>,
    ) -> Result<Option<PickupRequest>, StoreError> {
        self.hold_own_pickup(company, id)
    }

    fn update_pickup(
        &mut self,
        request: &PickupRequest,
        version: i64,
        step: Option<&StatusStep>,
    ) -> Result<Guarded, StoreError> {
        self.update_pickup_rows(request, version, step)
    }

    fn pickup_steps(&mut self, id: Id<kind::Pickup>) -> Result<Vec<StatusStep>, StoreError> {
        self.list_pickup_steps(id)
    }

    fn visible_pickup(
        &mut self,
        viewer: Viewer,
        id: Id<kind::Pickup>,
    ) -> Result<Option<SeenPickup>, StoreError> {
        self.find_visible_pickup(viewer, id)
    }

    fn pickup_page(
        &mut self,
        search: &Search<PickupFilter>,
        page: PageRequest,
    ) -> Result<Page<SeenPickup>, StoreError> {
        self.list_pickups(search, page)
    }

    fn newest_pickup(
        &mut self,
        search: &Search<PickupFilter>,
    ) -> Result<Option<SeenPickup>, StoreError> {
        self.find_newest_pickup(search)
    }

    fn count_pickups(&mut self, search: &Search<PickupFilter>) -> Result<Hits, StoreError> {
        self.count_pickup_hits(search)
    }

    fn insert_master(&mut self, entry: &MasterEntry) -> Result<(), StoreError> {
        self.insert_master_row(entry)
    }

    fn master(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Master>,
    ) -> Result<Option<MasterEntry>, StoreError> {
        self.find_master(company, id)
    }

    fn master_page(
        &mut self,
        company: Id<kind::Company>,
        kind: MasterKind,
        prefix: Option<&MasterPrefix>,
        page: PageRequest,
    ) -> Result<Page<MasterEntry>, StoreError> {
        self.list_master(company, kind, prefix, page)
    }

    fn update_master(&mut self, entry: &MasterEntry, version: i64) -> Result<Guarded, StoreError> {
        self.update_master_row(entry, version)
    }

    fn remove_master(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Master>,
        version: i64,
    ) -> Result<Guarded, StoreError> {
        self.delete_master(company, id, version)
    }

    fn airlines(&mut self) -> Result<Vec<Airline>, StoreError> {
        self.list_airlines()
    }

    fn known_prefixes(&mut self, among: &[String]) -> Result<Vec<String>, StoreError> {
        self.find_prefixes(among)
    }

    fn put_airline(&mut self, airline: &Airline) -> Result<(), StoreError> {
        self.write_airline(airline)
    }
}
