//! What the tests share: a world with users and domains, a receiver with a key, forged tokens.

mod answer;
mod clock;
mod dns;
mod forge;
mod host;
mod kratos;
mod pages;
mod receiver;
mod world;

pub(crate) use answer::Answer;
pub(crate) use dns::{DnsServer, Says};
pub(crate) use forge::Forge;
pub(crate) use host::{Host, Serves, receiver_of};
pub(crate) use kratos::{
    Provided, STEVE, kratos_cookie, link, others_answers, person, session_cookie, stand_in, start_path,
    way_back,
};
pub(crate) use receiver::Receiver;
pub(crate) use world::{
    ACME, GLOBEX, INITECH, ISSUER, PASSWORD, REAL_PAGES, World, call_at, end_at, hash, own_page, redeem_at,
    renew_at, sign_in_path,
};
