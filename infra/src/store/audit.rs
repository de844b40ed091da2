//! The audit trail.

use diesel::prelude::*;
use tegata_domain::audit::{Action, AuditEntry, AuditFilter, AuditStore, Subject};
use tegata_domain::kernel::{Caller, Id, Page, PageRequest, Position, StoreError, kind};

use super::{SqlTx, corrupt, newest_first};
use crate::database::schema::audit_entries as audit;
use crate::database::types::{DbId, DbInstant};

/// An entry's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit, treat_none_as_default_value = false)]
struct AuditRow {
    id: DbId,
    at: DbInstant,
    action: String,
    caller: String,
    account_id: Option<DbId>,
    session_id: Option<DbId>,
    subject_kind: Option<String>,
    subject_id: Option<DbId>,
    refused: Option<String>,
    reason: Option<String>,
    detail: Option<String>,
    network: String,
    request_id: DbId,
}

impl From<&AuditEntry> for AuditRow {
    fn from(entry: &AuditEntry) -> Self {
        let (caller, account_id, session_id) = match entry.caller {
            Caller::Stranger => ("stranger", None, None),
            Caller::Account { account, session } => {
                ("account", Some(account.into()), Some(session.into()))
            }
            Caller::CommandLine => ("command_line", None, None),
            Caller::System => ("system", None, None),
        };
        Self {
            id: entry.id.into(),
            at: entry.at.into(),
            action: entry.action.as_str().to_owned(),
            caller: caller.to_owned(),
            account_id,
            session_id,
            subject_kind: entry.subject.as_ref().map(|subject| subject.kind.clone()),
            subject_id: entry.subject.as_ref().map(|subject| DbId(subject.id)),
            refused: entry.refused.clone(),
            reason: entry.reason.clone(),
            detail: entry.detail.clone(),
            network: entry.network.clone(),
            request_id: entry.request.into(),
        }
    }
}

impl TryFrom<AuditRow> for AuditEntry {
    type Error = StoreError;

    fn try_from(row: AuditRow) -> Result<Self, StoreError> {
        let fault = |column| corrupt("audit_entries", column, row.id.0);
        Ok(Self {
            id: row.id.id(),
            at: row.at.0,
            action: Action::named(&row.action).ok_or_else(|| fault("action"))?,
            caller: match (row.caller.as_str(), row.account_id, row.session_id) {
                ("stranger", None, None) => Caller::Stranger,
                ("account", Some(account), Some(session)) => {
                    Caller::Account { account: account.id(), session: session.id() }
                }
                ("command_line", None, None) => Caller::CommandLine,
                ("system", None, None) => Caller::System,
                _ => return Err(fault("caller")),
            },
            subject: row
                .subject_kind
                .zip(row.subject_id)
                .map(|(kind, id)| Subject { kind, id: id.0 }),
            refused: row.refused,
            reason: row.reason,
            detail: row.detail,
            network: row.network,
            request: row.request_id.id(),
        })
    }
}

fn cut(rows: Vec<AuditRow>, limit: usize) -> Result<Page<AuditEntry>, StoreError> {
    let entries = rows.into_iter().map(AuditEntry::try_from).collect::<Result<_, _>>()?;
    Ok(Page::cut(entries, limit, |entry: &AuditEntry| Position {
        at: entry.at,
        id: entry.id.uuid(),
    }))
}

impl SqlTx<'_> {
    /// Adds entries in one statement.
    fn insert_audit_rows(&mut self, entries: &[AuditEntry]) -> Result<(), StoreError> {
        let rows: Vec<AuditRow> = entries.iter().map(AuditRow::from).collect();
        self.run(|c| diesel::insert_into(audit::table).values(&rows).execute(c)).map(drop)
    }
}

impl AuditStore for SqlTx<'_> {
    fn append_audit(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        let row = AuditRow::from(entry);
        self.run(|c| diesel::insert_into(audit::table).values(&row).execute(c)).map(drop)
    }

    fn append_audit_entries(&mut self, entries: &[AuditEntry]) -> Result<(), StoreError> {
        // A statement holds so many values at most.
        entries.chunks(1_000).try_for_each(|some| self.insert_audit_rows(some))
    }

    fn audit_page(
        &mut self,
        filter: &AuditFilter,
        page: PageRequest,
    ) -> Result<Page<AuditEntry>, StoreError> {
        let rows: Vec<AuditRow> = self.run(|c| {
            let mut query = audit::table.select(AuditRow::as_select()).into_boxed();
            if let Some(subject) = filter.subject {
                query = query.filter(audit::subject_id.eq(DbId(subject)));
            }
            if let Some(account) = filter.account {
                query = query.filter(audit::account_id.eq(DbId::from(account)));
            }
            if let Some(action) = filter.action {
                query = query.filter(audit::action.eq(action.as_str()));
            }
            newest_first!(query, page, audit::at, audit::id).load(c)
        })?;
        cut(rows, page.limit)
    }

    fn security_history(
        &mut self,
        account: Id<kind::Account>,
        page: PageRequest,
    ) -> Result<Page<AuditEntry>, StoreError> {
        let account = DbId::from(account);
        // Two branches that each run along an index; an OR would read everything.
        let mut rows: Vec<AuditRow> = self.run(|c| {
            let done = audit::table.select(AuditRow::as_select()).into_boxed();
            let done = done.filter(audit::account_id.eq(account));
            newest_first!(done, page, audit::at, audit::id).load(c)
        })?;
        let suffered: Vec<AuditRow> = self.run(|c| {
            let suffered = audit::table.select(AuditRow::as_select()).into_boxed();
            let suffered = suffered.filter(audit::subject_id.eq(account));
            newest_first!(suffered, page, audit::at, audit::id).load(c)
        })?;
        rows.extend(suffered.into_iter().filter(|row| row.account_id != Some(account)));
        rows.sort_by_key(|row| std::cmp::Reverse((row.at.0, row.id.0)));
        rows.truncate(page.limit + 1);
        cut(rows, page.limit)
    }
}
