//! Rows of assignments and batches, and how they become what the rules know.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use tegata_domain::assignment::{Assignment, AssignmentState, Batch};
use tegata_domain::kernel::{Digest, EmailAddress, Language, Position, RecordKind, StoreError};
use tegata_domain::mail::MailState;
use uuid::Uuid;

use crate::database::schema::{
    accounts, assignment_batches as batches, assignment_looks as looks, assignments, companies,
    mails,
};
use crate::database::types::{DbId, DbInstant, bytes};
use crate::store::{PERSON, SqlTx, corrupt, count};

// Beside an assignment: others of the same record, later ones to the same address, and accepted ones.
diesel::alias! {
    pub const NEWER: Alias<Newer> = assignments as newer;
    pub const GRANTS: Alias<Grants> = assignments as grants;
}

/// Whether a record was assigned to the same address again later.
macro_rules! superseded {
    () => {{
        use $crate::database::schema::assignments as own;
        let newer = $crate::store::assignment::rows::NEWER;
        diesel::dsl::exists(
            newer
                .filter(newer.field(own::record_id).eq(own::record_id))
                .filter(newer.field(own::email_key).eq(own::email_key))
                .filter(newer.field(own::sent_at).gt(own::sent_at)),
        )
    }};
}
pub(in crate::store) use superseded;

/// Whether a company sees the record of an assignment through another one.
macro_rules! visible_to {
    ($company:expr) => {{
        use $crate::database::schema::assignments as own;
        let grants = $crate::store::assignment::rows::GRANTS;
        // In the words of its partial index, and row by row, as with `in_state`.
        let accepted = diesel::dsl::sql::<diesel::sql_types::Bool>("grants.state = 'accepted'");
        diesel::dsl::exists(
            grants
                .filter(grants.field(own::record_id).eq(own::record_id))
                .filter(grants.field(own::accepted_company_id).eq(Some($company)))
                .filter(accepted)
                .offset(0),
        )
    }};
}
pub(in crate::store) use visible_to;

/// A batch's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = batches, treat_none_as_default_value = false)]
pub(in crate::store) struct BatchRow {
    id: DbId,
    kind: String,
    company_id: DbId,
    sender_id: DbId,
    email: String,
    email_key: String,
    named_company_id: Option<DbId>,
    language: String,
    pin: Vec<u8>,
    live: bool,
    wrong_pins: i64,
    resends: i64,
    mail_id: DbId,
    sent_at: DbInstant,
    mailed_at: DbInstant,
}

impl BatchRow {
    /// The row of a batch with this PIN.
    pub(in crate::store) fn new(batch: &Batch, pin: Digest) -> Self {
        Self {
            id: batch.id.into(),
            kind: batch.kind.as_str().to_owned(),
            company_id: batch.company.into(),
            sender_id: batch.sender.into(),
            email: batch.email.as_str().to_owned(),
            email_key: batch.email.key(),
            named_company_id: batch.named_company.map(Into::into),
            language: batch.language.tag().to_owned(),
            pin: bytes(pin),
            live: batch.live,
            wrong_pins: i64::from(batch.wrong_pins),
            resends: i64::from(batch.resends),
            mail_id: batch.mail.into(),
            sent_at: batch.sent_at.into(),
            mailed_at: batch.mailed_at.into(),
        }
    }

    fn batch(
        self,
        (company_name, company_verified): (String, bool),
        mail_state: Option<MailState>,
    ) -> Result<Batch, StoreError> {
        let fault = |column| corrupt("assignment_batches", column, self.id.0);
        Ok(Batch {
            id: self.id.id(),
            kind: RecordKind::named(&self.kind).ok_or_else(|| fault("kind"))?,
            company: self.company_id.id(),
            company_name,
            company_verified,
            sender: self.sender_id.id(),
            email: EmailAddress::parse(&self.email).ok_or_else(|| fault("email"))?,
            named_company: self.named_company_id.map(DbId::id),
            language: Language::from_tag(&self.language).ok_or_else(|| fault("language"))?,
            sent_at: self.sent_at.0,
            mailed_at: self.mailed_at.0,
            resends: count(self.resends),
            wrong_pins: count(self.wrong_pins),
            mail: self.mail_id.id(),
            mail_state,
            live: self.live,
        })
    }
}

