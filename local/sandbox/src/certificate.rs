//! Certificates for a server on this machine. rustls refuses one that signed itself: it takes two.

use std::{fmt, io, io::Write, path::Path};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::NamedTempFile;

/// What a server shows to clients that ask for TLS, as PEM.
#[derive(Clone)]
pub struct Certificate {
    /// The certificate.
    pub certificate: String,
    /// Its private key.
    pub key: String,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate(…)")
    }
}

/// An authority that clients may trust: it signs certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    file: NamedTempFile,
}

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The name is none that a certificate can have, or there is no key.
    #[error(transparent)]
    Certificate(#[from] rcgen::Error),
    /// The authority's file cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Authority {
    /// Makes an authority of its own.
    ///
    /// # Errors
    ///
    /// [`CertificateError`].
    pub fn new() -> Result<Self, CertificateError> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate()?;
        let mut file = NamedTempFile::new()?;
        file.write_all(params.self_signed(&key)?.pem().as_bytes())?;
        Ok(Self { issuer: Issuer::new(params, key), file })
    }

    /// The file that `sslrootcert` names; it goes with the authority.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// The certificate of a server of that name, or at that address.
    ///
    /// # Errors
    ///
    /// [`CertificateError`].
    pub fn certificate(&self, name: &str) -> Result<Certificate, CertificateError> {
        let key = KeyPair::generate()?;
        let params = CertificateParams::new([name.to_owned()])?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Certificate { certificate: certificate.pem(), key: key.serialize_pem() })
    }
}
