//! Interoperation with the npm package `jose`, both ways, run by node.

use crosspass_protocol::dpop::{ProofExpected, UntrustedProof};
use crosspass_protocol::{Jwk, Jwks, native, sign};
use serde_json::{Value, json};

use crate::common::{HEADER, NOW, at, key, payload, session, take};
use crate::node::node;

/// Runs one exchange of `jose.mjs`.
pub(crate) fn jose(request: &Value) -> Value {
    node("jose.mjs", request)
}

#[test]
fn ours_verifies_with_jose() {
    let key = key("k1");
    let set: Value = serde_json::from_str(&Jwks::new(vec![key.public_jwk().clone()]).to_json()).unwrap();
    let answer = jose(&json!({
        "verify": sign(&key, &session()).unwrap(),
        "jwks": set,
        "now": NOW,
        "options": {
            "issuer": "https://auth.example.com",
            "audience": "https://app.customer.com",
            "typ": "crosspass-session+jwt",
            "algorithms": ["ES256"],
        },
    }));
    assert_eq!(
        answer["payload"],
        serde_json::from_str::<Value>(&payload()).unwrap()
    );
    assert_eq!(answer["thumbprint"], json!(key.public_jwk().thumbprint()));
}

#[test]
fn joses_verifies_with_ours() {
    let header: Value = serde_json::from_str(HEADER).unwrap();
    let claims: Value = serde_json::from_str(&payload()).unwrap();
    let answer = jose(&json!({ "sign": claims, "header": header }));
    let jwk = Jwk::parse(answer["jwk"].to_string().as_bytes()).unwrap();
    let token = answer["token"].as_str().unwrap();
    let check = crosspass_protocol::UntrustedToken::parse(token)
        .unwrap()
        .check_with(&jwk)
        .unwrap();
    assert!(native::verify(check).is_ok());
    // And not with a key that jose did not use.
    assert!(take(&key("k1"), token).is_err());
}

#[test]
fn joses_dpop_proof_is_taken() {
    let claims = json!({
        "htm": "POST", "htu": "https://auth.example.com/api/redeem", "iat": NOW,
        "jti": crosspass_protocol::TokenId::from_random([6; 16]),
    });
    let answer =
        jose(&json!({ "sign": claims, "header": { "alg": "ES256", "typ": "dpop+jwt" }, "embed": true }));
    let proof = UntrustedProof::parse(answer["token"].as_str().unwrap()).unwrap();
    let expected = ProofExpected {
        method: "POST",
        url: "https://auth.example.com/api/redeem",
        now: at(NOW),
        access_token: None,
    };
    let taken = native::verify(proof.check()).unwrap().accept(&expected).unwrap();
    assert_eq!(json!(taken.thumbprint()), answer["thumbprint"]);
}
