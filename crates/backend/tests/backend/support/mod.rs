//! What the tests share: the issuer on loopback, backends with browsers before them, keys and tokens of attackers.

mod answer;
mod browser;
mod clock;
mod forge;
mod hostile;
mod pages;
mod receiver;
mod world;

pub(crate) use answer::Answer;
pub(crate) use browser::Browser;
pub(crate) use forge::Forge;
pub(crate) use hostile::{Behaviour, HostileIssuer};
pub(crate) use receiver::Receiver;
pub(crate) use world::{ACME, Backend, GLOBEX, STATIC, World, backend};
