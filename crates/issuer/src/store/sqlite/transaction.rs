//! Write transactions, and the two questions that changes ask.

use sqlx::{Row, Sqlite, Transaction};

use super::SqliteStore;
use crate::store::{ChangeError, StoreError};

pub(super) type WriteTransaction = Transaction<'static, Sqlite>;

impl SqliteStore {
    /// Begins with the write lock in hand: a transaction that reads first can then not fail halfway.
    pub(super) async fn write(&self) -> Result<WriteTransaction, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}

/// What kind of thing a change is about, and how to list the names of its kind.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) noun: &'static str,
    pub(super) names: &'static str,
}

impl Kind {
    /// `Ok` if the change met a row; else an error that names what exists.
    pub(super) async fn met(
        self,
        tx: &mut WriteTransaction,
        changed: u64,
        name: &str,
    ) -> Result<(), ChangeError> {
        if changed > 0 {
            return Ok(());
        }
        let rows = sqlx::query(self.names)
            .fetch_all(&mut **tx)
            .await
            .map_err(StoreError::from)?;
        let known = rows
            .iter()
            .map(|row| row.try_get(0))
            .collect::<Result<_, _>>()
            .map_err(StoreError::from)?;
        Err(ChangeError::Missing {
            kind: self.noun,
            name: name.to_owned(),
            known,
        })
    }

    /// Tells a name that is taken from a storage failure.
    pub(super) fn taken(self, error: sqlx::Error, name: &str) -> ChangeError {
        match error.as_database_error() {
            Some(database) if database.is_unique_violation() => ChangeError::Exists {
                kind: self.noun,
                name: name.to_owned(),
            },
            _ => ChangeError::Store(error.into()),
        }
    }
}

impl From<sqlx::Error> for ChangeError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
