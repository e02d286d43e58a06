//! The ticket's exchange for a session token, with a DPoP proof of the receiver's key (RFC 9449).

use crosspass_protocol::dpop::{ProofClaims, attach};
use crosspass_protocol::{Code, Jwk, Origin, TokenId};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use crate::host::{Host, code_of, settled};
use crate::verify::now;

/// Redeems a ticket.
pub(crate) async fn redeem(host: &Host, ticket: &str) -> Result<String, Code> {
    let proof = proof(host).await?;
    let token = settled(host.redeem(ticket, &proof))
        .await
        .map_err(|error| code_of(&error, Code::Network))?;
    token.as_string().ok_or(Code::Network)
}

async fn proof(host: &Host) -> Result<String, Code> {
    let storage = |error: JsValue| code_of(&error, Code::StorageUnavailable);
    let key = settled(host.public_key()).await.map_err(storage)?;
    let key = key.as_string().and_then(|text| Jwk::parse(text.as_bytes()).ok());
    let key = key.ok_or(Code::StorageUnavailable)?;
    let issuer = Origin::parse(&host.issuer()).map_err(|_| Code::InvalidRequest)?;
    let mut random = [0; 16];
    let drawn = host.random();
    if drawn.length() as usize != random.len() {
        return Err(Code::StorageUnavailable);
    }
    drawn.copy_to(&mut random);
    let input = ProofClaims {
        method: "POST",
        url: &issuer.join("/api/redeem"),
        now: now(host),
        token_id: &TokenId::from_random(random),
        access_token: None,
    }
    .signing_input(&key);
    let signature = settled(host.sign(&input)).await.map_err(storage)?;
    Ok(attach(&input, &Uint8Array::new(&signature).to_vec()))
}
