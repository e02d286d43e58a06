//! A client of the protocol, as a browser and a domain's page are: signs in, lands, redeems, renews, ends.

pub(crate) mod backend;
pub(crate) mod call;
pub(crate) mod cookie;
pub(crate) mod key;
pub(crate) mod receiver;
pub(crate) mod response;
pub(crate) mod visit;
pub(crate) mod web;
