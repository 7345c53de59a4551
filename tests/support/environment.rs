//! The compiled functions as they run in AWS: several processes of each, a database, a queue whose
//! messages go to `refresh`, and a fake of Blizzard's site behind a proxy that can spoil its responses.

use std::time::Duration;

use fake::{Fake, Site};
use sqlx::{Connection, PgConnection};

use super::{
    database,
    fault_proxy::FaultProxy,
    functions::{Fleet, Kind},
    load::variables,
    sqs::Sqs,
};

/// How many processes there are, and whether they share the rate limiter towards Blizzard.
pub(crate) struct Scale {
    /// Of each function.
    pub(crate) processes: usize,
    /// Of `refresh`.
    pub(crate) refreshers: usize,
    pub(crate) rate_limited: bool,
}

/// A running environment; dropped, it ends with all that it started.
pub(crate) struct Environment {
    pub(crate) database_url: String,
    pub(crate) fault_proxy: FaultProxy,
    pub(crate) sqs: Sqs,
    pub(crate) fleet: Fleet,
    pub(crate) fake: Fake,
}

impl Environment {
    /// Starts it before a database that has the schema.
    pub(crate) async fn start(
        site: Site,
        database_url: String,
        functions: impl IntoIterator<Item = &'static str>,
        scale: Scale,
    ) -> Self {
        let fake = Fake::start(site).await.unwrap();
        let fault_proxy = FaultProxy::start(fake.url()).await;
        let mut sqs = Sqs::start().await;
        let blizzard = fault_proxy.url();
        let mut variables = variables(&database_url, &blizzard).to_vec();
        if scale.rate_limited {
            variables.retain(|(name, _)| *name != "BLIZZARD_PACE");
        }
        variables.extend(sqs.variables());
        let fleet = Fleet::start(functions, scale.processes, &variables).await;
        let refresh = Kind::new("refresh", &variables).await;
        for _ in 0..scale.refreshers {
            sqs.consume(refresh.clone());
        }
        Self { database_url, fault_proxy, sqs, fleet, fake }
    }

    /// Makes all that is stored so much older.
    pub(crate) async fn let_pass(&self, time: Duration) {
        database::let_pass(&mut self.connect().await, time).await;
    }

    pub(crate) async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.database_url).await.unwrap()
    }
}
