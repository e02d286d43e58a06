//! Handoffs: what was given to a domain, for a nonce and a key of its pages.

use crosspass_protocol::{
    Binding, KeyThumbprint, Nonce, Origin, SessionClaims, SessionId, TicketClaims, Timestamp, TokenId,
};

use crate::model::{Asked, Carrier, DomainSession, Handoff, KeyStanding, Session};
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::values;

/// A handoff to be recorded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HandoffRow<'a> {
    pub(crate) session: &'a Session,
    pub(crate) origin: &'a Origin,
    pub(crate) carrier: Carrier,
    pub(crate) binding: &'a Binding,
    pub(crate) grant: &'a TokenId,
    pub(crate) asked: Asked,
    pub(crate) at: Timestamp,
    /// When the token runs out that a popup has in its hands at once.
    pub(crate) given_until: Option<Timestamp>,
}

impl Tx {
    /// Binds a nonce of a domain to the session's user; false if it is bound to another one.
    pub(crate) async fn bind_nonce(
        &mut self,
        session: &Session,
        origin: &Origin,
        nonce: &Nonce,
    ) -> Result<bool, StoreError> {
        let new = self
            .execute(
                "INSERT INTO nonces (domain, nonce, user_id, session)
                 SELECT domains.id, $1, sessions.user_id, sessions.id FROM domains, sessions
                 WHERE origin = $2 AND sid = $3 ON CONFLICT DO NOTHING",
                values![nonce.as_str(), origin.as_str(), session.sid.as_str()],
            )
            .await?;
        if new == 1 {
            return Ok(true);
        }
        let own = self
            .execute(
                "UPDATE nonces SET session = (SELECT id FROM sessions WHERE sid = $1)
                 WHERE nonce = $2 AND domain = (SELECT id FROM domains WHERE origin = $3)
                 AND user_id = (SELECT user_id FROM sessions WHERE sid = $1)",
                values![session.sid.as_str(), nonce.as_str(), origin.as_str()],
            )
            .await?;
        Ok(own == 1)
    }

    /// Records a handoff.
    pub(crate) async fn insert_handoff(&mut self, row: &HandoffRow<'_>) -> Result<(), StoreError> {
        let given = row.given_until.is_some();
        self.execute(
            "INSERT INTO handoffs
             (grant_id, session, domain, carrier, nonce, jkt, minted_at, redeemed_at, token_id, token_until, clicked)
             SELECT $1, sessions.id, domains.id, $2, $3, $4, $5, $6, $7, $8, $9 FROM sessions, domains
             WHERE sid = $10 AND origin = $11",
            values![
                row.grant.as_str(),
                row.carrier.as_str(),
                row.binding.nonce.as_str(),
                row.binding.jkt.as_str(),
                row.at,
                given.then_some(row.at),
                given.then_some(row.grant.as_str()),
                row.given_until,
                row.asked == Asked::ByClick,
                row.session.sid.as_str(),
                row.origin.as_str(),
            ],
        )
        .await
        .map(drop)
    }

    /// The handoff of a ticket, and its session.
    pub(crate) async fn handoff_of(
        &mut self,
        ticket: &TicketClaims,
    ) -> Result<Option<(Handoff, Session)>, StoreError> {
        let found = self
            .optional(
                "SELECT origin, nonce, jkt, redeemed_at, token_id, clicked, handoffs.ended_at AS handoff_ended_at,
                 sid, provider_session, started_at, seen_at, sessions.ended_at AS session_ended_at,
                 sub, login, users.name AS user_name, email, disabled
                 FROM handoffs JOIN domains ON domains.id = handoffs.domain
                 JOIN sessions ON sessions.id = handoffs.session JOIN users ON users.id = sessions.user_id
                 WHERE grant_id = $1 AND carrier = 'redirect' AND origin = $2",
                values![ticket.token_id.as_str(), ticket.audience.as_str()],
            )
            .await?;
        found.map(|row| Ok((handoff(&row)?, row.session()?))).transpose()
    }

