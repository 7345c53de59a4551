//! A statement as the pool sends it: more than once, if need be.

use sqlx::{
    AssertSqlSafe, Execute, Postgres, SqlSafeStr, SqlStr,
    postgres::{PgArguments, PgStatement},
};

/// A statement with its arguments.
#[derive(Clone)]
pub(super) struct Statement {
    sql: SqlStr,
    arguments: Option<PgArguments>,
    is_persistent: bool,
}

impl Statement {
    pub(super) fn of<'q>(mut query: impl Execute<'q, Postgres>) -> Result<Self, sqlx::Error> {
        let arguments = query.take_arguments().map_err(sqlx::Error::Encode)?;
        let is_persistent = query.persistent();
        Ok(Self { sql: query.sql(), arguments, is_persistent })
    }

    /// The same with another text, which nothing that was prepared before has; 0 changes nothing.
    pub(super) fn marked(mut self, mark: u64) -> Self {
        if mark != 0 {
            let marked = format!("{}\n-- {mark}", self.sql.as_str());
            self.sql = AssertSqlSafe(marked).into_sql_str();
        }
        self
    }
}

impl Execute<'_, Postgres> for Statement {
    fn sql(self) -> SqlStr {
        self.sql
    }

    fn statement(&self) -> Option<&PgStatement> {
        None
    }

    fn take_arguments(&mut self) -> Result<Option<PgArguments>, sqlx::error::BoxDynError> {
        Ok(self.arguments.take())
    }

    fn persistent(&self) -> bool {
        self.is_persistent
    }
}
