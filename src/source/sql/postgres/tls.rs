//! Encrypted connections: how far a server's certificate is believed
//! (<https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION>).

use super::setting::Trust;
use crate::{
    diagnostic::system,
    net::is_an_authority,
    source::sql::{Error, Problem, Spec},
};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
    server::ParsedCertificate,
};
use rustls_platform_verifier::Verifier;
use std::{fs, sync::Arc};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How connections are encrypted.
pub(super) struct Tls(ClientConfig);

impl Tls {
    /// Trusts so far; `roots` is a file of certificates, or `system`.
    pub(super) fn new(spec: &Spec, trust: Trust, roots: Option<&str>) -> Result<Self, Error> {
        let provider = Arc::new(ring::default_provider());
        let bad = |why: String| Error::new(spec, Problem::Setting, why);
        let (usual, own): (Option<Arc<dyn ServerCertVerifier>>, Vec<_>) = match (trust, roots) {
            (Trust::Anybody, _) => (None, Vec::new()),
            (_, None | Some("system")) => {
                let verifier = Verifier::new(Arc::clone(&provider))
                    .map_err(|error| bad(format!("the system's certificates cannot be used: {error}")))?;
                (Some(Arc::new(verifier)), Vec::new())
            }
            (_, Some(file)) => {
                let path = spec.root.join(file);
                let bytes = fs::read(&path).map_err(|cause| {
                    bad(format!("`sslrootcert` names {}: {}", path.display(), system::words(&cause, &path)))
                        .help("it is a path relative to the directory of courant.toml")
                })?;
                let own = CertificateDer::pem_slice_iter(&bytes)
                    .collect::<Result<Vec<_>, _>>()
                    .ok()
                    .filter(|own| !own.is_empty())
                    .ok_or_else(|| bad(format!("{} holds no certificates (PEM)", path.display())))?;
                let mut store = RootCertStore::empty();
                store.add_parsable_certificates(own.iter().cloned());
                let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(&provider))
                    .build()
                    .map_err(|error| bad(format!("{}: {error}", path.display())))?;
                (Some(verifier), own)
            }
        };
        let believer = Believer { trust, usual, own, provider: Arc::clone(&provider) };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| bad(format!("no encrypted connection can be made: {error}")))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(believer))
            .with_no_client_auth();
        Ok(Self(config))
    }

    pub(super) fn connector(&self) -> MakeRustlsConnect {
        MakeRustlsConnect::new(self.0.clone())
    }
}

/// Believes certificates as far as the connection string says.
#[derive(Debug)]
struct Believer {
    trust: Trust,
    usual: Option<Arc<dyn ServerCertVerifier>>,
    /// The certificates that are named; a server that has signed its own shows one of them.
    own: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Believer {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(usual) = &self.usual else { return Ok(ServerCertVerified::assertion()) };
        match usual.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            // The name is looked at when everything else is in order.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.trust == Trust::Authority => Ok(ServerCertVerified::assertion()),
            Err(error) if is_an_authority(&error) && self.own.contains(end_entity) => {
                if self.trust == Trust::Host {
                    verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                }
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
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
