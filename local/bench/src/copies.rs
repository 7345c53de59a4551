//! A database full of copies of one player, who was stored as every player is.

use std::{
    ops::Range,
    sync::Arc,
    time::{Duration, Instant},
};

use overwatch::{
    BattleTag, BlizzardId, PlayerId,
    history::{Filter, Snapshot},
};
use service::{
    Cache, Gate,
    admin::prune::{Limits, prune},
    gate, queue,
    resources::Player,
};
use sqlx::{ConnectOptions, Connection, Executor, postgres::PgConnectOptions};
use storage::{
    Clock, Housekeeping, Lease, Leases, Owner, PlayerProfiles, PlayerVersions, PostgresStorage,
    Write,
    compression::Effort,
    player::{CareerPart, PlayerSource, StoredCareer},
};

use crate::{
    BenchError,
    world::{World, storage},
};

/// Ages are spread over ten days.
const COPY: &str = "
    insert into player_profiles
    select copy.*
    from player_profiles original, generate_series(1, $1) number,
        jsonb_populate_record(original, jsonb_build_object(
            'player_id', 'ca' || lpad(to_hex(number), 14, '0') || '|cb' || lpad(to_hex(number), 30, '0'),
            'battletag', 'Copy-' || number,
            'updated_at', now() - interval '10 days' * number / $1
        )) copy";

/// Three versions of each copy, and 300 of every hundredth. Their careers are not read.
const VERSIONS: &str = "
    insert into player_versions (
        player_id, taken_at, number, position, career, data, data_version, last_updated_blizzard, newest_at, chain_bytes
    )
    select
        'ca' || lpad(to_hex(number), 14, '0') || '|cb' || lpad(to_hex(number), 30, '0'),
        1700000000 + version * 86400, version, (version - 1) % 16, $2, $3, 1, null,
        case (version - 1) % 16 when 0 then 1700000000 + least(version + 15, versions) * 86400 end,
        case (version - 1) % 16 when 0 then 16 * octet_length($2::bytea || $3) end
    from generate_series(1, $1) number,
        lateral (select case number % 100 when 0 then 300 else 3 end as versions) as each,
        generate_series(1, versions) version";

/// About what a small career takes as a delta.
const FRAME: [u8; 300] = [0; 300];

/// How many versions those have of whom there are most, and those of every hundredth.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Length {
    /// Three.
    Short,
    /// Three hundred.
    Long,
}

/// Who stored the player whom the others are copies of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoredBy {
    /// The first look-up, for which somebody waited.
    LookUp,
    /// A refresh.
    Refresh,
}

/// A tenth of the copies is older.
const A_TENTH_IS_OLDER: Duration = Duration::from_hours(9 * 24);

/// Far from each other, and each once before one comes again.
const STRIDE: u64 = 2_654_435_761;

/// A database full of copies of one player.
pub(crate) struct Copies {
    url: String,
    storage: PostgresStorage,
    cache: Cache,
    lease: Lease,
    number: u32,
    source: PlayerSource,
    career: StoredCareer,
}

impl Copies {
    /// A database of that name, filled with so many copies.
    pub(crate) async fn of(
        player: &BattleTag,
        stored_by: StoredBy,
        number: u32,
        world: &World,
        name: &str,
    ) -> Result<Self, BenchError> {
        let url = world.database(name).await?;
        let storage = storage(&url).await?;
        // Pruning is another process's work: it has a connection of its own.
        let other = Arc::new(self::storage(&url).await?);
        let (queue, _) = queue::in_process();
        let gate =
            Gate::new(world.blizzard.clone(), other.clone(), gate::Limits::Off, Clock::System);
        let cache = Cache::new(other, gate, Arc::new(queue), Clock::System);
        let id = PlayerId::BattleTag(player.clone());
        let whole = cache.for_client(None).get(&Player::whole(id.clone())).await?.value.part;
        let missing = || BenchError::NoPlayer;
        let stored =
            storage.find_player_profile(&id, CareerPart::Summary).await?.ok_or_else(missing)?;
        let source = storage.find_player_source(&stored.id).await?.ok_or_else(missing)?;
        let career = StoredCareer::new(whole.read()?, stored.data_version, Effort::Thorough)?;

        let lease = Lease {
            key: "bench".to_owned(),
            owner: Owner::random().map_err(service::Error::from)?,
        };
        storage.acquire_lease(&lease, Duration::from_hours(24)).await?;
        if stored_by == StoredBy::Refresh {
            let write = Write { lease: &lease, age: Duration::ZERO, may_insert: false };
            storage.set_player_profile(&source, &career, write).await?;
        }

        // A million copies take longer than what the driver warns of.
        let options = url.parse::<PgConnectOptions>()?.disable_statement_logging();
        let mut connection = options.connect().await?;
        sqlx::query(COPY).bind(i64::from(number)).execute(&mut connection).await?;
        connection.execute("vacuum analyze player_profiles").await?;
        connection.execute("checkpoint").await?;
        connection.close().await?;
        Ok(Self { url, storage, cache, lease, number, source, career })
    }

