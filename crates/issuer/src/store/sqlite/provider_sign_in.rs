//! A sign-in that the identity provider vouched for, in SQLite: the user, memberships, the session and all audit rows
//! in one transaction.

use crosspass_protocol::Subject;
use sqlx::Row;

use super::audit::append;
use super::endings::end_session;
use super::provider_members::{follow, note};
use super::row;
use super::sessions::by_secret;
use super::transaction::WriteTransaction;
use crate::model::{AuditContext, AuditEntry, EndReason, Event, Reason, Session, SignedIn, User};
use crate::store::{NewProviderSession, ProviderOutcome, StoreError};
use crate::upstream::Person;

/// The user, by number and as they are from now on.
struct Known {
    id: i64,
    user: User,
}

pub(super) async fn sign_in(
    tx: &mut WriteTransaction,
    new: &NewProviderSession,
    context: &AuditContext,
) -> Result<ProviderOutcome, StoreError> {
    // What was signed out of must not sign in again because the provider has not heard of it yet.
    if is_to_end(tx, new).await? {
        refuse(tx, &new.person, "provider_session_ended", context).await?;
        return Ok(ProviderOutcome::Over);
    }
    let before = known(tx, &new.person).await?;
    if before.as_ref().is_some_and(|known| known.user.disabled) {
        refuse(tx, &new.person, "user_disabled", context).await?;
        return Ok(ProviderOutcome::Disabled);
    }
    if is_taken(tx, &new.person).await? {
        refuse(tx, &new.person, "login_taken", context).await?;
        return Ok(ProviderOutcome::LoginTaken);
    }
    let known = match before {
        Some(known) => update(tx, known, &new.person, context).await?,
        None => insert(tx, &new.sub, &new.person, context).await?,
    };
    let unknown = match &new.person.organizations {
        Some(names) => follow(tx, known.id, &known.user, names, context).await?,
        None => Vec::new(),
    };
    let session = start(tx, known, new, context).await?;
    Ok(ProviderOutcome::Started {
        session: Box::new(session),
        unknown,
    })
}

async fn is_to_end(tx: &mut WriteTransaction, new: &NewProviderSession) -> Result<bool, StoreError> {
    let found = sqlx::query("SELECT 1 FROM provider_endings WHERE session = ?")
        .bind(new.session.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(found.is_some())
}

async fn known(tx: &mut WriteTransaction, person: &Person) -> Result<Option<Known>, StoreError> {
    sqlx::query("SELECT id, sub, login, name AS user_name, email, disabled FROM users WHERE identity = ?")
        .bind(person.identity.as_str())
        .fetch_optional(&mut **tx)
        .await?
        .map(|found| {
            Ok(Known {
                id: found.try_get("id")?,
                user: row::user(&found)?,
            })
        })
        .transpose()
}

/// Whoever has the login already is somebody else: two people must not become one because a name is the same.
async fn is_taken(tx: &mut WriteTransaction, person: &Person) -> Result<bool, StoreError> {
    let found = sqlx::query("SELECT 1 FROM users WHERE login = ? AND identity IS NOT ?")
        .bind(person.login.as_str())
        .bind(person.identity.as_str())
        .fetch_optional(&mut **tx)
        .await?;
    Ok(found.is_some())
}

async fn insert(
    tx: &mut WriteTransaction,
    sub: &Subject,
    person: &Person,
    context: &AuditContext,
) -> Result<Known, StoreError> {
    let user = described(sub.clone(), person);
    let id: i64 = sqlx::query(
        "INSERT INTO users (sub, login, name, email, password_hash, identity) VALUES (?, ?, ?, ?, '', ?) RETURNING id",
    )
    .bind(user.sub.as_str())
    .bind(user.login.as_str())
    .bind(user.name.as_str())
    .bind(user.email.as_str())
    .bind(person.identity.as_str())
    .fetch_one(&mut **tx)
    .await?
    .try_get("id")?;
    note(tx, "user_add", &user, context).await?;
    Ok(Known { id, user })
}

async fn update(
    tx: &mut WriteTransaction,
    before: Known,
    person: &Person,
    context: &AuditContext,
) -> Result<Known, StoreError> {
    let user = described(before.user.sub.clone(), person);
    let is_same =
        before.user.login == user.login && before.user.name == user.name && before.user.email == user.email;
    if !is_same {
        sqlx::query("UPDATE users SET login = ?, name = ?, email = ? WHERE id = ?")
            .bind(user.login.as_str())
            .bind(user.name.as_str())
            .bind(user.email.as_str())
            .bind(before.id)
            .execute(&mut **tx)
            .await?;
        note(tx, "user_update", &user, context).await?;
    }
    Ok(Known { id: before.id, user })
}

fn described(sub: Subject, person: &Person) -> User {
    User {
        sub,
        login: person.login.clone(),
        name: person.name.clone(),
        email: person.email.clone(),
        disabled: false,
    }
}

async fn start(
    tx: &mut WriteTransaction,
    known: Known,
    new: &NewProviderSession,
    context: &AuditContext,
) -> Result<Session, StoreError> {
    if let Some(secret) = &new.replaces
        && let Some(replaced) = by_secret(tx, secret).await?
        && replaced.ended_at.is_none()
    {
        end_session(tx, &replaced, EndReason::SignedInAnew, None, context).await?;
        // The new session is behind the same session of the provider, which goes on.
        sqlx::query("DELETE FROM provider_endings WHERE session = ?")
            .bind(new.session.as_str())
            .execute(&mut **tx)
            .await?;
    }
    sqlx::query(
        "INSERT INTO sessions (sid, secret_hash, user, started_at, seen_at, provider_session)
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(new.sid.as_str())
    .bind(new.secret.as_bytes())
    .bind(known.id)
    .bind(context.at.seconds())
    .bind(context.at.seconds())
    .bind(new.session.as_str())
    .execute(&mut **tx)
    .await?;
    let session = Session {
        sid: new.sid.clone(),
        user: known.user,
        started_at: context.at,
        signed_in: SignedIn::AtProvider,
        seen_at: context.at,
        ended_at: None,
    };
    let entry = AuditEntry::allowed(Event::SignIn, Reason::Ok).session(&session);
    append(tx, &entry, context).await?;
    Ok(session)
}

async fn refuse(
    tx: &mut WriteTransaction,
    person: &Person,
    why: &'static str,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let entry = AuditEntry {
        login: Some(person.login.as_str().to_owned()),
        ..AuditEntry::refused(Event::SignIn, Reason::Detail(why))
    };
    append(tx, &entry, context).await
}
