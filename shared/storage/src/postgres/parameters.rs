//! Where the database is, kept in parameters that a process reads when it first connects.
//!
//! The environment of a function is shown to whoever may look at the function, and holds 4 KB: neither
//! suits a password, or the certificate of an authority.

use std::{str::FromStr, sync::Arc};

use aws::ParameterStore;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::{sync::Mutex, try_join};
use url::Url;

use crate::{Error, ParameterError};

/// What an authority's certificate begins with.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";

/// The parameters with a database's URL and with the authority that its server is verified by.
#[derive(Debug, Clone)]
pub struct Parameters(Arc<Shared>);

/// What all connections of a process share.
#[derive(Debug)]
struct Shared {
    store: ParameterStore,
    url: String,
    authority: Option<String>,
    read: Mutex<Option<PgConnectOptions>>,
}

impl Parameters {
    /// Parameters of these names. Without one for an authority, the server's certificate has to be one of
    /// a public authority.
    #[must_use]
    pub fn new(store: ParameterStore, url: String, authority: Option<String>) -> Self {
        Self(Arc::new(Shared { store, url, authority, read: Mutex::default() }))
    }

    /// What they hold: read once.
    pub(super) async fn options(&self) -> Result<PgConnectOptions, Error> {
        let mut read = self.0.read.lock().await;
        if let Some(options) = &*read {
            return Ok(options.clone());
        }
        let options = self.0.read().await?;
        Ok(read.insert(options).clone())
    }

    /// Has them read again, since what they held is of no use any more.
    pub(super) async fn forget(&self) {
        *self.0.read.lock().await = None;
    }
}

impl Shared {
    async fn read(&self) -> Result<PgConnectOptions, Error> {
        let (options, authority) = try_join!(self.read_url(), self.read_authority())?;
        Ok(match authority {
            Some(certificate) => options.ssl_root_cert_from_pem(certificate.into_bytes()),
            None => options,
        })
    }

    async fn read_url(&self) -> Result<PgConnectOptions, Error> {
        let failed = |error| Error::Parameter { name: self.url.clone(), error };
        let url = self.store.get(&self.url).await.map_err(|error| failed(error.into()))?;
        verified(url.trim()).map_err(failed)
    }

    async fn read_authority(&self) -> Result<Option<String>, Error> {
        let Some(name) = &self.authority else { return Ok(None) };
        let failed = |error| Error::Parameter { name: name.clone(), error };
        let pem = self.store.get(name).await.map_err(|error| failed(error.into()))?;
        if !pem.contains(CERTIFICATE) {
            return Err(failed(ParameterError::NoCertificate));
        }
        Ok(Some(pem))
    }
}

/// How to connect to what a URL names, and to nobody else. Of the URL's parameters only `sslmode` counts:
/// providers add some that the driver does not know, and would log.
fn verified(url: &str) -> Result<PgConnectOptions, ParameterError> {
    let mut url = Url::parse(url).map_err(|error| ParameterError::Url(error.into()))?;
    let has_tls = url.query_pairs().any(|(name, mode)| {
        name == "sslmode" && ["require", "verify-ca", "verify-full"].contains(&&*mode)
    });
    if !has_tls {
        return Err(ParameterError::NoTls);
    }
    url.set_query(None);
    let options = options(url.as_str()).map_err(|error| ParameterError::Url(error.into()))?;
    // What a provider writes as `require` is verified all the same.
    Ok(options.ssl_mode(PgSslMode::VerifyFull))
}

/// How to connect to what a URL names.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    // Sent as a SET, it would pin a proxy's connection.
    Ok(PgConnectOptions::from_str(url)?.extra_float_digits(None))
}
