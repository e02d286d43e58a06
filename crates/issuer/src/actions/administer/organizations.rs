//! Organizations.

use super::note;
use crate::model::{AuditContext, Organization, OrganizationName};
use crate::store::rows::ORGANIZATION;
use crate::store::{ChangeError, Store, StoreError, Tx};

impl Store {
    /// Adds an organization.
    pub async fn add_organization(
        &self,
        organization: &Organization,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.transact((organization, context), add).await
    }

    /// All organizations, by name.
    pub async fn organizations(&self) -> Result<Vec<Organization>, StoreError> {
        self.read((), async |tx: &mut Tx, ()| tx.organizations().await)
            .await
    }

    /// Removes an organization that owns no domain.
    pub async fn remove_organization(
        &self,
        name: &OrganizationName,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.transact((name, context), remove).await
    }
}

async fn add(
    tx: &mut Tx,
    (organization, context): (&Organization, &AuditContext),
) -> Result<(), ChangeError> {
    if !tx.insert_organization(organization).await? {
        return Err(ORGANIZATION.exists(organization.name.as_str()));
    }
    Ok(note(tx, "org_add", context).await?)
}

async fn remove(tx: &mut Tx, (name, context): (&OrganizationName, &AuditContext)) -> Result<(), ChangeError> {
    tx.lock_organization(name).await?;
    let origins = tx.origins_of(name).await?;
    if !origins.is_empty() {
        let holders = format!("the domains {}", origins.join(", "));
        return Err(ORGANIZATION.in_use(name.as_str(), holders));
    }
    let is_gone = tx.delete_organization(name).await?;
    tx.expect(&ORGANIZATION, is_gone, name.as_str()).await?;
    Ok(note(tx, "org_remove", context).await?)
}
