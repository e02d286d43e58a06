//! Interoperation with the crate `jsonwebtoken`, both ways.

use crosspass_protocol::{Jwks, SigningKey, SystemRandom, sign};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, jwk::JwkSet};
use serde_json::{Value, json};

use crate::common::{NOW, key, payload, session, take};

#[test]
fn ours_verifies_with_jsonwebtoken() {
    let key = key("k1");
    let token = sign(&key, &session()).unwrap();
    let set = Jwks::new(vec![key.public_jwk().clone()]).to_json();
    let set: JwkSet = serde_json::from_str(&set).unwrap();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.set_audience(&["https://app.customer.com"]);
    validation.set_issuer(&["https://auth.example.com"]);
    // The tests' clock is not the present one, which this library reads by itself.
    validation.validate_exp = false;
    let decoding = DecodingKey::from_jwk(set.find("k1").unwrap()).unwrap();
    let decoded = jsonwebtoken::decode::<Value>(&token, &decoding, &validation).unwrap();
    assert_eq!(decoded.claims["sub"], json!("user-1"));
    assert_eq!(decoded.claims["iat"], json!(NOW));
    assert_eq!(decoded.header.typ.as_deref(), Some("crosspass-session+jwt"));
}

#[test]
fn jsonwebtokens_verifies_with_ours() {
    let random = SystemRandom::new();
    let pkcs8 = SigningKey::generate(&random).unwrap();
    let kid = crosspass_protocol::KeyId::parse("k1").unwrap();
    let key = SigningKey::from_pkcs8(&pkcs8, kid, random).unwrap();
    let mut header = Header::new(Algorithm::ES256);
    header.typ = Some("crosspass-session+jwt".to_owned());
    header.kid = Some("k1".to_owned());
    let claims: Value = serde_json::from_str(&payload()).unwrap();
    let token = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ec_der(&pkcs8)).unwrap();
    assert_eq!(take(&key, &token).unwrap().into_claims(), session());
}
