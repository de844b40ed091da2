//! Keeps upserts prepared, which diesel would prepare anew each time.
//!
//! diesel holds every upsert for one of endlessly many texts and never keeps it, so that PostgreSQL
//! parses and plans it again for each request. Ours have one text each. This works for what is read
//! back (`get_result`, `load`): `execute` asks diesel's own answer past this one.

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;

/// A statement with one of few texts; its connection keeps it prepared by its text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prepared<T>(T);

/// Marks a statement as one of few texts.
pub(crate) trait Prepare: Sized {
    /// Keeps the statement prepared.
    fn prepared(self) -> Prepared<Self> {
        Prepared(self)
    }
}

impl<T> Prepare for T {}

impl<T> QueryId for Prepared<T> {
    type QueryId = ();
    // By its text, never by its type: what is not set leaves the text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Prepared<T> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<T: Query> Query for Prepared<T> {
    type SqlType = T::SqlType;
}

impl<T, C> RunQueryDsl<C> for Prepared<T> {}
