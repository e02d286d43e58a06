//! Members of organizations.

use super::note_about;
use crate::model::{AuditContext, EndReason, Membership};
use crate::store::rows::{MEMBER, Scope};
use crate::store::{ChangeError, Store, StoreError, Tx};

impl Store {
    /// Makes a user a member.
    pub async fn add_member(
        &self,
        membership: &Membership,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.transact((membership, context), add).await
    }

    /// All memberships, by organization and login.
    pub async fn members(&self) -> Result<Vec<Membership>, StoreError> {
        self.read((), async |tx: &mut Tx, ()| tx.members().await).await
    }

    /// Ends a membership.
    pub async fn remove_member(
        &self,
        membership: &Membership,
        context: &AuditContext,
    ) -> Result<(), ChangeError> {
        self.transact((membership, context), remove).await
    }
}

async fn add(tx: &mut Tx, (member, context): (&Membership, &AuditContext)) -> Result<(), ChangeError> {
    tx.lock_user(&member.login).await?;
    tx.expect_user(&member.login).await?;
    tx.expect_organization(&member.organization).await?;
    if !tx.insert_member(member).await? {
        return Err(MEMBER.exists(name(member)));
    }
    Ok(note_about(tx, "member_add", &member.login, context).await?)
}

async fn remove(tx: &mut Tx, (member, context): (&Membership, &AuditContext)) -> Result<(), ChangeError> {
    tx.lock_user(&member.login).await?;
    let is_gone = tx.delete_member(member).await?;
    tx.expect(&MEMBER, is_gone, &name(member)).await?;
    let scope = Scope::Member(&member.login, &member.organization);
    tx.end_handoffs(scope, EndReason::MembershipRemoved, None, context.at)
        .await?;
    Ok(note_about(tx, "member_remove", &member.login, context).await?)
}

fn name(member: &Membership) -> String {
    format!("{} of {}", member.login, member.organization)
}
