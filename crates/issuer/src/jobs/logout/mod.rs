//! Telling domains' servers that a session has ended (OpenID Connect Back-Channel Logout 1.0): what storage holds is sent
//! until it was taken, over restarts of either side.

mod delivery;
mod notices;

pub use delivery::deliver;
pub use notices::Notices;
