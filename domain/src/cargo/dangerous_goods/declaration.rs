//! Filing, reading and withdrawing declarations (ACC-DG-01).

use serde::{Deserialize, Serialize};

use super::check::findings;
use super::form::{self, TypedDeclaration};
use super::{DeclarationState, Filed, Finding};
use crate::access::SignedIn;
use crate::account::profile::capabilities;
use crate::audit::Action;
use crate::cargo::CargoRecord;
use crate::cargo::fields::{not_owner, stale};
use crate::cargo::list::note_seen;
use crate::cargo::record::may_change;
use crate::cargo::search::Viewer;
use crate::env::{Env, Tx};
use crate::kernel::{
    Call, Code, Failure, Guarded, Id, Refusal, Rule, StoreError, Unique, Violation, kind,
    tokyo_date,
};

/// Whether somebody may declare for a record now. What the endpoints do and `actions` tells.
///
/// # Errors
/// [`Code::NotRecordOwner`], [`Code::DangerousGoodsNotQualified`], [`Code::RecordClosed`].
pub fn may_declare(
    record: &CargoRecord,
    company: Id<kind::Company>,
    qualified: bool,
) -> Result<(), Refusal> {
    if record.company != company {
        return Err(not_owner());
    }
    if !qualified {
        return Err(Refusal::by(Rule::AccDg01, Code::DangerousGoodsNotQualified));
    }
    may_change(record, company)
}

/// On what a client makes its change depend (ACC-PRO-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// The version that it replaces; `Some(None)` is any.
    pub version: Option<Option<i64>>,
    /// Whether there must be none yet.
    pub absent: bool,
}

impl Condition {
    /// Whether it lets a change of the standing declaration pass, or of none.
    fn admits(self, standing: Option<&Filed>) -> Result<(), Refusal> {
        match (standing, self.version) {
            (Some(_), _) if self.absent => Err(stale()),
            (Some(_), None) => Err(Refusal::by(Rule::AccPro06, Code::VersionRequired)),
            (Some(filed), Some(Some(version))) if version != filed.version => Err(stale()),
            (None, Some(_)) => Err(stale()),
            _ => Ok(()),
        }
    }
}

/// What is to be filed for which record.
#[derive(Debug)]
pub struct Draft<'a> {
    /// The record.
    pub record: Id<kind::Cargo>,
    /// On what it depends.
    pub condition: Condition,
    /// What was typed.
    pub typed: &'a TypedDeclaration,
    /// Whether nothing is written.
    pub dry_run: bool,
}

/// A declaration that was filed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Declared {
    /// It.
    pub filed: Filed,
    /// The record, as it is.
    pub record: CargoRecord,
    /// Whether none stood before.
    pub is_new: bool,
}

/// A record as somebody may declare for it now, with the declaration that is known of it. Whoever
/// `writes` holds the record: what is declared fits it as it is then.
fn open(
    tx: &mut dyn Tx,
    who: &SignedIn,
    id: Id<kind::Cargo>,
    writes: bool,
) -> Result<(CargoRecord, Option<Filed>), Failure> {
    let company = who.company.id;
    let found = if writes { tx.hold_cargo(company, id) } else { tx.own_cargo(company, id) };
    let Some(record) = found? else {
        let granted = !tx.granted_among(company, &[id.uuid()])?.is_empty();
        return Err(if granted { not_owner().into() } else { Failure::not_found() });
    };
    let qualified = capabilities(&who.account).dangerous_goods_declaration;
    may_declare(&record, company, qualified)?;
    let known = tx.declaration(id)?;
    Ok((record, known))
}

/// Writes a declaration over the one that is known of its record, or as its first.
fn write(tx: &mut dyn Tx, known: Option<&Filed>, next: &Filed) -> Result<(), Failure> {
    let written = match known {
        Some(known) => tx.update_declaration(next, known.version)?,
        // Somebody else's came first.
        None => match tx.insert_declaration(next) {
            Err(StoreError::Taken(Unique::Declaration)) => Guarded(false),
            other => other.map(|()| Guarded(true))?,
        },
    };
    written.or(stale())
}

/// Everything that is wrong with a declaration as far as it shows without its record.
pub fn violations(env: &Env, call: &Call, typed: &TypedDeclaration) -> Vec<Violation> {
    let today = tokyo_date(env.clock.now());
    form::read(typed, today, call.language).err().unwrap_or_default()
}

