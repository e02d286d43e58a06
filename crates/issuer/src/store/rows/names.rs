//! What kinds of things a change can be about, and how the names of each kind are listed for an error.

use crate::model::{Login, OrganizationName};
use crate::store::tx::Tx;
use crate::store::value::values;
use crate::store::{ChangeError, StoreError};

/// A kind of thing. `names` lists what there is.
pub(crate) struct Noun {
    noun: &'static str,
    names: &'static str,
}

pub(crate) const ORGANIZATION: Noun = Noun {
    noun: "organization",
    names: "SELECT name FROM organizations ORDER BY name",
};
pub(crate) const DOMAIN: Noun = Noun {
    noun: "domain",
    names: "SELECT origin AS name FROM domains ORDER BY origin",
};
pub(crate) const USER: Noun = Noun {
    noun: "user",
    names: "SELECT login AS name FROM users ORDER BY login",
};
pub(crate) const MEMBER: Noun = Noun {
    noun: "member",
    names: "SELECT login || ' of ' || organizations.name AS name FROM members
            JOIN users ON users.id = members.user_id
            JOIN organizations ON organizations.id = members.organization ORDER BY login, organizations.name",
};
pub(crate) const KEY: Noun = Noun {
    noun: "key",
    names: "SELECT kid AS name FROM signing_keys ORDER BY id",
};
pub(crate) const LIVE_SESSION: Noun = Noun {
    noun: "live session",
    names: "SELECT sid AS name FROM sessions WHERE ended_at IS NULL ORDER BY seen_at DESC LIMIT 20",
};

impl Noun {
    /// One of that name exists already.
    pub(crate) fn exists(&self, name: impl Into<String>) -> ChangeError {
        ChangeError::Exists {
            kind: self.noun,
            name: name.into(),
        }
    }

    /// Others hang on it.
    pub(crate) fn in_use(&self, name: impl Into<String>, holders: String) -> ChangeError {
        ChangeError::InUse {
            kind: self.noun,
            name: name.into(),
            holders,
        }
    }
}

impl Tx {
    /// `Ok` if there is such a thing; else an error that names what exists.
    pub(crate) async fn expect(
        &mut self,
        noun: &Noun,
        is_there: bool,
        name: &str,
    ) -> Result<(), ChangeError> {
        if is_there {
            return Ok(());
        }
        let rows = self.all(noun.names, values![]).await?;
        let known = rows.iter().map(|row| row.get("name"));
        Err(ChangeError::Missing {
            kind: noun.noun,
            name: name.to_owned(),
            known: known.collect::<Result<_, StoreError>>()?,
        })
    }

    /// `Ok` if there is such a user.
    pub(crate) async fn expect_user(&mut self, login: &Login) -> Result<(), ChangeError> {
        let is_there = self
            .exists("SELECT 1 FROM users WHERE login = $1", values![login.as_str()])
            .await?;
        self.expect(&USER, is_there, login.as_str()).await
    }

    /// `Ok` if there is such an organization.
    pub(crate) async fn expect_organization(&mut self, name: &OrganizationName) -> Result<(), ChangeError> {
        let is_there = self.has_organization(name).await?;
        self.expect(&ORGANIZATION, is_there, name.as_str()).await
    }
}
