//! Two members of an organization with two domains, on a database of its own; and what is given to them.

use std::sync::{Arc, Mutex};

use crosspass_issuer::actions::{
    EnterOutcome, EnterRequest, Grant, NewSession, RedeemOutcome, RedeemRequest, RenewOutcome, RenewRequest,
    SignInOutcome,
};
use crosspass_issuer::model::{
    Asked, AuditContext, AuditRow, Carrier, Credentials, Domain, DomainKind, Membership, OrganizationName,
    RedeemPurpose, SecretHash, SessionSecret, Trust,
};
use crosspass_issuer::store::{Faults, Store};
use crosspass_issuer::{PasswordHash, Randomness};
use crosspass_protocol::dpop::{ProofExpected, UntrustedProof, VerifiedProof};
use crosspass_protocol::{SessionId, TicketClaims, Timestamp, TokenId, native};
pub(crate) use crosspass_testkit::directory::{login, origin};
use crosspass_testkit::{Database, DatabaseKind, ISSUER, Receiver, directory};

use crate::values::{NOW, context, limits};

pub(crate) const APP: &str = "https://app.example";
pub(crate) const API: &str = "https://api.example";

pub(crate) struct Scene {
    pub database: Database,
    pub store: Store,
    pub faults: Arc<Faults>,
    kept: Mutex<Option<Ticket>>,
}

/// A ticket, and who may redeem it.
pub(crate) struct Ticket {
    pub claims: TicketClaims,
    pub receiver: Receiver,
}

pub(crate) fn acme() -> OrganizationName {
    directory::organization_name("acme")
}

pub(crate) fn hash() -> PasswordHash {
    PasswordHash::from_stored("hash".to_owned())
}

pub(crate) fn secret(byte: u8) -> SecretHash {
    SessionSecret::from_random([byte; 32]).hash()
}

pub(crate) fn member(user: &str) -> Membership {
    directory::membership(user, "acme")
}

pub(crate) fn user(name: &str) -> Credentials {
    directory::credentials(directory::user(name, name, &format!("{name}-1")), hash())
}

pub(crate) fn domain(at: &str, kind: DomainKind) -> Domain {
    directory::domain(at, "acme", Trust::FirstParty, kind)
}

/// A session of a user, whose id and secret are made of a byte.
pub(crate) fn new_session(user: &str, byte: u8) -> NewSession {
    NewSession {
        login: login(user),
        verified: hash(),
        sid: SessionId::from_random([byte; 16]),
        secret: secret(byte),
        replaces: None,
        audience: None,
        limits: limits(),
    }
}

/// A receiver's proof for redeeming at a moment.
pub(crate) fn redeem_proof(receiver: &Receiver, seconds: i64) -> VerifiedProof {
    let now = Timestamp::from_seconds(NOW + seconds);
    let proof = receiver.proof(now);
    let signed = native::verify(UntrustedProof::parse(&proof).unwrap().check()).unwrap();
    let expected = ProofExpected {
        method: "POST",
        url: &format!("{ISSUER}/api/redeem"),
        now,
        access_token: None,
    };
    signed.accept(&expected).unwrap()
}

impl Scene {
    pub(crate) async fn new(kind: DatabaseKind) -> Self {
        Self::with(kind, Faults::default()).await
    }

    pub(crate) async fn with(kind: DatabaseKind, faults: Faults) -> Self {
        let database = Database::of(kind).await;
        let plain = database.open().await;
        let organization = directory::organization("acme");
        let at = context(0);
        let random = Randomness::open();
        plain.add_organization(&organization, &at).await.unwrap();
        for (origin, kind) in [(APP, DomainKind::Static), (API, DomainKind::Backend)] {
            let domain = domain(origin, kind);
            plain.add_domain(&domain, &random, &at).await.unwrap();
        }
        for name in ["ada", "bob"] {
            plain.add_user(&user(name), &at).await.unwrap();
            plain.add_member(&member(name), &at).await.unwrap();
        }
        let faults = Arc::new(faults);
        Self {
            database,
            store: plain.with_faults(Arc::clone(&faults)),
            faults,
            kept: Mutex::default(),
        }
    }

