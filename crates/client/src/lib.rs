//! What the pages of a domain ask of `crosspass-protocol`: the receiver's machine, verified tokens, and
//! proofs. Nothing here waits: storage, keys, WebCrypto, network and the page itself are TypeScript's,
//! beside the front. npm `@crosspass/client`.

mod arrival;
mod host;
mod listener;
mod proof;
mod receiver;
mod session;
mod verify;

#[cfg(test)]
mod tests;

pub use proof::signing_input;
pub use receiver::Receiver;
pub use verify::Question;

/// A fifth of the default allocator's size, with bounded time and fragmentation (TLSF).
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
