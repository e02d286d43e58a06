//! Memberships: which user is in which organization.

use crosspass_protocol::Subject;

use crate::model::{Login, Membership, OrganizationName};
use crate::store::StoreError;
use crate::store::tx::Tx;
use crate::store::value::values;

impl Tx {
    /// Adds a membership; false if there is one.
    pub(crate) async fn insert_member(&mut self, member: &Membership) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "INSERT INTO members (organization, user_id)
                 SELECT organizations.id, users.id FROM organizations, users
                 WHERE organizations.name = $1 AND login = $2 ON CONFLICT (organization, user_id) DO NOTHING",
                values![member.organization.as_str(), member.login.as_str()],
            )
            .await?;
        Ok(done == 1)
    }

    /// All of them, by organization and login.
    pub(crate) async fn members(&mut self) -> Result<Vec<Membership>, StoreError> {
        let rows = self
            .all(
                "SELECT login, organizations.name AS organization_name FROM members
                 JOIN users ON users.id = members.user_id
                 JOIN organizations ON organizations.id = members.organization
                 ORDER BY organizations.name, login",
                values![],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Membership {
                    login: row.parsed("login", "member", Login::parse)?,
                    organization: row.parsed("organization_name", "member", OrganizationName::parse)?,
                })
            })
            .collect()
    }

    /// The organizations that a user is in.
    pub(crate) async fn organizations_of(
        &mut self,
        sub: &Subject,
    ) -> Result<Vec<OrganizationName>, StoreError> {
        let rows = self
            .all(
                "SELECT organizations.name AS name FROM organizations
                 JOIN members ON members.organization = organizations.id
                 JOIN users ON users.id = members.user_id WHERE sub = $1 ORDER BY organizations.name",
                values![sub.as_str()],
            )
            .await?;
        rows.iter()
            .map(|row| row.parsed("name", "organization", OrganizationName::parse))
            .collect()
    }

    /// Removes a membership; false if there is none.
    pub(crate) async fn delete_member(&mut self, member: &Membership) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "DELETE FROM members WHERE user_id = (SELECT id FROM users WHERE login = $1)
                 AND organization = (SELECT id FROM organizations WHERE name = $2)",
                values![member.login.as_str(), member.organization.as_str()],
            )
            .await?;
        Ok(done == 1)
    }
}
