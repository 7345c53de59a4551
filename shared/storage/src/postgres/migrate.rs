//! Bringing a database up to date: the schema, what OverFast 4 has left, and the functions' user.
//!
//! Over the server's own endpoint: the migrations take a session lock, which a proxy cannot keep.

use sqlx::Connection;

use super::{PostgresStorage, takeover::TakenOver};
use crate::Error;

impl PostgresStorage {
    /// Brings the schema up to date. Of two processes that do so at the same time, the second waits.
    ///
    /// # Errors
    ///
    /// [`Error::Overfast4`]: OverFast 4 may be using this database, in which nothing was changed.
    /// [`Error::Migrate`], [`Error::Statement`], or that the database cannot be reached.
    pub async fn migrate(&self) -> Result<(), Error> {
        self.refuse_overfast4().await?;
        self.apply_migrations().await
    }

    /// The same, and moves in what OverFast 4 has left in this database. What was interrupted goes on.
    ///
    /// # Errors
    ///
    /// [`Error::Migrate`], [`Error::Statement`], or that the database cannot be reached.
    pub async fn migrate_and_take_over(&self) -> Result<TakenOver, Error> {
        self.make_room().await?;
        self.apply_migrations().await?;
        self.move_in().await
    }

    async fn apply_migrations(&self) -> Result<(), Error> {
        let mut migrations = sqlx::migrate!("../../migrations");
        // Of a newer version, whose deployment was taken back: migrations only add.
        migrations.set_ignore_missing(true);
        let mut connection = self.pool.connect().await?;
        // All of them, none skipped. `run` does the same, in a future that cannot move between threads.
        migrations.run_direct(None, &mut connection, false).await?;
        Ok(())
    }

    /// Lets a user do what the functions do, and nothing else. Makes the user where there is none, who
    /// comes in by IAM where the server is one of RDS.
    ///
    /// # Errors
    ///
    /// [`Error::Statement`], or that the database cannot be reached.
    pub async fn admit(&self, user: &str) -> Result<(), Error> {
        let mut connection = self.pool.connect().await?;
        let mut transaction = connection.begin().await?;
        // A block takes no parameters; a setting of this transaction brings the name to it.
        sqlx::query!("select set_config('overfast.app_user', $1, true)", user)
            .fetch_one(&mut *transaction)
            .await?;
        sqlx::raw_sql(include_str!("admit.sql")).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}
