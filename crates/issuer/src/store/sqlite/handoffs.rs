//! Handoffs in SQLite: entering a domain.

use crosspass_protocol::{Code, Origin, Timestamp};
use sqlx::{Row, SqliteConnection};

use super::audit::append;
use super::sessions::{by_secret, touch};
use super::transaction::WriteTransaction;
use super::{SqliteStore, row, used_keys};
use crate::model::{
    Asked, AuditContext, AuditEntry, Carrier, Domain, Event, Login, Question, Reason, Session, question,
};
use crate::model::{carrier_is_open, preferred_carrier};
use crate::store::{EnterOutcome, EnterRequest, Facts, Grant, StoreError, Visit};

impl SqliteStore {
    pub(super) async fn enter_domain(
        &self,
        request: &EnterRequest,
        context: &AuditContext,
    ) -> Result<EnterOutcome, StoreError> {
        let mut tx = self.write().await?;
        let session = by_secret(&mut tx, &request.secret).await?;
        let Some(session) = session.filter(|session| session.is_live(context.at, request.limits)) else {
            return Ok(EnterOutcome::NoSession);
        };
        touch(&mut tx, &session.sid, context.at).await?;
        let outcome = decide(&mut tx, session, request, context).await?;
        tx.commit().await?;
        Ok(outcome)
    }
}

async fn decide(
    tx: &mut WriteTransaction,
    session: Session,
    request: &EnterRequest,
    context: &AuditContext,
) -> Result<EnterOutcome, StoreError> {
    let facts = facts(tx, &session.user.login, &request.origin).await?;
    let decision = facts.decide();
    let about = |entry: AuditEntry| AuditEntry {
        carrier: request.grant.as_ref().map(|grant| grant.carrier),
        ..entry.session(&session).domain(&request.origin)
    };
    let domain = match facts.domain {
        Some(domain) if decision.is_allowed() => domain,
        domain => {
            let entry = about(AuditEntry::refused(Event::Mint, Reason::Decision(decision)));
            append(tx, &entry, context).await?;
            return Ok(EnterOutcome::Refused {
                session: Box::new(session),
                domain: domain.map(Box::new),
                decision,
            });
        }
    };
    if let Some(grant) = &request.grant
        && !carrier_is_open(&domain, grant.carrier)
    {
        let entry = about(AuditEntry::refused(
            Event::Mint,
            Reason::Detail("popup_for_external"),
        ));
        append(tx, &entry, context).await?;
        return Ok(EnterOutcome::PopupForExternal);
    }
    let key = match &request.grant {
        Some(grant) => {
            let jkt = &grant.binding.jkt;
            Some(used_keys::standing(tx, &session.sid, &domain.origin, jkt).await?)
        }
        None => None,
    };
    let has_consent = has_consent(tx, &session, &domain).await?;
    if let Some(question) = question(&domain, request.asked, has_consent, key) {
        if question == Question::NewKey {
            let entry = about(AuditEntry::refused(Event::Mint, Reason::Detail("new_key")));
            append(tx, &entry, context).await?;
        }
        return Ok(EnterOutcome::NeedsClick {
            session: Box::new(session),
            domain: Box::new(domain),
            question,
        });
    }
    if request.asked == Asked::ByClick {
        consent(tx, &session, &domain, context.at).await?;
    }
    let until = request.limits.token_end(session.started_at, context.at);
    if let Some(grant) = &request.grant
        && !hand_over(tx, &session, &domain, (grant, request.asked), until, context).await?
    {
        return Ok(EnterOutcome::NonceOfAnother {
            domain: Box::new(domain),
        });
    }
    Ok(EnterOutcome::Entered {
        session: Box::new(session),
        domain: Box::new(domain),
    })
}

/// Decides about the audience of a sign-in, which is a click on a form that names the domain.
pub(super) async fn visit(
    tx: &mut WriteTransaction,
    session: &Session,
    origin: &Origin,
    grant: Option<(&Grant, Timestamp)>,
    context: &AuditContext,
) -> Result<Visit, StoreError> {
    let facts = facts(tx, &session.user.login, origin).await?;
    let decision = facts.decide();
    let grant = grant.map(|(grant, until)| {
        let carrier = facts.domain.as_ref().map_or(grant.carrier, preferred_carrier);
        let grant = Grant {
            carrier,
            ..grant.clone()
        };
        (grant, until)
    });
    let carrier = grant.as_ref().map(|(grant, _)| grant.carrier);
    let given = match (&facts.domain, &grant) {
        (Some(domain), grant) if decision.is_allowed() => {
            consent(tx, session, domain, context.at).await?;
            match grant {
                Some((grant, until)) => {
                    hand_over(tx, session, domain, (grant, Asked::ByClick), *until, context).await?
                }
                None => false,
            }
        }
        _ => {
            let entry = AuditEntry {
                carrier,
                ..AuditEntry::refused(Event::Mint, Reason::Decision(decision))
                    .session(session)
                    .domain(origin)
            };
            append(tx, &entry, context).await?;
            false
        }
    };
    Ok(Visit {
        domain: facts.domain,
        decision,
        carrier: carrier.filter(|_| given),
    })
}

