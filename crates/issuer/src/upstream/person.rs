//! What an identity of the provider says about somebody, in Crosspass' own terms.

use serde_json::Value;

use super::path::{Part, Path};
use crate::model::{DisplayText, Login, ProviderId};

/// Where in an identity there is what.
#[derive(Clone, Debug)]
pub struct Traits {
    /// The login.
    pub login: Path,
    /// The name: what is found, in this order, with spaces between.
    pub name: Vec<Path>,
    /// The address.
    pub email: Path,
    /// Names of organizations that the user is a member of; memberships are the operator's if there is no path.
    pub organizations: Option<Path>,
}

/// Somebody, as the provider describes them.
#[derive(Clone, Debug)]
pub struct Person {
    /// The identity's id, which stays when everything else changes.
    pub identity: ProviderId,
    /// What Crosspass' operators call them.
    pub login: Login,
    /// What pages call them.
    pub name: DisplayText,
    /// Their address.
    pub email: DisplayText,
    /// The organizations that they are a member of, if the provider says so; names that are none of ours are among them.
    pub organizations: Option<Vec<String>>,
}

/// What an identity lacks. Names the setting, never the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonError {
    /// No login, or none that Crosspass takes.
    #[error("there is no usable login where kratos.login says")]
    Login,
    /// No name, or one that is not shown.
    #[error("there is no usable name where kratos.name says")]
    Name,
    /// No address, or one that is not shown.
    #[error("there is no usable address where kratos.email says")]
    Email,
    /// Something else than names.
    #[error("there is no list of names where kratos.organizations says")]
    Organizations,
}

/// The parts of an identity.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'a> {
    pub(super) traits: &'a Value,
    pub(super) public: &'a Value,
    pub(super) admin: &'a Value,
}

impl Traits {
    /// Whether only the admin API tells all.
    pub(super) fn need_admin(&self) -> bool {
        let path = self.organizations.as_ref();
        path.is_some_and(|path| path.part() == Part::AdminMetadata)
    }

    /// Reads an identity.
    pub(super) fn read(&self, identity: ProviderId, parts: Parts<'_>) -> Result<Person, PersonError> {
        let text = |path: &Path| path.find(parts.traits).and_then(Value::as_str);
        let names: Vec<&str> = self
            .name
            .iter()
            .filter_map(text)
            .filter(|name| !name.is_empty())
            .collect();
        Ok(Person {
            identity,
            login: text(&self.login)
                .and_then(|login| Login::parse(login).ok())
                .ok_or(PersonError::Login)?,
            name: DisplayText::parse(&names.join(" ")).map_err(|_| PersonError::Name)?,
            email: text(&self.email)
                .and_then(|email| DisplayText::parse(email).ok())
                .ok_or(PersonError::Email)?,
            organizations: match &self.organizations {
                Some(path) => Some(names_at(path, parts)?),
                None => None,
            },
        })
    }
}

/// One name or several; nothing there is no membership.
fn names_at(path: &Path, parts: Parts<'_>) -> Result<Vec<String>, PersonError> {
    let part = match path.part() {
        Part::Traits => parts.traits,
        Part::PublicMetadata => parts.public,
        Part::AdminMetadata => parts.admin,
    };
    match path.find(part) {
        None => Ok(Vec::new()),
        Some(Value::String(name)) => Ok(vec![name.clone()]),
        Some(Value::Array(items)) => {
            let name = |item: &Value| item.as_str().map(str::to_owned);
            items
                .iter()
                .map(|item| name(item).ok_or(PersonError::Organizations))
                .collect()
        }
        Some(_) => Err(PersonError::Organizations),
    }
}
