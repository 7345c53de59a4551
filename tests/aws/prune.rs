//! Deleting while others write.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use fake::Site;
use overwatch::{BlizzardId, PlayerId};
use service::{
    admin::prune::{Limits, prune},
    gate,
};
use storage::{
    Lease, Leases, Owner, PlayerProfiles, PostgresStorage, Write,
    compression::Effort,
    player::{CareerPart, PlayerSource, StoredCareer},
};

use crate::support::{database::Database, machine, say};

const ROWS: i32 = 100_000;
const WEEK: Duration = Duration::from_hours(168);

/// A writer renews rows of the old half, and reads others, all the while.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_old_half_goes_while_a_writer_writes() {
    let _machine = machine().await;
    let database = Database::create().await;
    fill(&database).await;
    let storage = database.storage(8).await;
    let renewed: Vec<BlizzardId> = (0..ROWS).step_by(2_500).map(|number| id(number * 2)).collect();
    // Renewed before the pruning starts, so that it must spare them.
    for id in renewed.iter().take(10) {
        write(&storage, id).await;
    }
    let done = Arc::new(AtomicBool::new(false));
    let writer = tokio::spawn(keep_writing(storage.clone(), Arc::clone(&done)));

    let start = Instant::now();
    let pruned = prune_older(&storage, Some(WEEK)).await;
    let took = start.elapsed();
    done.store(true, Ordering::Relaxed);
    let slowest = writer.await.unwrap();

    let spared = renewed.iter().take(10).filter(|id| number(id) < ROWS).count() as u64;
    assert_eq!(pruned, 50_000 - spared);
    let mut connection = database.connect().await;
    let old = "select count(*) from player_profiles where updated_at < now() - interval '7 days'";
    let left: i64 = sqlx::query_scalar(old).fetch_one(&mut connection).await.unwrap();
    assert_eq!(left, 0, "all of the old half");
    let young = "select count(*) from player_profiles where name = 'young'";
    let left: i64 = sqlx::query_scalar(young).fetch_one(&mut connection).await.unwrap();
    assert_eq!(left, 50_000, "none of the young half");
    say(&format!("slowest request while pruning for {took:?}: {slowest:?}"));
    // Nobody waits for all of it, however slow the machine is.
    assert!(slowest < took / 4, "{slowest:?} of {took:?}");
}

#[tokio::test]
async fn without_a_limit_nobody_goes() {
    let database = Database::create().await;
    let storage = database.storage(1).await;
    write(&storage, &id(1)).await;
    database.let_pass(WEEK * 520).await;
    assert_eq!(prune_older(&storage, None).await, 0);
    assert_eq!(prune_older(&storage, Some(WEEK)).await, 1);
}

/// How many players were deleted that nobody has confirmed for so long.
async fn prune_older(storage: &PostgresStorage, max_age: Option<Duration>) -> u64 {
    let limits = Limits { max_age, ..Limits::default() };
    prune(storage, gate::Limits::Off, limits).await.unwrap().player_profiles
}

/// Even numbers are old, odd ones young.
async fn fill(database: &Database) {
    let mut connection = database.connect().await;
    sqlx::query(
        "insert into player_profiles
            (player_id, name, html_compressed, career_summary, career, data_version, updated_at)
         select format('%s|%s', to_hex(n), to_hex(n)), case n % 2 when 0 then 'old' else 'young' end,
            '\\x00', '{}', '\\x00', 1, now() - make_interval(days => case n % 2 when 0 then 8 else 1 end)
         from generate_series(0, $1 - 1) as n",
    )
    .bind(ROWS)
    .execute(&mut connection)
    .await
    .unwrap();
}

fn id(number: i32) -> BlizzardId {
    format!("{number:x}|{number:x}").parse().unwrap()
}

fn number(id: &BlizzardId) -> i32 {
    i32::from_str_radix(id.as_str().split('|').next().unwrap(), 16).unwrap()
}

/// Looks up and writes until told to stop; the longest that one of them took.
async fn keep_writing(storage: PostgresStorage, done: Arc<AtomicBool>) -> Duration {
    let mut slowest = Duration::ZERO;
    let mut number = 0;
    let career = career(2);
    while !done.load(Ordering::Relaxed) {
        number = (number + 7_919) % ROWS;
        let young = id(number | 1);
        let start = Instant::now();
        let player = PlayerId::BlizzardId(young.clone());
        storage.find_player_profile(&player, CareerPart::Summary).await.unwrap();
        slowest = slowest.max(start.elapsed());
        let start = Instant::now();
        touch(&storage, &young).await;
        // An old row that pruning wants at this very moment.
        storage.set_career(&id(number & !1), &career).await.unwrap();
        slowest = slowest.max(start.elapsed());
    }
    slowest
}

async fn touch(storage: &PostgresStorage, id: &BlizzardId) {
    let lease = lease(storage, id).await;
    storage.touch_player_profile(id, &lease).await.unwrap();
    storage.release_lease(&lease).await.unwrap();
}

async fn lease(storage: &PostgresStorage, id: &BlizzardId) -> Lease {
    let lease = Lease { key: id.as_str().to_owned(), owner: Owner::random().unwrap() };
    assert!(storage.acquire_lease(&lease, Duration::from_mins(5)).await.unwrap());
    lease
}

fn career(data_version: i16) -> StoredCareer {
    let page = Site::generated().players[0].career.clone();
    StoredCareer::new(page, data_version, Effort::Quick).unwrap()
}

async fn write(storage: &PostgresStorage, id: &BlizzardId) {
    let source = PlayerSource {
        id: id.clone(),
        battletag: None,
        name: None,
        html: String::new(),
        search_entry: None,
        search_failed: false,
        last_updated_blizzard: None,
    };
    let career = career(1);
    let lease = lease(storage, id).await;
    let write = Write { lease: &lease, age: Duration::ZERO, may_insert: true };
    assert!(storage.set_player_profile(&source, &career, write).await.unwrap());
    storage.release_lease(&lease).await.unwrap();
}
