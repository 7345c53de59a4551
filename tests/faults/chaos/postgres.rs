//! The faults of PostgreSQL.

use std::{fs, time::Duration};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use sandbox::{Options, Postgres, TemporaryFolder};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::time::sleep;

use super::{ask_known, ask_new, questions::environment, recovers, report::Tally};
use crate::support::{database::migrate, environment::Environment};

/// What goes wrong.
#[derive(Clone, Copy)]
pub(super) enum Fault {
    /// It is killed, and started again in the middle of the requests.
    Restarted,
    /// It stops without a word.
    Frozen,
    /// All connections are taken.
    OutOfConnections,
    /// Connections end at any time.
    HungUp,
    /// It takes no writes, as a standby.
    ReadOnly,
    /// It takes no writes, for there is no place for them.
    DiskFull,
}

impl Fault {
    pub(super) const ALL: [Self; 6] = [
        Self::Frozen,
        Self::Restarted,
        Self::OutOfConnections,
        Self::HungUp,
        Self::ReadOnly,
        Self::DiskFull,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Restarted => "PostgreSQL restarted",
            Self::Frozen => "PostgreSQL frozen",
            Self::OutOfConnections => "PostgreSQL out of connections",
            Self::HungUp => "PostgreSQL hangs up",
            Self::ReadOnly => "PostgreSQL read-only",
            Self::DiskFull => "PostgreSQL without space",
        }
    }

    /// What a request for something stored may be refused with.
    fn errors(self) -> &'static [u16] {
        match self {
            // Reading works.
            Self::ReadOnly | Self::DiskFull => &[],
            _ => &[503],
        }
    }
}

/// An environment whose PostgreSQL breaks, and then does no more.
pub(super) async fn broken(fault: Fault) -> Tally {
    let mut tally = Tally::new(fault.name());
    let directory = TemporaryFolder::new().unwrap();
    // Durable, unlike that of the other tests: what was said to be written is there after a crash.
    let options = Options::new(directory.path()).with("max_connections", "30");
    let postgres = Postgres::start(options).await.unwrap();
    let url = postgres.create_database("overfast").await.unwrap();
    migrate(&url).await;
    let environment = environment(url).await;
    environment.settle(&mut tally).await;

    let _postgres = break_and_mend(fault, postgres, &environment, &mut tally).await;
    recovers(&environment, &mut tally).await;
    tally
}

/// Asks while it is broken; gives the server back that is whole again.
async fn break_and_mend(
    fault: Fault,
    postgres: Postgres,
    environment: &Environment,
    tally: &mut Tally,
) -> Postgres {
    tally.injected += 1;
    match fault {
        Fault::Restarted => {
            let restart = async {
                let killed = postgres.kill().await.unwrap();
                sleep(Duration::from_secs(1)).await;
                killed.restart().await.unwrap()
            };
            let (postgres, ()) = tokio::join!(restart, ask(environment, tally, fault.errors()));
            return postgres;
        }
        Fault::Frozen => {
            let processes = processes(&postgres, environment).await;
            signal(&processes, Signal::SIGSTOP);
            ask(environment, tally, fault.errors()).await;
            signal(&processes, Signal::SIGCONT);
        }
        Fault::OutOfConnections => {
            let all = take_all(&environment.database_url).await;
            ask(environment, tally, fault.errors()).await;
            drop(all);
            // The server notices a little later.
            sleep(Duration::from_millis(500)).await;
        }
        Fault::HungUp => {
            let mut connection = environment.connect().await;
            let hang_up = async {
                loop {
                    connection.execute(HANG_UP).await.unwrap();
                    sleep(Duration::from_millis(20)).await;
                }
            };
            tokio::select! {
                () = ask(environment, tally, fault.errors()) => {}
                () = hang_up => {}
            }
        }
        Fault::ReadOnly => {
            let set = ["alter system set default_transaction_read_only = on", RELOAD];
            let reset = ["alter system reset default_transaction_read_only", RELOAD];
            run(environment, &set).await;
            run(environment, &[HANG_UP]).await;
            ask(environment, tally, fault.errors()).await;
            run(environment, &reset).await;
        }
        Fault::DiskFull => {
            run(environment, &[DISK_FULL]).await;
            ask(environment, tally, fault.errors()).await;
            run(environment, &["drop function disk_full cascade"]).await;
        }
    }
    postgres
}

const RELOAD: &str = "select pg_reload_conf()";

const HANG_UP: &str = "select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()";

/// What PostgreSQL says when a file cannot grow.
const DISK_FULL: &str = "
    create function disk_full() returns trigger language plpgsql as $$
    begin
        raise exception 'could not extend file: No space left on device' using errcode = '53100';
    end
    $$;
    do $$
    declare
        name text;
    begin
        for name in select tablename from pg_tables where schemaname = current_schema() loop
            execute format('create trigger disk_full before insert or update or delete on %I
                execute function disk_full()', name);
        end loop;
    end
    $$";

async fn run(environment: &Environment, statements: &[&'static str]) {
    let mut connection = environment.connect().await;
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(*statement)).execute(&mut connection).await.unwrap();
    }
}

/// Twice: a connection breaks, and none can be made.
async fn ask(environment: &Environment, tally: &mut Tally, errors: &[u16]) {
    for _ in 0..2 {
        ask_known(environment, tally, errors).await;
        // What nobody has stored can only be refused while nothing can be written.
        ask_new(environment, tally, &[404, 503]).await;
    }
}

/// Takes every connection there is, also those of others.
async fn take_all(url: &str) -> Vec<PgConnection> {
    let mut taken = vec![PgConnection::connect(url).await.unwrap()];
    for _ in 0..20 {
        taken[0].execute(HANG_UP_OTHERS).await.unwrap();
        while let Ok(mut connection) = PgConnection::connect(url).await {
            connection.execute("set application_name = 'taken'").await.unwrap();
            taken.push(connection);
        }
    }
    taken
}

const HANG_UP_OTHERS: &str = "select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name <> 'taken'";

/// The server's processes, as the server knows them.
async fn processes(postgres: &Postgres, environment: &Environment) -> Vec<Pid> {
    let file = fs::read_to_string(postgres.directory().join("data/postmaster.pid")).unwrap();
    let postmaster: i32 = file.lines().next().unwrap().trim().parse().unwrap();
    let others = "select pid from pg_stat_activity where pid <> pg_backend_pid()";
    let others: Vec<i32> =
        sqlx::query_scalar(others).fetch_all(&mut environment.connect().await).await.unwrap();
    // The first of them first, or it would start others.
    std::iter::once(postmaster).chain(others).map(Pid::from_raw).collect()
}

fn signal(processes: &[Pid], signal: Signal) {
    for process in processes {
        let _ = kill(*process, signal);
    }
}
