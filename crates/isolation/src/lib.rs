//! Shows at a running deployment that nothing of one domain is good at another. It acts as a browser would, with a user
//! of its own: real sign-ins, real handoffs, then everything of the one presented wherever the other takes something.

mod check;
mod client;
mod domains;
mod environment;
mod probes;
mod report;

pub use check::{Check, CheckError};
pub use domains::{DomainsError, origins};
pub use environment::Environment;
pub use report::{Report, Row};
