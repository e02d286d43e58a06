//! Attack rows 21 to 24, 8 to 10 and 35: times, audience, issuer, kind, binding.

use crate::common::{HEADER, NOW, changed, forge, key, origin, refuses_header, refuses_payload, take_at};
use crosspass_protocol::{
    BindingRule, Code, Expected, Labels, LogoutClaims, Nonce, SessionId, Subject, TicketClaims, TokenError,
    TokenId, TokenKind, UntrustedToken, native, sign,
};

// attack: 21
#[test]
fn times_that_are_no_integers_are_refused() {
    for wrong in [
        "\"1\"",
        "1.5",
        "1.0",
        "null",
        "-1",
        "1e3",
        "[]",
        "true",
        "99999999999999",
    ] {
        for name in ["iat", "exp"] {
            let value = if name == "iat" { NOW } else { NOW + 600 };
            let bad = changed(&format!(r#""{name}":{value}"#), &format!(r#""{name}":{wrong}"#));
            refuses_payload(&bad, TokenError::Times);
        }
    }
}

#[test]
fn numbers_beyond_every_range_are_refused() {
    let bad = changed(&format!(r#""exp":{}"#, NOW + 600), r#""exp":1e400"#);
    refuses_payload(&bad, TokenError::Malformed);
}

// attack: 21
#[test]
fn absent_times_are_refused() {
    refuses_payload(&changed(&format!(r#""iat":{NOW},"#), ""), TokenError::Times);
    refuses_payload(
        &changed(&format!(r#""exp":{},"#, NOW + 600), ""),
        TokenError::Times,
    );
}

#[test]
fn a_not_before_that_is_no_integer_is_refused() {
    for wrong in ["\"1\"", "1.5", "null", "-1"] {
        let bad = changed(r#""sub""#, &format!(r#""nbf":{wrong},"sub""#));
        refuses_payload(&bad, TokenError::Times);
    }
}

// attack: 22
#[test]
fn expiry_has_a_leeway_of_thirty_seconds() {
    let key = key("k1");
    let token = forge(&key, HEADER, &crate::common::payload());
    assert!(take_at(&key, &token, NOW + 600 + 30).is_ok());
    assert_eq!(
        take_at(&key, &token, NOW + 600 + 31).unwrap_err(),
        TokenError::Expired
    );
}

// attack: 22
#[test]
fn issuance_has_a_leeway_of_thirty_seconds() {
    let key = key("k1");
    let token = forge(&key, HEADER, &crate::common::payload());
    assert!(take_at(&key, &token, NOW - 30).is_ok());
    assert_eq!(take_at(&key, &token, NOW - 31).unwrap_err(), TokenError::NotYet);
}

#[test]
fn not_before_has_a_leeway_of_thirty_seconds() {
    let key = key("k1");
    let token = |nbf| {
        forge(
            &key,
            HEADER,
            &changed(r#""sub""#, &format!(r#""nbf":{nbf},"sub""#)),
        )
    };
    assert!(take_at(&key, &token(NOW + 30), NOW).is_ok());
    assert_eq!(
        take_at(&key, &token(NOW + 31), NOW).unwrap_err(),
        TokenError::NotYet
    );
}

// attack: 22
#[test]
fn a_life_over_the_kinds_maximum_is_refused() {
    let life = |seconds| {
        changed(
            &format!(r#""exp":{}"#, NOW + 600),
            &format!(r#""exp":{}"#, NOW + seconds),
        )
    };
    refuses_payload(&life(601), TokenError::Times);
    refuses_payload(&life(0), TokenError::Times);
    refuses_payload(&life(-1), TokenError::Times);
}

// attack: 9, 23
#[test]
fn other_audiences_are_refused() {
    for wrong in [
        r#"["https://app.customer.com"]"#,
        r#"["https://app.customer.com","https://evil.example"]"#,
        r#""https://app.customer.co""#,
        r#""https://APP.customer.com""#,
        r#""https://app.customer.com/""#,
        r#""https://app.customer.com:443""#,
        r#""http://app.customer.com""#,
        r#""https://other.example""#,
        r#""""#,
        "null",
    ] {
        refuses_payload(
            &changed(r#""https://app.customer.com""#, wrong),
            TokenError::Audience,
        );
    }
    refuses_payload(
        &changed(r#""aud":"https://app.customer.com","#, ""),
        TokenError::Audience,
    );
}

#[test]
fn the_signed_audience_is_said_where_it_is_an_origin() {
    let key = key("k1");
    let audience = |payload: &str| {
        let token = forge(&key, HEADER, payload);
        let check = UntrustedToken::parse(&token)
            .unwrap()
            .check_with(key.public_jwk());
        native::verify(check.unwrap()).unwrap().audience()
    };
    let ours = origin("https://app.customer.com");
    assert_eq!(audience(&crate::common::payload()), Some(ours));
    for wrong in [
        r#"["https://app.customer.com"]"#,
        r#""https://app.customer.com/""#,
    ] {
        assert_eq!(audience(&changed(r#""https://app.customer.com""#, wrong)), None);
    }
}

// attack: 24
#[test]
fn other_issuers_are_refused() {
    for wrong in [
        r#""https://auth.example.com/""#,
        r#""https://evil.example""#,
        "null",
        "[]",
    ] {
        refuses_payload(
            &changed(r#""https://auth.example.com""#, wrong),
            TokenError::Issuer,
        );
    }
}

// attack: 24
#[test]
fn other_kinds_are_refused() {
    for kind in [
        "crosspass-ticket+jwt",
        "crosspass-permit+jwt",
        "logout+jwt",
        "JWT",
        "",
        "Crosspass-Session+JWT",
    ] {
        refuses_header(&HEADER.replace("crosspass-session+jwt", kind), TokenError::Kind);
    }
    refuses_header(r#"{"alg":"ES256","kid":"k1"}"#, TokenError::Header);
}

// attack: 8, 10
#[test]
fn a_nonce_that_is_not_remembered_is_refused() {
    let nonce = crate::common::binding().nonce;
    let other = Nonce::from_random([8; 32]);
    refuses_payload(&changed(nonce.as_str(), other.as_str()), TokenError::Nonce);
    refuses_payload(&changed(&format!(r#""nonce":"{nonce}","#), ""), TokenError::Nonce);
    assert_eq!(TokenError::Nonce.code(), Code::NonceMismatch);
}

#[test]
fn a_binding_to_another_key_is_refused() {
    let jkt = crate::common::binding().jkt;
    refuses_payload(
        &changed(jkt.as_str(), &crate::common::encode(&[1; 32])),
        TokenError::Key,
    );
    refuses_payload(
        &changed(&format!(r#""cnf":{{"jkt":"{jkt}"}},"#), ""),
        TokenError::Key,
    );
    refuses_payload(
        &changed(&format!(r#"{{"jkt":"{jkt}"}}"#), &format!("\"{jkt}\"")),
        TokenError::Key,
    );
}

#[test]
fn absent_claims_of_the_kind_are_refused() {
    for name in ["sub", "sid", "jti", "name", "email"] {
        refuses_payload(
            &changed(&format!(r#""{name}":"#), r#""else":"#),
            TokenError::Claims,
        );
    }
    refuses_payload(&changed(r#""auth_time":"#, r#""else":"#), TokenError::Claims);
}

fn ticket() -> TicketClaims {
    TicketClaims {
        issuer: origin("https://auth.example.com"),
        audience: origin("https://app.customer.com"),
        token_id: TokenId::from_random([3; 16]),
        issued_at: crate::common::at(NOW),
        expires_at: crate::common::at(NOW + 30),
        binding: crate::common::binding(),
    }
}

fn logout() -> LogoutClaims {
    LogoutClaims {
        issuer: origin("https://auth.example.com"),
        audience: origin("https://app.customer.com"),
        token_id: TokenId::from_random([4; 16]),
        issued_at: crate::common::at(NOW),
        expires_at: crate::common::at(NOW + 120),
        session_id: SessionId::from_random([5; 16]),
        subject: Subject::parse("user-1").unwrap(),
    }
}

/// Verifies any kind, bound to nothing.
fn take_kind<K: TokenKind>(
    key: &crosspass_protocol::SigningKey,
    token: &str,
    now: i64,
) -> Result<K, TokenError> {
    let (issuer, audience) = (
        origin("https://auth.example.com"),
        origin("https://app.customer.com"),
    );
    let check = UntrustedToken::parse(token)?.check_with(key.public_jwk())?;
    let expected = Expected {
        issuer: &issuer,
        audience: &audience,
        now: crate::common::at(now),
        binding: BindingRule::Unbound,
    };
    Ok(native::verify(check)?.accept(&expected)?.into_claims())
}

// attack: 35
#[test]
fn a_ticket_lives_thirty_seconds_and_its_leeway() {
    let key = key("k1");
    let token = sign(&key, &ticket()).unwrap();
    assert_eq!(
        take_kind::<TicketClaims>(&key, &token, NOW + 60).unwrap(),
        ticket()
    );
    let late = take_kind::<TicketClaims>(&key, &token, NOW + 61);
    assert_eq!(late.unwrap_err(), TokenError::Expired);
}

#[test]
fn a_ticket_is_no_session() {
    let key = key("k1");
    let token = sign(&key, &ticket()).unwrap();
    assert_eq!(crate::common::take(&key, &token).unwrap_err(), TokenError::Kind);
}

// attack: 67
#[test]
fn a_logout_token_is_taken_and_its_event_needed() {
    let key = key("k1");
    let token = sign(&key, &logout()).unwrap();
    assert_eq!(take_kind::<LogoutClaims>(&key, &token, NOW).unwrap(), logout());
    let header = HEADER.replace("crosspass-session+jwt", "logout+jwt");
    let session_like = forge(
        &key,
        &header,
        &changed(
            &format!(r#""exp":{}"#, NOW + 600),
            &format!(r#""exp":{}"#, NOW + 120),
        ),
    );
    assert_eq!(
        take_kind::<LogoutClaims>(&key, &session_like, NOW).unwrap_err(),
        TokenError::Claims
    );
}

// attack: 67
#[test]
fn a_logout_token_with_a_nonce_is_refused() {
    let key = key("k1");
    let header = HEADER.replace("crosspass-session+jwt", "logout+jwt");
    let event = r#""events":{"http://schemas.openid.net/event/backchannel-logout":{}},"sub""#;
    let payload = changed(r#""sub""#, event).replace(
        &format!(r#""exp":{}"#, NOW + 600),
        &format!(r#""exp":{}"#, NOW + 120),
    );
    let token = forge(&key, &header, &payload);
    assert_eq!(
        take_kind::<LogoutClaims>(&key, &token, NOW).unwrap_err(),
        TokenError::Claims
    );
}

/// What issuers of version 1 do not say is empty; what nobody knows is passed over.
#[test]
fn a_session_that_says_no_more_is_taken() {
    let key = key("k1");
    let said = take_at(&key, &forge(&key, HEADER, &crate::common::payload()), NOW).unwrap();
    let claims = said.claims();
    assert_eq!(claims.labels, Labels::none());
    assert_eq!(
        (
            claims.labels.amr().count(),
            claims.labels.acr(),
            claims.labels.roles().count()
        ),
        (0, None, 0)
    );
    let more = changed(
        r#""sub""#,
        r#""amr":["pwd","otp"],"acr":"2","roles":["admin"],"later":{"a":[1]},"sub""#,
    );
    let said = take_at(&key, &forge(&key, HEADER, &more), NOW).unwrap();
    let claims = said.claims();
    assert_eq!(claims.labels.amr().collect::<Vec<_>>(), ["pwd", "otp"]);
    assert_eq!(claims.labels.acr(), Some("2"));
    assert_eq!(claims.labels.roles().collect::<Vec<_>>(), ["admin"]);
    assert_eq!(claims.labels.as_str(), "pwd otp \n2 \nadmin \n");
    assert_eq!(
        Labels::new(&["pwd", "otp"], Some("2"), &["admin"]).as_ref(),
        Ok(&claims.labels)
    );
    for (amr, acr) in [
        (&["pwd otp"][..], None),
        (&[""], None),
        (&[], Some("2\n3")),
        (&["x"; 65], None),
    ] {
        assert!(Labels::new(amr, acr, &[]).is_err(), "{amr:?} {acr:?}");
    }
    // As they are written, they are read.
    let written = sign(&key, claims).unwrap();
    assert_eq!(take_at(&key, &written, NOW).unwrap().claims(), claims);
    let none = changed(r#""sub""#, r#""amr":[],"roles":[],"sub""#);
    assert!(take_at(&key, &forge(&key, HEADER, &none), NOW).is_ok());
}

// attack: 113
#[test]
fn methods_classes_and_roles_in_another_form_are_refused() {
    let long = "x".repeat(65);
    let many = vec!["\"x\""; 65].join(",");
    for wrong in [
        r#""amr":"pwd""#,
        r#""amr":null"#,
        r#""amr":{"pwd":true}"#,
        r#""amr":[1]"#,
        r#""amr":["pwd",null]"#,
        r#""amr":[["pwd"]]"#,
        r#""amr":[""]"#,
        r#""roles":["admin user"]"#,
        r#""roles":["user\u0020admin"]"#,
        r#""roles":["user\nadmin"]"#,
        r#""roles":["ädmin"]"#,
        r#""roles":"admin""#,
        &format!(r#""roles":["{long}"]"#),
        &format!(r#""roles":[{many}]"#),
        r#""acr":"""#,
        r#""acr":2"#,
        r#""acr":null"#,
        r#""acr":["2"]"#,
        r#""acr":"2 3""#,
        &format!(r#""acr":"{long}""#),
    ] {
        refuses_payload(
            &changed(r#""sub""#, &format!(r#"{wrong},"sub""#)),
            TokenError::Claims,
        );
    }
    let most = changed(
        r#""sub""#,
        &format!(
            r#""roles":[{}],"acr":"{}","sub""#,
            vec!["\"x\""; 64].join(","),
            "x".repeat(64)
        ),
    );
    let key = key("k1");
    assert!(take_at(&key, &forge(&key, HEADER, &most), NOW).is_ok());
}