/// An assignment's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = assignments, treat_none_as_default_value = false)]
pub(in crate::store) struct AssignmentRow {
    pub(in crate::store) id: DbId,
    pub(in crate::store) batch_id: DbId,
    kind: String,
    company_id: DbId,
    record_id: DbId,
    record_at: DbInstant,
    record_name: String,
    email_key: String,
    state: String,
    sent_at: DbInstant,
    accepted_by: Option<DbId>,
    accepted_company_id: Option<DbId>,
    accepted_at: Option<DbInstant>,
    ended_at: Option<DbInstant>,
    released: bool,
}

impl From<&Assignment> for AssignmentRow {
    fn from(assignment: &Assignment) -> Self {
        let batch = &assignment.batch;
        Self {
            id: assignment.id.into(),
            batch_id: batch.id.into(),
            kind: batch.kind.as_str().to_owned(),
            company_id: batch.company.into(),
            record_id: DbId(assignment.record),
            record_at: assignment.record_at.into(),
            record_name: assignment.record_name.clone(),
            email_key: batch.email.key(),
            state: assignment.state.as_str().to_owned(),
            sent_at: batch.sent_at.into(),
            accepted_by: assignment.accepted_by.map(Into::into),
            accepted_company_id: assignment.accepted_company.map(Into::into),
            accepted_at: assignment.accepted_at.map(Into::into),
            ended_at: assignment.ended_at.map(Into::into),
            released: assignment.released,
        }
    }
}

/// What rows refer to.
struct Referred {
    batches: HashMap<Uuid, Batch>,
    companies: HashMap<Uuid, String>,
    superseded: HashSet<Uuid>,
    /// The first and the last look at each.
    looks: HashMap<Uuid, (DbInstant, DbInstant)>,
}

impl AssignmentRow {
    /// Where it stands in lists.
    pub(in crate::store) const fn place(&self) -> Position {
        Position { at: self.sent_at.0, id: self.id.0 }
    }

    fn assignment(self, referred: &Referred) -> Result<Assignment, StoreError> {
        let fault = |column| corrupt("assignments", column, self.id.0);
        let batch = referred.batches.get(&self.batch_id.0).cloned();
        let acceptor = self.accepted_company_id;
        let look = referred.looks.get(&self.id.0);
        Ok(Assignment {
            id: self.id.id(),
            batch: batch.ok_or_else(|| fault("batch_id"))?,
            record: self.record_id.0,
            record_at: self.record_at.0,
            state: AssignmentState::named(&self.state).ok_or_else(|| fault("state"))?,
            record_name: self.record_name,
            accepted_by: self.accepted_by.map(DbId::id),
            accepted_company: acceptor.map(DbId::id),
            accepted_company_name: acceptor.and_then(|id| referred.companies.get(&id.0).cloned()),
            accepted_at: self.accepted_at.map(Into::into),
            ended_at: self.ended_at.map(Into::into),
            released: self.released,
            first_seen_at: look.map(|(first, _)| first.0),
            last_seen_at: look.map(|(_, last)| last.0),
            latest: !referred.superseded.contains(&self.id.0),
            to_own: false,
        })
    }
}

