//! What both ends of Crosspass must agree on: origins, keys, tokens, proofs, window messages and
//! the two state machines of a handoff. No I/O, no clock, no DOM: time, randomness and signature
//! checks are parameters. `docs/protocol.md` is the contract that this crate implements.

mod claims;
pub mod dpop;
mod encoding;
mod error;
pub mod handoff;
mod identifier;
mod key;
mod label;
pub mod message;
#[cfg(feature = "native")]
mod native_url;
mod origin;
#[cfg(feature = "native")]
mod path;
#[cfg(feature = "native")]
mod sign;
mod strict;
mod time;
mod token;
mod verify;
mod version;
#[cfg(feature = "native")]
mod wire;

pub use claims::{LogoutClaims, PermitClaims, SessionClaims, TicketClaims, TokenKind};
pub use error::Code;
pub use identifier::{
    Binding, IdentifierError, KeyId, KeyThumbprint, Nonce, PropagationId, SessionId, Subject, TokenId,
};
pub use key::{Jwk, JwkError, Jwks, KeyState};
pub use label::Labels;
pub use message::Message;
#[cfg(feature = "native")]
pub use native_url::{RegisteredOrigin, RegisteredOriginError, ReturnTo, ReturnToError};
pub use origin::{Origin, OriginError};
#[cfg(feature = "native")]
pub use path::PathReading;
#[cfg(feature = "native")]
pub use ring::rand::SystemRandom;
#[cfg(feature = "native")]
pub use sign::{SignError, SigningKey, sign};
#[cfg(feature = "compare")]
#[doc(hidden)]
pub use strict::compare::compare as compare_strict_json;
pub use time::{Seconds, Timestamp};
pub use token::{
    BindingRule, Expected, LEEWAY, MAX_TOKEN, RenewableToken, SignedToken, TokenError, UnsignedToken,
    UntrustedToken, VerifiedToken,
};
#[cfg(feature = "native")]
pub use verify::native;
pub use verify::{SignatureAnswer, SignatureCheck};
pub use version::Version;
#[cfg(feature = "native")]
pub use wire::Signable;
