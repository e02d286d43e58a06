//! What is tried: each artifact of one domain, presented wherever another domain takes something.

mod artifact;
pub(crate) mod domain;
mod dpop_proof;
mod endpoint;
mod held_artifact;
mod issuer_cookie;
mod judgement;
pub(crate) mod matrix;
mod nonce_cookie;
mod permit;
mod popup_token;
mod presentation;
mod session_cookie;
mod session_id;
mod session_token;
mod ticket;
