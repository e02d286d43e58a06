//! What decides whether a user may enter a domain: user, domain and membership.

use crosspass_protocol::Origin;

use crate::model::{Domain, Facts, Login, User};
use crate::store::StoreError;
use crate::store::tx::Tx;
use crate::store::value::values;

impl Tx {
    /// The facts about a login and an origin.
    pub(crate) async fn facts(&mut self, login: &Login, origin: &Origin) -> Result<Facts, StoreError> {
        let user = self
            .optional(
                "SELECT sub, login, name AS user_name, email, disabled FROM users WHERE login = $1",
                values![login.as_str()],
            )
            .await?;
        let domain = self
            .optional(
                "SELECT origin, domains.name AS domain_name, organizations.name AS organization_name, trust, kind, suspended, unproven,
                 EXISTS (SELECT 1 FROM members JOIN users ON users.id = members.user_id
                         WHERE members.organization = domains.organization AND login = $1) AS is_member
                 FROM domains JOIN organizations ON organizations.id = domains.organization WHERE origin = $2",
                values![login.as_str(), origin.as_str()],
            )
            .await?;
        Ok(Facts {
            user: user.map(|row| row.user()).transpose()?,
            is_member: match &domain {
                Some(found) => found.get("is_member")?,
                None => false,
            },
            domain: domain.map(|row| row.domain()).transpose()?,
        })
    }

    /// Domains of a user's organizations, by name.
    pub(crate) async fn domains_of(&mut self, user: &User) -> Result<Vec<Domain>, StoreError> {
        let rows = self
            .all(
                "SELECT origin, domains.name AS domain_name, organizations.name AS organization_name, trust, kind, suspended, unproven
                 FROM users JOIN members ON members.user_id = users.id
                 JOIN organizations ON organizations.id = members.organization
                 JOIN domains ON domains.organization = organizations.id
                 WHERE sub = $1 ORDER BY domains.name, origin",
                values![user.sub.as_str()],
            )
            .await?;
        rows.iter().map(|row| row.domain()).collect()
    }
}
