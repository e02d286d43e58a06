//! What the types of hostile and secret text print: nothing of it.

use crosspass_protocol::dpop::{ProofClaims, UntrustedProof, attach};
use crosspass_protocol::{Origin, OriginError, TokenError, TokenId, UntrustedToken, native};

use crate::common::{HEADER, NOW, at, forge, key, origin, payload};

#[test]
fn tokens_at_every_step() {
    let key = key("k1");
    let token = forge(&key, HEADER, &payload());
    let untrusted = UntrustedToken::parse(&token).unwrap();
    assert_eq!(format!("{untrusted:?}"), "UntrustedToken([redacted])");
    let check = untrusted.check_with(key.public_jwk()).unwrap();
    assert_eq!(format!("{check:?}"), "SignatureCheck([redacted])");
    let signed = native::verify(check).unwrap();
    assert_eq!(format!("{signed:?}"), "SignedToken([redacted])");
}

#[test]
fn proofs_at_every_step() {
    let key = key("k1");
    let input = ProofClaims {
        method: "POST",
        url: "https://auth.example.com/api/redeem",
        now: at(NOW),
        token_id: &TokenId::from_random([6; 16]),
        access_token: None,
    }
    .signing_input(key.public_jwk());
    let proof = attach(&input, &key.sign_bytes(input.as_bytes()).unwrap());
    let untrusted = UntrustedProof::parse(&proof).unwrap();
    assert_eq!(format!("{untrusted:?}"), "UntrustedProof([redacted])");
    let signed = native::verify(untrusted.check()).unwrap();
    assert_eq!(format!("{signed:?}"), "SignedProof([redacted])");
}

#[test]
fn a_refusal_is_its_code_alone() {
    assert_eq!(TokenError::Expired.to_string(), "token_expired");
    assert_eq!(TokenError::Signature.to_string(), "invalid_token");
}

#[test]
fn an_origin_prints_itself_and_an_error_the_part() {
    assert_eq!(
        origin("https://app.customer.com").to_string(),
        "https://app.customer.com"
    );
    for (text, error, part) in [
        ("ftp://a.example", OriginError::Scheme, "https://"),
        ("https://a..example", OriginError::Host, "host"),
        ("https://a.example:0", OriginError::Port, "port"),
    ] {
        assert_eq!(Origin::parse(text).unwrap_err(), error);
        assert!(error.to_string().contains(part), "{error}");
    }
}
