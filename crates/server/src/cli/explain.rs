//! `crosspass explain`: what `may_enter` says, and what it goes by.

use clap::Args;

use super::error::CliError;
use super::output::line;
use super::storage::{Desk, login, origin};
use crate::decision::Decision;
use crate::store::{Directory, Facts};

#[derive(Args)]
pub(super) struct Explain {
    /// The user's login
    login: String,
    /// The domain's exact origin
    origin: String,
}

impl Explain {
    pub(super) async fn run(self, desk: &Desk) -> Result<(), CliError> {
        let facts = desk
            .store
            .facts(&login(&self.login)?, &origin(&self.origin)?)
            .await?;
        let decision = facts.decide();
        let outcome = if decision.is_allowed() {
            "allowed"
        } else {
            "refused"
        };
        let why = explain(decision, &facts, desk).await?;
        Ok(line(format_args!("{outcome}: {} ({why})", decision.reason()))?)
    }
}

async fn explain(decision: Decision, facts: &Facts, desk: &Desk) -> Result<String, CliError> {
    let owner = facts
        .domain
        .as_ref()
        .map(|domain| domain.organization.to_string());
    let owner = owner.unwrap_or_default();
    Ok(match decision {
        Decision::Member => format!("the user is a member of {owner}, which owns the domain"),
        Decision::UnknownUser => format!("there is no such user; there are {}", desk.logins().await?),
        Decision::UserDisabled => "the user is disabled: crosspass user enable LOGIN".to_owned(),
        Decision::UnknownDomain => {
            let domains = desk.store.domains().await?;
            let origins: Vec<_> = domains.iter().map(|domain| domain.origin.as_str()).collect();
            format!("no such domain is registered; there are {}", origins.join(", "))
        }
        Decision::DomainSuspended => "the domain is suspended: crosspass domain resume ORIGIN".to_owned(),
        Decision::NotAMember => {
            format!(
                "the user is not a member of {owner}, which owns the domain: crosspass member add LOGIN --org {owner}"
            )
        }
    })
}
