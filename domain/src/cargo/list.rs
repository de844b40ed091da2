//! Lists of cargo records and pickup requests, and the look at one: what a company sees, and nothing
//! else (CGO-VIS-01, CGO-LST-01 to 09).

use jiff::Timestamp;
use uuid::Uuid;

use super::fields::{not_found, refusal, warnings};
use super::filter::{self, Asked, TypedCargoSearch, TypedPickupSearch};
use super::hint::hints;
use super::search::{
    Begun, CargoFilter, Found, Hits, PickupFilter, Search, Seen, SeenCargo, SeenPickup, Viewer,
};
use super::{AwbNumber, CargoRecord, Direction, PickupRequest, StatusStep, Warning};
use crate::access::SignedIn;
use crate::assignment::AssignmentKind;
use crate::kernel::{
    Env, Failure, Id, Page, PageRequest, Position, StoreError, Tx, Violation, kind,
};

/// What lists: cargo records or pickup requests.
pub trait Listing: Clone + Send + 'static {
    /// A search of them, as it was typed.
    type Typed: Send;
    /// What they are filtered by.
    type Filter: Filter;
    /// How assignments name them.
    const KIND: AssignmentKind;

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
    const KIND: AssignmentKind = AssignmentKind::Cargo;

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
    const KIND: AssignmentKind = AssignmentKind::Pickup;

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

/// Reads a search for whoever asks, `at` a time that says which day is today. A wrong check digit is hinted at with own numbers (CGO-AWB-02).
///
/// # Errors
/// [`crate::kernel::Code::InvalidFields`] with every violation at once.
pub fn asked<R: Listing>(
    env: &Env,
    who: &SignedIn,
    typed: &R::Typed,
    at: Timestamp,
) -> Result<Search<R::Filter>, Failure> {
    match R::read(typed, at) {
        Ok(Asked { period, filter }) => {
            Ok(Search { viewer: Viewer::new(env, who), period, filter })
        }
        Err(violations) => env.store.read(|tx| {
            Err(refusal(tx, who.company.id, violations.clone(), |_| R::typed_awb(typed)))
        }),
    }
}

/// Finds records that the caller's company may see, newest first. The pages of a list are of one search,
/// which began with the first: its day is today, and its hits are counted once.
///
/// # Errors
/// [`crate::kernel::Code::InvalidFields`] with every violation at once.
pub fn find<R: Listing>(
    env: &Env,
    who: &SignedIn,
    typed: &R::Typed,
    request: PageRequest,
    begun: Option<Begun>,
) -> Result<Found<R>, Failure> {
    let at = begun.map_or_else(|| env.clock.now(), |begun| begun.at);
    let search = asked::<R>(env, who, typed, at)?;
    let (email, company) = (&who.account.email, who.company.id);
    let wrong_pins = env.settings.assignment.wrong_pins;
    env.store.read(|tx| {
        let page = R::page(tx, &search, request)?;
        let whole = request.after.is_none() && page.next.is_none();
        let hits = match begun {
            Some(begun) => begun.hits,
            None if whole => Hits::exactly(page.items.len()),
            None => R::count(tx, &search)?,
        };
        let live_from = search.viewer.live_from;
        let acceptable = tx.count_acceptable(R::KIND, email, company, live_from, wrong_pins)?;
        let hints = if whole { hints::<R>(tx, &search, hits, acceptable)? } else { Vec::new() };
        Ok(Found { page, begun: Begun { at, hits }, acceptable, hints })
    })
}

/// One record, with its history.
#[derive(Debug, Clone)]
pub struct Detail<R> {
    /// The record as the company sees it.
    pub seen: Seen<R>,
    /// What is odd about it.
    pub warnings: Vec<Warning>,
    /// Its history, oldest first.
    pub steps: Vec<StatusStep>,
}

/// One record that the caller's company may see. A look at another company's is noted (ASG-WHY-01), if
/// it `shows` anything.
///
/// # Errors
/// [`crate::kernel::Code::NotFound`], also for one that the company may not see.
pub fn get<R: Listing>(
    env: &Env,
    who: &SignedIn,
    id: Uuid,
    shows: impl FnOnce(&Seen<R>) -> bool,
) -> Result<Detail<R>, Failure> {
    let (viewer, now) = (Viewer::new(env, who), env.clock.now());
    let detail = env.store.read(|tx| {
        let seen = R::visible(tx, viewer, id)?.ok_or_else(not_found)?;
        let warnings = warnings(tx, &seen.record.awbs())?;
        let steps = seen.record.steps(tx)?;
        Ok(Detail { seen, warnings, steps })
    })?;
    if shows(&detail.seen) {
        note_seen(env, &[&detail.seen], now)?;
    }
    Ok(detail)
}

/// Notes which of these the company looked at through an assignment.
pub(super) fn note_seen<R>(env: &Env, seen: &[&Seen<R>], at: Timestamp) -> Result<(), Failure> {
    let through: Vec<Id<kind::Assignment>> = seen.iter().filter_map(|one| one.through).collect();
    if through.is_empty() {
        return Ok(());
    }
    env.store.write(|tx| Ok(tx.note_seen(&through, at)?))
}

impl Hits {
    /// So many, all of them counted.
    fn exactly(count: usize) -> Self {
        Self { count: u32::try_from(count).unwrap_or(u32::MAX), more: false }
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
