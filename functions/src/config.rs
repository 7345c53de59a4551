//! Every environment variable that a function reads, and the configuration that they make up.
//!
//! A new variable is a line of the table and a field of [`Config`];
//! `cargo run -p functions --example prepare` writes it into `.env.example` and the README.

use std::time::Duration;

use overwatch::PlayerId;
use service::refresh_queue::SqsQueue;
use storage::{
    Clock,
    postgres::{Auth, DatabaseUrl, Settings, TokenSigner},
};

use crate::variable::{
    Unset::{Default, Means, Required},
    Variable,
};

pub use crate::variable::ConfigError;

macro_rules! variables {
    ($($name:ident: $unset:expr, $description:literal;)*) => {
        $(
            pub(crate) const $name: Variable =
                Variable { name: stringify!($name), description: $description, unset: $unset };
        )*

        /// The table: every variable that a function reads, in the order of the documentation. The
        /// credentials of AWS, which Lambda sets, are left out.
        pub const VARIABLES: &[Variable] = &[$($name),*];
    };
}

variables! {
    DATABASE_URL: Required { example: "postgres://overfast:change-me@127.0.0.1:5432/overfast" },
        "PostgreSQL, or a proxy in front of it. Where this is not set, `cargo run -p local` starts a \
        server of its own";
    DATABASE_AUTH: Means { words: "the URL's password", example: "iam" },
        "`iam`: a token of IAM for `AWS_REGION` in the password's place, renewed by age; \
        `DATABASE_URL` then needs `sslmode=verify-full`";
    DATABASE_APP_USER: Means { words: "none", example: "overfast_functions" },
        "For `migrate`: the user that the functions connect as, which it creates and grants its rights";
    REFRESH_QUEUE_URL: Means {
        words: "a queue inside the process, which a Lambda, frozen between requests, empties late",
        example: "https://sqs.us-east-1.amazonaws.com/123456789012/refreshes",
    },
        "The SQS queue in `AWS_REGION` that refreshes are requested through";
    AWS_REGION: Means { words: "Lambda sets it", example: "us-east-1" },
        "The region of the queue and of the database's tokens; required with either";
    BLIZZARD_BASE_URL: Default("https://overwatch.blizzard.com"),
        "Where Blizzard's pages are";
    BLIZZARD_PACE: Means { words: "the rate limit that all instances share", example: "off" },
        "`off`: no limit on requests to Blizzard, for tests and fakes of its site";
    BLIZZARD_MAX_WAIT: Default("5"),
        "Seconds that a request waits at most until it may ask Blizzard, for each page that it needs";
    API_BASE_URL: Default("http://localhost:9000"),
        "Where this API is; links in responses start with it";
    STATIC_BASE_URL: Default("https://overfast-api.tekrop.fr/static"),
        "Where the images of maps and game modes are, and where `/static` of this API redirects to; \
        OverFast's public images unless set";
    PLAYER_PROFILE_MAX_AGE: Default("604800"),
        "Seconds after which a player that was not refreshed is deleted; 0: never";
    WATCHED_PLAYER: Means { words: "none", example: "TeKrop-2217" },
        "Whose career page `watch-pages` checks for changes in shape; a BattleTag or Blizzard ID";
    RUST_LOG: Default("info"),
        "What is logged: a level, or levels by module, such as `service=debug,info`; a value that means \
        nothing is logged and counts as `info`. Below `info`, lines lack the request's id";
}

/// The configuration of a process.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where PostgreSQL is. Read from `DATABASE_URL`.
    pub database_url: DatabaseUrl,
    /// How the process authenticates to PostgreSQL. Read from `DATABASE_AUTH` and `AWS_REGION`.
    pub database_auth: Auth,
    /// The user that the functions connect to PostgreSQL as. Read from `DATABASE_APP_USER`.
    pub database_app_user: Option<String>,
    /// The SQS queue that refreshes are requested through; `None` for a queue inside the process. Read from
    /// `REFRESH_QUEUE_URL`.
    pub refresh_queue: Option<SqsQueue>,
    /// Where Blizzard's pages are. Read from `BLIZZARD_BASE_URL`.
    pub blizzard_base_url: String,
    /// How long a request waits at most until the rate limit lets it ask Blizzard; `None` if there is no
    /// limit. Read from `BLIZZARD_MAX_WAIT` and `BLIZZARD_PACE`.
    pub blizzard_max_wait: Option<Duration>,
    /// The addresses that links in responses start with.
    pub addresses: Addresses,
    /// How long a player is stored without a refresh; `None` for ever. Read from `PLAYER_PROFILE_MAX_AGE`.
    pub player_profile_max_age: Option<Duration>,
    /// The player whose career page is checked for changes in shape. Read from `WATCHED_PLAYER`.
    pub watched_player: Option<PlayerId>,
}

/// The addresses that links in responses start with, without a slash at the end.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// Where this API is. Read from `API_BASE_URL`.
    pub api_base_url: String,
    /// Where the images of maps and game modes are. Read from `STATIC_BASE_URL`.
    pub static_base_url: String,
}

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

    /// Reads the environment.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the variable.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::with_database(DATABASE_URL.required()?)
    }

    /// Reads the environment, except for `DATABASE_URL`: the database was started for this process.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the variable.
    pub fn with_database(database_url: String) -> Result<Self, ConfigError> {
        Ok(Self {
            database_url: database_url.into(),
            database_auth: database_auth()?,
            database_app_user: DATABASE_APP_USER.value(),
            refresh_queue: refresh_queue()?,
            blizzard_base_url: BLIZZARD_BASE_URL.base_url(),
            blizzard_max_wait: blizzard_max_wait()?,
            addresses: Addresses::from_env(),
            player_profile_max_age: PLAYER_PROFILE_MAX_AGE.seconds()?,
            watched_player: WATCHED_PLAYER.parse("a BattleTag or a Blizzard ID")?,
        })
    }
}

impl Addresses {
    /// Reads the environment.
    #[must_use]
    pub fn from_env() -> Self {
        Self { api_base_url: API_BASE_URL.base_url(), static_base_url: STATIC_BASE_URL.base_url() }
    }

    /// Whether the images are configured to be under `/static` of this API, which has none and therefore
    /// cannot redirect to them.
    #[must_use]
    pub fn has_own_images(&self) -> bool {
        self.static_base_url.strip_prefix(&self.api_base_url) == Some("/static")
    }
}

fn database_auth() -> Result<Auth, ConfigError> {
    if DATABASE_AUTH.is("iam", "`iam`")? {
        return Ok(Auth::Iam(TokenSigner::from_env(AWS_REGION.required()?)));
    }
    Ok(Auth::Password)
}

fn blizzard_max_wait() -> Result<Option<Duration>, ConfigError> {
    if BLIZZARD_PACE.is("off", "`off`")? {
        return Ok(None);
    }
    Ok(Some(BLIZZARD_MAX_WAIT.seconds()?.unwrap_or_default()))
}

fn refresh_queue() -> Result<Option<SqsQueue>, ConfigError> {
    let Some(url) = REFRESH_QUEUE_URL.parse("a URL")? else { return Ok(None) };
    Ok(Some(SqsQueue::from_env(url, AWS_REGION.required()?)))
}
