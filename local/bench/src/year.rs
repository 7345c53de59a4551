//! A year of the fake's players in a database: each plays a session a day, and each session makes a version.

use std::time::Duration;

use fake::{
    Fake, Player, Site, pages,
    play::{BEGINS, Play},
};
use overwatch::{
    BlizzardId,
    career::{Career, DATA_VERSION},
};
use sqlx::{Connection, PgConnection};
use storage::{
    Lease, Leases, Owner, PlayerProfiles, PostgresStorage, Write,
    compression::Effort,
    player::{PlayerSource, StoredCareer},
};

use crate::{
    BenchError,
    world::{World, storage},
};

const SEED: u64 = 7;
const DAY: Duration = Duration::from_hours(24);

/// The one whose history is asked for: plays on both platforms, and never hides.
const MEASURED: usize = 24;

/// Some players with a version of each day.
pub(crate) struct Year {
    /// The database.
    pub(crate) url: String,
    /// Whose history is asked for.
    pub(crate) id: BlizzardId,
    pub(crate) storage: PostgresStorage,
    lease: Lease,
    play: Play,
    days: u32,
}

impl Year {
    /// So many days of so many players, the last one today.
    pub(crate) async fn of(players: u32, days: u32, world: &World) -> Result<Self, BenchError> {
        let url = world.database("year").await?;
        let storage = storage(&url).await?;
        let lease = Lease {
            key: "bench".to_owned(),
            owner: Owner::random().map_err(service::Error::from)?,
        };
        storage.acquire_lease(&lease, DAY).await?;
        let mut year = Self {
            url,
            id: player(&Play::new(SEED, MEASURED + 1), MEASURED)?.id,
            storage,
            lease,
            play: Play::new(SEED, MEASURED + 1),
            days: 0,
        };
        for day in 1..=days {
            year.pass();
            for number in (0..=MEASURED).rev().take(players as usize) {
                let (source, career) = shown(&year.play, number)?;
                year.write(&source, &career, DAY * (days - day)).await?;
            }
        }
        Ok(year)
    }

    /// Everybody plays for another day.
    pub(crate) fn pass(&mut self) {
        self.days += 1;
        self.play.advance(self.now());
    }

    /// What the measured player shows now, as it is stored.
    pub(crate) fn shown(&self) -> Result<(PlayerSource, StoredCareer), BenchError> {
        shown(&self.play, MEASURED)
    }

    /// The time at which they are, in seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        BEGINS + i64::from(self.days) * 86_400
    }

    /// Their site.
    pub(crate) async fn site(&self) -> Result<Fake, BenchError> {
        Ok(Fake::start(Site::played_by(self.play.clone())).await?)
    }

    /// Makes all that is stored of the measured player a day older. Negative first, so that no version meets
    /// another on its way.
    pub(crate) async fn shift(&self) -> Result<(), BenchError> {
        let mut connection = PgConnection::connect(&self.url).await?;
        for statement in [
            "update player_profiles set updated_at = updated_at - interval '1 day' where player_id = $1",
            "update player_versions set taken_at = -taken_at, newest_at = -newest_at where player_id = $1",
            "update player_versions set taken_at = -taken_at - 86400, newest_at = -newest_at - 86400
            where player_id = $1",
        ] {
            sqlx::query(statement).bind(self.id.as_str()).execute(&mut connection).await?;
        }
        Ok(connection.close().await?)
    }

    /// How many versions the measured player has.
    pub(crate) async fn count(&self) -> Result<i64, BenchError> {
        let mut connection = PgConnection::connect(&self.url).await?;
        let count = sqlx::query_scalar("select count(*) from player_versions where player_id = $1");
        Ok(count.bind(self.id.as_str()).fetch_one(&mut connection).await?)
    }

    /// Stores another player, as shown now.
    pub(crate) async fn write_career(
        &self,
        id: BlizzardId,
        career: &Career,
        html: String,
    ) -> Result<(), BenchError> {
        let (source, career) = stored(id, career, html)?;
        self.write(&source, &career, Duration::ZERO).await
    }

    /// Stores what was shown so long ago.
    pub(crate) async fn write(
        &self,
        source: &PlayerSource,
        career: &StoredCareer,
        age: Duration,
    ) -> Result<(), BenchError> {
        let write = Write { lease: &self.lease, age, may_insert: true };
        self.storage.set_player_profile(source, career, write).await?;
        Ok(())
    }
}

fn player(play: &Play, number: usize) -> Result<Player, BenchError> {
    play.player(number).ok_or(BenchError::NoPlayer)
}

fn shown(play: &Play, number: usize) -> Result<(PlayerSource, StoredCareer), BenchError> {
    let player = player(play, number)?;
    stored(player.id, &player.career, pages::career(&player.career))
}

fn stored(
    id: BlizzardId,
    career: &Career,
    html: String,
) -> Result<(PlayerSource, StoredCareer), BenchError> {
    let source = PlayerSource {
        id,
        battletag: None,
        name: Some(career.summary.username.clone()),
        html,
        search_entry: None,
        search_failed: false,
        last_updated_blizzard: career.summary.last_updated_at,
    };
    Ok((source, StoredCareer::new(career.clone(), DATA_VERSION, Effort::Thorough)?))
}
