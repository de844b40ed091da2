//! Pickup requests (CGO-REC-02): made by who fetches cargo out of a shed or has it fetched, and moved
//! by their owner company.

use jiff::Timestamp;

use super::fields::{Fields, Noted, has_role, not_owner, refusal, stale, warnings};
use super::pickup_form::{PickupForm, blank, read};
use super::search::{AssignmentFilter, Seen, SeenPickup, Viewer};
use super::{PickupRequest, PickupStatus, RequestStatus, StatusStep};
use crate::access::SignedIn;
use crate::audit::Action;
use crate::env::{Env, Tx};
use crate::identity::BusinessRole;
use crate::kernel::{
    Call, Code, Failure, FieldCode, Id, Refusal, Rule, StoreError, Violation, kind,
};

/// The business roles whose companies make pickup requests.
pub const ROLES: &[BusinessRole] = &[
    BusinessRole::Consolidator,
    BusinessRole::CustomsBroker,
    BusinessRole::TruckingCompany,
    BusinessRole::Shipper,
];
/// What an owner does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Changes what describes it.
    Change,
    /// Says where the request and the pickup are now; what is left out stays.
    SetStatus(Option<RequestStatus>, Option<PickupStatus>),
    /// Takes it back.
    Cancel,
}

/// Where a request and its pickup are.
type Statuses = (RequestStatus, PickupStatus);

/// The status of a request as one name, as its history keeps it.
pub fn status_name((request, pickup): Statuses) -> String {
    format!("{}/{}", request.as_str(), pickup.as_str())
}

fn rank(status: PickupStatus) -> usize {
    PickupStatus::ALL.iter().position(|one| *one == status).unwrap_or_default()
}

/// What a command makes of a request: what the endpoints do and `actions` tells.
///
/// # Errors
/// [`Code::NotRecordOwner`] for a company that only sees it, [`Code::RecordClosed`] when it is
/// cancelled or picked up, or cannot be cancelled any more, [`Code::InvalidFields`] for a step back.
pub fn decide(
    request: &PickupRequest,
    company: Id<kind::Company>,
    command: Command,
) -> Result<Statuses, Refusal> {
    let now = (request.request_status, request.pickup_status);
    let closed = || {
        let closed = Refusal::by(Rule::CgoRec02, Code::RecordClosed);
        closed.with("status", status_name(now))
    };
    if request.company != company {
        return Err(not_owner());
    }
    if now.0 == RequestStatus::Cancelled || now.1 == PickupStatus::PickedUp {
        return Err(closed());
    }
    match command {
        Command::Change => Ok(now),
        Command::Cancel if rank(now.1) >= rank(PickupStatus::PartlyPickedUp) => Err(closed()),
        Command::Cancel => Ok((RequestStatus::Cancelled, now.1)),
        Command::SetStatus(to_request, to_pickup) => step_forward(now, to_request, to_pickup),
    }
}

/// The statuses after a step, which never goes back.
fn step_forward(
    now: Statuses,
    request: Option<RequestStatus>,
    pickup: Option<PickupStatus>,
) -> Result<Statuses, Refusal> {
    let mut fields = Fields::new(Rule::CgoRec02);
    let requests = match now.0 {
        RequestStatus::Requested => vec![RequestStatus::Requested, RequestStatus::Confirmed],
        RequestStatus::Confirmed | RequestStatus::Cancelled => vec![now.0],
    };
    let pickups = &PickupStatus::ALL[rank(now.1)..];
    let to = (request.unwrap_or(now.0), pickup.unwrap_or(now.1));
    fields.one_of(to.0.as_str(), "/request_status", &requests, RequestStatus::as_str);
    fields.one_of(to.1.as_str(), "/pickup_status", pickups, PickupStatus::as_str);
    fields.finish(Some(to)).map_err(Refusal::fields)
}

/// Reads the statuses that a request is given; at least one must be named.
///
/// # Errors
/// Every violation at once.
pub fn statuses(request: Option<&str>, pickup: Option<&str>) -> Result<Command, Vec<Violation>> {
    let mut fields = Fields::new(Rule::CgoRec02);
    let to_request = request.and_then(|typed| {
        let all = &[RequestStatus::Requested, RequestStatus::Confirmed];
        fields.one_of(typed, "/request_status", all, RequestStatus::as_str)
    });
    let to_pickup = pickup.and_then(|typed| {
        fields.one_of(typed, "/pickup_status", PickupStatus::ALL, PickupStatus::as_str)
    });
    if request.is_none() && pickup.is_none() {
        fields.refuse(Violation::new("/request_status", FieldCode::Required));
    }
    fields.finish(Some(Command::SetStatus(to_request, to_pickup)))
}

