//! `migrate` as the owner that RDS makes: on PostgreSQL 17, who may create roles and is no superuser. To
//! hand a role on, such a one needs it with ADMIN OPTION, since version 16.

use std::time::{Duration, SystemTime};

use functions::{
    Config,
    events::{Event, Migrate},
};
use sandbox::{Major, Options, Postgres};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

/// A server as RDS is, but that all come in by password.
struct Server {
    postgres: Postgres,
    _directory: TempDir,
}

impl Server {
    /// With an owner to whom `rds_iam` was granted so.
    async fn with_owner(grant: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let options = Options::new(directory.path()).of(Major::Seventeen).without_durability();
        let postgres = Postgres::start(options).await.unwrap();
        let server = Self { postgres, _directory: directory };
        server
            .as_superuser(&format!(
                "create role rds_iam; create role owner login createrole password 'o'; {grant}"
            ))
            .await;
        server.as_superuser("create database overfast owner owner").await;
        server
    }

    async fn as_superuser(&self, statements: &str) {
        let mut connection = PgConnection::connect(&self.postgres.url("postgres")).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut connection).await.unwrap();
    }

    /// The URL for a user whose password is that.
    fn url(&self, user: &str, password: &str) -> String {
        let mut url = url::Url::parse(&self.postgres.url("overfast")).unwrap();
        url.set_username(user).unwrap();
        url.set_password(Some(password)).unwrap();
        url.into()
    }

    /// What `migrate` answers as the owner, or its error.
    async fn migrate(&self) -> Result<Value, String> {
        let mut config = Config::with_database(self.url("owner", "o")).unwrap();
        config.database_app_user = Some("app".to_owned());
        let event = serde_json::from_value(json!({})).unwrap();
        let deadline = SystemTime::now() + Duration::from_mins(15);
        Migrate::handle(&config, event, deadline).await.map_err(|error| error.to_string())
    }

    /// Whether the functions' user comes in by IAM, can read, and can create nothing.
    async fn admits_the_functions(&self) {
        self.as_superuser("alter role app password 'a'").await;
        let mut connection = PgConnection::connect(&self.url("app", "a")).await.unwrap();
        let is_iam: bool =
            sqlx::query_scalar("select pg_has_role(current_user, 'rds_iam', 'member')")
                .fetch_one(&mut connection)
                .await
                .unwrap();
        assert!(is_iam);
        sqlx::query("select * from player_profiles").execute(&mut connection).await.unwrap();
        sqlx::query("create table t ()").execute(&mut connection).await.unwrap_err();
    }
}

#[tokio::test]
async fn an_owner_with_admin_option_admits_the_functions() {
    let server = Server::with_owner("grant rds_iam to owner with admin option").await;
    server.migrate().await.unwrap();
    server.admits_the_functions().await;
    server.migrate().await.unwrap();
}

#[tokio::test]
async fn an_owner_without_it_says_so_and_goes_on_when_another_has_granted_it() {
    let server = Server::with_owner("grant rds_iam to owner").await;
    let error = server.migrate().await.unwrap_err();
    assert!(error.contains("rds_iam"), "{error}");
    server
        .as_superuser(
            "create role app login; grant rds_iam to app; grant app to owner with admin option",
        )
        .await;
    server.migrate().await.unwrap();
    server.admits_the_functions().await;
}
