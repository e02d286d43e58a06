//! `crosspass member`: who belongs to which organization.

use clap::Subcommand;
use serde::Serialize;

use super::error::CliError;
use super::output::{line, rows};
use super::storage::{Desk, login, organization};
use crosspass_issuer::model::Membership;

#[derive(Subcommand)]
pub(crate) enum Member {
    /// Make a user a member: they may enter the organization's domains
    Add {
        /// The user's login
        login: String,
        /// The organization
        #[arg(long, value_name = "NAME")]
        org: String,
    },
    /// List members
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// End a membership
    Remove {
        /// The user's login
        login: String,
        /// The organization
        #[arg(long, value_name = "NAME")]
        org: String,
    },
}

#[derive(Serialize)]
struct Row {
    login: String,
    organization: String,
}

impl Member {
    pub(crate) async fn run(self, desk: &Desk) -> Result<(), CliError> {
        let membership = |text: &str, org: &str| {
            Ok::<_, CliError>(Membership {
                login: login(text)?,
                organization: organization(org)?,
            })
        };
        match self {
            Self::Add { login, org } => {
                desk.store
                    .add_member(&membership(&login, &org)?, &desk.audit())
                    .await?;
                line(format_args!("{login} is now a member of {org}"))?;
            }
            Self::List { json } => {
                let found = desk.store.members().await?;
                let found: Vec<Row> = found
                    .iter()
                    .map(|member| Row {
                        login: member.login.to_string(),
                        organization: member.organization.to_string(),
                    })
                    .collect();
                rows(json, &found, |row| {
                    vec![row.organization.clone(), row.login.clone()]
                })?;
            }
            Self::Remove { login, org } => {
                desk.store
                    .remove_member(&membership(&login, &org)?, &desk.audit())
                    .await?;
                line(format_args!("{login} is no longer a member of {org}"))?;
            }
        }
        Ok(())
    }
}
