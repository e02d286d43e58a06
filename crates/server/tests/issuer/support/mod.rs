//! What the tests share: a world with users and domains, a receiver with a key, forged tokens.

mod host;
mod kratos;
mod pages;
mod world;

pub(crate) use crosspass_testkit::directory::{PASSWORD, hash};
pub(crate) use crosspass_testkit::{Answer, DnsServer, Forge, ISSUER, ManualClock, Receiver, Says};
pub(crate) use host::{Host, Serves, receiver_of};
pub(crate) use kratos::{
    Provided, STEVE, kratos_cookie, link, others_answers, person, session_cookie, stand_in, start_path,
    way_back,
};
pub(crate) use world::{
    ACME, GLOBEX, INITECH, REAL_PAGES, World, call_at, end_at, own_page, redeem_at, renew_at, sign_in_path,
};
