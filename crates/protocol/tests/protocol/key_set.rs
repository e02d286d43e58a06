//! Attack rows 18, 19, 27 and 28: JWKs and key sets.
// attacks of this file: 28

use crate::common::{encode, key};
use crosspass_protocol::{Jwk, JwkError, Jwks, KeyId, KeyState};

fn jwk(more: &str) -> String {
    let (x, y) = (encode(&[1; 32]), encode(&[2; 32]));
    format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}","kid":"k1"{more}}}"#)
}

#[test]
fn a_thumbprint_is_that_of_rfc_7638() {
    // The key of RFC 7515, A.3.1, and the thumbprint that other libraries give for it.
    let key = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
    let thumbprint = Jwk::parse(key.as_bytes()).unwrap().thumbprint();
    assert_eq!(thumbprint.as_str(), "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
}

/// Members that hold secrets, of any kind of key.
const PRIVATE: [&str; 10] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv", "seed"];

// attack: 18, 106
#[test]
fn private_members_refuse_the_key_and_the_whole_set() {
    for name in PRIVATE {
        // Whatever they hold, and however they are spelled.
        for value in ["\"AA\"", "\"\"", "null", "false", "[]"] {
            let spelled = format!("\\u{:04x}{}", u32::from(name.as_bytes()[0]), &name[1..]);
            for name in [name, &spelled] {
                let member = format!(",\"{name}\":{value}");
                let bad = jwk(&member);
                assert_eq!(
                    Jwk::parse(bad.as_bytes()).unwrap_err(),
                    JwkError::Private,
                    "{bad}"
                );
                let set = format!(r#"{{"keys":[{},{bad}]}}"#, jwk("").replace("k1", "k2"));
                assert_eq!(
                    Jwks::parse(set.as_bytes()).unwrap_err(),
                    JwkError::Private,
                    "{set}"
                );
            }
        }
    }
}

// attack: 106
#[test]
fn a_private_key_of_a_kind_that_is_passed_over_refuses_the_whole_set_too() {
    for kind in [
        r#""kty":"RSA""#,
        r#""kty":"OKP""#,
        r#""kty":"oct""#,
        r#""kty":"AKP""#,
        r#""kty":7"#,
        r#""x":"""#,
    ] {
        let other = |more: &str| format!(r#"{{"keys":[{},{{{kind},"kid":"o"{more}}}]}}"#, jwk(""));
        assert!(Jwks::parse(other("").as_bytes()).is_ok(), "{kind}");
        for name in PRIVATE {
            let set = other(&format!(r#","{name}":"AA""#));
            assert_eq!(
                Jwks::parse(set.as_bytes()).unwrap_err(),
                JwkError::Private,
                "{set}"
            );
        }
    }
}

// attack: 107
#[test]
fn a_key_that_is_not_for_verifying_is_unsupported() {
    let good = jwk(r#","use":"sig","key_ops":["verify"],"alg":"ES256","ext":true"#);
    assert!(Jwk::parse(good.as_bytes()).is_ok());
    for operations in [
        r#"[]"#,
        r#"["sign"]"#,
        r#"["Verify"]"#,
        r#"["deriveBits"]"#,
        // A public key cannot sign, and one key has one use (RFC 7517, 4.3).
        r#"["sign","verify"]"#,
        r#"["verify","encrypt"]"#,
        r#"["verify","verify"]"#,
        r#"["verify",7]"#,
        r#"[["verify"]]"#,
        r#"[null]"#,
        r#""verify""#,
        r#"{"verify":true}"#,
        r#"true"#,
        r#"null"#,
    ] {
        let bad = jwk(&format!(r#","key_ops":{operations}"#));
        assert_eq!(
            Jwk::parse(bad.as_bytes()).unwrap_err(),
            JwkError::Unsupported,
            "{bad}"
        );
        // In a set it is passed over, like every key of another use.
        let set = Jwks::parse(format!(r#"{{"keys":[{bad}]}}"#).as_bytes()).unwrap();
        assert_eq!(set, Jwks::default(), "{bad}");
    }
}

#[test]
fn other_keys_are_unsupported() {
    for (from, to) in [
        ("\"EC\"", "\"oct\""),
        ("P-256", "P-384"),
        ("\"kid\"", "\"alg\":\"HS256\",\"kid\""),
        ("\"kid\"", "\"use\":\"enc\",\"kid\""),
        ("\"kid\"", "\"use\":7,\"kid\""),
        ("\"kid\"", "\"use\":null,\"kid\""),
        ("\"kid\"", "\"use\":[\"sig\"],\"kid\""),
        ("\"kid\"", "\"use\":\"SIG\",\"kid\""),
        ("\"kid\"", "\"alg\":null,\"kid\""),
        ("\"kid\"", "\"alg\":\"es256\",\"kid\""),
        ("\"kid\"", "\"alg\":\"ECDH-ES\",\"kid\""),
        ("\"k1\"", "\"../k1\""),
        ("\"k1\"", "7"),
    ] {
        let bad = jwk("").replace(from, to);
        assert_eq!(
            Jwk::parse(bad.as_bytes()).unwrap_err(),
            JwkError::Unsupported,
            "{bad}"
        );
    }
    let short = jwk("").replace(&encode(&[1; 32]), &encode(&[1; 31]));
    assert_eq!(Jwk::parse(short.as_bytes()).unwrap_err(), JwkError::Unsupported);
}

#[test]
fn sets_that_are_no_sets_are_refused() {
    for bad in [
        "",
        "<html>",
        "[]",
        "{}",
        r#"{"keys":{}}"#,
        r#"{"keys":[1]}"#,
        r#"{"keys":[],"keys":[]}"#,
    ] {
        assert_eq!(
            Jwks::parse(bad.as_bytes()).unwrap_err(),
            JwkError::Malformed,
            "{bad}"
        );
    }
    let large = format!(r#"{{"keys":[],"x":"{}"}}"#, "a".repeat(Jwks::MAX_BYTES));
    assert_eq!(Jwks::parse(large.as_bytes()).unwrap_err(), JwkError::Malformed);
}

// attack: 27
#[test]
fn one_id_names_one_key() {
    let twice = format!(r#"{{"keys":[{},{}]}}"#, jwk(""), jwk(""));
    assert_eq!(Jwks::parse(twice.as_bytes()).unwrap_err(), JwkError::Set);
    let nameless = format!(r#"{{"keys":[{}]}}"#, jwk("").replace(",\"kid\":\"k1\"", ""));
    assert_eq!(Jwks::parse(nameless.as_bytes()).unwrap_err(), JwkError::Set);
    let many = vec![jwk(""); 33].join(",");
    assert_eq!(
        Jwks::parse(format!(r#"{{"keys":[{many}]}}"#).as_bytes()).unwrap_err(),
        JwkError::Set
    );
}

#[test]
fn keys_of_other_kinds_are_passed_over() {
    let set = format!(
        r#"{{"keys":[{{"kty":"RSA","n":"AA","e":"AQAB","kid":"r"}},{}]}}"#,
        jwk("")
    );
    let set = Jwks::parse(set.as_bytes()).unwrap();
    assert!(set.find(&KeyId::parse("r").unwrap()).is_none());
    assert!(set.find(&KeyId::parse("k1").unwrap()).is_some());
}

#[test]
fn a_published_set_reads_back() {
    let set = Jwks::new(vec![
        key("k1").public_jwk().clone(),
        key("k2").public_jwk().clone(),
    ]);
    assert_eq!(Jwks::parse(set.to_json().as_bytes()).unwrap(), set);
}

#[test]
fn a_revoked_key_is_not_published() {
    let published = [KeyState::Next, KeyState::Active, KeyState::Retiring];
    assert!(published.iter().all(|state| state.is_published()));
    assert!(!KeyState::Revoked.is_published());
}
