//! Signing requests: AWS's signature version 4.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>

use std::{
    iter,
    time::{Duration, SystemTime},
};

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::{
    http_request::{
        SignableBody, SignableRequest, SignatureLocation, SigningInstructions, SigningSettings,
        sign,
    },
    sign::v4,
};
use url::Url;

use crate::error::{Cause, Error};

/// Signs with a process's credentials, for services of one region.
#[derive(Debug, Clone)]
pub struct Signer {
    region: String,
    credentials: SharedCredentialsProvider,
}

impl Signer {
    /// With the credentials that Lambda puts into the environment. Others, such as those of a container
    /// or a machine, would need an HTTP client that no function has use for.
    #[must_use]
    pub fn from_env(region: String) -> Self {
        Self::new(region, EnvironmentVariableCredentialsProvider::new())
    }

    /// With other credentials.
    pub fn new(region: String, credentials: impl ProvideCredentials + 'static) -> Self {
        Self { region, credentials: SharedCredentialsProvider::new(credentials) }
    }

    /// Adds a signature to a URL that somebody else will ask for, within its `lifetime` from `now` on.
    ///
    /// # Errors
    ///
    /// [`Error::Sign`].
    pub async fn presign(
        &self,
        service: &str,
        mut url: Url,
        now: SystemTime,
        lifetime: Duration,
    ) -> Result<Url, Error> {
        let mut settings = SigningSettings::default();
        settings.expires_in = Some(lifetime);
        settings.signature_location = SignatureLocation::QueryParams;
        let request =
            SignableRequest::new("GET", url.as_str(), iter::empty(), SignableBody::Bytes(&[]))
                .map_err(|error| Error::Sign(error.into()))?;
        let signed = self.sign(service, request, now, settings).await.map_err(Error::Sign)?;
        for (name, value) in signed.params() {
            url.query_pairs_mut().append_pair(name, value);
        }
        Ok(url)
    }

    /// The headers that a POST of this `body` needs beside those given.
    pub(crate) async fn headers(
        &self,
        service: &str,
        url: &Url,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Vec<(String, String)>, Error> {
        let headers = headers.iter().copied();
        let request =
            SignableRequest::new("POST", url.as_str(), headers, SignableBody::Bytes(body))
                .map_err(|error| Error::Sign(error.into()))?;
        let settings = SigningSettings::default();
        let signed = self.sign(service, request, SystemTime::now(), settings).await;
        let signed = signed.map_err(Error::Sign)?;
        Ok(signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    async fn sign(
        &self,
        service: &str,
        request: SignableRequest<'_>,
        now: SystemTime,
        settings: SigningSettings,
    ) -> Result<SigningInstructions, Cause> {
        let identity = self.credentials.provide_credentials().await?.into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(service)
            .time(now)
            .settings(settings)
            .build()?
            .into();
        Ok(sign(request, &parameters)?.into_parts().0)
    }
}
