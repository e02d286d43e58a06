//! Issuer sessions and handoffs: what users change. Each method is one transaction that loads the
//! facts, asks the model, writes what follows and the audit row.

use async_trait::async_trait;
use crosspass_protocol::dpop::VerifiedProof;
use crosspass_protocol::{Binding, Code, Origin, SessionId, TicketClaims, Timestamp, TokenId};

use super::{PeekOutcome, RenewOutcome, RenewRequest, StoreError};
use crate::model::Decision;
use crate::model::{
    Asked, AuditContext, Carrier, Domain, Login, Question, Reason, RedeemPurpose, SecretHash, Session,
    SessionLimits,
};
use crate::password::PasswordHash;

/// A token or ticket to be given along with a visit.
#[derive(Clone, Debug)]
pub struct Grant {
    /// How it travels.
    pub carrier: Carrier,
    /// What it is bound to.
    pub binding: Binding,
    /// Its `jti`, drawn by the caller.
    pub token_id: TokenId,
}

/// A session to be started: the password has been found right.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Who signed in.
    pub login: Login,
    /// The hash that the password was compared with: it must still be the stored one.
    pub verified: PasswordHash,
    /// The new public id.
    pub sid: SessionId,
    /// The new secret's hash.
    pub secret: SecretHash,
    /// The session of the same browser, which ends.
    pub replaces: Option<SecretHash>,
    /// Where the user wants to go; the sign-in is the recorded click.
    pub audience: Option<(Origin, Option<Grant>)>,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// What `may_enter` said about the audience, and what was given.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The domain, if it is registered.
    pub domain: Option<Domain>,
    /// The decision.
    pub decision: Decision,
    /// How the recorded grant travels; nothing if none was asked for, the decision is no, or something was bound to its
    /// nonce for another user.
    pub carrier: Option<Carrier>,
}

/// What a sign-in came to.
#[derive(Clone, Debug)]
pub enum SignInOutcome {
    /// The user was disabled, removed, or got another password meanwhile.
    Stale,
    /// The session has begun.
    Started {
        /// The session.
        session: Box<Session>,
        /// About the audience, where one was named.
        visit: Option<Visit>,
        /// Domains that the user may enter, by name.
        domains: Vec<Domain>,
    },
}

/// A signed-in user goes to a domain.
#[derive(Clone, Debug)]
pub struct EnterRequest {
    /// The cookie.
    pub secret: SecretHash,
    /// The domain.
    pub origin: Origin,
    /// How it is asked for.
    pub asked: Asked,
    /// What to give, if the receiver's nonce and key are known.
    pub grant: Option<Grant>,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// What going to a domain came to.
#[derive(Clone, Debug)]
pub enum EnterOutcome {
    /// No session, or it has ended.
    NoSession,
    /// `may_enter` said no.
    Refused {
        /// Whose session it is.
        session: Box<Session>,
        /// The domain, if it is registered.
        domain: Option<Box<Domain>>,
        /// The decision.
        decision: Decision,
    },
    /// The user is asked first: show the button.
    NeedsClick {
        /// Whose session it is.
        session: Box<Session>,
        /// The domain.
        domain: Box<Domain>,
        /// What is asked.
        question: Question,
    },
    /// A popup for an external domain: never.
    PopupForExternal,
    /// The user may go, but something was bound to the grant's nonce for another user: the domain begins anew.
    NonceOfAnother {
        /// The domain.
        domain: Box<Domain>,
    },
    /// The user may go; the grant, if one was asked for, is recorded.
    Entered {
        /// Whose session it is.
        session: Box<Session>,
        /// The domain.
        domain: Box<Domain>,
    },
}

/// A ticket to be redeemed. Both signatures are verified; nothing has been looked up.
#[derive(Clone, Copy, Debug)]
pub struct RedeemRequest<'a> {
    /// The ticket.
    pub ticket: &'a TicketClaims,
    /// The proof that came along.
    pub proof: &'a VerifiedProof,
    /// What for.
    pub purpose: RedeemPurpose,
    /// The session token's id, if this is the first time.
    pub token_id: &'a TokenId,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// Why a ticket gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedeemRefusal {
    /// No such ticket: its session, user or domain is gone.
    UnknownTicket,
    /// The proof was used before.
    ProofReplayed,
    /// The proof's key is not the ticket's; nothing was changed.
    OtherKey,
    /// The key was the session's first when the ticket was minted, and another one came to the domain meanwhile.
    NewKey,
    /// After the right key came, another one: the domain session was ended.
    Leaked,
    /// Used up.
    Used,
    /// The issuer session has ended.
    SessionEnded,
    /// `may_enter` says no by now.
    Decision(Decision),
}

