//! Applications for reissue; the reviewers' queue, news and closures have files of their own.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::identity::{AccountState, TerminalUsage, TerminalUser};
use tegata_domain::kernel::{
    EmailAddress, Guarded, Id, Language, Page, PageRequest, Position, StoreError, civil_date, kind,
};
use tegata_domain::password::TemporaryPassword;
use tegata_domain::reissue::{
    Application, ApplicationDetail, ApplicationState, ApplicationStore, Contact, OpenTarget,
    ReceiptNumber, Step, Target,
};
use uuid::Uuid;

use crate::database::schema::{
    accounts, receipt_numbers, reissue_applications as applications, reissue_steps as steps,
    reissue_targets as targets, terminal_users,
};
use crate::database::types::{DbId, DbInstant};
use crate::store::identity::account::{AccountRow, folded_login_id};
use crate::store::identity::terminal::{TerminalRow, TerminalRows, terminal, terminal_columns};
use crate::store::{SqlTx, corrupt, count, newest_first};

/// An application's row. Its desired date is a day in Japan, stored as text on both databases.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = applications, treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub(in crate::store) struct ApplicationRow {
    pub(in crate::store) id: DbId,
    office_id: DbId,
    company_id: DbId,
    receipt_number: i64,
    state: String,
    guidance_version: String,
    contact_name: String,
    contact_department: String,
    contact_phone: String,
    contact_email: String,
    desired_date: Option<String>,
    language: String,
    version: i64,
    filed_at: DbInstant,
    submitted_at: DbInstant,
    updated_at: DbInstant,
}

impl From<&Application> for ApplicationRow {
    fn from(application: &Application) -> Self {
        let contact = &application.contact;
        Self {
            id: application.id.into(),
            office_id: application.office.into(),
            company_id: application.company.into(),
            receipt_number: application.receipt_number.0,
            state: application.state.as_str().to_owned(),
            guidance_version: application.guidance_version.clone(),
            contact_name: contact.name.clone(),
            contact_department: contact.department.clone(),
            contact_phone: contact.phone.clone(),
            contact_email: contact.email.as_str().to_owned(),
            desired_date: application.desired_date.map(|date| date.to_string()),
            language: application.language.tag().to_owned(),
            version: application.version,
            filed_at: application.filed_at.into(),
            submitted_at: application.submitted_at.into(),
            updated_at: application.updated_at.into(),
        }
    }
}

impl ApplicationRow {
    /// Where it stands in the reviewers' queue.
    pub(in crate::store) const fn place_in_queue(&self) -> Position {
        Position { at: self.submitted_at.0, id: self.id.0 }
    }

    /// The application with its targets.
    pub(in crate::store) fn application(
        self,
        targets: Vec<Target>,
    ) -> Result<Application, StoreError> {
        let fault = |column| corrupt("reissue_applications", column, self.id.0);
        let email = EmailAddress::parse(&self.contact_email);
        let desired_date = self.desired_date.map(|date| {
            civil_date(&date)
                .ok_or_else(|| corrupt("reissue_applications", "desired_date", self.id.0))
        });
        Ok(Application {
            id: self.id.id(),
            office: self.office_id.id(),
            company: self.company_id.id(),
            receipt_number: ReceiptNumber(self.receipt_number),
            state: ApplicationState::named(&self.state).ok_or_else(|| fault("state"))?,
            guidance_version: self.guidance_version,
            contact: Contact {
                name: self.contact_name,
                department: self.contact_department,
                phone: self.contact_phone,
                email: email.ok_or_else(|| fault("contact_email"))?,
            },
            desired_date: desired_date.transpose()?,
            targets,
            language: Language::from_tag(&self.language).ok_or_else(|| fault("language"))?,
            version: self.version,
            filed_at: self.filed_at.0,
            submitted_at: self.submitted_at.0,
            updated_at: self.updated_at.0,
        })
    }
}

/// A target's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = targets)]
struct TargetRow {
    application_id: DbId,
    terminal_id: DbId,
    position: i64,
    reason: String,
    open: bool,
}

/// The rows of an application's targets. In the order of their ids, so that applications which name the
/// same ones wait for each other, and never both.
fn target_rows(application: &Application) -> Vec<TargetRow> {
    let rows = application.targets.iter().zip(0..).map(|(target, position)| TargetRow {
        application_id: application.id.into(),
        terminal_id: target.terminal.id.into(),
        position,
        reason: target.reason.clone(),
        open: application.state.is_open(),
    });
    let mut rows: Vec<TargetRow> = rows.collect();
    rows.sort_by_key(|row| row.terminal_id.0);
    rows
}

/// A step's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = steps, treat_none_as_default_value = false)]
struct StepRow {
    application_id: DbId,
    number: i64,
    state: String,
    at: DbInstant,
    account_id: DbId,
    note: Option<String>,
}

