//! Refusals: one enum per endpoint, each with a visible `match` to status, code and text; what they
//! become is a `Failure`, rendered in one place.

mod body;
mod failure;
mod fault;
mod handoffs;
mod page;
mod redeem;
mod render;
mod sign_in;

pub use body::BodyError;
pub use failure::Failure;
pub use fault::Fault;
pub use handoffs::HandoffError;
pub use page::PageError;
pub use redeem::RedeemError;
pub use render::render;
pub use sign_in::SignInError;
