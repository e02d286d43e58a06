//! Sign-ins that left for the identity provider, and the provider's sessions behind ours.

use crosspass_protocol::{Binding, KeyThumbprint, Nonce, ReturnTo, SessionId, Timestamp, TokenId};

use crate::model::{
    PendingSignIn, ProviderId, ProviderSession, SecretHash, SessionRef, SignInStage, SignInTarget,
};
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::values;

impl Tx {
    /// Remembers a sign-in that leaves for the provider.
    pub(crate) async fn insert_pending_sign_in(&mut self, pending: &PendingSignIn) -> Result<(), StoreError> {
        let target = pending.target.as_ref();
        let binding = target.and_then(|target| target.binding.as_ref());
        let (stage, asked_about) = match &pending.stage {
            SignInStage::SignIn => ("sign_in", None),
            SignInStage::SecondFactor => ("second_factor", None),
            SignInStage::Asked(session) => ("asked", Some(session.as_str())),
        };
        self.execute(
            "INSERT INTO attempts (state, secret_hash, return_to, nonce, jkt, found_hash, made_at, stage, asked_about)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            values![
                pending.state.as_str(),
                pending.secret.as_bytes(),
                target.map(|target| target.return_to.as_str()),
                binding.map(|binding| binding.nonce.as_str()),
                binding.map(|binding| binding.jkt.as_str()),
                pending.cookie_before.as_ref().map(|hash| hash.as_bytes()),
                pending.made_at,
                stage,
                asked_about,
            ],
        )
        .await
        .map(drop)
    }

    /// Takes a sign-in that came back, if it is this browser's and left after `since`: once.
    pub(crate) async fn take_pending_sign_in(
        &mut self,
        state: &TokenId,
        secret: &SecretHash,
        since: Timestamp,
    ) -> Result<Option<PendingSignIn>, StoreError> {
        let found = self
            .optional(
                "DELETE FROM attempts WHERE state = $1 AND secret_hash = $2 AND made_at > $3
                 RETURNING return_to, nonce, jkt, found_hash, made_at, stage, asked_about",
                values![state.as_str(), secret.as_bytes(), since],
            )
            .await?;
        found
            .map(|row| {
                Ok(PendingSignIn {
                    state: state.clone(),
                    secret: secret.clone(),
                    target: target(&row)?,
                    cookie_before: cookie_before(&row)?,
                    made_at: row.moment("made_at")?,
                    stage: stage(&row)?,
                })
            })
            .transpose()
    }

    /// Forgets sign-ins that left before then.
    pub(crate) async fn forget_sign_ins(&mut self, made_before: Timestamp) -> Result<u64, StoreError> {
        self.execute("DELETE FROM attempts WHERE made_at < $1", values![made_before])
            .await
    }

    /// What the provider vouched for, if it did and the session has not ended.
    pub(crate) async fn provider_session(
        &mut self,
        whose: SessionRef<'_>,
    ) -> Result<Option<ProviderSession>, StoreError> {
        let found = match whose {
            SessionRef::Secret(secret) => {
                self.optional(
                    "SELECT sid, provider_session, identity FROM sessions JOIN users ON users.id = sessions.user_id
                     WHERE secret_hash = $1 AND provider_session IS NOT NULL AND ended_at IS NULL",
                    values![secret.as_bytes()],
                )
                .await?
            }
            SessionRef::Session(sid) => {
                self.optional(
                    "SELECT sid, provider_session, identity FROM sessions JOIN users ON users.id = sessions.user_id
                     WHERE sid = $1 AND provider_session IS NOT NULL AND ended_at IS NULL",
                    values![sid.as_str()],
                )
                .await?
            }
            SessionRef::Ticket(ticket) => {
                self.optional(
                    "SELECT sid, provider_session, identity FROM handoffs
                     JOIN sessions ON sessions.id = handoffs.session JOIN users ON users.id = sessions.user_id
                     WHERE grant_id = $1 AND provider_session IS NOT NULL AND sessions.ended_at IS NULL",
                    values![ticket.as_str()],
                )
                .await?
            }
        };
        found
            .map(|row| {
                Ok(ProviderSession {
                    sid: row.parsed("sid", "session", SessionId::parse)?,
                    session: row.parsed("provider_session", "session", ProviderId::parse)?,
                    identity: row.parsed("identity", "user", ProviderId::parse)?,
                })
            })
            .transpose()
    }
}

fn target(row: &Row) -> Result<Option<SignInTarget>, StoreError> {
    let binding = match row.parsed_if_any("nonce", "attempt", Nonce::parse)? {
        Some(nonce) => Some(Binding {
            nonce,
            jkt: row.parsed("jkt", "attempt", KeyThumbprint::parse)?,
        }),
        None => None,
    };
    let return_to = row.parsed_if_any("return_to", "attempt", ReturnTo::parse)?;
    Ok(return_to.map(|return_to| SignInTarget { return_to, binding }))
}

fn cookie_before(row: &Row) -> Result<Option<SecretHash>, StoreError> {
    let bytes: Option<&[u8]> = row.get("found_hash")?;
    let hash = |bytes: &[u8]| bytes.try_into().map(SecretHash::from_bytes);
    bytes
        .map(hash)
        .transpose()
        .map_err(|_| StoreError::Damaged("attempt"))
}

fn stage(row: &Row) -> Result<SignInStage, StoreError> {
    match row.get("stage")? {
        "sign_in" => Ok(SignInStage::SignIn),
        "second_factor" => Ok(SignInStage::SecondFactor),
        "asked" => {
            let session = row.parsed("asked_about", "attempt", ProviderId::parse)?;
            Ok(SignInStage::Asked(session))
        }
        _ => Err(StoreError::Damaged("attempt")),
    }
}