impl TryFrom<StepRow> for Step {
    type Error = StoreError;

    fn try_from(row: StepRow) -> Result<Self, StoreError> {
        let fault = || corrupt("reissue_steps", "state", row.application_id.0);
        Ok(Self {
            number: count(row.number),
            state: ApplicationState::named(&row.state).ok_or_else(fault)?,
            at: row.at.0,
            by: row.account_id.id(),
            note: row.note,
        })
    }
}

/// The targets of several applications, by application.
pub(in crate::store) type TargetsOf = HashMap<Uuid, Vec<Target>>;

impl SqlTx<'_> {
    /// The targets of these applications, in one query.
    pub(in crate::store) fn targets_of(&mut self, ids: &[DbId]) -> Result<TargetsOf, StoreError> {
        let rows: Vec<(TargetRow, TerminalRow, AccountRow)> = self.run(|c| {
            targets::table
                .inner_join(terminal_users::table.inner_join(accounts::table))
                .filter(targets::application_id.eq_any(ids))
                .order((targets::application_id, targets::position))
                .select((TargetRow::as_select(), TerminalRow::as_select(), AccountRow::as_select()))
                .load(c)
        })?;
        let mut found = TargetsOf::new();
        for (row, user, account) in rows {
            let target = Target { terminal: terminal((user, account))?, reason: row.reason };
            found.entry(row.application_id.0).or_default().push(target);
        }
        Ok(found)
    }

    /// The history of an application.
    pub(in crate::store) fn steps_of(&mut self, id: DbId) -> Result<Vec<Step>, StoreError> {
        let rows: Vec<StepRow> = self.run(|c| {
            steps::table
                .filter(steps::application_id.eq(id))
                .order(steps::number)
                .select(StepRow::as_select())
                .load(c)
        })?;
        rows.into_iter().map(Step::try_from).collect()
    }

    fn insert_targets(&mut self, application: &Application) -> Result<(), StoreError> {
        let rows = target_rows(application);
        self.run(|c| diesel::insert_into(targets::table).values(&rows).execute(c)).map(drop)
    }
}

