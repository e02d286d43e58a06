//! `crosspass explain`: what `may_enter` says of a user and a domain, the facts that it decides from, and how the last
//! handoffs went.

mod handoffs;
mod mend;
mod told;

use clap::Args;
use serde::Serialize;

use super::error::CliError;
use super::output::line;
use super::storage::{Desk, login, origin};
use crosspass_issuer::Clock;
use crosspass_issuer::model::Decision;
use crosspass_issuer::model::Facts;
use handoffs::Tried;

/// How many handoffs are told.
const HANDOFFS: usize = 5;

#[derive(Args)]
pub(super) struct Explain {
    /// The user's login
    login: String,
    /// The domain's exact origin
    origin: String,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// All that the database says.
#[derive(Debug, Serialize)]
struct Explained {
    login: String,
    origin: String,
    is_allowed: bool,
    reason: &'static str,
    why: String,
    user: Option<UserTold>,
    domain: Option<DomainTold>,
    is_member: bool,
    /// When the limits last refused a sign-in of this login, in seconds since the epoch.
    limited_at: Option<i64>,
    sessions: Vec<SessionTold>,
    handoffs: Vec<Tried>,
    /// What no database says.
    not_known: &'static [&'static str],
}

#[derive(Debug, Serialize)]
struct UserTold {
    name: String,
    email: String,
    is_disabled: bool,
}

#[derive(Debug, Serialize)]
struct DomainTold {
    name: String,
    organization: String,
    trust: &'static str,
    kind: &'static str,
    is_suspended: bool,
    is_unproven: bool,
}

#[derive(Debug, Serialize)]
struct SessionTold {
    sid: String,
    started_at: i64,
    seen_at: i64,
    /// Whether the domain holds it.
    is_carried: bool,
}

const NOT_KNOWN: &[&str] = &[
    "whether the login or its address is limited right now: only the serving process counts attempts",
    "what the domain's pages and its server keep: a session token there lives on for its rest, 10 minutes at most",
];

impl Explain {
    pub(super) async fn run(self, desk: &Desk) -> Result<(), CliError> {
        let explained = self.explained(desk).await?;
        if self.json {
            let told = serde_json::to_string(&explained).map_err(std::io::Error::other)?;
            return Ok(line(told)?);
        }
        Ok(line(explained.told(desk.clock.now()))?)
    }

    async fn explained(&self, desk: &Desk) -> Result<Explained, CliError> {
        let (login, origin) = (login(&self.login)?, origin(&self.origin)?);
        let facts = desk.store.facts(&login, &origin).await?;
        let decision = facts.decide();
        let sessions = match &facts.user {
            Some(_) => {
                let now = desk.clock.now();
                desk.store.live_sessions(Some(&login), now, desk.limits).await?
            }
            None => Vec::new(),
        };
        let rows = desk.store.handoff_rows(&login, &origin).await?;
        let limited_at = desk.store.last_limited(&login).await?;
        Ok(Explained {
            login: login.to_string(),
            origin: origin.to_string(),
            is_allowed: decision.is_allowed(),
            reason: decision.reason(),
            why: why(decision, &facts, desk).await?,
            is_member: facts.is_member,
            limited_at: limited_at.map(|at| at.seconds()),
            sessions: sessions
                .into_iter()
                .map(|record| SessionTold {
                    sid: record.session.sid.to_string(),
                    started_at: record.session.started_at.seconds(),
                    seen_at: record.session.seen_at.seconds(),
                    is_carried: record.domains.contains(&origin),
                })
                .collect(),
            handoffs: handoffs::last(&rows, HANDOFFS),
            user: facts.user.map(|user| UserTold {
                name: user.name.to_string(),
                email: user.email.to_string(),
                is_disabled: user.disabled,
            }),
            domain: facts.domain.map(|domain| DomainTold {
                name: domain.name.to_string(),
                organization: domain.organization.to_string(),
                trust: domain.trust.as_str(),
                kind: domain.kind.as_str(),
                is_suspended: domain.suspended,
                is_unproven: domain.unproven,
            }),
            not_known: NOT_KNOWN,
        })
    }
}

async fn why(decision: Decision, facts: &Facts, desk: &Desk) -> Result<String, CliError> {
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
        Decision::DomainUnproven => {
            "nobody has proven the domain to be theirs: crosspass domain prove ORIGIN".to_owned()
        }
        Decision::NotAMember => {
            format!(
                "the user is not a member of {owner}, which owns the domain: crosspass member add LOGIN --org {owner}"
            )
        }
    })
}
