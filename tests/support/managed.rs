//! A PostgreSQL as providers rent it: TLS by an authority of theirs, an owner who is no superuser, and a
//! pooler before it.

use std::fs;

use sandbox::{Authority, Entrance, Options, PgBouncer, PoolMode, Postgres, TemporaryFolder};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use url::Url;

use super::pgbouncer;

/// What no log may show.
pub(crate) const PASSWORDS: [&str; 2] = ["of-the-owner", "of-the-functions"];

/// A running one; dropped, it ends.
pub(crate) struct Managed {
    /// For `migrate`.
    pub(crate) direct: String,
    /// For all others, through a pooler in transaction mode.
    pub(crate) pooled: String,
    /// For `migrate`, through a pooler in session mode.
    pub(crate) session: String,
    /// The authority's certificate.
    pub(crate) authority: String,
    _poolers: [PgBouncer; 2],
    _postgres: Postgres,
    _directory: TemporaryFolder,
}

impl Managed {
    /// `None` where there is no PgBouncer.
    pub(crate) async fn start() -> Option<Self> {
        let authority = Authority::new().unwrap();
        let certificate = authority.certificate("127.0.0.1").unwrap();
        let directory = TemporaryFolder::new().unwrap();
        let options = Options::new(directory.path()).without_durability();
        let options = options.with_certificate(certificate.clone());
        let postgres = Postgres::start(options).await.unwrap();
        let mut connection = PgConnection::connect(&postgres.url("postgres")).await.unwrap();
        let [of_owner, of_functions] = PASSWORDS;
        for statement in [
            format!("create role owner login createrole password '{of_owner}'"),
            "create database overfast owner owner".to_owned(),
            "set role owner".to_owned(),
            format!("create role functions login password '{of_functions}'"),
        ] {
            sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
        }
        let url = |user: &str, password: &str| {
            let mut url = Url::parse(&postgres.url("overfast")).unwrap();
            url.set_username(user).unwrap();
            url.set_password(Some(password)).unwrap();
            url.to_string()
        };
        let direct = url("owner", of_owner);
        let entrance = Entrance::Guarded(certificate);
        let pooler = pgbouncer::start_as(
            &url("functions", of_functions),
            2,
            PoolMode::Transaction,
            &entrance,
        )
        .await?;
        let sessions = pgbouncer::start_as(&direct, 2, PoolMode::Session, &entrance).await?;
        Some(Self {
            // As providers write it.
            direct: format!("{direct}?sslmode=require"),
            pooled: pooler.url.clone(),
            session: sessions.url.clone(),
            authority: fs::read_to_string(authority.path()).unwrap(),
            _poolers: [pooler, sessions],
            _postgres: postgres,
            _directory: directory,
        })
    }
}