/// Files a declaration, in the place of the standing one. With `dry_run` it shows what would be filed.
///
/// # Errors
/// [`Code::NotFound`], [`Code::NotRecordOwner`], [`Code::DangerousGoodsNotQualified`],
/// [`Code::RecordClosed`], [`Code::VersionRequired`], [`Code::VersionStale`], [`Code::InvalidFields`]
/// with every violation at once.
pub fn declare(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    draft: &Draft<'_>,
) -> Result<Declared, Failure> {
    let now = env.clock.now();
    let read = form::read(draft.typed, tokyo_date(now), call.language);
    let declaration = read.map_err(Refusal::fields)?;
    let judge = |tx: &mut dyn Tx| -> Result<_, Failure> {
        let (record, known) = open(tx, who, draft.record, !draft.dry_run)?;
        let standing = known.as_ref().filter(|filed| filed.stands());
        draft.condition.admits(standing)?;
        let broken: Vec<Violation> = findings(&declaration, &record)
            .iter()
            .map(|finding| finding.violation(call.language))
            .collect();
        if !broken.is_empty() {
            return Err(Refusal::fields(broken).into());
        }
        let is_new = standing.is_none();
        if let Some(filed) = standing.filter(|filed| filed.declaration == declaration) {
            return Ok((Declared { filed: filed.clone(), record, is_new }, known));
        }
        let filed = Filed {
            record: record.id,
            declared_by: who.account.id,
            declaration: declaration.clone(),
            state: DeclarationState::Declared,
            version: known.as_ref().map_or(0, |known| known.version) + 1,
            declared_at: now,
        };
        Ok((Declared { filed, record, is_new }, known))
    };
    if draft.dry_run {
        return env.store.read(|tx| Ok(judge(tx)?.0));
    }
    env.write(call, |act| {
        let (declared, known) = judge(act.tx)?;
        let filed = &declared.filed;
        if known.as_ref().is_none_or(|known| known.version != filed.version) {
            write(act.tx, known.as_ref(), filed)?;
            let version = format!("version {}", filed.version);
            act.audit(Action::DangerousGoodsDeclared.on(filed.record).detail(version))?;
        }
        Ok(declared)
    })
}

/// The standing declaration of a record that the caller's company may see, and what in it does not fit
/// the record as it is now. A look at another company's record is noted (ASG-WHY-01).
///
/// # Errors
/// [`Code::NotFound`], also for a record that the company may not see.
pub fn read(
    env: &Env,
    who: &SignedIn,
    id: Id<kind::Cargo>,
) -> Result<(Filed, CargoRecord, Vec<Finding>), Failure> {
    let (viewer, now) = (Viewer::new(env, who), env.clock.now());
    let (seen, filed) = env.store.read(|tx| {
        let seen = tx.visible_cargo(viewer, id)?.ok_or_else(Failure::not_found)?;
        let known = tx.declaration(id)?;
        Ok((seen, known.filter(Filed::stands).ok_or_else(Failure::not_found)?))
    })?;
    note_seen(env, &[&seen], now)?;
    let findings = findings(&filed.declaration, &seen.record);
    Ok((filed, seen.record, findings))
}

/// Takes the standing declaration back.
///
/// # Errors
/// [`Code::NotFound`], also without one; [`Code::NotRecordOwner`],
/// [`Code::DangerousGoodsNotQualified`], [`Code::RecordClosed`], [`Code::VersionStale`].
pub fn withdraw(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    id: Id<kind::Cargo>,
    version: Option<i64>,
) -> Result<(), Failure> {
    env.write(call, |act| {
        let (_, known) = open(act.tx, who, id, true)?;
        let known = known.filter(Filed::stands).ok_or_else(Failure::not_found)?;
        if version.is_some_and(|version| version != known.version) {
            return Err(stale().into());
        }
        let next = Filed {
            state: DeclarationState::Withdrawn,
            version: known.version + 1,
            declared_by: who.account.id,
            declared_at: act.now,
            ..known.clone()
        };
        write(act.tx, Some(&known), &next)?;
        act.audit(
            Action::DangerousGoodsWithdrawn.on(id).detail(format!("version {}", known.version)),
        )
    })
}
