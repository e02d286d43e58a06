//! `crosspass domain`: origins that take sessions.

use clap::Subcommand;
use crosspass_protocol::{Origin, RegisteredOrigin};
use serde::Serialize;

use super::error::CliError;
use super::output::{line, rows};
use super::prove;
use super::storage::{Desk, organization, origin};
use crosspass_issuer::model::{DisplayText, Domain, DomainKind, Trust, fits_issuer};

#[derive(Subcommand)]
pub(crate) enum DomainVerb {
    /// Register an origin
    Add {
        /// The exact origin, such as https://app.customer.com
        origin: String,
        /// The organization that owns it
        #[arg(long, value_name = "NAME")]
        org: String,
        /// What people call it
        #[arg(long)]
        name: String,
        /// Other people's code runs there: no popup, and a named button before the first visit
        #[arg(long)]
        external: bool,
        /// Its own server takes the sessions, at /crosspass/session, instead of its pages
        #[arg(long)]
        backend: bool,
    },
    /// List domains
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Show the DNS record that proves a domain to be its owner's, and look for it
    Prove {
        /// The exact origin
        origin: String,
    },
    /// Let a domain take no sessions for a while
    Suspend {
        /// The exact origin
        origin: String,
    },
    /// Let a suspended domain take sessions again
    Resume {
        /// The exact origin
        origin: String,
    },
    /// Remove a domain
    Remove {
        /// The exact origin
        origin: String,
    },
}

#[derive(Serialize)]
struct Row {
    origin: Origin,
    name: String,
    organization: String,
    trust: &'static str,
    kind: &'static str,
    suspended: bool,
    unproven: bool,
}

impl DomainVerb {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), CliError> {
        match self {
            Self::Add {
                origin,
                org,
                name,
                external,
                backend,
            } => {
                let registered = registered(desk, &origin)?;
                let domain = Domain {
                    unproven: desk.proof.is_needed && !registered.is_loopback(),
                    origin: registered,
                    name: DisplayText::parse(&name)
                        .map_err(|error| CliError::argument("--name", &name, error))?,
                    organization: organization(&org)?,
                    trust: if external {
                        Trust::External
                    } else {
                        Trust::FirstParty
                    },
                    kind: if backend {
                        DomainKind::Backend
                    } else {
                        DomainKind::Static
                    },
                    suspended: false,
                };
                desk.store
                    .add_domain(&domain, &desk.random, &desk.audit())
                    .await?;
                line(format_args!("added domain {origin}"))?;
                if domain.unproven {
                    prove::show(desk, &domain.origin).await?;
                }
            }
            Self::List { json } => list(desk, json).await?,
            Self::Prove { origin: text } => prove::look(desk, &text).await?,
            Self::Suspend { origin: text } => {
                desk.store
                    .set_suspended(&origin(&text)?, true, &desk.audit())
                    .await?;
                line(format_args!("suspended domain {text}"))?;
            }
            Self::Resume { origin: text } => {
                desk.store
                    .set_suspended(&origin(&text)?, false, &desk.audit())
                    .await?;
                line(format_args!("resumed domain {text}"))?;
            }
            Self::Remove { origin: text } => {
                desk.store.remove_domain(&origin(&text)?, &desk.audit()).await?;
                line(format_args!("removed domain {text}"))?;
            }
        }
        Ok(())
    }
}

fn registered(desk: &Desk, text: &str) -> Result<Origin, CliError> {
    let parsed = RegisteredOrigin::parse(text).map_err(|error| CliError::argument("ORIGIN", text, error))?;
    if let Some(issuer) = desk.issuer() {
        fits_issuer(parsed.origin(), issuer, desk.cookie_reach())
            .map_err(|error| CliError::argument("ORIGIN", text, error))?;
    }
    Ok(parsed.origin().clone())
}

async fn list(desk: &Desk, json: bool) -> Result<(), CliError> {
    let found = desk.store.domains().await?;
    let found: Vec<Row> = found
        .into_iter()
        .map(|domain| Row {
            origin: domain.origin,
            name: domain.name.to_string(),
            organization: domain.organization.to_string(),
            trust: domain.trust.as_str(),
            kind: domain.kind.as_str(),
            suspended: domain.suspended,
            unproven: domain.unproven,
        })
        .collect();
    Ok(rows(json, &found, |row| {
        let state = match (row.suspended, row.unproven) {
            (true, _) => "suspended",
            (false, true) => "unproven",
            (false, false) => "open",
        };
        vec![
            row.origin.to_string(),
            row.name.clone(),
            row.organization.clone(),
            row.trust.to_owned(),
            row.kind.to_owned(),
            state.to_owned(),
        ]
    })?)
}
