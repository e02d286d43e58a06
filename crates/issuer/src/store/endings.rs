//! The end of sessions: each is one transaction after which nothing is minted, redeemed or renewed, and which writes a
//! receipt for each domain that held the session. What is to be told to domains' servers waits there until it is.

use async_trait::async_trait;
use crosspass_protocol::dpop::VerifiedProof;
use crosspass_protocol::{Origin, RenewableToken, SessionId, Timestamp};

use super::{ChangeError, RenewRefusal, StoreError};
use crate::model::{
    AuditContext, Domain, EndReason, Login, Notice, Receipt, SecretHash, Session, SessionLimits,
};

/// A session to be ended by a domain. Both signatures are verified; nothing has been looked up.
#[derive(Clone, Copy, Debug)]
pub struct EndRequest<'a> {
    /// The last token, expired or not.
    pub token: &'a RenewableToken,
    /// The proof that came along, made for that token.
    pub proof: &'a VerifiedProof,
    /// The issuer session with all that it led to, or that domain's session alone.
    pub everywhere: bool,
}

/// What a domain's wish came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndOutcome {
    /// It has ended; or had before.
    Ended,
    /// Nothing changed: the token or the proof is not what it has to be.
    Refused(RenewRefusal),
}

/// Where a browser that signed out goes next.
#[derive(Clone, Debug)]
pub enum FarewellHop {
    /// Nobody signed out there lately.
    Nobody,
    /// To the pages of that domain, which have not learnt it yet.
    To(Box<Domain>),
    /// Everywhere it had to.
    Done,
}

/// An issuer session, as operators see it.
#[derive(Clone, Debug)]
pub struct SessionRecord {
    /// The session.
    pub session: Session,
    /// Domains that hold it.
    pub domains: Vec<Origin>,
}

/// The end of sessions.
#[async_trait]
pub trait Endings: Send + Sync {
    /// Ends the session of a secret. Whoever has the secret of `farewell` may see the receipts.
    async fn sign_out(
        &self,
        secret: &SecretHash,
        farewell: &SecretHash,
        context: &AuditContext,
    ) -> Result<Option<SessionId>, StoreError>;

    /// Ends what a domain's token proves.
    async fn end(&self, request: &EndRequest<'_>, context: &AuditContext) -> Result<EndOutcome, StoreError>;

    /// Ends a session by its id. An error names the sessions there are.
    async fn end_session(
        &self,
        sid: &SessionId,
        reason: EndReason,
        context: &AuditContext,
    ) -> Result<(), ChangeError>;

    /// Ends all sessions of a user; tells which.
    async fn end_sessions_of(
        &self,
        login: &Login,
        reason: EndReason,
        context: &AuditContext,
    ) -> Result<Vec<SessionId>, ChangeError>;

    /// Live sessions, the last used first; of one user, or of all.
    async fn live_sessions(
        &self,
        login: Option<&Login>,
        now: Timestamp,
        limits: SessionLimits,
    ) -> Result<Vec<SessionRecord>, StoreError>;

    /// The receipts of a session, by origin.
    async fn receipts(&self, sid: &SessionId) -> Result<Vec<Receipt>, StoreError>;

    /// The session of a farewell's secret, as long as its receipts are shown.
    async fn farewell(&self, secret: &SecretHash, now: Timestamp) -> Result<Option<SessionId>, StoreError>;

    /// The next domain without a server that has not learnt it; `visited` notes that the browser is sent there.
    async fn farewell_hop(&self, secret: &SecretHash, now: Timestamp) -> Result<FarewellHop, StoreError>;

    /// Notes that the browser was sent to a domain, or that this was found to be of no use: it is not sent again.
    async fn visited(&self, secret: &SecretHash, origin: &Origin, now: Timestamp) -> Result<(), StoreError>;

    /// Takes what is to be told now, a few of each domain but of these, for as long as a lease; counts the attempt.
    async fn due_notices(&self, now: Timestamp, except: &[Origin]) -> Result<Vec<Notice>, StoreError>;

    /// What came of telling: an error says why not, and when to try again, if at all.
    async fn settle_notice(
        &self,
        notice: &Notice,
        told: Result<(), (String, Option<Timestamp>)>,
        context: &AuditContext,
    ) -> Result<(), StoreError>;
}
