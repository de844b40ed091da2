//! Mailed links.

use diesel::prelude::*;
use jiff::Timestamp;
use tegata_domain::identity::link::NewLink;
use tegata_domain::identity::{Link, LinkPurpose, LinkStore};
use tegata_domain::kernel::{Digest, EmailAddress, Guarded, Id, Language, StoreError, kind};

use crate::database::schema::links;
use crate::database::types::{DbId, DbInstant, bytes};
use crate::store::{SqlTx, corrupt, count};

/// A link's row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = links, treat_none_as_default_value = false)]
struct LinkRow {
    id: DbId,
    purpose: String,
    digest: Vec<u8>,
    account_id: Option<DbId>,
    email: Option<String>,
    terms_version: Option<String>,
    language: String,
    created_at: DbInstant,
    expires_at: DbInstant,
    used_at: Option<DbInstant>,
    voided_at: Option<DbInstant>,
    tries: i64,
}

impl TryFrom<LinkRow> for Link {
    type Error = StoreError;

    fn try_from(row: LinkRow) -> Result<Self, StoreError> {
        let fault = |column| corrupt("links", column, row.id.0);
        Ok(Self {
            id: row.id.id(),
            purpose: LinkPurpose::named(&row.purpose).ok_or_else(|| fault("purpose"))?,
            account: row.account_id.map(DbId::id),
            email: match &row.email {
                Some(email) => Some(EmailAddress::parse(email).ok_or_else(|| fault("email"))?),
                None => None,
            },
            terms_version: row.terms_version,
            language: Language::from_tag(&row.language).ok_or_else(|| fault("language"))?,
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
            used_at: row.used_at.map(Into::into),
            voided_at: row.voided_at.map(Into::into),
            tries: count(row.tries),
        })
    }
}

impl LinkStore for SqlTx<'_> {
    fn insert_link(&mut self, new: &NewLink) -> Result<(), StoreError> {
        let link = &new.link;
        let row = LinkRow {
            id: link.id.into(),
            purpose: link.purpose.as_str().to_owned(),
            digest: bytes(new.digest),
            account_id: link.account.map(Into::into),
            email: link.email.as_ref().map(|email| email.as_str().to_owned()),
            terms_version: link.terms_version.clone(),
            language: link.language.tag().to_owned(),
            created_at: link.created_at.into(),
            expires_at: link.expires_at.into(),
            used_at: link.used_at.map(Into::into),
            voided_at: link.voided_at.map(Into::into),
            tries: i64::from(link.tries),
        };
        self.run(|c| diesel::insert_into(links::table).values(&row).execute(c)).map(drop)
    }

    fn link(
        &mut self,
        purposes: &[LinkPurpose],
        digest: Digest,
    ) -> Result<Option<Link>, StoreError> {
        let row: Option<LinkRow> = self.run(|c| {
            links::table
                .filter(links::digest.eq(bytes(digest)))
                .select(LinkRow::as_select())
                .first(c)
                .optional()
        })?;
        let link = row.map(Link::try_from).transpose()?;
        Ok(link.filter(|link| purposes.contains(&link.purpose)))
    }

    fn use_link(&mut self, id: Id<kind::Link>, at: Timestamp) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(links::table)
                .filter(links::id.eq(DbId::from(id)))
                .filter(links::used_at.is_null())
                .filter(links::voided_at.is_null())
                .set(links::used_at.eq(DbInstant(at)))
                .execute(c)
        })
    }

    fn void_links(
        &mut self,
        account: Id<kind::Account>,
        purposes: &[LinkPurpose],
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        let purposes: Vec<&str> = purposes.iter().map(|purpose| purpose.as_str()).collect();
        self.run(|c| {
            diesel::update(links::table)
                .filter(links::account_id.eq(DbId::from(account)))
                .filter(links::purpose.eq_any(&purposes))
                .filter(links::used_at.is_null())
                .filter(links::voided_at.is_null())
                .set(links::voided_at.eq(DbInstant(at)))
                .execute(c)
        })
    }

    fn try_link(&mut self, id: Id<kind::Link>, tries: u32) -> Result<Guarded, StoreError> {
        self.guarded(|c| {
            diesel::update(links::table)
                .filter(links::id.eq(DbId::from(id)))
                .filter(links::tries.lt(i64::from(tries)))
                .set(links::tries.eq(links::tries + 1))
                .execute(c)
        })
    }

    fn untry_link(&mut self, id: Id<kind::Link>) -> Result<(), StoreError> {
        self.run(|c| {
            diesel::update(links::table)
                .filter(links::id.eq(DbId::from(id)))
                .filter(links::tries.gt(0))
                .set(links::tries.eq(links::tries - 1))
                .execute(c)
        })
        .map(drop)
    }

    fn sweep_links(&mut self, before: Timestamp, limit: i64) -> Result<usize, StoreError> {
        self.run(|c| {
            let old: Vec<DbId> = links::table
                .filter(links::expires_at.lt(DbInstant(before)))
                .select(links::id)
                .limit(limit)
                .load(c)?;
            diesel::delete(links::table.filter(links::id.eq_any(old))).execute(c)
        })
    }
}
