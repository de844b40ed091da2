//! Applications for reissue as reviewers see them: the queue, and how long it is.

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::kernel::{Id, Page, PageRequest, StoreError, kind};
use tegata_domain::reissue::{ApplicationState, ReviewFilter, ReviewStore, Reviewable};

use crate::database::schema::{accounts, companies, offices, reissue_applications as applications};
use crate::database::types::{DbId, DbInstant};
use crate::store::identity::account::{AccountRow, folded_login_id};
use crate::store::identity::office::{OfficeRow, OfficeRows, office, office_columns};
use crate::store::reissue::application::ApplicationRow;
use crate::store::{SqlTx, one_more};

/// What a reviewer reads: the application, and the office with account and company as they are now.
type ReviewRow = (ApplicationRow, OfficeRows);

/// Applications with their offices.
macro_rules! reviewed {
    () => {
        applications::table
            .inner_join(offices::table.inner_join(accounts::table.inner_join(companies::table)))
            .select((ApplicationRow::as_select(), office_columns!()))
    };
}

impl ReviewStore for SqlTx<'_> {
    fn reviewable(&mut self, id: Id<kind::Application>) -> Result<Option<Reviewable>, StoreError> {
        let row: Option<ReviewRow> = self
            .run(|c| reviewed!().filter(applications::id.eq(DbId::from(id))).first(c).optional())?;
        let Some((row, office_rows)) = row else { return Ok(None) };
        let steps = self.steps_of(row.id)?;
        let targets = self.targets_of(&[row.id])?.remove(&row.id.0).unwrap_or_default();
        let (application, office) = (row.application(targets)?, office(office_rows)?);
        Ok(Some(Reviewable { application, office, steps }))
    }

    fn review_page(
        &mut self,
        filter: &ReviewFilter,
        page: PageRequest,
    ) -> Result<Page<Reviewable>, StoreError> {
        let rows: Vec<ReviewRow> = self.run(|c| {
            let mut query = reviewed!().into_boxed();
            if let Some(state) = filter.state {
                query = query.filter(applications::state.eq(state.as_str()));
            }
            if let Some(number) = filter.receipt_number {
                query = query.filter(applications::receipt_number.eq(number.0));
            }
            if let Some(code) = &filter.office_code {
                query = query.filter(accounts::login_id_folded.eq(folded_login_id(code)));
            }
            if let Some(before) = filter.submitted_before {
                query = query.filter(applications::submitted_at.lt(DbInstant(before)));
            }
            if let Some(from) = filter.submitted_from {
                query = query.filter(applications::submitted_at.ge(DbInstant(from)));
            }
            if let Some(after) = page.after {
                let (at, id) = (DbInstant(after.at), DbId(after.id));
                // The first condition is where the index begins.
                let behind = applications::submitted_at.gt(at).or(applications::id.gt(id));
                query = query.filter(applications::submitted_at.ge(at)).filter(behind);
            }
            query
                .order((applications::submitted_at.asc(), applications::id.asc()))
                .limit(one_more(page.limit))
                .load(c)
        })?;
        let page = Page::cut(rows, page.limit, |(row, _): &ReviewRow| row.place_in_queue());
        let ids: Vec<DbId> = page.items.iter().map(|(row, _)| row.id).collect();
        let mut targets = self.targets_of(&ids)?;
        let items = page.items.into_iter().map(|(row, office_rows)| {
            let targets = targets.remove(&row.id.0).unwrap_or_default();
            let (application, office) = (row.application(targets)?, office(office_rows)?);
            Ok(Reviewable { application, office, steps: Vec::new() })
        });
        Ok(Page { items: items.collect::<Result<_, StoreError>>()?, next: page.next })
    }

    fn review_backlog(
        &mut self,
        overdue: Timestamp,
    ) -> Result<(i64, i64, Option<Timestamp>), StoreError> {
        let filed = applications::state.eq(ApplicationState::Filed.as_str());
        let before = applications::submitted_at.lt(DbInstant(overdue));
        let (waiting, late, oldest): (i64, i64, Option<DbInstant>) = self.run(|c| {
            let waiting = applications::table.filter(filed).count().get_result(c)?;
            let late = applications::table.filter(filed).filter(before).count().get_result(c)?;
            let oldest = applications::table
                .filter(filed)
                .order(applications::submitted_at)
                .select(applications::submitted_at)
                .first(c)
                .optional()?;
            Ok((waiting, late, oldest))
        })?;
        Ok((waiting, late, oldest.map(Into::into)))
    }
}
