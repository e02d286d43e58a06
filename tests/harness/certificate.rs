//! A self-signed certificate for the hosts of a world over TLS, made anew for each: browsers are told to take it, our own
//! processes to trust it, and a proxy that ends TLS itself reads it from its files.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use tempfile::TempDir;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// A certificate with its key.
pub struct Certificate {
    acceptor: TlsAcceptor,
    files: TempDir,
}

impl Certificate {
    /// One for these hosts.
    pub(crate) fn make(hosts: &[&str]) -> Result<Self> {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let made = rcgen::generate_simple_self_signed(hosts).context("no certificate")?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)?;
        let files = tempfile::Builder::new().prefix("crosspass-tls-").tempdir()?;
        fs::write(files.path().join("cert.pem"), made.cert.pem())?;
        fs::write(files.path().join("key.pem"), made.signing_key.serialize_pem())?;
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            files,
        })
    }

    /// Ends TLS with it.
    #[must_use]
    pub fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }

    /// Its file, in PEM: what to trust.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.files.path().join("cert.pem")
    }

    /// Its key's file, in PEM.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.files.path().join("key.pem")
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate")
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}
