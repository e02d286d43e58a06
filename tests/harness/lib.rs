//! The harness: a world (the real issuer, three domains, users), real browsers, and the stage that
//! brings both together for one story. The demo runs in the same world.

mod access;
mod audit;
mod browser;
mod certificate;
pub mod clock;
mod domain;
mod front;
mod issuer;
pub mod people;
pub mod process;
pub mod random;
mod site;
mod stage;
pub mod wait;
mod world;

pub use access::Access;
pub use audit::{AuditRow, Sought, only};
pub use browser::{Browser, Engine, Options};
pub use domain::{Domain, Knobs, RECEIVER_PATH, Receiver};
pub use front::Front;
pub use issuer::{Issuer, workspace};
pub use site::{ISSUER_PLACEHOLDER, Site};
pub use stage::{CHROMIUM, CHROMIUM_TLS, FIREFOX, FIREFOX_TLS, Place, Stage, WEBKIT, story, trial};
pub use world::{Names, World, start_domain};