    /// Marks a ticket as redeemed: once. False if it was before.
    pub(crate) async fn mark_redeemed(
        &mut self,
        ticket: &TicketClaims,
        token: &TokenId,
        until: Timestamp,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "UPDATE handoffs SET redeemed_at = $1, token_id = $2, token_until = $3
                 WHERE grant_id = $4 AND redeemed_at IS NULL AND ended_at IS NULL",
                values![at, token.as_str(), until, ticket.token_id.as_str()],
            )
            .await?;
        Ok(done == 1)
    }

    /// Marks the handoff of a ticket as ended; false if it was before.
    pub(crate) async fn mark_handoff_ended(
        &mut self,
        ticket: &TicketClaims,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "UPDATE handoffs SET ended_at = $1 WHERE grant_id = $2 AND ended_at IS NULL",
                values![at, ticket.token_id.as_str()],
            )
            .await?;
        Ok(done == 1)
    }

    /// How a key stands next to those that a session has used at a domain: two looks into an index, however much is on
    /// record. A key was used if it got a session there, ended or not: a ticket that was never redeemed leaves no trace,
    /// so a link to `/sign-in` makes no key known and none new.
    pub(crate) async fn key_standing(
        &mut self,
        sid: &SessionId,
        origin: &Origin,
        jkt: &KeyThumbprint,
    ) -> Result<KeyStanding, StoreError> {
        let found = self
            .one(
                "SELECT
                 EXISTS (SELECT 1 FROM handoffs WHERE session = sessions.id AND domain = domains.id
                         AND redeemed_at IS NOT NULL) AS any_was_used,
                 EXISTS (SELECT 1 FROM handoffs WHERE session = sessions.id AND domain = domains.id AND jkt = $1
                         AND redeemed_at IS NOT NULL) AS this_was_used
                 FROM sessions, domains WHERE sid = $2 AND origin = $3",
                values![jkt.as_str(), sid.as_str(), origin.as_str()],
            )
            .await?;
        Ok(KeyStanding::of(
            found.get("any_was_used")?,
            found.get("this_was_used")?,
        ))
    }

    /// The domain session that a token is of. Looks at all handoffs of one nonce and key: a page that was reloaded gets a
    /// second ticket for the same.
    pub(crate) async fn domain_session(
        &mut self,
        claims: &SessionClaims,
    ) -> Result<DomainSession, StoreError> {
        let found = self
            .one(
                "SELECT COUNT(redeemed_at) AS begun, COUNT(handoffs.ended_at) AS ended
                 FROM handoffs JOIN sessions ON sessions.id = handoffs.session
                 JOIN domains ON domains.id = handoffs.domain
                 WHERE sid = $1 AND origin = $2 AND nonce = $3 AND jkt = $4",
                values![
                    claims.session_id.as_str(),
                    claims.audience.as_str(),
                    claims.binding.nonce.as_str(),
                    claims.binding.jkt.as_str(),
                ],
            )
            .await?;
        Ok(DomainSession::of(found.get("begun")?, found.get("ended")?))
    }

    /// Notes when the successor of a token runs out: after that no server need be told that the session ended.
    pub(crate) async fn note_successor(
        &mut self,
        claims: &SessionClaims,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE handoffs SET token_until = $1
             WHERE nonce = $2 AND jkt = $3 AND token_until < $1 AND ended_at IS NULL
             AND session = (SELECT id FROM sessions WHERE sid = $4)
             AND domain = (SELECT id FROM domains WHERE origin = $5)",
            values![
                until,
                claims.binding.nonce.as_str(),
                claims.binding.jkt.as_str(),
                claims.session_id.as_str(),
                claims.audience.as_str(),
            ],
        )
        .await
        .map(drop)
    }
}

fn handoff(row: &Row) -> Result<Handoff, StoreError> {
    let redeemed = match row.parsed_if_any("token_id", "handoff", TokenId::parse)? {
        Some(token_id) => Some((token_id, row.moment("redeemed_at")?)),
        None => None,
    };
    let clicked: bool = row.get("clicked")?;
    Ok(Handoff {
        origin: row.parsed("origin", "handoff", Origin::parse)?,
        binding: Binding {
            nonce: row.parsed("nonce", "handoff", Nonce::parse)?,
            jkt: row.parsed("jkt", "handoff", KeyThumbprint::parse)?,
        },
        redeemed,
        ended_at: row.moment_if_any("handoff_ended_at")?,
        asked: if clicked { Asked::ByClick } else { Asked::ByAddress },
    })
}
