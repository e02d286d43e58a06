//! The one world of tests: a database of its own with signing keys, a clock that moves when it is told to, and who is in it.

use std::sync::Arc;

use crosspass_issuer::model::{AuditContext, AuditRow, DomainKind, Trust};
use crosspass_issuer::store::Store;
use crosspass_issuer::{Clock, PasswordHash, Randomness, begin_keys};
use crosspass_protocol::TokenId;

use crate::directory;
use crate::{Database, ManualClock};

/// What issuers on the same database share.
pub struct World {
    pub store: Store,
    pub clock: Arc<ManualClock>,
    pub random: Randomness,
    pub database: Database,
}

impl World {
    /// One with nobody in it.
    pub async fn new() -> Self {
        let random = Randomness::open();
        let clock = Arc::new(ManualClock::new());
        let database = Database::new().await;
        let store = database.open().await;
        begin_keys(&store, &random, clock.now()).await.unwrap();
        Self {
            store,
            clock,
            random,
            database,
        }
    }

    pub fn audit_context(&self) -> AuditContext {
        AuditContext {
            at: self.clock.now(),
            address: None,
            reference: None,
        }
    }

    pub async fn add_organization(&self, name: &str) {
        let organization = directory::organization(name);
        self.store
            .add_organization(&organization, &self.audit_context())
            .await
            .unwrap();
    }

    pub async fn add_domain(&self, origin: &str, organization: &str, trust: Trust, kind: DomainKind) {
        let domain = directory::domain(origin, organization, trust, kind);
        self.store
            .add_domain(&domain, &self.random, &self.audit_context())
            .await
            .unwrap();
    }

    /// Somebody with everybody's password.
    pub async fn add_user(&self, login: &str, name: &str) {
        self.add_user_with(login, name, directory::everybodys_hash().await)
            .await;
    }

    pub async fn add_user_with(&self, login: &str, name: &str, hash: PasswordHash) {
        let sub = TokenId::from_random(self.random.bytes().unwrap());
        let credentials = directory::credentials(directory::user(login, name, sub.as_str()), hash);
        self.store
            .add_user(&credentials, &self.audit_context())
            .await
            .unwrap();
    }

    pub async fn join(&self, login: &str, organization: &str) {
        let membership = directory::membership(login, organization);
        self.store
            .add_member(&membership, &self.audit_context())
            .await
            .unwrap();
    }

    pub async fn leave(&self, login: &str, organization: &str) {
        let membership = directory::membership(login, organization);
        self.store
            .remove_member(&membership, &self.audit_context())
            .await
            .unwrap();
    }

    /// The whole audit log, oldest first.
    pub async fn audit(&self) -> Vec<AuditRow> {
        self.store.audit_rows(10_000).await.unwrap()
    }

    /// The reasons of all rows of an event with an outcome.
    pub async fn reasons(&self, event: &str, outcome: &str) -> Vec<String> {
        let rows = self.audit().await.into_iter();
        rows.filter(|row| row.event == event && row.outcome == outcome)
            .map(|row| row.reason)
            .collect()
    }
}
