//! After a sign-out: the receipts, and the domains without a server, which the browser visits so that they learn of it.

use crosspass_protocol::{Origin, Seconds, SessionId, Timestamp};

use crate::model::{Domain, Receipt, SecretHash};
use crate::store::{Store, StoreError, Tx};

/// How long a user who signed out may see the receipts.
const RECEIPTS_SHOWN: Seconds = Seconds(600);

/// Where a browser that signed out goes next.
#[derive(Clone, Debug)]
pub enum PostLogoutStep {
    /// This browser has not signed out lately.
    NotSignedOut,
    /// To the pages of that domain, which have not learnt of it yet.
    To(Box<Domain>),
    /// It has visited each domain that it had to.
    Done,
}

impl Store {
    /// The receipts of a session, by origin.
    pub async fn receipts(&self, sid: &SessionId) -> Result<Vec<Receipt>, StoreError> {
        self.read(sid, Tx::receipts).await
    }

    /// The session of a farewell cookie's secret, as long as its receipts are shown.
    pub async fn signed_out_session(
        &self,
        secret: &SecretHash,
        now: Timestamp,
    ) -> Result<Option<SessionId>, StoreError> {
        self.read((secret, now), signed_out_session).await
    }

    /// The next domain without a server that has not learnt of it. The caller notes that the browser is sent there.
    pub async fn post_logout_step(
        &self,
        secret: &SecretHash,
        now: Timestamp,
    ) -> Result<PostLogoutStep, StoreError> {
        self.read((secret, now), next).await
    }

    /// Notes that the browser was sent to a domain, or that this was found to be of no use: it is not sent again.
    pub async fn note_post_logout_visit(
        &self,
        secret: &SecretHash,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.transact((secret, origin, now), visited).await
    }
}

async fn signed_out_session(
    tx: &mut Tx,
    (secret, now): (&SecretHash, Timestamp),
) -> Result<Option<SessionId>, StoreError> {
    tx.signed_out_session(secret, now - RECEIPTS_SHOWN).await
}

async fn next(tx: &mut Tx, given: (&SecretHash, Timestamp)) -> Result<PostLogoutStep, StoreError> {
    let Some(sid) = signed_out_session(tx, given).await? else {
        return Ok(PostLogoutStep::NotSignedOut);
    };
    Ok(match tx.next_unvisited(&sid).await? {
        Some(domain) => PostLogoutStep::To(Box::new(domain)),
        None => PostLogoutStep::Done,
    })
}

async fn visited(
    tx: &mut Tx,
    (secret, origin, now): (&SecretHash, &Origin, Timestamp),
) -> Result<(), StoreError> {
    tx.note_visit(secret, origin, now).await
}
