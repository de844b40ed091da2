//! Registering and updating many cargo records at once (CGO-REC-01): a row is a record of the company
//! with its waybills, or becomes one. What a row leaves out stays as it is.
//!
//! Rows are written in transactions of `BATCH` rows. One that breaks off has written the rows before
//! it; the same file sent again finds them unchanged, and goes on.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::bulk_file::{NAMED, Row};
use super::fields::{has_role, hinted};
use super::form::{CargoChange, CargoForm, blank, house_waybill_number, read};
use super::record::{
    HOUSE_WAYBILLS_HELD, HOUSE_WAYBILLS_MAX, ROLES, differs, may_change, write_over,
};
use super::{AwbNumber, CargoRecord};
use crate::access::SignedIn;
use crate::audit::Action;
use crate::env::{Act, Env, Tx};
use crate::kernel::{
    Call, Code, Failure, FieldCode, Id, Refusal, Rule, StoreError, Unique, Violation, kind, names,
};

/// Rows of one transaction.
const BATCH: usize = 500;
/// Rows of a file with a wrong check digit that are hinted at: more of them are wrong in another way.
const HINTS: usize = 20;

names! {
    /// What became of a row.
    Outcome {
        /// A record was registered.
        Created = "created",
        /// A record was changed.
        Updated = "updated",
        /// The record says this already.
        Unchanged = "unchanged",
        /// Nothing was written for it.
        Refused = "refused",
    }
}

/// Why a row was refused, as it is kept for a repeated call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowError {
    /// Which member or column; empty for the row as a whole.
    pub pointer: String,
    /// The field code, or the code of a refusal.
    pub code: String,
    /// The business rule behind it.
    pub rule: Option<String>,
    /// The values in the text.
    pub params: BTreeMap<String, String>,
}

/// What became of a row, and of which record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowResult {
    /// The line that it begins on.
    pub line: u64,
    /// What became of it.
    pub outcome: Outcome,
    /// The record.
    pub id: Option<Id<kind::Cargo>>,
    /// Why it was refused: the first `NAMED` reasons.
    pub errors: Vec<RowError>,
}

fn owned(params: &BTreeMap<&'static str, String>) -> BTreeMap<String, String> {
    params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

impl From<Violation> for RowError {
    fn from(violation: Violation) -> Self {
        Self {
            code: violation.code.as_str().to_owned(),
            rule: violation.rule.map(|rule| rule.id().to_owned()),
            params: owned(&violation.params),
            pointer: violation.pointer,
        }
    }
}

impl From<Refusal> for RowError {
    fn from(refusal: Refusal) -> Self {
        Self {
            pointer: String::new(),
            code: refusal.code.as_str().to_owned(),
            rule: refusal.rule.map(|rule| rule.id().to_owned()),
            params: owned(&refusal.params),
        }
    }
}

impl RowResult {
    const fn done(line: u64, outcome: Outcome, id: Id<kind::Cargo>) -> Self {
        Self { line, outcome, id: Some(id), errors: Vec::new() }
    }

    fn refused(line: u64, errors: impl IntoIterator<Item = impl Into<RowError>>) -> Self {
        let errors = errors.into_iter().take(NAMED).map(Into::into).collect();
        Self { line, outcome: Outcome::Refused, id: None, errors }
    }
}

/// Whether somebody may send files: asked before one is read.
///
/// # Errors
/// [`Code::BusinessRoleRequired`].
pub fn may_send(who: &SignedIn) -> Result<(), Refusal> {
    has_role(who, Rule::CgoRec01, ROLES)
}

/// Writes the rows of a file; what became of each is told in their order.
///
/// # Errors
/// [`Code::BusinessRoleRequired`], and the refusals of an idempotency key that does not fit this call. A
/// row that is refused refuses no other.
pub fn write(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    rows: &[Row],
) -> Result<Vec<RowResult>, Failure> {
    may_send(who)?;
    if let Some(results) = env.repeated(call)? {
        return Ok(results);
    }
    let (mut done, mut hints) = (Lines::new(), HINTS);
    let mut results = Vec::with_capacity(rows.len());
    for rows in rows.chunks(BATCH) {
        let written = env.write(call, |act| {
            let (counts, new, here) = (HashMap::new(), Vec::new(), Lines::new());
            let batch = Batch { who, counts, new, before: &done, here, hints };
            batch.write(act, rows)
        });
        let written = written?;
        results.extend(written.results);
        done.extend(written.here);
        hints = written.hints;
    }
    if call.claim.is_none() {
        return Ok(results);
    }
    env.write_kept(call, |_| Ok(results.clone()))
}

/// A waybill: air, and house (empty for the master).
type Waybill = (AwbNumber, String);

/// The waybill of a row, where one can be read.
fn waybill(row: &Row) -> Option<Waybill> {
    let change = row.read.as_ref().ok()?;
    let mawb = AwbNumber::parse(change.mawb.as_deref()?).ok()?;
    Some((mawb, house_waybill_number(change.hawb.as_deref().unwrap_or_default())))
}

/// On which lines waybills stand that were done; a row that was refused did nothing for its own.
type Lines = HashMap<Waybill, u64>;

/// The rows of one transaction.
struct Batch<'a> {
    who: &'a SignedIn,
    /// House waybills under each air waybill that rows name.
    counts: HashMap<AwbNumber, u32>,
    /// The records to be added.
    new: Vec<CargoRecord>,
    /// What was done by the transactions before.
    before: &'a Lines,
    /// What this one has done.
    here: Lines,
    /// How many rows with a wrong check digit are hinted at still.
    hints: usize,
}

