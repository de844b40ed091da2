//! Dangerous-goods declarations: one row a record, what is declared as JSON in it, replaced as a whole.

use diesel::prelude::*;
use tegata_domain::cargo::DeclarationStore;
use tegata_domain::cargo::dangerous_goods::{DeclarationState, Filed};
use tegata_domain::kernel::{Guarded, Id, StoreError, kind};

use crate::database::schema::dangerous_goods_declarations as declarations;
use crate::database::types::{DbId, DbInstant};
use crate::store::{SqlTx, corrupt};

/// A declaration's row.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = declarations)]
struct DeclarationRow {
    record_id: DbId,
    declared_by: DbId,
    content: String,
    state: String,
    version: i64,
    declared_at: DbInstant,
}

impl TryFrom<&Filed> for DeclarationRow {
    type Error = StoreError;

    fn try_from(filed: &Filed) -> Result<Self, StoreError> {
        let content = serde_json::to_string(&filed.declaration);
        Ok(Self {
            record_id: filed.record.into(),
            declared_by: filed.declared_by.into(),
            content: content.map_err(|error| StoreError::Other(error.to_string()))?,
            state: filed.state.as_str().to_owned(),
            version: filed.version,
            declared_at: filed.declared_at.into(),
        })
    }
}

impl TryFrom<DeclarationRow> for Filed {
    type Error = StoreError;

    fn try_from(row: DeclarationRow) -> Result<Self, StoreError> {
        let fault = |column| corrupt("dangerous_goods_declarations", column, row.record_id.0);
        Ok(Self {
            record: row.record_id.id(),
            declared_by: row.declared_by.id(),
            declaration: serde_json::from_str(&row.content).map_err(|_| fault("content"))?,
            state: DeclarationState::named(&row.state).ok_or_else(|| fault("state"))?,
            version: row.version,
            declared_at: row.declared_at.0,
        })
    }
}

impl DeclarationStore for SqlTx<'_> {
    fn declaration(&mut self, record: Id<kind::Cargo>) -> Result<Option<Filed>, StoreError> {
        let row: Option<DeclarationRow> = self.run(|c| {
            declarations::table
                .find(DbId::from(record))
                .select(DeclarationRow::as_select())
                .first(c)
                .optional()
        })?;
        row.map(Filed::try_from).transpose()
    }

    fn insert_declaration(&mut self, filed: &Filed) -> Result<(), StoreError> {
        let row = DeclarationRow::try_from(filed)?;
        self.run(|c| diesel::insert_into(declarations::table).values(&row).execute(c)).map(drop)
    }

    fn update_declaration(&mut self, filed: &Filed, version: i64) -> Result<Guarded, StoreError> {
        let row = DeclarationRow::try_from(filed)?;
        self.guarded(|c| {
            diesel::update(declarations::table)
                .filter(declarations::record_id.eq(row.record_id))
                .filter(declarations::version.eq(version))
                .set(&row)
                .execute(c)
        })
    }
}
