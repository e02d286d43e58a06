//! The receiver's wasm adapter: asks the receiver machine of `crosspass-protocol` and carries out its
//! effects; storage, key and network are the page's (`Host`). On other pages: proofs for requests,
//! and renewed tokens verified. npm `@crosspass/client`.

mod arrival;
mod held;
mod host;
mod listener;
mod proof;
mod redeem;
mod run;
mod session;
mod verify;

#[cfg(test)]
mod tests;

pub use held::{accept_renewed, prove};
pub use run::receive;

/// A fifth of the default allocator's size, with bounded time and fragmentation (TLSF).
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
