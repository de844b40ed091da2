//! SQL types of our own, native on each database: ids (`uuid`, or a blob of 16 bytes) and instants
//! (`timestamptz`, or integer microseconds since 1970). `sqlite` translates.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, SqlType};
use jiff::Timestamp;
use std::io::Write as _;
use tegata_domain::kernel::{Digest, Id, Sealed};
use uuid::Uuid;

/// The SQL type of ids.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
pub struct SqlId;

/// The SQL type of instants.
#[derive(Debug, Clone, Copy, SqlType, QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
pub struct SqlInstant;

/// An id on its way to or from the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = SqlId)]
pub struct DbId(pub Uuid);

impl DbId {
    /// The id of this kind.
    pub const fn id<K>(self) -> Id<K> {
        Id::from_uuid(self.0)
    }
}

impl<K> From<Id<K>> for DbId {
    fn from(id: Id<K>) -> Self {
        Self(id.uuid())
    }
}

/// An instant on its way to or from the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = SqlInstant)]
pub struct DbInstant(pub Timestamp);

impl From<Timestamp> for DbInstant {
    fn from(instant: Timestamp) -> Self {
        Self(instant)
    }
}

impl From<DbInstant> for Timestamp {
    fn from(instant: DbInstant) -> Self {
        instant.0
    }
}

/// Microseconds from 1970 to 2000, where PostgreSQL begins to count.
pub(super) const POSTGRES_EPOCH: i64 = 946_684_800_000_000;

impl FromSql<SqlId, Pg> for DbId {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Uuid::from_slice(value.as_bytes())?))
    }
}

impl ToSql<SqlId, Pg> for DbId {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<SqlInstant, Pg> for DbInstant {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let micros = <i64 as FromSql<BigInt, Pg>>::from_sql(value)?;
        Ok(Self(Timestamp::from_microsecond(micros + POSTGRES_EPOCH)?))
    }
}

impl ToSql<SqlInstant, Pg> for DbInstant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&(self.0.as_microsecond() - POSTGRES_EPOCH).to_be_bytes())?;
        Ok(IsNull::No)
    }
}

/// A digest as stored bytes.
pub fn bytes(digest: Digest) -> Vec<u8> {
    digest.0.to_vec()
}

/// Sealed content as stored bytes.
pub fn sealed(content: &Sealed) -> Vec<u8> {
    content.0.clone()
}

/// A stored digest; anything else than 32 bytes is a corrupt row and matches nothing.
pub fn digest(bytes: &[u8]) -> Digest {
    Digest(bytes.try_into().unwrap_or([0; 32]))
}
