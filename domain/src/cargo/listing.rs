//! What lists and exports ask of cargo records and of pickup requests alike.

use jiff::Timestamp;
use uuid::Uuid;

use super::filter::{self, Asked, TypedCargoSearch, TypedPickupSearch};
use super::search::{CargoFilter, Hits, PickupFilter, Search, Seen, SeenCargo, SeenPickup, Viewer};
use super::{AwbNumber, CargoRecord, Direction, PickupRequest, StatusStep};
use crate::env::Tx;
use crate::kernel::{Id, Page, PageRequest, Position, RecordKind, StoreError, Violation, kind};

/// What lists: cargo records or pickup requests.
pub trait Listing: Clone + Send + 'static {
    /// A search of them, as it was typed.
    type Typed: Send;
    /// What they are filtered by.
    type Filter: Filter;
    /// How assignments name them.
    const KIND: RecordKind;

    /// Reads a search.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    fn read(typed: &Self::Typed, now: Timestamp) -> Result<Asked<Self::Filter>, Vec<Violation>>;
    /// The air waybill of a search, as it was typed.
    fn typed_awb(typed: &Self::Typed) -> Option<&str>;
    /// The owner company.
    fn owner(&self) -> Id<kind::Company>;
    /// Where it stands in lists (CGO-LST-01).
    fn place(&self) -> Position;
    /// Since when it exists.
    fn since(&self) -> Timestamp;
    /// Its air waybills.
    fn awbs(&self) -> Vec<AwbNumber>;
    /// A page of those that a company may see.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn page(
        tx: &mut dyn Tx,
        search: &Search<Self::Filter>,
        page: PageRequest,
    ) -> Result<Page<Seen<Self>>, StoreError>;
    /// The newest of those, whenever it is.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn newest(
        tx: &mut dyn Tx,
        search: &Search<Self::Filter>,
    ) -> Result<Option<Seen<Self>>, StoreError>;
    /// How many a company may see.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn count(tx: &mut dyn Tx, search: &Search<Self::Filter>) -> Result<Hits, StoreError>;
    /// One that a company may see.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn visible(tx: &mut dyn Tx, viewer: Viewer, id: Uuid)
    -> Result<Option<Seen<Self>>, StoreError>;
    /// Its history.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn steps(&self, tx: &mut dyn Tx) -> Result<Vec<StatusStep>, StoreError>;
}

/// What a list is filtered by, as hints need to know it.
pub trait Filter: Clone + Default + PartialEq + Send + Sync {
    /// The air waybill that is asked for.
    fn awb(&self) -> Option<AwbNumber>;
    /// The parameters that ask for it.
    fn parameters(&self) -> Vec<(&'static str, String)>;
    /// The air waybill alone.
    #[must_use]
    fn awb_alone(&self) -> Self;
    /// The same for what goes the other way; none where no way is asked for.
    fn other_direction(&self) -> Option<Self>;
}

impl Listing for CargoRecord {
    type Typed = TypedCargoSearch;
    type Filter = CargoFilter;
    const KIND: RecordKind = RecordKind::Cargo;

    fn read(
        typed: &TypedCargoSearch,
        now: Timestamp,
    ) -> Result<Asked<CargoFilter>, Vec<Violation>> {
        filter::cargo(typed, now)
    }

    fn typed_awb(typed: &TypedCargoSearch) -> Option<&str> {
        typed.awb.as_deref()
    }

    fn owner(&self) -> Id<kind::Company> {
        self.company
    }

    fn place(&self) -> Position {
        Position { at: self.registered_at, id: self.id.uuid() }
    }

    fn since(&self) -> Timestamp {
        self.registered_at
    }

    fn awbs(&self) -> Vec<AwbNumber> {
        vec![self.mawb]
    }

    fn page(
        tx: &mut dyn Tx,
        search: &Search<CargoFilter>,
        page: PageRequest,
    ) -> Result<Page<SeenCargo>, StoreError> {
        tx.cargo_page(search, page)
    }

    fn newest(
        tx: &mut dyn Tx,
        search: &Search<CargoFilter>,
    ) -> Result<Option<SeenCargo>, StoreError> {
        tx.newest_cargo(search)
    }

    fn count(tx: &mut dyn Tx, search: &Search<CargoFilter>) -> Result<Hits, StoreError> {
        tx.count_cargo(search)
    }

    fn visible(tx: &mut dyn Tx, viewer: Viewer, id: Uuid) -> Result<Option<SeenCargo>, StoreError> {
        tx.visible_cargo(viewer, Id::from_uuid(id))
    }

    fn steps(&self, tx: &mut dyn Tx) -> Result<Vec<StatusStep>, StoreError> {
        tx.cargo_steps(self.id)
    }
}

impl Listing for PickupRequest {
    type Typed = TypedPickupSearch;
    type Filter = PickupFilter;
    const KIND: RecordKind = RecordKind::Pickup;

    fn read(
        typed: &TypedPickupSearch,
        now: Timestamp,
    ) -> Result<Asked<PickupFilter>, Vec<Violation>> {
        filter::pickup(typed, now)
    }

    fn typed_awb(typed: &TypedPickupSearch) -> Option<&str> {
        typed.awb.as_deref()
    }

    fn owner(&self) -> Id<kind::Company> {
        self.company
    }

    fn place(&self) -> Position {
        Position { at: self.scheduled_at, id: self.id.uuid() }
    }

    fn since(&self) -> Timestamp {
        self.created_at
    }

    fn awbs(&self) -> Vec<AwbNumber> {
        self.awbs.clone()
    }

    fn page(
        tx: &mut dyn Tx,
        search: &Search<PickupFilter>,
        page: PageRequest,
    ) -> Result<Page<SeenPickup>, StoreError> {
        tx.pickup_page(search, page)
    }

    fn newest(
        tx: &mut dyn Tx,
        search: &Search<PickupFilter>,
    ) -> Result<Option<SeenPickup>, StoreError> {
        tx.newest_pickup(search)
    }

    fn count(tx: &mut dyn Tx, search: &Search<PickupFilter>) -> Result<Hits, StoreError> {
        tx.count_pickups(search)
    }

    fn visible(
        tx: &mut dyn Tx,
        viewer: Viewer,
        id: Uuid,
    ) -> Result<Option<SeenPickup>, StoreError> {
        tx.visible_pickup(viewer, Id::from_uuid(id))
    }

    fn steps(&self, tx: &mut dyn Tx) -> Result<Vec<StatusStep>, StoreError> {
        tx.pickup_steps(self.id)
    }
}

impl Filter for CargoFilter {
    fn awb(&self) -> Option<AwbNumber> {
        self.awb
    }

    fn parameters(&self) -> Vec<(&'static str, String)> {
        Self::parameters(self)
    }

    fn awb_alone(&self) -> Self {
        Self { awb: self.awb, ..Self::default() }
    }

    fn other_direction(&self) -> Option<Self> {
        let direction = match self.direction? {
            Direction::Import => Direction::Export,
            Direction::Export => Direction::Import,
        };
        Some(Self { direction: Some(direction), ..self.clone() })
    }
}

impl Filter for PickupFilter {
    fn awb(&self) -> Option<AwbNumber> {
        self.awb
    }

    fn parameters(&self) -> Vec<(&'static str, String)> {
        Self::parameters(self)
    }

    fn awb_alone(&self) -> Self {
        Self { awb: self.awb, ..Self::default() }
    }

    fn other_direction(&self) -> Option<Self> {
        None
    }
}
