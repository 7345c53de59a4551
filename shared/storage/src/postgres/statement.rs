//! A statement as the pool sends it: more than once, if need be.

use sqlx::{AssertSqlSafe, Execute, Postgres, SqlSafeStr, SqlStr, postgres::PgArguments};

/// A statement with its arguments, as the driver takes it.
pub(super) type Statement = (SqlStr, Option<PgArguments>);

pub(super) fn statement<'q>(
    mut query: impl Execute<'q, Postgres>,
) -> Result<Statement, sqlx::Error> {
    let arguments = query.take_arguments().map_err(sqlx::Error::Encode)?;
    Ok((query.sql(), arguments))
}

/// The same with another text, which nothing that was prepared before has; 0 changes nothing.
pub(super) fn marked((sql, arguments): Statement, mark: u64) -> Statement {
    if mark == 0 {
        return (sql, arguments);
    }
    (AssertSqlSafe(format!("{}\n-- {mark}", sql.as_str())).into_sql_str(), arguments)
}
