//! Certificates of one's own: those that are trusted besides the system's.
//!
//! `openssl req -x509` makes a certificate that is an authority and a server's at once, and no verifier of Web servers takes one
//! for the other. Whoever names that very certificate has said whom he means, so it is taken if it is still valid and for
//! this name.

use super::Error;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, SignatureScheme,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::ring::default_provider,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
    server::ParsedCertificate,
};
use rustls_platform_verifier::Verifier;
use std::sync::Arc;

/// What trusts these certificates (PEM) besides the system's.
pub(super) fn trusting(pem: &[u8]) -> Result<ClientConfig, Error> {
    let bad = |why: String| Error::Certificates(why);
    let own =
        CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>().map_err(|error| bad(error.to_string()))?;
    if own.is_empty() {
        return Err(bad("there is no certificate in it (`-----BEGIN CERTIFICATE-----`)".to_owned()));
    }
    let provider = Arc::new(default_provider());
    let usual = Verifier::new_with_extra_roots(own.iter().cloned(), Arc::clone(&provider))
        .map_err(|error| bad(error.to_string()))?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| bad(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Own { usual, own }))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Verifies as usual, but for the certificates that are named themselves.
#[derive(Debug)]
struct Own {
    usual: Verifier,
    own: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Own {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let usual = self.usual.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match usual {
            Err(error) if is_an_authority(&error) && self.own.contains(end_entity) => {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            usual => usual,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.usual.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.usual.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}

/// Whether nothing else was found wrong than that the server shows the certificate of an authority. The verifier looks at
/// times first.
#[must_use]
pub fn is_an_authority(error: &rustls::Error) -> bool {
    // Its own words are all that is left of the verifier's error.
    matches!(error, rustls::Error::InvalidCertificate(CertificateError::Other(other))
        if other.0.to_string() == "CaUsedAsEndEntity")
}
