//! What can go wrong with storage, split by who is at fault.

use std::error::Error;

use crate::random::RandomError;

/// The storage failed: nobody's request is at fault.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Locked, full, read-only, gone, or slow: trying again may help.
    #[error("the database is out of reach")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// A row holds what was never written there.
    #[error("the database holds a damaged {0}")]
    Damaged(&'static str),
}

impl From<RandomError> for StoreError {
    fn from(error: RandomError) -> Self {
        Self::Unavailable(Box::new(error))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) | sqlx::Error::Decode(_) => {
                Self::Damaged("row")
            }
            other => Self::Unavailable(other.into()),
        }
    }
}

/// An operator's change was not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is one of that name.
    #[error("{kind} {name} exists already")]
    Exists {
        /// What it is.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// There is none of that name.
    #[error("there is no {kind} {name}; {}", existing(.kind, .known))]
    Missing {
        /// What it is.
        kind: &'static str,
        /// The name asked for.
        name: String,
        /// Names that exist.
        known: Vec<String>,
    },
    /// It would be half of something.
    #[error("{0}")]
    Incomplete(&'static str),
    /// Others hang on it.
    #[error("{kind} {name} still has {holders}: remove those first")]
    InUse {
        /// What it is.
        kind: &'static str,
        /// Its name.
        name: String,
        /// What hangs on it.
        holders: String,
    },
}

fn existing(kind: &str, known: &[String]) -> String {
    const SHOWN: usize = 10;
    let first = known.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>();
    match known.len().checked_sub(SHOWN) {
        _ if known.is_empty() => format!("no {kind} exists yet"),
        Some(more) if more > 0 => format!("there are {} and {more} more", first.join(", ")),
        _ => format!("there is: {}", first.join(", ")),
    }
}
