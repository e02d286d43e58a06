//! Memberships that follow an identity of the provider, in SQLite, within the transaction of its sign-in.

use sqlx::Row;

use super::audit::append;
use super::endings::{Scope, end_handoffs};
use super::row::parsed;
use super::transaction::WriteTransaction;
use crate::model::{AuditContext, AuditEntry, EndReason, Event, OrganizationName, Reason, User};
use crate::store::StoreError;

/// Makes the memberships those that the provider names; tells which organizations there are not.
pub(super) async fn follow(
    tx: &mut WriteTransaction,
    id: i64,
    user: &User,
    names: &[String],
    context: &AuditContext,
) -> Result<Vec<String>, StoreError> {
    let present = sqlx::query(
        "SELECT id, name FROM organizations JOIN members ON members.organization = organizations.id WHERE user = ?",
    )
    .bind(id)
    .fetch_all(&mut **tx)
    .await?;
    for found in &present {
        let (organization_id, name): (i64, String) = (found.try_get("id")?, found.try_get("name")?);
        if !names.contains(&name) {
            sqlx::query("DELETE FROM members WHERE organization = ? AND user = ?")
                .bind(organization_id)
                .bind(id)
                .execute(&mut **tx)
                .await?;
            let organization = parsed(found, "name", "organization", OrganizationName::parse)?;
            let gone = Scope::Member(&user.login, &organization);
            end_handoffs(tx, gone, EndReason::MembershipRemoved, None, context).await?;
            note(tx, "member_remove", user, context).await?;
        }
    }
    let mut unknown = Vec::new();
    for name in names {
        // What no organization can be called is not asked for: names come from where users may write.
        if OrganizationName::parse(name).is_err() {
            unknown.push(name.clone());
            continue;
        }
        let found = sqlx::query("SELECT id FROM organizations WHERE name = ?")
            .bind(name)
            .fetch_optional(&mut **tx)
            .await?;
        let Some(found) = found else {
            unknown.push(name.clone());
            continue;
        };
        let organization_id: i64 = found.try_get("id")?;
        let done = sqlx::query(
            "INSERT INTO members (organization, user) VALUES (?, ?) ON CONFLICT (organization, user) DO NOTHING",
        )
        .bind(organization_id)
        .bind(id)
        .execute(&mut **tx)
        .await?;
        if done.rows_affected() == 1 {
            note(tx, "member_add", user, context).await?;
        }
    }
    Ok(unknown)
}

/// A change that the provider brought.
pub(super) async fn note(
    tx: &mut WriteTransaction,
    change: &'static str,
    user: &User,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let entry = AuditEntry::allowed(Event::Provider(change), Reason::Ok).user(user);
    append(tx, &entry, context).await
}
