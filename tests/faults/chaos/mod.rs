//! Faults of Blizzard's site and of PostgreSQL, and functions that are killed, before the compiled
//! functions; and what holds all the same:
//!
//! - no stored answer is lost, or replaced by a worse one;
//! - no page without a player becomes a profile, and no row is half-written;
//! - no version of a career is lost or there twice, and each can be rebuilt;
//! - no answer mixes two players;
//! - every error has the contract's body;
//! - everything recovers by itself.
//!
//! Where it is: `blizzard.rs` and `postgres.rs` have the faults, `deaths.rs` kills, `histories.rs` disturbs
//! refreshes between any two statements, `questions.rs` has what is asked meanwhile, `answers.rs`, `invariants.rs`
//! and `chains.rs` what is checked.

mod answers;
mod blizzard;
mod chains;
mod deaths;
mod histories;
mod invariants;
mod postgres;
mod questions;
mod report;

use std::{sync::Arc, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
use tokio::{sync::Semaphore, task::JoinSet};

use self::{
    blizzard::Fault,
    questions::{KNOWN, NEW, NOBODY, environment, truth},
    report::Tally,
};
use crate::support::{database::Database, environment::Environment, machine};

/// So many environments at once.
const AT_ONCE: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_survived() {
    let _machine = machine().await;
    all_of(everything(0, 4, 1, 40)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes eight minutes"]
async fn everything_is_survived_for_long() {
    let _machine = machine().await;
    for round in 1..=3 {
        all_of(everything(1000 * round, 40, 4, 100)).await;
    }
}

/// A run for every fault, for so many mixtures of Blizzard's, and for so many series of deaths. Those that
/// take longest come first.
fn everything(
    seed: u64,
    mixtures: u64,
    series: u64,
    deaths: usize,
) -> Vec<BoxFuture<'static, Tally>> {
    let broken = postgres::Fault::ALL.map(|fault| postgres::broken(fault).boxed());
    let killed = (seed..seed + series).map(|seed| deaths::killed(seed, deaths).boxed());
    let disturbed = [histories::Fault::Killed, histories::Fault::Overtaken]
        .map(|fault| histories::disturbed(fault).boxed());
    let faults = blizzard::faults().chain((seed..seed + mixtures).map(blizzard::mixture));
    broken
        .into_iter()
        .chain(disturbed)
        .chain(killed)
        .chain(faults.map(|fault| spoiled(fault).boxed()))
        .collect()
}

/// Lets all of them run, some at once; every invariant held in all of them.
async fn all_of(runs: Vec<BoxFuture<'static, Tally>>) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    for run in runs {
        let places = Arc::clone(&places);
        running.spawn(async move {
            let _place = places.acquire_owned().await.unwrap();
            run.await.close()
        });
    }
    let violations = running.join_all().await.concat();
    assert!(violations.is_empty(), "{violations:#?}");
}

/// An environment whose site is spoiled, and then no more.
async fn spoiled(Fault { name, spoil }: Fault) -> Tally {
    let mut tally = Tally::new(name);
    let environment = environment(Database::create().await.url.clone()).await;
    environment.settle(&mut tally).await;

    environment.fault_proxy.set(Some(spoil));
    // Everything is stored, and stays as it was or becomes as the site is now.
    ask_known(&environment, &mut tally, &[]).await;
    ask_new(&environment, &mut tally, &[404, 500, 503, 504]).await;
    environment.rest().await;
    ask_known(&environment, &mut tally, &[]).await;
    invariants::check(&environment, &mut tally).await;
    chains::check(&environment, &mut tally).await;
    tally.injected = environment.fault_proxy.injected();

    environment.fault_proxy.set(None);
    recovers(&environment, &mut tally).await;
    tally
}

/// What is stored is answered, or refused with one of these.
async fn ask_known(environment: &Environment, tally: &mut Tally, errors: &[u16]) {
    let truth = truth().await;
    for ((_, path), answer) in environment.ask_all(&KNOWN).await {
        tally.answered(&answer);
        let mut expected = vec![&truth.before[path], &truth.after[path]];
        if path.starts_with("/players/") {
            expected.push(&truth.entry_before[path]);
        }
        let is_right = answers::is(&answer, &expected);
        let is_error =
            |wrong| if errors.is_empty() { Err(wrong) } else { answers::is_error(&answer, errors) };
        tally.check(is_right.or_else(is_error), path);
    }
}

/// What is not stored is as the site has it now, or refused with one of these.
async fn ask_new(environment: &Environment, tally: &mut Tally, errors: &[u16]) {
    let truth = truth().await;
    for ((_, path), answer) in environment.ask_all(&NEW).await {
        tally.answered(&answer);
        let is_right = if answer.status() == 200 {
            // What else there may be is the other half of a search.
            let page_alone = path.starts_with("/players/").then(|| &truth.page_alone[path]);
            let expected = [Some(&truth.after[path]), page_alone];
            answers::is(&answer, &expected.into_iter().flatten().collect::<Vec<_>>())
        } else {
            answers::is_error(&answer, errors)
        };
        tally.check(is_right, path);
    }
    let (_, answer) = &environment.ask_all(&[NOBODY]).await[0];
    tally.answered(answer);
    tally.check(answers::is_error(answer, errors), NOBODY.1);
}

/// Hours later, with nothing wrong any more, everything is as if nothing had been.
async fn recovers(environment: &Environment, tally: &mut Tally) {
    let truth = truth().await;
    environment.let_pass(Duration::from_hours(48)).await;
    ask_known(environment, tally, &[]).await;
    ask_new(environment, tally, &[404]).await;
    environment.rest().await;
    let all: Vec<_> = KNOWN.into_iter().chain(NEW).collect();
    for ((_, path), answer) in environment.ask_all(&all).await {
        tally.check(answers::is(&answer, &[&truth.after[path]]), path);
        let is_fresh = answer.headers().get("x-cache-status").is_some_and(|it| it == "hit");
        tally.check(is_fresh.then_some(()).ok_or_else(|| "stale".to_owned()), path);
    }
    let (_, answer) = &environment.ask_all(&[NOBODY]).await[0];
    tally.check(answers::is_error(answer, &[404]), NOBODY.1);
    invariants::check(environment, tally).await;
    chains::check(environment, tally).await;
    invariants::check_unknown_players(environment, tally).await;
}
