//! The auth page's wasm adapter: parses what the page gives, asks the opener machine of
//! `crosspass-protocol`, carries out its effects. npm `@crosspass/auth`.

mod api;
mod data;
mod error;
mod permit;
mod popup;
mod read;
mod run;
mod sign_in;
mod status;
mod timer;

#[cfg(test)]
mod tests;

pub use sign_in::SignIn;
