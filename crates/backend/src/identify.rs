//! Who is behind a request: the session of its cookie, renewed if need be, or of a token with a proof (RFC 9449, 7).

use std::sync::Arc;

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use crosspass_protocol::dpop::{ProofExpected, UntrustedProof};
use crosspass_protocol::{BindingRule, Code, MAX_TOKEN, Origin, SessionClaims, TokenError, native};

use crate::error::Refusal;
use crate::fingerprint::Fingerprint;
use crate::renewals::is_due;
use crate::request::original;
use crate::session::Session;
use crate::state::{Checked, Inner};

const DPOP: HeaderName = HeaderName::from_static("dpop");
/// A token of a key comes with one proof of it.
const NO_PROOF: Refusal = Refusal::Token(TokenError::Malformed);

/// The session behind a request.
#[derive(Clone, Debug)]
pub(crate) struct RequestSession {
    /// The session, if there is one; or why the backend cannot tell.
    pub(crate) session: Result<Option<Session>, Refusal>,
    /// What the answer has to set.
    pub(crate) cookie: Option<HeaderValue>,
}

impl RequestSession {
    pub(crate) fn only(session: Result<Option<Session>, Refusal>) -> Self {
        Self {
            session,
            cookie: None,
        }
    }
}

impl Inner {
    /// Looks at a request's credentials.
    pub(crate) async fn identify(self: &Arc<Self>, parts: &Parts) -> RequestSession {
        let origin = match self.origin(&parts.headers, &parts.uri) {
            Ok(origin) => origin,
            Err(refusal) => return RequestSession::only(Err(refusal)),
        };
        match bearer(&parts.headers) {
            Err(refusal) => RequestSession::only(Err(refusal)),
            Ok(Some(token)) => {
                let session = self.by_proof(token, parts, origin).await;
                RequestSession::only(session.map(Some))
            }
            Ok(None) => match self.presented_session(&parts.headers, origin) {
                Err(refusal) => RequestSession::only(Err(refusal)),
                Ok(presented) => {
                    let known = match presented.token {
                        None => RequestSession::only(Ok(None)),
                        Some(token) => match self.calls.of(origin).callers.check_origin(parts, origin) {
                            Ok(()) => self.by_cookie(token, origin).await,
                            Err(refusal) => RequestSession::only(Err(refusal)),
                        },
                    };
                    self.settle(&presented, known, origin)
                }
            },
        }
    }

    pub(crate) async fn by_cookie(self: &Arc<Self>, token: &str, origin: &Origin) -> RequestSession {
        let now = self.clock.now();
        let (session, old) = match self.known_or_checked(token, origin).await {
            Ok(session) if self.ended.has(session.claims()) => return self.none(origin),
            Ok(session) if !is_due(&session, now) => return RequestSession::only(Ok(Some(session))),
            Ok(session) => {
                let old = session.claims().clone();
                (Some(session), old)
            }
            Err(Refusal::Token(TokenError::Expired)) => match self.kept_once(token, origin).await {
                Ok(old) if self.ended.has(&old) => return self.none(origin),
                Ok(old) => (None, old),
                Err(refusal) => return self.refused(refusal, origin),
            },
            Err(refusal) => return self.refused(refusal, origin),
        };
        match (self.renew(token, old, origin, session.is_none()).await, session) {
            // It may have ended while the issuer was asked.
            (Some(Ok(renewed)), _) if self.ended.has(renewed.session.claims()) => self.none(origin),
            (Some(Ok(renewed)), _) => RequestSession {
                session: Ok(Some(renewed.session)),
                cookie: Some(self.session_cookie(&renewed.token, origin)),
            },
            // There is time left: the next request tries again.
            (Some(Err(refusal)), Some(session)) if refusal.is_temporary() => {
                RequestSession::only(Ok(Some(session)))
            }
            (None, Some(session)) => RequestSession::only(Ok(Some(session))),
            (Some(Err(refusal)), _) => self.refused(refusal, origin),
            (None, None) => self.refused(Refusal::Internal("no renewal was tried"), origin),
        }
    }

    /// The hot path is a look-up: a token that was checked is not checked again while it lives.
    async fn known_or_checked(&self, token: &str, origin: &Origin) -> Result<Session, Refusal> {
        if token.len() > MAX_TOKEN {
            return Err(TokenError::Size.into());
        }
        let now = self.clock.now();
        if let Some(Checked { session, key_id }) = self.known.find(&Fingerprint::of(token, origin)) {
            let SessionClaims {
                issued_at,
                expires_at,
                ..
            } = *session.claims();
            // A clock that was stepped back makes a token unknown again, and so does a key that was taken back.
            if (issued_at..expires_at).contains(&now) && self.keys.vouches_for(&key_id, now) {
                return Ok(session);
            }
        }
        self.kept(token, origin).await
    }

    /// No session, and a cookie that is of no use any more.
    fn none(&self, origin: &Origin) -> RequestSession {
        RequestSession {
            session: Ok(None),
            cookie: Some(self.no_session_cookie(origin)),
        }
    }

    fn refused(&self, refusal: Refusal, origin: &Origin) -> RequestSession {
        if refusal.is_temporary() {
            RequestSession::only(Err(refusal))
        } else {
            self.none(origin)
        }
    }

    /// The session of a token that came with a proof of its key: a page's own call (`crosspass.fetch`).
    async fn by_proof(&self, token: &str, parts: &Parts, origin: &Origin) -> Result<Session, Refusal> {
        let now = self.clock.now();
        let signed = self.signed(token).await?;
        // A listed caller's page has a token of its own origin. It is taken where the operator says so, and nowhere else.
        let rules = self.calls.of(origin);
        let is_callers =
            |audience: &Origin| rules.callers.has(audience) && rules.token_paths.has(original(parts).path());
        let audience = signed.audience().filter(is_callers);
        let audience = audience.as_ref().unwrap_or(origin);
        let verified = signed.accept::<SessionClaims>(&self.expected(audience, BindingRule::Unbound))?;
        let mut proofs = parts.headers.get_all(DPOP).iter();
        let (Some(proof), None) = (proofs.next(), proofs.next()) else {
            return Err(NO_PROOF);
        };
        let proof = proof.to_str().map_err(|_| NO_PROOF)?;
        let expected = ProofExpected {
            method: parts.method.as_str(),
            url: &origin.join(original(parts).path()),
            now,
            access_token: Some(token),
        };
        let proof = native::verify(UntrustedProof::parse(proof)?.check())?.accept(&expected)?;
        if *proof.thumbprint() != verified.claims().binding.jkt {
            return Err(TokenError::Key.into());
        }
        self.used_proofs.note(&proof, now)?;
        let session = Session::of(verified);
        if self.ended.has(session.claims()) {
            return Err(Refusal::Code(Code::LoginRequired));
        }
        Ok(session)
    }
}

/// The token of `Authorization: DPoP …`. Another scheme is the application's own affair.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter().filter_map(|value| {
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("DPoP").then_some(token)
    });
    match (values.next(), values.next()) {
        (token, None) => Ok(token),
        (_, Some(_)) => Err(Refusal::Request("Authorization: it must be there once")),
    }
}
