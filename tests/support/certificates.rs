//! What a server does with a certificate when a client asks for TLS.

use std::sync::Arc;

use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use sandbox::Authority;
use tokio_rustls::TlsAcceptor;

/// What a server of that name does, whose certificate that authority signs.
pub(crate) fn acceptor(authority: &Authority, name: &str) -> TlsAcceptor {
    let certificate = authority.certificate(name).unwrap();
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate.certificate.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(certificate.key.as_bytes()).unwrap(),
        )
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
