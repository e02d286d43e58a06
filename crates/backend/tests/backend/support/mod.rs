//! What the tests share: the issuer on loopback, backends with browsers before them, keys and tokens of attackers.

mod backend;
mod browser;
mod hostile;
mod pages;
mod wire;
mod world;

pub(crate) use backend::{Backend, backend};
pub(crate) use browser::Browser;
pub(crate) use crosspass_testkit::{Answer, Forge, ManualClock, Receiver};
pub(crate) use hostile::{Behaviour, Called, HostileIssuer};
pub(crate) use world::{ACME, GLOBEX, STATIC, World};
