//! Attack rows 17 to 20: algorithm, signature, header, form.

use crate::common::{HEADER, encode, forge, key, payload, refuses_header, session, take};
use crosspass_protocol::{MAX_TOKEN, TokenError, UntrustedToken, sign};

#[test]
fn a_good_token_is_taken() {
    let key = key("k1");
    let token = sign(&key, &session()).unwrap();
    assert_eq!(take(&key, &token).unwrap().into_claims(), session());
    assert_eq!(
        take(&key, &forge(&key, HEADER, &payload()))
            .unwrap()
            .into_claims(),
        session()
    );
}

// attack: 17
#[test]
fn other_algorithms_are_refused() {
    for alg in ["none", "nOnE", "", "HS256", "ES384", "EdDSA", "es256", "ES256 "] {
        refuses_header(&HEADER.replace("ES256", alg), TokenError::Algorithm);
    }
}

#[test]
fn an_empty_signature_is_refused() {
    let key = key("k1");
    let token = forge(&key, HEADER, &payload());
    let (signed, _) = token.rsplit_once('.').unwrap();
    assert_eq!(
        take(&key, &format!("{signed}.")).unwrap_err(),
        TokenError::Signature
    );
}

// attack: 18
#[test]
fn damaged_signatures_are_refused() {
    let key = key("k1");
    let token = forge(&key, HEADER, &payload());
    let (signed, good) = token.rsplit_once('.').unwrap();
    // The order of P-256: r and s must lie below it.
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let order: Vec<u8> = (0..32)
        .map(|i| u8::from_str_radix(&order[2 * i..2 * i + 2], 16).unwrap())
        .collect();
    let good = <[u8; 64]>::try_from(base64(good)).unwrap();
    let (r, s) = good.split_at(32);
    let der = [&[0x30, 0x44, 2, 32][..], r, &[2, 32], s].concat();
    let zero = [0; 32];
    for bad in [
        [&zero[..], s].concat(),
        [r, &zero].concat(),
        [&order[..], s].concat(),
        [r, &order].concat(),
        vec![0; 64],
        vec![0xff; 64],
        der,
        good[..63].to_vec(),
        [&good[..], &[0]].concat(),
        [s, r].concat(),
    ] {
        let token = format!("{signed}.{}", encode(&bad));
        assert_eq!(take(&key, &token).unwrap_err(), TokenError::Signature, "{bad:?}");
    }
}

#[test]
fn another_keys_signature_is_refused() {
    let token = forge(&key("k1"), HEADER, &payload());
    assert_eq!(take(&key("k1"), &token).unwrap_err(), TokenError::Signature);
}