impl SqlTx<'_> {
    /// Batches with their companies and where their mails are.
    pub(in crate::store) fn batches_of(
        &mut self,
        rows: Vec<(BatchRow, String, bool)>,
    ) -> Result<Vec<Batch>, StoreError> {
        let ids: Vec<DbId> = rows.iter().map(|(row, ..)| row.mail_id).collect();
        let states: Vec<(DbId, String)> = self.run(|c| {
            mails::table.filter(mails::id.eq_any(&ids)).select((mails::id, mails::state)).load(c)
        })?;
        let states: HashMap<Uuid, String> =
            states.into_iter().map(|(id, state)| (id.0, state)).collect();
        let batch = |(row, name, verified): (BatchRow, String, bool)| {
            let state = states.get(&row.mail_id.0).and_then(|name| MailState::named(name));
            row.batch((name, verified), state)
        };
        rows.into_iter().map(batch).collect()
    }

    /// Assignments with their batches and all that is told of them: a few queries, however many they are.
    pub(in crate::store) fn assignments_of(
        &mut self,
        rows: Vec<AssignmentRow>,
    ) -> Result<Vec<Assignment>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let distinct = |ids: HashSet<Uuid>| ids.into_iter().map(DbId).collect::<Vec<DbId>>();
        let batch_ids = distinct(rows.iter().map(|row| row.batch_id.0).collect());
        let acceptors = rows.iter().filter_map(|row| row.accepted_company_id);
        let acceptors = distinct(acceptors.map(|id| id.0).collect());
        let ids: Vec<DbId> = rows.iter().map(|row| row.id).collect();
        let accepted = rows.iter().filter(|row| row.accepted_at.is_some());
        let accepted: Vec<DbId> = accepted.map(|row| row.id).collect();
        let batch_rows = self.run(|c| {
            batches::table
                .inner_join(companies::table)
                .filter(batches::id.eq_any(&batch_ids))
                .select((BatchRow::as_select(), companies::name, companies::name_verified))
                .load(c)
        })?;
        let batches = self.batches_of(batch_rows)?;
        let companies: Vec<(DbId, String)> = self.run(|c| {
            companies::table
                .filter(companies::id.eq_any(&acceptors))
                .select((companies::id, companies::name))
                .load(c)
        })?;
        let superseded: Vec<DbId> = self.run(|c| {
            assignments::table
                .filter(assignments::id.eq_any(&ids))
                .filter(superseded!())
                .select(assignments::id)
                .load(c)
        })?;
        let looks: Vec<(DbId, DbInstant, DbInstant)> = self.run(|c| {
            looks::table
                .filter(looks::assignment_id.eq_any(&accepted))
                .select((looks::assignment_id, looks::first_seen_at, looks::last_seen_at))
                .load(c)
        })?;
        let referred = Referred {
            batches: batches.into_iter().map(|batch| (batch.id.uuid(), batch)).collect(),
            companies: companies.into_iter().map(|(id, name)| (id.0, name)).collect(),
            superseded: superseded.into_iter().map(|id| id.0).collect(),
            looks: looks.into_iter().map(|(id, first, last)| (id.0, (first, last))).collect(),
        };
        rows.into_iter().map(|row| row.assignment(&referred)).collect()
    }

    /// The same for their owner companies and operators: also which of them would go to the own company
    /// now (ASG-SND-03).
    pub(in crate::store) fn sent_assignments_of(
        &mut self,
        rows: Vec<AssignmentRow>,
    ) -> Result<Vec<Assignment>, StoreError> {
        let mut assignments = self.assignments_of(rows)?;
        let mut addresses: Vec<String> =
            assignments.iter().map(|one| one.batch.email.key()).collect();
        let mut owners: Vec<DbId> =
            assignments.iter().map(|one| one.batch.company.into()).collect();
        addresses.sort_unstable();
        addresses.dedup();
        owners.sort_unstable_by_key(|id| id.0);
        owners.dedup();
        let found: Vec<(Option<String>, DbId)> = self.run(|c| {
            accounts::table
                .filter(accounts::email_key.eq_any(&addresses))
                .filter(accounts::company_id.eq_any(&owners))
                .filter(accounts::realm.eq(PERSON))
                .select((accounts::email_key, accounts::company_id))
                .load(c)
        })?;
        let own: HashSet<(String, Uuid)> =
            found.into_iter().filter_map(|(key, id)| Some((key?, id.0))).collect();
        for one in &mut assignments {
            let batch = &one.batch;
            one.to_own = match batch.named_company {
                Some(named) => named == batch.company,
                None => own.contains(&(batch.email.key(), batch.company.uuid())),
            };
        }
        Ok(assignments)
    }
}
