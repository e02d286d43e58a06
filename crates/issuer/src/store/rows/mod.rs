//! Small operations, named after the rows that they read or write: one file per table, one text of SQL for both databases. No
//! decision is made here.

mod audit;
mod brands;
mod consents;
mod directory;
mod domains;
mod endings;
mod handoffs;
mod hops;
mod instance;
mod members;
mod names;
mod organizations;
mod proofs;
mod propagations;
mod provider_endings;
mod provider_sign_ins;
mod receipts;
mod sessions;
mod signing_keys;
mod users;

pub(crate) use brands::BrandParts;
pub(crate) use endings::Scope;
pub(crate) use handoffs::HandoffRow;
pub(crate) use names::{DOMAIN, KEY, LIVE_SESSION, MEMBER, ORGANIZATION, USER};
pub(crate) use propagations::PropagationRow;
pub(crate) use receipts::Settlement;
