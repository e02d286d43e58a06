//! What a receiver gives the issuer, as each version of the protocol writes it.

use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, Request};
use crosspass_outbound::Body;
use crosspass_protocol::Version;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

/// What forms leave as it is: all that tokens consist of.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

#[derive(Clone, Copy)]
pub(crate) enum Call<'a> {
    /// For a session token.
    Redeem { ticket: &'a str },
    /// For no session token, now or later.
    Discard { ticket: &'a str },
    /// For the next session token.
    Renew { token: &'a str },
    /// For the end of a session.
    End {
        /// Its token.
        token: &'a str,
        /// The issuer's session too, with all that it led to.
        everywhere: bool,
    },
}

impl Call<'_> {
    /// The request, with the proof beside it or in it.
    pub(crate) fn request(
        self,
        address: &str,
        proof: &str,
        version: Version,
    ) -> axum::http::Result<Request<Body>> {
        let request = Request::builder().method(Method::POST).uri(address);
        match version {
            Version::One => request
                .header(CONTENT_TYPE, "application/json")
                .header("dpop", proof)
                .body(Body::from(self.json())),
            Version::Two => request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(self.form(proof, version))),
        }
    }

    fn json(self) -> String {
        let body = match self {
            Self::Redeem { ticket } => json!({ "ticket": ticket }),
            Self::Discard { ticket } => json!({ "ticket": ticket, "discard": true }),
            Self::Renew { token } => json!({ "token": token }),
            Self::End { token, everywhere } => json!({ "token": token, "everywhere": everywhere }),
        };
        body.to_string()
    }

    fn form(self, proof: &str, version: Version) -> String {
        let version = version.number().to_string();
        let everywhere = |yes| if yes { "true" } else { "false" };
        let (presented, further) = match self {
            Self::Redeem { ticket } => (("ticket", ticket), None),
            Self::Discard { ticket } => (("ticket", ticket), Some(("discard", "true"))),
            Self::Renew { token } => (("token", token), None),
            Self::End {
                token,
                everywhere: all,
            } => (("token", token), Some(("everywhere", everywhere(all)))),
        };
        let members = [(Version::MEMBER, &*version), presented, ("proof", proof)];
        let pairs = members.into_iter().chain(further);
        let pairs = pairs.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, ESCAPED)));
        pairs.collect::<Vec<_>>().join("&")
    }
}
