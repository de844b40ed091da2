//! What a company assigned, and what others assigned to it, when another one takes it over (ORG-02).

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::assignment::{AssignmentCarryStore, AssignmentState, CarriedAssignments};
use tegata_domain::kernel::{Id, StoreError, kind};

use crate::database::schema::{assignment_batches as batches, assignments};
use crate::database::types::{DbId, DbInstant};
use crate::store::SqlTx;
use crate::store::assignment::rows::visible_to;

impl SqlTx<'_> {
    /// What a company sent, and what it alone may accept; gives the assignments.
    fn carry_sent(&mut self, from: DbId, to: DbId) -> Result<Vec<DbId>, StoreError> {
        self.run(|c| {
            let mut carried: Vec<DbId> = assignments::table
                .inner_join(batches::table)
                .filter(batches::named_company_id.eq(Some(from)))
                .filter(assignments::state.eq(AssignmentState::Pending.as_str()))
                .select(assignments::id)
                .load(c)?;
            diesel::update(batches::table.filter(batches::company_id.eq(from)))
                .set(batches::company_id.eq(to))
                .execute(c)?;
            diesel::update(batches::table.filter(batches::named_company_id.eq(Some(from))))
                .set(batches::named_company_id.eq(Some(to)))
                .execute(c)?;
            let sent: Vec<DbId> =
                diesel::update(assignments::table.filter(assignments::company_id.eq(from)))
                    .set(assignments::company_id.eq(to))
                    .returning(assignments::id)
                    .get_results(c)?;
            carried.extend(sent);
            Ok(carried)
        })
    }

    /// A record is granted once: where both companies see it, the other's grant is kept. Gives what came
    /// along, and what did not.
    fn carry_grants(
        &mut self,
        from: DbId,
        to: DbId,
        at: Timestamp,
    ) -> Result<(Vec<DbId>, Vec<DbId>), StoreError> {
        self.run(|c| {
            let granted = assignments::table
                .filter(assignments::accepted_company_id.eq(Some(from)))
                .filter(assignments::state.eq(AssignmentState::Accepted.as_str()));
            let removed = diesel::update(granted.filter(visible_to!(to)))
                .set((
                    assignments::state.eq(AssignmentState::Removed.as_str()),
                    assignments::ended_at.eq(Some(DbInstant(at))),
                ))
                .returning(assignments::id)
                .get_results(c)?;
            let carried = diesel::update(granted)
                .set(assignments::accepted_company_id.eq(Some(to)))
                .returning(assignments::id)
                .get_results(c)?;
            Ok((carried, removed))
        })
    }
}

impl AssignmentCarryStore for SqlTx<'_> {
    fn carry_assignments(
        &mut self,
        from: Id<kind::Company>,
        into: Id<kind::Company>,
        at: Timestamp,
    ) -> Result<CarriedAssignments, StoreError> {
        let (from, to) = (from.into(), into.into());
        let mut carried = self.carry_sent(from, to)?;
        let (granted, removed) = self.carry_grants(from, to, at)?;
        carried.extend(granted);
        carried.sort_unstable_by_key(|id| id.0);
        carried.dedup();
        let ids = |stored: Vec<DbId>| stored.into_iter().map(DbId::id).collect();
        Ok(CarriedAssignments { carried: ids(carried), removed: ids(removed) })
    }
}
