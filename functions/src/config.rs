//! The configuration that the environment makes up. `variables.rs` lists the variables.

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use aws::{ParameterStore, Signer, Topic};
use blizzard::Url;
use overwatch::PlayerId;
use service::{
    admin::{
        follow::Following,
        notices::{Notifier, Webhook},
    },
    gate::{Client, Limits},
    queue::SqsQueue,
};
use storage::{
    Clock,
    postgres::{Auth, DatabaseUrl, Parameters, Settings},
};

use http::HeaderName;

use crate::{
    http::Request,
    variables::{
        API_BASE_URL, AWS_ENDPOINT_URL_SNS, AWS_ENDPOINT_URL_SSM, AWS_REGION, BLIZZARD_BASE_URL,
        BLIZZARD_PACE, BLIZZARD_SHARE, CARD_FONTS, CLOUDFRONT_ORIGIN_HEADER, DATABASE_APP_USER,
        DATABASE_AUTH, DATABASE_CA_PARAMETER, DATABASE_URL, DATABASE_URL_PARAMETER, FOLLOW_DAYS,
        FOLLOWED_PLAYERS, NOTIFY_TOPIC_ARN, NOTIFY_WEBHOOK_URL, NOTIFY_WEBHOOK_URL_PARAMETER,
        PLAYER_HISTORY_MAX_AGE, PLAYER_PROFILE_MAX_AGE, REFRESH_QUEUE_URL, STATIC_BASE_URL,
        STORAGE_LIMIT_GB, WATCHED_PLAYER,
    },
};

pub use crate::variable::ConfigError;

/// The configuration of a process.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where PostgreSQL is. Read from `DATABASE_URL`, or from `DATABASE_URL_PARAMETER` and
    /// `DATABASE_CA_PARAMETER`.
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
    /// How often Blizzard may be asked. Read from `BLIZZARD_PACE` and `BLIZZARD_SHARE`.
    pub blizzard_limits: Limits,
    /// The addresses that links in responses start with.
    pub addresses: Addresses,
    /// How long a player is stored without a refresh; `None` for ever. Read from `PLAYER_PROFILE_MAX_AGE`.
    pub player_profile_max_age: Option<Duration>,
    /// How long versions of careers are kept; `None` for ever. Read from `PLAYER_HISTORY_MAX_AGE`.
    pub player_history_max_age: Option<Duration>,
    /// How many bytes the stored players may take; `None` for any number. Read from `STORAGE_LIMIT_GB`.
    pub storage_limit: Option<u64>,
    /// Whose careers are refreshed without being asked for. Read from `FOLLOW_DAYS` and `FOLLOWED_PLAYERS`.
    pub following: Following,
    /// The folder of the fonts that cards are drawn with, if it was told. Read from `CARD_FONTS`.
    pub card_fonts: Option<PathBuf>,
    /// The player whose career page is checked for changes in shape. Read from `WATCHED_PLAYER`.
    pub watched_player: Option<PlayerId>,
    /// Who is told of a new hero, map or patch. Read from `NOTIFY_WEBHOOK_URL`, `NOTIFY_WEBHOOK_URL_PARAMETER` and
    /// `NOTIFY_TOPIC_ARN`.
    pub notifier: Notifier,
}

/// The addresses that links in responses start with, without a slash at the end.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// Where this API is, if it was told. Read from `API_BASE_URL`.
    pub api_base_url: Option<String>,
    /// Where the images of maps and game modes are. Read from `STATIC_BASE_URL`.
    pub static_base_url: String,
    /// What CloudFront adds to requests, if it stands in front. Read from `CLOUDFRONT_ORIGIN_HEADER`.
    pub cloudfront_origin_header: Option<String>,
}

/// Where Lambda puts the layer of fonts.
const LAYER_OF_FONTS: &str = "/opt/fonts";

/// Where `cargo lambda watch` serves, and `cargo run -p local` unless told otherwise.
const LOCAL_API: &str = "http://localhost:9000";