/// What a new request would be.
fn prepare(
    env: &Env,
    tx: &mut dyn Tx,
    who: &SignedIn,
    form: &PickupForm,
    now: Timestamp,
) -> Result<PickupRequest, Failure> {
    has_role(who, Rule::CgoRec02, ROLES)?;
    let company = who.company.id;
    let request = match read(form, &blank(company)) {
        Ok(request) => request,
        Err(violations) => return Err(refusal(tx, company, violations, |at| typed_at(form, at))),
    };
    Ok(PickupRequest { id: env.id(), created_at: now, updated_at: now, ..request })
}

/// The air waybill that was typed at a pointer.
fn typed_at<'a>(form: &'a PickupForm, pointer: &str) -> Option<&'a str> {
    let index: usize = pointer.strip_prefix("/awbs/")?.parse().ok()?;
    form.awbs.get(index).map(String::as_str)
}

/// A request that was just made: nothing is assigned of it yet.
fn made(tx: &mut dyn Tx, request: PickupRequest) -> Result<Noted<SeenPickup>, Failure> {
    let warnings = warnings(tx, &request.awbs)?;
    let record = Seen::own(request, AssignmentFilter::None);
    Ok(Noted { record, warnings })
}

/// Makes a request.
///
/// # Errors
/// [`Code::BusinessRoleRequired`], [`Code::InvalidFields`] with every violation at once.
pub fn create(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    form: &PickupForm,
) -> Result<Noted<SeenPickup>, Failure> {
    env.write_kept(call, |act| {
        let request = prepare(env, act.tx, who, form, act.now)?;
        act.tx.insert_pickup(&request, who.account.id)?;
        act.audit(Action::PickupRequested.on(request.id))?;
        made(act.tx, request)
    })
}

/// Shows what a request would be, and makes none.
///
/// # Errors
/// Those of [`create`].
pub fn preview(env: &Env, who: &SignedIn, form: &PickupForm) -> Result<Noted<SeenPickup>, Failure> {
    let now = env.clock.now();
    env.store.read(|tx| {
        let request = prepare(env, tx, who, form, now)?;
        made(tx, request)
    })
}

/// A request as its owner may change it now. It is held: who names no version is not too late.
fn own(tx: &mut dyn Tx, who: &SignedIn, id: Id<kind::Pickup>) -> Result<PickupRequest, Failure> {
    match tx.hold_pickup(who.company.id, id)? {
        Some(request) => Ok(request),
        None if !tx.granted_among(who.company.id, &[id.uuid()])?.is_empty() => {
            Err(not_owner().into())
        }
        None => Err(Failure::not_found()),
    }
}

/// A request as its owner sees it after a change.
fn seen(
    env: &Env,
    tx: &mut dyn Tx,
    who: &SignedIn,
    request: &PickupRequest,
) -> Result<Noted<SeenPickup>, Failure> {
    let warnings = warnings(tx, &request.awbs)?;
    let record =
        tx.visible_pickup(Viewer::new(env, who), request.id)?.ok_or_else(Failure::not_found)?;
    Ok(Noted { record, warnings })
}

/// Which fields differ between two versions.
fn changed(old: &PickupRequest, new: &PickupRequest) -> Vec<&'static str> {
    let differs = [
        ("awbs", old.awbs != new.awbs),
        ("shed", old.shed != new.shed),
        ("trucking_company", old.trucking_company != new.trucking_company),
        ("shipper", old.shipper != new.shipper),
        ("vehicle_number", old.vehicle_number != new.vehicle_number),
        ("scheduled_at", old.scheduled_at != new.scheduled_at),
        ("alerts", old.alerts != new.alerts),
    ];
    differs.into_iter().filter_map(|(field, differs)| differs.then_some(field)).collect()
}

/// Changes what describes a request.
///
/// # Errors
/// [`Code::NotFound`], [`Code::NotRecordOwner`], [`Code::VersionStale`], [`Code::RecordClosed`],
/// [`Code::InvalidFields`] with every violation at once.
pub fn change(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    id: Id<kind::Pickup>,
    version: Option<i64>,
    put_in: impl Fn(PickupForm) -> PickupForm,
) -> Result<Noted<SeenPickup>, Failure> {
    env.write(call, |act| {
        let old = own(act.tx, who, id)?;
        if version.is_some_and(|version| version != old.version) {
            return Err(stale().into());
        }
        decide(&old, who.company.id, Command::Change)?;
        let form = put_in(PickupForm::from(&old));
        let new = match read(&form, &old) {
            Ok(new) => new,
            Err(violations) => {
                return Err(refusal(act.tx, old.company, violations, |at| typed_at(&form, at)));
            }
        };
        let changed = changed(&old, &new);
        if !changed.is_empty() {
            let new = PickupRequest { version: old.version + 1, updated_at: act.now, ..new };
            act.tx.update_pickup(&new, old.version, None)?.or(stale())?;
            act.audit(Action::PickupChanged.on(id).detail(changed.join(",")))?;
        }
        seen(env, act.tx, who, &old)
    })
}

