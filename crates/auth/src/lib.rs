//! The auth page's wasm adapter: parses what the page gives, asks the opener machine of
//! `crosspass-protocol`, carries out its effects. npm `@crosspass/auth`.

mod api;
mod data;
mod error;
mod object;
mod permit;
mod popup;
mod run;
mod sign_in;
mod status;
mod timer;

#[cfg(test)]
mod tests;

pub use sign_in::SignIn;

/// A fifth of the default allocator's size, with bounded time and fragmentation (TLSF).
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
