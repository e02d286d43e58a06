//! Users.

use crate::model::{Credentials, Login, ProviderId, User};
use crate::password::PasswordHash;
use crate::store::StoreError;
use crate::store::row::Row;
use crate::store::tx::Tx;
use crate::store::value::values;

impl Tx {
    /// Adds a user with a password; false if another one has the login.
    pub(crate) async fn insert_user(&mut self, credentials: &Credentials) -> Result<bool, StoreError> {
        let user = &credentials.user;
        let done = self
            .execute(
                "INSERT INTO users (sub, login, name, email, password_hash, disabled) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (login) DO NOTHING",
                values![
                    user.sub.as_str(),
                    user.login.as_str(),
                    user.name.as_str(),
                    user.email.as_str(),
                    credentials.hash.as_stored(),
                    user.disabled,
                ],
            )
            .await?;
        Ok(done == 1)
    }

    /// Adds a user whom the provider vouches for. They have no password: the empty hash, which no password has.
    pub(crate) async fn insert_provider_user(
        &mut self,
        user: &User,
        identity: &ProviderId,
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO users (sub, login, name, email, password_hash, identity) VALUES ($1, $2, $3, $4, '', $5)",
            values![
                user.sub.as_str(),
                user.login.as_str(),
                user.name.as_str(),
                user.email.as_str(),
                identity.as_str(),
            ],
        )
        .await
        .map(drop)
    }

    /// Changes what a user is called.
    pub(crate) async fn update_user(&mut self, user: &User) -> Result<(), StoreError> {
        self.execute(
            "UPDATE users SET login = $1, name = $2, email = $3 WHERE sub = $4",
            values![
                user.login.as_str(),
                user.name.as_str(),
                user.email.as_str(),
                user.sub.as_str(),
            ],
        )
        .await
        .map(drop)
    }

    /// All users, by login.
    pub(crate) async fn users(&mut self) -> Result<Vec<User>, StoreError> {
        let rows = self
            .all(
                "SELECT sub, login, name AS user_name, email, disabled FROM users ORDER BY login",
                values![],
            )
            .await?;
        rows.iter().map(Row::user).collect()
    }

    /// A user with a password, and its hash.
    pub(crate) async fn credentials(&mut self, login: &Login) -> Result<Option<Credentials>, StoreError> {
        let found = self
            .optional(
                "SELECT sub, login, name AS user_name, email, disabled, password_hash FROM users
                 WHERE login = $1 AND password_hash <> ''",
                values![login.as_str()],
            )
            .await?;
        found
            .map(|row| {
                Ok(Credentials {
                    user: row.user()?,
                    hash: PasswordHash::from_stored(row.get("password_hash")?),
                })
            })
            .transpose()
    }

    /// The user of an identity of the provider.
    pub(crate) async fn user_by_identity(
        &mut self,
        identity: &ProviderId,
    ) -> Result<Option<User>, StoreError> {
        let found = self
            .optional(
                "SELECT sub, login, name AS user_name, email, disabled FROM users WHERE identity = $1",
                values![identity.as_str()],
            )
            .await?;
        found.as_ref().map(Row::user).transpose()
    }

    /// Whether a login belongs to somebody else than that identity.
    pub(crate) async fn login_is_taken(
        &mut self,
        login: &Login,
        identity: &ProviderId,
    ) -> Result<bool, StoreError> {
        self.exists(
            "SELECT 1 FROM users WHERE login = $1 AND identity IS DISTINCT FROM $2",
            values![login.as_str(), identity.as_str()],
        )
        .await
    }

    /// Keeps a user out, or lets them in again; false if there is none.
    pub(crate) async fn set_disabled(&mut self, login: &Login, disabled: bool) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "UPDATE users SET disabled = $1 WHERE login = $2",
                values![disabled, login.as_str()],
            )
            .await?;
        Ok(done == 1)
    }

    /// Changes a password's hash; false if there is no such user.
    pub(crate) async fn set_password_hash(
        &mut self,
        login: &Login,
        hash: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "UPDATE users SET password_hash = $1 WHERE login = $2",
                values![hash.as_stored(), login.as_str()],
            )
            .await?;
        Ok(done == 1)
    }

    /// Removes a user, with all that is theirs; false if there is none.
    pub(crate) async fn delete_user(&mut self, login: &Login) -> Result<bool, StoreError> {
        let done = self
            .execute("DELETE FROM users WHERE login = $1", values![login.as_str()])
            .await?;
        Ok(done == 1)
    }
}
