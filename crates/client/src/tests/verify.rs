//! Signatures by the browser's WebCrypto: what holds natively holds here, what is damaged does not.

use crosspass_protocol::{
    BindingRule, Expected, Jwk, Jwks, KeyId, Origin, SessionClaims, Timestamp, TokenError, UntrustedToken,
    browser,
};
use gloo_utils::window;
use wasm_bindgen_test::wasm_bindgen_test;

const TOKEN: &str = include_str!("../../../protocol/tests/fixtures/session.jwt");
const KEYS: &str = include_str!("../../../protocol/tests/fixtures/jwks.json");

fn key() -> Jwk {
    let keys = Jwks::parse(KEYS.as_bytes()).unwrap();
    keys.find(&KeyId::parse("k1").unwrap()).unwrap().clone()
}

async fn take(token: &str, key: &Jwk) -> Result<SessionClaims, TokenError> {
    let check = UntrustedToken::parse(token)?.check_with(key)?;
    let signed = browser::verify(&window().crypto().unwrap().subtle(), check).await?;
    let expected = Expected {
        issuer: &Origin::parse("https://auth.example.com").unwrap(),
        audience: &Origin::parse("https://app.customer.com").unwrap(),
        now: Timestamp::from_seconds(1_790_000_000),
        binding: BindingRule::Unbound,
    };
    Ok(signed.accept(&expected)?.into_claims())
}

#[wasm_bindgen_test]
async fn a_good_token_is_taken() {
    let claims = take(TOKEN, &key()).await.unwrap();
    assert_eq!(claims.subject.as_str(), "user-1");
}

#[wasm_bindgen_test]
async fn a_damaged_signature_is_refused() {
    let (signed, signature) = TOKEN.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { "B" } else { "A" };
    let zero = "A".repeat(86);
    for bad in [format!("{other}{}", &signature[1..]), zero] {
        let refused = take(&format!("{signed}.{bad}"), &key()).await;
        assert_eq!(refused.unwrap_err(), TokenError::Signature);
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
    assert!(take(&changed, &key()).await.is_err());
}

// attack: 18
#[wasm_bindgen_test]
async fn a_point_off_the_curve_is_refused() {
    let coordinate = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
    let jwk = format!(r#"{{"kty":"EC","crv":"P-256","x":"{coordinate}","y":"{coordinate}","kid":"k1"}}"#);
    let refused = take(TOKEN, &Jwk::parse(jwk.as_bytes()).unwrap()).await;
    assert_eq!(refused.unwrap_err(), TokenError::Signature);
}
