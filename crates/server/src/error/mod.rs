//! Refusals: one enum per endpoint, each with a visible `match` to status, code and text; what they
//! become is a `Failure`, rendered in one place.

mod body;
mod failure;
mod fault;
mod handoffs;
mod page;
mod provider;
mod redeem;
mod render;
mod renew;
mod session;
mod sign_in;
mod window;

pub(crate) use body::BodyError;
pub(crate) use failure::Failure;
pub(crate) use fault::Fault;
pub(crate) use handoffs::HandoffError;
pub(crate) use page::{Denial, PageError};
pub(crate) use provider::ProviderRefusal;
pub(crate) use redeem::RedeemError;
pub(crate) use render::{NOW, Reader, render};
pub(crate) use renew::RenewError;
pub(crate) use session::SessionError;
pub(crate) use sign_in::SignInError;
pub(crate) use window::WindowError;
