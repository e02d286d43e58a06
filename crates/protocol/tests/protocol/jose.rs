//! Interoperation with the npm package `jose`, both ways, run by node.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crosspass_protocol::dpop::{ProofExpected, UntrustedProof};
use crosspass_protocol::{Jwk, Jwks, native, sign};
use serde_json::{Value, json};

use crate::common::{HEADER, NOW, at, key, payload, session, take};

/// Runs one exchange of `jose.mjs`.
fn jose(request: &Value) -> Value {
    let tools = std::env::var_os("CROSSPASS_TOOLS")
        .map(PathBuf::from)
        .unwrap_or_else(|| {
            let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
            let cache = cache
                .or_else(|| Some(std::env::home_dir()?.join(".cache")))
                .unwrap();
            cache.join("crosspass/tools")
        });
    let modules = tools.join("npm/node_modules");
    assert!(
        modules.join("jose").is_dir(),
        "no jose in {}: run `cargo xtask setup`",
        modules.display()
    );
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/protocol/jose.mjs");
    let mut node = Command::new("node")
        .args([script, modules.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    node.stdin
        .take()
        .unwrap()
        .write_all(request.to_string().as_bytes())
        .unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
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
