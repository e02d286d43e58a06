//! Proofs of the session that a page holds, and renewed tokens: bound to our key and handoff, or refused.

use crosspass_protocol::UntrustedToken;
use crosspass_protocol::dpop::{ProofExpected, UntrustedProof};
use crosspass_protocol::{Timestamp, browser};
use gloo_utils::window;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::held::{accept_renewed, prove};
use crate::host::Prover;

const NOW: i64 = 1_790_000_000;
const NONCE: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
const OTHER_NONCE: &str = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg";

/// A page with a key of its own, and an issuer that signs a session token; `change` edits its claims.
const SCENE: &str = r#"
return (async () => {
  const es256 = { name: "ECDSA", hash: "SHA-256" };
  const b64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const text = (value) => new TextEncoder().encode(value);
  const key = () => crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const jwk = async (pair) => {
    const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
    return { crv, kty, x, y };
  };
  const sign = async (pair, input) => new Uint8Array(await crypto.subtle.sign(es256, pair.privateKey, text(input)));
  const [page, issuer] = [await key(), await key()];
  const members = JSON.stringify(await jwk(page));
  const jkt = b64(await crypto.subtle.digest("SHA-256", text(members)));
  const claims = {
    iss: "https://auth.example.com", sub: "user-1", aud: "https://app.customer.com",
    sid: "AQEBAQEBAQEBAQEBAQEBAQ", jti: "AgICAgICAgICAgICAgICAg",
    iat: now, exp: now + 600, auth_time: now - 60, nonce, cnf: { jkt }, name: "Ada", email: "ada@example.com",
  };
  change(claims);
  const header = { alg: "ES256", kid: "k1", typ: "crosspass-session+jwt" };
  const input = [header, claims].map((part) => b64(text(JSON.stringify(part)))).join(".");
  const keys = JSON.stringify({ keys: [{ ...(await jwk(issuer)), kid: "k1", alg: "ES256", use: "sig" }] });
  return {
    token: input + "." + b64(await sign(issuer, input)),
    prover: {
      issuer: "https://auth.example.com", origin: "https://app.customer.com", now: () => now,
      random: () => crypto.getRandomValues(new Uint8Array(16)),
      keys: async () => keys, publicKey: async () => members, sign: (input) => sign(page, input),
    },
  };
})();
"#;

async fn scene(change: &str) -> (Prover, String) {
    let change = Function::new_with_args("claims", change);
    let made = Function::new_with_args("now, nonce, change", SCENE)
        .call3(&JsValue::NULL, &(NOW as f64).into(), &NONCE.into(), &change)
        .unwrap();
    let made = JsFuture::from(made.unchecked_into::<Promise>()).await.unwrap();
    let member = |name: &str| Reflect::get(&made, &name.into()).unwrap();
    (
        member("prover").unchecked_into(),
        member("token").as_string().unwrap(),
    )
}

/// Accepts a token whose claims were changed, for the handoff `nonce`.
async fn accepted(change: &str, nonce: &str) -> Result<JsValue, String> {
    let (prover, token) = scene(change).await;
    accept_renewed(prover, token, nonce.to_owned(), "popup".to_owned())
        .await
        .map_err(|code| code.as_string().unwrap())
}

#[wasm_bindgen_test]
async fn a_renewed_token_is_taken() {
    let session = accepted("", NONCE).await.unwrap();
    let text = |name: &str| Reflect::get(&session, &name.into()).unwrap().as_string().unwrap();
    assert_eq!(text("subject"), "user-1");
    assert_eq!(text("carrier"), "popup");
}

#[wasm_bindgen_test]
async fn a_renewed_token_of_another_handoff_is_refused() {
    assert_eq!(accepted("", OTHER_NONCE).await.unwrap_err(), "nonce_mismatch");
    assert_eq!(accepted("", "no nonce").await.unwrap_err(), "invalid_token");
}

#[wasm_bindgen_test]
async fn a_renewed_token_that_is_not_for_us_is_refused() {
    for change in [
        "claims.cnf.jkt = 'CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk'",
        "claims.aud = 'https://app.customer.com.evil.example'",
        "claims.iss = 'https://auth.example.com.evil.example'",
        "claims.exp = claims.iat + 601",
        "claims.iat += 31; claims.exp += 31",
    ] {
        assert_eq!(
            accepted(change, NONCE).await.unwrap_err(),
            "invalid_token",
            "{change}"
        );
    }
    assert_eq!(
        accepted("claims.iat -= 631; claims.exp -= 631", NONCE)
            .await
            .unwrap_err(),
        "token_expired"
    );
}

#[wasm_bindgen_test]
async fn a_proof_is_for_one_request_and_one_token() {
    let (prover, token) = scene("").await;
    let url = "https://api.customer.com/orders";
    let proof = prove(prover, "DELETE".to_owned(), url.to_owned(), token.clone())
        .await
        .unwrap();
    let good = ProofExpected {
        method: "DELETE",
        url,
        now: Timestamp::from_seconds(NOW),
        access_token: Some(&token),
    };
    let subtle = window().crypto().unwrap().subtle();
    let refused = [
        ProofExpected {
            method: "GET",
            ..good
        },
        ProofExpected {
            url: "https://api.customer.com/",
            ..good
        },
        ProofExpected {
            access_token: None,
            ..good
        },
        ProofExpected {
            now: Timestamp::from_seconds(NOW + 61),
            ..good
        },
    ];
    for expected in refused {
        let signed = browser::verify(&subtle, UntrustedProof::parse(&proof).unwrap().check())
            .await
            .unwrap();
        assert!(signed.accept(&expected).is_err(), "{expected:?}");
    }
    let signed = browser::verify(&subtle, UntrustedProof::parse(&proof).unwrap().check())
        .await
        .unwrap();
    signed.accept(&good).unwrap();
    assert!(UntrustedToken::parse(&proof).is_err(), "a proof is no token");
}
