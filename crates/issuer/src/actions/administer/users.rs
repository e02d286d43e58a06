//! Users. A change of what a user may do ends their sessions.

use super::note_about;
use crate::actions::sign_out;
use crate::model::{AuditContext, Credentials, EndReason, Login, User};
use crate::password::PasswordHash;
use crate::store::rows::USER;
use crate::store::{ChangeError, Store, StoreError, Tx};

impl Store {
    /// Adds a user.
    pub async fn add_user(
        &self,
        credentials: &Credentials,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.transact((credentials, context), add).await
    }

    /// All users, by login.
    pub async fn users(&self) -> Result<Vec<User>, StoreError> {
        self.read((), async |tx: &mut Tx, ()| tx.users().await).await
    }

    /// A user and the password's hash.
    pub async fn credentials(&self, login: &Login) -> Result<Option<Credentials>, StoreError> {
        self.read(login, Tx::credentials).await
    }

    /// Keeps a user out, or lets them in again. Their sessions end either way.
    pub async fn set_disabled(
        &self,
        login: &Login,
        disabled: bool,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.transact((login, disabled, context), set_disabled).await
    }

    /// Changes a password. The user's sessions end.
    pub async fn set_password(
        &self,
        login: &Login,
        hash: &PasswordHash,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.transact((login, hash, context), set_password).await
    }

    /// Removes a user, with sessions, memberships and consents.
    pub async fn remove_user(&self, login: &Login, context: &AuditContext) -> Result<(), ChangeError> {
        self.transact((login, context), remove).await
    }
}

async fn add(tx: &mut Tx, (credentials, context): (&Credentials, &AuditContext)) -> Result<(), ChangeError> {
    let login = &credentials.user.login;
    if !tx.insert_user(credentials).await? {
        return Err(USER.exists(login.as_str()));
    }
    Ok(note_about(tx, "user_add", login, context).await?)
}

async fn set_disabled(
    tx: &mut Tx,
    (login, disabled, context): (&Login, bool, &AuditContext),
) -> Result<(), ChangeError> {
    tx.lock_user(login).await?;
    let is_there = tx.set_disabled(login, disabled).await?;
    tx.expect(&USER, is_there, login.as_str()).await?;
    sign_out::end_all(tx, login, EndReason::UserChanged, context).await?;
    let verb = if disabled { "user_disable" } else { "user_enable" };
    Ok(note_about(tx, verb, login, context).await?)
}

async fn set_password(
    tx: &mut Tx,
    (login, hash, context): (&Login, &PasswordHash, &AuditContext),
) -> Result<(), ChangeError> {
    tx.lock_user(login).await?;
    let is_there = tx.set_password_hash(login, hash).await?;
    tx.expect(&USER, is_there, login.as_str()).await?;
    sign_out::end_all(tx, login, EndReason::PasswordChanged, context).await?;
    Ok(note_about(tx, "user_password", login, context).await?)
}

async fn remove(tx: &mut Tx, (login, context): (&Login, &AuditContext)) -> Result<(), ChangeError> {
    tx.lock_user(login).await?;
    sign_out::end_all(tx, login, EndReason::UserRemoved, context).await?;
    let is_gone = tx.delete_user(login).await?;
    tx.expect(&USER, is_gone, login.as_str()).await?;
    Ok(note_about(tx, "user_remove", login, context).await?)
}
