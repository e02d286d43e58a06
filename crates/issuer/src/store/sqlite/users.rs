//! Users in SQLite, and the directory as a whole.

use async_trait::async_trait;
use crosspass_protocol::Origin;
use sqlx::Row;

use super::SqliteStore;
use super::handoffs::facts;
use super::organizations::operator_about;
use super::row;
use super::sign_out::end_user_sessions;
use super::transaction::Kind;
use crate::model::{
    AuditContext, Brand, BrandChange, Domain, EndReason, Login, Logo, LogoName, Organization,
    OrganizationName, User,
};
use crate::password::PasswordHash;
use crate::store::{ChangeError, Credentials, Directory, Facts, Membership, StoreError};

pub(super) const USER: Kind = Kind {
    noun: "user",
    names: "SELECT login FROM users ORDER BY login",
};

#[async_trait]
impl Directory for SqliteStore {
    async fn add_organization(
        &self,
        organization: &Organization,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.insert_organization(organization, context).await
    }

    async fn organizations(&self) -> Result<Vec<Organization>, StoreError> {
        self.select_organizations().await
    }

    async fn remove_organization(
        &self,
        name: &OrganizationName,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.delete_organization(name, context).await
    }

    async fn brand(&self, name: &OrganizationName) -> Result<Option<Brand>, StoreError> {
        self.select_brand(name).await
    }

    async fn logo(&self, name: &LogoName) -> Result<Option<Logo>, StoreError> {
        self.select_logo(name).await
    }

    async fn change_brand(
        &self,
        name: &OrganizationName,
        change: &BrandChange,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.update_brand(name, change, context).await
    }

    async fn add_domain(&self, domain: &Domain, context: &AuditContext) -> Result<(), ChangeError> {
        self.insert_domain(domain, context).await
    }

    async fn domains(&self) -> Result<Vec<Domain>, StoreError> {
        self.select_domains().await
    }

    async fn domain(&self, origin: &Origin) -> Result<Option<Domain>, StoreError> {
        self.select_domain(origin).await
    }

    async fn set_suspended(
        &self,
        origin: &Origin,
        suspended: bool,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.update_suspended(origin, suspended, context).await
    }

    async fn remove_domain(&self, origin: &Origin, context: &AuditContext) -> Result<(), ChangeError> {
        self.delete_domain(origin, context).await
    }

    async fn add_user(&self, credentials: &Credentials, context: &AuditContext) -> Result<(), ChangeError> {
        let user = &credentials.user;
        let mut tx = self.write().await?;
        sqlx::query(
            "INSERT INTO users (sub, login, name, email, password_hash, disabled) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(user.sub.as_str())
        .bind(user.login.as_str())
        .bind(user.name.as_str())
        .bind(user.email.as_str())
        .bind(credentials.hash.as_stored())
        .bind(user.disabled)
        .execute(&mut *tx)
        .await
        .map_err(|error| USER.taken(error, user.login.as_str()))?;
        operator_about(&mut tx, "user_add", &user.login, context).await?;
        Ok(tx.commit().await?)
    }

    async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows =
            sqlx::query("SELECT sub, login, name AS user_name, email, disabled FROM users ORDER BY login")
                .fetch_all(&self.readers)
                .await?;
        rows.iter().map(row::user).collect()
    }

    async fn credentials(&self, login: &Login) -> Result<Option<Credentials>, StoreError> {
        sqlx::query(
            "SELECT sub, login, name AS user_name, email, disabled, password_hash FROM users
             WHERE login = ? AND password_hash <> ''",
        )
        .bind(login.as_str())
        .fetch_optional(&self.readers)
        .await?
        .map(|found| {
            Ok(Credentials {
                user: row::user(&found)?,
                hash: PasswordHash::from_stored(found.try_get("password_hash")?),
            })
        })
        .transpose()
    }

    async fn set_disabled(
        &self,
        login: &Login,
        disabled: bool,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        let done = sqlx::query("UPDATE users SET disabled = ? WHERE login = ?")
            .bind(disabled)
            .bind(login.as_str())
            .execute(&mut *tx)
            .await?;
        USER.met(&mut tx, done.rows_affected(), login.as_str()).await?;
        end_user_sessions(&mut tx, login, EndReason::UserChanged, context).await?;
        let verb = if disabled { "user_disable" } else { "user_enable" };
        operator_about(&mut tx, verb, login, context).await?;
        Ok(tx.commit().await?)
    }

    async fn set_password(
        &self,
        login: &Login,
        hash: &PasswordHash,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        let done = sqlx::query("UPDATE users SET password_hash = ? WHERE login = ?")
            .bind(hash.as_stored())
            .bind(login.as_str())
            .execute(&mut *tx)
            .await?;
        USER.met(&mut tx, done.rows_affected(), login.as_str()).await?;
        end_user_sessions(&mut tx, login, EndReason::PasswordChanged, context).await?;
        operator_about(&mut tx, "user_password", login, context).await?;
        Ok(tx.commit().await?)
    }

    async fn remove_user(&self, login: &Login, context: &AuditContext) -> Result<(), ChangeError> {
        let mut tx = self.write().await?;
        end_user_sessions(&mut tx, login, EndReason::UserRemoved, context).await?;
        let done = sqlx::query("DELETE FROM users WHERE login = ?")
            .bind(login.as_str())
            .execute(&mut *tx)
            .await?;
        USER.met(&mut tx, done.rows_affected(), login.as_str()).await?;
        operator_about(&mut tx, "user_remove", login, context).await?;
        Ok(tx.commit().await?)
    }

    async fn add_member(&self, membership: &Membership, context: &AuditContext) -> Result<(), ChangeError> {
        self.insert_member(membership, context).await
    }

    async fn members(&self) -> Result<Vec<Membership>, StoreError> {
        self.select_members().await
    }

    async fn remove_member(
        &self,
        membership: &Membership,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.delete_member(membership, context).await
    }

    async fn facts(&self, login: &Login, origin: &Origin) -> Result<Facts, StoreError> {
        let mut connection = self.readers.acquire().await?;
        facts(&mut connection, login, origin).await
    }
}
