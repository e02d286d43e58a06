//! Storage: SQLite in a file, or PostgreSQL. `rows/` has the statements, one text for both; here is what runs them.

mod address;
mod error;
mod failed;
#[cfg(feature = "faults")]
mod faults;
mod locks;
mod migrate;
mod postgres;
mod row;
pub(crate) mod rows;
mod sqlite;
mod transact;
mod tx;
mod value;

pub use address::{DatabaseAddress, DatabaseAddressError, PoolSettings, PostgresAddress};
pub use error::{ChangeError, StoreError};
#[cfg(feature = "faults")]
pub use faults::Faults;
pub use migrate::{MigrateError, MigrateProgress, migrate_store};
pub use postgres::{AloneError, ServesAlone};
pub use transact::Store;
pub(crate) use tx::Tx;
