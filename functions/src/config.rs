//! Every environment variable that is read.

use std::{env, time::Duration};

use overwatch::PlayerId;
use service::refresh_queue::SqsQueue;
use storage::{
    Clock,
    postgres::{Auth, DatabaseUrl, Settings, TokenSigner},
};

/// Why the environment is not enough to start with.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A variable that has no default.
    #[error("{0} is not set; .env.example says what it is")]
    Missing(&'static str),
    /// A variable whose value means nothing.
    #[error("{name} is {value:?}, which is not {expected}")]
    Invalid {
        /// The variable.
        name: &'static str,
        /// Its value.
        value: String,
        /// What it should be.
        expected: &'static str,
    },
}

/// What a process is told from outside.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where PostgreSQL is. Read from `DATABASE_URL`.
    pub database_url: DatabaseUrl,
    /// How the process shows PostgreSQL who it is. Read from `DATABASE_AUTH`: `iam`, or the URL's
    /// password unless set. Tokens are for `AWS_REGION`.
    pub database_auth: Auth,
    /// The user that the functions come to PostgreSQL as, whom `migrate` admits. Read from
    /// `DATABASE_APP_USER`.
    pub database_app_user: Option<String>,
    /// The SQS queue that refreshes are asked through; `None` for a queue inside the process. Read from
    /// `REFRESH_QUEUE_URL`.
    pub refresh_queue: Option<SqsQueue>,
    /// Where Blizzard's pages are. Read from `BLIZZARD_BASE_URL`.
    pub blizzard_base_url: String,
    /// How long a request waits for its turn to ask Blizzard, at the pace that all instances share;
    /// `None` where no pace is kept. Read from `BLIZZARD_MAX_WAIT`, in seconds, and `BLIZZARD_PACE`:
    /// `off`, or as it is unless set.
    pub blizzard_max_wait: Option<Duration>,
    /// What links in answers start with.
    pub addresses: Addresses,
    /// How long a player is kept without a refresh; `None` for ever. Read from
    /// `PLAYER_PROFILE_MAX_AGE`, in seconds, 0 for ever.
    pub player_profile_max_age: Option<Duration>,
    /// The player whose career page is watched for changes in shape; none unless set. Read from
    /// `WATCHED_PLAYER`, a BattleTag or a Blizzard ID.
    pub watched_player: Option<PlayerId>,
}

/// What links in answers start with, without a slash at the end.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// Where this API is. Read from `API_BASE_URL`.
    pub api_base_url: String,
    /// Where the images of maps and game modes are, and where `/static` of this API leads. Read from
    /// `STATIC_BASE_URL`; `OverFast`'s public images unless set.
    pub static_base_url: String,
}

/// Blizzard's own site.
pub const BLIZZARD_BASE_URL: &str = "https://overwatch.blizzard.com";
/// Where the API is on a laptop.
const API_BASE_URL: &str = "http://localhost:9000";
/// `OverFast`'s public images.
const STATIC_BASE_URL: &str = "https://overfast-api.tekrop.fr/static";
/// Two turns at the pace we begin with: a new player takes a page and a search.
const BLIZZARD_MAX_WAIT: Duration = Duration::from_secs(5);
/// Seven days.
const PLAYER_PROFILE_MAX_AGE: Duration = Duration::from_hours(168);

impl Config {
    /// How to connect to PostgreSQL.
    #[must_use]
    pub fn database(&self, max_connections: usize) -> Settings {
        Settings {
            database_url: self.database_url.clone(),
            auth: self.database_auth.clone(),
            max_connections,
            clock: Clock::System,
        }
    }

    /// What the environment says.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the variable.
    pub fn from_env() -> Result<Self, ConfigError> {
        let database_url = read("DATABASE_URL").ok_or(ConfigError::Missing("DATABASE_URL"))?;
        Self::with_database(database_url)
    }

