//! Attack row 89: DPoP proofs (RFC 9449) of other requests, keys and times.
// attacks of this file: 89

use crate::common::{NOW, at, encode, forge, key};
use crosspass_protocol::dpop::{ProofClaims, ProofExpected, UntrustedProof, VerifiedProof, attach};
use crosspass_protocol::{SigningKey, TokenError, TokenId, native};

const URL: &str = "https://auth.example.com/api/redeem";

fn proof(key: &SigningKey, now: i64, access_token: Option<&str>) -> String {
    let input = ProofClaims {
        method: "POST",
        url: URL,
        now: at(now),
        token_id: &TokenId::from_random([6; 16]),
        access_token,
    }
    .signing_input(key.public_jwk());
    attach(&input, &key.sign_bytes(input.as_bytes()).unwrap())
}

fn expected(now: i64) -> ProofExpected<'static> {
    ProofExpected {
        method: "POST",
        url: URL,
        now: at(now),
        access_token: None,
    }
}

fn take(proof: &str, expected: &ProofExpected<'_>) -> Result<VerifiedProof, TokenError> {
    native::verify(UntrustedProof::parse(proof)?.check())?.accept(expected)
}

#[test]
fn a_good_proof_names_its_key() {
    let key = key("k1");
    let taken = take(&proof(&key, NOW, None), &expected(NOW)).unwrap();
    assert_eq!(*taken.thumbprint(), key.public_jwk().thumbprint());
    assert_eq!(taken.token_id().as_str(), TokenId::from_random([6; 16]).as_str());
    assert_eq!(taken.issued_at(), at(NOW));
}

#[test]
fn another_method_is_refused() {
    let wrong = ProofExpected {
        method: "GET",
        ..expected(NOW)
    };
    assert_eq!(
        take(&proof(&key("k1"), NOW, None), &wrong).unwrap_err(),
        TokenError::Audience
    );
}

#[test]
fn another_address_is_refused() {
    for url in [
        "https://auth.example.com/api/renew",
        "https://auth.example.com/api/redeem/",
        "http://auth.example.com/api/redeem",
    ] {
        let wrong = ProofExpected { url, ..expected(NOW) };
        assert_eq!(
            take(&proof(&key("k1"), NOW, None), &wrong).unwrap_err(),
            TokenError::Audience
        );
    }
}

#[test]
fn the_window_is_a_minute_both_ways() {
    let proof = proof(&key("k1"), NOW, None);
    assert!(take(&proof, &expected(NOW + 60)).is_ok());
    assert_eq!(
        take(&proof, &expected(NOW + 61)).unwrap_err(),
        TokenError::Expired
    );
    assert!(take(&proof, &expected(NOW - 60)).is_ok());
    assert_eq!(take(&proof, &expected(NOW - 61)).unwrap_err(), TokenError::NotYet);
}

#[test]
fn another_token_is_refused() {
    let key = key("k1");
    let with = |token| ProofExpected {
        access_token: token,
        ..expected(NOW)
    };
    assert!(take(&proof(&key, NOW, Some("token")), &with(Some("token"))).is_ok());
    for (given, wanted) in [
        (Some("token"), Some("other")),
        (None, Some("token")),
        (Some("token"), None),
    ] {
        let refused = take(&proof(&key, NOW, given), &with(wanted));
        assert_eq!(refused.unwrap_err(), TokenError::Claims);
    }
}

#[test]
fn another_keys_signature_is_refused() {
    let (owner, thief) = (key("k1"), key("k1"));
    let good = proof(&owner, NOW, None);
    let (input, _) = good.rsplit_once('.').unwrap();
    let stolen = attach(input, &thief.sign_bytes(input.as_bytes()).unwrap());
    assert_eq!(take(&stolen, &expected(NOW)).unwrap_err(), TokenError::Signature);
}

