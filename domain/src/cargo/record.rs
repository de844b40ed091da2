//! Cargo records as their owner company keeps them: registered by consolidators and customs brokers
//! (CGO-REC-01), changed by naming the version that was read, moved by their status.

use jiff::Timestamp;

use super::fields::{Noted, has_role, not_owner, refusal, stale, warnings};
use super::form::{CargoChange, CargoForm, alerts, blank, read};
use super::search::{AssignmentFilter, Seen, SeenCargo, Viewer};
use super::{AlertReason, CargoRecord, CargoStatus, StatusStep};
use crate::access::SignedIn;
use crate::audit::Action;
use crate::env::{Act, Env, Tx};
use crate::identity::BusinessRole;
use crate::kernel::{
    Call, Code, Failure, FieldCode, Id, Refusal, Rule, StoreError, Unique, Violation, kind,
};

/// The business roles whose companies register cargo records.
pub const ROLES: &[BusinessRole] = &[BusinessRole::Consolidator, BusinessRole::CustomsBroker];
/// House waybills under one air waybill at most.
pub const HOUSE_WAYBILLS_MAX: u32 = 9_999;
/// So close to the limit, those who register under an air waybill wait for each other; more of them at
/// once than a database has connections there are not.
pub(super) const HOUSE_WAYBILLS_HELD: u32 = HOUSE_WAYBILLS_MAX - 500;

/// Whether a company may change a record: its owner may until it is delivered. What the endpoints do
/// and `actions` tells.
///
/// # Errors
/// [`Code::NotRecordOwner`] for a company that only sees it, [`Code::RecordClosed`].
pub fn may_change(record: &CargoRecord, company: Id<kind::Company>) -> Result<(), Refusal> {
    if record.company != company {
        Err(not_owner())
    } else if record.status == CargoStatus::Delivered {
        let closed = Refusal::by(Rule::CgoRec01, Code::RecordClosed);
        Err(closed.with("status", record.status.as_str()))
    } else {
        Ok(())
    }
}

/// The record in another status, with the alert that follows from it.
fn in_status(record: &CargoRecord, status: CargoStatus) -> CargoRecord {
    CargoRecord { status, alerts: alerts(status, &record.alerts), ..record.clone() }
}

/// Which fields differ between two versions.
fn changed(old: &CargoRecord, new: &CargoRecord) -> Vec<&'static str> {
    let differs = [
        ("direction", old.direction != new.direction),
        ("mawb", old.mawb != new.mawb),
        ("hawb", old.hawb != new.hawb),
        ("status", old.status != new.status),
        ("alerts", old.alerts != new.alerts),
        ("reservation", old.reservation != new.reservation),
        ("bonded_warehouse", old.bonded_warehouse != new.bonded_warehouse),
        ("shipper", old.shipper != new.shipper),
        ("customs_broker", old.customs_broker != new.customs_broker),
        ("pieces", old.pieces != new.pieces),
        ("weight_kg", old.weight_grams != new.weight_grams),
        ("flight", old.flight != new.flight),
        ("origin", old.origin != new.origin),
        ("destination", old.destination != new.destination),
        ("special_handling", old.special_handling != new.special_handling),
    ];
    differs.into_iter().filter_map(|(field, differs)| differs.then_some(field)).collect()
}

/// Whether two versions differ in anything that is said of a record.
pub(super) fn differs(old: &CargoRecord, new: &CargoRecord) -> bool {
    !changed(old, new).is_empty()
}

/// The refusal of a waybill that the company has a record of.
fn taken(record: &CargoRecord) -> Refusal {
    let pointer = if record.hawb.is_some() { "/hawb" } else { "/mawb" };
    Refusal::fields(vec![Violation::new(pointer, FieldCode::Taken).rule(Rule::CgoRec01)])
}

/// House waybills that the company has under a record's air waybill.
fn house_waybills(tx: &mut dyn Tx, record: &CargoRecord) -> Result<u32, StoreError> {
    let counts = tx.count_house_waybills(record.company, &[record.mawb])?;
    Ok(counts.first().map_or(0, |(_, count)| *count))
}

/// Refuses a house waybill more than an air waybill holds. Near the limit, registrations of the company
/// wait for each other, so that none of two that race comes too many.
fn unless_full(tx: &mut dyn Tx, record: &CargoRecord) -> Result<(), Failure> {
    if record.hawb.is_none() {
        return Ok(());
    }
    let mut count = house_waybills(tx, record)?;
    if count >= HOUSE_WAYBILLS_HELD {
        tx.hold_cargo_of(record.company)?;
        count = house_waybills(tx, record)?;
    }
    if count >= HOUSE_WAYBILLS_MAX {
        let full = Refusal::by(Rule::CgoRec01, Code::HouseWaybillsFull);
        return Err(full.with("max", HOUSE_WAYBILLS_MAX).into());
    }
    Ok(())
}

/// Refuses a waybill that the company has a record of, or has no room for.
fn unless_taken(tx: &mut dyn Tx, record: &CargoRecord) -> Result<(), Failure> {
    let hawb = record.hawb.as_deref().unwrap_or_default();
    if !tx.own_cargo_by_waybills(record.company, &[(record.mawb, hawb)])?.is_empty() {
        return Err(taken(record).into());
    }
    unless_full(tx, record)
}

