//! Renewed session tokens: bound to our key and handoff, or refused.

use crosspass_protocol::Code;
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::scene::{NONCE, NOW, Scene, verified};

const OTHER_NONCE: &str = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg";

/// Accepts a token whose claims were changed, for the handoff `nonce`.
async fn accepted(change: &str, nonce: &str) -> Result<JsValue, Code> {
    let scene = Scene::new(change).await;
    let (token, keys, jkt) = (scene.text("token"), scene.text("keys"), scene.text("jkt"));
    verified("session", &token, &keys, nonce, &jkt).await.unwrap()
}

#[wasm_bindgen_test]
async fn a_renewed_token_is_taken() {
    let session = accepted("", NONCE).await.unwrap();
    let text = |name: &str| Reflect::get(&session, &name.into()).unwrap().as_string().unwrap();
    assert_eq!(text("subject"), "user-1");
    assert_eq!(text("labels"), "\n\n\n");
    let moment = |name: &str| Reflect::get(&session, &name.into()).unwrap().as_f64().unwrap();
    assert_eq!(moment("expiresAt"), (NOW + 600) as f64);
}

#[wasm_bindgen_test]
async fn what_it_says_of_the_user_comes_along() {
    let said =
        "claims.amr = ['pwd', 'otp']; claims.acr = '2'; claims.roles = ['admin']; claims.later = [[1]]";
    let session = accepted(said, NONCE).await.unwrap();
    let labels = Reflect::get(&session, &"labels".into()).unwrap();
    assert_eq!(labels, "pwd otp \n2 \nadmin \n");
}

// attack: 113
#[wasm_bindgen_test]
async fn what_it_says_of_the_user_in_another_form_is_refused() {
    for change in [
        "claims.amr = 'pwd'",
        "claims.acr = ['2']",
        "claims.roles = ['a b']",
        "claims.roles = [1]",
    ] {
        assert_eq!(
            accepted(change, NONCE).await.unwrap_err(),
            Code::InvalidToken,
            "{change}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_renewed_token_of_another_handoff_is_refused() {
    assert_eq!(accepted("", OTHER_NONCE).await.unwrap_err(), Code::NonceMismatch);
    assert_eq!(accepted("", "no nonce").await.unwrap_err(), Code::NonceMismatch);
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
            Code::InvalidToken,
            "{change}"
        );
    }
    assert_eq!(
        accepted("claims.iat -= 631; claims.exp -= 631", NONCE)
            .await
            .unwrap_err(),
        Code::TokenExpired
    );
}
