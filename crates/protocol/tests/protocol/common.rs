//! What the tests share: an issuer with a real key, and tokens forged at will.

use base64ct::{Base64UrlUnpadded, Encoding};
use crosspass_protocol::{
    Binding, BindingRule, Expected, KeyId, KeyThumbprint, Labels, Nonce, Origin, SessionClaims, SessionId,
    SigningKey, Subject, SystemRandom, Timestamp, TokenError, TokenId, UntrustedToken, VerifiedToken, native,
};

pub(crate) const NOW: i64 = 1_790_000_000;
pub(crate) const HEADER: &str = r#"{"alg":"ES256","kid":"k1","typ":"crosspass-session+jwt"}"#;

pub(crate) fn origin(text: &str) -> Origin {
    Origin::parse(text).unwrap()
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

pub(crate) fn key(kid: &str) -> SigningKey {
    let random = SystemRandom::new();
    let bytes = SigningKey::generate(&random).unwrap();
    SigningKey::from_pkcs8(&bytes, KeyId::parse(kid).unwrap(), random).unwrap()
}

pub(crate) fn binding() -> Binding {
    Binding {
        nonce: Nonce::from_random([7; 32]),
        jkt: KeyThumbprint::parse(&encode(&[9; 32])).unwrap(),
    }
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Signs any header and payload, however wrong.
pub(crate) fn forge(key: &SigningKey, header: &str, payload: &str) -> String {
    let input = format!("{}.{}", encode(header.as_bytes()), encode(payload.as_bytes()));
    let signature = key.sign_bytes(input.as_bytes()).unwrap();
    format!("{input}.{}", encode(&signature))
}

/// A good session token's claims.
pub(crate) fn session() -> SessionClaims {
    SessionClaims {
        issuer: origin("https://auth.example.com"),
        audience: origin("https://app.customer.com"),
        subject: Subject::parse("user-1").unwrap(),
        session_id: SessionId::from_random([1; 16]),
        token_id: TokenId::from_random([2; 16]),
        issued_at: at(NOW),
        expires_at: at(NOW + 600),
        auth_time: at(NOW - 60),
        binding: binding(),
        name: "Ada Lovelace".to_owned(),
        email: "ada@example.com".to_owned(),
        labels: Labels::none(),
    }
}

/// The same claims as JSON, as they are before anything is changed.
pub(crate) fn payload() -> String {
    let Binding { nonce, jkt } = binding();
    format!(
        r#"{{"iss":"https://auth.example.com","sub":"user-1","aud":"https://app.customer.com","sid":"{}","jti":"{}","iat":{NOW},"exp":{},"auth_time":{},"nonce":"{nonce}","cnf":{{"jkt":"{jkt}"}},"name":"Ada Lovelace","email":"ada@example.com"}}"#,
        SessionId::from_random([1; 16]),
        TokenId::from_random([2; 16]),
        NOW + 600,
        NOW - 60,
    )
}

/// The payload with one piece of text replaced; it must have been there.
pub(crate) fn changed(from: &str, to: &str) -> String {
    let payload = payload();
    assert!(payload.contains(from), "the payload has no {from}");
    payload.replacen(from, to, 1)
}

/// Verifies as the domain's receiver does, at `now`.
pub(crate) fn take_at(
    key: &SigningKey,
    token: &str,
    now: i64,
) -> Result<VerifiedToken<SessionClaims>, TokenError> {
    let (issuer, audience) = (
        origin("https://auth.example.com"),
        origin("https://app.customer.com"),
    );
    let binding = binding();
    let token = UntrustedToken::parse(token)?;
    if Some(token.key_id()) != key.public_jwk().kid() {
        return Err(TokenError::UnknownKey);
    }
    let signed = native::verify(token.check_with(key.public_jwk())?)?;
    signed.accept(&Expected {
        issuer: &issuer,
        audience: &audience,
        now: at(now),
        binding: BindingRule::Handoff(&binding),
    })
}

pub(crate) fn take(key: &SigningKey, token: &str) -> Result<VerifiedToken<SessionClaims>, TokenError> {
    take_at(key, token, NOW)
}

/// A payload that is refused, and why.
pub(crate) fn refuses_payload(payload: &str, why: TokenError) {
    let key = key("k1");
    assert_eq!(
        take(&key, &forge(&key, HEADER, payload)).unwrap_err(),
        why,
        "{payload}"
    );
}

/// A header that is refused, and why.
pub(crate) fn refuses_header(header: &str, why: TokenError) {
    let key = key("k1");
    assert_eq!(
        take(&key, &forge(&key, header, &payload())).unwrap_err(),
        why,
        "{header}"
    );
}