impl ApplicationStore for SqlTx<'_> {
    fn next_receipt_number(&mut self) -> Result<ReceiptNumber, StoreError> {
        let next: i64 = self.run(|c| {
            diesel::update(receipt_numbers::table)
                .set(receipt_numbers::last.eq(receipt_numbers::last + 1))
                .returning(receipt_numbers::last)
                .get_result(c)
        })?;
        Ok(ReceiptNumber(next))
    }

    fn insert_application(&mut self, application: &Application) -> Result<(), StoreError> {
        let row = ApplicationRow::from(application);
        self.run(|c| diesel::insert_into(applications::table).values(&row).execute(c))?;
        self.insert_targets(application)
    }

    fn replace_application(
        &mut self,
        application: &Application,
        from: ApplicationState,
        version: i64,
    ) -> Result<Guarded, StoreError> {
        let row = ApplicationRow::from(application);
        let replaced = self.guarded(|c| {
            diesel::update(applications::table)
                .filter(applications::id.eq(row.id))
                .filter(applications::state.eq(from.as_str()))
                .filter(applications::version.eq(version))
                .set(&row)
                .execute(c)
        })?;
        if replaced.0 {
            self.run(|c| {
                diesel::delete(targets::table).filter(targets::application_id.eq(row.id)).execute(c)
            })?;
            self.insert_targets(application)?;
        }
        Ok(replaced)
    }

    fn move_application(
        &mut self,
        from: &Application,
        to: ApplicationState,
        at: Timestamp,
    ) -> Result<Guarded, StoreError> {
        let id = DbId::from(from.id);
        let moved = self.guarded(|c| {
            diesel::update(applications::table)
                .filter(applications::id.eq(id))
                .filter(applications::state.eq(from.state.as_str()))
                .filter(applications::version.eq(from.version))
                .set((
                    applications::state.eq(to.as_str()),
                    applications::version.eq(applications::version + 1),
                    applications::updated_at.eq(DbInstant(at)),
                ))
                .execute(c)
        })?;
        if moved.0 && !to.is_open() {
            self.run(|c| {
                diesel::update(targets::table)
                    .filter(targets::application_id.eq(id))
                    .set(targets::open.eq(false))
                    .execute(c)
            })?;
        }
        Ok(moved)
    }

    fn append_step(&mut self, id: Id<kind::Application>, step: &Step) -> Result<(), StoreError> {
        let row = StepRow {
            application_id: id.into(),
            number: i64::from(step.number),
            state: step.state.as_str().to_owned(),
            at: step.at.into(),
            account_id: step.by.into(),
            note: step.note.clone(),
        };
        self.run(|c| diesel::insert_into(steps::table).values(&row).execute(c)).map(drop)
    }

    fn application(
        &mut self,
        office: Id<kind::Office>,
        id: Id<kind::Application>,
    ) -> Result<Option<ApplicationDetail>, StoreError> {
        let row: Option<ApplicationRow> = self.run(|c| {
            applications::table
                .find(DbId::from(id))
                .filter(applications::office_id.eq(DbId::from(office)))
                .select(ApplicationRow::as_select())
                .first(c)
                .optional()
        })?;
        let Some(row) = row else { return Ok(None) };
        let steps = self.steps_of(row.id)?;
        let targets = self.targets_of(&[row.id])?.remove(&row.id.0).unwrap_or_default();
        Ok(Some(ApplicationDetail { application: row.application(targets)?, steps }))
    }

    fn application_page(
        &mut self,
        office: Id<kind::Office>,
        state: Option<ApplicationState>,
        page: PageRequest,
    ) -> Result<Page<Application>, StoreError> {
        let rows: Vec<ApplicationRow> = self.run(|c| {
            let mut query = applications::table
                .filter(applications::office_id.eq(DbId::from(office)))
                .select(ApplicationRow::as_select())
                .into_boxed();
            if let Some(state) = state {
                query = query.filter(applications::state.eq(state.as_str()));
            }
            newest_first!(query, page, applications::filed_at, applications::id).load(c)
        })?;
        let page = Page::cut(rows, page.limit, |row: &ApplicationRow| Position {
            at: row.filed_at.0,
            id: row.id.0,
        });
        let ids: Vec<DbId> = page.items.iter().map(|row| row.id).collect();
        let mut targets = self.targets_of(&ids)?;
        let items = page.items.into_iter().map(|row| {
            let targets = targets.remove(&row.id.0).unwrap_or_default();
            row.application(targets)
        });
        Ok(Page { items: items.collect::<Result<_, _>>()?, next: page.next })
    }

    fn terminals_named(
        &mut self,
        office: Id<kind::Office>,
        user_ids: &[String],
    ) -> Result<Vec<TerminalUser>, StoreError> {
        let folded: Vec<String> = user_ids.iter().map(|id| folded_login_id(id)).collect();
        let rows: Vec<TerminalRows> = self.run(|c| {
            terminal_users::table
                .inner_join(accounts::table)
                .filter(accounts::realm.eq("terminal"))
                .filter(accounts::login_id_folded.eq_any(&folded))
                .filter(terminal_users::office_id.eq(DbId::from(office)))
                .select(terminal_columns!())
                .load(c)
        })?;
        rows.into_iter().map(terminal).collect()
    }

    fn open_targets(
        &mut self,
        terminals: &[Id<kind::Terminal>],
    ) -> Result<Vec<OpenTarget>, StoreError> {
        let ids: Vec<DbId> = terminals.iter().copied().map(DbId::from).collect();
        let rows: Vec<(DbId, DbId, i64)> = self.run(|c| {
            targets::table
                .inner_join(applications::table)
                .filter(targets::terminal_id.eq_any(&ids))
                .filter(targets::open)
                .select((targets::terminal_id, applications::id, applications::receipt_number))
                .load(c)
        })?;
        let open = rows.into_iter().map(|(terminal, application, number)| OpenTarget {
            terminal: terminal.id(),
            application: application.id(),
            receipt_number: ReceiptNumber(number),
        });
        Ok(open.collect())
    }

    fn peers_of(
        &mut self,
        office: Id<kind::Office>,
        terminals: &[&TerminalUser],
    ) -> Result<Vec<String>, StoreError> {
        let codes: Vec<&str> = terminals.iter().map(|one| one.user_code.as_str()).collect();
        let ids: Vec<DbId> = terminals.iter().map(|one| DbId::from(one.id)).collect();
        let peers: Vec<Option<String>> = self.run(|c| {
            terminal_users::table
                .inner_join(accounts::table)
                .filter(terminal_users::office_id.eq(DbId::from(office)))
                .filter(terminal_users::user_code.eq_any(&codes))
                .filter(terminal_users::id.ne_all(&ids))
                .filter(terminal_users::usage.eq(TerminalUsage::Person.as_str()))
                .filter(accounts::state.eq(AccountState::Active.as_str()))
                .group_by(terminal_users::user_code)
                .select(diesel::dsl::min(accounts::login_id))
                .load(c)
        })?;
        Ok(peers.into_iter().flatten().collect())
    }

    fn temporaries_issued_by(
        &mut self,
        id: Id<kind::Application>,
        terminals: &[&TerminalUser],
    ) -> Result<Vec<TemporaryPassword>, StoreError> {
        let accounts: Vec<DbId> = terminals.iter().map(|one| DbId::from(one.id)).collect();
        self.list_temporaries_issued_by(id, &accounts)
    }
}
