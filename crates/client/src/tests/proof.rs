//! Proofs of the receiver's key: for one request and one token, as the issuer checks them.

use crosspass_protocol::dpop::{ProofExpected, SignedProof, UntrustedProof};
use crosspass_protocol::{Timestamp, UntrustedToken};
use wasm_bindgen_test::wasm_bindgen_test;

use super::scene::{NOW, Scene, hash, webcrypto};
use crate::proof::signing_input;

/// A proof whose signature WebCrypto finds good.
async fn signed(proof: &str) -> SignedProof {
    let check = UntrustedProof::parse(proof).unwrap().check();
    let answer = webcrypto(&check.parts()).await;
    check.answered(&answer).unwrap()
}

#[wasm_bindgen_test]
async fn a_proof_is_for_one_request_and_one_token() {
    let scene = Scene::new("").await;
    let (token, key) = (scene.text("token"), scene.text("members"));
    let url = "https://api.customer.com/orders";
    let hash = hash(&token).await;
    let input = signing_input(&key, "DELETE", url, NOW as f64, &[1; 16], Some(hash)).unwrap();
    let proof = scene.prove(&input).await;
    let good = ProofExpected {
        method: "DELETE",
        url,
        now: Timestamp::from_seconds(NOW),
        access_token: Some(&token),
    };
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
        assert!(signed(&proof).await.accept(&expected).is_err(), "{expected:?}");
    }
    signed(&proof).await.accept(&good).unwrap();
    assert!(UntrustedToken::parse(&proof).is_err(), "a proof is no token");
}

#[wasm_bindgen_test]
async fn what_is_no_key_of_ours_proves_nothing() {
    let key = Scene::new("").await.text("members");
    for (key, random) in [("{}", 16), ("", 16), (key.as_str(), 15), (key.as_str(), 0)] {
        let refused = signing_input(
            key,
            "GET",
            "https://a.example/",
            NOW as f64,
            &vec![1; random],
            None,
        );
        assert_eq!(refused.unwrap_err(), "storage_unavailable");
    }
}
