//! Counts rows where they are, as many as a query gives: diesel has no query over another one.

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::BigInt;

/// The number of rows of a query.
#[derive(Debug, Clone, Copy, QueryId)]
pub(crate) struct Counted<T>(T);

/// Marks a query whose rows are counted.
pub(crate) trait Count: Sized {
    /// Counts its rows, up to its limit.
    fn counted(self) -> Counted<Self> {
        Counted(self)
    }
}

impl<T: Query> Count for T {}

impl<T: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Counted<T> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql("SELECT COUNT(*) FROM (");
        self.0.walk_ast(pass.reborrow())?;
        pass.push_sql(") AS counted");
        Ok(())
    }
}

impl<T: Query> Query for Counted<T> {
    type SqlType = BigInt;
}

impl<T, C> RunQueryDsl<C> for Counted<T> {}