    /// Adds versions to all of them, each with that snapshot.
    pub(crate) async fn add_versions(&self, snapshot: &Snapshot) -> Result<(), BenchError> {
        let data = snapshot.to_bytes().map_err(std::io::Error::other)?;
        let options = self.url.parse::<PgConnectOptions>()?.disable_statement_logging();
        let mut connection = options.connect().await?;
        let insert =
            sqlx::query(VERSIONS).bind(i64::from(self.number)).bind(FRAME.as_slice()).bind(data);
        insert.execute(&mut connection).await?;
        connection.execute("vacuum analyze player_versions").await?;
        connection.execute("checkpoint").await?;
        Ok(connection.close().await?)
    }

    /// How long each of these look-ups takes of the newest hundred versions of a player.
    pub(crate) async fn look_back(
        &self,
        numbers: Range<u32>,
        length: Length,
    ) -> Result<Vec<Duration>, BenchError> {
        let mut latencies = Vec::new();
        for number in numbers {
            let number = match length {
                // Every hundredth has more.
                Length::Short => scattered(number, self.number / 100) * 100 - 1,
                Length::Long => scattered(number, self.number / 100) * 100,
            };
            let (id, _) = names(number)?;
            let start = Instant::now();
            let found =
                self.storage.find_versions(&id, None, None, 100, &Filter::default()).await?;
            latencies.push(start.elapsed());
            let expected = match length {
                Length::Short => 3,
                Length::Long => 100,
            };
            if found.len() != expected {
                return Err(BenchError::NoPlayer);
            }
        }
        Ok(latencies)
    }

    /// What one takes in the database, with its part of the indexes.
    pub(crate) async fn bytes_each(&self) -> Result<u64, BenchError> {
        Ok(self.storage.stats().await?.player_profiles_bytes / u64::from(self.number))
    }

    /// The page as it is not stored: compressed by zstd's level 3.
    pub(crate) fn page_bytes(&self) -> Result<u64, BenchError> {
        Ok(zstd::bulk::compress(self.source.html.as_bytes(), 3)?.len() as u64)
    }

    /// How long it takes to count all there is.
    pub(crate) async fn statistics(&self) -> Result<Duration, BenchError> {
        let start = Instant::now();
        self.storage.stats().await?;
        Ok(start.elapsed())
    }

    /// How long each of these look-ups takes: every other by BattleTag, by Blizzard ID.
    pub(crate) async fn look_up(&self, numbers: Range<u32>) -> Result<Vec<Duration>, BenchError> {
        let mut latencies = Vec::new();
        for number in numbers {
            let (latency, is_there) = self.look_one_up(number).await?;
            if !is_there {
                return Err(BenchError::NoPlayer);
            }
            latencies.push(latency);
        }
        Ok(latencies)
    }

    /// How long it took, and whether the player was there.
    async fn look_one_up(&self, number: u32) -> Result<(Duration, bool), BenchError> {
        let (id, battletag) = self.names(number)?;
        let id = if number.is_multiple_of(2) {
            PlayerId::BlizzardId(id)
        } else {
            PlayerId::BattleTag(battletag)
        };
        let start = Instant::now();
        let found = self.storage.find_player_profile(&id, CareerPart::Summary).await?;
        Ok((start.elapsed(), found.is_some()))
    }

    /// How long each of so many writes takes, of players who are stored already.
    pub(crate) async fn write(&self, times: u32) -> Result<Vec<Duration>, BenchError> {
        let mut latencies = Vec::new();
        for number in 0..times {
            let (id, battletag) = self.names(number)?;
            let source = PlayerSource { id, battletag: Some(battletag), ..self.source.clone() };
            let start = Instant::now();
            let write = Write { lease: &self.lease, age: Duration::ZERO, may_insert: false };
            self.storage.set_player_profile(&source, &self.career, write).await?;
            latencies.push(start.elapsed());
        }
        Ok(latencies)
    }

    /// Deletes the oldest tenth, as the product does; how long that takes, and how long each look-up
    /// meanwhile.
    pub(crate) async fn prune(&self) -> Result<(Duration, Vec<Duration>), BenchError> {
        let cache = self.cache.clone();
        let start = Instant::now();
        let pruning = tokio::spawn(async move {
            let limits = Limits { max_age: Some(A_TENTH_IS_OLDER), ..Limits::default() };
            prune(cache.storage(), cache.limits(), limits).await.map(|_| start.elapsed())
        });
        let mut latencies = Vec::new();
        for number in 0.. {
            if pruning.is_finished() {
                break;
            }
            // It may be gone by now.
            latencies.push(self.look_one_up(number).await?.0);
        }
        let took = pruning.await.map_err(std::io::Error::from)??;
        Ok((took, latencies))
    }

    /// The names of one of the copies.
    fn names(&self, number: u32) -> Result<(BlizzardId, BattleTag), BenchError> {
        names(scattered(number, self.number))
    }
}

/// One of so many numbers from 1 on.
fn scattered(number: u32, of: u32) -> u64 {
    u64::from(number) * STRIDE % u64::from(of) + 1
}

/// The names of the copy of that number.
fn names(number: u64) -> Result<(BlizzardId, BattleTag), BenchError> {
    let id = format!("ca{number:014x}|cb{number:030x}").parse()?;
    Ok((id, format!("Copy-{number}").parse()?))
}
