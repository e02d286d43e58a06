//! DPoP proofs of the receiver's key (RFC 9449), signed by the page's WebCrypto.

use crosspass_protocol::dpop::{ProofClaims, attach};
use crosspass_protocol::{Code, Jwk, TokenId};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use crate::host::{Prover, code_of, settled};
use crate::verify::now;

/// A proof for one request; `token` is the one that goes along with it, if any.
pub(crate) async fn proof(
    prover: &Prover,
    method: &str,
    url: &str,
    token: Option<&str>,
) -> Result<String, Code> {
    let key = public_key(prover).await?;
    let mut random = [0; 16];
    let drawn = prover.random();
    if drawn.length() as usize != random.len() {
        return Err(Code::StorageUnavailable);
    }
    drawn.copy_to(&mut random);
    let input = ProofClaims {
        method,
        url,
        now: now(prover),
        token_id: &TokenId::from_random(random),
        access_token: token,
    }
    .signing_input(&key);
    let signature = settled(prover.sign(&input)).await.map_err(unusable)?;
    Ok(attach(&input, &Uint8Array::new(&signature).to_vec()))
}

/// The public half of the receiver's key.
pub(crate) async fn public_key(prover: &Prover) -> Result<Jwk, Code> {
    let key = settled(prover.public_key()).await.map_err(unusable)?;
    let key = key.as_string().and_then(|text| Jwk::parse(text.as_bytes()).ok());
    key.ok_or(Code::StorageUnavailable)
}

fn unusable(error: JsValue) -> Code {
    code_of(&error, Code::StorageUnavailable)
}
