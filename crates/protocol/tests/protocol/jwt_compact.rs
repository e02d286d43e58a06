//! jwt-compact, by itself, beside ours: of the tokens that ours takes it refuses none, and reads the same from them.

use crosspass_protocol::{TokenError, sign};
use jwt_compact::Claims;
use jwt_compact::prelude::*;
use proptest::prelude::*;
use serde_json::Value;

use crate::common::{HEADER, NOW, binding, changed, encode, forge, key, payload, session, take_at};
use crate::second_reader::{Es256, difference, read, read_at};

/// Both answers about one token; where ours takes it, both read the same.
fn compare(header: &str, payload: &str, now: i64) -> Result<(), TokenError> {
    let key = key("k1");
    let token = forge(&key, header, payload);
    let ours = take_at(&key, &token, now)?;
    let theirs = read_at(&key, &token, now);
    assert_eq!(difference(ours.claims(), theirs.as_ref()), None, "{payload}");
    Ok(())
}

#[test]
fn ours_verifies_with_jwt_compact() {
    let key = key("k1");
    let token = sign(&key, &session()).unwrap();
    let claims = read_at(&key, &token, NOW).unwrap();
    assert_eq!(claims.custom["email"], "ada@example.com");
}

#[test]
fn jwt_compacts_verifies_with_ours() {
    let key = key("k1");
    let claims: Claims<Value> = serde_json::from_str(&payload()).unwrap();
    let header = Header::empty()
        .with_key_id("k1")
        .with_token_type("crosspass-session+jwt");
    let token = Es256.token(&header, &claims, &key).unwrap();
    assert_eq!(take_at(&key, &token, NOW).unwrap().into_claims(), session());
}

#[test]
fn both_know_the_same_boundaries() {
    for (now, nbf, taken) in [
        (NOW + 630, NOW, Ok(())),
        (NOW + 631, NOW, Err(TokenError::Expired)),
        (NOW, NOW + 30, Ok(())),
        (NOW, NOW + 31, Err(TokenError::NotYet)),
        (NOW - 30, NOW, Ok(())),
        (NOW - 31, NOW - 31, Err(TokenError::NotYet)),
    ] {
        let payload = payload().replacen('{', &format!(r#"{{"nbf":{nbf},"#), 1);
        assert_eq!(compare(HEADER, &payload, now), taken);
        // What makes ours refuse here makes jwt-compact refuse, but for `iat`, which it does not look at.
        let key = key("k1");
        let token = forge(&key, HEADER, &payload);
        assert!(taken.is_ok() || read_at(&key, &token, now).is_none() || now < NOW);
    }
}

#[test]
fn the_second_reader_notices_each_claim_that_ours_would_read_differently() {
    let key = key("k1");
    let theirs = read_at(&key, &sign(&key, &session()).unwrap(), NOW);
    let found = |payload: &str| {
        let token = forge(&key, HEADER, payload);
        difference(&session(), read(&key, &token).as_ref())
    };
    assert_eq!(difference(&session(), theirs.as_ref()), None);
    assert_eq!(
        difference(&session(), None),
        Some("jwt-compact refuses the token")
    );
    let (nonce, jkt) = (binding().nonce.to_string(), binding().jkt.to_string());
    let (sid, jti) = (session().session_id.to_string(), session().token_id.to_string());
    let other = encode(&[3; 32]);
    for (name, from, to) in [
        ("iss", "https://auth.", "https://other."),
        ("aud", "https://app.", "https://other."),
        ("sub", "user-1", "user-2"),
        ("sid", sid.as_str(), "other"),
        ("jti", jti.as_str(), "other"),
        ("iat", "\"iat\":1", "\"iat\":2"),
        ("exp", "\"exp\":1", "\"exp\":2"),
        ("auth_time", "\"auth_time\":1", "\"auth_time\":2"),
        ("nonce", nonce.as_str(), other.as_str()),
        ("jkt", jkt.as_str(), other.as_str()),
        ("name", "Ada Lovelace", "Eve"),
        ("email", "ada@", "eve@"),
    ] {
        assert_eq!(found(&changed(from, to)), Some(name));
    }
}

#[test]
fn the_second_reader_refuses_by_itself() {
    let (signer, other) = (key("k1"), key("k1"));
    let token = sign(&signer, &session()).unwrap();
    let is_taken = |token: &str, now| read_at(&signer, token, now).is_some();
    assert!(is_taken(&token, NOW));
    assert!(read_at(&other, &token, NOW).is_none(), "another key's signature");
    assert!(!is_taken(&token.replacen('.', ",", 1), NOW), "another form");
    let unsigned = forge(&signer, &HEADER.replace("ES256", "none"), &payload());
    assert!(!is_taken(&unsigned, NOW), "another algorithm");
    assert!(!is_taken(&token, NOW + 631), "expired");
    assert!(read(&signer, &token).is_some(), "whenever that is");
    let endless = forge(&signer, HEADER, &changed(&format!("\"exp\":{},", NOW + 600), ""));
    assert!(!is_taken(&endless, NOW), "without an end");
    let later = forge(
        &signer,
        HEADER,
        &payload().replacen('{', &format!("{{\"nbf\":{},", NOW + 31), 1),
    );
    assert!(!is_taken(&later, NOW), "not yet");
}

/// A value that a claim might have.
fn value() -> impl Strategy<Value = String> {
    let near = (-700_i64..700).prop_map(|offset| (NOW + offset).to_string());
    prop_oneof![
        4 => near,
        1 => "-?[0-9]{1,20}(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,3})?",
        1 => r#""(\PC|\\u[0-9a-f]{4}|\\[nt"/]){0,6}""#,
        1 => Just("null".to_owned()),
        1 => Just("[]".to_owned()),
        1 => Just(r#"{"a":[{"b":1.5}]}"#.to_owned()),
        1 => Just(r#"{"a":1,"a":2}"#.to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn jwt_compact_refuses_nothing_that_ours_takes(
        values in proptest::collection::vec(value(), 3),
        changed in proptest::sample::subsequence(vec!["exp", "iat", "nbf", "else", "name", "auth_time"], 0..3),
        offset in -700_i64..700,
    ) {
        let mut members: Vec<(String, String)> = Vec::new();
        let original: Value = serde_json::from_str(&payload()).unwrap();
        for (name, value) in original.as_object().unwrap() {
            members.push((name.clone(), value.to_string()));
        }
        for (name, value) in changed.iter().zip(values) {
            members.retain(|(present, _)| present != name);
            members.push(((*name).to_owned(), value));
        }
        let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let _ = compare(HEADER, &format!("{{{}}}", members.join(",")), NOW + offset);
    }
}