const X_CLOUDFRONT_ORIGIN: HeaderName = HeaderName::from_static("x-cloudfront-origin");
const CLOUDFRONT_VIEWER_ADDRESS: HeaderName = HeaderName::from_static("cloudfront-viewer-address");

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

    /// The folder of the fonts that cards are drawn with.
    #[must_use]
    pub fn card_fonts(&self) -> &Path {
        self.card_fonts.as_deref().unwrap_or(Path::new(LAYER_OF_FONTS))
    }

    /// Reads the environment.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the variable.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::with_database(database_url()?)
    }

    /// Reads the environment, except for where the database is: it was started for this process.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the variable.
    pub fn with_database(database_url: impl Into<DatabaseUrl>) -> Result<Self, ConfigError> {
        Ok(Self {
            database_url: database_url.into(),
            database_auth: database_auth()?,
            database_app_user: DATABASE_APP_USER.value(),
            refresh_queue: refresh_queue()?,
            blizzard_base_url: BLIZZARD_BASE_URL.base_url().unwrap_or_default(),
            blizzard_limits: blizzard_limits()?,
            addresses: Addresses::from_env(),
            player_profile_max_age: PLAYER_PROFILE_MAX_AGE.seconds()?,
            player_history_max_age: PLAYER_HISTORY_MAX_AGE.seconds()?,
            storage_limit: storage_limit()?,
            following: Following {
                asked_within: FOLLOW_DAYS.days()?,
                always: FOLLOWED_PLAYERS.list("BattleTags or Blizzard IDs, commas between")?,
            },
            card_fonts: CARD_FONTS.value().map(PathBuf::from),
            watched_player: WATCHED_PLAYER.parse("a BattleTag or a Blizzard ID")?,
            notifier: Notifier { webhook: webhook()?, topic: topic()? },
        })
    }
}

impl Addresses {
    /// Reads the environment.
    #[must_use]
    pub fn from_env() -> Self {
        Self {
            api_base_url: API_BASE_URL.base_url(),
            static_base_url: STATIC_BASE_URL.base_url().unwrap_or_default(),
            cloudfront_origin_header: CLOUDFRONT_ORIGIN_HEADER.value(),
        }
    }

    /// Where this API is, for the links in the response to a request: what it was told, else the name that
    /// API Gateway received the request for.
    #[must_use]
    pub fn api_base_url(&self, request: &Request) -> String {
        let named = || request.domain_name.as_ref().map(|name| format!("https://{name}"));
        self.api_base_url.clone().or_else(named).unwrap_or_else(|| LOCAL_API.to_owned())
    }

    /// Who sent a request: the address that API Gateway names, or CloudFront's viewer where CloudFront has
    /// sent it. Any client can write these headers, but not the value of the first.
    #[must_use]
    pub fn client(&self, request: &Request) -> Option<Client> {
        let is_from_cloudfront = self.cloudfront_origin_header.as_deref().is_some_and(|expected| {
            request.header(X_CLOUDFRONT_ORIGIN).is_some_and(|value| value == expected)
        });
        let viewer = || -> Option<IpAddr> {
            let viewer =
                request.header(CLOUDFRONT_VIEWER_ADDRESS).filter(|_| is_from_cloudfront)?;
            viewer_address(viewer)
        };
        viewer().or(request.source_ip).map(Client::from)
    }

    /// Whether the images are configured to be under `/static` of this API, which has none and therefore
    /// cannot redirect to them.
    #[must_use]
    pub fn has_own_images(&self, request: &Request) -> bool {
        self.static_base_url.strip_prefix(&self.api_base_url(request)) == Some("/static")
    }
}

fn signer() -> Result<Signer, ConfigError> {
    Ok(Signer::from_env(AWS_REGION.required()?))
}

