//! The two sans-IO state machines of a handoff: events in, effects out. Tokens pass through as a
//! type parameter and are never kept, so the machines can be compared, hashed and model-checked.

mod carrier;
pub mod opener;
pub mod receiver;

pub use opener::Opener;
pub use receiver::Receiver;
