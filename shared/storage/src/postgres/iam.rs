//! Tokens that IAM lets a database accept in a password's place.
//!
//! A token is a presigned request that is never sent: signing it is arithmetic on this machine.
//! <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html>

use std::{
    iter,
    time::{Duration, UNIX_EPOCH},
};

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign},
    sign::v4,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::postgres::PgConnectOptions;
use url::Url;

/// How long the database accepts a token for new connections. Open ones outlive it.
const LIFETIME: Duration = Duration::from_mins(15);

/// The service that tokens are signed for.
const SERVICE: &str = "rds-db";

/// What is encoded in a URL that is signed: all but letters, digits and these.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why no token could be signed, as a reason not to connect.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct NoToken(BoxError);

/// Signs tokens with a process's credentials, for databases of one region.
#[derive(Debug, Clone)]
pub struct TokenSigner {
    credentials: SharedCredentialsProvider,
    region: String,
}

impl TokenSigner {
    /// With the credentials that Lambda puts into the environment. Others, such as those of a container
    /// or a machine, would need an HTTP client that no function has use for.
    #[must_use]
    pub fn from_env(region: String) -> Self {
        Self::new(region, EnvironmentVariableCredentialsProvider::new())
    }

    /// With other credentials.
    pub fn new(region: String, credentials: impl ProvideCredentials + 'static) -> Self {
        Self { credentials: SharedCredentialsProvider::new(credentials), region }
    }

    /// A token for the server and the user of `options`, as of `now` since 1970.
    pub(super) async fn token(
        &self,
        options: &PgConnectOptions,
        now: Duration,
    ) -> Result<String, sqlx::Error> {
        let token = self.presign(options, now).await;
        token.map_err(|error| sqlx::Error::Configuration(Box::new(NoToken(error))))
    }

    async fn presign(&self, options: &PgConnectOptions, now: Duration) -> Result<String, BoxError> {
        let mut url = Url::parse(&format!(
            "https://{}:{}/?Action=connect&DBUser={}",
            options.get_host(),
            options.get_port(),
            utf8_percent_encode(options.get_username(), ENCODED),
        ))?;
        let mut settings = SigningSettings::default();
        settings.expires_in = Some(LIFETIME);
        settings.signature_location = SignatureLocation::QueryParams;
        let identity = self.credentials.provide_credentials().await?.into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(SERVICE)
            .time(UNIX_EPOCH + now)
            .settings(settings)
            .build()?
            .into();
        let request =
            SignableRequest::new("GET", url.as_str(), iter::empty(), SignableBody::Bytes(&[]))?;
        let (instructions, _signature) = sign(request, &parameters)?.into_parts();
        for (name, value) in instructions.params() {
            url.query_pairs_mut().append_pair(name, value);
        }
        // The password is the URL without its scheme.
        Ok(url[url::Position::BeforeHost..].to_owned())
    }
}
