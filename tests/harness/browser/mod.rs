//! Real browsers, driven through WebDriver: one client for all three engines.

mod chromium;
mod display;
mod driven;
mod engine;
mod firefox;
mod freeze;
mod page;
mod pool;
mod recipe;
mod webkit;

pub use driven::Browser;
pub use engine::{Engine, Options, Storage};
pub use pool::end_waiting_browsers;
pub(crate) use recipe::tool;
