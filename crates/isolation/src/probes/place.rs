//! A domain with a session of our own at it: an issuer session that was carried nowhere else, a receiver's token, and at
//! a backend its cookie.

use crosspass_protocol::Origin;
use zeroize::Zeroizing;

use crate::client::backend;
use crate::client::cookie::Cookie;
use crate::client::receiver::Receiver;
use crate::client::visit::{Kind, Visit};
use crate::client::web::Web;
use crate::probe_error::ProbeError;
use crate::report::Report;

/// A domain.
pub(crate) struct Place {
    pub(crate) origin: Origin,
    pub(crate) kind: Kind,
    /// Other people's code runs there: no popup.
    pub(crate) external: bool,
    pub(crate) visit: Visit,
    pub(crate) receiver: Receiver,
    pub(crate) token: Zeroizing<String>,
    /// The backend's, if there is one and it signed us in.
    pub(crate) cookie: Option<Cookie>,
}

impl Place {
    pub(crate) async fn enter(
        web: &Web,
        login: &str,
        password: &str,
        origin: Origin,
        report: &mut Report,
    ) -> Result<Self, ProbeError> {
        let visit = Visit::begin(web, login, password).await?;
        let receiver = Receiver::begin(web)?;
        let landing = receiver.ticket(web, &visit, &origin).await?;
        let token = receiver.redeem(web, &origin, &landing.ticket).await?;
        let cookie = match landing.kind {
            Kind::Static => None,
            Kind::Backend => {
                let signed_in = backend::sign_in(web, &visit, &origin).await;
                let signed_in = signed_in.map(|(_, cookie, _)| cookie);
                report.control("a sign-in", &origin, signed_in.as_ref().map(|_| ()));
                signed_in.ok()
            }
        };
        Ok(Self {
            kind: landing.kind,
            external: landing.clicked,
            origin,
            visit,
            receiver,
            token,
            cookie,
        })
    }

    /// After all that was tried: its own session goes on.
    pub(crate) async fn goes_on(&self, web: &Web, report: &mut Report) {
        let renewed = self.receiver.renew(web, &self.origin, &self.token).await;
        report.control(
            "its session, after all",
            &self.origin,
            renewed.as_ref().map(|_| ()),
        );
        if let Some(cookie) = &self.cookie {
            let known = backend::knows(web, &self.origin, cookie).await;
            report.control(
                "its session cookie, after all",
                &self.origin,
                known.as_ref().map(|_| ()),
            );
        }
    }
}
