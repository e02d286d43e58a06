//! Logins: one identity each, or refused (57).
// attacks of this file: 57

use crate::support::{PASSWORD, World};

#[tokio::test]
async fn case_is_no_difference() {
    let world = World::new().await;
    let answer = world.sign_in("ADA", PASSWORD).await;
    assert_eq!(answer.status, 200);
    assert_eq!(world.audit().await.pop().unwrap().login.as_deref(), Some("ada"));
}

#[tokio::test]
async fn two_spellings_are_no_two_users() {
    use crosspass_issuer::model::Login;
    assert_eq!(
        Login::parse("Ada@Example.COM").unwrap(),
        Login::parse("ada@example.com").unwrap()
    );
}

macro_rules! refused_logins {
    ($($name:ident: $login:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            let world = World::new().await;
            let answer = world.sign_in($login, PASSWORD).await;
            answer.refused(400, "invalid_request");
            assert!(answer.member("message").starts_with("login:"), "{}", answer.text);
        })+
    };
}

refused_logins! {
    empty: "";
    a_space_before: " ada";
    a_space_after: "ada ";
    a_line_break: "ada\n";
    nul: "ada\0";
    a_cyrillic_look_alike: "\u{430}da";
    a_fullwidth_look_alike: "\u{ff41}da";
    a_turkish_i: "ad\u{131}";
    a_kelvin_sign: "\u{212a}im";
    an_invisible_character: "a\u{200b}da";
    a_comma: "ada@example.com,eve@example.com";
    a_semicolon: "ada@example.com;eve@example.com";
    several_ats: "ada@example.com@evil.example";
    a_quoted_part: "\"ada\"@example.com";
    an_angle_address: "<ada@example.com>";
    over_254_bytes: &"a".repeat(255);
}
