//! Whether the issuer lives, and whether it can work.

use axum::extract::State;

use crate::error::{Failure, Fault};
use crosspass_issuer::Issuer;
use std::sync::Arc;

/// `GET /healthz`: the process answers.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: storage answers and a key signs.
pub(crate) async fn readyz(State(issuer): State<Arc<Issuer>>) -> Result<&'static str, Failure> {
    issuer.store.ping().await.map_err(Fault::from)?;
    issuer.keys(issuer.clock.now()).await.map_err(Fault::from)?;
    Ok("ready\n")
}
