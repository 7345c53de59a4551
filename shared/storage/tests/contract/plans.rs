//! How PostgreSQL finds what a look-up reads.

use std::time::Duration;

use overwatch::PlayerId;
use storage::{
    Data, Leases, PlayerProfiles,
    data::{Category, DataTable},
    player::CareerPart,
};

use crate::{
    database::Database,
    held, lease,
    versions::{careers, show, stored},
    write,
};

const HEROES: DataTable = DataTable::StaticData(Category::Heroes, 1);

/// More than fit into one page as they would be written without a fill factor.
const LEASES: usize = 150;

/// As often as the server wants to see a statement before it keeps one plan for all, and more.
const LOOK_UPS: i64 = 20;

#[tokio::test]
async fn a_look_up_finds_its_lease_by_the_index() {
    let database = Database::create().await;
    let storage = database.storage(1).await;
    let leases: Vec<_> = (0..LEASES).map(|number| lease(&format!("rates:{number}"))).collect();
    storage.acquire_leases(&leases, Duration::from_hours(1)).await.unwrap();
    assert!(show(&storage, &stored(&careers(1)[0], 1), Duration::ZERO).await);
    let heroes = held(&storage, "heroes:en-us").await;
    let write = write(&heroes, Duration::ZERO);
    assert!(storage.set_data(HEROES, &heroes.key, b"[]", write).await.unwrap());
    let mut connection = database.connect().await;
    sqlx::raw_sql("vacuum analyze").execute(&mut connection).await.unwrap();

    let before = scans(&mut connection).await;
    let names: [PlayerId; 2] = ["a|1".parse().unwrap(), "Jay-1".parse().unwrap()];
    // The server counts a moment later.
    while scans(&mut connection).await.all() < before.all() + 3 * LOOK_UPS {
        for name in &names {
            let found = storage.find_player_profile(name, CareerPart::Summary).await.unwrap();
            assert!(found.is_some_and(|player| !player.is_leased));
        }
        assert!(storage.find_data(HEROES, &heroes.key).await.unwrap().is_some());
    }
    assert_eq!(scans(&mut connection).await.whole, before.whole);
}

/// How often leases were read, since the database is there.
#[derive(sqlx::FromRow)]
struct Scans {
    whole: i64,
    by_index: i64,
}

impl Scans {
    fn all(&self) -> i64 {
        self.whole + self.by_index
    }
}

async fn scans(connection: &mut sqlx::PgConnection) -> Scans {
    let statement = "
        select seq_scan as whole, idx_scan as by_index
        from pg_stat_user_tables
        where relname = 'leases'";
    sqlx::query_as(statement).fetch_one(connection).await.unwrap()
}
