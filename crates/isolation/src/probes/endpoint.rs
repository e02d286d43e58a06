//! Where a domain takes something, or the issuer on behalf of one.

use crate::client::issuer_session::DomainKind;

/// An endpoint of a domain, or of the issuer on behalf of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// The checks of the domain's receiver, which runs in the browser: they are made here, by the same rules.
    Receiver,
    /// The popup carrier's end.
    Take,
    /// Who is signed in, by a cookie.
    Cookie,
    /// Who is signed in, by a token and a proof.
    Bearer,
    /// The redirect carrier's end.
    Landing,
    /// Which of two users it is to be.
    Answer,
    /// The domain's sign-out.
    End,
    /// The issuer's message that a session has ended.
    Logout,
    /// A ticket for a token.
    Redeem,
    /// A token for its successor.
    Renew,
    /// Sign-out everywhere, asked for by a domain.
    IssuerEnd,
    /// Who is signed in at the issuer.
    IssuerSession,
}

const OF_STATIC: &[Endpoint] = &[
    Endpoint::Receiver,
    Endpoint::Redeem,
    Endpoint::Renew,
    Endpoint::IssuerEnd,
    Endpoint::IssuerSession,
];
const OF_BACKEND: &[Endpoint] = &[
    Endpoint::Take,
    Endpoint::Cookie,
    Endpoint::Bearer,
    Endpoint::Landing,
    Endpoint::Answer,
    Endpoint::End,
    Endpoint::Logout,
    Endpoint::Redeem,
    Endpoint::Renew,
    Endpoint::IssuerEnd,
    Endpoint::IssuerSession,
];

impl Endpoint {
    pub(crate) fn of(kind: DomainKind) -> &'static [Self] {
        match kind {
            DomainKind::Static => OF_STATIC,
            DomainKind::Backend => OF_BACKEND,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Receiver => "its receiver (checked here)",
            Self::Take => "POST /crosspass/session",
            Self::Cookie => "GET /crosspass/session, cookie",
            Self::Bearer => "GET /crosspass/session, proof",
            Self::Landing => "GET /crosspass/session?ticket=",
            Self::Answer => "POST /crosspass/answer",
            Self::End => "POST /crosspass/end, from its page",
            Self::Logout => "POST /crosspass/backchannel-logout",
            Self::Redeem => "issuer: POST /api/redeem",
            Self::Renew => "issuer: POST /api/renew",
            Self::IssuerEnd => "issuer: POST /api/end",
            Self::IssuerSession => "issuer: GET /api/session",
        }
    }

    /// Whether a proof is asked for.
    pub(crate) fn takes_proofs(self) -> bool {
        matches!(self, Self::Bearer | Self::Redeem | Self::Renew | Self::IssuerEnd)
    }
}
