//! Organizations and their members in SQLite.

use sqlx::Row;

use super::SqliteStore;
use super::audit::append;
use super::endings::{Scope, end_handoffs};
use super::row::parsed;
use super::transaction::{Kind, WriteTransaction};
use super::users::USER;
use crate::model::{
    AuditContext, AuditEntry, DisplayText, EndReason, Event, Login, Organization, OrganizationName, Reason,
};
use crate::store::{ChangeError, Membership, StoreError};

pub(super) const ORGANIZATION: Kind = Kind {
    noun: "organization",
    names: "SELECT name FROM organizations ORDER BY name",
};
const MEMBER: Kind = Kind {
    noun: "member",
    names: "SELECT login || ' of ' || organizations.name FROM members
            JOIN users ON users.id = members.user JOIN organizations ON organizations.id = members.organization
            ORDER BY 1",
};

impl SqliteStore {
    pub(super) async fn insert_organization(
        &self,
        organization: &Organization,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        sqlx::query("INSERT INTO organizations (name, title) VALUES (?, ?)")
            .bind(organization.name.as_str())
            .bind(organization.title.as_str())
            .execute(&mut *tx)
            .await
            .map_err(|error| ORGANIZATION.taken(error, organization.name.as_str()))?;
        operator(&mut tx, "org_add", context).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn select_organizations(&self) -> Result<Vec<Organization>, StoreError> {
        let rows = sqlx::query("SELECT name, title FROM organizations ORDER BY name")
            .fetch_all(&self.readers)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Organization {
                    name: parsed(row, "name", "organization", OrganizationName::parse)?,
                    title: parsed(row, "title", "organization", DisplayText::parse)?,
                })
            })
            .collect()
    }

    pub(super) async fn delete_organization(
        &self,
        name: &OrganizationName,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        let owned = sqlx::query(
            "SELECT origin FROM domains WHERE organization = (SELECT id FROM organizations WHERE name = ?) ORDER BY origin",
        )
        .bind(name.as_str())
        .fetch_all(&mut *tx)
        .await?;
        if !owned.is_empty() {
            let origins = owned
                .iter()
                .map(|row| row.try_get::<String, _>(0))
                .collect::<Result<Vec<_>, _>>()?;
            return Err(ChangeError::InUse {
                kind: ORGANIZATION.noun,
                name: name.as_str().to_owned(),
                holders: format!("the domains {}", origins.join(", ")),
            });
        }
        let done = sqlx::query("DELETE FROM organizations WHERE name = ?")
            .bind(name.as_str())
            .execute(&mut *tx)
            .await?;
        ORGANIZATION
            .met(&mut tx, done.rows_affected(), name.as_str())
            .await?;
        operator(&mut tx, "org_remove", context).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn insert_member(
        &self,
        member: &Membership,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        let (login, organization) = (member.login.as_str(), member.organization.as_str());
        let user = sqlx::query("SELECT id FROM users WHERE login = ?")
            .bind(login)
            .fetch_all(&mut *tx)
            .await?;
        USER.met(&mut tx, user.len() as u64, login).await?;
        let owner = sqlx::query("SELECT id FROM organizations WHERE name = ?")
            .bind(organization)
            .fetch_all(&mut *tx)
            .await?;
        ORGANIZATION
            .met(&mut tx, owner.len() as u64, organization)
            .await?;
        sqlx::query(
            "INSERT INTO members (organization, user)
             SELECT organizations.id, users.id FROM organizations, users WHERE organizations.name = ? AND login = ?",
        )
        .bind(organization)
        .bind(login)
        .execute(&mut *tx)
        .await
        .map_err(|error| MEMBER.taken(error, &format!("{login} of {organization}")))?;
        operator_about(&mut tx, "member_add", &member.login, context).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn select_members(&self) -> Result<Vec<Membership>, StoreError> {
        let rows = sqlx::query(
            "SELECT login, organizations.name AS organization_name FROM members
             JOIN users ON users.id = members.user JOIN organizations ON organizations.id = members.organization
             ORDER BY organization_name, login",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Membership {
                    login: parsed(row, "login", "member", Login::parse)?,
                    organization: parsed(row, "organization_name", "member", OrganizationName::parse)?,
                })
            })
            .collect()
    }

    pub(super) async fn delete_member(
        &self,
        member: &Membership,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        let (login, organization) = (member.login.as_str(), member.organization.as_str());
        let done = sqlx::query(
            "DELETE FROM members WHERE user = (SELECT id FROM users WHERE login = ?)
             AND organization = (SELECT id FROM organizations WHERE name = ?)",
        )
        .bind(login)
        .bind(organization)
        .execute(&mut *tx)
        .await?;
        MEMBER
            .met(
                &mut tx,
                done.rows_affected(),
                &format!("{login} of {organization}"),
            )
            .await?;
        let scope = Scope::Member(&member.login, &member.organization);
        end_handoffs(&mut tx, scope, EndReason::MembershipRemoved, None, context).await?;
        operator_about(&mut tx, "member_remove", &member.login, context).await?;
        Ok(tx.commit().await?)
    }
}

/// An operator's change in the audit log.
pub(super) async fn operator(
    tx: &mut WriteTransaction,
    verb: &'static str,
    context: &AuditContext,
) -> Result<(), StoreError> {
    append(
        tx,
        &AuditEntry::allowed(Event::Operator(verb), Reason::Ok),
        context,
    )
    .await
}

/// An operator's change about a user in the audit log.
pub(super) async fn operator_about(
    tx: &mut WriteTransaction,
    verb: &'static str,
    login: &Login,
    context: &AuditContext,
) -> Result<(), StoreError> {
    let entry = AuditEntry {
        login: Some(login.as_str().to_owned()),
        ..AuditEntry::allowed(Event::Operator(verb), Reason::Ok)
    };
    append(tx, &entry, context).await
}
