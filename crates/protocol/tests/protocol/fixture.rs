//! The fixture that browsers verify with WebCrypto holds natively too: both answers are about one token.

use crosspass_protocol::{Jwks, KeyId, UntrustedToken, native};

const TOKEN: &str = include_str!("../fixtures/session.jwt");
const KEYS: &str = include_str!("../fixtures/jwks.json");

#[test]
fn the_fixture_verifies() {
    let keys = Jwks::parse(KEYS.as_bytes()).unwrap();
    let key = keys.find(&KeyId::parse("k1").unwrap()).unwrap();
    let check = UntrustedToken::parse(TOKEN).unwrap().check_with(key).unwrap();
    assert!(native::verify(check).is_ok());
}
