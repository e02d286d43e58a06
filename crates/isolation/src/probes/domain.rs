//! A domain with a session of our own at it: an issuer session that was carried nowhere else, a receiver's token, and at
//! a backend its cookie.

use crosspass_protocol::Origin;
use zeroize::Zeroizing;

use crate::client::backend;
use crate::client::cookie::Cookie;
use crate::client::issuer_session::{DomainKind, IssuerSession};
use crate::client::probe_error::ProbeError;
use crate::client::receiver::Receiver;
use crate::client::user_agent::UserAgent;
use crate::report::Report;

/// A domain.
pub(crate) struct Domain {
    pub(crate) origin: Origin,
    pub(crate) kind: DomainKind,
    /// Other people's code runs there: no popup.
    pub(crate) external: bool,
    pub(crate) issuer_session: IssuerSession,
    pub(crate) receiver: Receiver,
    pub(crate) token: Zeroizing<String>,
    /// The backend's, if there is one and it signed us in.
    pub(crate) cookie: Option<Cookie>,
}

impl Domain {
    pub(crate) async fn enter(
        agent: &UserAgent,
        login: &str,
        password: &str,
        origin: Origin,
        report: &mut Report,
    ) -> Result<Self, ProbeError> {
        let issuer_session = IssuerSession::begin(agent, login, password).await?;
        let receiver = Receiver::begin(agent)?;
        let landing = receiver.ticket(agent, &issuer_session, &origin).await?;
        let token = receiver.redeem(agent, &origin, &landing.ticket).await?;
        let cookie = match landing.kind {
            DomainKind::Static => None,
            DomainKind::Backend => {
                let signed_in = backend::sign_in(agent, &issuer_session, &origin).await;
                let signed_in = signed_in.map(|(_, cookie, _)| cookie);
                report.control("a sign-in", origin.as_str(), outcome(&signed_in));
                signed_in.ok()
            }
        };
        Ok(Self {
            kind: landing.kind,
            external: landing.clicked,
            origin,
            issuer_session,
            receiver,
            token,
            cookie,
        })
    }

    /// After all that was tried: its own session goes on.
    pub(crate) async fn goes_on(&self, agent: &UserAgent, report: &mut Report) {
        let renewed = self.receiver.renew(agent, &self.origin, &self.token).await;
        report.control("its session, after all", self.origin.as_str(), outcome(&renewed));
        if let Some(cookie) = &self.cookie {
            let known = backend::knows(agent, &self.origin, cookie).await;
            report.control(
                "its session cookie, after all",
                self.origin.as_str(),
                outcome(&known),
            );
        }
    }
}

fn outcome<T>(result: &Result<T, ProbeError>) -> Result<(), String> {
    match result {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}
