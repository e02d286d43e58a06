//! The issuer: signs users in, decides where they may go, signs tokens. `app(state) -> Router` is all
//! of its HTTP; the binary `crosspass` serves it and has the operators' commands.

mod app;
mod assets;
mod cli;
mod clock;
mod config;
mod decision;
mod error;
mod headers;
mod http;
mod keys;
mod limits;
mod model;
mod pages;
mod password;
mod random;
mod routes;
mod serve;
mod state;
mod store;
mod telemetry;
mod tokens;

pub use app::app;
pub use cli::main as cli_main;