impl RedeemRefusal {
    /// As answers have it.
    pub fn code(self) -> Code {
        match self {
            Self::UnknownTicket | Self::OtherKey | Self::NewKey => Code::InvalidToken,
            Self::ProofReplayed | Self::Leaked | Self::Used => Code::TokenUsed,
            Self::SessionEnded => Code::LoginRequired,
            Self::Decision(decision) => decision.refusal().unwrap_or(Code::AccessDenied),
        }
    }

    /// As audit rows have it.
    pub fn reason(self) -> Reason {
        match self {
            Self::UnknownTicket => Reason::Detail("unknown_ticket"),
            Self::ProofReplayed => Reason::Detail("proof_replayed"),
            Self::OtherKey => Reason::Detail("other_key"),
            Self::NewKey => Reason::Detail("new_key"),
            Self::Leaked => Reason::Detail("ticket_leaked"),
            Self::Used => Reason::Code(Code::TokenUsed),
            Self::SessionEnded => Reason::Code(Code::LoginRequired),
            Self::Decision(decision) => Reason::Decision(decision),
        }
    }
}

/// What redeeming came to.
#[derive(Clone, Debug)]
pub enum RedeemOutcome {
    /// The domain session: begun, or begun before and told again.
    Given {
        /// The issuer session.
        session: Box<Session>,
        /// The session token's id.
        token_id: TokenId,
        /// When it was given first.
        at: Timestamp,
    },
    /// No session, from now on.
    Discarded,
    /// Nothing.
    Refused(RedeemRefusal),
}

/// Issuer sessions and handoffs.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Starts a session, ends the one it replaces, and decides about the audience.
    async fn sign_in(&self, new: &NewSession, context: &AuditContext) -> Result<SignInOutcome, StoreError>;

    /// The live session of a secret; notes its use.
    async fn session(
        &self,
        secret: &SecretHash,
        now: Timestamp,
        limits: SessionLimits,
    ) -> Result<Option<Session>, StoreError>;

    /// What a domain may know about the session of a secret. Writes nothing: a look is no use.
    async fn peek(
        &self,
        secret: &SecretHash,
        origin: &Origin,
        now: Timestamp,
        limits: SessionLimits,
    ) -> Result<PeekOutcome, StoreError>;

    /// Domains that the session's user may enter, by name.
    async fn enterable(&self, session: &Session) -> Result<Vec<Domain>, StoreError>;

    /// Decides about going to a domain, and records click and grant.
    async fn enter(&self, request: &EnterRequest, context: &AuditContext)
    -> Result<EnterOutcome, StoreError>;

    /// Redeems a ticket, once.
    async fn redeem(
        &self,
        request: &RedeemRequest<'_>,
        context: &AuditContext,
    ) -> Result<RedeemOutcome, StoreError>;

    /// Decides whether a session token gets a successor, and notes the session's use if so.
    async fn renew(
        &self,
        request: &RenewRequest<'_>,
        context: &AuditContext,
    ) -> Result<RenewOutcome, StoreError>;

    /// Forgets proofs and sessions that are of no use any more.
    async fn prune(&self, now: Timestamp, limits: SessionLimits) -> Result<(), StoreError>;
}
