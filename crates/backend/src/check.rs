//! Checks of tokens: the protocol's order, with the issuer's keys, for one of this backend's origins.

use crosspass_protocol::{
    Binding, BindingRule, Code, Expected, LogoutClaims, Nonce, Origin, SessionClaims, SignedToken,
    TicketClaims, TokenKind, UntrustedToken, VerifiedToken, native,
};

use crate::error::Refusal;
use crate::fingerprint::Fingerprint;
use crate::session::Session;
use crate::state::{Checked, Inner};

impl Inner {
    /// A token that one of the issuer's published keys signed.
    pub(crate) async fn signed(&self, compact: &str) -> Result<SignedToken, Refusal> {
        let kid = UntrustedToken::parse(compact)?.key_id().clone();
        let key = self.keys.find(&kid, &self.client, &self.clock).await?;
        Ok(native::verify(UntrustedToken::parse(compact)?.check_with(&key)?)?)
    }

    async fn accept<K: TokenKind>(
        &self,
        compact: &str,
        origin: &Origin,
        binding: BindingRule<'_>,
    ) -> Result<VerifiedToken<K>, Refusal> {
        let signed = self.signed(compact).await?;
        Ok(signed.accept(&self.expected(origin, binding))?)
    }

    /// What every token for an origin must say.
    pub(crate) fn expected<'a>(&'a self, origin: &'a Origin, binding: BindingRule<'a>) -> Expected<'a> {
        Expected {
            issuer: &self.issuer,
            audience: origin,
            now: self.clock.now(),
            binding,
        }
    }

    /// The session of a token that answers a handoff which was begun here.
    pub(crate) async fn handed_over(
        &self,
        compact: &str,
        nonce: &Nonce,
        origin: &Origin,
    ) -> Result<Session, Refusal> {
        let binding = self.binding(nonce);
        let token = self
            .accept(compact, origin, BindingRule::Handoff(&binding))
            .await?;
        if self.ended.has(token.claims()) {
            return Err(Refusal::Code(Code::LoginRequired));
        }
        Ok(Session::of(token))
    }

    /// Checks a ticket that answers a handoff which was begun here.
    pub(crate) async fn check_ticket(
        &self,
        compact: &str,
        nonce: &Nonce,
        origin: &Origin,
    ) -> Result<VerifiedToken<TicketClaims>, Refusal> {
        let binding = self.binding(nonce);
        self.accept(compact, origin, BindingRule::Handoff(&binding)).await
    }

    /// The session of a token that is bound to our key: one that we kept, or may have. It is known from now on.
    pub(crate) async fn kept(&self, compact: &str, origin: &Origin) -> Result<Session, Refusal> {
        let token = self
            .accept(compact, origin, BindingRule::Key(self.key.jkt()))
            .await?;
        let session = Session::of(token);
        let checked = Checked {
            session: session.clone(),
            key_id: UntrustedToken::parse(compact)?.key_id().clone(),
        };
        self.known.keep(Fingerprint::of(compact, origin), checked);
        Ok(session)
    }

    /// What such a token said that may be past its life.
    pub(crate) async fn kept_once(&self, compact: &str, origin: &Origin) -> Result<SessionClaims, Refusal> {
        let signed = self.signed(compact).await?;
        let expected = self.expected(origin, BindingRule::Key(self.key.jkt()));
        Ok(signed.accept_even_if_expired(&expected)?.claims().clone())
    }

    /// What a logout token says.
    pub(crate) async fn logged_out(&self, compact: &str, origin: &Origin) -> Result<LogoutClaims, Refusal> {
        let token = self
            .accept::<LogoutClaims>(compact, origin, BindingRule::Unbound)
            .await?;
        Ok(token.into_claims())
    }

    fn binding(&self, nonce: &Nonce) -> Binding {
        Binding {
            nonce: nonce.clone(),
            jkt: self.key.jkt().clone(),
        }
    }
}
