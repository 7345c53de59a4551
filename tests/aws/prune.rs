//! Deleting while others write.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use overwatch::{BlizzardId, PlayerId};
use storage::{
    PlayerProfiles, PostgresStorage,
    player::{CareerPart, PlayerSource, StoredCareer},
};

use crate::support::{database::Database, machine, say, world::service_on};

const ROWS: i32 = 100_000;
const WEEK: Duration = Duration::from_hours(168);

/// Where Blizzard is, whom nobody asks here.
const NOBODY: &str = "http://127.0.0.1:9";

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

    let service = service_on(&storage, NOBODY);
    let pruned = service.prune(Some(WEEK)).await.unwrap();
    done.store(true, Ordering::Relaxed);
    let slowest = writer.await.unwrap();

    let spared = renewed.iter().take(10).filter(|id| number(id) < ROWS).count() as u64;
    assert_eq!(pruned.player_profiles, 50_000 - spared);
    let mut connection = database.connect().await;
    let old = "select count(*) from player_profiles where updated_at < now() - interval '7 days'";
    let left: i64 = sqlx::query_scalar(old).fetch_one(&mut connection).await.unwrap();
    assert_eq!(left, 0, "all of the old half");
    let young = "select count(*) from player_profiles where name = 'young'";
    let left: i64 = sqlx::query_scalar(young).fetch_one(&mut connection).await.unwrap();
    assert_eq!(left, 50_000, "none of the young half");
    say(&format!("slowest request while pruning: {slowest:?}"));
    assert!(slowest < Duration::from_millis(250), "{slowest:?}");
}

#[tokio::test]
async fn without_a_limit_nobody_goes() {
    let database = Database::create().await;
    let storage = database.storage(1).await;
    write(&storage, &id(1)).await;
    database.let_pass(WEEK * 520).await;
    let service = service_on(&storage, NOBODY);
    assert_eq!(service.prune(None).await.unwrap().player_profiles, 0);
    assert_eq!(service.prune(Some(WEEK)).await.unwrap().player_profiles, 1);
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
    while !done.load(Ordering::Relaxed) {
        number = (number + 7_919) % ROWS;
        let young = id(number | 1);
        let start = Instant::now();
        let player = PlayerId::BlizzardId(young.clone());
        storage.find_player_profile(&player, CareerPart::Summary).await.unwrap();
        slowest = slowest.max(start.elapsed());
        let start = Instant::now();
        storage.touch_player_profile(&young).await.unwrap();
        // An old row that pruning wants at this very moment.
        storage.claim_refresh(&id(number & !1), Duration::from_mins(5)).await.unwrap();
        slowest = slowest.max(start.elapsed());
    }
    slowest
}

async fn write(storage: &PostgresStorage, id: &BlizzardId) {
    let source = PlayerSource {
        id: id.clone(),
        battletag: None,
        name: None,
        html: String::new(),
        search_entry: None,
        last_updated_blizzard: None,
    };
    let career = StoredCareer::new("{}".to_owned(), b"{}", 1).unwrap();
    storage.set_player_profile(&source, &career, Duration::ZERO).await.unwrap();
}
