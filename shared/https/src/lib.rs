//! The one HTTPS client that everything is asked through: Blizzard, AWS, and where a deployment waits.

use std::sync::Arc;

/// Why no HTTPS client can be set up.
#[derive(Debug, thiserror::Error)]
#[error("TLS cannot be set up: {0}")]
pub struct Error(#[source] rustls::Error);

/// A client for any site, yet to be configured.
///
/// # Errors
///
/// [`Error`].
pub fn client() -> Result<reqwest::ClientBuilder, Error> {
    Ok(reqwest::Client::builder().tls_backend_preconfigured(tls().map_err(Error)?))
}

/// An error of the way there says little without its causes.
#[must_use]
pub fn with_causes(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// Ring and the public roots, built in: the platform's verifier takes milliseconds of a cold start.
fn tls() -> Result<rustls::ClientConfig, rustls::Error> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
