//! What the functions are measured against: PostgreSQL, PgBouncer, the fake of Blizzard's site,
//! and two players.

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use blizzard::Client;
use fs_err as fs;
use overwatch::{BattleTag, PlayerId};
use storage::{
    Clock, Housekeeping, PostgresStorage,
    postgres::{Auth, Settings},
};

use crate::BenchError;
use fake::{Fake, Site};
use sandbox::{
    Authority, Entrance, Options, PgBouncer, PgBouncerError, PoolMode, Postgres, TemporaryFolder,
};

/// As many as a small RDS Proxy lends.
const SERVER_CONNECTIONS: u32 = 8;

/// The most players that one request asks for.
const CROWD: u8 = 50;

/// The player of the generated site whose page becomes a large one.
const VETERAN: &str = "TeKrop-2217";

/// What the functions are measured against.
pub(crate) struct World {
    pub(crate) fake: Fake,
    pub(crate) blizzard: Client,
    /// The player with the smallest career page.
    pub(crate) small: BattleTag,
    /// The player with the largest.
    pub(crate) large: BattleTag,
    /// As many players as one request may ask for, or as there are.
    pub(crate) crowd: Vec<BattleTag>,
    /// The database, without TLS.
    pub(crate) direct: String,
    /// The database, with TLS and the server's certificate verified.
    pub(crate) tls: String,
    /// The database through a proxy, where there is one.
    pub(crate) pgbouncer: Option<PgBouncer>,
    fonts: PathBuf,
    postgres: Postgres,
    _authority: Authority,
    _directory: TemporaryFolder,
}

impl World {
    /// Starts it all, the fake at that address; the database has the schema and nothing else.
    pub(crate) async fn start(site: Option<&Path>, fake: SocketAddr) -> Result<Self, BenchError> {
        let site = match site {
            Some(folder) => Site::from_folder(folder)?.with_generated_patch_notes(),
            None => with_veteran(Site::with_players(CROWD)),
        };
        let players = site.battletags();
        let crowd = players.iter().take(CROWD.into()).cloned().collect();
        let fake = Fake::start_at(fake, site).await?;
        let blizzard = Client::new(&fake.url())?;
        let (small, large) = smallest_and_largest(&blizzard, players).await?;

        let fonts = std::path::absolute(registry::fonts::FOLDER)?;
        let folder = fonts.clone();
        let fetched = tokio::task::spawn_blocking(move || registry::fonts::fetch(&folder)).await;
        fetched.map_err(io::Error::from)??;

        let authority = Authority::new()?;
        let directory = TemporaryFolder::new()?;
        let options = Options::new(directory.path())
            .with_certificate(authority.certificate("127.0.0.1")?)
            .with("max_connections", "50");
        let postgres = Postgres::start(options).await?;
        let direct = database(&postgres, "bench").await?;
        let tls = format!(
            "{}?sslmode=verify-full&sslrootcert={}",
            postgres.url("bench"),
            authority.path().display()
        );
        let pgbouncer = match PgBouncer::start(
            &direct,
            SERVER_CONNECTIONS,
            PoolMode::Transaction,
            &Entrance::Open,
        )
        .await
        {
            Err(PgBouncerError::NotInstalled) => None,
            started => Some(started?),
        };
        Ok(Self {
            fake,
            blizzard,
            small,
            large,
            crowd,
            direct,
            tls,
            pgbouncer,
            fonts,
            postgres,
            _authority: authority,
            _directory: directory,
        })
    }

    /// Another database, with the schema and nothing else; its URL.
    pub(crate) async fn database(&self, name: &str) -> Result<String, BenchError> {
        database(&self.postgres, name).await
    }

    /// The first process of the PostgreSQL.
    pub(crate) fn postmaster(&self) -> Option<u32> {
        self.postgres.process_id()
    }

    /// What a function is told, with the database at that URL.
    pub(crate) fn variables(&self, database_url: &str) -> [(&'static str, String); 4] {
        [
            ("DATABASE_URL", database_url.to_owned()),
            ("BLIZZARD_BASE_URL", self.fake.url()),
            // Waiting is no work.
            ("BLIZZARD_PACE", "off".to_owned()),
            ("CARD_FONTS", self.fonts.display().to_string()),
        ]
    }
}

fn with_veteran(mut site: Site) -> Site {
    if let Some(player) = site.player_mut(VETERAN) {
        *player = player.clone().as_veteran();
    }
    site
}

async fn smallest_and_largest(
    blizzard: &Client,
    players: Vec<BattleTag>,
) -> Result<(BattleTag, BattleTag), BenchError> {
    let mut pages = Vec::new();
    for player in players {
        let page = blizzard.career(&PlayerId::BattleTag(player.clone())).await?;
        pages.push((page.html.len(), player));
    }
    pages.sort();
    let (Some((_, small)), Some((_, large))) = (pages.first(), pages.last()) else {
        return Err(BenchError::NoPlayer);
    };
    Ok((small.clone(), large.clone()))
}

/// A storage of one connection, as a function has it.
pub(crate) async fn storage(database_url: &str) -> Result<PostgresStorage, BenchError> {
    let settings = Settings {
        database_url: database_url.into(),
        auth: Auth::Password,
        max_connections: 1,
        clock: Clock::System,
    };
    Ok(PostgresStorage::connect(&settings).await?)
}

/// A new database with the schema; its URL, without TLS.
async fn database(postgres: &Postgres, name: &str) -> Result<String, BenchError> {
    let url = format!("{}?sslmode=disable", postgres.create_database(name).await?);
    let storage = storage(&url).await?;
    storage.migrate().await?;
    storage.close().await;
    Ok(url)
}

/// What the numbers were measured on, and with which build.
pub(crate) fn machine() -> String {
    let cpus = std::thread::available_parallelism().map_or(0, usize::from);
    let model = fs::read_to_string("/proc/cpuinfo").ok();
    let model =
        model.as_deref().and_then(|text| text.lines().find(|l| l.starts_with("model name")));
    let model = model.and_then(|line| Some(line.split_once(": ")?.1)).unwrap_or("unknown");
    let build = if cfg!(debug_assertions) {
        "**Not optimised: a debug build measures debug builds. The numbers mean nothing.**\n\n"
    } else {
        ""
    };
    format!("{build}Measured on {cpus} × {model}.\n")
}