// attack: 19
#[test]
fn keys_that_the_token_brings_are_refused() {
    for member in [
        r#""jwk":{"kty":"EC"}"#,
        r#""jku":"https://evil.example/keys""#,
        r#""x5u":"https://evil.example/cert""#,
        r#""x5c":["AA"]"#,
        r#""x5t":"AA""#,
        r#""crit":["b64"]"#,
        r#""b64":false"#,
        r#""cty":"JWT""#,
        r#""anything":1"#,
    ] {
        refuses_header(
            &HEADER.replace(r#""kid":"k1""#, &format!(r#""kid":"k1",{member}"#)),
            TokenError::Header,
        );
    }
}

// attack: 19
#[test]
fn key_ids_that_are_no_ids_are_refused() {
    for kid in [
        "../../etc/passwd",
        "' OR 1=1 --",
        "https://evil.example",
        "",
        "k 1",
        "k1\\u0000",
    ] {
        refuses_header(&HEADER.replace("k1", kid), TokenError::Header);
    }
    refuses_header(
        r#"{"alg":"ES256","typ":"crosspass-session+jwt"}"#,
        TokenError::Header,
    );
    refuses_header(
        r#"{"alg":"ES256","kid":7,"typ":"crosspass-session+jwt"}"#,
        TokenError::Header,
    );
    refuses_header(
        r#"{"alg":"ES256","kid":"other","typ":"crosspass-session+jwt"}"#,
        TokenError::UnknownKey,
    );
}

// attack: 20
#[test]
fn duplicate_members_are_refused() {
    refuses_header(
        r#"{"alg":"ES256","alg":"ES256","kid":"k1","typ":"crosspass-session+jwt"}"#,
        TokenError::Malformed,
    );
    for duplicate in [
        crate::common::changed(r#""sub":"user-1""#, r#""sub":"user-1","sub":"user-2""#),
        crate::common::changed(r#""sub":"user-1""#, r#""sub":"user-1","unknown":1,"unknown":2"#),
        crate::common::changed(
            r#""sub":"user-1""#,
            r#""sub":"user-1","deep":{"a":[{"b":1,"b":2}]}"#,
        ),
        crate::common::changed(r#""sub":"user-1""#, r#""sub":"user-1","s\u0075b":"user-2""#),
    ] {
        crate::common::refuses_payload(&duplicate, TokenError::Malformed);
    }
}

// attack: 20
#[test]
fn other_forms_are_refused() {
    let key = key("k1");
    let token = forge(&key, HEADER, &payload());
    let (head, rest) = token.split_once('.').unwrap();
    for bad in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "a.b.c".to_owned(),
        format!("{token}."),
        format!("{token}.AA"),
        format!(".{token}"),
        format!("{head}=.{rest}"),
        format!("{head} .{rest}"),
        format!("{token}="),
        format!(" {token}"),
        format!("{head}\n.{rest}"),
        head.to_owned(),
        format!("{head}.{head}"),
        r#"{"payload":"","protected":"","signature":""}"#.to_owned(),
        format!("{}.{rest}", encode(b"[]")),
        format!("{}.{rest}", encode(b"\"ES256\"")),
        format!("{}.{rest}", encode(format!("{HEADER} x").as_bytes())),
    ] {
        assert_eq!(take(&key, &bad).unwrap_err(), TokenError::Malformed, "{bad}");
    }
}

#[test]
fn loose_trailing_bits_are_refused() {
    // "k1" and "k1" with other unused bits decode alike in lenient decoders.
    let key = key("k1");
    let token = forge(&key, HEADER, &payload());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let last = signature.chars().last().unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let next = alphabet.chars().nth(alphabet.find(last).unwrap() ^ 1).unwrap();
    let loose = format!("{signed}.{}{next}", &signature[..signature.len() - 1]);
    assert_eq!(take(&key, &loose).unwrap_err(), TokenError::Malformed);
}

#[test]
fn the_longest_token_is_looked_at_and_no_longer_one() {
    // The size alone is asked here: what follows is no token.
    let longest = "a".repeat(MAX_TOKEN);
    assert_eq!(
        UntrustedToken::parse(&longest).unwrap_err(),
        TokenError::Malformed
    );
    let longer = longest + "a";
    assert_eq!(UntrustedToken::parse(&longer).unwrap_err(), TokenError::Size);
}

#[test]
fn the_nonce_is_known_before_the_signature_is_checked() {
    let key = key("k1");
    let nonce = |payload: &str| {
        let token = forge(&key, HEADER, payload);
        UntrustedToken::parse(&token).unwrap().unverified_nonce()
    };
    let remembered = crate::common::binding().nonce;
    assert_eq!(nonce(&payload()), Some(remembered.clone()));
    let without = crate::common::changed(r#""nonce":"#, r#""else":"#);
    assert_eq!(nonce(&without), None);
    let damaged = crate::common::changed(remembered.as_str(), "short");
    assert_eq!(nonce(&damaged), None);
}

#[test]
fn oversized_and_deep_tokens_are_refused() {
    let key = key("k1");
    let long = payload().replace("Ada Lovelace", &"a".repeat(9000));
    assert_eq!(
        take(&key, &forge(&key, HEADER, &long)).unwrap_err(),
        TokenError::Size
    );
    let deep = crate::common::changed(
        r#""sub":"user-1""#,
        &format!(r#""sub":"user-1","x":{}{}"#, "[".repeat(1000), "]".repeat(1000)),
    );
    crate::common::refuses_payload(&deep, TokenError::Malformed);
    let wide = (0..400).map(|i| format!(r#","m{i}":1"#)).collect::<String>();
    let wide = crate::common::changed(r#""sub":"user-1""#, &format!(r#""sub":"user-1"{wide}"#));
    crate::common::refuses_payload(&wide, TokenError::Malformed);
}

fn base64(text: &str) -> Vec<u8> {
    use base64ct::{Base64UrlUnpadded, Encoding};
    Base64UrlUnpadded::decode_vec(text).unwrap()
}
