//! DPoP proofs of the receiver's key (RFC 9449): what the page's WebCrypto is to sign.

use crosspass_protocol::dpop::ProofClaims;
use crosspass_protocol::{Code, Jwk, Timestamp, TokenId};
use wasm_bindgen::prelude::*;

/// What the holder of that public key signs for one request: header and claims of a proof. `hash` is that
/// of the token which goes along with it, if any. Throws a code.
#[wasm_bindgen(js_name = signingInput)]
pub fn signing_input(
    key: &str,
    method: &str,
    url: &str,
    now: f64,
    random: &[u8],
    hash: Option<String>,
) -> Result<String, JsValue> {
    let key = Jwk::parse(key.as_bytes()).ok();
    let random = random.try_into().ok();
    match (key, random) {
        (Some(key), Some(random)) => Ok(ProofClaims {
            method,
            url,
            now: Timestamp::from_seconds(now as i64),
            token_id: &TokenId::from_random(random),
            access_token: None,
        }
        .signing_input_with(&key, hash.as_deref())),
        _ => Err(Code::StorageUnavailable.as_str().into()),
    }
}
