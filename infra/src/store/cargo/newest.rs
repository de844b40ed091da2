//! How far a hint looks back for the newest of what was asked for (CGO-LST-06): through as many rows as a
//! count counts. Without an end, a search that finds nothing would read everything.

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::cargo::search::{Hits, Period, Viewer};
use tegata_domain::kernel::{PageRequest, RecordKind, StoreError};

use crate::database::schema::assignments;
use crate::database::types::{DbId, DbInstant};
use crate::store::SqlTx;
use crate::store::cargo::visible::in_state;

/// The newest alone.
pub(in crate::store) const NEWEST: PageRequest = PageRequest { limit: 1, after: None };

/// From where on the newest of a company's own rows lie: as many as a count counts. No period when there
/// are fewer.
macro_rules! newest_own {
    ($tx:expr, $table:ident, $at:ident, $viewer:expr) => {{
        let from: Option<$crate::database::types::DbInstant> = $tx.run(|c| {
            $table::table
                .filter($table::company_id.eq(DbId::from($viewer.company)))
                .order(($table::$at.desc(), $table::id.desc()))
                .offset(i64::from(Hits::BOUND))
                .select($table::$at)
                .first(c)
                .optional()
        })?;
        from.map($crate::store::cargo::newest::since)
    }};
}
pub(in crate::store) use newest_own;

/// The period that begins there.
pub(in crate::store) const fn since(from: DbInstant) -> Period {
    Period { from: from.0, until: Timestamp::MAX }
}

impl SqlTx<'_> {
    /// From where on the newest lie that other companies granted to one.
    pub(in crate::store) fn newest_granted(
        &mut self,
        kind: RecordKind,
        viewer: Viewer,
    ) -> Result<Option<Period>, StoreError> {
        let from: Option<DbInstant> = self.run(|c| {
            assignments::table
                .filter(assignments::accepted_company_id.eq(Some(DbId::from(viewer.company))))
                .filter(assignments::kind.eq(kind.as_str()))
                .filter(in_state!(accepted))
                .order((assignments::record_at.desc(), assignments::record_id.desc()))
                .offset(i64::from(Hits::BOUND))
                .select(assignments::record_at)
                .first(c)
                .optional()
        })?;
        Ok(from.map(since))
    }
}
