//! The ticket's exchange for a session token.

use crosspass_protocol::{Code, Origin};

use crate::host::{Host, code_of, settled};
use crate::proof::proof;

/// Redeems a ticket.
pub(crate) async fn redeem(host: &Host, ticket: &str) -> Result<String, Code> {
    let issuer = Origin::parse(&host.issuer()).map_err(|_| Code::InvalidRequest)?;
    let proof = proof(host, "POST", &issuer.join("/api/redeem"), None).await?;
    let token = settled(host.redeem(ticket, &proof))
        .await
        .map_err(|error| code_of(&error, Code::Network))?;
    token.as_string().ok_or(Code::Network)
}