/// What `may_enter` decides from.
pub(super) async fn facts(
    connection: &mut SqliteConnection,
    login: &Login,
    origin: &Origin,
) -> Result<Facts, StoreError> {
    let user =
        sqlx::query("SELECT sub, login, name AS user_name, email, disabled FROM users WHERE login = ?")
            .bind(login.as_str())
            .fetch_optional(&mut *connection)
            .await?;
    let domain = sqlx::query(
        "SELECT origin, domains.name AS domain_name, organizations.name AS organization_name, trust, kind, suspended, unproven,
         EXISTS (SELECT 1 FROM members JOIN users ON users.id = members.user
                 WHERE members.organization = domains.organization AND login = ?) AS is_member
         FROM domains JOIN organizations ON organizations.id = domains.organization WHERE origin = ?",
    )
    .bind(login.as_str())
    .bind(origin.as_str())
    .fetch_optional(connection)
    .await?;
    Ok(Facts {
        user: user.as_ref().map(row::user).transpose()?,
        is_member: match &domain {
            Some(found) => found.try_get("is_member")?,
            None => false,
        },
        domain: domain.as_ref().map(row::domain).transpose()?,
    })
}

async fn consent(
    tx: &mut WriteTransaction,
    session: &Session,
    domain: &Domain,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO consents (user, domain, at)
         SELECT users.id, domains.id, ? FROM users, domains WHERE sub = ? AND origin = ?
         ON CONFLICT (user, domain) DO NOTHING",
    )
    .bind(at.seconds())
    .bind(session.user.sub.as_str())
    .bind(domain.origin.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn has_consent(
    tx: &mut WriteTransaction,
    session: &Session,
    domain: &Domain,
) -> Result<bool, StoreError> {
    let found = sqlx::query(
        "SELECT 1 FROM consents JOIN users ON users.id = consents.user JOIN domains ON domains.id = consents.domain
         WHERE sub = ? AND origin = ?",
    )
    .bind(session.user.sub.as_str())
    .bind(domain.origin.as_str())
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

/// Records a grant with its audit row; or the refusal, where something was bound to its nonce for somebody else: who
/// has learnt the address of another's handoff could have that browser signed in to an account of their own.
async fn hand_over(
    tx: &mut WriteTransaction,
    session: &Session,
    domain: &Domain,
    (grant, asked): (&Grant, Asked),
    until: Timestamp,
    context: &AuditContext,
) -> Result<bool, StoreError> {
    let is_free = !is_of_another(tx, session, domain, grant).await?;
    let entry = if is_free {
        insert(tx, session, domain, (grant, asked), until, context.at).await?;
        AuditEntry::allowed(Event::Mint, Reason::Ok)
    } else {
        AuditEntry::refused(Event::Mint, Reason::Code(Code::NonceMismatch))
    };
    let entry = AuditEntry {
        carrier: Some(grant.carrier),
        ..entry.session(session).domain(&domain.origin)
    };
    append(tx, &entry, context).await?;
    Ok(is_free)
}

async fn is_of_another(
    tx: &mut WriteTransaction,
    session: &Session,
    domain: &Domain,
    grant: &Grant,
) -> Result<bool, StoreError> {
    let found = sqlx::query(
        "SELECT 1 FROM handoffs JOIN sessions ON sessions.id = handoffs.session JOIN users ON users.id = sessions.user
         JOIN domains ON domains.id = handoffs.domain WHERE nonce = ? AND origin = ? AND sub <> ?",
    )
    .bind(grant.binding.nonce.as_str())
    .bind(domain.origin.as_str())
    .bind(session.user.sub.as_str())
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

/// Records a grant. A popup's token is in the receiver's hands at once; a ticket is redeemed later.
async fn insert(
    tx: &mut WriteTransaction,
    session: &Session,
    domain: &Domain,
    (grant, asked): (&Grant, Asked),
    until: Timestamp,
    at: Timestamp,
) -> Result<(), StoreError> {
    let given = grant.carrier == Carrier::Popup;
    sqlx::query(
        "INSERT INTO handoffs
         (grant_id, session, domain, carrier, nonce, jkt, minted_at, redeemed_at, token_id, token_until, clicked)
         SELECT ?, sessions.id, domains.id, ?, ?, ?, ?, ?, ?, ?, ? FROM sessions, domains WHERE sid = ? AND origin = ?",
    )
    .bind(grant.token_id.as_str())
    .bind(grant.carrier.as_str())
    .bind(grant.binding.nonce.as_str())
    .bind(grant.binding.jkt.as_str())
    .bind(at.seconds())
    .bind(given.then_some(at.seconds()))
    .bind(given.then_some(grant.token_id.as_str()))
    .bind(given.then_some(until.seconds()))
    .bind(asked == Asked::ByClick)
    .bind(session.sid.as_str())
    .bind(domain.origin.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(())
}