    /// The same store without faults.
    pub(crate) fn without_faults(&self) -> Store {
        self.store.with_faults(Arc::new(Faults::default()))
    }

    /// Keeps a ticket for later.
    pub(crate) fn keep(&self, ticket: Ticket) {
        *self.kept.lock().unwrap() = Some(ticket);
    }

    /// The ticket that was kept.
    pub(crate) fn kept(&self) -> Ticket {
        let kept = self.kept.lock().unwrap();
        let ticket = kept.as_ref().unwrap();
        Ticket {
            claims: ticket.claims.clone(),
            receiver: ticket.receiver.same(),
        }
    }

    /// Signs a user in.
    pub(crate) async fn signed_in(&self, user: &str, byte: u8) -> NewSession {
        let new = new_session(user, byte);
        let outcome = self.store.sign_in(&new, &context(0)).await.unwrap();
        assert!(matches!(outcome, SignInOutcome::Started { .. }), "{outcome:?}");
        new
    }

    /// Has a ticket minted, by a click.
    pub(crate) async fn ticket(&self, session: &NewSession, at: &str, receiver: Receiver) -> Ticket {
        let grant = Grant {
            carrier: Carrier::Redirect,
            binding: receiver.binding.clone(),
            token_id: receiver.fresh_id(),
        };
        let claims = TicketClaims {
            issuer: origin(ISSUER),
            audience: origin(at),
            token_id: grant.token_id.clone(),
            issued_at: Timestamp::from_seconds(NOW),
            expires_at: Timestamp::from_seconds(NOW + 30),
            binding: receiver.binding.clone(),
        };
        let enter = enter_request(session, at, Some(grant));
        let outcome = self.store.enter(&enter, &context(0)).await.unwrap();
        assert!(matches!(outcome, EnterOutcome::Entered { .. }), "{outcome:?}");
        Ticket { claims, receiver }
    }

    /// A session that a domain holds: signed in, minted, redeemed.
    pub(crate) async fn held(&self, user: &str, byte: u8, at: &str) -> (NewSession, Ticket) {
        let session = self.signed_in(user, byte).await;
        let ticket = self.ticket(&session, at, Receiver::new()).await;
        let outcome = redeem(&self.store, &ticket, &TokenId::from_random([byte; 16]), 0).await;
        assert!(matches!(outcome, RedeemOutcome::Given { .. }), "{outcome:?}");
        (session, ticket)
    }

    pub(crate) async fn audit(&self) -> Vec<AuditRow> {
        self.store.audit_rows(10_000).await.unwrap()
    }

    /// How many rows of the audit log are about this.
    pub(crate) async fn noted(&self, event: &str, reason: &str) -> usize {
        let rows = self.audit().await;
        let is_it = |row: &&AuditRow| row.event == event && row.reason == reason;
        rows.iter().filter(is_it).count()
    }
}

pub(crate) fn enter_request(session: &NewSession, at: &str, grant: Option<Grant>) -> EnterRequest {
    EnterRequest {
        secret: session.secret.clone(),
        origin: origin(at),
        asked: Asked::ByClick,
        grant,
        limits: limits(),
    }
}

pub(crate) async fn redeem(store: &Store, ticket: &Ticket, token: &TokenId, seconds: i64) -> RedeemOutcome {
    let proof = redeem_proof(&ticket.receiver, seconds);
    let request = RedeemRequest {
        ticket: &ticket.claims,
        proof: &proof,
        purpose: RedeemPurpose::Session,
        token_id: token,
        limits: limits(),
    };
    store.redeem(&request, &context(seconds)).await.unwrap()
}

/// Renews the session token of a static domain.
pub(crate) async fn renew(store: &Store, session: &NewSession, receiver: &Receiver) -> RenewOutcome {
    let (compact, token) = crate::renewal::token(session, receiver);
    let proof = crate::renewal::proof(receiver, &compact, Timestamp::from_seconds(NOW));
    let request = RenewRequest {
        token: &token,
        proof: &proof,
        limits: limits(),
    };
    store.renew(&request, &context(0)).await.unwrap()
}

pub(crate) fn at(seconds: i64) -> AuditContext {
    context(seconds)
}
