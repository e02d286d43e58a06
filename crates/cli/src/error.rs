//! Why a command did nothing, for the person at the terminal.

use std::process::ExitCode;

use crosspass_backend::StartError;

use crate::config::ConfigError;
use crosspass_issuer::DnsError;
use crosspass_issuer::IssuerError;
use crosspass_issuer::KeyError;
use crosspass_issuer::PasswordError;
use crosspass_issuer::RandomError;
use crosspass_issuer::store::{AloneError, ChangeError, MigrateError, StoreError};
use crosspass_server::PagesError;

/// Why a command did nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("{argument} {value:?}: {wrong}")]
    Argument {
        argument: &'static str,
        value: String,
        wrong: String,
    },
    #[error(transparent)]
    Change(#[from] ChangeError),
    #[error("{error}{cause}", error = .0, cause = cause(.0))]
    Store(#[from] StoreError),
    #[error("{error}{cause}", error = .0, cause = cause(.0))]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Alone(#[from] AloneError),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Random(#[from] RandomError),
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    #[error(transparent)]
    Pages(#[from] PagesError),
    #[error(transparent)]
    Dns(#[from] DnsError),
    #[error("gate: {0}")]
    Gate(#[from] StartError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Refused(String),
}

impl CliError {
    /// An argument that is not of its form.
    pub(crate) fn argument(argument: &'static str, value: &str, wrong: impl ToString) -> Self {
        Self::Argument {
            argument,
            value: value.to_owned(),
            wrong: wrong.to_string(),
        }
    }

    /// Tells the person, and what the process says at its end: 2 for what was asked wrongly, 1 for
    /// what did not work.
    pub(crate) fn report(self) -> ExitCode {
        eprintln!("crosspass: {self}");
        match self {
            Self::Config(_)
            | Self::Argument { .. }
            | Self::Gate(_)
            | Self::Pages(PagesError::Folder { .. } | PagesError::NoPage { .. }) => ExitCode::from(2),
            Self::Change(_)
            | Self::Store(_)
            | Self::Migrate(_)
            | Self::Alone(_)
            | Self::Keys(_)
            | Self::Password(_)
            | Self::Random(_)
            | Self::Issuer(_)
            | Self::Dns(_)
            | Self::Pages(_)
            | Self::Io(_)
            | Self::Refused(_) => ExitCode::from(1),
        }
    }
}

fn cause(error: &dyn std::error::Error) -> String {
    error
        .source()
        .map(|cause| format!(": {cause}"))
        .unwrap_or_default()
}
