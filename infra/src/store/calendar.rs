//! Closures of the service calendar. Their days are days in Japan, stored as text on both databases.

use diesel::prelude::*;
use jiff::civil::Date;
use tegata_domain::calendar::{Closure, ClosureStore};
use tegata_domain::kernel::{Guarded, Id, StoreError, civil_date, kind};

use super::{SqlTx, corrupt};
use crate::database::schema::closures;
use crate::database::types::{DbId, DbInstant};

/// A closure's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = closures)]
struct ClosureRow {
    id: DbId,
    from_date: String,
    to_date: String,
    yearly: bool,
    reason: String,
    created_at: DbInstant,
}

impl TryFrom<ClosureRow> for Closure {
    type Error = StoreError;

    fn try_from(row: ClosureRow) -> Result<Self, StoreError> {
        let day = |column, text: &str| -> Result<Date, StoreError> {
            civil_date(text).ok_or_else(|| corrupt("closures", column, row.id.0))
        };
        Ok(Self {
            id: row.id.id(),
            from: day("from_date", &row.from_date)?,
            to: day("to_date", &row.to_date)?,
            yearly: row.yearly,
            reason: row.reason,
            created_at: row.created_at.0,
        })
    }
}

impl ClosureStore for SqlTx<'_> {
    fn insert_closure(&mut self, closure: &Closure) -> Result<(), StoreError> {
        let row = ClosureRow {
            id: closure.id.into(),
            from_date: closure.from.to_string(),
            to_date: closure.to.to_string(),
            yearly: closure.yearly,
            reason: closure.reason.clone(),
            created_at: closure.created_at.into(),
        };
        self.run(|c| diesel::insert_into(closures::table).values(&row).execute(c)).map(drop)
    }

    fn closures(&mut self) -> Result<Vec<Closure>, StoreError> {
        let rows: Vec<ClosureRow> = self.run(|c| {
            closures::table
                .order((closures::from_date.asc(), closures::id.asc()))
                .select(ClosureRow::as_select())
                .load(c)
        })?;
        rows.into_iter().map(Closure::try_from).collect()
    }

    fn remove_closure(&mut self, id: Id<kind::Closure>) -> Result<Guarded, StoreError> {
        self.guarded(|c| diesel::delete(closures::table.find(DbId::from(id))).execute(c))
    }
}