/// What a registration would write.
fn prepare(
    env: &Env,
    tx: &mut dyn Tx,
    who: &SignedIn,
    form: &CargoForm,
    now: Timestamp,
) -> Result<CargoRecord, Failure> {
    has_role(who, Rule::CgoRec01, ROLES)?;
    let company = who.company.id;
    let record = match read(form, &blank(company)) {
        Ok(record) => CargoRecord { id: env.id(), registered_at: now, updated_at: now, ..record },
        Err(violations) => {
            return Err(refusal(tx, company, violations, |_| form.mawb.as_deref()));
        }
    };
    unless_taken(tx, &record)?;
    Ok(record)
}

/// A record that was just registered: nothing is assigned of it yet.
fn registered(tx: &mut dyn Tx, record: CargoRecord) -> Result<Noted<SeenCargo>, Failure> {
    let warnings = warnings(tx, &[record.mawb])?;
    Ok(Noted { record: Seen::own(record, AssignmentFilter::None), warnings })
}

/// Registers a record.
///
/// # Errors
/// [`Code::BusinessRoleRequired`], [`Code::HouseWaybillsFull`], [`Code::InvalidFields`] with every
/// violation at once.
pub fn register(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    form: &CargoForm,
) -> Result<Noted<SeenCargo>, Failure> {
    env.write_kept(call, |act| {
        let record = prepare(env, act.tx, who, form, act.now)?;
        match act.tx.insert_cargo(&record, who.account.id) {
            Err(StoreError::Taken(Unique::Waybill)) => {
                return Err(taken(&record).into());
            }
            other => other?,
        }
        act.audit(Action::CargoRegistered.on(record.id))?;
        registered(act.tx, record)
    })
}

/// Shows what a registration would write, and writes nothing.
///
/// # Errors
/// Those of [`register`].
pub fn preview(env: &Env, who: &SignedIn, form: &CargoForm) -> Result<Noted<SeenCargo>, Failure> {
    let now = env.clock.now();
    env.store.read(|tx| {
        let record = prepare(env, tx, who, form, now)?;
        registered(tx, record)
    })
}

/// A record as its owner may change it now. It is held: who names no version is not too late.
fn own(tx: &mut dyn Tx, who: &SignedIn, id: Id<kind::Cargo>) -> Result<CargoRecord, Failure> {
    match tx.hold_cargo(who.company.id, id)? {
        Some(record) => Ok(record),
        None if !tx.granted_among(who.company.id, &[id.uuid()])?.is_empty() => {
            Err(not_owner().into())
        }
        None => Err(Failure::not_found()),
    }
}

/// A record as its owner sees it after a change.
fn seen(
    env: &Env,
    tx: &mut dyn Tx,
    who: &SignedIn,
    record: &CargoRecord,
) -> Result<Noted<SeenCargo>, Failure> {
    let warnings = warnings(tx, &[record.mawb])?;
    let record =
        tx.visible_cargo(Viewer::new(env, who), record.id)?.ok_or_else(Failure::not_found)?;
    Ok(Noted { record, warnings })
}

/// The step that a changed status adds to the history.
fn step(
    tx: &mut dyn Tx,
    who: &SignedIn,
    old: &CargoRecord,
    new: &CargoRecord,
) -> Result<Option<StatusStep>, StoreError> {
    if old.status == new.status {
        return Ok(None);
    }
    let last = tx.cargo_steps(old.id)?.last().map_or(0, |step| step.number);
    let status = new.status.as_str().to_owned();
    Ok(Some(StatusStep { number: last + 1, status, at: new.updated_at, by: who.account.id }))
}

/// Writes a record over its former version, with the step and the entries of the audit trail that
/// belong to it. Nothing is written when nothing differs.
pub(super) fn write_over(
    act: &mut Act<'_>,
    who: &SignedIn,
    old: &CargoRecord,
    new: CargoRecord,
) -> Result<Option<CargoRecord>, Failure> {
    let changed = changed(old, &new);
    if changed.is_empty() {
        return Ok(None);
    }
    let now = act.now;
    let new = CargoRecord { version: old.version + 1, updated_at: now, ..new };
    let step = step(act.tx, who, old, &new)?;
    act.tx.update_cargo(&new, old.version, step.as_ref())?.or(stale())?;
    if let Some(step) = &step {
        act.audit(Action::CargoStatusChanged.on(new.id).detail(step.status.as_str()))?;
    }
    let follow = |field: &&str| step.is_none() || !["status", "alerts"].contains(field);
    let beside: Vec<&str> = changed.into_iter().filter(follow).collect();
    if !beside.is_empty() {
        act.audit(Action::CargoChanged.on(new.id).detail(beside.join(",")))?;
    }
    Ok(Some(new))
}