#[test]
fn wrong_headers_are_refused() {
    let key = key("k1");
    let jwk = key.public_jwk().required_members();
    let payload = format!(
        r#"{{"htm":"POST","htu":"{URL}","iat":{NOW},"jti":"{}"}}"#,
        TokenId::from_random([6; 16])
    );
    let good = format!(r#"{{"alg":"ES256","jwk":{jwk},"typ":"dpop+jwt"}}"#);
    assert!(take(&forge(&key, &good, &payload), &expected(NOW)).is_ok());
    let off_curve = format!(
        r#"{{"crv":"P-256","kty":"EC","x":"{0}","y":"{0}"}}"#,
        encode(&[1; 32])
    );
    for (header, why) in [
        (good.replace("ES256", "none"), TokenError::Algorithm),
        (good.replace("ES256", "HS256"), TokenError::Algorithm),
        (good.replace("dpop+jwt", "JWT"), TokenError::Kind),
        (good.replace(&jwk, "\"key\""), TokenError::Header),
        (
            good.replace("\"typ\"", "\"kid\":\"k1\",\"typ\""),
            TokenError::Header,
        ),
        (good.replace("P-256", "P-384"), TokenError::Header),
        (good.replace(&jwk, &off_curve), TokenError::Signature),
    ] {
        assert_eq!(
            take(&forge(&key, &header, &payload), &expected(NOW)).unwrap_err(),
            why,
            "{header}"
        );
    }
}

// attack: 106, 107
#[test]
fn a_key_that_says_too_much_or_something_else_is_refused() {
    let key = key("k1");
    let jwk = key.public_jwk().required_members();
    let payload = format!(
        r#"{{"htm":"POST","htu":"{URL}","iat":{NOW},"jti":"{}"}}"#,
        TokenId::from_random([6; 16])
    );
    let with = |more: &str| {
        let jwk = jwk.replace("\"kty\"", &format!("{more},\"kty\""));
        let header = format!(r#"{{"alg":"ES256","jwk":{jwk},"typ":"dpop+jwt"}}"#);
        take(&forge(&key, &header, &payload), &expected(NOW))
    };
    assert!(with(r#""alg":"ES256","ext":true,"key_ops":["verify"],"use":"sig""#).is_ok());
    for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv", "seed"] {
        for value in [format!("\"{}\"", encode(&[1; 32])), "null".to_owned()] {
            let refused = with(&format!("\"{name}\":{value}"));
            assert_eq!(refused.unwrap_err(), TokenError::Header, "{name}: {value}");
        }
    }
    for more in [
        r#""use":"enc""#,
        r#""use":7"#,
        r#""alg":"ES384""#,
        r#""key_ops":["sign"]"#,
        r#""key_ops":["verify","verify"]"#,
        r#""key_ops":"verify""#,
    ] {
        assert_eq!(with(more).unwrap_err(), TokenError::Header, "{more}");
    }
}

#[test]
fn wrong_claims_are_refused() {
    let key = key("k1");
    let header = format!(
        r#"{{"alg":"ES256","jwk":{},"typ":"dpop+jwt"}}"#,
        key.public_jwk().required_members()
    );
    let jti = TokenId::from_random([6; 16]);
    let good = format!(r#"{{"htm":"POST","htu":"{URL}","iat":{NOW},"jti":"{jti}"}}"#);
    for (payload, why) in [
        (good.replace(&NOW.to_string(), "\"1\""), TokenError::Times),
        (good.replace(&NOW.to_string(), "1.5"), TokenError::Times),
        (good.replace(&format!("\"iat\":{NOW},"), ""), TokenError::Times),
        (good.replace(jti.as_str(), "x"), TokenError::Claims),
        (good.replace("\"POST\"", "null"), TokenError::Claims),
        (
            good.replace("\"htm\"", "\"htm\":\"GET\",\"htm\""),
            TokenError::Malformed,
        ),
    ] {
        assert_eq!(
            take(&forge(&key, &header, &payload), &expected(NOW)).unwrap_err(),
            why,
            "{payload}"
        );
    }
}