/// Carries a command out that moves a request; one that moves nothing changes nothing.
///
/// # Errors
/// [`Code::NotFound`], [`Code::VersionStale`] and those of [`decide`].
pub fn act(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    id: Id<kind::Pickup>,
    version: Option<i64>,
    command: Command,
) -> Result<Noted<SeenPickup>, Failure> {
    env.write_kept(call, |act| {
        let old = own(act.tx, who, id)?;
        if version.is_some_and(|version| version != old.version) {
            return Err(stale().into());
        }
        let (request_status, pickup_status) = decide(&old, who.company.id, command)?;
        let new = PickupRequest { request_status, pickup_status, ..old.clone() };
        if new != old {
            let new = PickupRequest { version: old.version + 1, updated_at: act.now, ..new };
            let step = step(act.tx, who, &new)?;
            act.tx.update_pickup(&new, old.version, Some(&step))?.or_conflict()?;
            act.audit(Action::PickupStatusChanged.on(id).detail(step.status))?;
        }
        seen(env, act.tx, who, &old)
    })
}

/// The step that a moved request adds to the history.
fn step(tx: &mut dyn Tx, who: &SignedIn, new: &PickupRequest) -> Result<StatusStep, StoreError> {
    let last = tx.pickup_steps(new.id)?.last().map_or(0, |step| step.number);
    let status = status_name((new.request_status, new.pickup_status));
    Ok(StatusStep { number: last + 1, status, at: new.updated_at, by: who.account.id })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company() -> Id<kind::Company> {
        Id::from_uuid(uuid::Uuid::from_u128(1))
    }

    fn at(request_status: RequestStatus, pickup_status: PickupStatus) -> PickupRequest {
        PickupRequest { request_status, pickup_status, ..blank(company()) }
    }

    fn every() -> impl Iterator<Item = PickupRequest> {
        let pairs = RequestStatus::ALL
            .iter()
            .flat_map(|request| PickupStatus::ALL.iter().map(move |pickup| (*request, *pickup)));
        pairs.map(|(request, pickup)| at(request, pickup))
    }

    fn code(request: &PickupRequest, command: Command) -> Option<Code> {
        decide(request, company(), command).err().map(|refusal| refusal.code)
    }

    #[test]
    fn cgo_rec_02_cancelled_and_picked_up_are_final() {
        for request in every() {
            let closed = request.request_status == RequestStatus::Cancelled
                || request.pickup_status == PickupStatus::PickedUp;
            let expected = closed.then_some(Code::RecordClosed);
            assert_eq!(code(&request, Command::Change), expected, "{request:?}");
            let begun = closed || request.pickup_status == PickupStatus::PartlyPickedUp;
            let expected = begun.then_some(Code::RecordClosed);
            assert_eq!(code(&request, Command::Cancel), expected, "{request:?}");
        }
    }

    #[test]
    fn cgo_rec_02_statuses_go_forward_alone() {
        for request in every().filter(|one| code(one, Command::Change).is_none()) {
            let now = (request.request_status, request.pickup_status);
            for pickup in PickupStatus::ALL {
                let to = decide(&request, company(), Command::SetStatus(None, Some(*pickup)));
                let forward = rank(*pickup) >= rank(now.1);
                assert_eq!(to.ok(), forward.then_some((now.0, *pickup)), "{request:?}");
            }
            let confirm = Command::SetStatus(Some(RequestStatus::Confirmed), None);
            assert_eq!(decide(&request, company(), confirm), Ok((RequestStatus::Confirmed, now.1)));
            let back = Command::SetStatus(Some(RequestStatus::Requested), None);
            let expected = (now.0 == RequestStatus::Confirmed).then_some(Code::InvalidFields);
            assert_eq!(code(&request, back), expected, "{request:?}");
        }
    }

    #[test]
    fn cgo_vis_01_seeing_is_not_owning() {
        let other = Id::from_uuid(uuid::Uuid::from_u128(2));
        for command in [Command::Change, Command::Cancel, Command::SetStatus(None, None)] {
            for request in every() {
                let refused = decide(&request, other, command).err().map(|refusal| refusal.code);
                assert_eq!(refused, Some(Code::NotRecordOwner));
            }
        }
    }
}
