//! Whether the provider still vouches for a session: asked before each mint, redeem and renewal, outside of the
//! transaction that decides about it.

use crate::Fault;
use crate::issuer::Issuer;
use crate::model::{AuditContext, EndReason, SessionRef};
use crate::store::{ChangeError, StoreError};

impl Issuer {
    /// Has the provider vouch for a session again, if it did at the sign-in. Where it does not any more, the session is
    /// ended, everywhere, so that the transaction that follows refuses. Where it does not answer, no session ends.
    pub async fn check_with_provider(
        &self,
        whose: SessionRef<'_>,
        context: &AuditContext,
    ) -> Result<(), Fault> {
        let Some(known) = self.store.provider_session(whose).await? else {
            return Ok(());
        };
        let is_live = match &self.kratos {
            Some(kratos) => kratos.is_live(&known, context.at).await?,
            // Nobody is left to ask.
            None => false,
        };
        if is_live {
            return Ok(());
        }
        let reason = EndReason::ProviderSessionEnded;
        match self.store.end_session(&known.sid, reason, context).await {
            // Or somebody else ended it meanwhile.
            Ok(()) | Err(ChangeError::Missing { .. }) => {
                self.notifier.session_ended();
                Ok(())
            }
            Err(ChangeError::Store(error)) => Err(error.into()),
            // Not what ending a session can come to: nothing goes on as if it had ended.
            Err(ChangeError::Exists { .. } | ChangeError::Incomplete(_) | ChangeError::InUse { .. }) => {
                Err(StoreError::Damaged("session").into())
            }
        }
    }
}
