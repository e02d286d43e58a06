//! A token whose key is known from a proof that came along: bound to that key, or refused.

use crosspass_protocol::{
    BindingRule, Expected, KeyThumbprint, SessionClaims, TokenError, UntrustedToken, VerifiedToken, native,
};

use crate::common::{HEADER, NOW, at, binding, changed, encode, forge, key, origin, payload};

fn take(payload: &str, jkt: &KeyThumbprint) -> Result<VerifiedToken<SessionClaims>, TokenError> {
    let key = key("k1");
    let (issuer, audience) = (
        origin("https://auth.example.com"),
        origin("https://app.customer.com"),
    );
    let token = forge(&key, HEADER, payload);
    let check = UntrustedToken::parse(&token)?.check_with(key.public_jwk())?;
    native::verify(check)?.accept(&Expected {
        issuer: &issuer,
        audience: &audience,
        now: at(NOW),
        binding: BindingRule::Key(jkt),
    })
}

#[test]
fn the_proofs_key_is_taken() {
    let taken = take(&payload(), &binding().jkt).unwrap();
    assert_eq!(taken.claims().binding, binding());
}

#[test]
fn another_key_is_refused() {
    let other = KeyThumbprint::parse(&encode(&[8; 32])).unwrap();
    assert_eq!(take(&payload(), &other).unwrap_err(), TokenError::Key);
}

#[test]
fn a_token_without_a_key_is_refused() {
    let unbound = changed(r#""cnf":"#, r#""else":"#);
    assert_eq!(take(&unbound, &binding().jkt).unwrap_err(), TokenError::Key);
}
