//! Shows at a running deployment that nothing of one domain is good at another: `client/` acts as a browser would, `probes/`
//! present everything of one domain wherever another takes something, `report` says what came back. It knows the protocol
//! alone.

mod client;
mod clock;
mod probe_error;
mod probes;
mod progress;
mod random;
mod report;

use crosspass_protocol::Origin;
use zeroize::Zeroizing;

pub use client::response::Response;
pub use probe_error::ProbeError;
pub use report::{Report, Row};

use client::visit::Visit;
use client::web::Web;
use probes::artifact::Artifact;
use probes::place::Place;
use progress::progress;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[error("{what}: {error}")]
pub struct CheckError {
    what: String,
    error: ProbeError,
}

fn cannot(what: impl Into<String>) -> impl FnOnce(ProbeError) -> CheckError {
    let what = what.into();
    |error| CheckError { what, error }
}

/// A check at one issuer.
pub struct Check(Web);

impl Check {
    /// Makes no connection.
    pub fn of(issuer: &Origin) -> Result<Self, CheckError> {
        let web = Web::new(issuer.clone());
        web.map(Self).map_err(cannot("this machine"))
    }

    /// The issuer.
    pub fn issuer(&self) -> &Origin {
        self.0.issuer()
    }

    /// All domains that a user may enter.
    pub async fn domains(
        &self,
        login: &str,
        password: &Zeroizing<String>,
    ) -> Result<Vec<Origin>, CheckError> {
        let web = &self.0;
        let visit = Visit::begin(web, login, password).await;
        let visit = visit.map_err(cannot(format!("signing in at {}", web.issuer())))?;
        visit.domains(web).await.map_err(cannot("the permit"))
    }

    /// Signs in for each domain, then presents everything of each at each other one.
    pub async fn run(
        &self,
        login: &str,
        password: &Zeroizing<String>,
        domains: Vec<Origin>,
    ) -> Result<Report, CheckError> {
        let web = &self.0;
        let mut report = Report::default();
        let mut places = Vec::new();
        for origin in domains {
            progress(format_args!("signing in for {origin}"));
            let place = Place::enter(web, login, password, origin.clone(), &mut report).await;
            places.push(place.map_err(cannot(format!("no session for {origin}")))?);
        }
        for from in &places {
            for to in places.iter().filter(|to| to.origin != from.origin) {
                progress(format_args!("{} at {}", from.origin, to.origin));
                for artifact in Artifact::of(from) {
                    artifact.try_at(web, from, to, &mut report).await;
                }
            }
        }
        for place in &places {
            place.goes_on(web, &mut report).await;
        }
        Ok(report)
    }

    /// Ends the issuer sessions that were made; tells how many it could not end.
    pub async fn sign_out(&self) -> usize {
        self.0.sign_out().await
    }
}
