//! Storage behind one trait, `Store`, made of eight. `tests/issuer/store_suite.rs` is the generic test
//! of every implementation; SQLite is the embedded one.

mod audit_log;
mod directory;
mod domain_proofs;
mod endings;
mod error;
mod key_store;
mod peek;
mod propagation;
mod providers;
mod renewal;
mod sessions;
pub mod sqlite;

pub use audit_log::AuditLog;
pub use directory::{Credentials, Directory, Facts, Membership};
pub use domain_proofs::DomainProofs;
pub use endings::{EndOutcome, EndRequest, Endings, FarewellHop, SessionRecord};
pub use error::{ChangeError, StoreError};
pub use key_store::KeyStore;
pub use peek::PeekOutcome;
pub use propagation::{HopAsked, NewPropagation, Probed, PropagationBegun, PropagationVisit, Propagations};
pub use providers::{NewProviderSession, ProviderEnding, ProviderOutcome, Providers};
pub use renewal::{RenewOutcome, RenewRefusal, RenewRequest};
pub use sessions::{
    EnterOutcome, EnterRequest, Grant, NewSession, RedeemOutcome, RedeemRefusal, RedeemRequest, Sessions,
    SignInOutcome, Visit,
};

/// Everything that the issuer keeps. A method either happens wholly or not at all, and a decision's
/// audit row is written in the same transaction as what was decided.
pub trait Store:
    Directory + DomainProofs + Sessions + Endings + Propagations + Providers + KeyStore + AuditLog
{
}

impl<T: Directory + DomainProofs + Sessions + Endings + Propagations + Providers + KeyStore + AuditLog> Store
    for T
{
}