/// A record with a change put in. Its waybill stays, which it is known by, unless its owner has another
/// record of it.
fn changed_to(old: &CargoRecord, change: &CargoChange) -> Result<CargoRecord, Vec<Violation>> {
    let form = CargoForm::from(old);
    let form = CargoForm {
        mawb: change.mawb.clone().or(form.mawb),
        hawb: change.hawb.clone().or(form.hawb),
        ..form
    };
    let mut new = read(&change.put_in(form), old)?;
    if (new.mawb, &new.hawb) == (old.mawb, &old.hawb) {
        return Ok(new);
    }
    if !old.is_duplicate() {
        let pointer = if new.mawb == old.mawb { "/hawb" } else { "/mawb" };
        let fixed = Violation::new(pointer, FieldCode::WaybillFixed).rule(Rule::CgoRec01);
        return Err(vec![fixed]);
    }
    new.alerts.retain(|reason| *reason != AlertReason::DuplicateWaybill);
    Ok(new)
}

/// Changes what describes a record.
///
/// # Errors
/// [`Code::NotFound`], [`Code::NotRecordOwner`], [`Code::VersionStale`], [`Code::RecordClosed`],
/// [`Code::HouseWaybillsFull`], [`Code::InvalidFields`] with every violation at once.
pub fn change(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    id: Id<kind::Cargo>,
    version: Option<i64>,
    change: &CargoChange,
) -> Result<Noted<SeenCargo>, Failure> {
    env.write(call, |act| {
        let old = own(act.tx, who, id)?;
        if version.is_some_and(|version| version != old.version) {
            return Err(stale().into());
        }
        may_change(&old, who.company.id)?;
        let new = match changed_to(&old, change) {
            Ok(new) => new,
            Err(violations) => {
                return Err(refusal(act.tx, old.company, violations, |_| change.mawb.as_deref()));
            }
        };
        if old.is_duplicate() && !new.is_duplicate() {
            unless_taken(act.tx, &new)?;
            act.tx.rename_cargo(&new)?;
        }
        match write_over(act, who, &old, new.clone()) {
            Err(Failure::Store(StoreError::Taken(Unique::Waybill))) => {
                return Err(taken(&new).into());
            }
            other => other?,
        };
        seen(env, act.tx, who, &old)
    })
}

/// Gives a record another status; the one that it has changes nothing.
///
/// # Errors
/// [`Code::NotFound`], [`Code::NotRecordOwner`], [`Code::VersionStale`], [`Code::RecordClosed`],
/// [`Code::InvalidFields`] for no status.
pub fn set_status(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    id: Id<kind::Cargo>,
    version: Option<i64>,
    typed: &str,
) -> Result<Noted<SeenCargo>, Failure> {
    let status = status(typed).map_err(Refusal::fields)?;
    env.write_kept(call, |act| {
        let old = own(act.tx, who, id)?;
        if version.is_some_and(|version| version != old.version) {
            return Err(stale().into());
        }
        may_change(&old, who.company.id)?;
        write_over(act, who, &old, in_status(&old, status))?;
        seen(env, act.tx, who, &old)
    })
}

/// Reads a status.
///
/// # Errors
/// The violation.
pub fn status(typed: &str) -> Result<CargoStatus, Vec<Violation>> {
    CargoStatus::named(typed).ok_or_else(|| {
        let names: Vec<&str> = CargoStatus::ALL.iter().map(|status| status.as_str()).collect();
        let refused = Violation::new("/status", FieldCode::NotAllowed).rule(Rule::CgoRec01);
        vec![refused.with("allowed", names.join(", "))]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(status: CargoStatus) -> CargoRecord {
        let company = Id::from_uuid(uuid::Uuid::from_u128(1));
        in_status(&blank(company), status)
    }

    #[test]
    fn cgo_rec_01_delivered_is_final_and_nothing_else_is() {
        for status in CargoStatus::ALL {
            let record = record(*status);
            let code = may_change(&record, record.company).err().map(|refusal| refusal.code);
            let closed = *status == CargoStatus::Delivered;
            assert_eq!(code, closed.then_some(Code::RecordClosed), "{status:?}");
        }
    }

    #[test]
    fn cgo_vis_01_seeing_is_not_owning() {
        let other = Id::from_uuid(uuid::Uuid::from_u128(2));
        for status in CargoStatus::ALL {
            let code = may_change(&record(*status), other).err().map(|refusal| refusal.code);
            assert_eq!(code, Some(Code::NotRecordOwner), "{status:?}");
        }
    }

    #[test]
    fn cgo_rec_01_a_discrepancy_comes_and_goes_with_its_status() {
        let raised = vec![AlertReason::Damage];
        let damaged = CargoRecord { alerts: raised.clone(), ..record(CargoStatus::Arrived) };
        let wrong = in_status(&damaged, CargoStatus::Discrepancy);
        assert_eq!(wrong.alerts, [AlertReason::Discrepancy, AlertReason::Damage]);
        for status in CargoStatus::ALL.iter().filter(|one| **one != CargoStatus::Discrepancy) {
            assert_eq!(in_status(&wrong, *status).alerts, raised);
        }
        assert_eq!(in_status(&wrong, CargoStatus::Discrepancy).alerts, wrong.alerts);
    }
}
