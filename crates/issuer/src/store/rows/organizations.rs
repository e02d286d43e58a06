//! Organizations.

use crate::model::{DisplayText, Organization, OrganizationName};
use crate::store::StoreError;
use crate::store::tx::Tx;
use crate::store::value::values;

impl Tx {
    /// Adds an organization; false if one has that name.
    pub(crate) async fn insert_organization(
        &mut self,
        organization: &Organization,
    ) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "INSERT INTO organizations (name, title) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
                values![organization.name.as_str(), organization.title.as_str()],
            )
            .await?;
        Ok(done == 1)
    }

    /// Whether there is one of that name.
    pub(crate) async fn has_organization(&mut self, name: &OrganizationName) -> Result<bool, StoreError> {
        self.exists(
            "SELECT 1 FROM organizations WHERE name = $1",
            values![name.as_str()],
        )
        .await
    }

    /// All of them, by name.
    pub(crate) async fn organizations(&mut self) -> Result<Vec<Organization>, StoreError> {
        let rows = self
            .all("SELECT name, title FROM organizations ORDER BY name", values![])
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Organization {
                    name: row.parsed("name", "organization", OrganizationName::parse)?,
                    title: row.parsed("title", "organization", DisplayText::parse)?,
                })
            })
            .collect()
    }

    /// The origins of an organization's domains.
    pub(crate) async fn origins_of(&mut self, name: &OrganizationName) -> Result<Vec<String>, StoreError> {
        let rows = self
            .all(
                "SELECT origin FROM domains WHERE organization = (SELECT id FROM organizations WHERE name = $1)
                 ORDER BY origin",
                values![name.as_str()],
            )
            .await?;
        rows.iter().map(|row| row.get("origin")).collect()
    }

    /// Removes an organization; false if there is none.
    pub(crate) async fn delete_organization(&mut self, name: &OrganizationName) -> Result<bool, StoreError> {
        let done = self
            .execute(
                "DELETE FROM organizations WHERE name = $1",
                values![name.as_str()],
            )
            .await?;
        Ok(done == 1)
    }
}
