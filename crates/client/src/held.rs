//! Using the session that a page holds: proofs for its requests, and the token that a renewal brought.

use crosspass_protocol::{Binding, Code, Nonce};
use wasm_bindgen::prelude::*;

use crate::host::Prover;
use crate::proof::{proof, public_key};
use crate::session;
use crate::verify::verify;

/// A DPoP proof for one request that presents `token`. Rejects with a code.
#[wasm_bindgen]
pub async fn prove(prover: Prover, method: String, url: String, token: String) -> Result<String, JsValue> {
    proof(&prover, &method, &url, Some(&token))
        .await
        .map_err(rejection)
}

/// The session of a renewed token, verified; it must be bound to the same handoff and to our key.
/// Rejects with a code.
#[wasm_bindgen(js_name = acceptRenewed, unchecked_return_type = "ReceivedSession")]
pub async fn accept_renewed(
    prover: Prover,
    token: String,
    nonce: String,
    carrier: String,
) -> Result<JsValue, JsValue> {
    accept(&prover, &token, &nonce, &carrier).await.map_err(rejection)
}

async fn accept(prover: &Prover, token: &str, nonce: &str, carrier: &str) -> Result<JsValue, Code> {
    let binding = Binding {
        nonce: Nonce::parse(nonce).map_err(|_| Code::InvalidToken)?,
        jkt: public_key(prover).await?.thumbprint(),
    };
    let claims = verify(prover, token, &binding).await?;
    Ok(session::to_js(&claims, carrier))
}

fn rejection(code: Code) -> JsValue {
    code.as_str().into()
}