    /// The same with a database that was started for it.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the variable.
    pub fn with_database(database_url: String) -> Result<Self, ConfigError> {
        Ok(Self {
            database_url: database_url.into(),
            database_auth: database_auth()?,
            database_app_user: read("DATABASE_APP_USER"),
            refresh_queue: refresh_queue()?,
            blizzard_base_url: url("BLIZZARD_BASE_URL", BLIZZARD_BASE_URL),
            blizzard_max_wait: blizzard_max_wait()?,
            addresses: Addresses::from_env(),
            player_profile_max_age: player_profile_max_age()?,
            watched_player: watched_player()?,
        })
    }
}

impl Addresses {
    /// What the environment says.
    #[must_use]
    pub fn from_env() -> Self {
        Self {
            api_base_url: url("API_BASE_URL", API_BASE_URL),
            static_base_url: url("STATIC_BASE_URL", STATIC_BASE_URL),
        }
    }

    /// Whether `/static` of this API is where the images are said to be; whatever serves them there, we
    /// have none.
    #[must_use]
    pub fn has_own_images(&self) -> bool {
        self.static_base_url.strip_prefix(&self.api_base_url) == Some("/static")
    }
}

fn url(name: &str, default: &str) -> String {
    read(name).as_deref().unwrap_or(default).trim_end_matches('/').to_owned()
}

fn database_auth() -> Result<Auth, ConfigError> {
    const NAME: &str = "DATABASE_AUTH";
    match read(NAME) {
        None => Ok(Auth::Password),
        Some(value) if value == "iam" => {
            let region = read("AWS_REGION").ok_or(ConfigError::Missing("AWS_REGION"))?;
            Ok(Auth::Iam(TokenSigner::from_env(region)))
        }
        Some(value) => Err(ConfigError::Invalid { name: NAME, value, expected: "`iam`" }),
    }
}

fn blizzard_max_wait() -> Result<Option<Duration>, ConfigError> {
    const NAME: &str = "BLIZZARD_PACE";
    match read(NAME) {
        None => Ok(Some(seconds("BLIZZARD_MAX_WAIT")?.unwrap_or(BLIZZARD_MAX_WAIT))),
        Some(value) if value == "off" => Ok(None),
        Some(value) => Err(ConfigError::Invalid { name: NAME, value, expected: "`off`" }),
    }
}

fn refresh_queue() -> Result<Option<SqsQueue>, ConfigError> {
    const NAME: &str = "REFRESH_QUEUE_URL";
    let Some(value) = read(NAME) else { return Ok(None) };
    let region = read("AWS_REGION").ok_or(ConfigError::Missing("AWS_REGION"))?;
    match value.parse() {
        Ok(url) => Ok(Some(SqsQueue::from_env(url, region))),
        Err(_) => Err(ConfigError::Invalid { name: NAME, value, expected: "a URL" }),
    }
}

fn player_profile_max_age() -> Result<Option<Duration>, ConfigError> {
    let max_age = seconds("PLAYER_PROFILE_MAX_AGE")?.unwrap_or(PLAYER_PROFILE_MAX_AGE);
    Ok((!max_age.is_zero()).then_some(max_age))
}

fn seconds(name: &'static str) -> Result<Option<Duration>, ConfigError> {
    let Some(value) = read(name) else { return Ok(None) };
    match value.parse() {
        Ok(seconds) => Ok(Some(Duration::from_secs(seconds))),
        Err(_) => Err(ConfigError::Invalid { name, value, expected: "a number of seconds" }),
    }
}

fn watched_player() -> Result<Option<PlayerId>, ConfigError> {
    const NAME: &str = "WATCHED_PLAYER";
    let Some(value) = read(NAME) else { return Ok(None) };
    let expected = "a BattleTag or a Blizzard ID";
    let player = value.parse().map_err(|_| ConfigError::Invalid { name: NAME, value, expected })?;
    Ok(Some(player))
}

/// A variable's value; an empty one counts as not set.
fn read(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