fn database_url() -> Result<DatabaseUrl, ConfigError> {
    let Some(url) = DATABASE_URL_PARAMETER.value() else {
        return Ok(DATABASE_URL.required()?.into());
    };
    if DATABASE_URL.value().is_some() {
        return Err(ConfigError::Both(DATABASE_URL.name, DATABASE_URL_PARAMETER.name));
    }
    let store = ParameterStore::new(ssm_endpoint()?, signer()?);
    Ok(DatabaseUrl::InParameters(Parameters::new(store, url, DATABASE_CA_PARAMETER.value())))
}

fn webhook() -> Result<Option<Webhook>, ConfigError> {
    let Some(parameter) = NOTIFY_WEBHOOK_URL_PARAMETER.value() else {
        return Ok(NOTIFY_WEBHOOK_URL.parse_secret("a URL")?.map(Webhook::new));
    };
    if NOTIFY_WEBHOOK_URL.value().is_some() {
        let [one, other] = [NOTIFY_WEBHOOK_URL, NOTIFY_WEBHOOK_URL_PARAMETER];
        return Err(ConfigError::Both(one.name, other.name));
    }
    let store = ParameterStore::new(ssm_endpoint()?, signer()?);
    Ok(Some(Webhook::in_parameter(store, parameter)))
}

/// The topic's region is the fourth part of its ARN.
fn topic() -> Result<Option<Topic>, ConfigError> {
    let Some(arn) = NOTIFY_TOPIC_ARN.value() else { return Ok(None) };
    let invalid = || ConfigError::Invalid {
        name: NOTIFY_TOPIC_ARN.name,
        value: arn.clone(),
        expected: "the ARN of a topic",
    };
    let ["arn", _, "sns", region, _, _] = arn.split(':').collect::<Vec<_>>()[..] else {
        return Err(invalid());
    };
    let endpoint = match AWS_ENDPOINT_URL_SNS.parse("a URL")? {
        Some(endpoint) => endpoint,
        None => format!("https://sns.{region}.amazonaws.com").parse().map_err(|_| invalid())?,
    };
    let signer = Signer::from_env(region.to_owned());
    Ok(Some(Topic::new(arn.clone(), endpoint, signer)))
}

fn ssm_endpoint() -> Result<Url, ConfigError> {
    if let Some(endpoint) = AWS_ENDPOINT_URL_SSM.parse("a URL")? {
        return Ok(endpoint);
    }
    let value = AWS_REGION.required()?;
    let endpoint = format!("https://ssm.{value}.amazonaws.com");
    let expected = "a region";
    endpoint.parse().map_err(|_| ConfigError::Invalid { name: AWS_REGION.name, value, expected })
}

fn database_auth() -> Result<Auth, ConfigError> {
    if DATABASE_AUTH.is("iam", "`iam`")? {
        return Ok(Auth::Iam(signer()?));
    }
    Ok(Auth::Password)
}

fn blizzard_limits() -> Result<Limits, ConfigError> {
    if BLIZZARD_PACE.is("off", "`off`")? {
        return Ok(Limits::Off);
    }
    let share = BLIZZARD_SHARE.parse("a number")?.filter(|share: &u32| *share > 0);
    Ok(Limits::Shared { share })
}

fn storage_limit() -> Result<Option<u64>, ConfigError> {
    let gigabytes: Option<u64> = STORAGE_LIMIT_GB.parse("a number of gigabytes")?;
    Ok(gigabytes.map(|gigabytes| gigabytes.saturating_mul(1_000_000_000)))
}

/// The address in `203.0.113.7:443` or `2001:db8::1:443`: CloudFront writes no brackets.
fn viewer_address(viewer: &str) -> Option<IpAddr> {
    let with_brackets = || viewer.parse::<SocketAddr>().ok().map(|address| address.ip());
    let (address, _port) = viewer.rsplit_once(':')?;
    address.parse().ok().or_else(with_brackets)
}

fn refresh_queue() -> Result<Option<SqsQueue>, ConfigError> {
    let Some(url) = REFRESH_QUEUE_URL.parse("a URL")? else { return Ok(None) };
    Ok(Some(SqsQueue::new(url, signer()?)))
}
