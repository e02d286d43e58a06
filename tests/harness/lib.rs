//! The harness: a world (the real issuer, three domains, users), real browsers, and the stage that
//! brings both together for one story. The demo runs in the same world.

mod access;
mod access_log;
mod api;
mod audit;
mod backend;
mod behind;
mod browser;
mod certificate;
mod chain;
pub mod clock;
mod domain;
mod durations;
mod faketime;
mod figures;
mod filled;
mod front;
mod gate;
mod gate_backend;
mod gate_paths;
mod gate_project;
mod gate_site;
mod inspector;
mod issuer;
pub mod kratos;
pub mod landing;
pub mod people;
pub mod port;
pub mod process;
mod project;
mod proxy;
pub mod random;
mod readers;
mod real_kratos;
mod release;
mod seeded;
mod serving;
mod shop;
mod shop_process;
mod site;
mod stage;
mod timing;
mod tree;
mod venue;
pub mod visitor;
pub mod wait;
mod world;

pub use access::Access;
pub use api::{Api, Call};
pub use audit::{AuditRow, Sought, only};
pub use backend::Backend;
pub use browser::{Browser, Engine, Options, Storage, end_waiting_browsers};
pub use certificate::Certificate;
pub use chain::{Interval, sequential};
pub use crosspass_testkit::DatabaseKind;
pub use domain::{Domain, Knobs, RECEIVER_PATH, Receiver, WATCH};
pub use durations::longest;
pub use figures::{Figures, figures};
pub use front::Front;
pub use gate::Gate;
pub use gate_paths::{PROXIES, Survey, gated_for_paths, survey};
pub use gate_project::GatedProject;
pub use gate_site::GatedSite;
pub use inspector::{Inspector, Party};
pub use issuer::Issuer;
pub use project::{Project, package as client_package};
pub use proxy::Proxy;
pub use real_kratos::RealKratos;
pub use release::{Cast, Release};
pub use seeded::Seeded;
pub use serving::Serving;
pub use shop::Shop;
pub use shop_process::ShopProcess;
pub use site::{ISSUER_PLACEHOLDER, Site};
pub use stage::{
    CHROMIUM, CHROMIUM_PORTS, CHROMIUM_SECURE, CHROMIUM_TLS, EVERYWHERE, FIREFOX, FIREFOX_PORTS,
    FIREFOX_SECURE, FIREFOX_TLS, Place, Stage, WEBKIT, WEBKIT_PORTS, story, story_of, story_on_both, trial,
    unless_missing,
};
pub use timing::Timing;
pub use tree::{built, workspace};
pub use venue::Venue;
pub use world::{Names, World, start_domain};
