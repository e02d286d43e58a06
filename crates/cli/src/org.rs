//! `crosspass org`: organizations.

use clap::Subcommand;
use serde::Serialize;

use super::brand::BrandVerb;
use super::error::CliError;
use super::output::{line, rows};
use super::storage::{Desk, organization};
use crosspass_issuer::model::{DisplayText, Organization};

#[derive(Subcommand)]
pub(crate) enum Org {
    /// Add an organization
    Add {
        /// Its short name: a-z, 0-9 and -
        name: String,
        /// What people read, such as "Acme Inc."
        #[arg(long)]
        title: String,
    },
    /// List organizations
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Show how the pages look and speak for its domains, and change that
    Brand(Box<BrandVerb>),
    /// Remove an organization that owns no domain
    Remove {
        /// Its short name
        name: String,
    },
}

#[derive(Serialize)]
struct Row {
    name: String,
    title: String,
}

impl Org {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), CliError> {
        match self {
            Self::Add { name, title } => {
                let added = Organization {
                    name: organization(&name)?,
                    title: DisplayText::parse(&title)
                        .map_err(|error| CliError::argument("--title", &title, error))?,
                };
                desk.store.add_organization(&added, &desk.audit()).await?;
                line(format_args!("added organization {name}"))?;
            }
            Self::List { json } => {
                let found = desk.store.organizations().await?;
                let found: Vec<Row> = found
                    .iter()
                    .map(|each| Row {
                        name: each.name.to_string(),
                        title: each.title.to_string(),
                    })
                    .collect();
                rows(json, &found, |row| vec![row.name.clone(), row.title.clone()])?;
            }
            Self::Brand(verb) => verb.run(desk).await?,
            Self::Remove { name } => {
                desk.store
                    .remove_organization(&organization(&name)?, &desk.audit())
                    .await?;
                line(format_args!("removed organization {name}"))?;
            }
        }
        Ok(())
    }
}
