//! Functions that are killed at any point between a request and what is written.

use std::time::Duration;

use fake::Fault;
use fastrand::Rng;
use tokio::time::{sleep, timeout};

use super::{
    answers, chains, invariants,
    questions::{environment, truth},
    recovers,
    report::Tally,
};
use crate::support::{database::Database, environment::Environment};

/// Longer than a fetch takes with all that is written about it.
const LONGEST_LIFE: Duration = Duration::from_millis(250);

/// The site answers so late.
const DELAY: Duration = Duration::from_millis(20);

/// Who is asked for anew each time.
const NEW: (&str, &str) = ("get-player", "/players/Dune-1015");

/// An environment whose functions die, so many times.
pub(super) async fn killed(seed: u64, times: usize) -> Tally {
    let mut tally = Tally::new("functions killed");
    let mut rng = Rng::with_seed(seed);
    let environment = environment(Database::create().await.url.clone()).await;
    environment.settle(&mut tally).await;
    environment.fake.set_fault(Some(Fault::Delay(DELAY)));
    let truth = truth().await;
    for _ in 0..times {
        let known = ("get-player", "/players/Aurora-1011");
        // Refreshed in the background, by who dies as well.
        let (_, answer) = &environment.ask_all(&[known]).await[0];
        tally.answered(answer);
        let expected = [&truth.before[known.1], &truth.after[known.1]];
        tally.check(answers::is(answer, &expected), known.1);

        let life = LONGEST_LIFE.mul_f64(rng.f64());
        // Whoever is given up while it answers is killed, and replaced by the next request.
        if timeout(life, environment.fleet.ask_mortal(NEW.0, NEW.1)).await.is_err() {
            tally.injected += 1;
        }
        environment.sqs.kill_consumers();
        invariants::check(&environment, &mut tally).await;
        chains::check(&environment, &mut tally).await;
        forget(&environment, rng.bool()).await;
    }
    // A lease of the dead runs out.
    let (_, answer) = &environment.ask_all(&[NEW]).await[0];
    tally.answered(answer);
    tally.check(answers::is(answer, &[&truth.after[NEW.1]]), NEW.1);
    environment.fake.set_fault(None);
    sleep(Duration::from_millis(100)).await;
    environment.rest().await;
    recovers(&environment, &mut tally).await;
    tally
}

/// Makes the new player new again, and what is known stale; with or without the leases of the dead.
async fn forget(environment: &Environment, with_leases: bool) {
    let mut connection = environment.connect().await;
    sqlx::query("delete from player_profiles where battletag = 'Dune-1015'")
        .execute(&mut connection)
        .await
        .unwrap();
    if with_leases {
        sqlx::query("delete from leases").execute(&mut connection).await.unwrap();
    }
    environment.let_pass(Duration::from_hours(2)).await;
}
