//! The command line: `serve`, and the operators' verbs on the running database.

use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::error::CliError;
use crate::storage::Desk;

use crate::config::{Config, ConfigError, GateConfig, Sources, StorageConfig};

/// Crosspass: one sign-in for domains that share nothing.
#[derive(Parser)]
#[command(name = "crosspass", version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

/// Which issuer a command is about.
#[derive(Args)]
struct Place {
    /// The configuration file [default: crosspass.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<String>,
    /// The SQLite file, or postgres://user:password@host/name
    #[arg(long, global = true, value_name = "PATH")]
    database: Option<String>,
    /// The issuer's origin, such as https://auth.example.com
    #[arg(long, global = true, value_name = "URL")]
    issuer: Option<String>,
}

#[derive(Subcommand)]
enum Verb {
    /// Serve the issuer
    Serve(crate::serve::Serve),
    /// Serve a gate: sessions for domains whose backend is of any language, asked by nginx, Caddy or Traefik
    Gate(crate::gate::Gate),
    /// Organizations: customers, who own domains and have members
    #[command(subcommand)]
    Org(crate::org::Org),
    /// Domains: origins that take sessions
    #[command(subcommand)]
    Domain(crate::domain::DomainVerb),
    /// Users
    #[command(subcommand)]
    User(crate::user::UserVerb),
    /// Members of organizations
    #[command(subcommand)]
    Member(crate::member::Member),
    /// Sessions: who is signed in, ending that, and receipts of it
    #[command(subcommand)]
    Session(crate::session::SessionVerb),
    /// Signing keys
    #[command(subcommand)]
    Key(crate::key::Key),
    /// Move everything from the SQLite file to a PostgreSQL database
    MigrateStore(crate::migrate_store::MigrateStore),
    /// Print the audit log
    Audit(crate::audit::Audit),
    /// Say whether a user may enter a domain, and why, and how the last handoffs there went
    Explain(crate::explain::Explain),
    /// Show that nothing of one domain is good at another, at a running deployment
    CheckIsolation(crate::isolation::CheckIsolation),
    /// Print routes, codes and verbs as JSON, for comparing the docs with the code
    #[command(hide = true)]
    Describe,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return CliError::from(error).report(),
    };
    match runtime.block_on(run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.report(),
    }
}

async fn run(cli: Cli) -> Result<(), CliError> {
    let place = cli.place;
    match cli.verb {
        Verb::Serve(serve) => {
            let config = Config::check(&sources(&place, serve.flags())?)?;
            crate::serve::run(config).await
        }
        Verb::Gate(gate) => {
            let config = GateConfig::check(&sources(&place, gate.flags())?)?;
            crate::gate::run(config).await
        }
        Verb::Org(verb) => verb.run(&desk(&place).await?).await,
        Verb::Domain(verb) => verb.run(&desk(&place).await?).await,
        Verb::User(verb) => verb.run(&desk(&place).await?).await,
        Verb::Member(verb) => verb.run(&desk(&place).await?).await,
        Verb::Session(verb) => verb.run(&desk(&place).await?).await,
        Verb::Key(verb) => verb.run(&desk(&place).await?).await,
        Verb::Audit(verb) => verb.run(&desk(&place).await?).await,
        Verb::Explain(verb) => verb.run(&desk(&place).await?).await,
        Verb::MigrateStore(migrate) => {
            let config = StorageConfig::check(&sources(&place, Vec::new())?)?;
            migrate.run(&config.database).await
        }
        Verb::CheckIsolation(check) => {
            let config = StorageConfig::check(&sources(&place, Vec::new())?)?;
            check.run(config.issuer).await
        }
        Verb::Describe => crate::describe::run(&Cli::command()),
    }
}

async fn desk(place: &Place) -> Result<Desk, CliError> {
    let config = StorageConfig::check(&sources(place, Vec::new())?)?;
    Desk::open(config).await
}

fn sources(place: &Place, more: Vec<(&'static str, Option<String>)>) -> Result<Sources, ConfigError> {
    let mut flags = vec![
        ("config", place.config.clone()),
        ("database", place.database.clone()),
        ("issuer", place.issuer.clone()),
    ];
    flags.extend(more);
    Sources::gather(&flags, |name| std::env::var(name).ok())
}
