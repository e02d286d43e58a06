//! The whole check: a session for each domain, then everything of each at each other, then each session once more.

use crosspass_outbound::OutboundError;
use crosspass_protocol::Origin;

use crate::client::issuer_session::IssuerSession;
use crate::client::probe_error::ProbeError;
use crate::client::user_agent::UserAgent;
use crate::domains::{DomainsError, origins};
use crate::environment::Environment;
use crate::probes::domain::Domain;
use crate::probes::matrix::present_all;
use crate::report::Report;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The domains that the user may enter cannot be checked.
    #[error(transparent)]
    Domains(#[from] DomainsError),
    /// A sign-in did not work.
    #[error("{0}")]
    Refused(String),
}

/// A check of one issuer's domains.
pub struct Check(UserAgent);

impl Check {
    /// Prepares it; nothing is sent yet.
    pub fn new(issuer: Origin, environment: Environment) -> Result<Self, OutboundError> {
        UserAgent::new(issuer, environment).map(Self)
    }

    /// Checks these domains, or all that the user may enter if there are none.
    pub async fn run(&self, login: &str, password: &str, named: Vec<Origin>) -> Result<Report, CheckError> {
        let agent = &self.0;
        let progress = agent.environment.progress;
        let domains = if named.is_empty() {
            self.permitted(login, password).await?
        } else {
            named
        };
        let mut report = Report::default();
        let mut entered = Vec::new();
        for origin in domains {
            progress(&format_args!("signing in for {origin}"));
            let domain = Domain::enter(agent, login, password, origin.clone(), &mut report).await;
            entered.push(domain.map_err(refused(format!("no session for {origin}")))?);
        }
        for from in &entered {
            for to in entered.iter().filter(|to| to.origin != from.origin) {
                progress(&format_args!("{} at {}", from.origin, to.origin));
                present_all(agent, from, to, &mut report).await;
            }
        }
        for domain in &entered {
            domain.goes_on(agent, &mut report).await;
        }
        Ok(report)
    }

    /// The domains that the user may enter.
    async fn permitted(&self, login: &str, password: &str) -> Result<Vec<Origin>, CheckError> {
        let agent = &self.0;
        let issuer_session = IssuerSession::begin(agent, login, password).await;
        let issuer_session = issuer_session.map_err(refused(format!("signing in at {}", agent.issuer())))?;
        let permitted = issuer_session.domains(agent).await;
        let permitted = permitted.map_err(refused("the permit".to_owned()))?;
        let permitted: Vec<&str> = permitted.iter().map(Origin::as_str).collect();
        Ok(origins(&permitted, agent.issuer())?)
    }

    /// Ends the issuer sessions that the check began; tells how many it could not end.
    pub async fn sign_out(&self) -> usize {
        self.0.sign_out().await
    }
}

fn refused(what: String) -> impl FnOnce(ProbeError) -> CheckError {
    move |error| CheckError::Refused(format!("{what}: {error}"))
}