/// What a transaction did.
struct Written {
    results: Vec<RowResult>,
    here: Lines,
    hints: usize,
}

impl Batch<'_> {
    fn write(mut self, act: &mut Act<'_>, rows: &[Row]) -> Result<Written, Failure> {
        let old = self.present(act.tx, rows)?;
        self.count(act.tx, rows, &old)?;
        let mut results = Vec::with_capacity(rows.len());
        for row in rows {
            results.push(self.row(act, row, &old)?);
        }
        match act.tx.insert_cargo_batch(&self.new, self.who.account.id) {
            // Somebody else registered one of them meanwhile: looked at again, it is there.
            Err(taken @ StoreError::Taken(Unique::Waybill)) => {
                Err(StoreError::Repeat(taken.to_string()).into())
            }
            other => {
                other?;
                act.audit_all(self.new.iter().map(|new| Action::CargoRegistered.on(new.id)))?;
                Ok(Written { results, here: self.here, hints: self.hints })
            }
        }
    }

    /// The records that the rows name, as they are.
    fn present(
        &self,
        tx: &mut dyn Tx,
        rows: &[Row],
    ) -> Result<HashMap<Waybill, CargoRecord>, StoreError> {
        let waybills: Vec<Waybill> = rows.iter().filter_map(waybill).collect();
        let named: Vec<(AwbNumber, &str)> =
            waybills.iter().map(|(mawb, hawb)| (*mawb, hawb.as_str())).collect();
        let found = tx.own_cargo_by_waybills(self.who.company.id, &named)?;
        let key = |record: &CargoRecord| (record.mawb, record.hawb.clone().unwrap_or_default());
        Ok(found.into_iter().map(|record| (key(&record), record)).collect())
    }

    /// Counts the house waybills under the air waybills that may get more; near the limit, those of the
    /// company who add some wait for each other.
    fn count(
        &mut self,
        tx: &mut dyn Tx,
        rows: &[Row],
        old: &HashMap<Waybill, CargoRecord>,
    ) -> Result<(), StoreError> {
        let company = self.who.company.id;
        let more = rows.iter().filter_map(waybill);
        let more = more.filter(|waybill| !waybill.1.is_empty() && !old.contains_key(waybill));
        let mut mawbs: Vec<AwbNumber> = more.map(|(mawb, _)| mawb).collect();
        mawbs.sort_unstable();
        mawbs.dedup();
        if mawbs.is_empty() {
            return Ok(());
        }
        let mut counts = tx.count_house_waybills(company, &mawbs)?;
        let near = |count: &u32| count.saturating_add(BATCH as u32) >= HOUSE_WAYBILLS_HELD;
        if counts.iter().any(|(_, count)| near(count)) {
            tx.hold_cargo_of(company)?;
            counts = tx.count_house_waybills(company, &mawbs)?;
        }
        self.counts = counts.into_iter().collect();
        Ok(())
    }

    /// What becomes of one row.
    fn row(
        &mut self,
        act: &mut Act<'_>,
        row: &Row,
        old: &HashMap<Waybill, CargoRecord>,
    ) -> Result<RowResult, Failure> {
        let change = match &row.read {
            Ok(change) => change,
            Err(violations) => return Ok(RowResult::refused(row.line, violations.clone())),
        };
        let waybill = waybill(row);
        let first = waybill.as_ref().and_then(|one| self.before.get(one).or(self.here.get(one)));
        if let Some(line) = first {
            let twice = Violation::new("/mawb", FieldCode::Duplicate).rule(Rule::CgoRec01);
            return Ok(RowResult::refused(row.line, [twice.with("line", line)]));
        }
        let result = match waybill.as_ref().and_then(|waybill| old.get(waybill)) {
            Some(old) => self.update(act, row.line, change, old),
            None => self.add(act, row.line, change),
        }?;
        if result.outcome != Outcome::Refused {
            self.here.extend(waybill.map(|waybill| (waybill, row.line)));
        }
        Ok(result)
    }

    fn update(
        &self,
        act: &mut Act<'_>,
        line: u64,
        change: &CargoChange,
        old: &CargoRecord,
    ) -> Result<RowResult, Failure> {
        let new = match read(&change.put_in(CargoForm::from(old)), old) {
            Ok(new) => new,
            Err(violations) => return Ok(RowResult::refused(line, violations)),
        };
        if !differs(old, &new) {
            return Ok(RowResult::done(line, Outcome::Unchanged, old.id));
        }
        if let Err(refusal) = may_change(old, self.who.company.id) {
            return Ok(RowResult::refused(line, [refusal]));
        }
        match write_over(act, self.who, old, new) {
            Ok(_) => Ok(RowResult::done(line, Outcome::Updated, old.id)),
            // Somebody else changed it meanwhile: looked at again, it has another version.
            Err(Failure::Refused(refusal)) if refusal.code == Code::VersionStale => {
                Err(StoreError::Repeat("a record was changed meanwhile".to_owned()).into())
            }
            Err(failure) => Err(failure),
        }
    }

    /// The violations of a row, with hints as long as there are some: each is looked for, and other
    /// writers wait meanwhile.
    fn hinted(
        &mut self,
        tx: &mut dyn Tx,
        violations: Vec<Violation>,
        form: &CargoForm,
    ) -> Result<Vec<Violation>, StoreError> {
        if self.hints == 0 || violations.iter().all(|one| one.code != FieldCode::AwbCheckDigit) {
            return Ok(violations);
        }
        self.hints -= 1;
        hinted(tx, self.who.company.id, violations, |_| form.mawb.as_deref())
    }

    fn add(
        &mut self,
        act: &mut Act<'_>,
        line: u64,
        change: &CargoChange,
    ) -> Result<RowResult, Failure> {
        let company = self.who.company.id;
        let form = change.put_in(CargoForm::default());
        let record = match read(&form, &blank(company)) {
            Ok(record) => record,
            Err(violations) => {
                return Ok(RowResult::refused(line, self.hinted(act.tx, violations, &form)?));
            }
        };
        if record.hawb.is_some() {
            let count = self.counts.entry(record.mawb).or_default();
            if *count >= HOUSE_WAYBILLS_MAX {
                let full = Refusal::by(Rule::CgoRec01, Code::HouseWaybillsFull);
                return Ok(RowResult::refused(line, [full.with("max", HOUSE_WAYBILLS_MAX)]));
            }
            *count += 1;
        }
        let (id, now) = (act.env.id(), act.now);
        self.new.push(CargoRecord { id, registered_at: now, updated_at: now, ..record });
        Ok(RowResult::done(line, Outcome::Created, id))
    }
}
