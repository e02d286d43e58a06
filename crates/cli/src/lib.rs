//! The command line `crosspass`: reads files, environment and arguments, and puts issuer, HTTP and gate together.

mod audit;
mod brand;
mod command_line;
mod config;
mod describe;
mod domain;
mod error;
mod explain;
mod gate;
mod isolation;
mod key;
mod member;
mod migrate_store;
mod org;
mod output;
mod password;
mod prove;
mod serve;
mod session;
mod storage;
mod telemetry;
mod user;

pub use command_line::main as command_line;
pub use config::{
    Config, ConfigError, GateConfig, GateOrigin, Problem, SETTINGS, Setting, Sources, StorageConfig,
    ValueSource,
};
