//! A client of the protocol: what a browser, a page and a domain's server do with issuer and domain, as calls.

pub(crate) mod backend;
pub(crate) mod cookie;
pub(crate) mod dpop_key;
pub(crate) mod issuer_session;
pub(crate) mod jwks;
pub(crate) mod probe_error;
pub(crate) mod receiver;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod summary;
pub(crate) mod user_agent;
