//! Signatures by the browser's WebCrypto: what holds natively holds here, what is damaged does not.

use crosspass_protocol::Code;
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::scene::{NONCE, verified};
use crate::verify::Question;

const TOKEN: &str = include_str!("../../../protocol/tests/fixtures/session.jwt");
const KEYS: &str = include_str!("../../../protocol/tests/fixtures/jwks.json");
/// The key that the fixture is bound to.
const JKT: &str = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk";

async fn take(token: &str, keys: &str) -> Result<JsValue, Code> {
    verified("session", token, keys, NONCE, JKT).await.unwrap()
}

#[wasm_bindgen_test]
async fn a_good_token_is_taken() {
    let session = take(TOKEN, KEYS).await.unwrap();
    assert_eq!(Reflect::get(&session, &"subject".into()).unwrap(), "user-1");
}

#[wasm_bindgen_test]
async fn a_damaged_signature_is_refused() {
    let (signed, signature) = TOKEN.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { "B" } else { "A" };
    let zero = "A".repeat(86);
    for bad in [format!("{other}{}", &signature[1..]), zero] {
        let refused = take(&format!("{signed}.{bad}"), KEYS).await;
        assert_eq!(refused.unwrap_err(), Code::InvalidToken);
    }
}

#[wasm_bindgen_test]
async fn a_changed_payload_is_refused() {
    // Another character in the middle of the claims: still JSON or not, no longer what was signed.
    let middle = TOKEN.len() / 2;
    let other = if TOKEN.as_bytes()[middle] == b'A' {
        "B"
    } else {
        "A"
    };
    let changed = format!("{}{other}{}", &TOKEN[..middle], &TOKEN[middle + 1..]);
    assert!(take(&changed, KEYS).await.is_err());
}

// attack: 18
#[wasm_bindgen_test]
async fn a_point_off_the_curve_is_refused() {
    let coordinate = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
    let jwk = format!(r#"{{"kty":"EC","crv":"P-256","x":"{coordinate}","y":"{coordinate}","kid":"k1"}}"#);
    let refused = take(TOKEN, &format!(r#"{{"keys":[{jwk}]}}"#)).await;
    assert_eq!(refused.unwrap_err(), Code::InvalidToken);
}

#[wasm_bindgen_test]
async fn only_true_is_a_yes() {
    for answer in [
        JsValue::FALSE,
        JsValue::UNDEFINED,
        JsValue::NULL,
        1.into(),
        "true".into(),
        js_sys::Object::new().into(),
    ] {
        let question = Question::about(TOKEN, KEYS).unwrap().unwrap();
        let bound = format!("session https://auth.example.com https://app.customer.com {NONCE} {JKT}");
        let refused = question.accept(&answer, &bound, 1_790_000_000.0);
        assert_eq!(refused.unwrap_err(), "invalid_token", "{answer:?}");
    }
}

/// What a token must be bound to is five words; where one is missing or has a space in it, nothing is taken.
#[wasm_bindgen_test]
async fn other_words_are_refused() {
    let good = format!("session https://auth.example.com https://app.customer.com {NONCE} {JKT}");
    for (bound, taken) in [
        (good.clone(), true),
        (good.replace("session ", ""), false),
        (good.replace(' ', "  "), false),
        (format!(" {good}"), false),
        (good.replace(JKT, ""), false),
        (String::new(), false),
    ] {
        let question = Question::about(TOKEN, KEYS).unwrap().unwrap();
        let answer = super::scene::webcrypto(&question.parts()).await;
        let accepted = question.accept(&answer, &bound, 1_790_000_000.0);
        assert_eq!(accepted.is_ok(), taken, "{bound}");
    }
}

#[wasm_bindgen_test]
async fn a_session_is_no_ticket_and_no_other_kind() {
    for kind in ["ticket", "permit", ""] {
        let refused = verified(kind, TOKEN, KEYS, NONCE, JKT).await.unwrap();
        assert_eq!(refused.unwrap_err(), Code::InvalidToken, "{kind}");
    }
}

#[wasm_bindgen_test]
fn a_key_that_is_not_published_is_asked_for() {
    let other = KEYS.replace("\"k1\"", "\"k2\"");
    assert!(Question::about(TOKEN, &other).unwrap().is_none());
    assert_eq!(Question::about(TOKEN, "{}").err().unwrap(), "invalid_token");
    assert_eq!(Question::about("a.b.c", KEYS).err().unwrap(), "invalid_token");
}
