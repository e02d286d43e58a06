//! What the issuer does: one file for each thing. An action reads facts, has the model decide, writes, and appends the audit row,
//! all in one transaction. It can run twice, so time and randomness are given to it.

mod administer;
mod allowed_domains;
mod audit;
mod enter;
mod grant;
mod instance;
mod live_sessions;
mod logout_queue;
mod post_logout;
mod proof;
mod propagate;
mod provider_endings;
mod provider_sign_in;
mod prune;
mod redeem;
mod renew;
mod session;
mod sign_in;
mod sign_out;
mod verify_domains;

pub use enter::{EnterOutcome, EnterRequest};
pub use grant::Grant;
pub use live_sessions::SessionRecord;
pub use logout_queue::LogoutOutcome;
pub use post_logout::PostLogoutStep;
pub use propagate::{HopAsked, NewPropagation, Probed, PropagationBegun, PropagationVisit};
pub use provider_sign_in::{NewProviderSession, ProviderOutcome};
pub use redeem::{RedeemOutcome, RedeemRequest};
pub use renew::{RenewOutcome, RenewRequest};
pub use sign_in::{NewSession, SignInOutcome, Visit};
pub use sign_out::{EndOutcome, EndRequest};
