//! How pages look and speak for an organization's domains.

use super::note;
use crate::model::{AuditContext, Brand, BrandChange, Logo, LogoName, OrganizationName};
use crate::store::rows::BrandParts;
use crate::store::{ChangeError, Store, StoreError, Tx};

impl Store {
    /// How pages look and speak for an organization, if it has a brand. A stored value that is not
    /// usable counts as not set: a page without a logo is better than none.
    pub async fn brand(&self, name: &OrganizationName) -> Result<Option<Brand>, StoreError> {
        self.read(name, Tx::brand).await
    }

    /// A logo by its name.
    pub async fn logo(&self, name: &LogoName) -> Result<Option<Logo>, StoreError> {
        self.read(name, Tx::logo).await
    }

    /// Changes a brand. Texts are in one language, and a colour of the dark scheme goes with another:
    /// a change that would leave them alone is refused.
    pub async fn change_brand(
        &self,
        name: &OrganizationName,
        change: &BrandChange,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.transact((name, change, context), change_brand).await
    }
}

async fn change_brand(
    tx: &mut Tx,
    (name, change, context): (&OrganizationName, &BrandChange, &AuditContext),
) -> Result<(), ChangeError> {
    tx.lock_organization(name).await?;
    tx.expect_organization(name).await?;
    check_whole(change, tx.brand_parts(name).await?)?;
    tx.update_brand(name, change).await?;
    Ok(note(tx, "org_brand", context).await?)
}

fn check_whole(change: &BrandChange, set: BrandParts) -> Result<(), ChangeError> {
    let after = |changed: Option<bool>, before| changed.unwrap_or(before);
    let color = after(change.color.as_ref().map(Option::is_some), set.color);
    let color_dark = after(change.color_dark.as_ref().map(Option::is_some), set.color_dark);
    let language = after(change.language.as_ref().map(Option::is_some), set.language);
    let texts = after(change.texts.as_ref().map(|texts| !texts.is_empty()), set.texts);
    if color_dark && !color {
        Err(ChangeError::Incomplete(
            "--color-dark goes with --color: give both, or clear both",
        ))
    } else if texts && !language {
        Err(ChangeError::Incomplete(
            "--texts are in one language: give --language with them, or clear both",
        ))
    } else {
        Ok(())
    }
}
