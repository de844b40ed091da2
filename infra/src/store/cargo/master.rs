//! Master data of companies, and the airlines behind the prefixes of air waybills.

use diesel::prelude::*;
use tegata_domain::cargo::master::kana_key;
use tegata_domain::cargo::{Airline, MasterEntry, MasterKind, MasterPrefix, MasterStore};
use tegata_domain::kernel::{Guarded, Id, Page, PageRequest, Position, StoreError, kind, text};

use crate::database::schema::{airlines, master_entries as entries};
use crate::database::types::{DbId, DbInstant};
use crate::store::{SqlTx, corrupt, newest_first};

/// An entry's row.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = entries, treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
struct MasterRow {
    id: DbId,
    company_id: DbId,
    kind: String,
    name: String,
    name_key: String,
    kana: Option<String>,
    kana_key: Option<String>,
    code: Option<String>,
    code_key: Option<String>,
    version: i64,
    created_at: DbInstant,
    updated_at: DbInstant,
}

impl From<&MasterEntry> for MasterRow {
    fn from(entry: &MasterEntry) -> Self {
        Self {
            id: entry.id.into(),
            company_id: entry.company.into(),
            kind: entry.kind.as_str().to_owned(),
            name_key: text::folded(&entry.name),
            name: entry.name.clone(),
            kana_key: entry.kana.as_deref().map(kana_key),
            kana: entry.kana.clone(),
            code_key: entry.code.as_deref().map(text::folded),
            code: entry.code.clone(),
            version: entry.version,
            created_at: entry.created_at.into(),
            updated_at: entry.updated_at.into(),
        }
    }
}

impl TryFrom<MasterRow> for MasterEntry {
    type Error = StoreError;

    fn try_from(row: MasterRow) -> Result<Self, StoreError> {
        let fault = || corrupt("master_entries", "kind", row.id.0);
        Ok(Self {
            id: row.id.id(),
            company: row.company_id.id(),
            kind: MasterKind::named(&row.kind).ok_or_else(fault)?,
            name: row.name,
            kana: row.kana,
            code: row.code,
            version: row.version,
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        })
    }
}

/// An airline's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = airlines)]
struct AirlineRow {
    prefix: String,
    designator: String,
    name: String,
}

/// A pattern for what begins so, whatever it is made of.
fn beginning(with: &str) -> String {
    let mut pattern = String::with_capacity(with.len() + 1);
    for c in with.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

impl MasterStore for SqlTx<'_> {
    fn insert_master(&mut self, entry: &MasterEntry) -> Result<(), StoreError> {
        let row = MasterRow::from(entry);
        self.run(|c| diesel::insert_into(entries::table).values(&row).execute(c)).map(drop)
    }

    fn master(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Master>,
    ) -> Result<Option<MasterEntry>, StoreError> {
        let row: Option<MasterRow> = self.run(|c| {
            entries::table
                .find(DbId::from(id))
                .filter(entries::company_id.eq(DbId::from(company)))
                .select(MasterRow::as_select())
                .first(c)
                .optional()
        })?;
        row.map(MasterEntry::try_from).transpose()
    }

    fn master_page(
        &mut self,
        company: Id<kind::Company>,
        kind: MasterKind,
        prefix: Option<&MasterPrefix>,
        page: PageRequest,
    ) -> Result<Page<MasterEntry>, StoreError> {
        let rows: Vec<MasterRow> = self.run(|c| {
            let mut query = entries::table
                .filter(entries::company_id.eq(DbId::from(company)))
                .filter(entries::kind.eq(kind.as_str()))
                .select(MasterRow::as_select())
                .into_boxed();
            if let Some(prefix) = prefix {
                let text = beginning(&prefix.text);
                let name = entries::name_key.like(text.clone()).escape('\\');
                let code = entries::code_key.like(text).escape('\\');
                let kana = entries::kana_key.like(beginning(&prefix.kana)).escape('\\');
                query = query.filter(name.nullable().or(kana).or(code));
            }
            newest_first!(query, page, entries::created_at, entries::id).load(c)
        })?;
        let items = rows.into_iter().map(MasterEntry::try_from).collect::<Result<_, _>>()?;
        Ok(Page::cut(items, page.limit, |entry: &MasterEntry| Position {
            at: entry.created_at,
            id: entry.id.uuid(),
        }))
    }

    fn update_master(&mut self, entry: &MasterEntry, version: i64) -> Result<Guarded, StoreError> {
        let row = MasterRow::from(entry);
        self.guarded(|c| {
            diesel::update(entries::table)
                .filter(entries::id.eq(row.id))
                .filter(entries::company_id.eq(row.company_id))
                .filter(entries::version.eq(version))
                .set(&row)
                .execute(c)
        })
    }

    fn remove_master(
        &mut self,
        company: Id<kind::Company>,
        id: Id<kind::Master>,
        version: i64,
    ) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::delete(entries::table)
                .filter(entries::id.eq(DbId::from(id)))
                .filter(entries::company_id.eq(DbId::from(company)))
                .filter(entries::version.eq(version))
                .execute(c)
        })
    }

    fn airlines(&mut self) -> Result<Vec<Airline>, StoreError> {
        let rows: Vec<AirlineRow> = self.run(|c| {
            airlines::table.order(airlines::prefix).select(AirlineRow::as_select()).load(c)
        })?;
        let airline =
            |AirlineRow { prefix, designator, name }| Airline { prefix, designator, name };
        Ok(rows.into_iter().map(airline).collect())
    }

    fn known_prefixes(&mut self, among: &[String]) -> Result<Vec<String>, StoreError> {
        self.run(|c| {
            airlines::table.filter(airlines::prefix.eq_any(among)).select(airlines::prefix).load(c)
        })
    }

    fn put_airline(&mut self, airline: &Airline) -> Result<(), StoreError> {
        let Airline { prefix, designator, name } = airline;
        let row = (
            airlines::prefix.eq(prefix),
            airlines::designator.eq(designator),
            airlines::name.eq(name),
        );
        self.run(|c| {
            diesel::insert_into(airlines::table)
                .values(row)
                .on_conflict(airlines::prefix)
                .do_update()
                .set((airlines::designator.eq(designator), airlines::name.eq(name)))
                .execute(c)
        })
        .map(drop)
    }
}
