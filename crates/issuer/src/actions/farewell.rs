//! After a sign-out: the receipts, and the domains without a server that the browser goes by to tell them.

use crosspass_protocol::{Origin, Seconds, SessionId, Timestamp};

use crate::model::{Domain, Receipt, SecretHash};
use crate::store::{Store, StoreError, Tx};

/// How long who signed out may see what became of it.
const FAREWELL: Seconds = Seconds(600);

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

impl Store {
    /// The receipts of a session, by origin.
    pub async fn receipts(&self, sid: &SessionId) -> Result<Vec<Receipt>, StoreError> {
        self.read(sid, Tx::receipts).await
    }

    /// The session of a farewell's secret, as long as its receipts are shown.
    pub async fn farewell(
        &self,
        secret: &SecretHash,
        now: Timestamp,
    ) -> Result<Option<SessionId>, StoreError> {
        self.read((secret, now), farewell).await
    }

    /// The next domain without a server that has not learnt it; `visited` notes that the browser is sent there.
    pub async fn farewell_hop(&self, secret: &SecretHash, now: Timestamp) -> Result<FarewellHop, StoreError> {
        self.read((secret, now), next).await
    }

    /// Notes that the browser was sent to a domain, or that this was found to be of no use: it is not sent again.
    pub async fn visited(
        &self,
        secret: &SecretHash,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.transact((secret, origin, now), visited).await
    }
}

async fn farewell(
    tx: &mut Tx,
    (secret, now): (&SecretHash, Timestamp),
) -> Result<Option<SessionId>, StoreError> {
    tx.farewell(secret, now - FAREWELL).await
}

async fn next(tx: &mut Tx, given: (&SecretHash, Timestamp)) -> Result<FarewellHop, StoreError> {
    let Some(sid) = farewell(tx, given).await? else {
        return Ok(FarewellHop::Nobody);
    };
    Ok(match tx.next_unvisited(&sid).await? {
        Some(domain) => FarewellHop::To(Box::new(domain)),
        None => FarewellHop::Done,
    })
}

async fn visited(
    tx: &mut Tx,
    (secret, origin, now): (&SecretHash, &Origin, Timestamp),
) -> Result<(), StoreError> {
    tx.note_visit(secret, origin, now).await
}
