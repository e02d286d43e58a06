//! Bodies that are not what is expected (47, 58): 4xx, never 500.
// attacks of this file: 58

use axum::http::Method;

use crate::support::{ISSUER, PASSWORD, World, own_page};

async fn refused(status: u16, body: &str) {
    let world = World::new().await;
    let answer = world
        .send(Method::POST, "/api/sign-in", &own_page(""), body)
        .await;
    answer.refused(status, "invalid_request");
}

macro_rules! refused_bodies {
    ($($name:ident: $status:literal, $body:expr;)+) => {
        $(#[tokio::test]
        async fn $name() {
            refused($status, $body).await;
        })+
    };
}

refused_bodies! {
    empty: 400, "";
    no_json: 400, "login=ada";
    cut_off: 400, r#"{"login":"ada","password":"x""#;
    something_after: 400, r#"{"login":"ada","password":"x"}{}"#;
    an_array: 400, r#"["ada","x"]"#;
    null: 400, "null";
    a_member_missing: 400, r#"{"login":"ada"}"#;
    a_member_unknown: 400, r#"{"login":"ada","password":"x","admin":true}"#;
    a_member_twice: 400, r#"{"login":"ada","login":"eve","password":"x"}"#;
    a_member_twice_by_escape: 400, r#"{"login":"ada","l\u006fgin":"eve","password":"x"}"#;
    a_member_of_another_type: 400, r#"{"login":["ada"],"password":"x"}"#;
    prototype_pollution: 400, r#"{"login":"ada","password":"x","__proto__":{"admin":true}}"#;
    deep: 400, &format!("{}{}", "[".repeat(8000), "]".repeat(8000));
    a_lone_surrogate: 400, r#"{"login":"\ud800","password":"x"}"#;
    no_utf8_by_escape: 400, "{\"login\":\"a\u{0}\",\"password\":\"x\"}";
    over_16_kilobytes: 413, &format!(r#"{{"login":"ada","password":"{}"}}"#, "x".repeat(17_000));
    an_audience_that_is_no_origin: 400, r#"{"login":"ada","password":"x","audience":"http://acme.localhost:9001/"}"#;
    an_audience_of_sql: 400, r#"{"login":"ada","password":"x","audience":"' OR 1=1 --"}"#;
}

#[tokio::test]
async fn sql_in_strings_is_text() {
    let world = World::new().await;
    for login in ["'OR'1'='1", "ada'--", "x';DROP/**/TABLE/**/users"] {
        let answer = world.sign_in(login, "' OR 1=1 --").await;
        assert!(answer.status.is_client_error(), "{login}: {}", answer.text);
    }
    assert_eq!(world.sign_in("ada", PASSWORD).await.status, 200);
}

async fn with_type(headers: &[(&str, &str)]) -> crate::support::Answer {
    let world = World::new().await;
    let body = format!(r#"{{"login":"ada","password":"{PASSWORD}"}}"#);
    let headers = [&[("origin", ISSUER)], headers].concat();
    world.send(Method::POST, "/api/sign-in", &headers, &body).await
}

// attack: 47
#[tokio::test]
async fn media_types_of_forms() {
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonp",
        "text/json",
        "application/json, text/plain",
        "",
    ] {
        with_type(&[("content-type", kind)])
            .await
            .refused(415, "invalid_request");
    }
}

#[tokio::test]
async fn two_media_types() {
    let headers = [
        ("content-type", "application/json"),
        ("content-type", "text/plain"),
    ];
    with_type(&headers).await.refused(415, "invalid_request");
}

#[tokio::test]
async fn a_compressed_body_is_not_unpacked() {
    let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
    with_type(&headers).await.refused(415, "invalid_request");
}

#[tokio::test]
async fn the_media_type_may_name_its_charset() {
    let answer = with_type(&[("content-type", "application/json; charset=utf-8")]).await;
    assert_eq!(answer.status, 200);
}
